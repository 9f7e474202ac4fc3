/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_AUTHENTICATION_H
#define PHONEWALL_AUTHENTICATION_H

#include <stdbool.h>

#include "dot1x/supplicant_configuration.h"

/**
 * enum phonewall_authentication_state - the "Transaction status" of the phone
 * @PHONEWALL_AUTHENTICATION_DISABLED: it does not authenticate itself
 * @PHONEWALL_AUTHENTICATION_AUTHENTICATING: it tries to
 * @PHONEWALL_AUTHENTICATION_AUTHENTICATED: it has
 * @PHONEWALL_AUTHENTICATION_FAILED: it could not
 */
enum phonewall_authentication_state {
	PHONEWALL_AUTHENTICATION_DISABLED,
	PHONEWALL_AUTHENTICATION_AUTHENTICATING,
	PHONEWALL_AUTHENTICATION_AUTHENTICATED,
	PHONEWALL_AUTHENTICATION_FAILED,
};

/**
 * struct phonewall_authentication - how far the phone's authentication is
 * @state: how far
 * @reason: why it failed, also while it is tried again; else NULL
 * @cause: what may explain a failure that has not come yet, or NULL
 * @asked: whether the switch has asked anything
 * @proposed: whether the server has gone on to a method that the phone takes
 * @certified: whether the server has shown its certificate
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
 * phonewall_authentication_disable - the phone does not authenticate itself
 * @authentication: what is known
 */
void phonewall_authentication_disable(
	struct phonewall_authentication *authentication);

/**
 * phonewall_authentication_begin - the phone tries; an earlier reason stays
 * @authentication: what is known
 */
void phonewall_authentication_begin(
	struct phonewall_authentication *authentication);

/**
 * phonewall_authentication_fail - it cannot
 * @authentication: what is known
 * @reason: why, copied
 */
void phonewall_authentication_fail(
	struct phonewall_authentication *authentication, const char *reason);

/**
 * phonewall_authentication_event - learn from a message of wpa_supplicant
 * @authentication: what is known
 * @message: a message of the control interface, with or without its "<N>"; parts
 *	of it may be the authentication server's words
 * @identity: how the phone authenticates itself, and to whom
 *
 * A message that says nothing new is passed over. While an authenticated phone
 * is asked again its port stays open, and so it stays authenticated.
 *
 * Return: whether the phone has been let in, just now, by a server whose
 * certificate it has judged; not where it knew the server by an earlier session.
 */
bool phonewall_authentication_event(
	struct phonewall_authentication *authentication, const char *message,
	const struct phonewall_identity *identity);

/**
 * phonewall_authentication_lose_patience - nothing has come of it for a while
 * @authentication: what is known; it fails if the phone still tries
 *
 * The reason tells how far it came. An answer that comes later counts all the same.
 */
void phonewall_authentication_lose_patience(
	struct phonewall_authentication *authentication);

/**
 * phonewall_authentication_name - the word for a state, as the phone shows it
 * @state: the state
 *
 * Return: the word.
 */
const char *
phonewall_authentication_name(enum phonewall_authentication_state state);

/**
 * phonewall_authentication_clear - forget all
 * @authentication: as zero-initialised
 */
void phonewall_authentication_clear(
	struct phonewall_authentication *authentication);

#endif /* PHONEWALL_AUTHENTICATION_H */
