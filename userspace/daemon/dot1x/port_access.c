// SPDX-License-Identifier: GPL-2.0
#include "dot1x/port_access.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/fault_json.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/watch.h"
#include "dot1x/authentication.h"
#include "dot1x/credentials.h"
#include "dot1x/ports.h"
#include "dot1x/supplicant.h"
#include "dot1x/supplicant_configuration.h"
#include "dot1x/wall_clock.h"
#include "status/status_file.h"

/* How often certificates are judged again, which the clock alone can spoil. */
#define JUDGE_SECONDS	60

/* How long an attempt may show nothing: longer than a switch tries a dead server. */
#define PATIENCE_SECONDS	45

/*
 * How long credentials may be bad before that is told: who replaces a certificate
 * and its key one after the other makes one change.
 */
#define GRACE_SECONDS	5

#define WATCHED_MAX	PHONEWALL_CREDENTIALS_FILES

/*
 * @found are the credentials that were last told of; empty where the phone is not
 * to authenticate itself. If they are bad while a session is under way, it goes
 * on with those of before, which are @held then; else @held is empty. @running:
 * the supplicant was started, on the port that is @device; @any_time: so that it
 * does not heed the dates of certificates. @clock_error is what was told of the
 * clock, or NULL.
 */
struct phonewall_port_access {
	struct event_base *base;
	const struct phonewall_agent_paths *paths;
	void (*changed)(void *argument);
	void *argument;
	struct phonewall_dot1x_settings *settings;
	struct phonewall_network_access access;
	struct phonewall_vlan_settings vlan;
	struct phonewall_dot1x_ports ports;
	struct phonewall_credentials found;
	struct phonewall_credentials held;
	struct phonewall_supplicant *supplicant;
	struct phonewall_authentication authentication;
	enum phonewall_authentication_state told_state;
	char *told_reason;
	time_t since;
	struct phonewall_wall_clock *clock;
	char *clock_error;
	bool running;
	bool any_time;
	char device[IFNAMSIZ];
	char *watched[WATCHED_MAX + 1];
	struct phonewall_watch *watch;
	struct event *period;
	struct event *patience;
	struct event *grace;
};

static bool is_same_text(const char *left, const char *right)
{
	return left && right ? !strcmp(left, right) : left == right;
}

static void set_text(char **owned, const char *text)
{
	char *copy = text ? phonewall_memory_print("%s", text) : NULL;

	free(*owned);
	*owned = copy;
}

/* What the supplicant has, if it runs. */
static const struct phonewall_credentials *
in_use(const struct phonewall_port_access *dot1x)
{
	return dot1x->held.settings ? &dot1x->held : &dot1x->found;
}

/* What changed */

static void log_authentication(const struct phonewall_port_access *dot1x)
{
	const struct phonewall_authentication *known = &dot1x->authentication;
	bool failed = known->state == PHONEWALL_AUTHENTICATION_FAILED;
	const char *name = phonewall_authentication_name(known->state);

	if (failed)
		phonewall_log(LOG_WARNING, "802.1X authentication: %s: %s",
			      name, known->reason);
	else
		phonewall_log(LOG_NOTICE, "802.1X authentication: %s", name);
}

static void tell(struct phonewall_port_access *dot1x)
{
	const struct phonewall_authentication *known = &dot1x->authentication;

	if (known->state == dot1x->told_state &&
	    is_same_text(known->reason, dot1x->told_reason))
		return;
	if (known->state != dot1x->told_state)
		dot1x->since = time(NULL);
	dot1x->told_state = known->state;
	set_text(&dot1x->told_reason, known->reason);
	log_authentication(dot1x);
	dot1x->changed(dot1x->argument);
}

/* The supplicant */

