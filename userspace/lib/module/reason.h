/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_REASON_H
#define PHONEWALL_REASON_H

#include <stdbool.h>

#include <linux/phonewall.h>

/**
 * phonewall_reason_name - the short name of a reason
 * @reason: the reason
 *
 * The one vocabulary of status, monitor and explain, as "open-port".
 *
 * Return: a constant string, "unknown" for a number that this version does not
 * know.
 */
const char *phonewall_reason_name(enum phonewall_reason reason);

/**
 * phonewall_reason_is_known - whether a number names a reason
 * @reason: the number
 */
bool phonewall_reason_is_known(enum phonewall_reason reason);

/**
 * phonewall_reason_text - a reason in a sentence
 * @reason: the reason
 *
 * Return: a constant string.
 */
const char *phonewall_reason_text(enum phonewall_reason reason);

/**
 * phonewall_reason_accepts - whether a packet passes for this reason
 * @reason: the reason
 */
static inline bool phonewall_reason_accepts(enum phonewall_reason reason)
{
	return reason < PHONEWALL_REASON_FIRST_BLOCKED;
}

/**
 * phonewall_reason_verdict - what happens to a packet for a reason
 * @reason: the reason
 *
 * Return: "accept", "block", or "reject" where it is blocked and answered with
 * Destination Unreachable.
 */
const char *phonewall_reason_verdict(enum phonewall_reason reason);

#endif /* PHONEWALL_REASON_H */
