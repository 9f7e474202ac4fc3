// SPDX-License-Identifier: MIT
#include "provisioning/command.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_text.h"
#include "base/memory.h"

static const char *const kinds[PHONEWALL_PROVISION_COMMANDS] = {
	[PHONEWALL_PROVISION_RESYNC] = "resync",
	[PHONEWALL_PROVISION_STATUS] = "status",
};

/* Return: the string, unless it holds a NUL; else NULL. */
static const char *text_of(struct json_object *value)
{
	const char *text;

	if (!json_object_is_type(value, json_type_string))
		return NULL;
	text = json_object_get_string(value);
	return strlen(text) == (size_t)json_object_get_string_len(value) ?
	       text : NULL;
}

static const char *read_kind(struct json_object *value,
			     struct phonewall_provision_command *command)
{
	const char *name = text_of(value);

	for (size_t i = 0; name && i < PHONEWALL_PROVISION_COMMANDS; i++) {
		if (strcmp(kinds[i], name))
			continue;
		command->kind = i;
		return NULL;
	}
	return "\"request\" must be resync or status";
}

static const char *read_url(struct json_object *value,
			    struct phonewall_provision_command *command)
{
	const char *url = text_of(value);

	if (!url || !*url)
		return "\"url\" must be a string that is not empty";
	command->url = phonewall_memory_copy(url, strlen(url));
	return NULL;
}

static const char *read_members(struct json_object *object,
				struct phonewall_provision_command *command)
{
	json_object_object_foreach(object, name, value) {
		const char *fault = NULL;

		if (!strcmp(name, PHONEWALL_PROVISION_URL))
			fault = read_url(value, command);
		else if (strcmp(name, PHONEWALL_PROVISION_REQUEST))
			fault = "the request has a member that it must not have; see phonewall-provision(8)";
		if (fault)
			return fault;
	}
	if (command->url && command->kind != PHONEWALL_PROVISION_RESYNC)
		return "only a resync has a \"url\"";
	return NULL;
}

const char *
phonewall_provision_command_read(const char *text, size_t length,
				 struct phonewall_provision_command *command)
{
	struct json_object *object = NULL;
	struct json_object *kind = NULL;
	const char *fault;

	*command = (struct phonewall_provision_command){ 0 };
	if (length > PHONEWALL_PROVISION_COMMAND_MAX)
		return "the request is larger than 16 KiB";
	if (strlen(text) == length)
		object = phonewall_json_text_parse(text);
	if (!json_object_is_type(object, json_type_object)) {
		json_object_put(object);
		return "the request must be one JSON object";
	}
	json_object_object_get_ex(object, PHONEWALL_PROVISION_REQUEST, &kind);
	fault = read_kind(kind, command) ?: read_members(object, command);
	json_object_put(object);
	if (fault)
		phonewall_provision_command_clear(command);
	return fault;
}

void
phonewall_provision_command_clear(struct phonewall_provision_command *command)
{
	if (command->url)
		explicit_bzero(command->url, strlen(command->url));
	free(command->url);
	*command = (struct phonewall_provision_command){ 0 };
}