/* Of silence wpa_supplicant tells nothing. */
static void be_patient(struct phonewall_port_access *dot1x)
{
	static const struct timeval delay = { .tv_sec = PATIENCE_SECONDS };

	if (dot1x->authentication.state !=
	    PHONEWALL_AUTHENTICATION_AUTHENTICATING)
		evtimer_del(dot1x->patience);
	else if (!evtimer_pending(dot1x->patience, NULL))
		evtimer_add(dot1x->patience, &delay);
}

static void on_impatient(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_port_access *dot1x = argument;

	(void)descriptor;
	(void)what;
	phonewall_authentication_lose_patience(&dot1x->authentication);
	tell(dot1x);
}

static void on_started(void *argument)
{
	struct phonewall_port_access *dot1x = argument;

	phonewall_authentication_begin(&dot1x->authentication);
	be_patient(dot1x);
	tell(dot1x);
}

static void on_message(const char *message, void *argument)
{
	struct phonewall_port_access *dot1x = argument;

	if (phonewall_authentication_event(&dot1x->authentication, message,
					   &in_use(dot1x)->identity) &&
	    !dot1x->any_time)
		phonewall_wall_clock_keep(dot1x->clock);
	be_patient(dot1x);
	tell(dot1x);
}

static void on_ended(const char *reason, void *argument)
{
	struct phonewall_port_access *dot1x = argument;

	phonewall_authentication_fail(&dot1x->authentication, reason);
	tell(dot1x);
}

static const struct phonewall_supplicant_handlers supplicant_handlers = {
	.started = on_started,
	.message = on_message,
	.ended = on_ended,
};

/* It reads copies of what was judged, and never what may be changing. */
static char *write_configuration(const struct phonewall_port_access *dot1x,
				 bool any_time)
{
	const struct phonewall_supplicant *supplicant = dot1x->supplicant;
	struct phonewall_identity identity = in_use(dot1x)->identity;

	identity.any_time = any_time;
	identity.authorities = phonewall_supplicant_path(
		supplicant, PHONEWALL_SUPPLICANT_AUTHORITIES);
	identity.certificate = phonewall_supplicant_path(
		supplicant, PHONEWALL_SUPPLICANT_CERTIFICATE);
	identity.key = phonewall_supplicant_path(supplicant,
						 PHONEWALL_SUPPLICANT_KEY);
	return phonewall_supplicant_configuration(
		&identity, phonewall_supplicant_control(supplicant));
}

static void start_supplicant(struct phonewall_port_access *dot1x)
{
	const struct phonewall_credentials *used = in_use(dot1x);
	bool any_time = phonewall_wall_clock_is_wrong(dot1x->clock);
	char *text = write_configuration(dot1x, any_time);
	const struct phonewall_file contents[PHONEWALL_SUPPLICANT_FILES] = {
		[PHONEWALL_SUPPLICANT_CONFIGURATION] = {
			.text = text, .length = strlen(text),
		},
		[PHONEWALL_SUPPLICANT_AUTHORITIES] = used->authorities,
		[PHONEWALL_SUPPLICANT_CERTIFICATE] = used->certificate,
		[PHONEWALL_SUPPLICANT_KEY] = used->key,
	};

	strcpy(dot1x->device, dot1x->settings->switch_port);
	dot1x->running = true;
	dot1x->any_time = any_time;
	phonewall_supplicant_start(dot1x->supplicant, dot1x->device, contents);
	explicit_bzero(text, strlen(text));
	free(text);
}

static void stop_supplicant(struct phonewall_port_access *dot1x)
{
	evtimer_del(dot1x->patience);
	dot1x->running = false;
	phonewall_supplicant_stop(dot1x->supplicant);
}

/* The credentials */

static void judge(struct phonewall_port_access *dot1x, bool is_late);

static void on_changed(unsigned int files, void *argument)
{
	(void)files;
	judge(argument, false);
}

static void on_period(evutil_socket_t descriptor, short what, void *argument)
{
	(void)descriptor;
	(void)what;
	judge(argument, false);
}

static void on_grace(evutil_socket_t descriptor, short what, void *argument)
{
	(void)descriptor;
	(void)what;
	judge(argument, true);
}

