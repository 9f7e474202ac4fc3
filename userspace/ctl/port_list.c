// SPDX-License-Identifier: MIT
#include "port_list.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/memory.h"
#include "firewall/protocol.h"
#include "output.h"

/* Narrower port numbers are no reason for columns that move. */
#define WIDTH_LEAST	((int)sizeof("20000-20099") - 1)

#define RANGE_TEXT	sizeof("65535-65535")

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

/* A copy, to be released with free(), whose strings stay the list's. */
static struct phonewall_opening *
sort_openings(const struct phonewall_port_list *list)
{
	return sort(list->openings, list->opening_count,
		    sizeof(*list->openings), phonewall_port_list_compare);
}

static struct phonewall_endpoint *
sort_endpoints(const struct phonewall_port_list *list)
{
	return sort(list->endpoints, list->endpoint_count,
		    sizeof(*list->endpoints), compare_endpoints);
}

unsigned int phonewall_port_list_count(const struct phonewall_port_list *list,
				       uint8_t protocol)
{
	struct phonewall_opening *openings = sort_openings(list);
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

static const char *print_range(const struct phonewall_port_range *range,
			       char text[RANGE_TEXT])
{
	if (range->first == range->last)
		sprintf(text, "%u", range->first);
	else
		sprintf(text, "%u-%u", range->first, range->last);
	return text;
}

static struct phonewall_address
address_of(const struct phonewall_endpoint *endpoint)
{
	struct phonewall_address address = { .family = endpoint->family };

	memcpy(address.bytes, &endpoint->address,
	       endpoint->family == AF_INET ? 4 : 16);
	return address;
}

static const char *print_endpoint(const struct phonewall_endpoint *endpoint,
				  char text[PHONEWALL_ADDRESS_TEXT])
{
	struct phonewall_address address = address_of(endpoint);

	return phonewall_address_print_port(&address, endpoint->port, text);
}

static int width_of(const struct phonewall_port_list *list)
{
	char text[PHONEWALL_ADDRESS_TEXT];
	int width = WIDTH_LEAST;

	for (size_t i = 0; i < list->endpoint_count; i++) {
		int length = strlen(print_endpoint(&list->endpoints[i], text));

		if (length > width)
			width = length;
	}
	return width;
}

static void print_opening(const struct phonewall_opening *opening, int width,
			  const char *unknown)
{
	char protocol[PHONEWALL_PROTOCOL_TEXT];
	char range[RANGE_TEXT];

	printf("%-3s  %-*s  ",
	       phonewall_protocol_print(opening->protocol, protocol), width,
	       print_range(&opening->range, range));
	if (opening->reason)
		printf("%s: %s\n", opening->purpose, opening->reason);
	else
		printf("%s\n", unknown);
}

static void print_to_pick(const struct phonewall_opening *to_pick, int width)
{
	char protocol[PHONEWALL_PROTOCOL_TEXT];

	printf("%-3s  %-*s  %s: one port from %u to %u, which phonewalld has still to pick: %s\n",
	       phonewall_protocol_print(to_pick->protocol, protocol), width,
	       "to pick", to_pick->purpose, to_pick->range.first,
	       to_pick->range.last, to_pick->reason);
}

void phonewall_port_list_print(const struct phonewall_port_list *list,
			       const char *unknown)
{
	struct phonewall_opening *openings = sort_openings(list);
	struct phonewall_endpoint *endpoints = sort_endpoints(list);
	char text[PHONEWALL_ADDRESS_TEXT];
	int width = width_of(list);

	for (size_t i = 0; i < list->opening_count; i++)
		print_opening(&openings[i], width, unknown);
	if (list->to_pick)
		print_to_pick(list->to_pick, width);
	for (size_t i = 0; i < list->endpoint_count; i++)
		printf("udp  %-*s  %s\n", width,
		       print_endpoint(&endpoints[i], text),
		       endpoints[i].reason ?: unknown);
	free(endpoints);
	free(openings);
}

static void add(struct json_object *object, const char *name,
		struct json_object *value)
{
	json_object_object_add(object, name, value);
}

static struct json_object *string_or_null(const char *text)
{
	return text ? json_object_new_string(text) : NULL;
}

static struct json_object *
opening_to_json(const struct phonewall_opening *opening)
{
	struct json_object *object = json_object_new_object();
	char protocol[PHONEWALL_PROTOCOL_TEXT];

	phonewall_protocol_print(opening->protocol, protocol);
	add(object, "protocol", json_object_new_string(protocol));
	add(object, "first", json_object_new_int(opening->range.first));
	add(object, "last", json_object_new_int(opening->range.last));
	add(object, "purpose", string_or_null(opening->purpose));
	add(object, "reason", string_or_null(opening->reason));
	return object;
}

static struct json_object *
openings_to_json(const struct phonewall_port_list *list)
{
	struct json_object *array = json_object_new_array();
	struct phonewall_opening *sorted = sort_openings(list);

	for (size_t i = 0; i < list->opening_count; i++)
		json_object_array_add(array, opening_to_json(&sorted[i]));
	free(sorted);
	return array;
}

static struct json_object *
endpoint_to_json(const struct phonewall_endpoint *endpoint)
{
	struct phonewall_address address = address_of(endpoint);
	struct json_object *object = json_object_new_object();

	add(object, "address", phonewall_output_address_json(&address));
	add(object, "port", json_object_new_int(endpoint->port));
	add(object, "reason", string_or_null(endpoint->reason));
	return object;
}

static struct json_object *
endpoints_to_json(const struct phonewall_port_list *list)
{
	struct json_object *array = json_object_new_array();
	struct phonewall_endpoint *sorted = sort_endpoints(list);

	for (size_t i = 0; i < list->endpoint_count; i++)
		json_object_array_add(array, endpoint_to_json(&sorted[i]));
	free(sorted);
	return array;
}

void phonewall_port_list_to_json(const struct phonewall_port_list *list,
				 struct json_object *object)
{
	add(object, "ports", openings_to_json(list));
	add(object, "to_pick",
	    list->to_pick ? opening_to_json(list->to_pick) : NULL);
	add(object, "endpoints", endpoints_to_json(list));
}
