// SPDX-License-Identifier: MIT
#include "harness/guard.h"

#include <stdio.h>

#include "harness/firewall.h"
#include "harness/suite.h"

static const char *const names[GUARDS] = { "phonewall", "nftables" };

static void set_nftables(void)
{
	firewall_disable();
	host_run(HOST_PHONE,
		 "{ cat tests/judge.nft\n"
		 "echo add rule inet phone ping accept\n"
		 "echo add rule inet phone closed_udp"
		 " reject with icmpx type port-unreachable\n"
		 "} | nft -f -");
}

static void remove_nftables(void)
{
	host_run(HOST_PHONE, "echo 'table inet phone; delete table inet phone'"
		 " | nft -f -");
}

void guard_set(enum guard guard)
{
	struct phonewall_translation policy = firewall_policy();

	if (guard == GUARD_NFTABLES) {
		set_nftables();
		return;
	}
	remove_nftables();
	firewall_set(&policy);
	firewall_flush();
}

void guard_each(void **state, void (*check)(sa_family_t family))
{
	for (enum guard guard = 0; guard < GUARDS; guard++) {
		printf("# behind %s\n", names[guard]);
		fflush(stdout);
		guard_set(guard);
		check(suite_family(state));
		hosts_close_sockets();
	}
	remove_nftables();
}
