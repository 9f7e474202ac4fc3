// SPDX-License-Identifier: MIT
#include "provisioner.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "base/clock_watch.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/watch.h"
#include "busy.h"
#include "control.h"
#include "custom_ca.h"
#include "facts.h"
#include "kept_file.h"
#include "lease.h"
#include "report.h"
#include "resync_clock.h"
#include "resync_command.h"
#include "resync_run.h"
#include "settings_files.h"
#include "syslog_sender.h"
#include "upgrade.h"

/*
 * Local time may change without its clock being set, as when summer begins: look
 * again after so many seconds.
 */
#define LOOK_SECONDS	600
/* Seconds before the file of phonewalld is read again that could not be. */
#define AGAIN_SECONDS	5

#define SUCCEEDED	"succeeded"
#define STARTED		"started"
#define STATUS		"status.json"

/* @is_changed: whether the files have changed while a resync went on. */
struct phonewall_provisioner {
	struct event_base *base;
	const struct phonewall_provisioner_paths *paths;
	const char *watched[3];
	struct phonewall_watch *watch;
	struct phonewall_busy *busy;
	struct phonewall_leases *leases;
	struct phonewall_syslog *syslog;
	struct phonewall_custom_ca *custom_ca;
	struct phonewall_upgrade *upgrade;
	struct phonewall_report *report;
	struct phonewall_clock_watch *clock_watch;
	struct phonewall_control *control;
	struct event *timer;
	bool is_changed;
	struct phonewall_settings_files files;
	struct phonewall_facts facts;
	struct phonewall_resync resync;
	struct phonewall_kept_pac *kept_pac;
	struct phonewall_validators *validators;
	struct phonewall_resync_run *run;
	struct phonewall_resync_command command;
};

static const char *
state_of(const struct phonewall_provisioner *provisioner)
{
	if (!provisioner->files.is_configured)
		return "unconfigured";
	return phonewall_resync_run_goes_on(provisioner->run) ? "running" :
								"waiting";
}

static struct json_object *make_status(void *argument)
{
	const struct phonewall_provisioner *provisioner = argument;
	struct phonewall_provision_status status = {
		.state = state_of(provisioner),
		.generation = provisioner->files.generation,
		.is_busy = provisioner->resync.is_busy,
		.last = phonewall_resync_run_last(provisioner->run),
	};
	uint64_t due = 0;

	if (provisioner->files.is_configured)
		status.cause = phonewall_resync_next(&provisioner->resync,
						     &due);
	status.next = phonewall_resync_clock_wall_time(due);
	return phonewall_provision_status_make(&status);
}

static void write_status(struct phonewall_provisioner *provisioner)
{
	struct json_object *root = make_status(provisioner);
	const char *text =
		json_object_to_json_string_ext(root, JSON_C_TO_STRING_PRETTY |
					       JSON_C_TO_STRING_NOSLASHESCAPE);

	phonewall_kept_file_write(provisioner->paths->run_directory, STATUS,
				  text, false);
	json_object_put(root);
}

/* What may have changed without a report: local time, and the busy file. */
static void look(struct phonewall_provisioner *provisioner,
		 struct phonewall_resync_clock *clock)
{
	phonewall_resync_clock_read(clock);
	if (!provisioner->files.is_configured)
		return;
	phonewall_resync_handle(&provisioner->resync,
				phonewall_busy_is_set(provisioner->busy) ?
				PHONEWALL_RESYNC_LINES_BUSY :
				PHONEWALL_RESYNC_LINES_IDLE, clock);
	phonewall_resync_handle(&provisioner->resync,
				PHONEWALL_RESYNC_CLOCK_SET, clock);
}

static void arm(struct phonewall_provisioner *provisioner)
{
	struct timeval delay = { .tv_sec = LOOK_SECONDS };
	struct phonewall_resync_clock clock;
	uint64_t due;

	look(provisioner, &clock);
	if (!provisioner->files.is_configured)
		delay.tv_sec = AGAIN_SECONDS;
	else if (phonewall_resync_next(&provisioner->resync, &due) !=
		 PHONEWALL_RESYNC_NEVER && due < clock.now + LOOK_SECONDS)
		delay.tv_sec = due > clock.now ? due - clock.now : 0;
	evtimer_add(provisioner->timer, &delay);
	write_status(provisioner);
}

static void send_message(enum phonewall_log_message message, const char *text,
			 void *argument)
{
	struct phonewall_provisioner *provisioner = argument;
	bool is_failure = message == PHONEWALL_LOG_FAILURE ||
			  message == PHONEWALL_LOG_UPGRADE_FAILURE;

	phonewall_syslog_send(provisioner->syslog,
			      is_failure ? LOG_ERR : LOG_NOTICE,
			      provisioner->facts.ip, text);
}

