// SPDX-License-Identifier: MIT
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "command.h"
#include "output/message.h"
#include "store/request.h"
#include "store_client.h"

/* Return: the assignments as an object, or NULL if one is none. */
static struct json_object *
read_assignments(const struct phonewall_arguments *arguments)
{
	struct json_object *parameters = json_object_new_object();

	for (size_t i = 0; i < arguments->count; i++) {
		const char *word = arguments->words[i];
		const char *sign = strchr(word, '=');
		char *name;

		if (!sign || sign == word) {
			phonewall_output_failure("'%s' is no assignment; write NAME=VALUE",
						 word);
			json_object_put(parameters);
			return NULL;
		}
		name = phonewall_memory_copy(word, sign - word);
		json_object_object_add(parameters, name,
				       json_object_new_string(sign + 1));
		free(name);
	}
	return parameters;
}

enum phonewall_exit
phonewall_command_set(const struct phonewall_arguments *arguments)
{
	struct json_object *parameters = read_assignments(arguments);
	struct json_object *request;

	if (!parameters)
		return PHONEWALL_EXIT_USAGE;
	request = json_object_new_object();
	json_object_object_add(request, PHONEWALL_STORE_REQUEST,
			       json_object_new_string("set"));
	json_object_object_add(request, PHONEWALL_STORE_PARAMETERS,
			       parameters);
	return phonewall_store_change(arguments, request);
}
