// SPDX-License-Identifier: MIT
#include "base/json_text.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"

struct json_object *phonewall_json_text_parse(const char *text)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *object;

	if (!tokener)
		phonewall_memory_exhausted();
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	object = json_tokener_parse_ex(tokener, text, -1);
	if (json_tokener_get_error(tokener) != json_tokener_success) {
		json_object_put(object);
		object = NULL;
	}
	json_tokener_free(tokener);
	return object;
}

struct json_object *phonewall_json_text_name(const char *name)
{
	char *shown = phonewall_text_printable(name);
	struct json_object *string = json_object_new_string(shown);

	free(shown);
	return string;
}
