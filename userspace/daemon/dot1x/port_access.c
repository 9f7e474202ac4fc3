// SPDX-License-Identifier: MIT
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

/* How often certificates are verified again: they expire by time alone. */
#define VERIFY_SECONDS	60

/*
 * Seconds an attempt may make no progress; longer than a switch tries a dead
 * server.
 */
#define PATIENCE_SECONDS	45

/*
 * Seconds that credentials may be invalid before that is reported: if a
 * certificate and its key are replaced one after the other, that is one change.
 */
#define GRACE_SECONDS	5

#define WATCHED_MAX	PHONEWALL_CREDENTIALS_FILES

/*
 * @found: the credentials that were last reported; empty if the phone is not to
 * authenticate itself. If they are invalid while a session is under way, it
 * goes on with the previous ones, which are in @held then; else @held is empty.
 * @running: the supplicant was started, on the port @device; @any_time: so that
 * it ignores the dates of certificates. @clock_error: what was logged about the
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

/* The credentials of the supplicant, if it runs. */
static const struct phonewall_credentials *
in_use(const struct phonewall_port_access *port_access)
{
	return port_access->held.settings ? &port_access->held :
					    &port_access->found;
}

/* Reports */

static void log_authentication(const struct phonewall_port_access *port_access)
{
	const struct phonewall_authentication *known =
		&port_access->authentication;
	bool failed = known->state == PHONEWALL_AUTHENTICATION_FAILED;
	const char *name = phonewall_authentication_name(known->state);

	if (failed)
		phonewall_log(LOG_WARNING, "802.1X authentication: %s: %s",
			      name, known->reason);
	else
		phonewall_log(LOG_NOTICE, "802.1X authentication: %s", name);
}

static void tell(struct phonewall_port_access *port_access)
{
	const struct phonewall_authentication *known =
		&port_access->authentication;

	if (known->state == port_access->told_state &&
	    is_same_text(known->reason, port_access->told_reason))
		return;
	if (known->state != port_access->told_state)
		port_access->since = time(NULL);
	port_access->told_state = known->state;
	phonewall_memory_replace(&port_access->told_reason, known->reason);
	log_authentication(port_access);
	port_access->changed(port_access->argument);
}

/* The supplicant */

/* wpa_supplicant does not report that nothing is received. */
static void be_patient(struct phonewall_port_access *port_access)
{
	static const struct timeval delay = { .tv_sec = PATIENCE_SECONDS };

	if (port_access->authentication.state !=
	    PHONEWALL_AUTHENTICATION_AUTHENTICATING)
		evtimer_del(port_access->patience);
	else if (!evtimer_pending(port_access->patience, NULL))
		evtimer_add(port_access->patience, &delay);
}

static void on_impatient(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_port_access *port_access = argument;

	(void)descriptor;
	(void)what;
	phonewall_authentication_lose_patience(&port_access->authentication);
	tell(port_access);
}

static void on_started(void *argument)
{
	struct phonewall_port_access *port_access = argument;

	phonewall_authentication_begin(&port_access->authentication);
	be_patient(port_access);
	tell(port_access);
}

static void on_message(const char *message, void *argument)
{
	struct phonewall_port_access *port_access = argument;

	if (phonewall_authentication_event(&port_access->authentication,
					   message,
					   &in_use(port_access)->identity) &&
	    !port_access->any_time)
		phonewall_wall_clock_keep(port_access->clock);
	be_patient(port_access);
	tell(port_access);
}

static void on_ended(const char *reason, void *argument)
{
	struct phonewall_port_access *port_access = argument;

	phonewall_authentication_fail(&port_access->authentication, reason);
	tell(port_access);
}

static const struct phonewall_supplicant_handlers supplicant_handlers = {
	.started = on_started,
	.message = on_message,
	.ended = on_ended,
};

