/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_AUTHENTICATION_H
#define PHONEWALL_AUTHENTICATION_H

#include <stdbool.h>

#include "dot1x/supplicant_configuration.h"

/**
 * enum phonewall_authentication_state - the "Transaction status" of the phone
 * @PHONEWALL_AUTHENTICATION_DISABLED: it does not authenticate itself
 * @PHONEWALL_AUTHENTICATION_AUTHENTICATING: authentication is in progress
 * @PHONEWALL_AUTHENTICATION_AUTHENTICATED: authentication succeeded
 * @PHONEWALL_AUTHENTICATION_FAILED: authentication failed
 */
enum phonewall_authentication_state {
	PHONEWALL_AUTHENTICATION_DISABLED,
	PHONEWALL_AUTHENTICATION_AUTHENTICATING,
	PHONEWALL_AUTHENTICATION_AUTHENTICATED,
	PHONEWALL_AUTHENTICATION_FAILED,
};

/**
 * struct phonewall_authentication - progress of the phone's authentication
 * @state: the state
 * @reason: why it failed, kept while it is tried again; else NULL
 * @cause: the likely cause if the current attempt fails, or NULL
 * @asked: true if the switch has requested the identity
 * @proposed: true if the server has proposed a method that the phone accepts
 * @certified: true if the server has sent its certificate
 *
 * Zero-initialise it; release it with phonewall_authentication_clear().
 */
struct phonewall_authentication {
	enum phonewall_authentication_state state;
	char *reason;
	char *cause;
	bool asked;
	bool proposed;
	bool certified;
};

/**
 * phonewall_authentication_disable() - set the state to disabled
 * @authentication: the progress
 */
void phonewall_authentication_disable(
	struct phonewall_authentication *authentication);

/**
 * phonewall_authentication_begin() - start an attempt; keep an earlier reason
 * @authentication: the progress
 */
void phonewall_authentication_begin(
	struct phonewall_authentication *authentication);

/**
 * phonewall_authentication_fail() - set the state to failed
 * @authentication: the progress
 * @reason: why, copied
 */
void phonewall_authentication_fail(
	struct phonewall_authentication *authentication, const char *reason);

/**
 * phonewall_authentication_event() - process a message of wpa_supplicant
 * @authentication: the progress
 * @message: a message of the control interface, with or without its "<N>";
 *	parts of it may come from the authentication server
 * @identity: how the phone authenticates itself, and to whom
 *
 * Ignores messages that are of no use. While an authenticated phone
 * reauthenticates its port stays open, and so it stays authenticated.
 *
 * Return: true if the phone has just been authenticated by a server whose
 * certificate it has verified; false also if it resumed an earlier session
 * instead.
 */
bool phonewall_authentication_event(
	struct phonewall_authentication *authentication, const char *message,
	const struct phonewall_identity *identity);

/**
 * phonewall_authentication_lose_patience() - end an attempt without progress
 * @authentication: the progress; it fails if an attempt is under way
 *
 * The reason says how far the attempt came. A later answer is still processed.
 */
void phonewall_authentication_lose_patience(
	struct phonewall_authentication *authentication);

/**
 * phonewall_authentication_name() - name a state as the phone shows it
 * @state: the state
 *
 * Return: a constant string.
 */
const char *
phonewall_authentication_name(enum phonewall_authentication_state state);

/**
 * phonewall_authentication_clear() - release and reset the progress
 * @authentication: as zero-initialised
 */
void phonewall_authentication_clear(
	struct phonewall_authentication *authentication);

#endif /* PHONEWALL_AUTHENTICATION_H */
