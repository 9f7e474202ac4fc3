/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TERMINAL_H
#define PHONEWALL_TERMINAL_H

#include <stdbool.h>

/* A terminal that is narrower is taken for one of this width. */
#define PHONEWALL_TERMINAL_LEAST	40

/**
 * phonewall_terminal_columns - the width of a terminal
 * @descriptor: an open file
 *
 * The environment variable COLUMNS comes before what the terminal says of
 * itself (TIOCGWINSZ), as POSIX has it; a terminal that says nothing has 80
 * columns.
 *
 * Return: columns, at least PHONEWALL_TERMINAL_LEAST; 0 if it is no terminal.
 */
unsigned int phonewall_terminal_columns(int descriptor);

/**
 * phonewall_terminal_has_colour - whether to print in colour
 * @descriptor: an open file
 *
 * Return: true if it is a terminal, unless the environment variable NO_COLOR is
 * set to anything (no-color.org) or TERM is "dumb".
 */
bool phonewall_terminal_has_colour(int descriptor);

#endif /* PHONEWALL_TERMINAL_H */
