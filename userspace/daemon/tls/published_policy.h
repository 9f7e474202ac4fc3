/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PUBLISHED_POLICY_H
#define PHONEWALL_PUBLISHED_POLICY_H

#include <event2/event.h>
#include <json-c/json_types.h>

#include "tls/settings.h"

/**
 * struct phonewall_published_policy - the TLS policy in force, in files that other
 *	programs read
 */
struct phonewall_published_policy;

/**
 * phonewall_published_policy_open() - begin; nothing is written yet
 * @base: the event loop
 * @directory: the run directory
 * @changed: called when the status or the faults have changed, not from within
 *	phonewall_published_policy_apply()
 * @argument: handed to @changed
 *
 * Return: the policy, to be released with phonewall_published_policy_close();
 * NULL if memory is exhausted, which is logged.
 */
struct phonewall_published_policy *
phonewall_published_policy_open(struct event_base *base, const char *directory,
				void (*changed)(void *argument), void *argument);

/**
 * phonewall_published_policy_apply() - publish what a configuration says
 * @published: the policy
 * @settings: the configuration, not kept
 *
 * What cannot be written is tried again every few seconds.
 */
void phonewall_published_policy_apply(
	struct phonewall_published_policy *published,
	const struct phonewall_tls_settings *settings);

/**
 * phonewall_published_policy_status() - tell what is in force
 * @published: the policy
 *
 * Return: the object PHONEWALL_STATUS_TLS, to be released with json_object_put();
 * NULL if nothing was applied yet.
 */
struct json_object *phonewall_published_policy_status(
	const struct phonewall_published_policy *published);

/**
 * phonewall_published_policy_faults() - tell which files could not be written
 * @published: the policy
 *
 * Return: as phonewall_tls_policy_files_faults().
 */
struct json_object *phonewall_published_policy_faults(
	const struct phonewall_published_policy *published);

/**
 * phonewall_published_policy_close() - end; the files stay
 * @published: released; may be NULL
 */
void phonewall_published_policy_close(
	struct phonewall_published_policy *published);

#endif /* PHONEWALL_PUBLISHED_POLICY_H */
