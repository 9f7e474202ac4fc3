// SPDX-License-Identifier: MIT
#include "policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "firewall/broadcast_echo.h"
#include "firewall/connection_request.h"

/* What may become the policy: a text, and the name of the file it is from. */
struct candidate {
	enum phonewall_origin origin;
	const char *name;
	const struct phonewall_file *file;
};

static int read_once(struct phonewall_agent_policy *policy,
		     const struct candidate *candidate,
		     struct phonewall_systems *systems)
{
	struct phonewall_settings settings = *policy->settings;
	const struct phonewall_file *file = candidate->file;
	struct phonewall_faults faults = { 0 };
	int error;

	settings.connection_request_port = policy->accepted->port.port;
	error = phonewall_systems_read(file ? file->text : NULL,
				       file ? file->length : 0, &settings,
				       systems, &faults, NULL);
	phonewall_daemon_status_add_faults(policy->status, &faults,
					   candidate->name);
	return error;
}

/* Which port is free is known only once the file has been read. */
static int read_candidate(struct phonewall_agent_policy *policy,
			  const struct candidate *candidate,
			  struct phonewall_systems *systems)
{
	uint16_t port = policy->accepted->port.port;

	if (read_once(policy, candidate, systems))
		return -1;
	if (port &&
	    !phonewall_connection_request_collides(port, &systems->firewall))
		return 0;
	phonewall_accepted_pick_port(policy->accepted, &systems->firewall);
	phonewall_systems_clear(systems);
	return read_once(policy, candidate, systems);
}

static void set_broadcast_echo(const struct phonewall_agent_policy *policy)
{
	bool answer = policy->systems.firewall.broadcast_echo;
	int error = phonewall_set_broadcast_echo(answer);

	if (error)
		phonewall_log(LOG_WARNING,
			      "cannot write " PHONEWALL_BROADCAST_ECHO_FILE ": %s; Broadcast_Echo has no effect until phonewalld can write there",
			      strerror(-error));
}

/* cfg.xml is kept only once the module holds what it says. */
static void settle(struct phonewall_agent_policy *policy)
{
	if (policy->status->origin == PHONEWALL_ORIGIN_FILE)
		phonewall_kept_accept(&policy->accepted->configuration,
				      &policy->text);
	phonewall_daemon_status_set_module(policy->status,
					   PHONEWALL_MODULE_PROGRAMMED, NULL);
	phonewall_accepted_keep(policy->accepted);
}

static void wait_for_module(struct phonewall_agent_policy *policy)
{
	const char *error = phonewall_module_error(policy->module);

	if (!policy->status->module_error)
		phonewall_log(LOG_WARNING, "%s; trying until it works", error);
	phonewall_daemon_status_set_module(policy->status,
					   PHONEWALL_MODULE_WAITING, error);
	phonewall_module_retry(policy->module);
}

/* The policy that another program has set stays. */
static void yield_to_another(struct phonewall_agent_policy *policy)
{
	phonewall_daemon_status_set_module(policy->status,
		PHONEWALL_MODULE_CHANGED,
		"the policy was changed by another program; send SIGHUP to phonewalld to restore it");
}

/* @error: of programming it, which the module has not refused. */
static void note_programmed(struct phonewall_agent_policy *policy, int error)
{
	if (error == -ERESTART)
		yield_to_another(policy);
	else if (error)
		wait_for_module(policy);
	else
		settle(policy);
}

static struct phonewall_file copy_file(const struct phonewall_file *file)
{
	struct phonewall_file copy = *file;

	copy.text = phonewall_memory_copy(file->text, file->length);
	return copy;
}

/* Takes @systems over. */
static void adopt(struct phonewall_agent_policy *policy,
		  enum phonewall_origin origin,
		  const struct phonewall_file *file,
		  const struct phonewall_systems *systems)
{
	phonewall_systems_clear(&policy->systems);
	policy->systems = *systems;
	policy->adopted = true;
	phonewall_daemon_status_set_policy(policy->status, origin,
					   systems->firewall.enabled);
	phonewall_file_clear(&policy->text);
	if (file)
		policy->text = copy_file(file);
	set_broadcast_echo(policy);
}

/*
 * What the module refuses may yet be what the services go by, if the module
 * refuses everything: the first candidate is best.
 */
static void note_refused(struct phonewall_agent_policy *policy,
			 const struct candidate *candidate,
			 struct phonewall_systems *systems)
{
	struct phonewall_refused_policy *refused = &policy->refused;

	if (refused->is_set) {
		phonewall_systems_clear(systems);
		return;
	}
	refused->is_set = true;
	refused->origin = candidate->origin;
	refused->systems = *systems;
	if (candidate->file)
		refused->text = copy_file(candidate->file);
}

static void forget_refused(struct phonewall_agent_policy *policy)
{
	phonewall_systems_clear(&policy->refused.systems);
	phonewall_file_clear(&policy->refused.text);
	policy->refused.is_set = false;
}

static void report_refused(struct phonewall_agent_policy *policy,
			   const char *file)
{
	struct phonewall_faults faults = { 0 };

	phonewall_fault_add(&faults, 0, NULL, NULL, "%s",
			    phonewall_module_error(policy->module));
	phonewall_daemon_status_add_faults(policy->status, &faults, file);
}