static void unwatch(struct phonewall_port_access *dot1x)
{
	size_t i;

	phonewall_watch_close(dot1x->watch);
	dot1x->watch = NULL;
	for (i = 0; i < WATCHED_MAX; i++)
		set_text(&dot1x->watched[i], NULL);
}

static bool is_watched(const struct phonewall_port_access *dot1x,
		       const char *const *files)
{
	size_t i;

	for (i = 0; i < WATCHED_MAX; i++) {
		if (!is_same_text(dot1x->watched[i], files[i]))
			return false;
	}
	return dot1x->watch;
}

/* Where watching fails the period will do. */
static void watch(struct phonewall_port_access *dot1x, const char *const *files)
{
	size_t i;

	if (is_watched(dot1x, files))
		return;
	unwatch(dot1x);
	if (!files[0])
		return;
	for (i = 0; i < WATCHED_MAX; i++)
		set_text(&dot1x->watched[i], files[i]);
	dot1x->watch = phonewall_watch_open(dot1x->base,
					    (const char *const *)dot1x->watched,
					    on_changed, dot1x);
}

static void log_fault(struct json_object *fault)
{
	struct json_object *file, *parameter, *message;

	if (!json_object_object_get_ex(fault, PHONEWALL_FAULT_FILE, &file) ||
	    !json_object_object_get_ex(fault, PHONEWALL_FAULT_PARAMETER,
				       &parameter) ||
	    !json_object_object_get_ex(fault, PHONEWALL_FAULT_MESSAGE,
				       &message))
		return;
	phonewall_log(LOG_ERR, "%s: %s%s%s", json_object_get_string(file),
		      parameter ? json_object_get_string(parameter) : "",
		      parameter ? ": " : "", json_object_get_string(message));
}

static void log_credentials(const struct phonewall_credentials *before,
			    const struct phonewall_credentials *now)
{
	size_t i;

	if (now->warning && !is_same_text(now->warning, before->warning))
		phonewall_log(LOG_WARNING, "%s", now->warning);
	if (now->server_warning && !before->server_warning)
		phonewall_log(LOG_WARNING, "802.1X: %s", now->server_warning);
	if (before->faults && json_object_equal(before->faults, now->faults))
		return;
	for (i = 0; i < json_object_array_length(now->faults); i++)
		log_fault(json_object_array_get_idx(now->faults, i));
}

static bool is_news(const struct phonewall_credentials *before,
		    const struct phonewall_credentials *now)
{
	return !before->faults ||
	       !json_object_equal(before->faults, now->faults) ||
	       before->expires != now->expires ||
	       !is_same_text(before->warning, now->warning) ||
	       !is_same_text(before->server_warning, now->server_warning);
}

/* Return: the time, or that it is not known, which is told once. */
static time_t tell_time(struct phonewall_port_access *dot1x)
{
	bool is_wrong = phonewall_wall_clock_is_wrong(dot1x->clock);

	if (is_wrong && !dot1x->clock_error) {
		dot1x->clock_error = phonewall_wall_clock_describe(dot1x->clock);
		phonewall_log(LOG_WARNING, "802.1X: %s", dot1x->clock_error);
		dot1x->changed(dot1x->argument);
	} else if (!is_wrong && dot1x->clock_error) {
		set_text(&dot1x->clock_error, NULL);
		phonewall_log(LOG_NOTICE, "802.1X: the clock can be right now, and the dates of certificates count");
		dot1x->changed(dot1x->argument);
	}
	return is_wrong ? PHONEWALL_CERTIFICATE_ANY_TIME : time(NULL);
}

static void find(struct phonewall_port_access *dot1x,
		 struct phonewall_credentials *now)
{
	phonewall_credentials_find(
		now, dot1x->settings, dot1x->access.certificate,
		dot1x->paths->settings,
		phonewall_supplicant_pac_file(dot1x->supplicant),
		tell_time(dot1x));
	watch(dot1x, now->files);
}

