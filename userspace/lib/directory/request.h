/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_REQUEST_H
#define PHONEWALL_DIRECTORY_REQUEST_H

#include "directory/connection.h"
#include "directory/search.h"

/**
 * phonewall_directory_request() - send a search, and take the answer
 * @connection: a connection that has bound
 * @settings: the settings, enabled and without a fault
 * @words: what to search for, each of 1 to PHONEWALL_DIRECTORY_WORD_MAX bytes
 * @count: how many, 1 to PHONEWALL_DIRECTORY_WORDS_MAX
 * @result: filled in; to be released in any case
 *
 * Return: as phonewall_directory_search().
 */
char *phonewall_directory_request(
	struct phonewall_directory_connection *connection,
	const struct phonewall_directory_settings *settings,
	const char *const words[], size_t count,
	struct phonewall_directory_result *result);

#endif /* PHONEWALL_DIRECTORY_REQUEST_H */
