// SPDX-License-Identifier: MIT
#include "status.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault_json.h"
#include "base/file.h"
#include "base/file_fault.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/notification.h"
#include "config/state.h"
#include "status/status_file.h"
#include "tls/configuration.h"

static const char *const state_names[] = {
	[PHONEWALL_FILE_ACCEPTED] = "accepted",
	[PHONEWALL_FILE_REFUSED] = "refused",
	[PHONEWALL_FILE_MISSING] = "missing",
};

static const char *const origin_names[] = {
	[PHONEWALL_ORIGIN_FILE] = "file",
	[PHONEWALL_ORIGIN_LAST_ACCEPTED] = "last-accepted",
	[PHONEWALL_ORIGIN_DEFAULTS] = "defaults",
};

static const char *const origin_texts[] = {
	[PHONEWALL_ORIGIN_FILE] = "that file",
	[PHONEWALL_ORIGIN_LAST_ACCEPTED] = "the last accepted file",
	[PHONEWALL_ORIGIN_DEFAULTS] = "the factory defaults",
};

static const char *const module_names[] = {
	[PHONEWALL_MODULE_WAITING] = "waiting",
	[PHONEWALL_MODULE_PROGRAMMED] = "programmed",
	[PHONEWALL_MODULE_REFUSED] = "refused",
	[PHONEWALL_MODULE_CHANGED] = "changed",
};

static const char *const module_texts[] = {
	[PHONEWALL_MODULE_WAITING] = "waiting for the module",
	[PHONEWALL_MODULE_PROGRAMMED] = "the module holds it",
	[PHONEWALL_MODULE_REFUSED] = "the module refuses it",
	[PHONEWALL_MODULE_CHANGED] = "another program has changed it",
};

void phonewall_daemon_status_init(struct phonewall_daemon_status *status,
				  const char *directory, const char *file,
				  const char *settings_file)
{
	*status = (struct phonewall_daemon_status){
		.directory = directory,
		.file = file,
		.settings_file = settings_file,
		.since = time(NULL),
		.faults = json_object_new_array(),
	};
}

static char *path_of(const struct phonewall_daemon_status *status)
{
	return phonewall_memory_print("%s/" PHONEWALL_RUN_STATUS,
				      status->directory);
}

void phonewall_daemon_status_clear(struct phonewall_daemon_status *status)
{
	char *path = path_of(status);

	unlink(path);
	free(path);
	json_object_put(status->reported_faults);
	json_object_put(status->faults);
	free(status->legacy_servers);
	free(status->keep_error);
	free(status->module_error);
	memset(status, 0, sizeof(*status));
}

static bool holds(struct json_object *array, struct json_object *fault)
{
	for (size_t i = 0; i < json_object_array_length(array); i++)
		if (json_object_equal(json_object_array_get_idx(array, i),
				      fault))
			return true;
	return false;
}

/* More than one attempt may meet the same fault. */
static void add_faults(struct json_object *array, struct json_object *faults)
{
	for (size_t i = 0; i < json_object_array_length(faults); i++) {
		struct json_object *fault =
			json_object_array_get_idx(faults, i);

		if (!holds(array, fault))
			json_object_array_add(array, json_object_get(fault));
	}
}

void phonewall_daemon_status_begin(struct phonewall_daemon_status *status)
{
	json_object_put(status->reported_faults);
	status->reported_faults = status->faults;
	status->faults = json_object_new_array();
}

/* True if the last judgement has reported all of these. */
static bool are_reported(const struct phonewall_daemon_status *status,
			 struct json_object *faults)
{
	if (!status->reported_faults)
		return false;
	for (size_t i = 0; i < json_object_array_length(faults); i++)
		if (!holds(status->reported_faults,
			   json_object_array_get_idx(faults, i)))
			return false;
	return true;
}

