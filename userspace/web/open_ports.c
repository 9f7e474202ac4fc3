// SPDX-License-Identifier: MIT
#include "open_ports.h"

#include <arpa/inet.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "json_member.h"
#include "port_list.h"
#include "store/request.h"

static uint16_t number_of(struct json_object *object, const char *name)
{
	struct json_object *member = NULL;

	json_object_object_get_ex(object, name, &member);
	return (uint16_t)json_object_get_int(member);
}

/* The texts stay those of the object. */
static char *text_of(struct json_object *object, const char *name)
{
	return (char *)phonewall_json_member_text(object, name);
}

static void read_endpoint(struct json_object *object, const char *address,
			  struct phonewall_endpoint *endpoint)
{
	endpoint->family = strchr(address, ':') ? AF_INET6 : AF_INET;
	inet_pton(endpoint->family, address, &endpoint->address);
	endpoint->port = number_of(object, PHONEWALL_STORE_FIRST);
	endpoint->reason = text_of(object, PHONEWALL_STORE_REASON);
}

static void read_opening(struct json_object *object,
			 struct phonewall_opening *opening)
{
	*opening = (struct phonewall_opening){
		.protocol = number_of(object, PHONEWALL_STORE_PROTOCOL),
		.range.first = number_of(object, PHONEWALL_STORE_FIRST),
		.range.last = number_of(object, PHONEWALL_STORE_LAST),
		.purpose = text_of(object, PHONEWALL_STORE_PURPOSE),
		.reason = text_of(object, PHONEWALL_STORE_REASON),
	};
}

void phonewall_open_ports_write(struct phonewall_writer *writer,
				struct json_object *ports)
{
	size_t count = json_object_array_length(ports);
	struct phonewall_opening *openings = phonewall_memory_resize(NULL,
					count + 1, sizeof(*openings));
	struct phonewall_endpoint *endpoints = phonewall_memory_resize(NULL,
					count + 1, sizeof(*endpoints));
	struct phonewall_port_list list = {
		.openings = openings,
		.endpoints = endpoints,
	};

	memset(endpoints, 0, (count + 1) * sizeof(*endpoints));
	for (size_t i = 0; i < count; i++) {
		struct json_object *port = json_object_array_get_idx(ports, i);
		const char *address = phonewall_json_member_text(port,
						PHONEWALL_STORE_ADDRESS);

		if (address)
			read_endpoint(port, address,
				      &endpoints[list.endpoint_count++]);
		else
			read_opening(port, &openings[list.opening_count++]);
	}
	phonewall_write_text(writer, "Open ports:");
	phonewall_write_end_line(writer);
	phonewall_port_list_write(writer, &list, "unknown");
	free(endpoints);
	free(openings);
}
