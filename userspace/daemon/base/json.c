// SPDX-License-Identifier: MIT
#include "base/json.h"

#include <json-c/json.h>

struct json_object *phonewall_json_time(time_t when)
{
	char text[sizeof("-2147481748-12-31T23:59:59Z")];
	struct tm parts;

	gmtime_r(&when, &parts);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
	return json_object_new_string(text);
}

void phonewall_json_add_text(struct json_object *object, const char *name,
			     const char *text)
{
	json_object_object_add(object, name,
			       text ? json_object_new_string(text) : NULL);
}

void phonewall_json_add_elements(struct json_object *array,
				 const struct json_object *more)
{
	size_t count = more ? json_object_array_length(more) : 0;

	for (size_t i = 0; i < count; i++)
		json_object_array_add(array, json_object_get(
				json_object_array_get_idx(more, i)));
}
