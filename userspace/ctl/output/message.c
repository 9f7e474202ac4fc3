// SPDX-License-Identifier: MIT
#include "output/message.h"

#include <stdarg.h>
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

void phonewall_output_message(const char *format, ...)
{
	char *message, *whole, *printable, *lines;
	va_list arguments;

	va_start(arguments, format);
	message = phonewall_memory_print_list(format, arguments);
	va_end(arguments);
	whole = phonewall_memory_print("%s: %s", program, message);
	printable = phonewall_text_printable(whole);
	lines = phonewall_text_wrap(printable);
	fprintf(stderr, "%s\n", lines);
	free(lines);
	free(printable);
	free(whole);
	free(message);
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
