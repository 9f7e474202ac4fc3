// SPDX-License-Identifier: MIT
#include "tls/service.h"

#include "status/status_file.h"
#include "tls/published_policy.h"

static void *service_open(const struct phonewall_service_environment *environment)
{
	return phonewall_published_policy_open(environment->base,
					       environment->paths->run_directory,
					       environment->changed,
					       environment->argument);
}

static void service_apply(void *handle,
			  const struct phonewall_settings *settings,
			  const struct phonewall_systems *systems)
{
	(void)settings;
	phonewall_published_policy_apply(handle, &systems->tls);
}

static struct json_object *service_status(const void *handle)
{
	return phonewall_published_policy_status(handle);
}

static struct json_object *service_faults(const void *handle)
{
	return phonewall_published_policy_faults(handle);
}

static void service_close(void *handle)
{
	phonewall_published_policy_close(handle);
}

const struct phonewall_service phonewall_tls_service = {
	.name = PHONEWALL_STATUS_TLS,
	.open = service_open,
	.apply = service_apply,
	.status = service_status,
	.faults = service_faults,
	.close = service_close,
};
