// SPDX-License-Identifier: MIT
#include "provisioning/file.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "base/group_file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "provisioning/configuration.h"
#include "status/status_file.h"

static const struct phonewall_group_file_kind kind = {
	.name = PHONEWALL_PROVISIONING_FILE,
	.group = PHONEWALL_PROVISIONING_GROUP,
	.is_needed = true,
	.stale = "phonewall-provision goes on as before",
};

/*
 * @generation: how many configurations there were; @fault: of the values in
 * force, for the status.
 */
struct phonewall_provisioning_file {
	struct phonewall_group_file *file;
	uint64_t generation;
	char *fault;
};

struct phonewall_provisioning_file *
phonewall_provisioning_file_open(struct event_base *base,
				 const char *run_directory,
				 void (*changed)(void *argument),
				 void *argument)
{
	struct phonewall_provisioning_file *file;

	file = phonewall_memory_resize(NULL, 1, sizeof(*file));
	*file = (struct phonewall_provisioning_file){
		.file = phonewall_group_file_open(base, &kind, run_directory,
						  changed, argument),
	};
	if (file->file)
		return file;
	free(file);
	return NULL;
}

static void take_values(struct phonewall_provisioning_file *file,
			const struct phonewall_provisioning_values *values)
{
	file->generation++;
	phonewall_memory_replace(&file->fault, values->fault);
	if (file->fault)
		phonewall_log(LOG_WARNING, "provisioning: %s", file->fault);
}

void phonewall_provisioning_file_write(
	struct phonewall_provisioning_file *file,
	const struct phonewall_provisioning_values *values)
{
	char *content = phonewall_provisioning_configuration_print(values,
							file->generation);

	if (!file->generation ||
	    !phonewall_group_file_is(file->file, content)) {
		free(content);
		take_values(file, values);
		content = phonewall_provisioning_configuration_print(values,
							file->generation);
	}
	phonewall_group_file_write(file->file, content, true);
}

void phonewall_provisioning_file_retry(struct phonewall_provisioning_file *file)
{
	phonewall_group_file_retry(file->file);
}

struct json_object *phonewall_provisioning_file_status(
	const struct phonewall_provisioning_file *file)
{
	struct json_object *status = json_object_new_object();

	json_object_object_add(status, PHONEWALL_STATUS_PROVISIONING_GENERATION,
			       json_object_new_uint64(file->generation));
	phonewall_json_add_text(status, PHONEWALL_STATUS_PROVISIONING_ERROR,
				phonewall_group_file_error(file->file) ?:
				file->fault);
	return status;
}

void phonewall_provisioning_file_close(struct phonewall_provisioning_file *file)
{
	if (!file)
		return;
	phonewall_group_file_close(file->file);
	free(file->fault);
	free(file);
}
