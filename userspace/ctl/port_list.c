// SPDX-License-Identifier: MIT
#include "port_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/memory.h"
#include "firewall/protocol.h"

enum column {
	COLUMN_PROTOCOL,
	COLUMN_PORTS,
	COLUMN_REASON,
};

static const struct phonewall_column columns[] = {
	[COLUMN_PROTOCOL] = { .least = sizeof("udp") - 1 },
	[COLUMN_PORTS] = { .least = sizeof("20000-20099") - 1 },
	[COLUMN_REASON] = { 0 },
};

static const struct phonewall_table table = {
	.columns = columns,
	.count = sizeof(columns) / sizeof(columns[0]),
};

struct phonewall_port_list
phonewall_port_list_of(const struct phonewall_translation *translation)
{
	return (struct phonewall_port_list){
		.openings = translation->openings,
		.opening_count = translation->opening_count,
		.to_pick = translation->to_pick.reason ?
			   &translation->to_pick : NULL,
		.endpoints = translation->endpoints,
		.endpoint_count = translation->endpoint_count,
	};
}

static int compare_text(const char *left, const char *right)
{
	return strcmp(left ?: "", right ?: "");
}

int phonewall_port_list_compare(const void *left, const void *right)
{
	const struct phonewall_opening *a = left;
	const struct phonewall_opening *b = right;
	int purpose;

	if (a->protocol != b->protocol)
		return a->protocol == IPPROTO_UDP ? -1 : 1;
	if (a->range.first != b->range.first)
		return a->range.first < b->range.first ? -1 : 1;
	if (a->range.last != b->range.last)
		return a->range.last < b->range.last ? -1 : 1;
	purpose = compare_text(a->purpose, b->purpose);
	return purpose ? purpose : compare_text(a->reason, b->reason);
}

static int compare_endpoints(const void *left, const void *right)
{
	const struct phonewall_endpoint *a = left;
	const struct phonewall_endpoint *b = right;
	int address;

	if (a->family != b->family)
		return a->family == AF_INET ? -1 : 1;
	address = memcmp(&a->address, &b->address,
			 a->family == AF_INET ? 4 : 16);
	return address ? address : (a->port > b->port) - (a->port < b->port);
}

/* Return: a copy in order, to be released with free(), which shares strings. */
static void *sort(const void *list, size_t count, size_t size,
		  int (*compare)(const void *left, const void *right))
{
	void *sorted = phonewall_memory_resize(NULL, count + 1, size);

	if (count) {
		memcpy(sorted, list, count * size);
		qsort(sorted, count, size, compare);
	}
	return sorted;
}

unsigned int phonewall_port_list_count(const struct phonewall_port_list *list,
				       uint8_t protocol)
{
	struct phonewall_opening *openings =
		sort(list->openings, list->opening_count,
		     sizeof(*list->openings), phonewall_port_list_compare);
	unsigned int count = 0;
	int last = -1;

	for (size_t i = 0; i < list->opening_count; i++) {
		const struct phonewall_port_range *range = &openings[i].range;

		if (openings[i].protocol != protocol || range->last <= last)
			continue;
		count += range->last - (range->first > last ? range->first - 1 :
					last);
		last = range->last;
	}
	free(openings);
	return count + (list->to_pick && list->to_pick->protocol == protocol);
}

static void write_protocol(struct phonewall_writer *writer,
			   const struct phonewall_opening *opening)
{
	char protocol[PHONEWALL_PROTOCOL_TEXT];

	phonewall_write_column(writer, COLUMN_PROTOCOL);
	phonewall_write_string(writer, "protocol", "%s",
			       phonewall_protocol_print(opening->protocol,
							protocol));
}

