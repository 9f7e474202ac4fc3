// SPDX-License-Identifier: MIT
#include "provisioner.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/answer.h"
#include "base/clock_watch.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/watch.h"
#include "busy.h"
#include "control.h"
#include "custom_ca.h"
#include "facts.h"
#include "fetch.h"
#include "lease.h"
#include "provision_status.h"
#include "provisioning/command.h"
#include "provisioning/configuration.h"
#include "report.h"
#include "sequence.h"
#include "submission.h"
#include "syslog_sender.h"
#include "upgrade.h"

/*
 * Local time may change without its clock being set, as when summer begins: look
 * again after so many seconds.
 */
#define LOOK_SECONDS	600
/* A clock before this is not set: 2025-01-01. */
#define TIME_FLOOR	1735689600
/* Seconds before the file of phonewalld is read again that could not be. */
#define AGAIN_SECONDS	5

#define SUCCEEDED	"succeeded"
#define STARTED		"started"
#define STATUS		"status.json"

/* Which of the files that are watched have changed. */
#define BUSY_CHANGED	(1u << 2)

/*
 * @is_configured: whether @settings are in force; @is_described: whether the file
 * about this phone could be used when last read; @is_changed: whether the files
 * have changed while a resync went on; @is_commanded: whether a resync by the
 * socket is due or goes on, with @rule if @has_rule; @busy_error: why it was not
 * known when last looked at whether a line is in use; @read_error: why
 * @configuration could not be read last.
 */
struct phonewall_provisioner {
	struct event_base *base;
	const struct phonewall_provisioner_paths *paths;
	char *configuration;
	char *custom_ca_file;
	char *busy;
	const char *watched[4];
	struct phonewall_watch *watch;
	struct phonewall_leases *leases;
	struct phonewall_syslog *syslog;
	struct phonewall_custom_ca *custom_ca;
	struct phonewall_upgrade *upgrade;
	struct phonewall_report *report;
	struct phonewall_clock_watch *clock_watch;
	struct phonewall_control *control;
	struct event *timer;
	bool is_configured;
	bool is_described;
	bool is_changed;
	uint64_t generation;
	bool any_tftp_port;
	struct phonewall_provisioning_settings settings;
	struct phonewall_faults faults;
	struct phonewall_device device;
	struct phonewall_facts facts;
	struct phonewall_resync resync;
	struct phonewall_kept_pac *kept_pac;
	struct phonewall_validators *validators;
	struct phonewall_sequence *sequence;
	struct phonewall_fetch *fetch;
	struct phonewall_submission *submission;
	bool is_commanded;
	bool has_rule;
	struct phonewall_rule rule;
	int busy_error;
	int read_error;
	struct phonewall_provision_last last;
};

static void read_clock(struct phonewall_resync_clock *clock)
{
	struct timespec elapsed = { 0 };
	time_t now = time(NULL);
	struct tm local;

	clock_gettime(CLOCK_BOOTTIME, &elapsed);
	tzset();
	localtime_r(&now, &local);
	*clock = (struct phonewall_resync_clock){
		.now = elapsed.tv_sec,
		.is_set = now >= TIME_FLOOR,
		.second_of_day = (local.tm_hour * 60 + local.tm_min) * 60 +
				 local.tm_sec % 60,
	};
	if (getrandom(&clock->random, sizeof(clock->random), 0) < 0)
		clock->random = elapsed.tv_nsec;
}

static bool exists(const char *directory, const char *name)
{
	char *path = phonewall_memory_print("%s/%s", directory, name);
	bool is_there = !access(path, F_OK);

	free(path);
	return is_there;
}

static void keep(const char *directory, const char *name, const char *text,
		 bool is_for_good)
{
	char *path = phonewall_memory_print("%s/%s", directory, name);
	int error = is_for_good ?
		phonewall_file_replace(path, text, strlen(text), 0644) :
		phonewall_file_replace_for_this_boot(path, text, strlen(text),
						     0644);

	if (error)
		phonewall_log(LOG_WARNING, "cannot write %s: %s; make room, or let the user phonewall-provision write there",
			      path, strerror(-error));
	free(path);
}

