// SPDX-License-Identifier: MIT
#include "tls/configuration.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/host_name.h"
#include "base/memory.h"
#include "base/text.h"

/* Bytes of a word at fault that a warning shows. */
#define WORD_SHOWN	64

static const struct phonewall_parameter *
parameter(const struct phonewall_reading *reading,
	  enum phonewall_tls_parameter row)
{
	return &reading->parameters->list[row][0];
}

/* The beginning, safe to show. */
static char *shown(const char *word, size_t length)
{
	char *beginning = phonewall_memory_copy(word, length < WORD_SHOWN ?
						      length : WORD_SHOWN);
	char *redacted = phonewall_text_redact(NULL, beginning);
	char *escaped = phonewall_text_escape(redacted);

	free(redacted);
	free(beginning);
	return escaped;
}

char *phonewall_tls_configuration_word(
	const char *list, const struct phonewall_cipher_list_fault *fault)
{
	return fault->length ? shown(list + fault->column - 1, fault->length) :
			       NULL;
}

static void warn_of_fault(const struct phonewall_reading *reading,
			  const struct phonewall_parameter *list,
			  const struct phonewall_cipher_list_fault *fault)
{
	char *column = fault->column ?
		phonewall_memory_print("column %zu: ", fault->column) : NULL;
	char *word = phonewall_tls_configuration_word(list->text, fault);
	const char *text = phonewall_cipher_list_error_text(fault->error);
	size_t cause = strcspn(text, ";");

	phonewall_warning_add(reading->warnings, "invalid-cipher-list",
			      list->line, list->name, word,
			      "%s%.*s, so each application uses its default suites%s",
			      column ?: "", (int)cause, text, text + cause);
	free(word);
	free(column);
}

static void warn_of_missing(const struct phonewall_reading *reading,
			    const struct phonewall_parameter *list)
{
	size_t position = 0, length;
	const char *word;

	while ((length = phonewall_cipher_list_next_missing(list->text,
							    &position, &word))) {
		char *copy = shown(word, length);

		phonewall_warning_add(reading->warnings, "missing-cipher",
				      list->line, list->name, copy,
				      "selects no suite that this OpenSSL has; remove it");
		free(copy);
	}
}

static void warn_of_list(const struct phonewall_reading *reading)
{
	const struct phonewall_parameter *list =
		parameter(reading, PHONEWALL_PARAMETER_TLS_CIPHER_LIST);
	struct phonewall_cipher_list_fault fault;
	int error;

	if (!reading->warnings || list->is_default)
		return;
	error = phonewall_cipher_list_validate(list->text, &fault);
	if (error == -ENOMEM)
		phonewall_memory_exhausted();
	if (error)
		warn_of_fault(reading, list, &fault);
	else
		warn_of_missing(reading, list);
}

/* @first: the first of its choices. @peers: with whom the phone speaks it. */
static int version(const struct phonewall_reading *reading,
		   enum phonewall_tls_parameter row, int first,
		   const char *peers)
{
	const struct phonewall_parameter *least = parameter(reading, row);
	int number = first + (int)least->number;

	if (number < TLS1_2_VERSION)
		phonewall_warning_add(reading->warnings, "old-tls-version",
				      least->line, least->name, least->text,
				      "is deprecated by RFC 8996; set TLS 1.2 once all %s can speak it",
				      peers);
	return number;
}

static uint32_t any_name_lines(const struct phonewall_reading *reading)
{
	const struct phonewall_parameter *lines = reading->parameters->
		list[PHONEWALL_PARAMETER_TLS_NAME_VALIDATE];
	uint32_t set = 0;

	for (unsigned int i = 0; i < PHONEWALL_LINES_MAX; i++) {
		if (lines[i].number)
			continue;
		set |= UINT32_C(1) << i;
		phonewall_warning_add(reading->warnings, "name-not-validated",
				      lines[i].line, lines[i].name, NULL,
				      "lets any server with a valid certificate pose as the line's; set Yes");
	}
	return set;
}

static void warn_of_legacy_server(const char *name, void *argument)
{
	const struct phonewall_reading *reading = argument;

	phonewall_warning_add(reading->warnings, PHONEWALL_LEGACY_SERVER, 0,
			      "legacy_servers", name,
			      "may have a weak certificate; have a new one issued for it, and remove the name");
}

static char *legacy_servers(const struct phonewall_reading *reading)
{
	const char *names = reading->settings->legacy_servers;

	if (!names)
		return NULL;
	phonewall_host_names_each(names, warn_of_legacy_server,
				  (void *)reading);
	return phonewall_memory_copy(names, strlen(names));
}

static char *list_of(const struct phonewall_reading *reading)
{
	const struct phonewall_parameter *list =
		parameter(reading, PHONEWALL_PARAMETER_TLS_CIPHER_LIST);

	return list->is_default ? NULL :
	       phonewall_memory_copy(list->text, strlen(list->text));
}

void phonewall_tls_configuration_read(const struct phonewall_reading *reading,
				      void *section)
{
	struct phonewall_tls_settings *settings = section;

	warn_of_list(reading);
	*settings = (struct phonewall_tls_settings){
		.cipher_list = list_of(reading),
		.cipher_list_line = parameter(reading,
			PHONEWALL_PARAMETER_TLS_CIPHER_LIST)->line,
		.client_min_version = version(reading,
			PHONEWALL_PARAMETER_TLS_CLIENT_MIN_VERSION,
			TLS1_VERSION, "servers that the phone uses"),
		.server_min_version = version(reading,
			PHONEWALL_PARAMETER_TLS_SERVER_MIN_VERSION,
			TLS1_1_VERSION, "clients that use the phone"),
		.any_name_lines = any_name_lines(reading),
		.legacy_servers = legacy_servers(reading),
	};
}

void phonewall_tls_configuration_clear(void *section)
{
	struct phonewall_tls_settings *settings = section;

	free((char *)settings->cipher_list);
	free((char *)settings->legacy_servers);
	*settings = (struct phonewall_tls_settings){ 0 };
}
