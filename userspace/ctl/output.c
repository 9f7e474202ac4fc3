// SPDX-License-Identifier: GPL-2.0
#include "output.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "fault_json.h"
#include "json_text.h"
#include "memory.h"
#include "network_access_output.h"
#include "protocol.h"
#include "text.h"

static bool json_printed;
static char *last_error;

static const struct flag_name {
	uint32_t flag;
	const char *keyword;
} flag_names[] = {
	{ PHONEWALL_FLAG_NO_ICMP_PING, "NO_ICMP_PING" },
	{ PHONEWALL_FLAG_NO_ICMP_UNREACHABLE, "NO_ICMP_UNREACHABLE" },
};

#define FLAG_COUNT	(sizeof(flag_names) / sizeof(flag_names[0]))

static void add(struct json_object *object, const char *name,
		struct json_object *value)
{
	json_object_object_add(object, name, value);
}

static struct json_object *string_or_null(const char *text)
{
	return text ? json_object_new_string(text) : NULL;
}

void phonewall_output_json(struct json_object *value)
{
	puts(json_object_to_json_string_ext(value,
					    JSON_C_TO_STRING_PLAIN |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(value);
	json_printed = true;
}

void phonewall_output_error(const char *message)
{
	free(last_error);
	last_error = phonewall_memory_copy(message, strlen(message));
}

struct json_object *phonewall_output_error_json(void)
{
	return json_object_new_string(last_error ?:
				      "standard error tells why");
}

void phonewall_output_finish_json(void)
{
	struct json_object *object;

	if (!json_printed) {
		object = json_object_new_object();
		add(object, "error", phonewall_output_error_json());
		phonewall_output_json(object);
	}
	free(last_error);
	last_error = NULL;
}

static const char *print_range(const struct phonewall_port_range *range,
			       char text[sizeof("65535-65535")])
{
	if (range->first == range->last)
		sprintf(text, "%u", range->first);
	else
		sprintf(text, "%u-%u", range->first, range->last);
	return text;
}

static void print_opening(const struct phonewall_opening *opening,
			  const char *unknown)
{
	char protocol[PHONEWALL_PROTOCOL_TEXT];
	char range[sizeof("65535-65535")];

	printf("%-3s  %-11s  ",
	       phonewall_protocol_print(opening->protocol, protocol),
	       print_range(&opening->range, range));
	if (opening->reason)
		printf("%s: %s\n", opening->purpose, opening->reason);
	else
		printf("%s\n", unknown);
}

void phonewall_output_openings(const struct phonewall_opening *openings,
			       size_t count, const char *unknown)
{
	size_t i;

	for (i = 0; i < count; i++)
		print_opening(&openings[i], unknown);
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

struct json_object *
phonewall_output_openings_json(const struct phonewall_opening *openings,
			       size_t count)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < count; i++)
		json_object_array_add(array, opening_to_json(&openings[i]));
	return array;
}

static struct phonewall_address
address_of(const struct phonewall_endpoint *endpoint)
{
	struct phonewall_address address = { .family = endpoint->family };

	memcpy(address.bytes, &endpoint->address,
	       endpoint->family == AF_INET ? 4 : 16);
	return address;
}

void phonewall_output_endpoints(const struct phonewall_endpoint *endpoints,
				size_t count, const char *unknown)
{
	char text[PHONEWALL_ADDRESS_TEXT];
	size_t i;

	for (i = 0; i < count; i++) {
		struct phonewall_address address = address_of(&endpoints[i]);

		printf("udp  %s  %s\n",
		       phonewall_address_print_port(&address,
						    endpoints[i].port, text),
		       endpoints[i].reason ? endpoints[i].reason : unknown);
	}
}

struct json_object *
phonewall_output_endpoints_json(const struct phonewall_endpoint *endpoints,
				size_t count)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < count; i++) {
		struct phonewall_address address = address_of(&endpoints[i]);
		struct json_object *object = json_object_new_object();

		add(object, "address", phonewall_output_address_json(&address));
		add(object, "port", json_object_new_int(endpoints[i].port));
		add(object, "reason", string_or_null(endpoints[i].reason));
		json_object_array_add(array, object);
	}
	return array;
}

