/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_EVENT_H
#define PHONEWALL_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/phonewall.h>

#include "module/dot1x.h"

/**
 * struct phonewall_event - an event that the module reported
 * @command: PHONEWALL_CMD_EVENT_*
 * @enabled: EVENT_POLICY
 * @generation: EVENT_POLICY
 * @reason: EVENT_BLOCKED, as are those that follow
 * @direction: which way the packet went
 * @packet: its first bytes, from the IPv4 or IPv6 header on, aligned to 4
 * @captured: bytes of @packet
 * @length: bytes that the packet had
 * @device: interface index that it came in or goes out by; 0 if none is known
 * @left_out: EVENT_BLOCKED and EVENT_SESSION: such events since the last one
 *	that were not reported
 * @dot1x: EVENT_DOT1X: the new settings; EVENT_SESSION: one session, as it is
 *	now, and nothing else
 */
struct phonewall_event {
	enum phonewall_command command;
	bool enabled;
	uint32_t generation;
	enum phonewall_reason reason;
	enum phonewall_direction direction;
	const uint8_t *packet;
	size_t captured;
	uint32_t length;
	uint32_t device;
	uint32_t left_out;
	struct phonewall_kernel_dot1x dot1x;
};

#endif /* PHONEWALL_EVENT_H */
