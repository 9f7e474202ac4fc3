// SPDX-License-Identifier: MIT
#include "proxy/file.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "base/group_file.h"
#include "base/json.h"
#include "base/memory.h"
#include "proxy/configuration.h"
#include "status/status_file.h"

static const struct phonewall_group_file_kind kind = {
	.name = PHONEWALL_PROXY_FILE,
	.group = PHONEWALL_PROXY_GROUP,
	.stale = "phonewall-provision uses the proxy of before",
};

/* @mode: for the status. */
struct phonewall_proxy_file {
	struct phonewall_group_file *file;
	enum phonewall_proxy_mode mode;
};

struct phonewall_proxy_file *
phonewall_proxy_file_open(struct event_base *base, const char *run_directory,
			  void (*changed)(void *argument), void *argument)
{
	struct phonewall_proxy_file *file;

	file = phonewall_memory_resize(NULL, 1, sizeof(*file));
	*file = (struct phonewall_proxy_file){
		.file = phonewall_group_file_open(base, &kind, run_directory,
						  changed, argument),
	};
	if (file->file)
		return file;
	free(file);
	return NULL;
}

/* Without a file no program fetches anything, so the old one may remain. */
void phonewall_proxy_file_write(struct phonewall_proxy_file *file,
				const struct phonewall_proxy_settings *settings)
{
	file->mode = settings->mode;
	phonewall_group_file_write(file->file,
			phonewall_proxy_configuration_print(settings), true);
}

void phonewall_proxy_file_retry(struct phonewall_proxy_file *file)
{
	phonewall_group_file_retry(file->file);
}

struct json_object *
phonewall_proxy_file_status(const struct phonewall_proxy_file *file)
{
	const char *error = phonewall_group_file_error(file->file);
	struct json_object *status;

	if (file->mode == PHONEWALL_PROXY_MODE_OFF && !error)
		return NULL;
	status = json_object_new_object();
	phonewall_json_add_text(status, PHONEWALL_STATUS_PROXY_MODE,
				phonewall_proxy_mode_name(file->mode));
	phonewall_json_add_text(status, PHONEWALL_STATUS_PROXY_ERROR, error);
	return status;
}

void phonewall_proxy_file_close(struct phonewall_proxy_file *file)
{
	if (!file)
		return;
	phonewall_group_file_close(file->file);
	free(file);
}