void phonewall_daemon_status_add_faults(struct phonewall_daemon_status *status,
					struct phonewall_faults *faults,
					const char *file)
{
	struct json_object *added = json_object_new_array();

	phonewall_faults_add_to_json(faults, file, added);
	if (!are_reported(status, added))
		phonewall_log_faults(faults, file);
	else if (faults->count)
		phonewall_log(LOG_ERR,
			      "%s has the same faults as before; run 'phonewallctl status' to see them",
			      file);
	add_faults(status->faults, added);
	json_object_put(added);
	phonewall_faults_clear(faults);
}

void
phonewall_daemon_status_add_unreadable(struct phonewall_daemon_status *status,
				       const struct phonewall_source *source)
{
	struct phonewall_faults faults = { 0 };

	phonewall_file_fault_add(&faults, source->error);
	phonewall_daemon_status_add_faults(status, &faults, source->path);
}

void phonewall_daemon_status_set_state(struct phonewall_daemon_status *status,
				       enum phonewall_file_state state)
{
	if (status->state != state)
		status->since = time(NULL);
	status->state = state;
}

void phonewall_daemon_status_set_settings(
	struct phonewall_daemon_status *status,
	enum phonewall_file_state state, bool have_kept)
{
	enum phonewall_origin origin = PHONEWALL_ORIGIN_DEFAULTS;

	if (state == PHONEWALL_FILE_ACCEPTED)
		origin = PHONEWALL_ORIGIN_FILE;
	else if (have_kept)
		origin = PHONEWALL_ORIGIN_LAST_ACCEPTED;
	if (state == PHONEWALL_FILE_MISSING && have_kept &&
	    (status->settings_state != state ||
	     status->settings_origin != origin))
		phonewall_log(LOG_WARNING,
			      "%s is missing, so the last accepted settings stay; put it back, or write '# default' there for the default ones",
			      status->settings_file);
	status->settings_state = state;
	status->settings_origin = origin;
}

void phonewall_daemon_status_set_legacy_servers(
	struct phonewall_daemon_status *status, const char *names)
{
	if (names && (!status->legacy_servers ||
		      strcmp(names, status->legacy_servers)))
		phonewall_log(LOG_WARNING,
			      "%s: legacy_servers: may have weak certificates: %s; have new ones issued, and remove the names ["
			      PHONEWALL_LEGACY_SERVER "]",
			      status->settings_file, names);
	phonewall_memory_replace(&status->legacy_servers, names);
}

void phonewall_daemon_status_set_policy(struct phonewall_daemon_status *status,
					enum phonewall_origin origin,
					bool enabled)
{
	if (status->origin != origin)
		status->since = time(NULL);
	status->origin = origin;
	status->enabled = enabled;
}

void phonewall_daemon_status_set_module(struct phonewall_daemon_status *status,
					enum phonewall_module_state module,
					const char *error)
{
	if (status->module != module)
		status->since = time(NULL);
	status->module = module;
	phonewall_memory_replace(&status->module_error, error);
}

static void log_keep_error(const char *before, const char *now)
{
	if (now && (!before || strcmp(before, now)))
		phonewall_log(LOG_WARNING, "%s", now);
	else if (before && !now)
		phonewall_log(LOG_NOTICE, "the accepted files are saved again");
}

void
phonewall_daemon_status_set_keep_error(struct phonewall_daemon_status *status,
				       const char *path, int error)
{
	char *before = status->keep_error;

	status->keep_error = NULL;
	if (error)
		status->keep_error = phonewall_memory_print(
			"cannot save the accepted file to %s: %s; until this is fixed, a restart will use the previous copy",
			path, error == -EBUSY ? "the disk does not answer" :
						strerror(-error));
	log_keep_error(before, status->keep_error);
	free(before);
}

static struct json_object *port_or_null(uint16_t port)
{
	return port ? json_object_new_int(port) : NULL;
}

static struct json_object *
all_faults(const struct phonewall_daemon_status *status)
{
	struct json_object *array = json_object_new_array();

	phonewall_json_add_elements(array, status->faults);
	phonewall_services_add_faults(status->services, array);
	return array;
}

