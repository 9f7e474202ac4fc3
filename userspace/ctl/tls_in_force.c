// SPDX-License-Identifier: MIT
#include "tls_in_force.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "agent_status.h"
#include "base/memory.h"
#include "config/state.h"
#include "output/message.h"
#include "status/status_file.h"
#include "tls/policy_file.h"

static char *describe_source(struct json_object *status, const char *path)
{
	const char *origin = phonewall_agent_status_text(status,
						PHONEWALL_STATUS_POLICY);
	const char *file = phonewall_agent_status_text(status,
						PHONEWALL_STATUS_FILE);

	if (origin && !strcmp(origin, "defaults"))
		return phonewall_memory_print("the factory defaults");
	if (origin && !strcmp(origin, "last-accepted"))
		return phonewall_memory_print("the cfg.xml that phonewalld accepted last");
	return phonewall_memory_print("%s", file ?: path);
}

/* Without the file the factory defaults hold, as for every program. */
static void take_defaults(struct phonewall_tls_in_force *in_force)
{
	static const struct phonewall_tls_settings standard;

	in_force->view = phonewall_tls_view_of_settings(&standard);
	in_force->source = phonewall_memory_print("the factory defaults");
}

static void take_published(struct phonewall_tls_in_force *in_force,
			   struct phonewall_tls_policy *policy,
			   struct json_object *status, const char *path)
{
	in_force->is_published = true;
	in_force->view = phonewall_tls_view_of_status(policy,
		phonewall_agent_status_object(status, PHONEWALL_STATUS_TLS));
	in_force->source = describe_source(status, path);
}

int phonewall_tls_in_force_read(struct phonewall_tls_in_force *in_force)
{
	struct json_object *status = phonewall_agent_status_read();
	char *path = phonewall_memory_print("%s/" PHONEWALL_RUN_TLS,
					    phonewall_agent_status_directory());
	struct phonewall_tls_policy *policy = phonewall_tls_policy_load(path);
	int error = policy ? 0 : errno;

	*in_force = (struct phonewall_tls_in_force){
		.is_running = phonewall_agent_status_is_running(status),
	};
	if (policy)
		take_published(in_force, policy, status, path);
	else if (error == ENOENT)
		take_defaults(in_force);
	else
		phonewall_output_failure("%s: cannot be read: %s; restart phonewalld",
					 path, strerror(error));
	free(path);
	json_object_put(status);
	return in_force->view.policy ? 0 : -1;
}

void phonewall_tls_in_force_clear(struct phonewall_tls_in_force *in_force)
{
	phonewall_tls_view_clear(&in_force->view);
	free(in_force->source);
	*in_force = (struct phonewall_tls_in_force){ 0 };
}
