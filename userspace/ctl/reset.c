// SPDX-License-Identifier: MIT
#include <json-c/json.h>

#include "command.h"
#include "store/request.h"
#include "store_client.h"

enum phonewall_exit
phonewall_command_reset(const struct phonewall_arguments *arguments)
{
	struct json_object *request = json_object_new_object();
	struct json_object *names = arguments->count ?
				    json_object_new_array() : NULL;

	for (size_t i = 0; i < arguments->count; i++)
		json_object_array_add(names,
			json_object_new_string(arguments->words[i]));
	json_object_object_add(request, PHONEWALL_STORE_REQUEST,
			       json_object_new_string("reset"));
	if (names)
		json_object_object_add(request, PHONEWALL_STORE_PARAMETERS,
				       names);
	return phonewall_store_change(arguments, request);
}
