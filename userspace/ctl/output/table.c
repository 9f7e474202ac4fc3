// SPDX-License-Identifier: MIT
#include "output/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/width.h"

#define GAP		2	/* between columns */
#define FURTHER_INDENT	4	/* of the further lines of a row */
#define LAST_LEAST	24	/* less room is too little for sentences */

/* Where a column is printed: in which line of a row, from which column on. */
struct place {
	unsigned int line;
	unsigned int begin;
	unsigned int width;
};

static char **row_of(const struct phonewall_rows *rows, size_t number)
{
	return rows->cells + number * rows->table->count;
}

static void open_row(struct phonewall_rows *rows)
{
	size_t count = rows->table->count;

	rows->cells = phonewall_memory_resize(rows->cells,
					      (rows->count + 1) * count,
					      sizeof(*rows->cells));
	memset(row_of(rows, rows->count), 0, count * sizeof(*rows->cells));
	rows->is_open = true;
}

void phonewall_rows_add(struct phonewall_rows *rows, size_t column,
			const char *text)
{
	char **cell;
	char *longer;

	if (!rows->is_open)
		open_row(rows);
	cell = &row_of(rows, rows->count)[column];
	longer = phonewall_memory_print("%s%s", *cell ?: "", text);
	free(*cell);
	*cell = longer;
}

void phonewall_rows_end(struct phonewall_rows *rows)
{
	rows->count += rows->is_open;
	rows->is_open = false;
}

static const char *cell_of(char *const *row, size_t column)
{
	return row[column] && *row[column] ? row[column] : "-";
}

static unsigned int widest(const struct phonewall_rows *rows, size_t column)
{
	const struct phonewall_column *described =
		&rows->table->columns[column];
	unsigned int most = described->least;

	if (described->heading && phonewall_width(described->heading) > most)
		most = phonewall_width(described->heading);
	for (size_t i = 0; i < rows->count; i++) {
		unsigned int width =
			phonewall_width(cell_of(row_of(rows, i), column));

		if (width > most)
			most = width;
	}
	return most;
}

static struct place place_behind(const struct phonewall_rows *rows,
				 const struct place *places, size_t column)
{
	const struct place *before;

	if (!column)
		return (struct place){ .begin = rows->table->indent };
	before = &places[column - 1];
	return (struct place){
		.line = before->line,
		.begin = before->begin + before->width + GAP,
	};
}

/* A column is in the same place in all rows, but for the last one. */
static struct place *place_columns(const struct phonewall_rows *rows,
				   unsigned int columns)
{
	size_t count = rows->table->count;
	struct place *places = phonewall_memory_resize(NULL, count,
						       sizeof(*places));

	for (size_t i = 0; i < count; i++) {
		struct place *place = &places[i];
		unsigned int width = i == count - 1 ? 0 : widest(rows, i);

		*place = place_behind(rows, places, i);
		if (i && place->begin + width > columns) {
			place->line++;
			place->begin = FURTHER_INDENT;
		}
		if (place->begin + width > columns)
			width = columns - place->begin;
		place->width = width;
	}
	return places;
}

/*
 * The last column may hold sentences: it takes the room that is left. If that
 * is little, a cell that does not fit has a line of its own.
 */
static void place_last(struct place *place, unsigned int width,
		       unsigned int columns)
{
	place->width = columns - place->begin;
	if (width <= place->width || place->width >= LAST_LEAST)
		return;
	place->line++;
	place->begin = FURTHER_INDENT;
	place->width = columns - FURTHER_INDENT;
}

/* Prints what fits of a cell. Return: what is left of it. */
static const char *print_cell(const char *text, const struct place *place,
			      bool is_number, unsigned int *column)
{
	size_t length = phonewall_width_fit(text, place->width);
	char *shown = phonewall_memory_copy(text, length);
	unsigned int width = phonewall_width(shown);
	unsigned int begin = place->begin +
			     (is_number ? place->width - width : 0);

	if (length)
		printf("%*s%s", (int)(begin - *column), "", shown);
	if (length)
		*column = begin + width;
	free(shown);
	return text + length + strspn(text + length, " ");
}

/* Prints the columns of one line of a row, in as many lines as they need. */
static void print_line(const struct phonewall_table *table,
		       const struct place *places, const char **cells,
		       size_t first, size_t end)
{
	bool is_more = true;

	while (is_more) {
		unsigned int column = 0;

		is_more = false;
		for (size_t i = first; i < end; i++) {
			cells[i] = print_cell(cells[i], &places[i],
					      table->columns[i].is_number,
					      &column);
			is_more |= *cells[i];
		}
		putchar('\n');
	}
}

/* @cells is used up. */
static void print_row(const struct phonewall_table *table,
		      struct place *places, const char **cells,
		      unsigned int columns)
{
	size_t last = table->count - 1;
	const struct place before = places[last];
	size_t first = 0;

	place_last(&places[last], phonewall_width(cells[last]), columns);
	for (size_t i = 1; i <= table->count; i++) {
		if (i < table->count && places[i].line == places[first].line)
			continue;
		print_line(table, places, cells, first, i);
		first = i;
	}
	places[last] = before;
}

void phonewall_rows_print(const struct phonewall_rows *rows,
			  unsigned int columns)
{
	const struct phonewall_table *table = rows->table;
	struct place *places = place_columns(rows, columns);
	const char **cells = phonewall_memory_resize(NULL, table->count,
						     sizeof(*cells));

	if (table->columns[0].heading) {
		for (size_t i = 0; i < table->count; i++)
			cells[i] = table->columns[i].heading;
		print_row(table, places, cells, columns);
	}
	for (size_t i = 0; i < rows->count; i++) {
		for (size_t j = 0; j < table->count; j++)
			cells[j] = cell_of(row_of(rows, i), j);
		print_row(table, places, cells, columns);
	}
	free(cells);
	free(places);
}

void phonewall_rows_clear(struct phonewall_rows *rows)
{
	size_t count = (rows->count + rows->is_open) * rows->table->count;

	for (size_t i = 0; i < count; i++)
		free(rows->cells[i]);
	free(rows->cells);
	rows->cells = NULL;
	rows->count = 0;
	rows->is_open = false;
}
