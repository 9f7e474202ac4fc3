/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TRANSLATION_H
#define PHONEWALL_TRANSLATION_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include <linux/phonewall.h>

#include "config/settings.h"
#include "config/system.h"
#include "firewall/parameters.h"

/**
 * struct phonewall_opening - ports that are open, and why
 * @protocol: IPPROTO_UDP or IPPROTO_TCP
 * @range: the ports
 * @purpose: what uses them, such as "SIP, line 1" or "web server"
 * @reason: the parameters that opened them with their values in force, such as
 *	"Line_Enable_1_=Yes (default), SIP_Transport_1_=UDP, SIP_Port_1_=5060"
 */
struct phonewall_opening {
	uint8_t protocol;
	struct phonewall_port_range range;
	char *purpose;
	char *reason;
};

/**
 * struct phonewall_endpoint - a multicast group and UDP port that is open
 * @family: AF_INET or AF_INET6
 * @address: the group, network byte order
 * @port: host byte order
 * @reason: the parameter that lists it
 */
struct phonewall_endpoint {
	sa_family_t family;
	union {
		struct in_addr ipv4;
		struct in6_addr ipv6;
	} address;
	uint16_t port;
	char *reason;
};

/**
 * struct phonewall_translation - what cfg.xml asks of the firewall
 * @enabled: Firewall
 * @flags: PHONEWALL_FLAG_*, from Firewall_Config
 * @rtp: RTP_Port_Min to RTP_Port_Max + 1, after the fall-back rule
 * @broadcast_echo: Broadcast_Echo: answer echo requests to IPv6 multicast groups
 * @limits: bounds of the flow table, from the settings
 * @openings: the open ports, in the order of the spec's tables, then
 *	Firewall_Config's; ranges may overlap
 * @opening_count: how many
 * @picked_port: the one of @openings that phonewalld picked for TR-069
 *	connection requests, as the settings have it; 0 if there is none
 * @to_pick: the ports of which phonewalld is to pick and open one for them,
 *	since the settings have none yet; its purpose and reason are NULL if none
 *	is needed
 * @endpoints: the multicast endpoints, each once
 * @endpoint_count: how many, at most PHONEWALL_ENDPOINTS_MAX
 *
 * Zero-initialise it; release it with phonewall_translation_clear().
 */
struct phonewall_translation {
	bool enabled;
	uint32_t flags;
	struct phonewall_port_range rtp;
	bool broadcast_echo;
	struct phonewall_limits limits;
	struct phonewall_opening *openings;
	size_t opening_count;
	uint16_t picked_port;
	struct phonewall_opening to_pick;
	struct phonewall_endpoint *endpoints;
	size_t endpoint_count;
};

/**
 * phonewall_translation_read - turn the parameters into what the module holds
 * @reading: the values of phonewall_firewall_parameters
 * @section: struct phonewall_translation, zero-initialised; to be released with
 *	phonewall_translation_clear() also if there is a fault
 *
 * Pure: no I/O, no globals, no root, no module.
 */
void phonewall_translation_read(const struct phonewall_reading *reading,
				void *section);

/**
 * phonewall_translation_clear() - release a translation
 * @section: struct phonewall_translation; emptied
 */
void phonewall_translation_clear(void *section);

#endif /* PHONEWALL_TRANSLATION_H */
