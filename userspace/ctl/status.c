// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "fault.h"
#include "file.h"
#include "kernel.h"
#include "output.h"
#include "reason.h"
#include "state.h"

#define DAEMON_STATUS	PHONEWALL_RUN_DIRECTORY "/" PHONEWALL_RUN_STATUS

static void add(struct json_object *object, const char *name,
		struct json_object *value)
{
	json_object_object_add(object, name, value);
}

/*
 * What phonewalld wrote, or NULL. Anything but an object is a file of somebody
 * else's.
 */
static struct json_object *read_daemon_status(void)
{
	struct phonewall_file file = { 0 };
	struct json_object *object = NULL;
	int error = phonewall_file_read(DAEMON_STATUS, PHONEWALL_STATE_FILE_MAX,
					&file);

	if (!error)
		object = json_tokener_parse(file.text);
	if (error ? error != -ENOENT :
	    !json_object_is_type(object, json_type_object)) {
		fprintf(stderr, DAEMON_STATUS ": cannot be read: %s: restart "
			"phonewalld\n", error ? strerror(-error) :
			"it holds no JSON object");
		json_object_put(object);
		object = NULL;
	}
	phonewall_file_clear(&file);
	return object;
}

static const char *text_of(struct json_object *object, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value) || !value)
		return NULL;
	return json_object_get_string(value);
}

static bool is_running(struct json_object *daemon)
{
	struct json_object *value;
	int pid;

	if (!json_object_object_get_ex(daemon, "pid", &value))
		return false;
	pid = json_object_get_int(value);
	return pid > 0 && (!kill(pid, 0) || errno == EPERM);
}

/* phonewalld's words, but for bytes that would not be seen on a terminal. */
static void print_clean(const char *text)
{
	for (; *text; text++)
		putchar((unsigned char)*text < 0x20 || *text == 0x7f ? '?' :
			*text);
}

static void print_line(const char *label, const char *text)
{
	if (!text)
		return;
	printf("  %-24s", label);
	print_clean(text);
	putchar('\n');
}

static void print_fault(struct json_object *object)
{
	struct phonewall_faults faults = { 0 };
	struct json_object *line = NULL;

	json_object_object_get_ex(object, "line", &line);
	phonewall_fault_add(&faults, json_object_get_int(line),
			    text_of(object, "parameter"),
			    text_of(object, "token"), "%s",
			    text_of(object, "message") ?: "");
	fputs("  ", stdout);
	phonewall_faults_print(&faults, text_of(object, "file") ?: "", stdout);
	phonewall_faults_clear(&faults);
}

static void print_faults(struct json_object *daemon)
{
	struct json_object *faults;
	size_t i;

	if (!json_object_object_get_ex(daemon, "faults", &faults) ||
	    !json_object_is_type(faults, json_type_array))
		return;
	for (i = 0; i < json_object_array_length(faults); i++)
		print_fault(json_object_array_get_idx(faults, i));
}

static void print_daemon(struct json_object *daemon)
{
	if (!daemon) {
		puts("phonewalld: not running");
		return;
	}
	printf("phonewalld: %s, pid ",
	       is_running(daemon) ? "running" : "not running any more");
	print_clean(text_of(daemon, "pid") ?: "unknown");
	putchar('\n');
	print_line("file", text_of(daemon, "file"));
	print_line("state", text_of(daemon, "state"));
	print_line("policy from", text_of(daemon, "policy"));
	print_line("module", text_of(daemon, "module"));
	print_line("module error", text_of(daemon, "module_error"));
	print_line("keeping the file", text_of(daemon, "keep_error"));
	print_line("since", text_of(daemon, "since"));
	print_line("connection-request port",
		   text_of(daemon, "connection_request_port"));
	print_faults(daemon);
}

static void print_packets(const struct phonewall_status *status)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i <= PHONEWALL_REASON_MAX; i++)
		sum += status->packets[i];
	puts(sum ? "packets:" : "packets: none counted");
	for (i = 0; i <= PHONEWALL_REASON_MAX; i++)
		if (status->packets[i])
			printf("  %-27s%12" PRIu64 "  %s: %s\n",
			       phonewall_reason_name(i), status->packets[i],
			       phonewall_reason_verdict(i),
			       phonewall_reason_text(i));
}

static void print_text(const struct phonewall_status *status,
		       struct json_object *daemon)
{
	printf("module: %s\n", status->version);
	printf("firewall: %s, generation %u\n",
	       status->enabled ? "enabled" : "disabled", status->generation);
	printf("flows: %u of %u; %" PRIu64 " made, %" PRIu64 " evicted, %"
	       PRIu64 " refused\n", status->flows, status->flow_limit,
	       status->flows_created, status->flows_evicted,
	       status->flows_refused);
	print_packets(status);
	print_daemon(daemon);
}

/* A number that names no reason is not counted. */
static struct json_object *
packets_to_json(const struct phonewall_status *status)
{
	struct json_object *object = json_object_new_object();
	size_t i;

	for (i = 0; i <= PHONEWALL_REASON_MAX; i++)
		if (phonewall_reason_is_known(i))
			add(object, phonewall_reason_name(i),
			    json_object_new_uint64(status->packets[i]));
	return object;
}

static void print_json(const struct phonewall_status *status,
		       struct json_object *daemon)
{
	struct json_object *object = json_object_new_object();

	add(object, "version", json_object_new_string(status->version));
	add(object, "enabled", json_object_new_boolean(status->enabled));
	add(object, "generation", json_object_new_uint64(status->generation));
	add(object, "flows", json_object_new_uint64(status->flows));
	add(object, "flow_limit", json_object_new_uint64(status->flow_limit));
	add(object, "flows_created",
	    json_object_new_uint64(status->flows_created));
	add(object, "flows_evicted",
	    json_object_new_uint64(status->flows_evicted));
	add(object, "flows_refused",
	    json_object_new_uint64(status->flows_refused));
	add(object, "packets", packets_to_json(status));
	if (daemon)
		add(daemon, "running",
		    json_object_new_boolean(is_running(daemon)));
	add(object, "daemon", json_object_get(daemon));
	phonewall_output_json(object);
}

static void print(const struct phonewall_status *status, bool json)
{
	struct json_object *daemon = read_daemon_status();

	if (json)
		print_json(status, daemon);
	else
		print_text(status, daemon);
	json_object_put(daemon);
}

enum phonewall_exit
phonewall_command_status(const struct phonewall_arguments *arguments)
{
	struct phonewall_client *client = phonewall_kernel_open();
	struct phonewall_status status;
	int error;

	if (!client)
		return PHONEWALL_EXIT_FAILED;
	error = phonewall_client_get_status(client, &status);
	if (error)
		phonewall_kernel_report(client);
	else
		print(&status, arguments->json);
	phonewall_client_close(client);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}
