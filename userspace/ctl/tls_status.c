// SPDX-License-Identifier: MIT
#include "tls_status.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "base/memory.h"
#include "json_member.h"
#include "status/status_file.h"

static char *describe_fault(struct json_object *fault)
{
	const char *column = phonewall_json_member_text(fault,
					PHONEWALL_STATUS_CIPHER_FAULT_COLUMN);
	const char *word = phonewall_json_member_text(fault,
					PHONEWALL_STATUS_CIPHER_FAULT_WORD);
	const char *message = phonewall_json_member_text(fault,
					PHONEWALL_STATUS_CIPHER_FAULT_MESSAGE);

	if (column && word)
		return phonewall_memory_print("column %s, '%s': %s", column,
					      word, message ?: "");
	return phonewall_memory_print("%s", message ?: "");
}

static char *describe_suites(struct json_object *tls)
{
	struct json_object *fault =
		phonewall_json_member_object(tls, PHONEWALL_STATUS_TLS_FAULT);
	char *reason, *text;

	if (phonewall_json_member_text(tls, PHONEWALL_STATUS_TLS_CIPHER_LIST))
		return phonewall_memory_print("suites of TLS_Cipher_List");
	if (!fault)
		return phonewall_memory_print("default suites");
	reason = describe_fault(fault);
	text = phonewall_memory_print("default suites, because TLS_Cipher_List is invalid: %s",
				      reason);
	free(reason);
	return text;
}

/* Return: text to put behind the others, or NULL if each line is verified. */
static char *describe_lines(struct json_object *tls)
{
	struct json_object *lines;
	char *text = NULL, *longer;

	if (!json_object_object_get_ex(tls,
				       PHONEWALL_STATUS_TLS_UNVERIFIED_LINES,
				       &lines) ||
	    !json_object_is_type(lines, json_type_array))
		return NULL;
	for (size_t i = 0; i < json_object_array_length(lines); i++) {
		longer = phonewall_memory_print("%s%s %d", text ?:
			"; the server's name is not verified on line",
			text ? "," : "", json_object_get_int(
				json_object_array_get_idx(lines, i)));
		free(text);
		text = longer;
	}
	return text;
}

void phonewall_tls_status_write(struct phonewall_writer *writer,
				struct json_object *tls)
{
	const char *client = phonewall_json_member_text(tls,
					PHONEWALL_STATUS_TLS_CLIENT_MIN_VERSION);
	const char *server = phonewall_json_member_text(tls,
					PHONEWALL_STATUS_TLS_SERVER_MIN_VERSION);
	char *suites, *lines, *text;

	if (!tls)
		return;
	suites = describe_suites(tls);
	lines = describe_lines(tls);
	text = phonewall_memory_print("TLS: clients from %s, servers from %s; %s%s",
				      client ?: "unknown", server ?: "unknown",
				      suites, lines ?: "");
	phonewall_write_sentence(writer, PHONEWALL_COLOUR_NONE, text);
	free(text);
	free(lines);
	free(suites);
}
