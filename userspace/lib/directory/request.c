// SPDX-License-Identifier: MIT
#include "directory/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "directory/filter.h"

/* Milliseconds for the whole of an answer. */
#define SEARCH_TIME	15000

/**
 * struct search - a search that runs
 * @connection: over which
 * @columns: the attributes that are asked for
 * @result: what was found
 * @request: number of the request
 * @is_done: whether the server has told all
 */
struct search {
	struct phonewall_directory_connection *connection;
	const struct phonewall_directory_columns *columns;
	struct phonewall_directory_result *result;
	int request;
	bool is_done;
};

/* As phonewall_text_printable(), with each NUL as \x00. */
static char *printable(const struct berval *value)
{
	char *text = phonewall_memory_copy(value->bv_val, value->bv_len);
	char *shown = phonewall_text_printable(text);

	for (size_t at = strlen(text); at < value->bv_len;
	     at += 1 + strlen(text + at + 1)) {
		char *rest = phonewall_text_printable(text + at + 1);
		char *both = phonewall_memory_print("%s\\x00%s", shown, rest);

		free(rest);
		free(shown);
		shown = both;
	}
	free(text);
	return shown;
}

static void add_value(const struct berval *value,
		      struct phonewall_directory_values *values,
		      struct phonewall_directory_result *result)
{
	if (values->count == PHONEWALL_DIRECTORY_VALUES_MAX ||
	    value->bv_len > PHONEWALL_DIRECTORY_VALUE_MAX) {
		result->is_partial = true;
		return;
	}
	values->list[values->count++] = printable(value);
}

static void add_values(const struct search *search, LDAPMessage *message,
		       const char *attribute,
		       struct phonewall_directory_values *values)
{
	struct berval **list = ldap_get_values_len(search->connection->ldap,
						   message, attribute);

	for (size_t i = 0; list && list[i]; i++)
		add_value(list[i], values, search->result);
	ldap_value_free_len(list);
}

static void add_entry(struct search *search, LDAPMessage *message)
{
	struct phonewall_directory_result *result = search->result;
	struct phonewall_directory_entry *entry;

	if (result->count == PHONEWALL_DIRECTORY_ENTRIES_MAX) {
		result->is_partial = true;
		search->is_done = true;
		return;
	}
	result->entries = phonewall_memory_resize(result->entries,
						  result->count + 1,
						  sizeof(*result->entries));
	entry = &result->entries[result->count++];
	*entry = (struct phonewall_directory_entry){ 0 };
	for (size_t i = 0; i < search->columns->count; i++)
		add_values(search, message, search->columns->list[i].attribute,
			   &entry->columns[i]);
}

/* Return: NULL, or why the server refuses the search. */
static char *judge(struct search *search, int code, const char *diagnostic)
{
	switch (code) {
	case LDAP_SUCCESS:
		return NULL;
	case LDAP_SIZELIMIT_EXCEEDED:
	case LDAP_TIMELIMIT_EXCEEDED:
	case LDAP_ADMINLIMIT_EXCEEDED:
		search->result->is_partial = true;
		return NULL;
	case LDAP_REFERRAL:
		return phonewall_memory_print("the server refers to another one, which is not asked; set LDAP_Server to that one");
	default:
		return phonewall_directory_refusal("the search",
						   "correct LDAP_Search_Base",
						   code, diagnostic);
	}
}

static char *end(struct search *search, LDAPMessage *message)
{
	char *diagnostic = NULL;
	char *failure;
	int code;

	search->is_done = true;
	if (ldap_parse_result(search->connection->ldap, message, &code, NULL,
			      &diagnostic, NULL, NULL, 0))
		return phonewall_memory_print("the server's answer is not LDAP; check the port in LDAP_Server");
	failure = judge(search, code, diagnostic);
	ldap_memfree(diagnostic);
	return failure;
}

static char *take(struct search *search, LDAPMessage *message)
{
	switch (ldap_msgtype(message)) {
	case LDAP_RES_SEARCH_ENTRY:
		add_entry(search, message);
		return NULL;
	case LDAP_RES_SEARCH_REFERENCE:
		search->result->referrals++;
		return NULL;
	case LDAP_RES_SEARCH_RESULT:
		return end(search, message);
	default:
		return NULL;
	}
}

static char *receive(struct search *search)
{
	char *failure = NULL;
	LDAPMessage *message;

	while (!failure && !search->is_done) {
		failure = phonewall_directory_connection_answer(
			search->connection, search->request, &message);
		if (failure)
			return failure;
		failure = take(search, message);
		ldap_msgfree(message);
	}
	return failure;
}

static int send_request(struct search *search, const char *base,
			const char *filter)
{
	char *attributes[PHONEWALL_DIRECTORY_COLUMNS_MAX + 1] = { NULL };
	struct timeval time = { .tv_sec = SEARCH_TIME / 1000 };

	for (size_t i = 0; i < search->columns->count; i++)
		attributes[i] = (char *)search->columns->list[i].attribute;
	return ldap_search_ext(search->connection->ldap, base,
			       LDAP_SCOPE_SUBTREE, filter, attributes, 0, NULL,
			       NULL, &time, PHONEWALL_DIRECTORY_ENTRIES_MAX,
			       &search->request);
}

char *phonewall_directory_request(
	struct phonewall_directory_connection *connection,
	const struct phonewall_directory_settings *directory,
	const char *const words[], size_t count,
	struct phonewall_directory_result *result)
{
	struct search search = {
		.connection = connection,
		.columns = &directory->columns,
		.result = result,
	};
	char *filter;
	int error;

	filter = phonewall_directory_filter_build(
		(const char *const *)directory->filters,
		directory->filter_count, words, count);
	phonewall_directory_stream_set_time(&connection->stream, SEARCH_TIME);
	error = send_request(&search, directory->base, filter);
	free(filter);
	if (error)
		return phonewall_memory_print("cannot send the search: %s; try again, or correct the filters",
					      ldap_err2string(error));
	return receive(&search);
}
