// SPDX-License-Identifier: GPL-2.0
#include "agent.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/file_fault.h"
#include "base/kept.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/source.h"
#include "base/watch.h"
#include "config/state.h"
#include "dot1x/port_access.h"
#include "firewall/broadcast_echo.h"
#include "firewall/connection_request.h"
#include "module.h"
#include "status.h"
#include "vlan/voice_vlan.h"

/* A disk that is full is tried again after so many seconds. */
#define KEEP_SECONDS	5

/* The files that are watched, as bits in the order of @watched. */
#define CONFIGURATION	(1u << 0)
#define SETTINGS	(1u << 1)

/*
 * The first policy that the module has refused in a judgement: the text that
 * asks for it and where that is from, all owned; only if @is_set.
 */
struct refused {
	bool is_set;
	enum phonewall_origin origin;
	struct phonewall_file text;
	struct phonewall_translation translation;
};

/*
 * @translation is what the module is to hold, and @text the cfg.xml that asks
 * for it, which is kept as accepted once the module holds it. Before the first
 * file was judged there is no translation, and @adopted is false. If the module
 * refuses even the factory defaults, @translation is for 802.1X and the VLANs
 * alone.
 */
struct phonewall_agent {
	const struct phonewall_agent_paths *paths;
	const char *watched[3];
	struct phonewall_watch *watch;
	struct phonewall_module *module;
	struct phonewall_voice_vlan *voice_vlan;
	struct phonewall_source configuration;
	struct phonewall_source settings_source;
	struct phonewall_kept kept_configuration;
	struct phonewall_kept kept_settings;
	struct phonewall_settings settings;
	struct phonewall_translation translation;
	struct phonewall_file text;
	struct refused refused;
	bool adopted;
	bool port_is_kept;
	struct event *keep_again;
	struct phonewall_port_access_paths port_access_paths;
	struct phonewall_port_access *dot1x;
	struct phonewall_daemon_status status;
};

/* What may become the policy: a text, and the name of the file it is from. */
struct candidate {
	enum phonewall_origin origin;
	const char *name;
	const struct phonewall_file *file;
};

static void report_unreadable(struct phonewall_agent *agent,
			      const struct phonewall_source *source)
{
	struct phonewall_faults faults = { 0 };

	phonewall_file_fault_add(&faults, source->error);
	phonewall_daemon_status_add_faults(&agent->status, &faults,
					   source->path);
}

static void set_port(struct phonewall_agent *agent, uint16_t port)
{
	agent->settings.connection_request_port = port;
	agent->status.connection_request_port = port;
}

/* It opens as soon as it is needed, so one is picked in any case. */
static void log_picked(uint16_t before, uint16_t port)
{
	if (before)
		phonewall_log(LOG_NOTICE,
			      "picked TCP port %u for TR-069 connection requests, since port %u is now open for another purpose",
			      port, before);
	else
		phonewall_log(LOG_NOTICE,
			      "picked TCP port %u for TR-069 connection requests; it opens if TR-069 is on and Connection_Request_URL is empty",
			      port);
}

static void keep_port(struct phonewall_agent *agent, uint16_t port)
{
	const char *directory = agent->paths->state_directory;
	int error = phonewall_connection_request_write(directory, port);

	log_picked(agent->settings.connection_request_port, port);
	set_port(agent, port);
	agent->port_is_kept = !error;
	if (error)
		phonewall_log(LOG_WARNING,
			      "cannot save that port to %s/" PHONEWALL_STATE_PORT ": %s; until this is fixed, each start picks another",
			      directory, strerror(-error));
}

/* The port is no secret: at boot it must not wait for good random numbers. */
static void pick_port(struct phonewall_agent *agent,
		      const struct phonewall_translation *translation)
{
	static const struct phonewall_translation nothing;
	uint32_t random;
	uint16_t port;

	if (getrandom(&random, sizeof(random), GRND_INSECURE) < 0) {
		phonewall_log(LOG_WARNING,
			      "cannot pick a TCP port for TR-069 connection requests: %m; it stays closed");
		return;
	}
	port = phonewall_connection_request_pick(random, translation);
	if (!port && !agent->settings.connection_request_port)
		port = phonewall_connection_request_pick(random, &nothing);
	if (port)
		keep_port(agent, port);
}

