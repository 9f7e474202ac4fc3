/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WIDTH_H
#define PHONEWALL_WIDTH_H

#include <stddef.h>

/*
 * How wide text is on a terminal. Text is UTF-8, once the locale is set; an
 * escape sequence that sets a colour takes no column.
 */

/**
 * phonewall_width - the columns that a text takes
 * @text: the text
 *
 * Return: the columns; a byte that is no UTF-8 takes one.
 */
unsigned int phonewall_width(const char *text);

/**
 * phonewall_width_fit - the beginning of a text that fits
 * @text: the text
 * @columns: columns that it may take, at least 1
 *
 * A text that is too long is broken before a space if there is one behind its
 * first word, else within the word.
 *
 * Return: bytes of the beginning, at least one unless @text is empty.
 */
size_t phonewall_width_fit(const char *text, unsigned int columns);

#endif /* PHONEWALL_WIDTH_H */
