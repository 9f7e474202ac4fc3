/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LLDP_MED_H
#define PHONEWALL_LLDP_MED_H

#include "vlan/choice.h"

/**
 * phonewall_lldp_med_parse - what LLDP-MED tells of the voice VLAN
 * @text: the neighbours as "lldpcli -f json0 show neighbors details" prints them
 * @port: device name of the port that the LAN switch is at
 * @voice: set whole: the network policy for the application Voice (ANSI/TIA-1057,
 *	10.2.3) of the first LAN switch at @port that tells one; not heard if none
 *	does, or if the switch says that it does not know yet
 *
 * A LAN switch is an LLDP-MED Network Connectivity Device. If it tells its system
 * capabilities (IEEE 802.1AB, 8.5.8), one that relays frames must be enabled. What
 * endpoints tell, such as another phone behind a hub, does not count.
 *
 * Return: 0, or -1 where @text is not what lldpcli prints.
 */
int phonewall_lldp_med_parse(const char *text, const char *port,
			     struct phonewall_learned_vlan *voice);

#endif /* PHONEWALL_LLDP_MED_H */
