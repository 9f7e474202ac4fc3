/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VLAN_CHOICE_H
#define PHONEWALL_VLAN_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

#include "dot1x/network_access.h"
#include "vlan/settings.h"

/**
 * enum phonewall_vlan_source - what the voice VLAN is known from
 * @PHONEWALL_VLAN_SOURCE_NONE: nothing says anything of a voice VLAN
 * @PHONEWALL_VLAN_SOURCE_LLDP_MED: the LAN switch's LLDP-MED network policy
 * @PHONEWALL_VLAN_SOURCE_CDP: the LAN switch's CDP
 * @PHONEWALL_VLAN_SOURCE_VLAN_ID: VLAN_ID
 */
enum phonewall_vlan_source {
	PHONEWALL_VLAN_SOURCE_NONE,
	PHONEWALL_VLAN_SOURCE_LLDP_MED,
	PHONEWALL_VLAN_SOURCE_CDP,
	PHONEWALL_VLAN_SOURCE_VLAN_ID,
};

/**
 * struct phonewall_learned_vlan - what one protocol tells of the voice VLAN
 * @heard: whether it tells anything
 * @vlan: the VLAN, 1 to 4094; 0 where voice is to go without a tag
 */
struct phonewall_learned_vlan {
	bool heard;
	uint16_t vlan;
};

/**
 * struct phonewall_learned_vlans - what the LAN switch tells of the voice VLAN
 * @lldp_med: by LLDP-MED
 * @cdp: by CDP
 */
struct phonewall_learned_vlans {
	struct phonewall_learned_vlan lldp_med;
	struct phonewall_learned_vlan cdp;
};

/**
 * struct phonewall_vlan_choice - the VLANs that the phone is to use
 * @source: what the voice VLAN is known from, also where that says that voice
 *	goes without a tag
 * @voice: the voice VLAN, 1 to 4094; 0 for none
 * @pc: the VLAN of the PC's untagged frames, 1 to 4094; 0 where they stay
 *	untagged
 */
struct phonewall_vlan_choice {
	enum phonewall_vlan_source source;
	uint16_t voice;
	uint16_t pc;
};

/**
 * phonewall_vlan_discovered - whether discovery has a say in the voice VLAN
 * @access: what cfg.xml says of 802.1X
 *
 * It has not where 802.1X is on: then the network is what the switch grants after
 * authentication, and a frame that anybody can send without it decides nothing.
 *
 * Return: whether it has.
 */
bool phonewall_vlan_discovered(const struct phonewall_network_access *access);

/**
 * phonewall_vlan_choose - choose the VLANs
 * @settings: what cfg.xml says of the VLANs
 * @access: what cfg.xml says of 802.1X
 * @learned: what the LAN switch says
 * @choice: set whole
 *
 * LLDP-MED comes before CDP and CDP before VLAN_ID. Enable_VLAN gives VLAN_ID
 * and PC_Port_VLAN_ID their effect, and has no say in what is discovered.
 */
void phonewall_vlan_choose(const struct phonewall_vlan_settings *settings,
			   const struct phonewall_network_access *access,
			   const struct phonewall_learned_vlans *learned,
			   struct phonewall_vlan_choice *choice);

/**
 * phonewall_vlan_source_name - a source in words
 * @source: the source
 *
 * Return: "LLDP-MED", "CDP", "VLAN_ID" or "none".
 */
const char *phonewall_vlan_source_name(enum phonewall_vlan_source source);

#endif /* PHONEWALL_VLAN_CHOICE_H */