/* Takes @now over. @hold: a session goes on with what was accepted before. */
static void replace_found(struct phonewall_port_access *dot1x,
			  const struct phonewall_credentials *now, bool hold)
{
	struct phonewall_credentials before = dot1x->found;
	bool news = is_news(&before, now);

	evtimer_del(dot1x->grace);
	log_credentials(&before, now);
	dot1x->found = *now;
	if (!hold)
		phonewall_credentials_clear(&dot1x->held);
	if (hold && !dot1x->held.settings)
		dot1x->held = before;
	else
		phonewall_credentials_clear(&before);
	if (news)
		dot1x->changed(dot1x->argument);
}

static void take(struct phonewall_port_access *dot1x,
		 const struct phonewall_credentials *now)
{
	bool is_new = !dot1x->running ||
		      strcmp(dot1x->device, dot1x->settings->switch_port) ||
		      memcmp(in_use(dot1x)->digest, now->digest,
			     sizeof(now->digest));

	replace_found(dot1x, now, false);
	if (is_new)
		start_supplicant(dot1x);
}

/* There is no session that could go on. */
static void refuse(struct phonewall_port_access *dot1x,
		   const struct phonewall_credentials *now)
{
	if (dot1x->running)
		stop_supplicant(dot1x);
	replace_found(dot1x, now, false);
	phonewall_authentication_fail(&dot1x->authentication,
				      dot1x->found.reason);
	tell(dot1x);
}

static void hold(struct phonewall_port_access *dot1x,
		 const struct phonewall_credentials *now)
{
	if (!dot1x->held.settings)
		phonewall_log(LOG_WARNING,
			      "802.1X: the credentials have changed and are not accepted; the session goes on with those of before");
	replace_found(dot1x, now, true);
}

/* @is_late: bad credentials have been so for long enough to be told. */
static void hold_later(struct phonewall_port_access *dot1x,
		       struct phonewall_credentials *now, bool is_late)
{
	static const struct timeval delay = { .tv_sec = GRACE_SECONDS };
	bool is_told = json_object_equal(dot1x->found.faults, now->faults);

	if (is_late && !is_told) {
		hold(dot1x, now);
		return;
	}
	if (is_told)
		evtimer_del(dot1x->grace);
	else if (!evtimer_pending(dot1x->grace, NULL))
		evtimer_add(dot1x->grace, &delay);
	phonewall_credentials_clear(now);
}

static void judge(struct phonewall_port_access *dot1x, bool is_late)
{
	struct phonewall_credentials now;

	find(dot1x, &now);
	if (!now.reason)
		take(dot1x, &now);
	else if (dot1x->running &&
		 !strcmp(dot1x->device, dot1x->settings->switch_port))
		hold_later(dot1x, &now, is_late);
	else
		refuse(dot1x, &now);
	if (dot1x->running &&
	    dot1x->any_time != phonewall_wall_clock_is_wrong(dot1x->clock))
		start_supplicant(dot1x);
}

static void on_clock_set(void *argument)
{
	struct phonewall_port_access *dot1x = argument;

	if (dot1x->access.authentication)
		judge(dot1x, false);
}

static void judge_from_now_on(struct phonewall_port_access *dot1x)
{
	static const struct timeval period = { .tv_sec = JUDGE_SECONDS };

	event_add(dot1x->period, &period);
	judge(dot1x, false);
}

static void disable(struct phonewall_port_access *dot1x)
{
	event_del(dot1x->period);
	evtimer_del(dot1x->grace);
	unwatch(dot1x);
	if (dot1x->running)
		stop_supplicant(dot1x);
	phonewall_credentials_clear(&dot1x->found);
	phonewall_credentials_clear(&dot1x->held);
	set_text(&dot1x->clock_error, NULL);
	phonewall_authentication_disable(&dot1x->authentication);
	tell(dot1x);
}

