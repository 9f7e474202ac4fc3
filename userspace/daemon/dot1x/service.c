// SPDX-License-Identifier: MIT
#include "dot1x/service.h"

#include "dot1x/port_access.h"
#include "status/status_file.h"

static void *service_open(const struct phonewall_service_environment *environment)
{
	return phonewall_port_access_open(environment->base, environment->paths,
					  environment->changed,
					  environment->argument);
}

static void service_apply(void *handle,
			  const struct phonewall_settings *settings,
			  const struct phonewall_systems *systems)
{
	phonewall_port_access_apply(handle, &settings->dot1x, &systems->dot1x,
				    &systems->vlan);
}

static struct json_object *service_status(const void *handle)
{
	return phonewall_port_access_to_json(handle);
}

static struct json_object *service_faults(const void *handle)
{
	return phonewall_port_access_faults(handle);
}

static void service_retry(void *handle)
{
	phonewall_port_access_retry(handle);
}

static void service_module_changed(void *handle)
{
	phonewall_port_access_check_ports(handle);
}

static void service_module_lost(void *handle)
{
	phonewall_port_access_lose_module(handle);
}

static void service_close(void *handle)
{
	phonewall_port_access_close(handle);
}

const struct phonewall_service phonewall_dot1x_service = {
	.name = PHONEWALL_STATUS_DOT1X,
	.open = service_open,
	.apply = service_apply,
	.status = service_status,
	.faults = service_faults,
	.retry = service_retry,
	.uses_module = true,
	.module_changed = service_module_changed,
	.module_lost = service_module_lost,
	.close = service_close,
};
