// SPDX-License-Identifier: MIT
#include "result_output.h"

#include <stdlib.h>

static const char *const security_names[] = {
	[PHONEWALL_DIRECTORY_PLAINTEXT] = "plaintext",
	[PHONEWALL_DIRECTORY_FALLBACK] = "plaintext-fallback",
	[PHONEWALL_DIRECTORY_STARTTLS] = "starttls",
	[PHONEWALL_DIRECTORY_LDAPS] = "ldaps",
};

static void write_values(struct phonewall_writer *writer,
			 const struct phonewall_directory_values *values)
{
	phonewall_write_begin_array(writer, "values");
	for (size_t i = 0; i < values->count; i++)
		phonewall_write_string(writer, NULL, i ? ", %s" : "%s",
				       values->list[i]);
	phonewall_write_end_array(writer);
}

static void write_entry(struct phonewall_writer *writer,
			const struct phonewall_directory_columns *columns,
			const struct phonewall_directory_entry *entry)
{
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_begin_array(writer, "attributes");
	for (size_t i = 0; i < columns->count; i++) {
		const struct phonewall_directory_column *column =
			&columns->list[i];

		phonewall_write_column(writer, i);
		phonewall_write_begin_object(writer, NULL);
		phonewall_write_string(writer, "attribute", NULL,
				       column->attribute);
		phonewall_write_string(writer, "label", NULL, column->label);
		phonewall_write_boolean(writer, "is_number", column->is_number,
					NULL, NULL);
		write_values(writer, &entry->columns[i]);
		phonewall_write_end_object(writer);
	}
	phonewall_write_end_array(writer);
	phonewall_write_end_object(writer);
	phonewall_write_end_line(writer);
}

static void write_entries(struct phonewall_writer *writer,
			  const struct phonewall_directory_columns *columns,
			  const struct phonewall_directory_result *result)
{
	struct phonewall_column
		headings[PHONEWALL_DIRECTORY_COLUMNS_MAX] = { 0 };
	const struct phonewall_table table = {
		.columns = headings,
		.count = columns->count,
	};

	for (size_t i = 0; i < columns->count; i++)
		headings[i].heading = columns->list[i].label;
	if (result->count)
		phonewall_write_begin_table(writer, &table);
	phonewall_write_begin_array(writer, "entries");
	for (size_t i = 0; i < result->count; i++)
		write_entry(writer, columns, &result->entries[i]);
	phonewall_write_end_array(writer);
	if (result->count)
		phonewall_write_end_table(writer);
	else
		phonewall_write_sentence(writer, PHONEWALL_COLOUR_NONE,
					 "no entry was found");
}

void phonewall_result_output_write(
	struct phonewall_writer *writer,
	const struct phonewall_directory *directory,
	const struct phonewall_directory_result *result)
{
	char *server = phonewall_directory_url(directory);

	phonewall_write_begin_object(writer, NULL);
	phonewall_write_string(writer, "server", NULL, server);
	phonewall_write_string(writer, "security", NULL,
			       security_names[result->security]);
	phonewall_write_boolean(writer, "is_partial", result->is_partial, NULL,
				NULL);
	phonewall_write_number(writer, "referrals", NULL, result->referrals);
	write_entries(writer, phonewall_directory_get_columns(directory),
		      result);
	phonewall_write_end_object(writer);
	free(server);
}