static void write_opening(struct phonewall_writer *writer,
			  const struct phonewall_opening *opening,
			  const char *unknown)
{
	const struct phonewall_port_range *range = &opening->range;

	phonewall_write_begin_object(writer, NULL);
	write_protocol(writer, opening);
	phonewall_write_column(writer, COLUMN_PORTS);
	phonewall_write_number(writer, "first", "%s", range->first);
	phonewall_write_number(writer, "last", range->last > range->first ?
			       "-%s" : NULL, range->last);
	phonewall_write_column(writer, COLUMN_REASON);
	phonewall_write_string(writer, "purpose",
			       opening->reason ? "%s: " : NULL,
			       opening->purpose);
	phonewall_write_string(writer, "reason", "%s", opening->reason);
	if (!opening->reason)
		phonewall_write_text(writer, "%s", unknown);
	phonewall_write_end_line(writer);
	phonewall_write_end_object(writer);
}

static void write_to_pick(struct phonewall_writer *writer,
			  const struct phonewall_opening *to_pick)
{
	phonewall_write_begin_object(writer, "to_pick");
	write_protocol(writer, to_pick);
	phonewall_write_column(writer, COLUMN_PORTS);
	phonewall_write_text(writer, "to pick");
	phonewall_write_column(writer, COLUMN_REASON);
	phonewall_write_string(writer, "purpose", "%s: ", to_pick->purpose);
	phonewall_write_number(writer, "first",
			       "one port from %s",
			       to_pick->range.first);
	phonewall_write_number(writer, "last",
			       " to %s, which phonewalld has still to pick",
			       to_pick->range.last);
	phonewall_write_string(writer, "reason", ": %s", to_pick->reason);
	phonewall_write_end_line(writer);
	phonewall_write_end_object(writer);
}

static void write_endpoint(struct phonewall_writer *writer,
			   const struct phonewall_endpoint *endpoint,
			   const char *unknown)
{
	struct phonewall_address address = { .family = endpoint->family };
	char text[PHONEWALL_ADDRESS_TEXT];

	memcpy(address.bytes, &endpoint->address,
	       endpoint->family == AF_INET ? 4 : 16);
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_column(writer, COLUMN_PROTOCOL);
	phonewall_write_text(writer, "udp");
	phonewall_write_column(writer, COLUMN_PORTS);
	phonewall_write_string(writer, "address",
			       endpoint->family == AF_INET6 ? "[%s]" : "%s",
			       phonewall_address_print(&address, text));
	phonewall_write_number(writer, "port", ":%s", endpoint->port);
	phonewall_write_column(writer, COLUMN_REASON);
	phonewall_write_string(writer, "reason", "%s", endpoint->reason);
	if (!endpoint->reason)
		phonewall_write_text(writer, "%s", unknown);
	phonewall_write_end_line(writer);
	phonewall_write_end_object(writer);
}

static void write_openings(struct phonewall_writer *writer,
			   const struct phonewall_port_list *list,
			   const char *unknown)
{
	struct phonewall_opening *sorted =
		sort(list->openings, list->opening_count,
		     sizeof(*list->openings), phonewall_port_list_compare);

	phonewall_write_begin_array(writer, "ports");
	for (size_t i = 0; i < list->opening_count; i++)
		write_opening(writer, &sorted[i], unknown);
	phonewall_write_end_array(writer);
	free(sorted);
}

static void write_endpoints(struct phonewall_writer *writer,
			    const struct phonewall_port_list *list,
			    const char *unknown)
{
	struct phonewall_endpoint *sorted =
		sort(list->endpoints, list->endpoint_count,
		     sizeof(*list->endpoints), compare_endpoints);

	phonewall_write_begin_array(writer, "endpoints");
	for (size_t i = 0; i < list->endpoint_count; i++)
		write_endpoint(writer, &sorted[i], unknown);
	phonewall_write_end_array(writer);
	free(sorted);
}

void phonewall_port_list_write(struct phonewall_writer *writer,
			       const struct phonewall_port_list *list,
			       const char *unknown)
{
	phonewall_write_begin_table(writer, &table);
	write_openings(writer, list, unknown);
	if (list->to_pick)
		write_to_pick(writer, list->to_pick);
	else
		phonewall_write_null(writer, "to_pick");
	write_endpoints(writer, list, unknown);
	phonewall_write_end_table(writer);
}
