/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_NAMES_H
#define PHONEWALL_NAMES_H

#include <stdbool.h>

#include <linux/phonewall.h>

/*
 * The names of what the module tells by numbers: one vocabulary for status,
 * dot1x, monitor and explain. All strings are constant. A number that this version
 * does not know has the name "unknown".
 */

/**
 * phonewall_reason_name - the short name of a reason
 * @reason: the reason
 *
 * Return: as "open-port".
 */
const char *phonewall_reason_name(enum phonewall_reason reason);

/**
 * phonewall_reason_is_known - whether a number names a reason
 * @reason: the number
 *
 * Return: whether it does.
 */
bool phonewall_reason_is_known(enum phonewall_reason reason);

/**
 * phonewall_reason_text - a reason in a sentence
 * @reason: the reason
 *
 * Return: the sentence.
 */
const char *phonewall_reason_text(enum phonewall_reason reason);

/**
 * phonewall_reason_accepts - whether a packet passes for this reason
 * @reason: the reason
 *
 * Return: whether it passes.
 */
static inline bool phonewall_reason_accepts(enum phonewall_reason reason)
{
	return reason < PHONEWALL_REASON_FIRST_BLOCKED;
}

/**
 * phonewall_reason_verdict() - name what happens to a packet for a reason
 * @reason: the reason
 *
 * Return: "accept", "block", or "reject" if it is blocked and answered with
 * Destination Unreachable.
 */
const char *phonewall_reason_verdict(enum phonewall_reason reason);

/**
 * phonewall_dot1x_count_name - the short name of a counter
 * @count: the counter
 *
 * Return: as "to-switch".
 */
const char *phonewall_dot1x_count_name(enum phonewall_dot1x_count count);

/**
 * phonewall_dot1x_count_text - a counter in a sentence
 * @count: the counter
 *
 * Return: the sentence.
 */
const char *phonewall_dot1x_count_text(enum phonewall_dot1x_count count);

/**
 * phonewall_session_state_name - the short name of a session's state
 * @state: the state
 *
 * Return: as "seen".
 */
const char *phonewall_session_state_name(enum phonewall_session_state state);

/**
 * phonewall_logoff_name - the short name of why a Logoff was sent
 * @logoff: why it was sent
 *
 * Return: as "carrier".
 */
const char *phonewall_logoff_name(enum phonewall_logoff logoff);

/**
 * phonewall_logoff_text - why a Logoff was sent in a sentence
 * @logoff: why it was sent
 *
 * Return: the sentence.
 */
const char *phonewall_logoff_text(enum phonewall_logoff logoff);

#endif /* PHONEWALL_NAMES_H */
