/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_HOST_NAME_H
#define PHONEWALL_HOST_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* RFC 1035, section 2.3.4: 255 bytes on the wire, without the root's dot. */
#define PHONEWALL_HOST_NAME_MAX	253

/**
 * phonewall_host_name_is_valid() - check the name of a host
 * @name: the name
 *
 * It must consist of labels of 1 to 63 letters, digits and hyphens, none of
 * which begins or ends with a hyphen, with dots between them, and have at most
 * PHONEWALL_HOST_NAME_MAX bytes (RFC 1123, section 2.1). The last label must
 * not be a number, so an IPv4 address is not valid; nor is a pattern with "*".
 *
 * Return: true if it is valid.
 */
bool phonewall_host_name_is_valid(const char *name);

/**
 * phonewall_host_names_read() - parse a list of names
 * @list: names separated by commas; spaces around them are ignored
 * @max: maximum number of names
 *
 * Return: the names, separated by commas without spaces, to be released with
 * free(); NULL if one is not valid or there are too many.
 */
char *phonewall_host_names_read(const char *list, size_t max);

/**
 * phonewall_host_names_each() - call a function for each name of a list
 * @names: as phonewall_host_names_read() gives them
 * @call: gets each name, which is valid during the call, and @argument
 * @argument: handed to @call
 */
void phonewall_host_names_each(const char *names,
			       void (*call)(const char *name, void *argument),
			       void *argument);

/**
 * phonewall_host_names_include() - whether a list has every name of another
 * @names: as phonewall_host_names_read() gives them; may be NULL for none
 * @others: likewise, but not NULL
 *
 * Return: true if each name of @others is among @names, in upper or lower case.
 */
bool phonewall_host_names_include(const char *names, const char *others);

#endif /* PHONEWALL_HOST_NAME_H */
