/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_SEARCH_H
#define PHONEWALL_DIRECTORY_SEARCH_H

#include "directory/connection.h"

#define PHONEWALL_DIRECTORY_WORDS_MAX	8
#define PHONEWALL_DIRECTORY_WORD_MAX	64
#define PHONEWALL_DIRECTORY_ENTRIES_MAX	100
#define PHONEWALL_DIRECTORY_VALUES_MAX	8
#define PHONEWALL_DIRECTORY_VALUE_MAX	256

/**
 * struct phonewall_directory_values - the values of an attribute of an entry
 * @list: the values, in UTF-8 without control characters, each of at most
 *	PHONEWALL_DIRECTORY_VALUE_MAX bytes at the server
 * @count: how many, 0 to PHONEWALL_DIRECTORY_VALUES_MAX
 */
struct phonewall_directory_values {
	char *list[PHONEWALL_DIRECTORY_VALUES_MAX];
	size_t count;
};

/**
 * struct phonewall_directory_entry - an entry that was found
 * @columns: the values of each of the settings' columns
 */
struct phonewall_directory_entry {
	struct phonewall_directory_values
		columns[PHONEWALL_DIRECTORY_COLUMNS_MAX];
};

/**
 * struct phonewall_directory_result - what a search has found
 * @entries: the entries, in the server's order
 * @count: how many, 0 to PHONEWALL_DIRECTORY_ENTRIES_MAX
 * @is_partial: whether there is more than is told
 * @referrals: how often the server named another server, which is not asked
 * @security: what protected the search
 *
 * Zero-initialise it; release it with phonewall_directory_result_clear().
 */
struct phonewall_directory_result {
	struct phonewall_directory_entry *entries;
	size_t count;
	bool is_partial;
	size_t referrals;
	enum phonewall_directory_security security;
};

/**
 * phonewall_directory_search() - search the directory
 * @directory: the settings, enabled and without a fault
 * @policy: which suites and versions TLS is spoken with
 * @words: what to search for, each of 1 to PHONEWALL_DIRECTORY_WORD_MAX bytes
 * @count: how many, 1 to PHONEWALL_DIRECTORY_WORDS_MAX
 * @result: filled in; to be released in any case. Its security is set also if
 *	the search fails after that
 *
 * Blocks for 30 s at most, and while the server's name is looked up. SIGPIPE
 * must be ignored.
 *
 * Return: NULL, or why it failed, to be released with free(): what happened,
 * and what to do; of one line, with bytes that the server has sent.
 */
char *phonewall_directory_search(
	const struct phonewall_directory_settings *directory,
	const struct phonewall_tls_policy *policy, const char *const words[],
	size_t count, struct phonewall_directory_result *result);

/**
 * phonewall_directory_search_over() - search over a connection
 * @connection: a connection that has bound
 * @directory: as for phonewall_directory_search(), as all that follows
 * @words: what to search for
 * @count: how many
 * @result: filled in
 *
 * Return: as phonewall_directory_search().
 */
char *phonewall_directory_search_over(
	struct phonewall_directory_connection *connection,
	const struct phonewall_directory_settings *directory,
	const char *const words[], size_t count,
	struct phonewall_directory_result *result);

/**
 * phonewall_directory_result_clear() - release what was found
 * @result: emptied
 */
void phonewall_directory_result_clear(
	struct phonewall_directory_result *result);

#endif /* PHONEWALL_DIRECTORY_SEARCH_H */
