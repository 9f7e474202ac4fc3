// SPDX-License-Identifier: MIT
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "agent_status.h"
#include "base/fault.h"
#include "base/memory.h"
#include "command.h"
#include "kernel.h"
#include "module/names.h"
#include "output.h"

static void add(struct json_object *object, const char *name,
		struct json_object *value)
{
	json_object_object_add(object, name, value);
}

static const char *text_of(struct json_object *object, const char *name)
{
	return phonewall_agent_status_text(object, name);
}

static void print_line(const char *label, const char *text)
{
	phonewall_agent_status_print_line(label, text);
}

static void print_fault(struct json_object *object)
{
	struct phonewall_faults faults = { 0 };
	struct json_object *line = NULL;
	char *text, *indented;

	json_object_object_get_ex(object, "line", &line);
	phonewall_fault_add(&faults, json_object_get_int(line),
			    text_of(object, "parameter"),
			    text_of(object, "token"), "%s",
			    text_of(object, "message") ?: "");
	text = phonewall_fault_describe(&faults.list[0],
					text_of(object, "file") ?: "");
	indented = phonewall_memory_print("  %s", text);
	phonewall_output_wrapped(indented);
	free(indented);
	free(text);
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

static void print_dot1x(struct json_object *daemon)
{
	struct json_object *dot1x =
		phonewall_agent_status_object(daemon, "dot1x");

	if (!dot1x)
		return;
	puts("802.1X:");
	print_line("transaction status", text_of(dot1x, "status"));
	print_line("protocol", text_of(dot1x, "protocol"));
	phonewall_agent_status_print_dot1x(dot1x);
}

static void print_vlan(struct json_object *daemon)
{
	struct json_object *vlan =
		phonewall_agent_status_object(daemon, "vlan");

	if (!vlan)
		return;
	puts("VLAN:");
	print_line("learned from", text_of(vlan, "source"));
	print_line("voice VLAN", text_of(vlan, "voice"));
	print_line("device", text_of(vlan, "device"));
	print_line("VLAN of the PC", text_of(vlan, "pc"));
	print_line("error", text_of(vlan, "error"));
	print_line("limits", text_of(vlan, "limits"));
}

static void print_daemon(struct json_object *daemon)
{
	if (!daemon) {
		puts("phonewalld: not running");
		return;
	}
	printf("phonewalld: %s, pid ",
	       phonewall_agent_status_is_running(daemon) ? "running" : "not running any more");
	phonewall_agent_status_print(text_of(daemon, "pid") ?: "unknown");
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
	print_dot1x(daemon);
	print_vlan(daemon);
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

static void print_module(const struct phonewall_status *status)
{
	printf("module: %s\n", status->version);
	printf("firewall: %s, generation %u\n",
	       status->enabled ? "enabled" : "disabled", status->generation);
	printf("flows: %u of %u; %" PRIu64 " made, %" PRIu64 " evicted, %"
	       PRIu64 " refused\n", status->flows, status->flow_limit,
	       status->flows_created, status->flows_evicted,
	       status->flows_refused);
	print_packets(status);
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

static void add_module(struct json_object *object,
		       const struct phonewall_status *status)
{
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
}

/* @status is NULL if the module cannot be asked. */
static void print_json(const struct phonewall_status *status,
		       struct json_object *daemon)
{
	struct json_object *object = json_object_new_object();

	if (status)
		add_module(object, status);
	else
		add(object, "error", phonewall_output_error_json());
	if (daemon)
		add(daemon, "running",
		    json_object_new_boolean(phonewall_agent_status_is_running(daemon)));
	add(object, "daemon", json_object_get(daemon));
	phonewall_output_json(object);
}

static void print(const struct phonewall_status *status, bool json)
{
	struct json_object *daemon = phonewall_agent_status_read();

	if (json) {
		print_json(status, daemon);
	} else {
		if (status)
			print_module(status);
		print_daemon(daemon);
	}
	json_object_put(daemon);
}

static int get_status(struct phonewall_status *status)
{
	struct phonewall_client *client = phonewall_kernel_open();
	int error;

	if (!client)
		return -1;
	error = phonewall_client_get_status(client, status);
	if (error)
		phonewall_kernel_report(client);
	phonewall_client_close(client);
	return error;
}

/* What phonewalld says is worth most if the module is missing. */
enum phonewall_exit
phonewall_command_status(const struct phonewall_arguments *arguments)
{
	struct phonewall_status status;
	int error = get_status(&status);

	print(error ? NULL : &status, arguments->json);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}