static const char *
state_of(const struct phonewall_provisioner *provisioner)
{
	if (!provisioner->is_configured)
		return "unconfigured";
	return provisioner->sequence ? "running" : "waiting";
}

/* Return: a time of the resyncs' clock as one of the wall clock. */
static time_t wall_time(uint64_t due)
{
	struct phonewall_resync_clock clock;

	read_clock(&clock);
	return time(NULL) + (time_t)(due > clock.now ? due - clock.now : 0);
}

static struct json_object *make_status(void *argument)
{
	const struct phonewall_provisioner *provisioner = argument;
	struct phonewall_provision_status status = {
		.state = state_of(provisioner),
		.generation = provisioner->generation,
		.is_busy = provisioner->resync.is_busy,
		.last = &provisioner->last,
	};
	uint64_t due = 0;

	if (provisioner->is_configured)
		status.cause = phonewall_resync_next(&provisioner->resync,
						     &due);
	status.next = wall_time(due);
	return phonewall_provision_status_make(&status);
}

static void write_status(struct phonewall_provisioner *provisioner)
{
	struct json_object *root = make_status(provisioner);

	keep(provisioner->paths->run_directory, STATUS,
	     json_object_to_json_string_ext(root, JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_NOSLASHESCAPE),
	     false);
	json_object_put(root);
}

static void look_for_calls(struct phonewall_provisioner *provisioner,
			   const struct phonewall_resync_clock *clock)
{
	int error;
	bool is_busy =
		phonewall_busy_is_set(provisioner->paths->run_directory,
				      &error);

	if (error && error != provisioner->busy_error)
		phonewall_log(LOG_WARNING, "cannot look for %s: %s; until this is fixed, each resync waits for Forced_Resync_Delay",
			      provisioner->busy, strerror(error));
	provisioner->busy_error = error;
	phonewall_resync_handle(&provisioner->resync, is_busy ?
				PHONEWALL_RESYNC_LINES_BUSY :
				PHONEWALL_RESYNC_LINES_IDLE, clock);
}

/* What may have changed without a report: local time, and the busy file. */
static void look(struct phonewall_provisioner *provisioner,
		 struct phonewall_resync_clock *clock)
{
	read_clock(clock);
	if (!provisioner->is_configured)
		return;
	look_for_calls(provisioner, clock);
	phonewall_resync_handle(&provisioner->resync,
				PHONEWALL_RESYNC_CLOCK_SET, clock);
}

static void arm(struct phonewall_provisioner *provisioner)
{
	struct timeval delay = { .tv_sec = LOOK_SECONDS };
	struct phonewall_resync_clock clock;
	uint64_t due;

	look(provisioner, &clock);
	if (!provisioner->is_configured)
		delay.tv_sec = AGAIN_SECONDS;
	else if (phonewall_resync_next(&provisioner->resync, &due) !=
		 PHONEWALL_RESYNC_NEVER && due < clock.now + LOOK_SECONDS)
		delay.tv_sec = due > clock.now ? due - clock.now : 0;
	evtimer_add(provisioner->timer, &delay);
	write_status(provisioner);
}

static char *find_server(const struct phonewall_macro_values *values,
			 struct phonewall_dhcp_server *server, void *argument)
{
	struct phonewall_provisioner *provisioner = argument;

	return phonewall_leases_find_server(provisioner->leases,
					    &provisioner->settings, values,
					    server);
}

static void on_fetched(const struct phonewall_sequence_fetched *file,
		       void *argument)
{
	struct phonewall_provisioner *provisioner = argument;
	struct phonewall_fetch *fetch = provisioner->fetch;

	provisioner->fetch = NULL;
	phonewall_sequence_take_file(provisioner->sequence, file);
	phonewall_fetch_free(fetch);
}

/* Tells of the server that is asked, and for which rule. */
static void note_server(struct phonewall_provisioner *provisioner,
			const struct phonewall_server_url *url)
{
	const char *form = strchr(url->host, ':') ? "[%s]:%u" : "%s:%u";

	free(provisioner->last.server);
	provisioner->last.server = phonewall_memory_print(form, url->host,
			url->port ?: phonewall_scheme_port(url->scheme));
}

