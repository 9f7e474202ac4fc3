// SPDX-License-Identifier: MIT
#include "base/json_text.h"

#include <json-c/json.h>
#include <stdbool.h>
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

size_t phonewall_json_text_count(const char *text)
{
	bool is_string = false;
	size_t count = 0;

	for (; *text; text++) {
		if (*text == '"')
			is_string = !is_string;
		else if (is_string && *text == '\\' && text[1])
			text++;
		else if (!is_string && *text == ',')
			count++;
	}
	return count;
}

struct json_object *phonewall_json_text_name(const char *name)
{
	char *shown = phonewall_text_printable(name);
	struct json_object *string = json_object_new_string(shown);

	free(shown);
	return string;
}