/* Names copies of the verified files: the originals may change. */
static char *
write_configuration(const struct phonewall_port_access *port_access,
		    bool any_time)
{
	const struct phonewall_supplicant *supplicant = port_access->supplicant;
	struct phonewall_identity identity = in_use(port_access)->identity;

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

static void start_supplicant(struct phonewall_port_access *port_access)
{
	const struct phonewall_credentials *used = in_use(port_access);
	bool any_time = phonewall_wall_clock_is_wrong(port_access->clock);
	char *text = write_configuration(port_access, any_time);
	const struct phonewall_file contents[PHONEWALL_SUPPLICANT_FILES] = {
		[PHONEWALL_SUPPLICANT_CONFIGURATION] = {
			.text = text, .length = strlen(text),
		},
		[PHONEWALL_SUPPLICANT_AUTHORITIES] = used->authorities,
		[PHONEWALL_SUPPLICANT_CERTIFICATE] = used->certificate,
		[PHONEWALL_SUPPLICANT_KEY] = used->key,
	};

	strcpy(port_access->device, port_access->settings->switch_port);
	port_access->running = true;
	port_access->any_time = any_time;
	phonewall_supplicant_start(port_access->supplicant, port_access->device,
				   contents);
	explicit_bzero(text, strlen(text));
	free(text);
}

static void stop_supplicant(struct phonewall_port_access *port_access)
{
	evtimer_del(port_access->patience);
	port_access->running = false;
	phonewall_supplicant_stop(port_access->supplicant);
}

/* The credentials */

static void verify(struct phonewall_port_access *port_access, bool is_late);

static void on_changed(unsigned int files, void *argument)
{
	(void)files;
	verify(argument, false);
}

static void on_period(evutil_socket_t descriptor, short what, void *argument)
{
	(void)descriptor;
	(void)what;
	verify(argument, false);
}

static void on_grace(evutil_socket_t descriptor, short what, void *argument)
{
	(void)descriptor;
	(void)what;
	verify(argument, true);
}

static void unwatch(struct phonewall_port_access *port_access)
{
	phonewall_watch_close(port_access->watch);
	port_access->watch = NULL;
	for (size_t i = 0; i < WATCHED_MAX; i++)
		phonewall_memory_replace(&port_access->watched[i], NULL);
}

static bool is_watched(const struct phonewall_port_access *port_access,
		       const char *const *files)
{
	for (size_t i = 0; i < WATCHED_MAX; i++) {
		if (!is_same_text(port_access->watched[i], files[i]))
			return false;
	}
	return port_access->watch;
}

/* If watching fails, the periodic check suffices. */
static void watch(struct phonewall_port_access *port_access,
		  const char *const *files)
{
	if (is_watched(port_access, files))
		return;
	unwatch(port_access);
	if (!files[0])
		return;
	for (size_t i = 0; i < WATCHED_MAX; i++)
		phonewall_memory_replace(&port_access->watched[i], files[i]);
	port_access->watch = phonewall_watch_open(
		port_access->base, (const char *const *)port_access->watched,
		on_changed, port_access);
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
	if (now->warning && !is_same_text(now->warning, before->warning))
		phonewall_log(LOG_WARNING, "%s", now->warning);
	if (now->server_warning &&
	    !is_same_text(now->server_warning, before->server_warning))
		phonewall_log(LOG_WARNING, "802.1X: %s", now->server_warning);
	if (before->faults && json_object_equal(before->faults, now->faults))
		return;
	for (size_t i = 0; i < json_object_array_length(now->faults); i++)
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

/*
 * Return: the time, or PHONEWALL_CERTIFICATE_ANY_TIME if it is not known, which
 * is logged once.
 */
static time_t tell_time(struct phonewall_port_access *port_access)
{
	bool is_wrong = phonewall_wall_clock_is_wrong(port_access->clock);

	if (is_wrong && !port_access->clock_error) {
		port_access->clock_error =
			phonewall_wall_clock_describe(port_access->clock);
		phonewall_log(LOG_WARNING, "802.1X: %s",
			      port_access->clock_error);
		port_access->changed(port_access->argument);
	} else if (!is_wrong && port_access->clock_error) {
		phonewall_memory_replace(&port_access->clock_error, NULL);
		phonewall_log(LOG_NOTICE, "802.1X: the clock may be right now; the dates of certificates are checked again");
		port_access->changed(port_access->argument);
	}
	return is_wrong ? PHONEWALL_CERTIFICATE_ANY_TIME : time(NULL);
}

static void find(struct phonewall_port_access *port_access,
		 struct phonewall_credentials *now)
{
	phonewall_credentials_find(
		now, port_access->settings, &port_access->access,
		port_access->paths->settings,
		phonewall_supplicant_pac_file(port_access->supplicant),
		tell_time(port_access));
	watch(port_access, now->files);
}

/*
 * Takes ownership of @now's content. @hold: a session goes on with what was
 * accepted before.
 */
static void replace_found(struct phonewall_port_access *port_access,
			  const struct phonewall_credentials *now, bool hold)
{
	struct phonewall_credentials before = port_access->found;
	bool news = is_news(&before, now);

	evtimer_del(port_access->grace);
	log_credentials(&before, now);
	port_access->found = *now;
	if (!hold)
		phonewall_credentials_clear(&port_access->held);
	if (hold && !port_access->held.settings)
		port_access->held = before;
	else
		phonewall_credentials_clear(&before);
	if (news)
		port_access->changed(port_access->argument);
}

static void take(struct phonewall_port_access *port_access,
		 const struct phonewall_credentials *now)
{
	bool is_new = !port_access->running ||
		      strcmp(port_access->device,
			     port_access->settings->switch_port) ||
		      memcmp(in_use(port_access)->digest, now->digest,
			     sizeof(now->digest));

	replace_found(port_access, now, false);
	if (is_new)
		start_supplicant(port_access);
}

/* There is no session at this port that could go on. */
static void refuse(struct phonewall_port_access *port_access,
		   const struct phonewall_credentials *now)
{
	if (port_access->running)
		stop_supplicant(port_access);
	replace_found(port_access, now, false);
	phonewall_authentication_fail(&port_access->authentication,
				      port_access->found.reason);
	tell(port_access);
}

static void hold(struct phonewall_port_access *port_access,
		 const struct phonewall_credentials *now)
{
	if (!port_access->held.settings)
		phonewall_log(LOG_WARNING,
			      "802.1X: the new credentials are not accepted; the session continues with the previous ones");
	replace_found(port_access, now, true);
}

/* @is_late: the credentials have been invalid long enough to be reported. */
static void hold_later(struct phonewall_port_access *port_access,
		       struct phonewall_credentials *now, bool is_late)
{
	static const struct timeval delay = { .tv_sec = GRACE_SECONDS };
	bool is_told =
		json_object_equal(port_access->found.faults, now->faults);

	if (is_late && !is_told) {
		hold(port_access, now);
		return;
	}
	if (is_told)
		evtimer_del(port_access->grace);
	else if (!evtimer_pending(port_access->grace, NULL))
		evtimer_add(port_access->grace, &delay);
	phonewall_credentials_clear(now);
}

static void verify(struct phonewall_port_access *port_access, bool is_late)
{
	struct phonewall_credentials now;

	find(port_access, &now);
	if (!now.reason)
		take(port_access, &now);
	else if (port_access->running &&
		 !strcmp(port_access->device,
			 port_access->settings->switch_port))
		hold_later(port_access, &now, is_late);
	else
		refuse(port_access, &now);
	if (port_access->running &&
	    port_access->any_time !=
		    phonewall_wall_clock_is_wrong(port_access->clock))
		start_supplicant(port_access);
}

static void on_clock_set(void *argument)
{
	struct phonewall_port_access *port_access = argument;

	if (port_access->access.authentication)
		verify(port_access, false);
}

static void verify_from_now_on(struct phonewall_port_access *port_access)
{
	static const struct timeval period = { .tv_sec = VERIFY_SECONDS };

	event_add(port_access->period, &period);
	verify(port_access, false);
}

static void disable(struct phonewall_port_access *port_access)
{
	event_del(port_access->period);
	evtimer_del(port_access->grace);
	unwatch(port_access);
	if (port_access->running)
		stop_supplicant(port_access);
	phonewall_credentials_clear(&port_access->found);
	phonewall_credentials_clear(&port_access->held);
	phonewall_memory_replace(&port_access->clock_error, NULL);
	phonewall_authentication_disable(&port_access->authentication);
	tell(port_access);
}

/* Status */

static const char *protocol(const struct phonewall_port_access *port_access)
{
	if (!port_access->access.authentication)
		return NULL;
	if (in_use(port_access)->identity.method == PHONEWALL_EAP_METHOD_TLS)
		return "EAP-TLS";
	return "EAP-FAST";
}

/* Return: a sentence, to be released with free(), or NULL. */
static char *describe_held(const struct phonewall_port_access *port_access)
{
	if (!port_access->held.settings)
		return NULL;
	return phonewall_memory_print(
		"%s; the session continues with the previous credentials",
		port_access->found.reason);
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

/*
 * Return: what the PC behind the phone and the voice VLAN need of the switch,
 * or NULL.
 */
static const char *
switch_must_support(const struct phonewall_port_access *port_access)
{
	const struct phonewall_network_access *access = &port_access->access;
	bool pc = *port_access->settings->pc_port && access->pc_port_enabled;
	bool voice = port_access->vlan.enabled &&
		     port_access->vlan.vlan_id > PHONEWALL_VLAN_UNTAGGED;

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
phonewall_port_access_to_json(const struct phonewall_port_access *port_access)
{
	static const char *const ports[] = {
		[PHONEWALL_PORTS_NONE] = "none",
		[PHONEWALL_PORTS_PROGRAMMED] = "programmed",
		[PHONEWALL_PORTS_WAITING] = "waiting",
		[PHONEWALL_PORTS_REFUSED] = "refused",
	};
	const struct phonewall_authentication *known =
		&port_access->authentication;
	struct json_object *root;
	char *held;

	if (!port_access->settings || (!*port_access->settings->pc_port &&
				       !port_access->access.authentication))
		return NULL;
	held = describe_held(port_access);
	root = json_object_new_object();
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_STATUS,
				phonewall_authentication_name(known->state));
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_REASON,
				known->reason);
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_PROTOCOL,
				protocol(port_access));
	json_object_object_add(root, PHONEWALL_STATUS_DOT1X_SINCE,
			       phonewall_json_time(port_access->since));
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_PORTS,
				ports[port_access->ports.state]);
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_PORTS_ERROR,
				port_access->ports.error);
	json_object_object_add(root, PHONEWALL_STATUS_DOT1X_CERTIFICATE,
			       certificate_to_json(in_use(port_access)));
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_CLOCK_ERROR,
				port_access->clock_error);
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_CREDENTIALS_ERROR,
				held);
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_SERVER_NAME,
				in_use(port_access)->identity.server_name);
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_SERVER_WARNING,
				in_use(port_access)->server_warning);
	phonewall_json_add_text(root, PHONEWALL_STATUS_DOT1X_SWITCH_MUST,
				switch_must_support(port_access));
	free(held);
	return root;
}

