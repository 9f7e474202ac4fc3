// SPDX-License-Identifier: MIT
#include "output/message.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

static const char *program = "phonewallctl";
static char *last_error;

void phonewall_output_set_program(const char *name)
{
	program = name;
}

static void print(const char *message)
{
	char *whole, *printable, *lines;

	whole = phonewall_memory_print("%s: %s", program, message);
	printable = phonewall_text_printable(whole);
	lines = phonewall_text_wrap(printable);
	fprintf(stderr, "%s\n", lines);
	free(lines);
	free(printable);
	free(whole);
}

void phonewall_output_message(const char *format, ...)
{
	va_list arguments;
	char *message;

	va_start(arguments, format);
	message = phonewall_memory_print_list(format, arguments);
	va_end(arguments);
	print(message);
	free(message);
}

void phonewall_output_failure(const char *format, ...)
{
	va_list arguments;
	char *message;

	va_start(arguments, format);
	message = phonewall_memory_print_list(format, arguments);
	va_end(arguments);
	print(message);
	phonewall_output_error(message);
	free(message);
}

/* getopt(3): optopt is 0 if no long option has that name. */
void phonewall_output_wrong_option(int result, const char *word)
{
	bool is_long = !strncmp(word, "--", 2);
	int length = strcspn(word, "=");

	if (result == ':')
		phonewall_output_failure("%.*s needs an argument", length, word);
	else if (is_long && optopt && word[length])
		phonewall_output_failure("%.*s takes no argument", length, word);
	else if (optopt)
		phonewall_output_failure("unknown option '-%c'", optopt);
	else
		phonewall_output_failure("unknown option '%.*s'", length, word);
}

void phonewall_output_error(const char *message)
{
	free(last_error);
	last_error = phonewall_memory_copy(message, strlen(message));
}

const char *phonewall_output_error_text(void)
{
	return last_error ?: "standard error tells why";
}
