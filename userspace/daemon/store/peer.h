/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STORE_PEER_H
#define PHONEWALL_STORE_PEER_H

#include <stdbool.h>
#include <sys/types.h>

#include "store/request.h"

/* The user, and the group, of the program that fetches profiles. */
#define PHONEWALL_PROVISION_USER	"phonewall-provision"
/* The user, and the group, of the program that shows the web page. */
#define PHONEWALL_WEB_USER		"phonewall-web"

/**
 * struct phonewall_store_account - the account of a program
 * @has_user: whether there is its user
 * @has_group: whether there is the group of the same name
 * @user: its number
 * @group: its number
 */
struct phonewall_store_account {
	bool has_user;
	bool has_group;
	uid_t user;
	gid_t group;
};

/**
 * struct phonewall_store_accounts - the accounts that may use the store
 * @provision: PHONEWALL_PROVISION_USER
 * @web: PHONEWALL_WEB_USER
 */
struct phonewall_store_accounts {
	struct phonewall_store_account provision;
	struct phonewall_store_account web;
};

/**
 * phonewall_store_accounts_find - look the accounts up
 *
 * Return: those that there are.
 */
struct phonewall_store_accounts phonewall_store_accounts_find(void);

/**
 * phonewall_store_peer_may - whether a peer may make a request
 * @accounts: the accounts
 * @user: the peer's user
 * @group: the peer's group
 * @kind: the request
 *
 * root may make any; phonewall-provision may submit, and ask why; phonewall-web may
 * log in, and make the requests of a session; nobody else may make any.
 *
 * Return: whether it may.
 */
bool phonewall_store_peer_may(const struct phonewall_store_accounts *accounts,
			      uid_t user, gid_t group,
			      enum phonewall_store_request_kind kind);

#endif /* PHONEWALL_STORE_PEER_H */
