// SPDX-License-Identifier: MIT
#include "vlan/service.h"

#include "status/status_file.h"
#include "vlan/voice_vlan.h"

static void *service_open(const struct phonewall_service_environment *environment)
{
	return phonewall_voice_vlan_open(environment->base,
					 environment->paths->state_directory,
					 environment->changed,
					 environment->argument);
}

static void service_apply(void *handle,
			  const struct phonewall_settings *settings,
			  const struct phonewall_systems *systems)
{
	phonewall_voice_vlan_apply(handle, &settings->dot1x, &systems->dot1x,
				   &systems->vlan);
}

static struct json_object *service_status(const void *handle)
{
	return phonewall_voice_vlan_status(handle);
}

static void service_close(void *handle)
{
	phonewall_voice_vlan_close(handle);
}

const struct phonewall_service phonewall_vlan_service = {
	.name = PHONEWALL_STATUS_VLAN,
	.open = service_open,
	.apply = service_apply,
	.status = service_status,
	.close = service_close,
};
