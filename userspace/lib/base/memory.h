/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_MEMORY_H
#define PHONEWALL_MEMORY_H

#include <stdarg.h>
#include <stddef.h>

/**
 * phonewall_memory_exhausted() - end the process because memory is exhausted
 */
void phonewall_memory_exhausted(void) __attribute__((noreturn));

/**
 * phonewall_memory_resize() - grow or shrink an array
 * @array: an array from this function, or NULL
 * @count: elements that it is to have, at least 1
 * @size: bytes of an element
 *
 * Ends the process with a message if memory is exhausted, as all functions here
 * do.
 *
 * Return: the array, to be released with free().
 */
void *phonewall_memory_resize(void *array, size_t count, size_t size);

/**
 * phonewall_memory_grow() - make room for one more element in an array
 * @array: an array that only this function has made room in, or NULL if @count is 0
 * @count: elements that it has
 * @size: bytes of an element
 *
 * The room is a power of two, so that a long array is seldom moved.
 *
 * Return: the array, to be released with free().
 */
void *phonewall_memory_grow(void *array, size_t count, size_t size);

/**
 * phonewall_memory_copy() - copy bytes and append a NUL
 * @text: what to copy
 * @length: bytes of @text
 *
 * Return: the copy, to be released with free().
 */
char *phonewall_memory_copy(const char *text, size_t length);

/**
 * phonewall_memory_replace - replace a text by a copy of another
 * @owned: the text, or NULL; released
 * @text: the other; may be NULL, or a part of the first
 */
void phonewall_memory_replace(char **owned, const char *text);

/**
 * phonewall_memory_append - add a text behind another, and "; " between them
 * @owned: the text, or NULL for none
 * @more: what to add, taken over; may be NULL
 */
void phonewall_memory_append(char **owned, char *more);

/**
 * phonewall_memory_print() - print into allocated memory
 * @format: printf format
 *
 * Return: the text, to be released with free().
 */
char *phonewall_memory_print(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/**
 * phonewall_memory_print_list() - the same, for a list of arguments
 * @format: printf format
 * @arguments: the arguments; used up
 *
 * Return: the text, to be released with free().
 */
char *phonewall_memory_print_list(const char *format, va_list arguments)
	__attribute__((format(printf, 1, 0)));

#endif /* PHONEWALL_MEMORY_H */
