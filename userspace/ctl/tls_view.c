// SPDX-License-Identifier: MIT
#include "tls_view.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "agent_status.h"
#include "base/memory.h"
#include "config/settings.h"
#include "status/status_file.h"
#include "tls/configuration.h"

struct phonewall_tls_view
phonewall_tls_view_of_settings(const struct phonewall_tls_settings *settings)
{
	struct phonewall_tls_view view = {
		.policy = phonewall_tls_policy_new(settings),
		.line = settings->cipher_list_line,
	};
	const struct phonewall_cipher_list_fault *fault;

	if (!view.policy)
		phonewall_memory_exhausted();
	fault = phonewall_tls_policy_fault(view.policy);
	if (!fault)
		return view;
	view.is_invalid = true;
	view.column = fault->column;
	view.word = phonewall_tls_configuration_word(settings->cipher_list,
						     fault);
	view.message = phonewall_memory_print("%s",
				phonewall_cipher_list_error_text(fault->error));
	return view;
}

static char *copy_text(struct json_object *object, const char *name)
{
	const char *text = phonewall_agent_status_text(object, name);

	return text ? phonewall_memory_print("%s", text) : NULL;
}

struct phonewall_tls_view
phonewall_tls_view_of_status(struct phonewall_tls_policy *policy,
			     struct json_object *tls)
{
	struct json_object *fault =
		phonewall_agent_status_object(tls, PHONEWALL_STATUS_TLS_FAULT);
	struct phonewall_tls_view view = { .policy = policy };
	struct json_object *column = NULL;

	if (phonewall_tls_policy_is_configured(policy))
		return view;
	view.is_unexplained = !tls;
	if (!fault)
		return view;
	json_object_object_get_ex(fault, PHONEWALL_STATUS_CIPHER_FAULT_COLUMN,
				  &column);
	view.is_invalid = true;
	view.column = json_object_get_uint64(column);
	view.word = copy_text(fault, PHONEWALL_STATUS_CIPHER_FAULT_WORD);
	view.message = copy_text(fault, PHONEWALL_STATUS_CIPHER_FAULT_MESSAGE);
	return view;
}

void phonewall_tls_view_clear(struct phonewall_tls_view *view)
{
	phonewall_tls_policy_free(view->policy);
	free(view->word);
	free(view->message);
	*view = (struct phonewall_tls_view){ 0 };
}

static char *describe_fault(const struct phonewall_tls_view *view)
{
	const char *message = view->message ?: "it cannot be used";

	if (view->word)
		return phonewall_memory_print("column %zu, '%s': %s",
					      view->column, view->word,
					      message);
	if (view->column)
		return phonewall_memory_print("column %zu: %s", view->column,
					      message);
	return phonewall_memory_print("%s", message);
}

/* The parameter, with its line if it is known. */
static char *parameter(const struct phonewall_tls_view *view)
{
	if (!view->line)
		return phonewall_memory_print("TLS_Cipher_List");
	return phonewall_memory_print("TLS_Cipher_List (line %u)", view->line);
}

char *phonewall_tls_view_origin(const struct phonewall_tls_view *view)
{
	char *name = parameter(view);
	char *reason, *origin;

	if (phonewall_tls_policy_is_configured(view->policy))
		return name;
	if (view->is_invalid) {
		reason = describe_fault(view);
		origin = phonewall_memory_print("default, because %s is invalid: %s",
						name, reason);
		free(reason);
	} else {
		origin = phonewall_memory_print("default, because %s is empty%s",
						name, view->is_unexplained ?
						" or invalid" : "");
	}
	free(name);
	return origin;
}

char *phonewall_tls_view_lines(const struct phonewall_tls_view *view)
{
	unsigned int count = 0;
	char *list = NULL, *lines;

	for (unsigned int i = 1; i <= PHONEWALL_LINES_MAX; i++) {
		char *longer;

		if (!phonewall_tls_policy_name_flags(view->policy, i))
			continue;
		longer = phonewall_memory_print("%s%s%u", list ?: "",
						count ? ", " : "", i);
		free(list);
		list = longer;
		count++;
	}
	if (!list)
		return NULL;
	lines = phonewall_memory_print("line%s %s", count > 1 ? "s" : "", list);
	free(list);
	return lines;
}

struct json_object *
phonewall_tls_view_missing(const struct phonewall_tls_view *view,
			   enum phonewall_tls_application application)
{
	const char *list = phonewall_tls_policy_cipher_list(view->policy,
							    application);
	struct json_object *words = json_object_new_array();
	size_t position = 0, length;
	const char *word;

	if (!words)
		phonewall_memory_exhausted();
	while ((length = phonewall_cipher_list_next_missing(list, &position,
							    &word)))
		json_object_array_add(words,
				      json_object_new_string_len(word, length));
	return words;
}
