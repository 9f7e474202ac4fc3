/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_FIREWALL_CONFIG_H
#define PHONEWALL_FIREWALL_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/phonewall.h>

#include "base/fault.h"

#define PHONEWALL_PORT_OPTIONS_MAX	5

/**
 * struct phonewall_port_options - the port options of one protocol
 * @list: the ports, each option once, in the order of the string
 * @count: how many
 */
struct phonewall_port_options {
	struct phonewall_port_range list[PHONEWALL_PORT_OPTIONS_MAX];
	size_t count;
};

/**
 * struct phonewall_firewall_config - the value of Firewall_Config
 * @flags: PHONEWALL_FLAG_*
 * @no_cisco_tftp: true if the ports of TFTP clients stay closed
 * @udp: UDP options
 * @tcp: TCP options
 */
struct phonewall_firewall_config {
	uint32_t flags;
	bool no_cisco_tftp;
	struct phonewall_port_options udp;
	struct phonewall_port_options tcp;
};

/**
 * phonewall_firewall_config_parse() - parse the value of Firewall_Config
 * @value: keywords separated by commas; may be empty
 * @line: line of the file, for faults
 * @config: filled in; what is at fault is left out
 * @faults: every fault is added here
 *
 * Keywords are NO_ICMP_PING, NO_ICMP_UNREACHABLE, NO_CISCO_TFTP, UDP:port,
 * UDP:first:last, TCP:port and TCP:first:last, in any case. Spaces are allowed
 * beside a comma, not beside a colon. An empty token is ignored, a repeated one
 * counts once.
 */
void phonewall_firewall_config_parse(const char *value, unsigned int line,
				     struct phonewall_firewall_config *config,
				     struct phonewall_faults *faults);

#endif /* PHONEWALL_FIREWALL_CONFIG_H */
