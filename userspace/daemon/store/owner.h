/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STORE_OWNER_H
#define PHONEWALL_STORE_OWNER_H

#include <event2/event.h>

#include "accepted.h"
#include "base/paths.h"
#include "policy.h"
#include "store/request.h"

/**
 * struct phonewall_store_owner - answers requests about the configuration store
 */
struct phonewall_store_owner;

/**
 * phonewall_store_owner_open - begin to answer
 * @base: the event loop
 * @paths: the files, kept by the caller as are the next three
 * @policy: the policy
 * @accepted: has the store
 * @judge: judges the files again, with the store as it is then
 * @argument: handed to @judge
 *
 * If it cannot listen, which is logged, the rest of phonewalld runs on.
 *
 * Return: the owner, to be released with phonewall_store_owner_close().
 */
struct phonewall_store_owner *
phonewall_store_owner_open(struct event_base *base,
			   const struct phonewall_agent_paths *paths,
			   const struct phonewall_agent_policy *policy,
			   struct phonewall_accepted *accepted,
			   void (*judge)(void *argument), void *argument);

/**
 * phonewall_store_owner_answer - answer a request
 * @owner: the owner
 * @request: the request, of a user who may make it; the login of a change is
 *	noted in it
 * @user: who
 *
 * A submission is judged with the configuration in force, and then by the module.
 * If either refuses it, all is as before.
 *
 * Return: the answer, to be released with json_object_put(); NULL if the request
 * is in force, and phonewall_store_owner_saved() tells whether it is on the disk.
 */
struct json_object *
phonewall_store_owner_answer(struct phonewall_store_owner *owner,
			     struct phonewall_store_request *request,
			     uid_t user);

/**
 * phonewall_store_owner_saved - whether the store is on the disk
 * @owner: the owner
 *
 * Return: 0 if it is; -EINPROGRESS if it is being written; or a negative errno.
 */
int phonewall_store_owner_saved(const struct phonewall_store_owner *owner);

/**
 * phonewall_store_owner_close - answer no more; the store stays
 * @owner: may be NULL
 */
void phonewall_store_owner_close(struct phonewall_store_owner *owner);

#endif /* PHONEWALL_STORE_OWNER_H */
