// SPDX-License-Identifier: MIT
#include <json-c/json.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "firewall/protocol.h"
#include "kernel.h"
#include "output.h"

static bool is_echo(const struct phonewall_flow *flow)
{
	return flow->protocol == IPPROTO_ICMP ||
	       flow->protocol == IPPROTO_ICMPV6;
}

static bool has_ports(const struct phonewall_flow *flow)
{
	return flow->protocol == IPPROTO_UDP || flow->protocol == IPPROTO_TCP;
}

static const char *state_of(const struct phonewall_flow *flow)
{
	if (flow->expectation)
		return "expected";
	return flow->replied ? "replied" : "unreplied";
}

static const char *print_local(const struct phonewall_flow *flow, char *text,
			       size_t size)
{
	char address[PHONEWALL_ADDRESS_TEXT];

	if (has_ports(flow))
		phonewall_address_print_port(&flow->local, flow->local_port,
					     address);
	else
		phonewall_address_print(&flow->local, address);
	snprintf(text, size, "%s", address);
	if (is_echo(flow))
		snprintf(text, size, "%s id %u", address, flow->local_port);
	return text;
}

/* A query to a group may be answered by any host of the link. */
static bool has_remote(const struct phonewall_flow *flow)
{
	static const uint8_t unspecified[sizeof(flow->remote.bytes)];

	return memcmp(flow->remote.bytes, unspecified, sizeof(unspecified));
}

/* A device that has gone has no name any more. */
static const char *print_link(const struct phonewall_flow *flow,
			      char text[IF_NAMESIZE])
{
	if (!if_indextoname(flow->link, text))
		snprintf(text, IF_NAMESIZE, "%u", flow->link);
	return text;
}

/* The answer that an expectation awaits may come from any port. */
static const char *print_remote(const struct phonewall_flow *flow, char *text,
				size_t size)
{
	char address[PHONEWALL_ADDRESS_TEXT] = "any";
	char link[IF_NAMESIZE];

	if (has_ports(flow) && !flow->expectation)
		phonewall_address_print_port(&flow->remote, flow->remote_port,
					     address);
	else if (has_remote(flow))
		phonewall_address_print(&flow->remote, address);
	snprintf(text, size, "%s", address);
	if (flow->link)
		snprintf(text, size, "%s on %s", address,
			 print_link(flow, link));
	return text;
}

static void print_text(const struct phonewall_flow *flows, size_t count)
{
	char protocol[PHONEWALL_PROTOCOL_TEXT];
	char local[PHONEWALL_ADDRESS_TEXT + sizeof(" id 65535")];
	char remote[PHONEWALL_ADDRESS_TEXT + sizeof(" on ") + IF_NAMESIZE];
	size_t i;

	printf("%-8s  %-28s  %-28s  %-9s  %s\n", "PROTOCOL", "LOCAL", "REMOTE",
	       "STATE", "EXPIRES");
	for (i = 0; i < count; i++)
		printf("%-8s  %-28s  %-28s  %-9s  %u.%u s\n",
		       phonewall_protocol_print(flows[i].protocol, protocol),
		       print_local(&flows[i], local, sizeof(local)),
		       print_remote(&flows[i], remote, sizeof(remote)),
		       state_of(&flows[i]),
		       flows[i].expires_ms / 1000,
		       flows[i].expires_ms / 100 % 10);
}

static void add(struct json_object *object, const char *name,
		struct json_object *value)
{
	json_object_object_add(object, name, value);
}

static struct json_object *flow_to_json(const struct phonewall_flow *flow)
{
	struct json_object *object = json_object_new_object();
	char protocol[PHONEWALL_PROTOCOL_TEXT];
	char link[IF_NAMESIZE];

	phonewall_protocol_print(flow->protocol, protocol);
	add(object, "protocol", json_object_new_string(protocol));
	add(object, "local_address",
	    phonewall_output_address_json(&flow->local));
	if (has_remote(flow))
		add(object, "remote_address",
		    phonewall_output_address_json(&flow->remote));
	if (flow->link)
		add(object, "link",
		    json_object_new_string(print_link(flow, link)));
	if (has_ports(flow))
		add(object, "local_port",
		    json_object_new_int(flow->local_port));
	if (has_ports(flow) && !flow->expectation)
		add(object, "remote_port",
		    json_object_new_int(flow->remote_port));
	if (is_echo(flow))
		add(object, "id", json_object_new_int(flow->local_port));
	add(object, "state", json_object_new_string(state_of(flow)));
	add(object, "expires_ms", json_object_new_uint64(flow->expires_ms));
	return object;
}

static void print_json(const struct phonewall_flow *flows, size_t count)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < count; i++)
		json_object_array_add(array, flow_to_json(&flows[i]));
	phonewall_output_json(array);
}

enum phonewall_exit
phonewall_command_flows(const struct phonewall_arguments *arguments)
{
	struct phonewall_client *client = phonewall_kernel_open();
	struct phonewall_flow *flows = NULL;
	size_t count;
	int error;

	if (!client)
		return PHONEWALL_EXIT_FAILED;
	error = phonewall_client_get_flows(client, &flows, &count);
	if (error)
		phonewall_kernel_report(client);
	else if (arguments->json)
		print_json(flows, count);
	else
		print_text(flows, count);
	free(flows);
	phonewall_client_close(client);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}
