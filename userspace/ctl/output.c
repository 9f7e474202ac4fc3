// SPDX-License-Identifier: MIT
#include "output.h"

#include <json-c/json.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault_json.h"
#include "base/json_text.h"
#include "base/memory.h"
#include "base/text.h"
#include "network_access_output.h"
#include "port_list.h"

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

void phonewall_output_json(struct json_object *value)
{
	puts(json_object_to_json_string_ext(value,
					    JSON_C_TO_STRING_PLAIN |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(value);
	json_printed = true;
}

void phonewall_output_message(const char *format, ...)
{
	char *message, *whole, *printable, *lines;
	va_list arguments;

	va_start(arguments, format);
	message = phonewall_memory_print_list(format, arguments);
	va_end(arguments);
	whole = phonewall_memory_print("phonewallctl: %s", message);
	printable = phonewall_text_printable(whole);
	lines = phonewall_text_wrap(printable);
	fprintf(stderr, "%s\n", lines);
	free(lines);
	free(printable);
	free(whole);
	free(message);
}

void phonewall_output_wrapped(const char *text)
{
	char *lines = phonewall_text_wrap(text);

	puts(lines);
	free(lines);
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

static void print_picked_port(const struct phonewall_translation *translation)
{
	const struct phonewall_port_range *range = &translation->to_pick.range;

	if (translation->picked_port)
		printf("  TR-069 connection request: TCP port %u, picked by "
		       "phonewalld\n", translation->picked_port);
	else if (translation->to_pick.reason)
		printf("  TR-069 connection request: one TCP port from %u to %u, which phonewalld has still to pick\n",
		       range->first, range->last);
}

static void print_settings(const char *file)
{
	char *name = phonewall_text_printable(file ?: "the defaults");

	printf("  settings: %s\n", name);
	free(name);
}

static struct json_object *
open_ports_to_json(const struct phonewall_port_list *list)
{
	struct json_object *object = json_object_new_object();

	add(object, "udp", json_object_new_int(
		phonewall_port_list_count(list, IPPROTO_UDP)));
	add(object, "tcp", json_object_new_int(
		phonewall_port_list_count(list, IPPROTO_TCP)));
	return object;
}

static void add_translation(struct json_object *object,
			    const struct phonewall_translation *translation)
{
	const struct phonewall_port_list list =
		phonewall_port_list_of(translation);

	add(object, "enabled", json_object_new_boolean(translation->enabled));
	add(object, "flags", phonewall_output_flags_json(translation->flags));
	add(object, "broadcast_echo",
	    json_object_new_boolean(translation->broadcast_echo));
	add(object, "open_ports", open_ports_to_json(&list));
	phonewall_port_list_to_json(&list, object);
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
	add(object, "file", configuration->file ?
	    phonewall_json_text_name(configuration->file) : NULL);
	add(object, "result",
	    json_object_new_string(refused ? "refused" : done));
	add(object, "settings", configuration->settings_file ?
	    phonewall_json_text_name(configuration->settings_file) : NULL);
	add(object, "faults", faults);
	add(object, "warnings", warnings);
	if (!refused) {
		add_translation(object, &configuration->systems.firewall);
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
			      &configuration->systems.firewall);
		print_picked_port(&configuration->systems.firewall);
		phonewall_network_access_output(configuration);
		print_settings(configuration->settings_file);
	}
}

void phonewall_output_refusal(bool json,
			      const struct phonewall_configuration *configuration)
{
	if (json)
		print_result_json("refused", configuration);
}
