/* SPDX-License-Identifier: MIT */
#ifndef GUARD_H
#define GUARD_H

#include "harness/host.h"

/**
 * enum guard - what guards the phone: of what works behind the one, the other is
 *	the judge
 * @GUARD_PHONEWALL: phonewall with firewall_policy()
 * @GUARD_NFTABLES: the same as judge.nft says it, with conntrack
 * @GUARDS: how many there are
 */
enum guard {
	GUARD_PHONEWALL,
	GUARD_NFTABLES,
	GUARDS,
};

/**
 * guard_set - have this guard, and no other, judge the phone's packets
 * @guard: the guard
 */
void guard_set(enum guard guard);

/**
 * guard_each - run a check behind each guard
 * @state: the test's
 * @check: run with the test's family; its sockets are closed behind it
 *
 * Afterwards neither guards the phone.
 */
void guard_each(void **state, void (*check)(sa_family_t family));

#endif /* GUARD_H */
