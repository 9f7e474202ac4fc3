/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STORE_VIEW_H
#define PHONEWALL_STORE_VIEW_H

#include <json-c/json_types.h>

#include "base/fault.h"
#include "store/explanation.h"
#include "store/logins.h"
#include "store/request.h"

/**
 * phonewall_store_view - tell every parameter that a login may see
 * @layers: the configuration in force
 * @account: whose login it is
 *
 * Return: an object with a member for each parameter, an object with its value,
 * without secrets, whether it has any and is set, its ua, "na" if nobody has said,
 * and its origin; to be released with json_object_put().
 */
struct json_object *
phonewall_store_view(const struct phonewall_store_layers *layers,
		     enum phonewall_login_account account);

/**
 * phonewall_store_view_check - check whether a login may make a change
 * @view: of phonewall_store_view() for that login
 * @account: whose login it is
 * @request: the change
 * @faults: what it may not change, or what has changed since it was shown, is
 *	added here
 */
void phonewall_store_view_check(struct json_object *view,
				enum phonewall_login_account account,
				struct phonewall_store_request *request,
				struct phonewall_faults *faults);

#endif /* PHONEWALL_STORE_VIEW_H */
