/* SPDX-License-Identifier: MIT */
#ifndef GUARD_H
#define GUARD_H

#include "harness/host.h"

/**
 * enum guard - what guards the phone; each is the reference for the
 *	other
 * @GUARD_PHONEWALL: phonewall with firewall_policy()
 * @GUARD_NFTABLES: the same as judge.nft says it, with conntrack
 * @GUARDS: how many there are
 */
enum guard {
	GUARD_PHONEWALL,
	GUARD_NFTABLES,
	GUARDS,
};

/* Make this guard, and no other, filter the phone's packets. */
void guard_set(enum guard guard);

/*
 * Run a check behind each guard with the family of the test, and close its
 * sockets after each. Neither guards the phone afterwards.
 */
void guard_each(void **state, void (*check)(sa_family_t family));

#endif /* GUARD_H */
