// SPDX-License-Identifier: MIT
#include "agent.h"

#include <errno.h>
#include <stdlib.h>

#include "accepted.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/source.h"
#include "base/watch.h"
#include "module.h"
#include "policy.h"
#include "services.h"
#include "settings_file.h"
#include "status.h"
#include "store/owner.h"

/* The files that are watched, as bits in the order of @watched. */
#define CONFIGURATION	(1u << 0)
#define SETTINGS	(1u << 1)

struct phonewall_agent {
	const char *watched[3];
	struct phonewall_watch *watch;
	struct phonewall_module *module;
	struct phonewall_services *services;
	struct phonewall_source configuration;
	struct phonewall_settings_file settings;
	struct phonewall_accepted accepted;
	struct phonewall_store_owner *store;
	struct phonewall_parsed_text parsed;
	struct phonewall_agent_policy policy;
	struct phonewall_daemon_status status;
};

/* Until somebody has replaced what is damaged, the status tells. */
static void report_store(struct phonewall_agent *agent)
{
	const struct phonewall_store_files *files = &agent->accepted.store;
	struct phonewall_faults faults = { 0 };

	if (files->fault)
		phonewall_fault_add(&faults, 0, NULL, NULL, "%s",
				    files->fault);
	phonewall_daemon_status_add_faults(&agent->status, &faults,
					   files->path);
}

/* The services go with the file that the policy in force is from. */
static void judge(struct phonewall_agent *agent)
{
	phonewall_daemon_status_begin(&agent->status);
	report_store(agent);
	phonewall_settings_file_judge(&agent->settings);
	phonewall_daemon_status_set_legacy_servers(&agent->status,
			agent->settings.settings.legacy_servers);
	phonewall_agent_policy_judge(&agent->policy, &agent->configuration);
	if (agent->policy.adopted)
		phonewall_services_apply(agent->services,
					 &agent->settings.settings,
					 &agent->policy.systems);
	phonewall_accepted_keep(&agent->accepted);
	phonewall_daemon_status_publish(&agent->status);
}

static void on_store_changed(void *argument)
{
	judge(argument);
}

/* Return: whether one of them differs from when it was last read. */
static bool read_sources(struct phonewall_agent *agent, unsigned int files)
{
	bool configuration = files & CONFIGURATION &&
			     phonewall_source_read(&agent->configuration);
	bool settings = files & SETTINGS &&
			phonewall_source_read(&agent->settings.source);

	return configuration || settings;
}

static void on_changed(unsigned int files, void *argument)
{
	struct phonewall_agent *agent = argument;

	if (read_sources(agent, files))
		judge(agent);
}

/* Asking for the module may load it, and so tell what is known already. */
static void on_appeared(void *argument)
{
	struct phonewall_agent *agent = argument;
	bool known = agent->status.module == PHONEWALL_MODULE_PROGRAMMED;
	int error;

	if (!phonewall_agent_policy_is_usable(&agent->policy)) {
		judge(agent);
		return;
	}
	error = phonewall_agent_policy_program(&agent->policy);
	if (phonewall_module_refused(error)) {
		judge(agent);
	} else if (!error || error == -ERESTART) {
		phonewall_services_module_found(agent->services,
						&agent->settings.settings,
						&agent->policy.systems);
		if (error || !known)
			phonewall_daemon_status_publish(&agent->status);
	}
}

static void on_disappeared(void *argument)
{
	struct phonewall_agent *agent = argument;

	phonewall_daemon_status_set_module(&agent->status,
		PHONEWALL_MODULE_WAITING,
		"the phonewall module was unloaded, so nothing is filtered; run 'modprobe phonewall'");
	phonewall_log(LOG_ERR, "%s", agent->status.module_error);
	phonewall_services_module_lost(agent->services);
	phonewall_daemon_status_publish(&agent->status);
}

static void on_policy_changed(void *argument)
{
	struct phonewall_agent *agent = argument;

	if (phonewall_agent_policy_check(&agent->policy))
		phonewall_daemon_status_publish(&agent->status);
}

