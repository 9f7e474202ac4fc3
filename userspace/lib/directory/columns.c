// SPDX-License-Identifier: MIT
#include "directory/columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

#define LETTERS	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static const struct phonewall_directory_columns initial = {
	.list = {
		{ .attribute = "cn", .label = "Name" },
		{ .attribute = "telephoneNumber", .label = "Phone",
		  .is_number = true },
	},
	.count = 2,
};

bool phonewall_directory_attribute_is_valid(const char *name)
{
	size_t length = strlen(name);

	return length && length <= PHONEWALL_DIRECTORY_NAME_MAX &&
	       strspn(name, LETTERS "0123456789.-") == length;
}

static bool read_field(char *text, struct phonewall_directory_column *column)
{
	char *value = strchr(text, '=');

	if (!value)
		return false;
	*value++ = '\0';
	text = phonewall_text_trim(text);
	value = phonewall_text_trim(value);
	if (strlen(value) > PHONEWALL_DIRECTORY_NAME_MAX)
		return false;
	if (!strcmp(text, "a"))
		strcpy(column->attribute, value);
	else if (!strcmp(text, "n"))
		strcpy(column->label, value);
	else if (!strcmp(text, "t"))
		column->is_number = !strcmp(value, "p");
	else
		return false;
	return true;
}

static bool read_column(char *text, struct phonewall_directory_column *column)
{
	char *field;

	while ((field = strsep(&text, ",")))
		if (!read_field(field, column))
			return false;
	if (!phonewall_directory_attribute_is_valid(column->attribute))
		return false;
	if (!*column->label)
		strcpy(column->label, column->attribute);
	return true;
}

static const char *read_columns(char *text,
				struct phonewall_directory_columns *columns)
{
	bool has_number = false;
	char *item;

	while ((item = strsep(&text, ";"))) {
		struct phonewall_directory_column *column;

		item = phonewall_text_trim(item);
		if (!*item)
			continue;
		if (columns->count == PHONEWALL_DIRECTORY_COLUMNS_MAX)
			return "has more than 16 attributes; leave some out";
		column = &columns->list[columns->count++];
		if (!read_column(item, column))
			return "is not a list of attributes; write one as a=cn,n=Name;a=telephoneNumber,n=Phone,t=p";
		column->is_number = column->is_number && !has_number;
		has_number = has_number || column->is_number;
	}
	return NULL;
}

const char *
phonewall_directory_columns_read(const char *text,
				 struct phonewall_directory_columns *columns)
{
	char *copy = phonewall_memory_print("%s", text);
	const char *fault;

	*columns = (struct phonewall_directory_columns){ 0 };
	fault = read_columns(copy, columns);
	free(copy);
	if (fault || !columns->count)
		*columns = initial;
	return fault;
}
