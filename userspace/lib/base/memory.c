// SPDX-License-Identifier: MIT
#include "base/memory.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void phonewall_memory_exhausted(void)
{
	fputs("phonewall: out of memory\n", stderr);
	exit(EXIT_FAILURE);
}

static void *must(void *memory)
{
	if (!memory)
		phonewall_memory_exhausted();
	return memory;
}

void *phonewall_memory_resize(void *array, size_t count, size_t size)
{
	return must(reallocarray(array, count, size));
}

void *phonewall_memory_grow(void *array, size_t count, size_t size)
{
	bool is_full = !(count & (count - 1));

	return is_full ? phonewall_memory_resize(array, count ? 2 * count : 1,
						 size) : array;
}

char *phonewall_memory_copy(const char *text, size_t length)
{
	char *copy = must(malloc(length + 1));

	if (length)
		memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *phonewall_memory_print_list(const char *format, va_list arguments)
{
	va_list again;
	char *text;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = must(malloc(length + 1));
	vsnprintf(text, length + 1, format, arguments);
	return text;
}

char *phonewall_memory_print(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = phonewall_memory_print_list(format, arguments);
	va_end(arguments);
	return text;
}

void phonewall_memory_replace(char **owned, const char *text)
{
	char *copy = text ? phonewall_memory_print("%s", text) : NULL;

	free(*owned);
	*owned = copy;
}

void phonewall_memory_append(char **owned, char *more)
{
	char *both;

	if (!*owned) {
		*owned = more;
	} else if (more) {
		both = phonewall_memory_print("%s; %s", *owned, more);
		free(*owned);
		free(more);
		*owned = both;
	}
}
