/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_SEARCH_H
#define PHONEWALL_DIRECTORY_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "directory/columns.h"

#define PHONEWALL_DIRECTORY_WORDS_MAX	8
#define PHONEWALL_DIRECTORY_WORD_MAX	64
#define PHONEWALL_DIRECTORY_ENTRIES_MAX	100
#define PHONEWALL_DIRECTORY_VALUES_MAX	8
#define PHONEWALL_DIRECTORY_VALUE_MAX	256

/* Seconds that a search takes at most. */
#define PHONEWALL_DIRECTORY_SEARCH_TIME	43

/**
 * enum phonewall_directory_security - what protects a search
 * @PHONEWALL_DIRECTORY_PLAINTEXT: nothing; StartTLS was not asked for
 * @PHONEWALL_DIRECTORY_FALLBACK: nothing; the server does not know StartTLS, or
 *	somebody on the way removes it
 * @PHONEWALL_DIRECTORY_STARTTLS: TLS, after StartTLS
 * @PHONEWALL_DIRECTORY_LDAPS: TLS from the beginning
 */
enum phonewall_directory_security {
	PHONEWALL_DIRECTORY_PLAINTEXT,
	PHONEWALL_DIRECTORY_FALLBACK,
	PHONEWALL_DIRECTORY_STARTTLS,
	PHONEWALL_DIRECTORY_LDAPS,
};

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
 * @columns: the values of each of phonewall_directory_get_columns()
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
 * @sends_password: whether the server is sent LDAP_Password
 *
 * Zero-initialise it; release it with phonewall_directory_result_clear().
 */
struct phonewall_directory_result {
	struct phonewall_directory_entry *entries;
	size_t count;
	bool is_partial;
	size_t referrals;
	enum phonewall_directory_security security;
	bool sends_password;
};

/**
 * struct phonewall_directory - the LDAP directory that cfg.xml names
 *
 * It does not change, and may be used by several threads at once.
 */
struct phonewall_directory;

/**
 * phonewall_directory_open() - take the directory as phonewalld has set it up
 * @run_directory: the directory of the files that phonewalld writes; NULL for
 *	/run/phonewall
 * @directory: set to the directory, to be released with
 *	phonewall_directory_close(); to NULL if this fails
 *
 * Reads "directory.json", which only root and the members of the group
 * phonewall-directory can read, and "tls.conf"; without the latter the factory
 * defaults of TLS hold. A change of cfg.xml is seen by the next call.
 *
 * Return: NULL, or why the directory cannot be searched, to be released with
 * free(): what is wrong, and what to do; of one line, without control characters.
 */
char *phonewall_directory_open(const char *run_directory,
			       struct phonewall_directory **directory);

/**
 * phonewall_directory_close() - release a directory
 * @directory: the directory, or NULL; its password is overwritten
 */
void phonewall_directory_close(struct phonewall_directory *directory);

/**
 * phonewall_directory_url() - get the URL of the server
 * @directory: the directory
 *
 * Return: the URL with its port, to be released with free().
 */
char *phonewall_directory_url(const struct phonewall_directory *directory);

/**
 * phonewall_directory_get_columns() - get the attributes that are shown
 * @directory: the directory
 *
 * Return: the attributes in order, valid as long as the directory.
 */
const struct phonewall_directory_columns *
phonewall_directory_get_columns(const struct phonewall_directory *directory);

/**
 * phonewall_directory_search() - search the directory
 * @directory: the directory
 * @words: what to search for, each of 1 to PHONEWALL_DIRECTORY_WORD_MAX bytes; an
 *	entry is found if each word is found in it
 * @count: how many, 1 to PHONEWALL_DIRECTORY_WORDS_MAX
 * @result: zero-initialised; filled in, to be released in any case. Its security
 *	and sends_password are set also if the search fails after that
 *
 * Blocks for PHONEWALL_DIRECTORY_SEARCH_TIME at most; call it from a thread that
 * may. Raises no SIGPIPE.
 *
 * Return: as phonewall_directory_open(); NULL also if nothing was found.
 */
char *phonewall_directory_search(const struct phonewall_directory *directory,
				 const char *const words[], size_t count,
				 struct phonewall_directory_result *result);

/**
 * phonewall_directory_result_clear() - release what was found
 * @result: emptied
 */
void phonewall_directory_result_clear(
	struct phonewall_directory_result *result);

#endif /* PHONEWALL_DIRECTORY_SEARCH_H */
