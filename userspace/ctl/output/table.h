/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TABLE_H
#define PHONEWALL_TABLE_H

#include "output/writer.h"

/**
 * struct phonewall_rows - the rows of a table, kept until all are known
 * @table: the table
 * @cells: the cells, row by row; NULL for an empty cell
 * @count: rows that have ended
 * @is_open: whether there is a row behind these that has not ended
 *
 * Zero-initialise all but @table; release it with phonewall_rows_clear().
 */
struct phonewall_rows {
	const struct phonewall_table *table;
	char **cells;
	size_t count;
	bool is_open;
};

/**
 * phonewall_rows_add - add text to a cell of the row that is open
 * @rows: the rows; a row is begun if none is open
 * @column: number of the column, from 0
 * @text: what to append to the cell
 */
void phonewall_rows_add(struct phonewall_rows *rows, size_t column,
			const char *text);

/**
 * phonewall_rows_end - end the row that is open, if one is
 * @rows: the rows
 */
void phonewall_rows_end(struct phonewall_rows *rows);

/**
 * phonewall_rows_print - print the headings, if there are any, and the rows
 * @rows: the rows, of which none is open
 * @columns: width that they may take, at least PHONEWALL_TERMINAL_LEAST
 *
 * Each column is as wide as its widest cell. Columns that do not fit side by
 * side go on in a second line of each row, indented; cells of the last column
 * only if they do not fit themselves. Cells that are still too wide go on in
 * more lines of their column: nothing is cut off. An empty cell is shown as
 * "-".
 */
void phonewall_rows_print(const struct phonewall_rows *rows,
			  unsigned int columns);

/**
 * phonewall_rows_clear - release the rows
 * @rows: emptied
 */
void phonewall_rows_clear(struct phonewall_rows *rows);

#endif /* PHONEWALL_TABLE_H */
