// SPDX-License-Identifier: MIT
#include <json-c/json.h>

#include "command.h"
#include "store/request.h"
#include "store_client.h"

enum phonewall_exit
phonewall_command_reset(const struct phonewall_arguments *arguments)
{
	struct json_object *request = json_object_new_object();

	json_object_object_add(request, PHONEWALL_STORE_REQUEST,
			       json_object_new_string("reset"));
	return phonewall_store_change(arguments, request);
}