struct json_object *
phonewall_port_access_faults(const struct phonewall_port_access *port_access)
{
	return port_access->found.faults;
}

/* Requests */

void phonewall_port_access_apply(struct phonewall_port_access *port_access,
				 const struct phonewall_dot1x_settings *settings,
				 const struct phonewall_network_access *access,
				 const struct phonewall_vlan_settings *vlan)
{
	struct phonewall_dot1x_settings *before = port_access->settings;

	port_access->settings = phonewall_dot1x_settings_copy(settings);
	port_access->access = *access;
	port_access->vlan = *vlan;
	phonewall_dot1x_ports_program(&port_access->ports, settings,
				      access->pc_port_enabled);
	if (access->authentication)
		verify_from_now_on(port_access);
	else
		disable(port_access);
	phonewall_dot1x_settings_free(before);
	port_access->changed(port_access->argument);
}

void phonewall_port_access_retry(struct phonewall_port_access *port_access)
{
	if (port_access->running && port_access->authentication.state ==
					    PHONEWALL_AUTHENTICATION_FAILED)
		start_supplicant(port_access);
}

void phonewall_port_access_check_ports(struct phonewall_port_access *port_access)
{
	if (!port_access->settings)
		return;
	phonewall_dot1x_ports_check(&port_access->ports, port_access->settings,
				    port_access->access.pc_port_enabled);
	port_access->changed(port_access->argument);
}