static void on_module_dot1x_changed(void *argument)
{
	struct phonewall_agent *agent = argument;

	phonewall_services_module_changed(agent->services);
}

static const struct phonewall_module_handlers module_handlers = {
	.appeared = on_appeared,
	.disappeared = on_disappeared,
	.policy_changed = on_policy_changed,
	.dot1x_changed = on_module_dot1x_changed,
};

static void on_service_changed(void *argument)
{
	struct phonewall_agent *agent = argument;

	phonewall_daemon_status_write(&agent->status);
}

static struct phonewall_agent *
new_agent(const struct phonewall_agent_paths *paths)
{
	struct phonewall_agent *agent;

	agent = phonewall_memory_resize(NULL, 1, sizeof(*agent));
	*agent = (struct phonewall_agent){
		.watched = { paths->configuration, paths->settings, NULL },
		.configuration.path = paths->configuration,
		.settings.source.path = paths->settings,
		.settings.kept = &agent->accepted.settings,
		.settings.status = &agent->status,
		.policy.settings = &agent->settings.settings,
		.policy.accepted = &agent->accepted,
		.policy.status = &agent->status,
		.policy.parsed = &agent->parsed,
	};
	phonewall_daemon_status_init(&agent->status, paths->run_directory,
				     paths->configuration, paths->settings);
	return agent;
}

static void free_agent(struct phonewall_agent *agent)
{
	phonewall_agent_policy_clear(&agent->policy);
	phonewall_parsed_text_clear(&agent->parsed);
	phonewall_settings_file_clear(&agent->settings);
	phonewall_source_clear(&agent->configuration);
	phonewall_daemon_status_clear(&agent->status);
	free(agent);
}

static int open_parts(struct phonewall_agent *agent, struct event_base *base,
		      const struct phonewall_agent_paths *paths)
{
	const struct phonewall_service_environment environment = {
		.base = base,
		.paths = paths,
		.changed = on_service_changed,
		.argument = agent,
	};

	if (phonewall_accepted_open(&agent->accepted, base,
				    paths->state_directory, &agent->status))
		return -1;
	agent->services = phonewall_services_open(&environment);
	if (!agent->services)
		goto close_accepted;
	agent->module = phonewall_module_open(base, &module_handlers, agent);
	if (!agent->module)
		goto close_services;
	agent->status.services = agent->services;
	agent->status.store = &agent->accepted.store;
	agent->policy.module = agent->module;
	return 0;

close_services:
	phonewall_services_close(agent->services);
close_accepted:
	phonewall_accepted_close(&agent->accepted);
	return -1;
}

struct phonewall_agent *
phonewall_agent_start(struct event_base *base,
		      const struct phonewall_agent_paths *paths)
{
	struct phonewall_agent *agent = new_agent(paths);

	if (open_parts(agent, base, paths)) {
		free_agent(agent);
		return NULL;
	}
	agent->watch = phonewall_watch_open(base, agent->watched, on_changed,
					    agent);
	if (!agent->watch)
		phonewall_log(LOG_WARNING,
			      "cannot watch for changes: out of memory; send SIGHUP after a change");
	phonewall_accepted_load(&agent->accepted);
	phonewall_settings_file_load(&agent->settings);
	read_sources(agent, CONFIGURATION | SETTINGS);
	judge(agent);
	agent->store = phonewall_store_owner_open(base, paths, &agent->policy,
						  &agent->accepted,
						  on_store_changed, agent);
	return agent;
}

void phonewall_agent_reload(struct phonewall_agent *agent)
{
	read_sources(agent, CONFIGURATION | SETTINGS);
	judge(agent);
	phonewall_services_retry(agent->services);
}

void phonewall_agent_stop(struct phonewall_agent *agent)
{
	if (!agent)
		return;
	phonewall_store_owner_close(agent->store);
	phonewall_accepted_finish(&agent->accepted);
	phonewall_watch_close(agent->watch);
	phonewall_module_close(agent->module);
	phonewall_services_close(agent->services);
	phonewall_accepted_close(&agent->accepted);
	free_agent(agent);
}
