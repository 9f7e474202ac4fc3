/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_STATUS_H
#define PHONEWALL_PROVISION_STATUS_H

#include <json-c/json_types.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "provisioning/resync.h"

/**
 * struct phonewall_provision_last - how the last resync has ended
 * @has_ended: whether there was one; nothing else counts if not
 * @result: how it has ended
 * @ended: when
 * @rule: name of the last rule that was followed, or NULL
 * @server: the server that was asked, as HOST:PORT, or NULL
 * @reason: why it failed, or NULL
 */
struct phonewall_provision_last {
	bool has_ended;
	enum phonewall_resync_result result;
	time_t ended;
	const char *rule;
	char *server;
	char *reason;
};

/**
 * struct phonewall_provision_status - what phonewall-provision tells of itself
 * @state: "unconfigured", "waiting" or "running"
 * @generation: of the configuration
 * @is_busy: whether a line is in use
 * @cause: why the next resync takes place; PHONEWALL_RESYNC_NEVER if none is due
 * @next: when, in seconds of the wall clock
 * @last: the last resync
 */
struct phonewall_provision_status {
	const char *state;
	uint64_t generation;
	bool is_busy;
	enum phonewall_resync_cause cause;
	time_t next;
	const struct phonewall_provision_last *last;
};

/**
 * phonewall_provision_status_make - make the status as JSON
 * @status: the status
 *
 * Return: an object as phonewall-provision.schema.json has it, to be released
 * with json_object_put().
 */
struct json_object *
phonewall_provision_status_make(const struct phonewall_provision_status *status);

/**
 * phonewall_provision_last_make - make what a command for a resync is answered
 * @last: the resync, which has ended
 *
 * Return: an object, to be released with json_object_put().
 */
struct json_object *
phonewall_provision_last_make(const struct phonewall_provision_last *last);

/**
 * phonewall_provision_result_name - a result for people and JSON
 * @result: the result
 *
 * Return: "success", "not found" or "failure".
 */
const char *phonewall_provision_result_name(enum phonewall_resync_result result);

#endif /* PHONEWALL_PROVISION_STATUS_H */