void phonewall_port_access_lose_module(struct phonewall_port_access *port_access)
{
	phonewall_dot1x_ports_lose(&port_access->ports);
	port_access->changed(port_access->argument);
}

struct phonewall_port_access *
phonewall_port_access_open(struct event_base *base,
		     const struct phonewall_agent_paths *paths,
		     void (*changed)(void *argument), void *argument)
{
	struct phonewall_port_access *port_access;
	char *directory;

	port_access = phonewall_memory_resize(NULL, 1, sizeof(*port_access));
	*port_access = (struct phonewall_port_access){
		.base = base,
		.paths = paths,
		.changed = changed,
		.argument = argument,
		.since = time(NULL),
	};
	port_access->period =
		event_new(base, -1, EV_PERSIST, on_period, port_access);
	if (!port_access->period)
		goto free_port_access;
	port_access->patience = evtimer_new(base, on_impatient, port_access);
	if (!port_access->patience)
		goto free_period;
	port_access->grace = evtimer_new(base, on_grace, port_access);
	if (!port_access->grace)
		goto free_patience;
	directory = phonewall_memory_print("%s/supplicant",
					   paths->run_directory);
	port_access->supplicant = phonewall_supplicant_open(
		base, directory, &supplicant_handlers, port_access);
	free(directory);
	if (!port_access->supplicant)
		goto free_grace;
	port_access->clock = phonewall_wall_clock_open(
		base, paths->state_directory, on_clock_set, port_access);
	return port_access;

free_grace:
	event_free(port_access->grace);
free_patience:
	event_free(port_access->patience);
free_period:
	event_free(port_access->period);
free_port_access:
	free(port_access);
	return NULL;
}

void phonewall_port_access_close(struct phonewall_port_access *port_access)
{
	if (!port_access)
		return;
	phonewall_wall_clock_close(port_access->clock);
	phonewall_supplicant_close(port_access->supplicant);
	event_free(port_access->grace);
	event_free(port_access->patience);
	event_free(port_access->period);
	unwatch(port_access);
	phonewall_credentials_clear(&port_access->found);
	phonewall_credentials_clear(&port_access->held);
	phonewall_authentication_clear(&port_access->authentication);
	phonewall_dot1x_ports_clear(&port_access->ports);
	phonewall_dot1x_settings_free(port_access->settings);
	free(port_access->clock_error);
	free(port_access->told_reason);
	free(port_access);
}
