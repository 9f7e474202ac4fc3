// SPDX-License-Identifier: MIT
#include "proxy/service.h"

#include "proxy/file.h"
#include "status/status_file.h"

static void *service_open(const struct phonewall_service_environment *environment)
{
	return phonewall_proxy_file_open(environment->base,
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
	phonewall_proxy_file_write(handle, &systems->proxy);
}

static struct json_object *service_status(const void *handle)
{
	return phonewall_proxy_file_status(handle);
}

static void service_retry(void *handle)
{
	phonewall_proxy_file_retry(handle);
}

static void service_close(void *handle)
{
	phonewall_proxy_file_close(handle);
}

const struct phonewall_service phonewall_proxy_service = {
	.name = PHONEWALL_STATUS_PROXY,
	.open = service_open,
	.apply = service_apply,
	.status = service_status,
	.retry = service_retry,
	.close = service_close,
};