static int translate_once(struct phonewall_agent *agent,
			  const struct candidate *candidate,
			  struct phonewall_translation *translation)
{
	const struct phonewall_file *file = candidate->file;
	struct phonewall_faults faults = { 0 };
	int error;

	error = phonewall_translate(file ? file->text : NULL,
				    file ? file->length : 0, &agent->settings,
				    translation, &faults);
	phonewall_daemon_status_add_faults(&agent->status, &faults,
					   candidate->name);
	return error;
}

/* Which port is free is known only once the file has been translated. */
static int translate(struct phonewall_agent *agent,
		     const struct candidate *candidate,
		     struct phonewall_translation *translation)
{
	uint16_t port = agent->settings.connection_request_port;

	if (translate_once(agent, candidate, translation))
		return -1;
	if (port && !phonewall_connection_request_collides(port, translation))
		return 0;
	pick_port(agent, translation);
	phonewall_translation_clear(translation);
	return translate_once(agent, candidate, translation);
}

static void set_broadcast_echo(const struct phonewall_agent *agent)
{
	int error;

	error = phonewall_set_broadcast_echo(agent->translation.broadcast_echo);
	if (error)
		phonewall_log(LOG_WARNING,
			      "cannot write " PHONEWALL_BROADCAST_ECHO_FILE ": %s; Broadcast_Echo has no effect until phonewalld can write there",
			      strerror(-error));
}

static void set_keep_error(struct phonewall_agent *agent,
			   const struct phonewall_kept *kept, int error)
{
	char *path = NULL;

	if (error)
		path = phonewall_memory_print("%s/%s", kept->directory,
					      kept->name);
	phonewall_daemon_status_set_keep_error(&agent->status, path, error);
	free(path);
}

/* Returns 0 or the first negative errno. */
static int keep_files(struct phonewall_agent *agent)
{
	int settings = phonewall_kept_store(&agent->kept_settings);
	int configuration = phonewall_kept_store(&agent->kept_configuration);

	if (settings)
		set_keep_error(agent, &agent->kept_settings, settings);
	else
		set_keep_error(agent, &agent->kept_configuration,
			       configuration);
	return settings ? settings : configuration;
}

/* The reason was logged when it was picked. */
static int keep_picked_port(struct phonewall_agent *agent)
{
	uint16_t port = agent->status.connection_request_port;
	int error;

	if (!port || agent->port_is_kept)
		return 0;
	error = phonewall_connection_request_write(agent->paths->state_directory, port);
	agent->port_is_kept = !error;
	return error;
}

/* Until all is kept it is tried again, for nobody may come to ask for it. */
static void keep(struct phonewall_agent *agent)
{
	const struct timeval delay = { .tv_sec = KEEP_SECONDS };
	int files = keep_files(agent);
	int port = keep_picked_port(agent);

	if (files || port)
		evtimer_add(agent->keep_again, &delay);
}

static void on_keep_again(evutil_socket_t descriptor, short what,
			  void *argument)
{
	struct phonewall_agent *agent = argument;
	bool had_failed = agent->status.keep_error;

	(void)descriptor;
	(void)what;
	keep(agent);
	if (had_failed && !agent->status.keep_error)
		phonewall_daemon_status_write(&agent->status);
}

/* cfg.xml is kept only once the module holds what it says. */
static void settle(struct phonewall_agent *agent)
{
	if (agent->status.origin == PHONEWALL_ORIGIN_FILE)
		phonewall_kept_accept(&agent->kept_configuration, &agent->text);
	phonewall_daemon_status_set_module(&agent->status,
					   PHONEWALL_MODULE_PROGRAMMED, NULL);
	keep(agent);
}

static void wait_for_module(struct phonewall_agent *agent)
{
	const char *error = phonewall_module_error(agent->module);

	if (!agent->status.module_error)
		phonewall_log(LOG_WARNING, "%s; trying until it works", error);
	phonewall_daemon_status_set_module(&agent->status,
					   PHONEWALL_MODULE_WAITING, error);
	phonewall_module_retry(agent->module);
}