void phonewall_output_flags(uint32_t flags)
{
	size_t i;

	for (i = 0; i < FLAG_COUNT; i++)
		if (flags & flag_names[i].flag)
			printf(", %s", flag_names[i].keyword);
}

struct json_object *phonewall_output_flags_json(uint32_t flags)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < FLAG_COUNT; i++)
		if (flags & flag_names[i].flag)
			json_object_array_add(array, json_object_new_string(
						flag_names[i].keyword));
	return array;
}

struct json_object *
phonewall_output_address_json(const struct phonewall_address *address)
{
	char text[PHONEWALL_ADDRESS_TEXT];

	return json_object_new_string(phonewall_address_print(address, text));
}

static size_t count_openings(const struct phonewall_translation *translation,
			     uint8_t protocol)
{
	size_t count = 0;
	size_t i;

	for (i = 0; i < translation->opening_count; i++)
		if (translation->openings[i].protocol == protocol)
			count++;
	return count;
}

static void print_summary(const char *file, const char *done,
			  const struct phonewall_translation *translation)
{
	char *name = phonewall_text_printable(file);

	printf("%s: %s: firewall %s, %zu UDP and %zu TCP openings, %zu "
	       "multicast endpoint%s", name, done,
	       translation->enabled ? "enabled" : "disabled",
	       count_openings(translation, IPPROTO_UDP),
	       count_openings(translation, IPPROTO_TCP),
	       translation->endpoint_count,
	       translation->endpoint_count == 1 ? "" : "s");
	phonewall_output_flags(translation->flags);
	putchar('\n');
	free(name);
}

static void add_translation(struct json_object *object,
			    const struct phonewall_translation *translation)
{
	add(object, "enabled", json_object_new_boolean(translation->enabled));
	add(object, "flags", phonewall_output_flags_json(translation->flags));
	add(object, "broadcast_echo",
	    json_object_new_boolean(translation->broadcast_echo));
	add(object, "ports",
	    phonewall_output_openings_json(translation->openings,
					   translation->opening_count));
	add(object, "endpoints",
	    phonewall_output_endpoints_json(translation->endpoints,
					    translation->endpoint_count));
}

static bool is_refused(const struct phonewall_configuration *configuration)
{
	return configuration->faults.count ||
	       configuration->settings_faults.count;
}

static void
print_result_json(const char *done,
		  const struct phonewall_configuration *configuration)
{
	struct json_object *object = json_object_new_object();
	struct json_object *faults = json_object_new_array();
	struct json_object *warnings = json_object_new_array();
	bool refused = is_refused(configuration);

	if (configuration->settings_faults.count)
		phonewall_faults_add_to_json(&configuration->settings_faults,
					     configuration->settings_file,
					     faults);
	phonewall_faults_add_to_json(&configuration->faults,
				     configuration->file, faults);
	phonewall_faults_add_to_json(&configuration->warnings,
				     configuration->file, warnings);
	add(object, "file", phonewall_json_text_name(configuration->file));
	add(object, "result",
	    json_object_new_string(refused ? "refused" : done));
	add(object, "faults", faults);
	add(object, "warnings", warnings);
	if (!refused) {
		add_translation(object, &configuration->translation);
		phonewall_network_access_output_json(configuration, object);
	}
	phonewall_output_json(object);
}

void phonewall_output_result(bool json, const char *done,
			     const struct phonewall_configuration *configuration)
{
	if (json) {
		print_result_json(done, configuration);
	} else if (!is_refused(configuration)) {
		print_summary(configuration->file, done,
			      &configuration->translation);
		phonewall_network_access_output(configuration);
	}
}

void phonewall_output_refusal(bool json,
			      const struct phonewall_configuration *configuration)
{
	if (json)
		print_result_json("refused", configuration);
}
