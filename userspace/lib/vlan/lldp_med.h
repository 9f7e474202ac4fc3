/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LLDP_MED_H
#define PHONEWALL_LLDP_MED_H

#include "vlan/choice.h"

/**
 * phonewall_lldp_med_parse() - parse the voice VLAN of LLDP-MED
 * @text: the neighbours as "lldpcli -f json0 show neighbors details" prints
 *	them
 * @port: device name of the port that the LAN switch is at
 * @voice: filled in: the network policy for the application Voice
 *	(ANSI/TIA-1057, 10.2.3) of the first LAN switch at @port that announces
 *	one; all zero if none does, or if the switch announces that its policy
 *	is unknown
 *
 * A LAN switch is an LLDP-MED Network Connectivity Device. If it sends its
 * system capabilities (IEEE 802.1AB, 8.5.8), one that relays frames must be
 * enabled. What endpoints send, such as another phone behind a hub, is ignored.
 *
 * Return: 0, or -1 if @text is not what lldpcli prints.
 */
int phonewall_lldp_med_parse(const char *text, const char *port,
			     struct phonewall_learned_vlan *voice);

#endif /* PHONEWALL_LLDP_MED_H */