static struct json_object *to_json(const struct phonewall_daemon_status *status)
{
	struct json_object *root = json_object_new_object();

	json_object_object_add(root, PHONEWALL_STATUS_PID,
			       json_object_new_int(getpid()));
	phonewall_json_add_text(root, PHONEWALL_STATUS_FILE, status->file);
	phonewall_json_add_text(root, PHONEWALL_STATUS_STATE,
				state_names[status->state]);
	phonewall_json_add_text(root, PHONEWALL_STATUS_POLICY,
				origin_names[status->origin]);
	phonewall_json_add_text(root, PHONEWALL_STATUS_SETTINGS_FILE,
				status->settings_file);
	phonewall_json_add_text(root, PHONEWALL_STATUS_SETTINGS_STATE,
				state_names[status->settings_state]);
	phonewall_json_add_text(root, PHONEWALL_STATUS_SETTINGS,
				origin_names[status->settings_origin]);
	json_object_object_add(root, PHONEWALL_STATUS_ENABLED,
			       json_object_new_boolean(status->enabled));
	phonewall_json_add_text(root, PHONEWALL_STATUS_MODULE,
				module_names[status->module]);
	phonewall_json_add_text(root, PHONEWALL_STATUS_MODULE_ERROR,
				status->module_error);
	json_object_object_add(root, PHONEWALL_STATUS_SINCE,
			       phonewall_json_time(status->since));
	json_object_object_add(root, PHONEWALL_STATUS_FAULTS,
			       all_faults(status));
	json_object_object_add(root, PHONEWALL_STATUS_CONNECTION_REQUEST,
			       port_or_null(status->connection_request_port));
	phonewall_json_add_text(root, PHONEWALL_STATUS_LEGACY_SERVERS,
				status->legacy_servers);
	phonewall_json_add_text(root, PHONEWALL_STATUS_KEEP_ERROR,
				status->keep_error);
	json_object_object_add(root, PHONEWALL_STATUS_STORE,
			       phonewall_store_files_status(status->store));
	phonewall_services_add_status(status->services, root);
	return root;
}

static int write_file(const struct phonewall_daemon_status *status)
{
	struct json_object *root = to_json(status);
	char *path = path_of(status);
	char *text = phonewall_memory_print("%s\n",
			json_object_to_json_string_ext(root,
					JSON_C_TO_STRING_PRETTY |
					JSON_C_TO_STRING_SPACED |
					JSON_C_TO_STRING_NOSLASHESCAPE));
	int error = phonewall_file_replace_for_this_boot(path, text,
							 strlen(text), 0644);

	free(text);
	free(path);
	json_object_put(root);
	return error;
}

static char *sentence(const struct phonewall_daemon_status *status)
{
	return phonewall_memory_print("%s is %s; the policy is %s, with the firewall %s; %s",
				      status->file, state_names[status->state],
				      origin_texts[status->origin],
				      status->enabled ? "enabled" : "disabled",
				      module_texts[status->module]);
}

/* The files have been judged by now: what waits for the module waits for that. */
static void inform_service_manager(const char *text)
{
	char *state = phonewall_memory_print("READY=1\nSTATUS=%s", text);

	phonewall_notify(state);
	free(state);
}

void
phonewall_daemon_status_write(const struct phonewall_daemon_status *status)
{
	int error = write_file(status);

	if (error)
		phonewall_log(LOG_WARNING,
			      "cannot write %s/" PHONEWALL_RUN_STATUS ": %s; until this is fixed, phonewallctl cannot show the state of phonewalld",
			      status->directory, strerror(-error));
}

void
phonewall_daemon_status_publish(const struct phonewall_daemon_status *status)
{
	bool is_well = status->module == PHONEWALL_MODULE_PROGRAMMED;
	char *text = sentence(status);

	phonewall_log(is_well ? LOG_NOTICE : LOG_WARNING, "%s", text);
	phonewall_daemon_status_write(status);
	inform_service_manager(text);
	free(text);
}
