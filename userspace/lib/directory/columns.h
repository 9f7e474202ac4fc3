/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_COLUMNS_H
#define PHONEWALL_DIRECTORY_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#define PHONEWALL_DIRECTORY_COLUMNS_MAX	16
#define PHONEWALL_DIRECTORY_NAME_MAX	64

/**
 * struct phonewall_directory_column - an attribute that is shown
 * @attribute: its description: letters, digits, "-" and "."
 * @label: what is shown before its value
 * @is_number: whether it is the number that is dialled
 */
struct phonewall_directory_column {
	char attribute[PHONEWALL_DIRECTORY_NAME_MAX + 1];
	char label[PHONEWALL_DIRECTORY_NAME_MAX + 1];
	bool is_number;
};

/**
 * struct phonewall_directory_columns - the attributes that are shown, in order
 * @list: the attributes, of which one at most is dialled
 * @count: how many, 1 to PHONEWALL_DIRECTORY_COLUMNS_MAX
 */
struct phonewall_directory_columns {
	struct phonewall_directory_column list[PHONEWALL_DIRECTORY_COLUMNS_MAX];
	size_t count;
};

/**
 * phonewall_directory_columns_read() - read LDAP_Display_Attrs
 * @text: as "a=cn,n=Name;a=telephoneNumber,n=Phone,t=p"; "" for that default
 * @columns: set whole; to the default if @text is wrong
 *
 * Return: NULL, or what is wrong: a predicate whose subject is the text, and
 * what to do; a constant string.
 */
const char *
phonewall_directory_columns_read(const char *text,
				 struct phonewall_directory_columns *columns);

/**
 * phonewall_directory_attribute_is_valid() - check the name of an attribute
 * @name: the name
 *
 * Return: true if it has 1 to PHONEWALL_DIRECTORY_NAME_MAX letters, digits, "-"
 * and "." (RFC 4512 section 1.4).
 */
bool phonewall_directory_attribute_is_valid(const char *name);

#endif /* PHONEWALL_DIRECTORY_COLUMNS_H */
