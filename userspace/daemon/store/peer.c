// SPDX-License-Identifier: MIT
#include "store/peer.h"

#include <grp.h>
#include <pwd.h>

static struct phonewall_store_account find_account(const char *name)
{
	const struct passwd *user = getpwnam(name);
	const struct group *group = getgrnam(name);

	return (struct phonewall_store_account){
		.has_user = user,
		.has_group = group,
		.user = user ? user->pw_uid : 0,
		.group = group ? group->gr_gid : 0,
	};
}

struct phonewall_store_accounts phonewall_store_accounts_find(void)
{
	return (struct phonewall_store_accounts){
		.provision = find_account(PHONEWALL_PROVISION_USER),
		.web = find_account(PHONEWALL_WEB_USER),
	};
}

static bool is_account(const struct phonewall_store_account *account,
		       uid_t user, gid_t group)
{
	return (account->has_user && account->user == user) ||
	       (account->has_group && account->group == group);
}

bool phonewall_store_peer_may(const struct phonewall_store_accounts *accounts,
			      uid_t user, gid_t group,
			      enum phonewall_store_request_kind kind)
{
	if (!user)
		return true;
	switch (kind) {
	case PHONEWALL_STORE_SUBMIT:
	case PHONEWALL_STORE_WHY:
		return is_account(&accounts->provision, user, group);
	case PHONEWALL_STORE_LOGIN:
	case PHONEWALL_STORE_LOGOUT:
	case PHONEWALL_STORE_VIEW:
	case PHONEWALL_STORE_CHANGE:
	case PHONEWALL_STORE_RESYNC:
		return is_account(&accounts->web, user, group);
	default:
		return false;
	}
}
