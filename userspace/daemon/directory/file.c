// SPDX-License-Identifier: MIT
#include "directory/file.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "base/group_file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "directory/configuration.h"
#include "status/status_file.h"

static const struct phonewall_group_file_kind kind = {
	.name = PHONEWALL_DIRECTORY_FILE,
	.group = PHONEWALL_DIRECTORY_GROUP,
	.stale = "phonewall-directory searches as before",
};

/* The rest is for the status; @fault: of the settings. */
struct phonewall_directory_file {
	struct phonewall_group_file *file;
	bool enabled;
	char *server;
	enum phonewall_directory_starttls starttls;
	char *fault;
};

struct phonewall_directory_file *
phonewall_directory_file_open(struct event_base *base,
			      const char *run_directory,
			      void (*changed)(void *argument), void *argument)
{
	struct phonewall_directory_file *file;

	file = phonewall_memory_resize(NULL, 1, sizeof(*file));
	*file = (struct phonewall_directory_file){
		.file = phonewall_group_file_open(base, &kind, run_directory,
						  changed, argument),
	};
	if (file->file)
		return file;
	free(file);
	return NULL;
}

static void take_settings(struct phonewall_directory_file *file,
			  const struct phonewall_directory_settings *directory)
{
	file->enabled = directory->enabled;
	file->starttls = directory->starttls;
	phonewall_memory_replace(&file->fault, directory->fault);
	free(file->server);
	file->server = directory->enabled && !directory->fault ?
		phonewall_directory_server_print(&directory->server) : NULL;
	if (file->fault)
		phonewall_log(LOG_WARNING, "the directory is off: %s",
			      file->fault);
}

void phonewall_directory_file_write(
	struct phonewall_directory_file *file,
	const struct phonewall_directory_settings *directory)
{
	char *content = phonewall_directory_configuration_print(directory);

	if (!phonewall_group_file_is(file->file, content))
		take_settings(file, directory);
	phonewall_group_file_write(file->file, content, directory->enabled);
}

void phonewall_directory_file_retry(struct phonewall_directory_file *file)
{
	phonewall_group_file_retry(file->file);
}

struct json_object *
phonewall_directory_file_status(const struct phonewall_directory_file *file)
{
	const char *error = phonewall_group_file_error(file->file);
	struct json_object *status;

	if (!file->enabled && !error)
		return NULL;
	status = json_object_new_object();
	phonewall_json_add_text(status, PHONEWALL_STATUS_DIRECTORY_SERVER,
				file->server);
	phonewall_json_add_text(status, PHONEWALL_STATUS_DIRECTORY_STARTTLS,
				file->server ?
				phonewall_directory_starttls_name(
					file->starttls) : NULL);
	phonewall_json_add_text(status, PHONEWALL_STATUS_DIRECTORY_ERROR,
				error ?: file->fault);
	return status;
}

void phonewall_directory_file_close(struct phonewall_directory_file *file)
{
	if (!file)
		return;
	phonewall_group_file_close(file->file);
	free(file->server);
	free(file->fault);
	free(file);
}