/* The policy that another program has set stays. */
static void yield_to_another(struct phonewall_agent *agent)
{
	phonewall_daemon_status_set_module(&agent->status,
		PHONEWALL_MODULE_CHANGED,
		"the policy was changed by another program; send SIGHUP to phonewalld to restore it");
}

static struct phonewall_file copy_file(const struct phonewall_file *file)
{
	struct phonewall_file copy = *file;

	copy.text = phonewall_memory_copy(file->text, file->length);
	return copy;
}

static void set_text(struct phonewall_agent *agent,
		     const struct phonewall_file *file)
{
	phonewall_file_clear(&agent->text);
	if (file)
		agent->text = copy_file(file);
}

/* Takes @translation over. */
static void adopt(struct phonewall_agent *agent, enum phonewall_origin origin,
		  const struct phonewall_file *file,
		  const struct phonewall_translation *translation)
{
	phonewall_translation_clear(&agent->translation);
	agent->translation = *translation;
	agent->adopted = true;
	phonewall_daemon_status_set_policy(&agent->status, origin,
					   translation->enabled);
	set_text(agent, file);
	set_broadcast_echo(agent);
}

/*
 * What the module refuses may yet be what the phone's own authentication and its
 * VLANs go by, if the module refuses everything: the first candidate is best.
 */
static void note_refused(struct phonewall_agent *agent,
			 const struct candidate *candidate,
			 struct phonewall_translation *translation)
{
	struct refused *refused = &agent->refused;

	if (refused->is_set) {
		phonewall_translation_clear(translation);
		return;
	}
	refused->is_set = true;
	refused->origin = candidate->origin;
	refused->translation = *translation;
	if (candidate->file)
		refused->text = copy_file(candidate->file);
}

static void forget_refused(struct phonewall_agent *agent)
{
	phonewall_translation_clear(&agent->refused.translation);
	phonewall_file_clear(&agent->refused.text);
	agent->refused.is_set = false;
}

static void report_refusal(struct phonewall_agent *agent, const char *file)
{
	struct phonewall_faults faults = { 0 };

	phonewall_fault_add(&faults, 0, NULL, NULL, "%s",
			    phonewall_module_error(agent->module));
	phonewall_daemon_status_add_faults(&agent->status, &faults, file);
}

/* Makes it the policy, unless it has a fault or the module refuses it. */
static int attempt(struct phonewall_agent *agent,
		   const struct candidate *candidate)
{
	struct phonewall_translation translation = { 0 };
	int error;

	if (translate(agent, candidate, &translation))
		return -1;
	error = phonewall_module_program(agent->module, &translation);
	if (phonewall_module_refused(error)) {
		report_refusal(agent, candidate->name);
		note_refused(agent, candidate, &translation);
		return -1;
	}
	adopt(agent, candidate->origin, candidate->file, &translation);
	if (error == -ERESTART)
		yield_to_another(agent);
	else if (error)
		wait_for_module(agent);
	else
		settle(agent);
	return 0;
}

static int attempt_file(struct phonewall_agent *agent)
{
	const struct candidate candidate = {
		.origin = PHONEWALL_ORIGIN_FILE,
		.name = agent->paths->configuration,
		.file = &agent->configuration.file,
	};

	return attempt(agent, &candidate);
}

static int attempt_last_accepted(struct phonewall_agent *agent)
{
	const struct phonewall_kept *kept = &agent->kept_configuration;
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
	error = attempt(agent, &candidate);
	free(name);
	return error;
}

static int attempt_defaults(struct phonewall_agent *agent)
{
	const struct candidate candidate = {
		.origin = PHONEWALL_ORIGIN_DEFAULTS,
		.name = "factory defaults",
	};

	return attempt(agent, &candidate);
}

/* Whether a policy was adopted that the module has not refused. */
static bool has_policy(const struct phonewall_agent *agent)
{
	return agent->adopted &&
	       agent->status.module != PHONEWALL_MODULE_REFUSED;
}

