/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_HOST_NAME_H
#define PHONEWALL_HOST_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* RFC 1035, section 2.3.4: 255 bytes on the wire, without the root's dot. */
#define PHONEWALL_HOST_NAME_MAX	253

/**
 * phonewall_host_name_is_valid - whether a host can have this name
 * @name: the name
 *
 * It is of labels of 1 to 63 letters, digits and hyphens, none of which begins or
 * ends with a hyphen, with dots between them, and at most
 * PHONEWALL_HOST_NAME_MAX bytes long (RFC 1123, section 2.1). The last label is
 * no number, so an IPv4 address is no name; nor is a pattern with "*".
 */
bool phonewall_host_name_is_valid(const char *name);

/**
 * phonewall_host_names_read - read a list of names
 * @list: names with commas between them; spaces round them do not count
 * @max: how many there may be
 *
 * Return: the names with a comma and no space between them, to be released with
 * free(); NULL if one is no name of a host or there are too many.
 */
char *phonewall_host_names_read(const char *list, size_t max);

#endif /* PHONEWALL_HOST_NAME_H */
