// SPDX-License-Identifier: MIT
#include "policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "firewall/broadcast_echo.h"
#include "firewall/connection_request.h"

/*
 * What may become the policy: a text, the name of the file it is from, and
 * whether the store overrides it.
 */
struct candidate {
	enum phonewall_origin origin;
	const char *name;
	const struct phonewall_file *file;
	bool has_store;
};

static const struct phonewall_store_files *
store_of(const struct phonewall_agent_policy *policy)
{
	return &policy->accepted->store;
}

static int read_merged(const struct phonewall_agent_policy *policy,
		       const struct phonewall_file *file,
		       const struct phonewall_store *store,
		       struct phonewall_systems *systems,
		       struct phonewall_merged_faults *faults)
{
	const struct phonewall_merged merged = {
		.text = file ? file->text : NULL,
		.length = file ? file->length : 0,
		.store = store,
		.parsed = policy->parsed,
	};
	struct phonewall_settings settings = *policy->settings;

	settings.connection_request_port = policy->accepted->port.port;
	return phonewall_merged_read(&merged, &settings, systems, faults);
}

/*
 * What was closed by a store that is lost must not be open: no file is used
 * without it.
 */
static int read_once(struct phonewall_agent_policy *policy,
		     const struct candidate *candidate,
		     struct phonewall_systems *systems)
{
	const struct phonewall_store_files *files = store_of(policy);
	struct phonewall_merged_faults faults = { 0 };
	int error;

	if (candidate->has_store && files->is_lost)
		return -1;
	error = read_merged(policy, candidate->file, candidate->has_store ?
			    &files->store : NULL, systems, &faults);
	phonewall_daemon_status_add_faults(policy->status, &faults.of_file,
					   candidate->name);
	phonewall_daemon_status_add_faults(policy->status, &faults.of_store,
					   files->path);
	phonewall_merged_faults_clear(&faults);
	return error;
}

int phonewall_agent_policy_try_store(const struct phonewall_agent_policy *policy,
				     const struct phonewall_store *store,
				     struct phonewall_merged_faults *faults)
{
	struct phonewall_systems systems;
	int error = read_merged(policy, &policy->text, store, &systems, faults);

	phonewall_systems_clear(&systems);
	return error;
}

bool
phonewall_agent_policy_has_store(const struct phonewall_agent_policy *policy)
{
	return policy->store_generation == store_of(policy)->generation;
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
		  const struct phonewall_systems *systems,
		  unsigned long store_generation)
{
	phonewall_systems_clear(&policy->systems);
	policy->systems = *systems;
	policy->adopted = true;
	policy->store_generation = store_generation;
	phonewall_daemon_status_set_policy(policy->status, origin,
					   systems->firewall.enabled);
	phonewall_file_clear(&policy->text);
	if (file)
		policy->text = copy_file(file);
	set_broadcast_echo(policy);
}

/* A store without values is part of any policy. */
static unsigned long generation_of(const struct phonewall_agent_policy *policy,
				   const struct candidate *candidate)
{
	const struct phonewall_store_files *files = store_of(policy);

	if (candidate->has_store || (!files->is_lost && !files->store.count))
		return files->generation;
	return 0;
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
	refused->store_generation = generation_of(policy, candidate);
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
	adopt(policy, candidate->origin, candidate->file, &systems,
	      generation_of(policy, candidate));
	note_programmed(policy, error);
	return 0;
}

static int attempt_last_accepted(struct phonewall_agent_policy *policy)
{
	const struct phonewall_kept *kept = &policy->accepted->configuration;
	struct candidate candidate = {
		.origin = PHONEWALL_ORIGIN_LAST_ACCEPTED,
		.file = &kept->file,
		.has_store = true,
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

static int attempt_defaults(struct phonewall_agent_policy *policy,
			    bool has_store)
{
	const struct candidate candidate = {
		.origin = PHONEWALL_ORIGIN_DEFAULTS,
		.name = "factory defaults",
		.has_store = has_store,
	};

	return attempt(policy, &candidate);
}

/* The cfg.xml in force, with the store as it is now. */
static void attempt_in_force(struct phonewall_agent_policy *policy)
{
	struct phonewall_file file = { 0 };
	struct candidate candidate = {
		.origin = policy->status->origin,
		.name = policy->status->file,
		.has_store = true,
	};

	if (policy->text.text) {
		file = copy_file(&policy->text);
		candidate.file = &file;
	}
	attempt(policy, &candidate);
	phonewall_file_clear(&file);
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
	      refused->text.text ? &refused->text : NULL, &refused->systems,
	      refused->store_generation);
	refused->systems = (struct phonewall_systems){ 0 };
}

/* What the store says goes before what no file says. */
static int begin_with_defaults(struct phonewall_agent_policy *policy)
{
	if (store_of(policy)->store.count && !attempt_defaults(policy, true))
		return 0;
	return attempt_defaults(policy, false);
}

/*
 * The policy in force stays, but for a store that has changed; a policy that
 * another program has set stays too. The attempts change nothing if the module
 * holds the policy already. A cfg.xml is never used without the store: together
 * they were accepted, and the store may have closed what the file opens.
 */
static void fall_back(struct phonewall_agent_policy *policy)
{
	bool has_store = phonewall_agent_policy_has_store(policy);

	if (policy->status->module == PHONEWALL_MODULE_CHANGED && has_store)
		return;
	if (!attempt_last_accepted(policy))
		return;
	if (phonewall_agent_policy_is_usable(policy)) {
		if (!has_store)
			attempt_in_force(policy);
		return;
	}
	if (!begin_with_defaults(policy))
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
		.has_store = true,
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
