/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DHCP_ENVIRONMENT_H
#define PHONEWALL_DHCP_ENVIRONMENT_H

#include "provisioning/lease_record.h"

/* The options of a lease that a record is made of, at most. */
#define PHONEWALL_DHCP_TAKEN_MAX	8

/* A lease without an end. */
#define PHONEWALL_DHCP_FOREVER		UINT32_MAX

/**
 * enum phonewall_dhcp_change - what a DHCP client tells of a lease
 * @PHONEWALL_DHCP_NO_CHANGE: nothing that a record depends on
 * @PHONEWALL_DHCP_LEASED: there is one, with these options
 * @PHONEWALL_DHCP_ENDED: there is none any more
 */
enum phonewall_dhcp_change {
	PHONEWALL_DHCP_NO_CHANGE,
	PHONEWALL_DHCP_LEASED,
	PHONEWALL_DHCP_ENDED,
};

/**
 * struct phonewall_dhcp_event - an event of a DHCP client
 * @change: what it tells
 * @record: the lease if it is PHONEWALL_DHCP_LEASED, but not when it ends; only
 *	is_ipv6 and interface if it is PHONEWALL_DHCP_ENDED, else empty
 * @seconds: for which it is leased from now; PHONEWALL_DHCP_FOREVER if it has no
 *	end or the client tells none
 * @skips: the options that are left out
 * @skip_count: how many
 */
struct phonewall_dhcp_event {
	enum phonewall_dhcp_change change;
	struct phonewall_lease_record record;
	uint32_t seconds;
	struct phonewall_dhcp_skip skips[PHONEWALL_DHCP_TAKEN_MAX];
	size_t skip_count;
};

/**
 * phonewall_dhcp_environment_read - read what a DHCP client hands to its hook
 * @variables: the environment, NAME=VALUE each, and NULL
 * @action: the first argument that udhcpc gives its script; NULL if there is none
 * @event: set whole
 *
 * With a "reason" in the environment the client is dhclient, which has been told
 * to write options as numbers, or dhcpcd, whose environment has "protocol" and
 * which writes them in hexadecimal; without one it is udhcpc. The options are 43,
 * 60, 66, 125, 150, 159, 160 and 252 of DHCP, and 17, 159 and 160 of DHCPv6.
 *
 * Return: NULL; else what is wrong and what to do, without any value, and
 * @event is empty.
 */
const char *
phonewall_dhcp_environment_read(const char *const *variables,
				const char *action,
				struct phonewall_dhcp_event *event);

#endif /* PHONEWALL_DHCP_ENVIRONMENT_H */
