/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_SETTINGS_H
#define PHONEWALL_SETTINGS_H

#include <stdint.h>

#include "fault.h"

#define PHONEWALL_LINES_MAX	16

/**
 * struct phonewall_limits - bounds of the module's flow table
 * @flows: flows held at most, 1 to PHONEWALL_FLOW_LIMIT_MAX
 * @timeout_udp: seconds that an unanswered UDP flow lives, 1 to
 *	PHONEWALL_TIMEOUT_MAX, as are all here
 * @timeout_udp_replied: seconds that an answered UDP flow lives
 * @timeout_echo: seconds that an echo flow lives
 * @timeout_other: seconds that a flow of any other protocol lives
 */
struct phonewall_limits {
	uint32_t flows;
	uint32_t timeout_udp;
	uint32_t timeout_udp_replied;
	uint32_t timeout_echo;
	uint32_t timeout_other;
};

/**
 * struct phonewall_settings - the agent's own settings: facts about the device
 *	that cfg.xml does not hold
 * @lines: lines that the device has, 1 to PHONEWALL_LINES_MAX; 0 where it is not
 *	known
 * @connection_request_port: the TR-069 TCP port to open where
 *	Connection_Request_URL is empty, 8000 to 9999; 0 where none was picked
 * @limits: bounds of the flow table
 */
struct phonewall_settings {
	unsigned int lines;
	uint16_t connection_request_port;
	struct phonewall_limits limits;
};

/**
 * phonewall_settings_default - the settings of a device that says nothing
 * @settings: set whole
 */
void phonewall_settings_default(struct phonewall_settings *settings);

/**
 * phonewall_settings_parse - read the text of phonewall.conf
 * @text: "name = value" lines; "#" begins a comment
 * @length: bytes of @text
 * @settings: set whole; what @text does not name has its default
 * @faults: every fault is added here
 *
 * Names: lines, flow_limit, timeout_udp, timeout_udp_replied, timeout_echo,
 * timeout_other. An unknown name is a fault.
 *
 * Return: 0, or -1 where a fault was added.
 */
int phonewall_settings_parse(const char *text, size_t length,
			     struct phonewall_settings *settings,
			     struct phonewall_faults *faults);

#endif /* PHONEWALL_SETTINGS_H */
