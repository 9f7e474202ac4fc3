// SPDX-License-Identifier: MIT
#include "edge.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/watch.h"
#include "line.h"
#include "provisioning/device.h"
#include "provisioning/domains.h"
#include "sip/configuration.h"
#include "sip/status.h"
#include "tls/policy_file.h"

/* Milliseconds for which changes of the status are gathered. */
#define STATUS_MS	500

/* The files that are watched. */
enum { CONFIGURATION, TLS_POLICY, DEVICE, FILES };

/*
 * @texts: of each file, what was read last; NULL if there is none. @error: why the
 * lines may not be as phonewalld wants them.
 */
struct phonewall_edge {
	struct event_base *base;
	const struct phonewall_edge_paths *paths;
	char *names[FILES];
	const char *watched[FILES + 1];
	struct phonewall_watch *watch;
	char *texts[FILES];
	struct phonewall_sip_configuration configuration;
	struct phonewall_domains domains;
	struct phonewall_device device;
	struct phonewall_line *lines[PHONEWALL_LINES_MAX];
	struct event *status;
	char *error;
};

static void set_error(struct phonewall_edge *edge, char *error)
{
	if (error)
		phonewall_log(LOG_ERR, "%s", error);
	free(edge->error);
	edge->error = error;
}

/* The status */

static struct json_object *make_status(const struct phonewall_edge *edge)
{
	struct json_object *root = json_object_new_object();
	struct json_object *lines = json_object_new_array();

	for (unsigned int i = 0; i < PHONEWALL_LINES_MAX; i++)
		if (edge->lines[i])
			json_object_array_add(lines,
				phonewall_line_status(edge->lines[i]));
	json_object_object_add(root, PHONEWALL_SIP_STATUS_GENERATION,
		json_object_new_uint64(edge->configuration.generation));
	phonewall_json_add_text(root, PHONEWALL_SIP_STATUS_ERROR, edge->error);
	json_object_object_add(root, PHONEWALL_SIP_STATUS_LINES, lines);
	return root;
}

static void write_status(struct phonewall_edge *edge)
{
	char *path = phonewall_memory_print("%s/" PHONEWALL_SIP_STATUS_FILE,
					    edge->paths->run_directory);
	struct json_object *root = make_status(edge);
	const char *text = json_object_to_json_string_ext(root,
					JSON_C_TO_STRING_PRETTY |
					JSON_C_TO_STRING_NOSLASHESCAPE);
	int error = phonewall_file_replace_for_this_boot(path, text,
							 strlen(text), 0644);

	if (error)
		phonewall_log(LOG_WARNING, "cannot write %s: %s; make room, or let the user phonewall-sip write there",
			      path, strerror(-error));
	json_object_put(root);
	free(path);
}

static void on_status(evutil_socket_t number, short what, void *argument)
{
	(void)number;
	(void)what;
	write_status(argument);
}

static void on_line_changed(void *argument)
{
	const struct timeval delay = phonewall_clock_delay(STATUS_MS);
	struct phonewall_edge *edge = argument;

	if (!evtimer_pending(edge->status, NULL))
		evtimer_add(edge->status, &delay);
}

/* The files */

/* Return: whether the file says something else than before. */
static bool read_file(struct phonewall_edge *edge, int which, size_t most)
{
	struct phonewall_file file = { 0 };
	int error = phonewall_file_read(edge->names[which], most, &file);
	char *text = NULL;
	bool is_other;

	if (error && error != -ENOENT) {
		set_error(edge, phonewall_memory_print("cannot read %s: %s; let the user phonewall-sip read it",
						       edge->names[which],
						       strerror(-error)));
		return false;
	}
	if (!error)
		text = phonewall_memory_copy(file.text, file.length);
	phonewall_file_wipe(&file);
	is_other = !text != !edge->texts[which] ||
		   (text && strcmp(text, edge->texts[which]));
	if (edge->texts[which])
		explicit_bzero(edge->texts[which],
			       strlen(edge->texts[which]));
	free(edge->texts[which]);
	edge->texts[which] = text;
	return is_other;
}

static void read_device(struct phonewall_edge *edge)
{
	struct phonewall_faults faults = { 0 };

	phonewall_device_clear(&edge->device);
	if (edge->texts[DEVICE] &&
	    phonewall_device_read(edge->texts[DEVICE], &edge->device, &faults))
		phonewall_log_faults(&faults, edge->names[DEVICE]);
	phonewall_faults_clear(&faults);
}

/* A list that cannot be read allows no server. */
static void read_domains(struct phonewall_edge *edge)
{
	struct phonewall_faults faults = { 0 };

	phonewall_domains_clear(&edge->domains);
	phonewall_domains_parse(edge->configuration.domains ?: "",
				"Restricted_Access_Domains", 0, &edge->domains,
				&faults);
	phonewall_faults_clear(&faults);
}

static void open_line(struct phonewall_edge *edge, unsigned int index)
{
	const struct phonewall_line_options options = {
		.number = index + 1,
		.settings = &edge->configuration.settings.lines[index],
		.blocks_nonproxy =
			edge->configuration.settings.blocks_nonproxy,
		.domains = &edge->domains,
		.device = &edge->device,
		.agent_directory = edge->paths->agent_directory,
	};

	if (options.settings->is_enabled)
		edge->lines[index] = phonewall_line_open(edge->base, &options,
							 on_line_changed, edge);
}

