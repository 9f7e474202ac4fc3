// SPDX-License-Identifier: MIT
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>

#include "agent_status.h"
#include "command.h"
#include "dot1x_output.h"
#include "kernel.h"
#include "module/names.h"
#include "output.h"

static void add(struct json_object *object, const char *name,
		struct json_object *value)
{
	json_object_object_add(object, name, value);
}

static void print_phone(struct json_object *agent)
{
	const char *status = phonewall_agent_status_transaction(agent);
	struct json_object *dot1x =
		phonewall_agent_status_object(agent, "dot1x");

	fputs("Transaction status: ", stdout);
	phonewall_agent_status_print(status ?:
				     "unknown: phonewalld is not running");
	fputs("\nProtocol: ", stdout);
	phonewall_agent_status_print(phonewall_agent_status_text(dot1x,
								 "protocol") ?:
				     "none");
	putchar('\n');
	if (status)
		phonewall_agent_status_print_dot1x(dot1x);
}

static void print_sessions(const struct phonewall_kernel_dot1x *held)
{
	bool hidden = false;
	size_t i;

	printf("PCs: %zu of %u\n", held->session_count, held->session_limit);
	for (i = 0; i < held->session_count; i++) {
		fputs("  ", stdout);
		phonewall_dot1x_print_session(&held->sessions[i]);
		putchar('\n');
		hidden |= !held->sessions[i].has_address;
	}
	if (hidden)
		puts("  MAC addresses are shown only with CAP_NET_ADMIN in this network namespace; run as root");
}

static void print_counts(const struct phonewall_kernel_dot1x *held)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i <= PHONEWALL_DOT1X_MAX; i++)
		sum += held->counts[i];
	puts(sum ? "counters:" : "counters: nothing counted");
	for (i = 0; i <= PHONEWALL_DOT1X_MAX; i++)
		if (held->counts[i])
			printf("  %-18s%12" PRIu64 "  %s\n",
			       phonewall_dot1x_count_name(i), held->counts[i],
			       phonewall_dot1x_count_text(i));
}

static void print_held(const struct phonewall_kernel_dot1x *held)
{
	if (*held->pc_port) {
		phonewall_dot1x_print_ports(held);
		print_sessions(held);
	} else {
		puts("PC port: none; phonewall.conf(5) names the ports");
	}
	print_counts(held);
}

static void add_phone(struct json_object *object, struct json_object *agent)
{
	static const char *const members[] = {
		"reason", "protocol", "since", "certificate",
		"clock_error", "credentials_error", "server_name",
		"server_warning", "switch_must_support", "ports", "ports_error",
	};
	const char *status = phonewall_agent_status_transaction(agent);
	struct json_object *dot1x = status ?
		phonewall_agent_status_object(agent, "dot1x") : NULL;
	struct json_object *value;
	size_t i;

	add(object, "running",
	    json_object_new_boolean(phonewall_agent_status_is_running(agent)));
	add(object, "status", status ? json_object_new_string(status) : NULL);
	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		value = NULL;
		json_object_object_get_ex(dot1x, members[i], &value);
		add(object, members[i], json_object_get(value));
	}
}

static struct json_object *
counts_to_json(const struct phonewall_kernel_dot1x *held)
{
	struct json_object *object = json_object_new_object();
	size_t i;

	for (i = 0; i <= PHONEWALL_DOT1X_MAX; i++)
		add(object, phonewall_dot1x_count_name(i),
		    json_object_new_uint64(held->counts[i]));
	return object;
}

static void add_held(struct json_object *object,
		     const struct phonewall_kernel_dot1x *held)
{
	struct json_object *sessions = json_object_new_array();
	size_t i;

	for (i = 0; i < held->session_count; i++)
		json_object_array_add(sessions,
				      phonewall_dot1x_session_to_json(
						&held->sessions[i]));
	phonewall_dot1x_settings_to_json(held, object);
	add(object, "pc_port_present",
	    json_object_new_boolean(held->pc_port_device));
	add(object, "switch_port_present",
	    json_object_new_boolean(held->switch_port_device));
	add(object, "sessions", sessions);
	add(object, "counts", counts_to_json(held));
}

/* @held is NULL if the module cannot be asked. */
static void print_json(struct json_object *agent,
		       const struct phonewall_kernel_dot1x *held)
{
	struct json_object *object = json_object_new_object();

	add_phone(object, agent);
	if (held)
		add_held(object, held);
	else
		add(object, "error", phonewall_output_error_json());
	phonewall_output_json(object);
}

static void print(const struct phonewall_kernel_dot1x *held, bool json)
{
	struct json_object *agent = phonewall_agent_status_read();

	if (json) {
		print_json(agent, held);
	} else {
		print_phone(agent);
		if (held)
			print_held(held);
	}
	json_object_put(agent);
}

static int get_held(struct phonewall_kernel_dot1x *held)
{
	struct phonewall_client *client = phonewall_kernel_open();
	int error;

	if (!client)
		return -1;
	error = phonewall_client_get_dot1x(client, held);
	if (error)
		phonewall_kernel_report(client);
	phonewall_client_close(client);
	return error;
}

/* The phone's own authentication needs no module. */
enum phonewall_exit
phonewall_command_dot1x(const struct phonewall_arguments *arguments)
{
	struct phonewall_kernel_dot1x held;
	int error = get_held(&held);

	print(error ? NULL : &held, arguments->json);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}
