// SPDX-License-Identifier: MIT
#include "json_member.h"

#include <json-c/json.h>

struct json_object *phonewall_json_member_object(struct json_object *object,
						 const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value) ||
	    !json_object_is_type(value, json_type_object))
		return NULL;
	return value;
}

const char *phonewall_json_member_text(struct json_object *object,
				       const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value) || !value)
		return NULL;
	return json_object_get_string(value);
}
