/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STORE_LOGINS_H
#define PHONEWALL_STORE_LOGINS_H

#include <stdbool.h>
#include <stdint.h>

#include "web/settings.h"

/* Sessions at a time; a new one ends the one that was used least lately. */
#define PHONEWALL_LOGINS_MAX		8
/* Bytes of a session's name: 256 random bits in hexadecimal. */
#define PHONEWALL_LOGIN_SESSION_LENGTH	64
/* Milliseconds after which a session ends, unused, and in any case. */
#define PHONEWALL_LOGIN_IDLE_MS		(15 * 60 * 1000)
#define PHONEWALL_LOGIN_MAX_MS		(8 * 60 * 60 * 1000)
/* Attempts that may fail in a row, and milliseconds until there is one more. */
#define PHONEWALL_LOGIN_ATTEMPTS	10
#define PHONEWALL_LOGIN_ATTEMPT_MS	2000

/**
 * enum phonewall_login_account - whose login it is
 * @PHONEWALL_LOGIN_ADMIN: may see and change everything
 * @PHONEWALL_LOGIN_USER: sees what is ua="ro" or "rw", and may change the latter
 * @PHONEWALL_LOGIN_ACCOUNTS: how many there are
 */
enum phonewall_login_account {
	PHONEWALL_LOGIN_ADMIN,
	PHONEWALL_LOGIN_USER,
	PHONEWALL_LOGIN_ACCOUNTS,
};

/* Bytes of what is kept of a password, by which its change is noticed. */
#define PHONEWALL_LOGIN_DIGEST	32

/**
 * struct phonewall_login - a session
 * @name: its name; empty if the place is free
 * @account: whose it is
 * @begun: when it has begun, in milliseconds
 * @used: when it was used last
 * @digest: of the password that it was begun with
 */
struct phonewall_login {
	char name[PHONEWALL_LOGIN_SESSION_LENGTH + 1];
	enum phonewall_login_account account;
	uint64_t begun;
	uint64_t used;
	unsigned char digest[PHONEWALL_LOGIN_DIGEST];
};

/**
 * struct phonewall_logins - the sessions of the web page
 * @list: the sessions
 * @attempts: of each account, how many attempts have failed
 * @since: when the last one of them was forgiven
 *
 * Zero-initialise it. It is phonewalld's and not phonewall-web's: a program that
 * talks to the network then can do nothing without a login.
 */
struct phonewall_logins {
	struct phonewall_login list[PHONEWALL_LOGINS_MAX];
	unsigned int attempts[PHONEWALL_LOGIN_ACCOUNTS];
	uint64_t since[PHONEWALL_LOGIN_ACCOUNTS];
};

/**
 * phonewall_login_account_name - the name of an account
 * @account: the account
 *
 * Return: "admin" or "user".
 */
const char *phonewall_login_account_name(enum phonewall_login_account account);

/**
 * phonewall_logins_begin - begin a session
 * @logins: the sessions
 * @settings: the passwords in force
 * @account: who wants to log in
 * @password: the password
 * @now: milliseconds of a clock that is never set
 * @session: set to the session
 *
 * Return: NULL, or why there is none and what to do, a constant string.
 */
const char *
phonewall_logins_begin(struct phonewall_logins *logins,
		       const struct phonewall_web_settings *settings,
		       const char *account, const char *password, uint64_t now,
		       const struct phonewall_login **session);

/**
 * phonewall_logins_find - find a session, which is then used
 * @logins: the sessions
 * @settings: the passwords in force: one that has changed ends its sessions
 * @name: the session's name
 * @now: as of phonewall_logins_begin()
 *
 * Return: the session, or NULL.
 */
const struct phonewall_login *
phonewall_logins_find(struct phonewall_logins *logins,
		      const struct phonewall_web_settings *settings,
		      const char *name, uint64_t now);

/**
 * phonewall_logins_end - end a session
 * @logins: the sessions
 * @name: the session's name; one that there is not is ignored
 */
void phonewall_logins_end(struct phonewall_logins *logins, const char *name);

#endif /* PHONEWALL_STORE_LOGINS_H */
