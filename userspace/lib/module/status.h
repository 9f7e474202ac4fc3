/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_MODULE_STATUS_H
#define PHONEWALL_MODULE_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/phonewall.h>

/**
 * struct phonewall_status - the module's status in this network namespace
 * @version: the module's version
 * @enabled: true if the firewall is in force
 * @generation: of the policy in force
 * @flows: flows held now
 * @flow_limit: maximum number of flows
 * @packets: packets for each enum phonewall_reason
 * @flows_created: flows created since the module was loaded
 * @flows_evicted: unreplied flows that were removed to make room for another
 * @flows_refused: outgoing packets without a flow because there was no room
 * @flood_device: interface index of the device that is flooded; 0 if none is
 */
struct phonewall_status {
	char version[32];
	bool enabled;
	uint32_t generation;
	uint32_t flows;
	uint32_t flow_limit;
	uint64_t packets[PHONEWALL_REASON_MAX + 1];
	uint64_t flows_created;
	uint64_t flows_evicted;
	uint64_t flows_refused;
	uint32_t flood_device;
};

#endif /* PHONEWALL_MODULE_STATUS_H */
