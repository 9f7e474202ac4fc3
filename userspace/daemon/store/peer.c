// SPDX-License-Identifier: MIT
#include "store/peer.h"

#include <grp.h>
#include <pwd.h>

struct phonewall_store_accounts phonewall_store_accounts_find(void)
{
	const struct passwd *user = getpwnam(PHONEWALL_PROVISION_USER);
	const struct group *group = getgrnam(PHONEWALL_PROVISION_USER);

	return (struct phonewall_store_accounts){
		.has_user = user,
		.has_group = group,
		.user = user ? user->pw_uid : 0,
		.group = group ? group->gr_gid : 0,
	};
}

bool phonewall_store_peer_may(const struct phonewall_store_accounts *accounts,
			      uid_t user, gid_t group,
			      enum phonewall_store_request_kind kind)
{
	bool is_provision =
		(accounts->has_user && accounts->user == user) ||
		(accounts->has_group && accounts->group == group);

	if (!user)
		return true;
	return is_provision && (kind == PHONEWALL_STORE_SUBMIT ||
				kind == PHONEWALL_STORE_WHY);
}
