// SPDX-License-Identifier: MIT
#include "sip/service.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/group_file.h"
#include "base/json.h"
#include "base/memory.h"
#include "sip/configuration.h"
#include "status/status_file.h"

static const struct phonewall_group_file_kind kind = {
	.name = PHONEWALL_SIP_FILE,
	.group = PHONEWALL_SIP_GROUP,
	.stale = "phonewall-sip serves no line",
};

/* @lines: how many are used; @generation: how many configurations there were. */
struct sip_service {
	struct phonewall_group_file *file;
	uint64_t generation;
	unsigned int lines;
};

static void *service_open(const struct phonewall_service_environment *environment)
{
	struct sip_service *service =
		phonewall_memory_resize(NULL, 1, sizeof(*service));

	*service = (struct sip_service){
		.file = phonewall_group_file_open(environment->base, &kind,
					environment->paths->run_directory,
					environment->changed,
					environment->argument),
	};
	if (service->file)
		return service;
	free(service);
	return NULL;
}

static unsigned int count_lines(const struct phonewall_sip_settings *settings)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < PHONEWALL_LINES_MAX; i++)
		count += phonewall_sip_line_is_used(&settings->lines[i]);
	return count;
}

/* The old file may not remain: a line that was taken away must not go on. */
static void service_apply(void *handle,
			  const struct phonewall_settings *settings,
			  const struct phonewall_systems *systems)
{
	struct sip_service *service = handle;
	const char *domains = phonewall_provisioning_values_get(
			&systems->provisioning, "Restricted_Access_Domains") ?:
			"";
	char *content = phonewall_sip_configuration_print(&systems->sip,
						domains, service->generation);

	(void)settings;
	service->lines = count_lines(&systems->sip);
	if (!service->generation ||
	    !phonewall_group_file_is(service->file, content)) {
		explicit_bzero(content, strlen(content));
		free(content);
		content = phonewall_sip_configuration_print(&systems->sip,
						domains, ++service->generation);
	}
	phonewall_group_file_write(service->file, content, false);
}

static struct json_object *service_status(const void *handle)
{
	const struct sip_service *service = handle;
	const char *error = phonewall_group_file_error(service->file);
	struct json_object *status;

	if (!service->lines)
		return NULL;
	status = json_object_new_object();
	json_object_object_add(status, PHONEWALL_STATUS_SIP_GENERATION,
			       json_object_new_uint64(service->generation));
	phonewall_json_add_text(status, PHONEWALL_STATUS_SIP_ERROR, error);
	return status;
}

static void service_retry(void *handle)
{
	struct sip_service *service = handle;

	phonewall_group_file_retry(service->file);
}

static void service_close(void *handle)
{
	struct sip_service *service = handle;

	phonewall_group_file_close(service->file);
	free(service);
}

const struct phonewall_service phonewall_sip_service = {
	.name = PHONEWALL_STATUS_SIP,
	.open = service_open,
	.apply = service_apply,
	.status = service_status,
	.retry = service_retry,
	.close = service_close,
};
