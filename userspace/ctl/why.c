// SPDX-License-Identifier: MIT
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "command.h"
#include "json_member.h"
#include "output/writer.h"
#include "store/request.h"
#include "store_client.h"

/* What JSON has of the value in force, in this order. */
static const char *const members[] = {
	PHONEWALL_STORE_PARAMETER, PHONEWALL_STORE_VALUE,
	PHONEWALL_STORE_SECRET, PHONEWALL_STORE_ORIGIN,
	PHONEWALL_STORE_SOURCE, PHONEWALL_STORE_UA, PHONEWALL_STORE_TIME,
	PHONEWALL_STORE_OVERRIDES,
};

static const char *text_of(struct json_object *layer, const char *name)
{
	return phonewall_json_member_text(layer, name);
}

static const char *value_of(struct json_object *layer)
{
	const char *value = text_of(layer, PHONEWALL_STORE_VALUE);

	if (!value)
		return "secret";
	return *value ? value : "\"\"";
}

/* Return: where a value is from, to be released with free(). */
static char *describe_origin(struct json_object *layer)
{
	const char *origin = text_of(layer, PHONEWALL_STORE_ORIGIN) ?: "";
	const char *source = text_of(layer, PHONEWALL_STORE_SOURCE);
	const char *time = text_of(layer, PHONEWALL_STORE_TIME);

	if (!source)
		return phonewall_memory_print("the factory default");
	if (!time)
		return phonewall_memory_print("%s", source);
	if (!strcmp(origin, "web"))
		return phonewall_memory_print("set on the web page by %s, %s",
					      source, time);
	return phonewall_memory_print(strcmp(origin, "set") ?
				      "profile %s, %s" : "set by user %s, %s",
				      source, time);
}

static void write_layer(struct phonewall_writer *writer, const char *label,
			struct json_object *layer)
{
	char *origin = describe_origin(layer);
	char *text = phonewall_memory_print("%s, from %s", value_of(layer),
					    origin);

	phonewall_write_labelled(writer, label, text);
	free(text);
	free(origin);
}

static void write_text(struct phonewall_writer *writer,
		       struct json_object *answer)
{
	struct json_object *overrides;
	char *text = phonewall_memory_print("%s=%s",
				text_of(answer, PHONEWALL_STORE_PARAMETER),
				value_of(answer));
	char *origin = describe_origin(answer);

	phonewall_write_text(writer, "%s", text);
	phonewall_write_end_line(writer);
	phonewall_write_labelled(writer, "from", origin);
	phonewall_write_labelled(writer, "user access",
				 text_of(answer, PHONEWALL_STORE_UA));
	free(origin);
	free(text);
	if (!json_object_object_get_ex(answer, PHONEWALL_STORE_OVERRIDES,
				       &overrides) ||
	    !json_object_is_type(overrides, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(overrides); i++)
		write_layer(writer, "overrides",
			    json_object_array_get_idx(overrides, i));
}

enum phonewall_exit
phonewall_command_why(const struct phonewall_arguments *arguments)
{
	struct json_object *request = json_object_new_object();
	struct phonewall_writer *writer = arguments->writer;
	struct json_object *answer;

	json_object_object_add(request, PHONEWALL_STORE_REQUEST,
			       json_object_new_string("why"));
	json_object_object_add(request, PHONEWALL_STORE_PARAMETER,
			       json_object_new_string(arguments->words[0]));
	answer = phonewall_store_ask(arguments, request);
	if (!answer)
		return PHONEWALL_EXIT_FAILED;
	phonewall_write_begin_object(writer, NULL);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		struct json_object *value = NULL;

		json_object_object_get_ex(answer, members[i], &value);
		phonewall_write_json(writer, members[i], value);
	}
	write_text(writer, answer);
	phonewall_write_end_object(writer);
	json_object_put(answer);
	return PHONEWALL_EXIT_DONE;
}
