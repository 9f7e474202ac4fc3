// SPDX-License-Identifier: MIT
#include "services.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"
#include "directory/service.h"
#include "dot1x/service.h"
#include "provisioning/service.h"
#include "proxy/service.h"
#include "sip/service.h"
#include "tls/service.h"
#include "vlan/service.h"
#include "web/service.h"

/*
 * In this order they are opened, and act: what phonewall-provision is told to do
 * comes after how it is to be done.
 */
static const struct phonewall_service *const list[] = {
	&phonewall_dot1x_service,
	&phonewall_vlan_service,
	&phonewall_tls_service,
	&phonewall_directory_service,
	&phonewall_proxy_service,
	&phonewall_sip_service,
	&phonewall_web_service,
	&phonewall_provisioning_service,
};

#define COUNT	(sizeof(list) / sizeof(list[0]))

/* A service that is closed, or not open yet, has no handle. */
struct phonewall_services {
	void *handles[COUNT];
};

struct phonewall_services *
phonewall_services_open(const struct phonewall_service_environment *environment)
{
	struct phonewall_services *services;

	services = phonewall_memory_resize(NULL, 1, sizeof(*services));
	*services = (struct phonewall_services){ 0 };
	for (size_t i = 0; i < COUNT; i++) {
		services->handles[i] = list[i]->open(environment);
		if (!services->handles[i]) {
			phonewall_services_close(services);
			return NULL;
		}
	}
	return services;
}

void phonewall_services_apply(struct phonewall_services *services,
			      const struct phonewall_settings *settings,
			      const struct phonewall_systems *systems)
{
	for (size_t i = 0; i < COUNT; i++)
		list[i]->apply(services->handles[i], settings, systems);
}

void phonewall_services_module_found(struct phonewall_services *services,
				     const struct phonewall_settings *settings,
				     const struct phonewall_systems *systems)
{
	for (size_t i = 0; i < COUNT; i++)
		if (list[i]->uses_module)
			list[i]->apply(services->handles[i], settings, systems);
}

void phonewall_services_module_changed(struct phonewall_services *services)
{
	for (size_t i = 0; i < COUNT; i++)
		if (list[i]->module_changed)
			list[i]->module_changed(services->handles[i]);
}

void phonewall_services_module_lost(struct phonewall_services *services)
{
	for (size_t i = 0; i < COUNT; i++)
		if (list[i]->module_lost)
			list[i]->module_lost(services->handles[i]);
}

void phonewall_services_retry(struct phonewall_services *services)
{
	for (size_t i = 0; i < COUNT; i++)
		if (list[i]->retry)
			list[i]->retry(services->handles[i]);
}

void phonewall_services_add_faults(const struct phonewall_services *services,
				   struct json_object *array)
{
	for (size_t i = 0; i < COUNT; i++)
		if (services->handles[i] && list[i]->faults)
			phonewall_json_add_elements(array,
				list[i]->faults(services->handles[i]));
}

void phonewall_services_add_status(const struct phonewall_services *services,
				   struct json_object *root)
{
	for (size_t i = 0; i < COUNT; i++) {
		void *handle = services->handles[i];

		json_object_object_add(root, list[i]->name, handle ?
				       list[i]->status(handle) : NULL);
	}
}

void phonewall_services_close(struct phonewall_services *services)
{
	if (!services)
		return;
	for (size_t i = COUNT; i-- > 0;) {
		void *handle = services->handles[i];

		services->handles[i] = NULL;
		if (handle)
			list[i]->close(handle);
	}
	free(services);
}