/* The factory defaults do not undo what a file asks of 802.1X and the VLANs. */
static void adopt_refused(struct phonewall_agent *agent)
{
	struct refused *refused = &agent->refused;

	if (!refused->is_set || (agent->adopted &&
				 refused->origin == PHONEWALL_ORIGIN_DEFAULTS))
		return;
	adopt(agent, refused->origin,
	      refused->text.text ? &refused->text : NULL,
	      &refused->translation);
	memset(&refused->translation, 0, sizeof(refused->translation));
}

/*
 * The policy in force stays; a policy that another program has set stays too.
 * The attempts change nothing where the module holds the policy already.
 */
static void fall_back(struct phonewall_agent *agent)
{
	if (agent->status.module == PHONEWALL_MODULE_CHANGED)
		return;
	if (!attempt_last_accepted(agent) || has_policy(agent))
		return;
	if (!attempt_defaults(agent))
		return;
	adopt_refused(agent);
	phonewall_daemon_status_set_module(&agent->status,
					   PHONEWALL_MODULE_REFUSED,
					   phonewall_module_error(agent->module));
	phonewall_module_retry(agent->module);
}

/* Takes @settings over. The port that was picked is no part of the file. */
static void take_settings(struct phonewall_agent *agent,
			  const struct phonewall_settings *settings)
{
	phonewall_settings_clear(&agent->settings);
	agent->settings = *settings;
	set_port(agent, agent->status.connection_request_port);
}

static void take_default_settings(struct phonewall_agent *agent)
{
	struct phonewall_settings settings;

	phonewall_settings_default(&settings);
	take_settings(agent, &settings);
}

static int parse_settings(struct phonewall_agent *agent,
			  const struct phonewall_file *file, const char *name)
{
	struct phonewall_settings settings;
	struct phonewall_faults faults = { 0 };
	int error;

	error = phonewall_settings_parse_file(file->text, file->length,
					      &settings, &faults);
	phonewall_daemon_status_add_faults(&agent->status, &faults, name);
	if (error)
		phonewall_settings_clear(&settings);
	else
		take_settings(agent, &settings);
	return error;
}

static bool is_missing(const struct phonewall_source *source)
{
	return source->error == -ENOENT || source->error == -ENOTDIR;
}

/* Return: what became of phonewall.conf. Unless accepted it changes nothing. */
static enum phonewall_file_state judge_settings(struct phonewall_agent *agent)
{
	const struct phonewall_source *source = &agent->settings_source;

	if (is_missing(source))
		return PHONEWALL_FILE_MISSING;
	if (source->error)
		report_unreadable(agent, source);
	else if (!parse_settings(agent, &source->file, source->path)) {
		phonewall_kept_accept(&agent->kept_settings, &source->file);
		return PHONEWALL_FILE_ACCEPTED;
	}
	return PHONEWALL_FILE_REFUSED;
}

static enum phonewall_file_state judge_file(struct phonewall_agent *agent)
{
	const struct phonewall_source *source = &agent->configuration;

	if (is_missing(source))
		return PHONEWALL_FILE_MISSING;
	if (source->error) {
		report_unreadable(agent, source);
		return PHONEWALL_FILE_REFUSED;
	}
	return attempt_file(agent) ? PHONEWALL_FILE_REFUSED :
				     PHONEWALL_FILE_ACCEPTED;
}

/* 802.1X goes with the file that the policy in force is from. */
static void apply_port_access(struct phonewall_agent *agent)
{
	if (agent->adopted)
		phonewall_port_access_apply(agent->dot1x,
					    &agent->settings.dot1x,
					    &agent->translation.access);
}

static void apply_vlans(struct phonewall_agent *agent)
{
	if (agent->adopted)
		phonewall_voice_vlan_apply(agent->voice_vlan,
					   &agent->translation.access,
					   &agent->settings.dot1x);
	phonewall_daemon_status_set_vlan(&agent->status,
			phonewall_voice_vlan_status(agent->voice_vlan));
}