/* Makes it the policy, unless it has a fault or the module refuses it. */
static int attempt(struct phonewall_agent_policy *policy,
		   const struct candidate *candidate)
{
	struct phonewall_systems systems = { 0 };
	int error;

	if (read_candidate(policy, candidate, &systems))
		return -1;
	error = phonewall_module_program(policy->module, &systems.firewall);
	if (phonewall_module_refused(error)) {
		report_refused(policy, candidate->name);
		note_refused(policy, candidate, &systems);
		return -1;
	}
	adopt(policy, candidate->origin, candidate->file, &systems);
	note_programmed(policy, error);
	return 0;
}

static int attempt_last_accepted(struct phonewall_agent_policy *policy)
{
	const struct phonewall_kept *kept = &policy->accepted->configuration;
	struct candidate candidate = {
		.origin = PHONEWALL_ORIGIN_LAST_ACCEPTED,
		.file = &kept->file,
	};
	char *name;
	int error;

	if (!kept->file.text)
		return -1;
	name = phonewall_memory_print("%s/%s", kept->directory, kept->name);
	candidate.name = name;
	error = attempt(policy, &candidate);
	free(name);
	return error;
}

static int attempt_defaults(struct phonewall_agent_policy *policy)
{
	const struct candidate candidate = {
		.origin = PHONEWALL_ORIGIN_DEFAULTS,
		.name = "factory defaults",
	};

	return attempt(policy, &candidate);
}

bool
phonewall_agent_policy_is_usable(const struct phonewall_agent_policy *policy)
{
	return policy->adopted &&
	       policy->status->module != PHONEWALL_MODULE_REFUSED;
}

/* The factory defaults do not undo what a file asks of the services. */
static void adopt_refused(struct phonewall_agent_policy *policy)
{
	struct phonewall_refused_policy *refused = &policy->refused;

	if (!refused->is_set || (policy->adopted &&
				 refused->origin == PHONEWALL_ORIGIN_DEFAULTS))
		return;
	adopt(policy, refused->origin,
	      refused->text.text ? &refused->text : NULL, &refused->systems);
	refused->systems = (struct phonewall_systems){ 0 };
}

/*
 * The policy in force stays; a policy that another program has set stays too.
 * The attempts change nothing if the module holds the policy already.
 */
static void fall_back(struct phonewall_agent_policy *policy)
{
	if (policy->status->module == PHONEWALL_MODULE_CHANGED)
		return;
	if (!attempt_last_accepted(policy) ||
	    phonewall_agent_policy_is_usable(policy))
		return;
	if (!attempt_defaults(policy))
		return;
	adopt_refused(policy);
	phonewall_daemon_status_set_module(policy->status,
					   PHONEWALL_MODULE_REFUSED,
					   phonewall_module_error(policy->module));
	phonewall_module_retry(policy->module);
}

static enum phonewall_file_state
judge_file(struct phonewall_agent_policy *policy,
	   const struct phonewall_source *source)
{
	const struct candidate candidate = {
		.origin = PHONEWALL_ORIGIN_FILE,
		.name = source->path,
		.file = &source->file,
	};

	if (phonewall_source_is_missing(source))
		return PHONEWALL_FILE_MISSING;
	if (source->error) {
		phonewall_daemon_status_add_unreadable(policy->status, source);
		return PHONEWALL_FILE_REFUSED;
	}
	return attempt(policy, &candidate) ? PHONEWALL_FILE_REFUSED :
					     PHONEWALL_FILE_ACCEPTED;
}

void phonewall_agent_policy_judge(struct phonewall_agent_policy *policy,
				  const struct phonewall_source *source)
{
	enum phonewall_file_state state = judge_file(policy, source);

	phonewall_daemon_status_set_state(policy->status, state);
	if (state != PHONEWALL_FILE_ACCEPTED)
		fall_back(policy);
	forget_refused(policy);
}

int phonewall_agent_policy_program(struct phonewall_agent_policy *policy)
{
	int error = phonewall_module_program(policy->module,
					     &policy->systems.firewall);

	if (phonewall_module_refused(error))
		phonewall_daemon_status_set_module(policy->status,
			PHONEWALL_MODULE_REFUSED,
			phonewall_module_error(policy->module));
	else
		note_programmed(policy, error);
	return error;
}

bool phonewall_agent_policy_check(struct phonewall_agent_policy *policy)
{
	enum phonewall_module_state before = policy->status->module;
	int holds;

	if (before != PHONEWALL_MODULE_PROGRAMMED &&
	    before != PHONEWALL_MODULE_CHANGED)
		return false;
	holds = phonewall_module_holds(policy->module,
				       &policy->systems.firewall);
	if (holds < 0 || holds == (before == PHONEWALL_MODULE_PROGRAMMED))
		return false;
	if (holds)
		settle(policy);
	else
		yield_to_another(policy);
	return true;
}

void phonewall_agent_policy_clear(struct phonewall_agent_policy *policy)
{
	phonewall_file_clear(&policy->text);
	phonewall_systems_clear(&policy->systems);
	policy->adopted = false;
}