static void start_resync(struct phonewall_provisioner *provisioner,
			 const struct phonewall_resync_clock *clock)
{
	const struct phonewall_provisioner_paths *paths = provisioner->paths;
	const bool was_started =
		phonewall_kept_file_exists(paths->run_directory, STARTED);

	phonewall_resync_start(&provisioner->resync,
			       &provisioner->files.settings.resync,
			       was_started ? PHONEWALL_RESYNC_UPDATE :
					     PHONEWALL_RESYNC_POWER_ON,
			       phonewall_kept_file_exists(paths->state_directory,
							  SUCCEEDED),
			       clock);
}

/* Return: whether the files could be read; else what was in force stays so. */
static bool read_files(struct phonewall_provisioner *provisioner)
{
	struct phonewall_settings_files *files = &provisioner->files;
	bool is_read = phonewall_settings_files_read(files);

	if (files->is_described) {
		phonewall_leases_set_interface(provisioner->leases,
			files->device.facts[PHONEWALL_DEVICE_INTERFACE]);
		phonewall_busy_set_file(provisioner->busy,
			files->device.facts[PHONEWALL_DEVICE_BUSY]);
	}
	if (!is_read)
		return false;
	phonewall_syslog_set_server(provisioner->syslog,
				    files->settings.syslog_server);
	phonewall_custom_ca_withdraw(&files->settings, &files->faults,
				     provisioner->paths->state_directory);
	return true;
}

static void apply_files(struct phonewall_provisioner *provisioner)
{
	const bool was_configured = provisioner->files.is_configured;
	struct phonewall_resync_clock clock;

	provisioner->is_changed = false;
	phonewall_validators_forget(provisioner->validators);
	phonewall_custom_ca_cancel(provisioner->custom_ca);
	phonewall_report_cancel(provisioner->report);
	phonewall_upgrade_pause(provisioner->upgrade);
	if (!read_files(provisioner))
		return;
	phonewall_resync_clock_read(&clock);
	if (was_configured)
		phonewall_resync_configure(&provisioner->resync,
					   &provisioner->files.settings.resync,
					   &clock);
	else
		start_resync(provisioner, &clock);
}

static void on_done(enum phonewall_resync_result result, void *argument)
{
	struct phonewall_provisioner *provisioner = argument;
	const struct phonewall_provisioner_paths *paths = provisioner->paths;
	struct phonewall_resync_clock clock;

	phonewall_kept_file_write(paths->run_directory, STARTED, "", false);
	if (result == PHONEWALL_RESYNC_SUCCESS &&
	    !phonewall_kept_file_exists(paths->state_directory, SUCCEEDED))
		phonewall_kept_file_write(paths->state_directory, SUCCEEDED, "",
					  true);
	phonewall_resync_clock_read(&clock);
	phonewall_resync_end(&provisioner->resync, result, &clock);
	if (provisioner->command.is_given)
		phonewall_control_answer(provisioner->control,
			phonewall_provision_last_make(
				phonewall_resync_run_last(provisioner->run)));
	/* Its caller still holds the sequence: the timer goes on from here. */
	evtimer_add(provisioner->timer, &(const struct timeval){ 0 });
}

static void begin_resync(struct phonewall_provisioner *provisioner,
			 enum phonewall_resync_cause cause,
			 struct phonewall_macro_values *values)
{
	const bool has_rule = provisioner->command.has_rule &&
			      cause == PHONEWALL_RESYNC_BY_REQUEST;

	values->text[PHONEWALL_MACRO_PRVST] = phonewall_resync_prvst(cause);
	phonewall_resync_run_begin(provisioner->run, values, has_rule ?
				   &provisioner->command.rule : NULL);
	write_status(provisioner);
	phonewall_resync_run_follow(provisioner->run);
}

static void read_values(struct phonewall_provisioner *provisioner,
			struct phonewall_macro_values *values)
{
	phonewall_facts_read(&provisioner->files.device, &provisioner->facts, values);
	phonewall_provisioning_settings_set_macros(&provisioner->files.settings,
						   values);
}

static void begin_if_due(struct phonewall_provisioner *provisioner)
{
	struct phonewall_macro_values values = { 0 };
	struct phonewall_resync_clock clock;
	enum phonewall_resync_cause cause;

	read_values(provisioner, &values);
	look(provisioner, &clock);
	cause = phonewall_resync_begin(&provisioner->resync, &clock,
			phonewall_triggers_allow(provisioner->files.settings.triggers,
						 PHONEWALL_TRIGGERS, &values));
	if (cause == PHONEWALL_RESYNC_NEVER)
		arm(provisioner);
	else
		begin_resync(provisioner, cause, &values);
}