static void judge(struct phonewall_agent *agent)
{
	enum phonewall_file_state state;

	phonewall_daemon_status_begin(&agent->status);
	phonewall_daemon_status_set_settings(&agent->status,
					     judge_settings(agent),
					     agent->kept_settings.file.text);
	state = judge_file(agent);
	phonewall_daemon_status_set_state(&agent->status, state);
	if (state != PHONEWALL_FILE_ACCEPTED)
		fall_back(agent);
	forget_refused(agent);
	apply_port_access(agent);
	apply_vlans(agent);
	keep(agent);
	phonewall_daemon_status_publish(&agent->status);
}

/* Return: whether one of them differs from when it was last read. */
static bool read_sources(struct phonewall_agent *agent, unsigned int files)
{
	bool configuration = files & CONFIGURATION &&
			     phonewall_source_read(&agent->configuration);
	bool settings = files & SETTINGS &&
			phonewall_source_read(&agent->settings_source);

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

	if (!has_policy(agent)) {
		judge(agent);
		return;
	}
	error = phonewall_module_program(agent->module, &agent->translation);
	if (phonewall_module_refused(error)) {
		phonewall_daemon_status_set_module(&agent->status,
			PHONEWALL_MODULE_REFUSED,
			phonewall_module_error(agent->module));
		judge(agent);
	} else if (error == -ERESTART) {
		yield_to_another(agent);
		apply_port_access(agent);
		phonewall_daemon_status_publish(&agent->status);
	} else if (error) {
		wait_for_module(agent);
	} else {
		settle(agent);
		apply_port_access(agent);
		if (!known)
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
	phonewall_port_access_lose_module(agent->dot1x);
	phonewall_daemon_status_publish(&agent->status);
}

/* A policy that equals ours is ours, whoever has set it. */
static void on_policy_changed(void *argument)
{
	struct phonewall_agent *agent = argument;
	enum phonewall_module_state state;
	int holds;

	if (agent->status.module != PHONEWALL_MODULE_PROGRAMMED &&
	    agent->status.module != PHONEWALL_MODULE_CHANGED)
		return;
	holds = phonewall_module_holds(agent->module, &agent->translation);
	if (holds < 0)
		return;
	state = holds ? PHONEWALL_MODULE_PROGRAMMED : PHONEWALL_MODULE_CHANGED;
	if (agent->status.module == state)
		return;
	if (holds)
		settle(agent);
	else
		yield_to_another(agent);
	phonewall_daemon_status_publish(&agent->status);
}

static void on_module_dot1x_changed(void *argument)
{
	struct phonewall_agent *agent = argument;

	phonewall_port_access_check_ports(agent->dot1x);
}

static void on_vlans_changed(void *argument)
{
	struct phonewall_agent *agent = argument;

	phonewall_daemon_status_set_vlan(&agent->status,
			phonewall_voice_vlan_status(agent->voice_vlan));
	phonewall_daemon_status_write(&agent->status);
}

static const struct phonewall_module_handlers module_handlers = {
	.appeared = on_appeared,
	.disappeared = on_disappeared,
	.policy_changed = on_policy_changed,
	.dot1x_changed = on_module_dot1x_changed,
};

static void on_dot1x_changed(void *argument)
{
	struct phonewall_agent *agent = argument;

	phonewall_daemon_status_set_dot1x(
		&agent->status, phonewall_port_access_to_json(agent->dot1x),
		phonewall_port_access_faults(agent->dot1x));
	phonewall_daemon_status_write(&agent->status);
}

static void load_port(struct phonewall_agent *agent)
{
	const char *directory = agent->paths->state_directory;
	uint16_t port;
	int error;

	error = phonewall_connection_request_read(directory, &port);
	agent->port_is_kept = !error;
	if (!error)
		set_port(agent, port);
	else if (error != -ENOENT)
		phonewall_log(LOG_WARNING,
			      "cannot use %s/" PHONEWALL_STATE_PORT ": %s; phonewalld picks another port%s",
			      directory, error == -EBADMSG ?
			      "it holds no port from 8000 to 9999" :
			      strerror(-error), error == -EISDIR ?
			      ", and cannot save it until that is removed" : "");
}

/* What was kept is judged like any file: the power may have gone meanwhile. */
static void load_settings(struct phonewall_agent *agent)
{
	struct phonewall_kept *kept = &agent->kept_settings;
	char *name;

	take_default_settings(agent);
	phonewall_kept_load(kept);
	if (!kept->file.text)
		return;
	name = phonewall_memory_print("%s/%s", kept->directory, kept->name);
	if (parse_settings(agent, &kept->file, name))
		phonewall_kept_clear(kept);
	free(name);
}

static struct phonewall_agent *
new_agent(const struct phonewall_agent_paths *paths)
{
	struct phonewall_agent *agent;

	agent = phonewall_memory_resize(NULL, 1, sizeof(*agent));
	*agent = (struct phonewall_agent){
		.paths = paths,
		.watched = { paths->configuration, paths->settings, NULL },
		.configuration.path = paths->configuration,
		.settings_source.path = paths->settings,
		.port_access_paths.settings = paths->settings,
		.port_access_paths.state_directory = paths->state_directory,
		.port_access_paths.run_directory = paths->run_directory,
		.kept_configuration.directory = paths->state_directory,
		.kept_configuration.name = PHONEWALL_STATE_CONFIGURATION,
		.kept_settings.directory = paths->state_directory,
		.kept_settings.name = PHONEWALL_STATE_SETTINGS,
	};
	phonewall_daemon_status_init(&agent->status, paths->run_directory,
				     paths->configuration, paths->settings);
	return agent;
}

static void free_agent(struct phonewall_agent *agent)
{
	if (agent->keep_again)
		event_free(agent->keep_again);
	phonewall_file_clear(&agent->text);
	phonewall_translation_clear(&agent->translation);
	phonewall_settings_clear(&agent->settings);
	phonewall_daemon_status_clear(&agent->status);
	phonewall_kept_clear(&agent->kept_settings);
	phonewall_kept_clear(&agent->kept_configuration);
	phonewall_source_clear(&agent->settings_source);
	phonewall_source_clear(&agent->configuration);
	free(agent);
}

struct phonewall_agent *
phonewall_agent_start(struct event_base *base,
		      const struct phonewall_agent_paths *paths)
{
	struct phonewall_agent *agent = new_agent(paths);

	agent->keep_again = evtimer_new(base, on_keep_again, agent);
	if (!agent->keep_again)
		goto free_agent;
	agent->voice_vlan = phonewall_voice_vlan_open(base,
						      paths->state_directory,
						      on_vlans_changed, agent);
	if (!agent->voice_vlan)
		goto free_agent;
	agent->module = phonewall_module_open(base, &module_handlers, agent);
	if (!agent->module)
		goto close_voice_vlan;
	agent->dot1x = phonewall_port_access_open(base,
						  &agent->port_access_paths,
						  on_dot1x_changed, agent);
	if (!agent->dot1x)
		goto close_module;
	agent->watch = phonewall_watch_open(base, agent->watched, on_changed,
					    agent);
	if (!agent->watch)
		phonewall_log(LOG_WARNING,
			      "cannot watch for changes: out of memory; send SIGHUP after a change");
	load_port(agent);
	load_settings(agent);
	phonewall_kept_load(&agent->kept_configuration);
	read_sources(agent, CONFIGURATION | SETTINGS);
	judge(agent);
	return agent;

close_module:
	phonewall_module_close(agent->module);
close_voice_vlan:
	phonewall_voice_vlan_close(agent->voice_vlan);
free_agent:
	free_agent(agent);
	return NULL;
}

void phonewall_agent_reload(struct phonewall_agent *agent)
{
	read_sources(agent, CONFIGURATION | SETTINGS);
	judge(agent);
	phonewall_port_access_retry(agent->dot1x);
}

void phonewall_agent_stop(struct phonewall_agent *agent)
{
	if (!agent)
		return;
	phonewall_watch_close(agent->watch);
	phonewall_port_access_close(agent->dot1x);
	phonewall_module_close(agent->module);
	phonewall_voice_vlan_close(agent->voice_vlan);
	free_agent(agent);
}
