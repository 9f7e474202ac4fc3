/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SERVICE_H
#define PHONEWALL_SERVICE_H

#include <stdbool.h>

#include <event2/event.h>
#include <json-c/json_types.h>

#include "base/paths.h"
#include "systems/systems.h"

/**
 * struct phonewall_service_environment - what a service is opened with
 * @base: the event loop
 * @paths: the files, kept by the caller
 * @changed: called when what the service's status or faults give has changed,
 *	also from within its apply; not from within its open or close
 * @argument: handed to @changed
 */
struct phonewall_service_environment {
	struct event_base *base;
	const struct phonewall_agent_paths *paths;
	void (*changed)(void *argument);
	void *argument;
};

/**
 * struct phonewall_service - what phonewalld does for one system
 * @name: the member of status.json that @status gives
 * @open: begin; nothing is applied yet. Returns the handle that the others are
 *	called with, or NULL with the reason logged.
 * @apply: do what the settings and cfg.xml say; what is as wanted already is left
 *	alone. Copies what it needs.
 * @status: returns how the service stands, to be released with json_object_put();
 *	NULL if there is nothing to tell
 * @faults: returns a JSON array of the service's, of the faults that were logged;
 *	NULL if there is none
 * @retry: try again now what has failed
 * @uses_module: whether @apply sets something in the module, so that it is called
 *	again when the module has come
 * @module_changed: somebody may have set what @apply sets in the module
 * @module_lost: the module was unloaded
 * @close: end; what was set in the kernel stays
 *
 * @faults, @retry, @module_changed and @module_lost may be NULL.
 */
struct phonewall_service {
	const char *name;
	void *(*open)(const struct phonewall_service_environment *environment);
	void (*apply)(void *handle, const struct phonewall_settings *settings,
		      const struct phonewall_systems *systems);
	struct json_object *(*status)(const void *handle);
	struct json_object *(*faults)(const void *handle);
	void (*retry)(void *handle);
	bool uses_module;
	void (*module_changed)(void *handle);
	void (*module_lost)(void *handle);
	void (*close)(void *handle);
};

#endif /* PHONEWALL_SERVICE_H */
