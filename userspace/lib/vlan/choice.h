/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VLAN_CHOICE_H
#define PHONEWALL_VLAN_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

#include "dot1x/network_access.h"
#include "vlan/settings.h"

/**
 * enum phonewall_vlan_source - the source of the voice VLAN
 * @PHONEWALL_VLAN_SOURCE_NONE: no source announces or configures one
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
 * struct phonewall_learned_vlan - the voice VLAN that one protocol announces
 * @heard: true if it announces anything
 * @vlan: the VLAN, 1 to 4094; 0 if voice is to be sent without a tag
 */
struct phonewall_learned_vlan {
	bool heard;
	uint16_t vlan;
};

/**
 * struct phonewall_learned_vlans - the voice VLAN that the LAN switch announces
 * @lldp_med: by LLDP-MED
 * @cdp: by CDP
 */
struct phonewall_learned_vlans {
	struct phonewall_learned_vlan lldp_med;
	struct phonewall_learned_vlan cdp;
};

/**
 * struct phonewall_vlan_choice - the VLANs that the phone is to use
 * @source: the source of the voice VLAN, also if it says that voice is sent
 *	without a tag
 * @voice: the voice VLAN, 1 to 4094; 0 for none
 * @pc: the VLAN of the PC's untagged frames, 1 to 4094; 0 if they stay untagged
 */
struct phonewall_vlan_choice {
	enum phonewall_vlan_source source;
	uint16_t voice;
	uint16_t pc;
};

/**
 * phonewall_vlan_discovered() - check whether the voice VLAN may be discovered
 * @access: what cfg.xml says about 802.1X
 *
 * It may not if 802.1X is on: then the switch grants the network after
 * authentication, and a frame that any station can send without it must not
 * decide.
 *
 * Return: true if it may.
 */
bool phonewall_vlan_discovered(const struct phonewall_network_access *access);

/**
 * phonewall_vlan_choose() - choose the VLANs
 * @settings: what cfg.xml says about the VLANs
 * @access: what cfg.xml says about 802.1X
 * @learned: what the LAN switch announces
 * @choice: filled in
 *
 * LLDP-MED takes precedence over CDP, and CDP over VLAN_ID. Enable_VLAN applies
 * to VLAN_ID and PC_Port_VLAN_ID, not to what is discovered.
 */
void phonewall_vlan_choose(const struct phonewall_vlan_settings *settings,
			   const struct phonewall_network_access *access,
			   const struct phonewall_learned_vlans *learned,
			   struct phonewall_vlan_choice *choice);

/**
 * phonewall_vlan_source_name() - name a source
 * @source: the source
 *
 * Return: "LLDP-MED", "CDP", "VLAN_ID" or "none".
 */
const char *phonewall_vlan_source_name(enum phonewall_vlan_source source);

#endif /* PHONEWALL_VLAN_CHOICE_H */
