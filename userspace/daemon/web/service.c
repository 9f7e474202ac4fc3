// SPDX-License-Identifier: MIT
#include "web/service.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "base/group_file.h"
#include "base/json.h"
#include "base/memory.h"
#include "status/status_file.h"
#include "web/configuration.h"

static const struct phonewall_group_file_kind kind = {
	.name = PHONEWALL_WEB_FILE,
	.group = PHONEWALL_WEB_GROUP,
	.stale = "phonewall-web shows no page",
};

/* @protocol and @port: those of the page; NULL if there is none. */
struct web_service {
	struct phonewall_group_file *file;
	const char *protocol;
	unsigned int port;
};

static void *service_open(const struct phonewall_service_environment *environment)
{
	struct web_service *service =
		phonewall_memory_resize(NULL, 1, sizeof(*service));

	*service = (struct web_service){
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

/* The old file may not remain: a page that was disabled must go. */
static void service_apply(void *handle,
			  const struct phonewall_settings *settings,
			  const struct phonewall_systems *systems)
{
	const struct phonewall_web_settings *web = &systems->web;
	struct web_service *service = handle;

	(void)settings;
	service->protocol = web->protocol == PHONEWALL_WEB_HTTPS ? "Https" :
								   "Http";
	if (!web->is_enabled)
		service->protocol = NULL;
	service->port = web->port;
	phonewall_group_file_write(service->file,
				   phonewall_web_configuration_print(web),
				   false);
}

static struct json_object *service_status(const void *handle)
{
	const struct web_service *service = handle;
	struct json_object *status;

	if (!service->protocol)
		return NULL;
	status = json_object_new_object();
	phonewall_json_add_text(status, PHONEWALL_STATUS_WEB_PROTOCOL,
				service->protocol);
	json_object_object_add(status, PHONEWALL_STATUS_WEB_PORT,
			       json_object_new_int(service->port));
	phonewall_json_add_text(status, PHONEWALL_STATUS_WEB_ERROR,
				phonewall_group_file_error(service->file));
	return status;
}

static void service_retry(void *handle)
{
	struct web_service *service = handle;

	phonewall_group_file_retry(service->file);
}

static void service_close(void *handle)
{
	struct web_service *service = handle;

	phonewall_group_file_close(service->file);
	free(service);
}

const struct phonewall_service phonewall_web_service = {
	.name = PHONEWALL_STATUS_WEB,
	.open = service_open,
	.apply = service_apply,
	.status = service_status,
	.retry = service_retry,
	.close = service_close,
};