static void begin_fetch(const struct phonewall_sequence_fetch *file,
			void *argument)
{
	struct phonewall_provisioner *provisioner = argument;
	const struct phonewall_fetch_request request = {
		.file = file,
		.domains = &provisioner->settings.domains,
		.device = &provisioner->device,
		.more_authorities = access(provisioner->custom_ca_file, F_OK) ?
			NULL : provisioner->custom_ca_file,
		.run_directory = provisioner->paths->agent_directory,
		.lease_directory = provisioner->paths->lease_directory,
		.any_tftp_port = provisioner->any_tftp_port,
		.kept = provisioner->kept_pac,
		.validators = provisioner->validators,
	};

	note_server(provisioner, file->url);
	provisioner->last.rule = phonewall_sequence_rule(provisioner->sequence);
	provisioner->fetch = phonewall_fetch_begin(provisioner->base, &request,
						   on_fetched, provisioner);
}

static void on_submitted(const char *error, void *argument)
{
	struct phonewall_provisioner *provisioner = argument;
	struct phonewall_submission *submission = provisioner->submission;

	provisioner->submission = NULL;
	if (error)
		phonewall_validators_forget(provisioner->validators);
	else
		phonewall_validators_accept(provisioner->validators);
	phonewall_sequence_take_answer(provisioner->sequence, error);
	phonewall_submission_free(submission);
}

