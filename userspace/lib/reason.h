/* SPDX-License-Identifier: GPL-2.0 */
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

#endif /* PHONEWALL_REASON_H */
