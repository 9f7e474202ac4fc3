/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SESSION_STATE_H
#define PHONEWALL_SESSION_STATE_H

#include <linux/phonewall.h>

/**
 * phonewall_session_state_name - the short name of a session's state
 * @state: the state
 *
 * The one vocabulary of dot1x and monitor, as "seen".
 *
 * Return: a constant string, "unknown" for a number that this version does not
 * know.
 */
const char *phonewall_session_state_name(enum phonewall_session_state state);

/**
 * phonewall_session_state_text - a session's state in a sentence
 * @state: the state
 *
 * Return: a constant string.
 */
const char *phonewall_session_state_text(enum phonewall_session_state state);

#endif /* PHONEWALL_SESSION_STATE_H */