static void
begin_submission(const struct phonewall_sequence_submission *submission,
		 void *argument)
{
	struct phonewall_provisioner *provisioner = argument;

	provisioner->last.rule = phonewall_sequence_rule(provisioner->sequence);
	provisioner->submission =
		phonewall_submission_begin(provisioner->base,
					   provisioner->paths->agent_directory,
					   submission, on_submitted,
					   provisioner);
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

static void apply_files(struct phonewall_provisioner *provisioner);

static void on_done(enum phonewall_resync_result result, const char *reason,
		    void *argument)
{
	struct phonewall_provisioner *provisioner = argument;
	struct phonewall_resync_clock clock;

	phonewall_log(reason ? LOG_WARNING : LOG_NOTICE, "resync: %s%s%s",
		      phonewall_provision_result_name(result),
		      reason ? ": " : "", reason ?: "");
	if (phonewall_sequence_rule(provisioner->sequence))
		provisioner->last.rule =
			phonewall_sequence_rule(provisioner->sequence);
	provisioner->last.has_ended = true;
	provisioner->last.result = result;
	provisioner->last.ended = time(NULL);
	phonewall_memory_replace(&provisioner->last.reason, reason);
	keep(provisioner->paths->run_directory, STARTED, "", false);
	if (result == PHONEWALL_RESYNC_SUCCESS &&
	    !exists(provisioner->paths->state_directory, SUCCEEDED))
		keep(provisioner->paths->state_directory, SUCCEEDED, "", true);
	read_clock(&clock);
	phonewall_resync_end(&provisioner->resync, result, &clock);
	if (provisioner->is_commanded)
		phonewall_control_answer(provisioner->control,
			phonewall_provision_last_make(&provisioner->last));
	/* Its caller still holds the sequence: the timer goes on from here. */
	evtimer_add(provisioner->timer, &(const struct timeval){ 0 });
}

static void begin_sequence(struct phonewall_provisioner *provisioner,
			   enum phonewall_resync_cause cause,
			   struct phonewall_macro_values *values)
{
	static const struct phonewall_sequence_actions actions = {
		.find_server = find_server,
		.fetch = begin_fetch,
		.submit = begin_submission,
		.log = send_message,
		.done = on_done,
	};
	const struct phonewall_sequence_input input = {
		.settings = &provisioner->settings,
		.faults = &provisioner->faults,
		.values = values,
		.rule = provisioner->has_rule &&
			cause == PHONEWALL_RESYNC_BY_REQUEST ?
			&provisioner->rule : NULL,
		.actions = &actions,
		.argument = provisioner,
	};

	values->text[PHONEWALL_MACRO_PRVST] = phonewall_resync_prvst(cause);
	provisioner->last.rule = NULL;
	phonewall_memory_replace(&provisioner->last.server, NULL);
	phonewall_log(LOG_INFO, "resync begins");
	phonewall_leases_note(provisioner->leases);
	provisioner->sequence = phonewall_sequence_begin(&input);
	write_status(provisioner);
	phonewall_sequence_run(provisioner->sequence);
}

static void read_values(struct phonewall_provisioner *provisioner,
			struct phonewall_macro_values *values)
{
	phonewall_facts_read(&provisioner->device, &provisioner->facts, values);
	phonewall_provisioning_settings_set_macros(&provisioner->settings,
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
			phonewall_triggers_allow(provisioner->settings.triggers,
						 PHONEWALL_TRIGGERS, &values));
	if (cause == PHONEWALL_RESYNC_NEVER)
		arm(provisioner);
	else
		begin_sequence(provisioner, cause, &values);
}

/* What the other rules ask for, if the last resync was a success. */
static void follow_up(struct phonewall_provisioner *provisioner)
{
	struct phonewall_errand errand = {
		.base = provisioner->base,
		.settings = &provisioner->settings,
		.faults = &provisioner->faults,
		.device = &provisioner->device,
		.kept_pac = provisioner->kept_pac,
		.any_tftp_port = provisioner->any_tftp_port,
		.agent_directory = provisioner->paths->agent_directory,
		.lease_directory = provisioner->paths->lease_directory,
		.state_directory = provisioner->paths->state_directory,
		.run_directory = provisioner->paths->run_directory,
	};

	if (!provisioner->is_configured || !provisioner->last.has_ended ||
	    provisioner->last.result != PHONEWALL_RESYNC_SUCCESS)
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

	read_clock(&clock);
	phonewall_resync_handle(&provisioner->resync,
				PHONEWALL_RESYNC_UPGRADE_ATTEMPT, &clock);
	if (!provisioner->sequence)
		arm(provisioner);
}

/* What could not be fetched may be found by the new lease. */
static void on_leased(void *argument)
{
	struct phonewall_provisioner *provisioner = argument;
	struct phonewall_resync_clock clock;

	if (provisioner->sequence || !provisioner->is_configured)
		return;
	read_clock(&clock);
	phonewall_resync_handle(&provisioner->resync, PHONEWALL_RESYNC_LEASED,
				&clock);
	arm(provisioner);
}

static void forget_command(struct phonewall_provisioner *provisioner)
{
	if (provisioner->has_rule)
		phonewall_rule_clear(&provisioner->rule);
	provisioner->has_rule = false;
	provisioner->is_commanded = false;
}

static void on_timer(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_provisioner *provisioner = argument;

	(void)descriptor;
	(void)what;
	if (provisioner->sequence) {
		phonewall_sequence_free(provisioner->sequence);
		provisioner->sequence = NULL;
		forget_command(provisioner);
		if (provisioner->is_changed)
			apply_files(provisioner);
		arm(provisioner);
		follow_up(provisioner);
		if (phonewall_leases_have_changed(provisioner->leases))
			on_leased(provisioner);
	} else if (!provisioner->is_configured) {
		apply_files(provisioner);
		arm(provisioner);
	} else {
		begin_if_due(provisioner);
	}
}

/* Return: whether provision.conf could be read; a missing one tells nothing. */
static bool read_device(struct phonewall_provisioner *provisioner)
{
	const char *path = provisioner->paths->device;
	struct phonewall_faults faults = { 0 };
	struct phonewall_file file = { 0 };
	struct phonewall_device device;
	int error = phonewall_file_read(path, PHONEWALL_DEVICE_FILE_MAX, &file);

	if (error && error != -ENOENT) {
		phonewall_log(LOG_ERR, "cannot read %s: %s; let the user phonewall-provision read it",
			      path, strerror(-error));
		return false;
	}
	error = phonewall_device_read(file.text ?: "", &device, &faults);
	phonewall_log_faults(&faults, path);
	phonewall_faults_clear(&faults);
	phonewall_file_clear(&file);
	if (error)
		return false;
	phonewall_device_clear(&provisioner->device);
	provisioner->device = device;
	phonewall_leases_set_interface(provisioner->leases,
				device.facts[PHONEWALL_DEVICE_INTERFACE]);
	return true;
}

/* A file that is not there yet is no fault, and each is told once. */
static void tell_unreadable(struct phonewall_provisioner *provisioner,
			    int error)
{
	if (error != ENOENT && error != provisioner->read_error)
		phonewall_log(LOG_ERR, "cannot read %s: %s; %s",
			      provisioner->configuration, strerror(error),
			      error == EACCES ?
			      "create the group " PHONEWALL_PROVISIONING_GROUP " with the users of phonewalld and of this program, and restart phonewalld" :
			      "restart phonewalld");
	provisioner->read_error = error;
}

/* Return: whether phonewalld's file could be read. */
static bool read_configuration(struct phonewall_provisioner *provisioner)
{
	struct phonewall_provisioning_values values;
	struct phonewall_file file = { 0 };
	uint64_t generation;
	int error = phonewall_file_read(provisioner->configuration,
					PHONEWALL_PROVISIONING_FILE_MAX, &file);

	if (error) {
		tell_unreadable(provisioner, -error);
		return false;
	}
	provisioner->read_error = 0;
	error = phonewall_provisioning_configuration_parse(file.text, &values,
				&provisioner->any_tftp_port, &generation);
	phonewall_file_wipe(&file);
	if (error) {
		phonewall_log(LOG_ERR, "%s is not as phonewalld writes it; restart phonewalld",
			      provisioner->configuration);
		return false;
	}
	phonewall_provisioning_settings_clear(&provisioner->settings);
	phonewall_faults_clear(&provisioner->faults);
	phonewall_provisioning_interpret(&values, &provisioner->settings,
					 &provisioner->faults);
	phonewall_provisioning_values_clear(&values);
	phonewall_syslog_set_server(provisioner->syslog,
				    provisioner->settings.syslog_server);
	provisioner->generation = generation;
	return true;
}

static void start_resync(struct phonewall_provisioner *provisioner,
			 const struct phonewall_resync_clock *clock)
{
	const struct phonewall_provisioner_paths *paths = provisioner->paths;

	phonewall_resync_start(&provisioner->resync,
			       &provisioner->settings.resync,
			       exists(paths->run_directory, STARTED) ?
			       PHONEWALL_RESYNC_UPDATE :
			       PHONEWALL_RESYNC_POWER_ON,
			       exists(paths->state_directory, SUCCEEDED),
			       clock);
}

/* What cannot be read leaves in force what is. */
static void apply_files(struct phonewall_provisioner *provisioner)
{
	struct phonewall_resync_clock clock;

	provisioner->is_changed = false;
	phonewall_validators_forget(provisioner->validators);
	phonewall_custom_ca_cancel(provisioner->custom_ca);
	phonewall_report_cancel(provisioner->report);
	phonewall_upgrade_pause(provisioner->upgrade);
	provisioner->is_described = read_device(provisioner);
	if (!provisioner->is_described || !read_configuration(provisioner))
		return;
	read_clock(&clock);
	if (provisioner->is_configured)
		phonewall_resync_configure(&provisioner->resync,
					   &provisioner->settings.resync,
					   &clock);
	else
		start_resync(provisioner, &clock);
	provisioner->is_configured = true;
}

/*
 * The watch waits until a file is complete. phonewalld replaces its file whole, and
 * who commands a resync means the configuration that he has set before.
 */
static void take_newest(struct phonewall_provisioner *provisioner)
{
	struct phonewall_provisioning_values values;
	struct phonewall_file file = { 0 };
	uint64_t generation;
	bool any_tftp_port;
	int error;

	if (provisioner->sequence ||
	    phonewall_file_read(provisioner->configuration,
				PHONEWALL_PROVISIONING_FILE_MAX, &file))
		return;
	error = phonewall_provisioning_configuration_parse(file.text, &values,
							   &any_tftp_port,
							   &generation);
	phonewall_file_wipe(&file);
	if (error)
		return;
	phonewall_provisioning_values_clear(&values);
	if (!provisioner->is_configured ||
	    generation != provisioner->generation)
		apply_files(provisioner);
}

static void on_changed(unsigned int files, void *argument)
{
	struct phonewall_provisioner *provisioner = argument;

	if (provisioner->sequence) {
		provisioner->is_changed |= files & ~BUSY_CHANGED;
		return;
	}
	if (files & ~BUSY_CHANGED)
		apply_files(provisioner);
	arm(provisioner);
	if (files & ~BUSY_CHANGED)
		follow_up(provisioner);
}

static void on_clock_set(void *argument)
{
	struct phonewall_provisioner *provisioner = argument;

	if (!provisioner->sequence)
		arm(provisioner);
}

/* Return: why no resync can be commanded now, or NULL. */
static const char *
find_obstacle(const struct phonewall_provisioner *provisioner)
{
	if (!provisioner->is_configured)
		return provisioner->is_described ?
		       "phonewalld has not told its configuration; start it" :
		       "the file about this phone has a fault, which the log names; mend that file";
	if (!provisioner->settings.resync.is_enabled)
		return "Provision_Enable is No; set it to Yes";
	if (provisioner->sequence)
		return "a resync goes on; try again when it has ended";
	if (provisioner->is_commanded)
		return "a resync waits for idle lines; it will take place without another command";
	return NULL;
}

/* Return: NULL, or what is wrong with the rule, to be released with free(). */
static char *set_rule(struct phonewall_provisioner *provisioner,
		      const char *text)
{
	struct phonewall_faults faults = { 0 };
	char *fault = NULL;

	if (!text)
		return NULL;
	provisioner->has_rule =
		!phonewall_rule_parse(PHONEWALL_RULE_PROFILE, text, "URL", 0,
				      &provisioner->rule, &faults);
	if (!provisioner->has_rule)
		fault = phonewall_memory_print("the URL %s",
					       faults.list[0].message);
	phonewall_faults_clear(&faults);
	return fault;
}

static struct json_object *make_wait(time_t last)
{
	struct json_object *next = phonewall_json_time(last);
	char *message = phonewall_memory_print("a line is in use; the resync begins when none is, at %s at the latest",
					       json_object_get_string(next));
	struct json_object *answer =
		phonewall_answer_make(PHONEWALL_PROVISION_WAITS, message);

	json_object_object_add(answer, PHONEWALL_PROVISION_NEXT, next);
	free(message);
	return answer;
}

/* Return: what to tell if the resync has to wait, or NULL. */
static struct json_object *
tell_wait(const struct phonewall_provisioner *provisioner)
{
	struct phonewall_resync_clock clock;
	uint64_t due = 0;

	read_clock(&clock);
	phonewall_resync_next(&provisioner->resync, &due);
	return due > clock.now ? make_wait(wall_time(due)) : NULL;
}

static struct json_object *on_command(const char *url, void *argument)
{
	struct phonewall_provisioner *provisioner = argument;
	struct json_object *answer;
	const char *obstacle;
	char *fault;

	take_newest(provisioner);
	obstacle = find_obstacle(provisioner);
	if (obstacle)
		return phonewall_answer_make(PHONEWALL_PROVISION_REFUSED,
					     obstacle);
	fault = set_rule(provisioner, url);
	if (fault) {
		answer = phonewall_answer_make(PHONEWALL_ANSWER_ERROR, fault);
		free(fault);
		return answer;
	}
	provisioner->is_commanded = true;
	phonewall_provisioner_resync(provisioner);
	return tell_wait(provisioner);
}

struct phonewall_provisioner *
phonewall_provisioner_start(struct event_base *base,
			    const struct phonewall_provisioner_paths *paths)
{
	static const struct phonewall_upgrade_actions upgrade_actions = {
		.log = send_message,
		.ended = on_upgrade_ended,
	};
	static const struct phonewall_control_handlers handlers = {
		.resync = on_command,
		.status = make_status,
	};
	struct phonewall_provisioner *provisioner;

	provisioner = phonewall_memory_resize(NULL, 1, sizeof(*provisioner));
	*provisioner = (struct phonewall_provisioner){
		.base = base,
		.paths = paths,
		.configuration = phonewall_memory_print("%s/"
				PHONEWALL_PROVISIONING_FILE,
				paths->agent_directory),
		.busy = phonewall_memory_print("%s/" PHONEWALL_BUSY_FILE,
					       paths->run_directory),
		.timer = evtimer_new(base, on_timer, provisioner),
		.kept_pac = phonewall_kept_pac_new(paths->run_directory),
		.validators = phonewall_validators_new(paths->agent_directory),
		.custom_ca_file = phonewall_memory_print("%s/"
				PHONEWALL_CUSTOM_CA_FILE,
				paths->state_directory),
		.custom_ca = phonewall_custom_ca_new(),
		.report = phonewall_report_new(),
		.upgrade = phonewall_upgrade_open(base, &upgrade_actions,
						  provisioner),
		.syslog = phonewall_syslog_open(base),
		.leases = phonewall_leases_open(base, paths->lease_directory,
						on_leased, provisioner),
	};
	provisioner->watched[0] = provisioner->configuration;
	provisioner->watched[1] = paths->device;
	provisioner->watched[2] = provisioner->busy;
	provisioner->watch = phonewall_watch_open(base, provisioner->watched,
						  on_changed, provisioner);
	if (!provisioner->timer || !provisioner->watch) {
		phonewall_log(LOG_ERR, "cannot watch %s: %m",
			      provisioner->configuration);
		phonewall_provisioner_stop(provisioner);
		return NULL;
	}
	provisioner->clock_watch = phonewall_clock_watch_open(base, on_clock_set,
							      provisioner);
	if (!provisioner->clock_watch)
		phonewall_log(LOG_WARNING, "cannot watch the clock: %m; a change is noticed within 10 minutes");
	provisioner->control = phonewall_control_open(base, paths->run_directory,
						      &handlers, provisioner);
	apply_files(provisioner);
	if (provisioner->is_described && !provisioner->is_configured)
		phonewall_log(LOG_NOTICE, "waiting for phonewalld to write %s",
			      provisioner->configuration);
	arm(provisioner);
	return provisioner;
}

void phonewall_provisioner_resync(struct phonewall_provisioner *provisioner)
{
	struct phonewall_resync_clock clock;

	take_newest(provisioner);
	if (!provisioner->is_configured)
		return;
	read_clock(&clock);
	phonewall_resync_handle(&provisioner->resync, PHONEWALL_RESYNC_COMMAND,
				&clock);
	if (!provisioner->sequence)
		arm(provisioner);
}

void phonewall_provisioner_stop(struct phonewall_provisioner *provisioner)
{
	if (!provisioner)
		return;
	phonewall_fetch_free(provisioner->fetch);
	phonewall_submission_free(provisioner->submission);
	phonewall_sequence_free(provisioner->sequence);
	phonewall_custom_ca_free(provisioner->custom_ca);
	phonewall_report_free(provisioner->report);
	phonewall_upgrade_close(provisioner->upgrade);
	phonewall_control_close(provisioner->control);
	phonewall_clock_watch_close(provisioner->clock_watch);
	phonewall_kept_pac_free(provisioner->kept_pac);
	phonewall_validators_free(provisioner->validators);
	phonewall_watch_close(provisioner->watch);
	phonewall_leases_close(provisioner->leases);
	phonewall_syslog_close(provisioner->syslog);
	forget_command(provisioner);
	if (provisioner->timer)
		event_free(provisioner->timer);
	phonewall_provisioning_settings_clear(&provisioner->settings);
	phonewall_faults_clear(&provisioner->faults);
	phonewall_device_clear(&provisioner->device);
	free(provisioner->configuration);
	free(provisioner->custom_ca_file);
	free(provisioner->busy);
	free(provisioner->last.server);
	free(provisioner->last.reason);
	free(provisioner);
}
