// SPDX-License-Identifier: MIT
#include "provision_status.h"

#include <json-c/json.h>

#include "base/json.h"
#include "provisioning/command.h"

static const char *const causes[] = {
	[PHONEWALL_RESYNC_BY_RESET] = "reset",
	[PHONEWALL_RESYNC_BY_PERIOD] = "period",
	[PHONEWALL_RESYNC_BY_TIME] = "time of day",
	[PHONEWALL_RESYNC_BY_FAILURE] = "failure",
	[PHONEWALL_RESYNC_BY_REQUEST] = "request",
};

const char *phonewall_provision_result_name(enum phonewall_resync_result result)
{
	static const char *const names[] = {
		[PHONEWALL_RESYNC_SUCCESS] = "success",
		[PHONEWALL_RESYNC_NOT_FOUND] = "not found",
		[PHONEWALL_RESYNC_FAILURE] = "failure",
	};

	return names[result];
}

static void add_last(struct json_object *object,
		     const struct phonewall_provision_last *last)
{
	bool has_ended = last->has_ended;

	phonewall_json_add_text(object, PHONEWALL_PROVISION_RESULT, has_ended ?
			phonewall_provision_result_name(last->result) : NULL);
	json_object_object_add(object, PHONEWALL_PROVISION_ENDED, has_ended ?
			phonewall_json_time(last->ended) : NULL);
	phonewall_json_add_text(object, PHONEWALL_PROVISION_RULE,
				has_ended ? last->rule : NULL);
	phonewall_json_add_text(object, PHONEWALL_PROVISION_SERVER,
				has_ended ? last->server : NULL);
	phonewall_json_add_text(object, PHONEWALL_PROVISION_REASON,
				has_ended ? last->reason : NULL);
}

struct json_object *
phonewall_provision_last_make(const struct phonewall_provision_last *last)
{
	struct json_object *object = json_object_new_object();

	add_last(object, last);
	return object;
}

struct json_object *
phonewall_provision_status_make(const struct phonewall_provision_status *status)
{
	struct json_object *object = json_object_new_object();
	bool is_due = status->cause != PHONEWALL_RESYNC_NEVER;

	phonewall_json_add_text(object, PHONEWALL_PROVISION_STATE,
				status->state);
	json_object_object_add(object, PHONEWALL_PROVISION_GENERATION,
			       json_object_new_uint64(status->generation));
	json_object_object_add(object, PHONEWALL_PROVISION_BUSY,
			       json_object_new_boolean(status->is_busy));
	json_object_object_add(object, PHONEWALL_PROVISION_NEXT, is_due ?
			phonewall_json_time(status->next) : NULL);
	phonewall_json_add_text(object, PHONEWALL_PROVISION_CAUSE,
				is_due ? causes[status->cause] : NULL);
	add_last(object, status->last);
	return object;
}