/* What the other rules ask for, if the last resync was a success. */
static void follow_up(struct phonewall_provisioner *provisioner)
{
	const struct phonewall_provision_last *last =
		phonewall_resync_run_last(provisioner->run);
	struct phonewall_errand errand = {
		.base = provisioner->base,
		.settings = &provisioner->files.settings,
		.faults = &provisioner->files.faults,
		.device = &provisioner->files.device,
		.kept_pac = provisioner->kept_pac,
		.any_tftp_port = provisioner->files.any_tftp_port,
		.agent_directory = provisioner->paths->agent_directory,
		.lease_directory = provisioner->paths->lease_directory,
		.state_directory = provisioner->paths->state_directory,
		.busy = provisioner->busy,
	};

	if (!provisioner->files.is_configured || !last->has_ended ||
	    last->result != PHONEWALL_RESYNC_SUCCESS)
		return;
	read_values(provisioner, &errand.values);
	phonewall_custom_ca_follow(provisioner->custom_ca, &errand);
	phonewall_report_follow(provisioner->report, &errand);
	phonewall_upgrade_follow(provisioner->upgrade, &errand);
}

static void on_upgrade_ended(void *argument)
{
	struct phonewall_provisioner *provisioner = argument;
	struct phonewall_resync_clock clock;

	phonewall_resync_clock_read(&clock);
	phonewall_resync_handle(&provisioner->resync,
				PHONEWALL_RESYNC_UPGRADE_ATTEMPT, &clock);
	if (!phonewall_resync_run_goes_on(provisioner->run))
		arm(provisioner);
}

/* What could not be fetched may be found by the new lease. */
static void on_leased(void *argument)
{
	struct phonewall_provisioner *provisioner = argument;
	struct phonewall_resync_clock clock;

	if (phonewall_resync_run_goes_on(provisioner->run) ||
	    !provisioner->files.is_configured)
		return;
	phonewall_resync_clock_read(&clock);
	phonewall_resync_handle(&provisioner->resync, PHONEWALL_RESYNC_LEASED,
				&clock);
	arm(provisioner);
}

static void on_timer(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_provisioner *provisioner = argument;

	(void)descriptor;
	(void)what;
	if (phonewall_resync_run_goes_on(provisioner->run)) {
		phonewall_resync_run_end(provisioner->run);
		phonewall_resync_command_end(&provisioner->command);
		if (provisioner->is_changed)
			apply_files(provisioner);
		arm(provisioner);
		follow_up(provisioner);
		if (phonewall_leases_have_changed(provisioner->leases))
			on_leased(provisioner);
	} else if (!provisioner->files.is_configured) {
		apply_files(provisioner);
		arm(provisioner);
	} else {
		begin_if_due(provisioner);
	}
}

/*
 * The watch waits until a file is complete. phonewalld replaces its file whole, and
 * who commands a resync means the configuration that he has set before.
 */
static void take_newest(struct phonewall_provisioner *provisioner)
{
	if (!phonewall_resync_run_goes_on(provisioner->run) &&
	    phonewall_settings_files_are_old(&provisioner->files))
		apply_files(provisioner);
}

static void on_changed(unsigned int files, void *argument)
{
	struct phonewall_provisioner *provisioner = argument;

	(void)files;
	if (phonewall_resync_run_goes_on(provisioner->run)) {
		provisioner->is_changed = true;
		return;
	}
	apply_files(provisioner);
	arm(provisioner);
	follow_up(provisioner);
}

/* The clock was set, or a line may be in use or idle. */
static void on_other_change(void *argument)
{
	struct phonewall_provisioner *provisioner = argument;

	if (!phonewall_resync_run_goes_on(provisioner->run))
		arm(provisioner);
}

static struct json_object *on_command(const char *url, void *argument)
{
	struct phonewall_provisioner *provisioner = argument;
	struct json_object *refusal;

	take_newest(provisioner);
	refusal = phonewall_resync_command_take(&provisioner->command, url,
			&provisioner->files,
			phonewall_resync_run_goes_on(provisioner->run));
	if (refusal)
		return refusal;
	phonewall_provisioner_resync(provisioner);
	return phonewall_resync_command_tell_wait(&provisioner->resync);
}

static struct phonewall_resync_run *
open_run(struct phonewall_provisioner *provisioner)
{
	static const struct phonewall_resync_run_actions actions = {
		.log = send_message,
		.done = on_done,
	};
	const struct phonewall_resync_run_parts parts = {
		.base = provisioner->base,
		.paths = provisioner->paths,
		.files = &provisioner->files,
		.leases = provisioner->leases,
		.kept_pac = provisioner->kept_pac,
		.validators = provisioner->validators,
	};

	return phonewall_resync_run_open(&parts, &actions, provisioner);
}