/* What is told */

static const char *protocol(const struct phonewall_port_access *dot1x)
{
	if (!dot1x->access.authentication)
		return NULL;
	return in_use(dot1x)->identity.method == PHONEWALL_EAP_METHOD_TLS ?
		       "EAP-TLS" : "EAP-FAST";
}

/* Return: to be released with free(), or NULL. */
static char *describe_held(const struct phonewall_port_access *dot1x)
{
	if (!dot1x->held.settings)
		return NULL;
	return phonewall_memory_print(
		"%s; the session goes on with the credentials of before",
		dot1x->found.reason);
}

static struct json_object *certificate_to_json(
	const struct phonewall_credentials *credentials)
{
	struct json_object *certificate;

	if (!credentials->expires)
		return NULL;
	certificate = json_object_new_object();
	phonewall_json_add_text(certificate, PHONEWALL_STATUS_CERTIFICATE_FILE,
				credentials->identity.certificate);
	json_object_object_add(certificate,
			       PHONEWALL_STATUS_CERTIFICATE_EXPIRES,
			       phonewall_json_time(credentials->expires));
	phonewall_json_add_text(certificate,
				PHONEWALL_STATUS_CERTIFICATE_WARNING,
				credentials->warning);
	return certificate;
}

/* The phone stands between the switch and the PC, or in a VLAN of its own. */
static const char *
switch_must_support(const struct phonewall_port_access *dot1x)
{
	const struct phonewall_network_access *access = &dot1x->access;
	bool pc = *dot1x->settings->pc_port && access->pc_port_enabled;
	bool voice = dot1x->vlan.enabled &&
		     dot1x->vlan.vlan_id != PHONEWALL_VLAN_UNTAGGED;

	if (!access->authentication)
		return NULL;
	if (pc && voice)
		return "multidomain authentication: a session for the phone (voice VLAN) and one for the PC (data VLAN)";
	if (pc)
		return "multidomain authentication: a session for the phone and one for the PC; otherwise set PC_PORT_Enable to No";
	if (voice)
		return "multidomain authentication: a session for the phone in the voice VLAN; otherwise set Enable_VLAN to No";
	return NULL;
}

struct json_object *
phonewall_port_access_to_json(const struct phonewall_port_access *dot1x)
{
	static const char *const ports[] = {
		[PHONEWALL_PORTS_NONE] = "none",
		[PHONEWALL_PORTS_PROGRAMMED] = "programmed",
		[PHONEWALL_PORTS_WAITING] = "waiting",
		[PHONEWALL_PORTS_REFUSED] = "refused",
	};
	const struct phonewall_authentication *known = &dot1x->authentication;
	struct json_object *root;
	char *held;

	if (!dot1x->settings || (!*dot1x->settings->pc_port &&
				 !dot1x->access.authentication))
		return NULL;
	held = describe_held(dot1x);
	root = json_object_new_object();
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_STATUS,
				phonewall_authentication_name(known->state));
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_REASON,
				known->reason);
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_PROTOCOL,
				protocol(dot1x));
	json_object_object_add(root, PHONEWALL_STATUS_DOT1X_SINCE,
			       phonewall_json_time(dot1x->since));
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_PORTS,
				ports[dot1x->ports.state]);
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_PORTS_ERROR,
				dot1x->ports.error);
	json_object_object_add(root, PHONEWALL_STATUS_DOT1X_CERTIFICATE,
			       certificate_to_json(in_use(dot1x)));
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_CLOCK_ERROR,
				dot1x->clock_error);
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_CREDENTIALS_ERROR,
				held);
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_SERVER_NAME,
				in_use(dot1x)->identity.server_name);
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_SERVER_WARNING,
				in_use(dot1x)->server_warning);
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_SWITCH_MUST,
				switch_must_support(dot1x));
	free(held);
	return root;
}

struct json_object *
phonewall_port_access_faults(const struct phonewall_port_access *dot1x)
{
	return dot1x->found.faults;
}

