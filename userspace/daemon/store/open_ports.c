// SPDX-License-Identifier: MIT
#include "store/open_ports.h"

#include <json-c/json.h>
#include <string.h>

#include "base/address.h"
#include "base/json.h"
#include "store/request.h"

static void add_number(struct json_object *object, const char *name,
		       unsigned int number)
{
	json_object_object_add(object, name, json_object_new_int(number));
}

static struct json_object *
print_opening(const struct phonewall_opening *opening)
{
	struct json_object *object = json_object_new_object();

	add_number(object, PHONEWALL_STORE_PROTOCOL, opening->protocol);
	add_number(object, PHONEWALL_STORE_FIRST, opening->range.first);
	add_number(object, PHONEWALL_STORE_LAST, opening->range.last);
	phonewall_json_add_text(object, PHONEWALL_STORE_PURPOSE,
				opening->purpose);
	phonewall_json_add_text(object, PHONEWALL_STORE_REASON,
				opening->reason);
	return object;
}

static struct json_object *
print_endpoint(const struct phonewall_endpoint *endpoint)
{
	struct json_object *object = json_object_new_object();
	struct phonewall_address address = { .family = endpoint->family };
	char text[PHONEWALL_ADDRESS_TEXT];

	memcpy(address.bytes, &endpoint->address,
	       endpoint->family == AF_INET ? 4 : 16);
	phonewall_json_add_text(object, PHONEWALL_STORE_ADDRESS,
				phonewall_address_print(&address, text));
	add_number(object, PHONEWALL_STORE_FIRST, endpoint->port);
	phonewall_json_add_text(object, PHONEWALL_STORE_REASON,
				endpoint->reason);
	return object;
}

struct json_object *
phonewall_store_open_ports(const struct phonewall_translation *firewall)
{
	struct json_object *ports = json_object_new_array();

	for (size_t i = 0; i < firewall->opening_count; i++)
		json_object_array_add(ports,
				      print_opening(&firewall->openings[i]));
	for (size_t i = 0; i < firewall->endpoint_count; i++)
		json_object_array_add(ports,
				      print_endpoint(&firewall->endpoints[i]));
	return ports;
}