static struct phonewall_provisioner *
make(struct event_base *base, const struct phonewall_provisioner_paths *paths)
{
	static const struct phonewall_upgrade_actions upgrade_actions = {
		.log = send_message,
		.ended = on_upgrade_ended,
	};
	struct phonewall_provisioner *provisioner =
		phonewall_memory_resize(NULL, 1, sizeof(*provisioner));

	*provisioner = (struct phonewall_provisioner){
		.base = base,
		.paths = paths,
		.busy = phonewall_busy_open(base, paths->run_directory,
					    on_other_change, provisioner),
		.timer = evtimer_new(base, on_timer, provisioner),
		.kept_pac = phonewall_kept_pac_new(paths->run_directory),
		.validators = phonewall_validators_new(paths->agent_directory),
		.custom_ca = phonewall_custom_ca_new(),
		.report = phonewall_report_new(),
		.upgrade = phonewall_upgrade_open(base, &upgrade_actions,
						  provisioner),
		.syslog = phonewall_syslog_open(base),
		.leases = phonewall_leases_open(base, paths->lease_directory,
						on_leased, provisioner),
	};
	phonewall_settings_files_init(&provisioner->files, paths->device,
				      paths->agent_directory);
	provisioner->run = open_run(provisioner);
	return provisioner;
}

static bool watch_files(struct phonewall_provisioner *provisioner)
{
	provisioner->watched[0] = provisioner->files.configuration;
	provisioner->watched[1] = provisioner->paths->device;
	provisioner->watch = phonewall_watch_open(provisioner->base,
						  provisioner->watched,
						  on_changed, provisioner);
	if (provisioner->timer && provisioner->watch && provisioner->busy)
		return true;
	phonewall_log(LOG_ERR, "cannot watch %s: %m",
		      provisioner->files.configuration);
	return false;
}

struct phonewall_provisioner *
phonewall_provisioner_start(struct event_base *base,
			    const struct phonewall_provisioner_paths *paths)
{
	static const struct phonewall_control_handlers handlers = {
		.resync = on_command,
		.status = make_status,
	};
	struct phonewall_provisioner *provisioner = make(base, paths);

	if (!watch_files(provisioner)) {
		phonewall_provisioner_stop(provisioner);
		return NULL;
	}
	provisioner->clock_watch = phonewall_clock_watch_open(base, on_other_change,
							      provisioner);
	if (!provisioner->clock_watch)
		phonewall_log(LOG_WARNING, "cannot watch the clock: %m; a change is noticed within 10 minutes");
	provisioner->control = phonewall_control_open(base, paths->run_directory,
						      &handlers, provisioner);
	apply_files(provisioner);
	if (provisioner->files.is_described &&
	    !provisioner->files.is_configured)
		phonewall_log(LOG_NOTICE, "waiting for phonewalld to write %s",
			      provisioner->files.configuration);
	arm(provisioner);
	return provisioner;
}

void phonewall_provisioner_resync(struct phonewall_provisioner *provisioner)
{
	struct phonewall_resync_clock clock;

	take_newest(provisioner);
	if (!provisioner->files.is_configured)
		return;
	phonewall_resync_clock_read(&clock);
	phonewall_resync_handle(&provisioner->resync, PHONEWALL_RESYNC_COMMAND,
				&clock);
	if (!phonewall_resync_run_goes_on(provisioner->run))
		arm(provisioner);
}

void phonewall_provisioner_stop(struct phonewall_provisioner *provisioner)
{
	if (!provisioner)
		return;
	phonewall_resync_run_close(provisioner->run);
	phonewall_custom_ca_free(provisioner->custom_ca);
	phonewall_report_free(provisioner->report);
	phonewall_upgrade_close(provisioner->upgrade);
	phonewall_control_close(provisioner->control);
	phonewall_clock_watch_close(provisioner->clock_watch);
	phonewall_kept_pac_free(provisioner->kept_pac);
	phonewall_validators_free(provisioner->validators);
	phonewall_watch_close(provisioner->watch);
	phonewall_busy_close(provisioner->busy);
	phonewall_leases_close(provisioner->leases);
	phonewall_syslog_close(provisioner->syslog);
	phonewall_resync_command_end(&provisioner->command);
	if (provisioner->timer)
		event_free(provisioner->timer);
	phonewall_settings_files_clear(&provisioner->files);
	free(provisioner);
}