static bool is_same_for_all(const struct phonewall_sip_configuration *one,
			    const struct phonewall_sip_configuration *other)
{
	return one->settings.blocks_nonproxy ==
		       other->settings.blocks_nonproxy &&
	       !strcmp(one->domains ?: "", other->domains ?: "");
}

/*
 * A line that is as before goes on, with its calls. It points to the settings of
 * its place, whose texts it then keeps.
 */
static void take_configuration(struct phonewall_edge *edge,
			       struct phonewall_sip_configuration *next,
			       bool is_all_new)
{
	struct phonewall_sip_configuration *now = &edge->configuration;

	is_all_new = is_all_new || !is_same_for_all(now, next);
	for (unsigned int i = 0; i < PHONEWALL_LINES_MAX; i++) {
		struct phonewall_sip_line *line = &now->settings.lines[i];
		struct phonewall_sip_line kept = *line;

		if (!is_all_new &&
		    phonewall_sip_line_is_same(line, &next->settings.lines[i])) {
			*line = next->settings.lines[i];
			next->settings.lines[i] = kept;
			continue;
		}
		phonewall_line_close(edge->lines[i]);
		edge->lines[i] = NULL;
	}
	phonewall_sip_configuration_clear(now);
	*now = *next;
	read_domains(edge);
	for (unsigned int i = 0; i < PHONEWALL_LINES_MAX; i++)
		if (!edge->lines[i])
			open_line(edge, i);
}

static void apply(struct phonewall_edge *edge, bool is_all_new)
{
	struct phonewall_sip_configuration next = { 0 };
	const char *text = edge->texts[CONFIGURATION];

	if (!text && edge->error)
		phonewall_log(LOG_ERR, "no line is served");
	else if (!text)
		set_error(edge, phonewall_memory_print("there is no %s; start phonewalld",
						       edge->names[CONFIGURATION]));
	else if (phonewall_sip_configuration_parse(text, &next))
		set_error(edge, phonewall_memory_print("%s is not as phonewalld writes it; restart phonewalld",
						       edge->names[CONFIGURATION]));
	take_configuration(edge, &next, is_all_new);
	write_status(edge);
}

static void on_changed(unsigned int files, void *argument)
{
	struct phonewall_edge *edge = argument;
	bool is_other = false, is_all_new = false;

	phonewall_memory_replace(&edge->error, NULL);
	if (files & 1u << CONFIGURATION)
		is_other = read_file(edge, CONFIGURATION,
				     PHONEWALL_SIP_FILE_MAX);
	if (files & 1u << TLS_POLICY)
		is_all_new = read_file(edge, TLS_POLICY,
				       PHONEWALL_TLS_POLICY_FILE_MAX);
	if (files & 1u << DEVICE && read_file(edge, DEVICE,
					      PHONEWALL_DEVICE_FILE_MAX)) {
		is_all_new = true;
		for (unsigned int i = 0; i < PHONEWALL_LINES_MAX; i++) {
			phonewall_line_close(edge->lines[i]);
			edge->lines[i] = NULL;
		}
		read_device(edge);
	}
	if (is_other || is_all_new)
		apply(edge, is_all_new);
}

struct phonewall_edge *
phonewall_edge_start(struct event_base *base,
		     const struct phonewall_edge_paths *paths)
{
	struct phonewall_edge *edge =
		phonewall_memory_resize(NULL, 1, sizeof(*edge));

	*edge = (struct phonewall_edge){
		.base = base,
		.paths = paths,
		.names = {
			phonewall_memory_print("%s/" PHONEWALL_SIP_FILE,
					       paths->agent_directory),
			phonewall_memory_print("%s/tls.conf",
					       paths->agent_directory),
			phonewall_memory_print("%s", paths->device),
		},
		.status = evtimer_new(base, on_status, edge),
	};
	for (int i = 0; i < FILES; i++)
		edge->watched[i] = edge->names[i];
	edge->watch = phonewall_watch_open(base, edge->watched, on_changed,
					   edge);
	if (!edge->watch || !edge->status) {
		phonewall_log(LOG_ERR, "cannot watch %s: %m",
			      edge->names[CONFIGURATION]);
		phonewall_edge_stop(edge);
		return NULL;
	}
	read_file(edge, CONFIGURATION, PHONEWALL_SIP_FILE_MAX);
	read_file(edge, TLS_POLICY, PHONEWALL_TLS_POLICY_FILE_MAX);
	read_file(edge, DEVICE, PHONEWALL_DEVICE_FILE_MAX);
	read_device(edge);
	apply(edge, true);
	return edge;
}

void phonewall_edge_stop(struct phonewall_edge *edge)
{
	for (unsigned int i = 0; i < PHONEWALL_LINES_MAX; i++)
		phonewall_line_close(edge->lines[i]);
	phonewall_watch_close(edge->watch);
	if (edge->status)
		event_free(edge->status);
	phonewall_sip_configuration_clear(&edge->configuration);
	phonewall_domains_clear(&edge->domains);
	phonewall_device_clear(&edge->device);
	for (int i = 0; i < FILES; i++) {
		if (edge->texts[i])
			explicit_bzero(edge->texts[i], strlen(edge->texts[i]));
		free(edge->texts[i]);
		free(edge->names[i]);
	}
	free(edge->error);
	free(edge);
}