/* What is asked for */

void
phonewall_port_access_apply(struct phonewall_port_access *dot1x,
			    const struct phonewall_dot1x_settings *settings,
			    const struct phonewall_network_access *access,
			    const struct phonewall_vlan_settings *vlan)
{
	struct phonewall_dot1x_settings *before = dot1x->settings;

	dot1x->settings = phonewall_dot1x_settings_copy(settings);
	dot1x->access = *access;
	dot1x->vlan = *vlan;
	phonewall_dot1x_ports_program(&dot1x->ports, settings,
				      access->pc_port_enabled);
	if (access->authentication)
		judge_from_now_on(dot1x);
	else
		disable(dot1x);
	phonewall_dot1x_settings_free(before);
	dot1x->changed(dot1x->argument);
}

void phonewall_port_access_retry(struct phonewall_port_access *dot1x)
{
	if (dot1x->running && dot1x->authentication.state ==
				      PHONEWALL_AUTHENTICATION_FAILED)
		start_supplicant(dot1x);
}

void phonewall_port_access_check_ports(struct phonewall_port_access *dot1x)
{
	if (!dot1x->settings)
		return;
	phonewall_dot1x_ports_check(&dot1x->ports, dot1x->settings,
				    dot1x->access.pc_port_enabled);
	dot1x->changed(dot1x->argument);
}

void phonewall_port_access_lose_module(struct phonewall_port_access *dot1x)
{
	phonewall_dot1x_ports_lose(&dot1x->ports);
	dot1x->changed(dot1x->argument);
}

struct phonewall_port_access *
phonewall_port_access_open(struct event_base *base,
		     const struct phonewall_agent_paths *paths,
		     void (*changed)(void *argument), void *argument)
{
	struct phonewall_port_access *dot1x;
	char *directory;

	dot1x = phonewall_memory_resize(NULL, 1, sizeof(*dot1x));
	*dot1x = (struct phonewall_port_access){
		.base = base, .paths = paths, .changed = changed,
		.argument = argument, .since = time(NULL),
	};
	dot1x->period = event_new(base, -1, EV_PERSIST, on_period, dot1x);
	if (!dot1x->period)
		goto free_dot1x;
	dot1x->patience = evtimer_new(base, on_impatient, dot1x);
	if (!dot1x->patience)
		goto free_period;
	dot1x->grace = evtimer_new(base, on_grace, dot1x);
	if (!dot1x->grace)
		goto free_patience;
	directory = phonewall_memory_print("%s/supplicant",
					   paths->run_directory);
	dot1x->supplicant = phonewall_supplicant_open(base, directory,
						      &supplicant_handlers,
						      dot1x);
	free(directory);
	if (!dot1x->supplicant)
		goto free_grace;
	dot1x->clock = phonewall_wall_clock_open(base, paths->state_directory,
						 on_clock_set, dot1x);
	return dot1x;

free_grace:
	event_free(dot1x->grace);
free_patience:
	event_free(dot1x->patience);
free_period:
	event_free(dot1x->period);
free_dot1x:
	free(dot1x);
	return NULL;
}

void phonewall_port_access_close(struct phonewall_port_access *dot1x)
{
	if (!dot1x)
		return;
	phonewall_wall_clock_close(dot1x->clock);
	phonewall_supplicant_close(dot1x->supplicant);
	event_free(dot1x->grace);
	event_free(dot1x->patience);
	event_free(dot1x->period);
	unwatch(dot1x);
	phonewall_credentials_clear(&dot1x->found);
	phonewall_credentials_clear(&dot1x->held);
	phonewall_authentication_clear(&dot1x->authentication);
	phonewall_dot1x_ports_clear(&dot1x->ports);
	phonewall_dot1x_settings_free(dot1x->settings);
	free(dot1x->clock_error);
	free(dot1x->told_reason);
	free(dot1x);
}
