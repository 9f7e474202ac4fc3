// SPDX-License-Identifier: MIT
#include "flow_list.h"

#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "firewall/protocol.h"

enum column {
	COLUMN_PROTOCOL,
	COLUMN_LOCAL,
	COLUMN_REMOTE,
	COLUMN_STATE,
	COLUMN_EXPIRES,
};

static const struct phonewall_column columns[] = {
	[COLUMN_PROTOCOL] = { .heading = "PROTOCOL" },
	[COLUMN_LOCAL] = { .heading = "LOCAL", .least = 28 },
	[COLUMN_REMOTE] = { .heading = "REMOTE", .least = 28 },
	[COLUMN_STATE] = { .heading = "STATE", .least = 9 },
	[COLUMN_EXPIRES] = { .heading = "EXPIRES" },
};

static const struct phonewall_table table = {
	.columns = columns,
	.count = sizeof(columns) / sizeof(columns[0]),
};

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

/* Any host of the link may answer a query to a group. */
static bool has_remote(const struct phonewall_flow *flow)
{
	static const uint8_t unspecified[sizeof(flow->remote.bytes)];

	return memcmp(flow->remote.bytes, unspecified, sizeof(unspecified));
}

/* A device that was removed has no name. */
static const char *print_link(const struct phonewall_flow *flow,
			      char text[IF_NAMESIZE])
{
	if (!if_indextoname(flow->link, text))
		snprintf(text, IF_NAMESIZE, "%u", flow->link);
	return text;
}

/* In text a port may follow. */
static void write_address(struct phonewall_writer *writer, const char *name,
			  const struct phonewall_address *address,
			  bool is_with_port)
{
	char text[PHONEWALL_ADDRESS_TEXT];

	phonewall_write_string(writer, name,
			       is_with_port && address->family == AF_INET6 ?
			       "[%s]" : "%s",
			       phonewall_address_print(address, text));
}

static void write_local(struct phonewall_writer *writer,
			const struct phonewall_flow *flow)
{
	phonewall_write_column(writer, COLUMN_LOCAL);
	write_address(writer, "local_address", &flow->local, has_ports(flow));
	if (has_ports(flow))
		phonewall_write_number(writer, "local_port", ":%s",
				       flow->local_port);
	if (is_echo(flow))
		phonewall_write_number(writer, "id", " id %s",
				       flow->local_port);
}

/* The answer to an expectation may come from any port. */
static void write_remote(struct phonewall_writer *writer,
			 const struct phonewall_flow *flow)
{
	bool has_port = has_ports(flow) && !flow->expectation;
	char link[IF_NAMESIZE];

	phonewall_write_column(writer, COLUMN_REMOTE);
	if (has_remote(flow))
		write_address(writer, "remote_address", &flow->remote,
			      has_port);
	else
		phonewall_write_text(writer, "any");
	if (has_port)
		phonewall_write_number(writer, "remote_port", ":%s",
				       flow->remote_port);
	if (flow->link)
		phonewall_write_string(writer, "link", " on %s",
				       print_link(flow, link));
}

static void write_flow(struct phonewall_writer *writer,
		       const struct phonewall_flow *flow)
{
	char protocol[PHONEWALL_PROTOCOL_TEXT];

	phonewall_write_begin_object(writer, NULL);
	phonewall_write_column(writer, COLUMN_PROTOCOL);
	phonewall_write_string(writer, "protocol", "%s",
			       phonewall_protocol_print(flow->protocol,
							protocol));
	write_local(writer, flow);
	write_remote(writer, flow);
	phonewall_write_column(writer, COLUMN_STATE);
	phonewall_write_string(writer, "state", "%s", state_of(flow));
	phonewall_write_column(writer, COLUMN_EXPIRES);
	phonewall_write_number(writer, "expires_ms", NULL, flow->expires_ms);
	phonewall_write_text(writer, "%u.%u s", flow->expires_ms / 1000,
			     flow->expires_ms / 100 % 10);
	phonewall_write_end_line(writer);
	phonewall_write_end_object(writer);
}

void phonewall_flow_list_write(struct phonewall_writer *writer,
			       const struct phonewall_flow *flows,
			       size_t count)
{
	phonewall_write_begin_table(writer, &table);
	phonewall_write_begin_array(writer, NULL);
	for (size_t i = 0; i < count; i++)
		write_flow(writer, &flows[i]);
	phonewall_write_end_array(writer);
	phonewall_write_end_table(writer);
}
