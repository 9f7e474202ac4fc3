// SPDX-License-Identifier: MIT
#include "directory/service.h"

#include "directory/file.h"
#include "status/status_file.h"

static void *service_open(const struct phonewall_service_environment *environment)
{
	return phonewall_directory_file_open(environment->base,
					     environment->paths->run_directory,
					     environment->changed,
					     environment->argument);
}

/* The caller writes the status after this. */
static void service_apply(void *handle,
			  const struct phonewall_settings *settings,
			  const struct phonewall_systems *systems)
{
	(void)settings;
	phonewall_directory_file_write(handle, &systems->directory);
}

static struct json_object *service_status(const void *handle)
{
	return phonewall_directory_file_status(handle);
}

static void service_retry(void *handle)
{
	phonewall_directory_file_retry(handle);
}

static void service_close(void *handle)
{
	phonewall_directory_file_close(handle);
}

const struct phonewall_service phonewall_directory_service = {
	.name = PHONEWALL_STATUS_DIRECTORY,
	.open = service_open,
	.apply = service_apply,
	.status = service_status,
	.retry = service_retry,
	.close = service_close,
};
