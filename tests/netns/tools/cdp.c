// SPDX-License-Identifier: MIT
/*
 * cdp DEVICE HOLD-TIME [VLAN [CAPABILITIES]]: sends one frame as a Cisco LAN
 * switch does, with the voice VLAN if one is given; 0 and 4095 are sent as they
 * are. Without a switch's CAPABILITIES it is another device's frame. No package
 * of the distribution sends the VoIP VLAN Reply.
 */
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <linux/if_packet.h>

#include "harness/discovery_frame.h"

int main(int count, char **arguments)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET };
	struct announcement announcement = {
		.name = "switch", .vlan = -1, .capabilities = CDP_SWITCH,
	};
	struct discovery_frame frame;
	int descriptor;

	if (count < 3) {
		fputs("Usage: cdp DEVICE HOLD-TIME [VLAN [CAPABILITIES]]\n",
		      stderr);
		return 2;
	}
	announcement.hold_time = atoi(arguments[2]);
	if (count > 3)
		announcement.vlan = atoi(arguments[3]);
	if (count > 4)
		announcement.capabilities = strtoul(arguments[4], NULL, 0);
	discovery_frame_cdp(&frame, &announcement);
	address.sll_ifindex = if_nametoindex(arguments[1]);
	descriptor = socket(AF_PACKET, SOCK_RAW, 0);
	if (descriptor < 0 || sendto(descriptor, frame.bytes, frame.length, 0,
				     (struct sockaddr *)&address,
				     sizeof(address)) < 0) {
		perror("cdp");
		return 1;
	}
	return 0;
}
