// SPDX-License-Identifier: MIT
#include "base/fault_json.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "base/json_text.h"
#include "base/text.h"

/* A JSON string is UTF-8; the text of a damaged file need not be. */
static struct json_object *escaped_or_null(const char *text)
{
	struct json_object *string;
	char *escaped;

	if (!text)
		return NULL;
	escaped = phonewall_text_escape(text);
	string = json_object_new_string(escaped);
	free(escaped);
	return string;
}

static struct json_object *fault_to_json(const struct phonewall_fault *fault,
					 const char *file)
{
	struct json_object *object = json_object_new_object();

	if (fault->warning)
		json_object_object_add(object, PHONEWALL_FAULT_WARNING,
				       json_object_new_string(fault->warning));
	json_object_object_add(object, PHONEWALL_FAULT_FILE,
			       phonewall_json_text_name(file));
	json_object_object_add(object, PHONEWALL_FAULT_LINE, fault->line ?
			       json_object_new_uint64(fault->line) : NULL);
	json_object_object_add(object, PHONEWALL_FAULT_PARAMETER,
			       escaped_or_null(fault->parameter));
	json_object_object_add(object, PHONEWALL_FAULT_TOKEN,
			       escaped_or_null(fault->token));
	json_object_object_add(object, PHONEWALL_FAULT_MESSAGE,
			       json_object_new_string(fault->message));
	return object;
}

static void add_more(const struct phonewall_faults *faults, const char *file,
		     struct json_object *array)
{
	char *message = phonewall_faults_describe_more(faults);
	struct phonewall_fault fault = { .message = message };
	struct json_object *object;

	if (!message)
		return;
	fault.warning = faults->list[0].warning ? "more" : NULL;
	object = fault_to_json(&fault, file);
	json_object_object_add(object, PHONEWALL_FAULT_MORE,
			       json_object_new_uint64(faults->more));
	json_object_array_add(array, object);
	free(message);
}

void phonewall_faults_add_to_json(const struct phonewall_faults *faults,
				  const char *file, struct json_object *array)
{
	for (size_t i = 0; i < faults->count; i++)
		json_object_array_add(array,
				      fault_to_json(&faults->list[i], file));
	add_more(faults, file, array);
}
