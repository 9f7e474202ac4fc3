/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SERVICES_H
#define PHONEWALL_SERVICES_H

#include "base/service.h"

/**
 * struct phonewall_services - every service of phonewalld, open
 */
struct phonewall_services;

/**
 * phonewall_services_open - open every service
 * @environment: for each of them
 *
 * Return: the services, or NULL with the reason logged and none left open.
 */
struct phonewall_services *
phonewall_services_open(const struct phonewall_service_environment *environment);

/**
 * phonewall_services_apply - have every service do what the files say
 * @services: the services
 * @settings: what phonewall.conf says
 * @systems: what cfg.xml says
 */
void phonewall_services_apply(struct phonewall_services *services,
			      const struct phonewall_settings *settings,
			      const struct phonewall_systems *systems);

/**
 * phonewall_services_module_found - the same for each service that uses the
 *	module, which has come
 * @services: the services
 * @settings: what phonewall.conf says
 * @systems: what cfg.xml says
 */
void phonewall_services_module_found(struct phonewall_services *services,
				     const struct phonewall_settings *settings,
				     const struct phonewall_systems *systems);

/**
 * phonewall_services_module_changed - somebody may have set something in the
 *	module beside the policy
 * @services: the services
 */
void phonewall_services_module_changed(struct phonewall_services *services);

/**
 * phonewall_services_module_lost - the module was unloaded
 * @services: the services
 */
void phonewall_services_module_lost(struct phonewall_services *services);

/**
 * phonewall_services_retry - have every service try again what has failed
 * @services: the services
 */
void phonewall_services_retry(struct phonewall_services *services);

/**
 * phonewall_services_add_faults - add the faults that the services have logged
 * @services: the services
 * @array: a JSON array
 */
void phonewall_services_add_faults(const struct phonewall_services *services,
				   struct json_object *array);

/**
 * phonewall_services_add_status - add how each service stands
 * @services: the services
 * @root: a JSON object, which gets a member for each
 */
void phonewall_services_add_status(const struct phonewall_services *services,
				   struct json_object *root);

/**
 * phonewall_services_close - close every service, the last that was opened first
 * @services: may be NULL
 */
void phonewall_services_close(struct phonewall_services *services);

#endif /* PHONEWALL_SERVICES_H */
