// SPDX-License-Identifier: MIT
#include "base/fault.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

#define CUT "..."

/* Truncates between UTF-8 characters: a byte 10xxxxxx continues one. */
static char *copy_cut(const char *text)
{
	size_t length = PHONEWALL_FAULT_TEXT_MAX - strlen(CUT);

	if (!text)
		return NULL;
	if (strnlen(text, PHONEWALL_FAULT_TEXT_MAX + 1) <=
	    PHONEWALL_FAULT_TEXT_MAX)
		return phonewall_memory_print("%s", text);
	while (length && (text[length] & 0xc0) == 0x80)
		length--;
	return phonewall_memory_print("%.*s%s", (int)length, text, CUT);
}

/* Anybody can read faults: in status.json, in the log and on terminals. */
static char *copy_redacted(const char *parameter, const char *token)
{
	char *redacted;
	char *copy;

	if (!token)
		return NULL;
	redacted = phonewall_text_redact(parameter, token);
	copy = copy_cut(redacted);
	free(redacted);
	return copy;
}

/* The capacity is a power of two: grow if the count has reached it. */
static void make_room(struct phonewall_faults *faults)
{
	size_t count = faults->count;

	if (!(count & (count - 1)))
		faults->list = phonewall_memory_resize(faults->list,
						       count ? 2 * count : 1,
						       sizeof(*faults->list));
}

size_t phonewall_faults_total(const struct phonewall_faults *faults)
{
	return faults->count + faults->more;
}

__attribute__((format(printf, 6, 0)))
static void add(struct phonewall_faults *faults, const char *warning,
		unsigned int line, const char *parameter, const char *token,
		const char *format, va_list arguments)
{
	if (faults->count == PHONEWALL_FAULTS_MAX) {
		faults->more++;
		return;
	}
	make_room(faults);
	faults->list[faults->count++] = (struct phonewall_fault){
		.warning = warning,
		.line = line,
		.parameter = copy_cut(parameter),
		.token = copy_redacted(parameter, token),
		.message = phonewall_memory_print_list(format, arguments),
	};
}

void phonewall_fault_add(struct phonewall_faults *faults, unsigned int line,
			 const char *parameter, const char *token,
			 const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(faults, NULL, line, parameter, token, format, arguments);
	va_end(arguments);
}

void phonewall_warning_add(struct phonewall_faults *warnings, const char *name,
			   unsigned int line, const char *parameter,
			   const char *token, const char *format, ...)
{
	va_list arguments;

	if (!warnings)
		return;
	va_start(arguments, format);
	add(warnings, name, line, parameter, token, format, arguments);
	va_end(arguments);
}

/*
 * A hostile file's text must not reach a terminal unescaped. Escaping may make
 * it four times as long: truncate it again.
 */
static char *print_escaped(const char *text, const char *quote)
{
	char *escaped, *cut, *part;

	if (!text)
		return phonewall_memory_print("%s", "");
	escaped = phonewall_text_escape(text);
	cut = copy_cut(escaped);
	part = phonewall_memory_print("%s%s%s: ", quote, cut, quote);
	free(cut);
	free(escaped);
	return part;
}

static char *print_line(unsigned int line)
{
	return line ? phonewall_memory_print("%u:", line) :
		      phonewall_memory_print("%s", "");
}

char *phonewall_fault_describe(const struct phonewall_fault *fault,
			       const char *file)
{
	char *name = phonewall_text_printable(file);
	char *line = print_line(fault->line);
	char *parameter = print_escaped(fault->parameter, "");
	char *token = print_escaped(fault->token, "'");
	char *text;

	text = phonewall_memory_print("%s:%s%s %s%s%s%s%s%s", name, line,
				      fault->warning ? " warning:" : "",
				      parameter, token, fault->message,
				      fault->warning ? " [" : "",
				      fault->warning ?: "",
				      fault->warning ? "]" : "");
	free(token);
	free(parameter);
	free(line);
	free(name);
	return text;
}

static void print_wrapped(const char *text, FILE *stream)
{
	char *lines = phonewall_text_wrap(text);

	fprintf(stream, "%s\n", lines);
	free(lines);
}

/* Digits in groups of three. */
static char *print_number(size_t number)
{
	char *rest;
	char *text;

	if (number < 1000)
		return phonewall_memory_print("%zu", number);
	rest = print_number(number / 1000);
	text = phonewall_memory_print("%s,%03zu", rest, number % 1000);
	free(rest);
	return text;
}

char *phonewall_faults_describe_more(const struct phonewall_faults *faults)
{
	char *number;
	char *text;

	if (!faults->more)
		return NULL;
	number = print_number(faults->more);
	text = phonewall_memory_print("and %s more %s%s", number,
				      faults->list[0].warning ? "warning" :
				      "fault", faults->more == 1 ? "" : "s");
	free(number);
	return text;
}

void phonewall_faults_print(const struct phonewall_faults *faults,
			    const char *file, FILE *stream)
{
	char *more = phonewall_faults_describe_more(faults);
	char *name = phonewall_text_printable(file);

	for (size_t i = 0; i < faults->count; i++) {
		char *text = phonewall_fault_describe(&faults->list[i], file);

		print_wrapped(text, stream);
		free(text);
	}
	if (more)
		fprintf(stream, "%s: %s\n", name, more);
	free(name);
	free(more);
}

void phonewall_faults_clear(struct phonewall_faults *faults)
{
	for (size_t i = 0; i < faults->count; i++) {
		free(faults->list[i].parameter);
		free(faults->list[i].token);
		free(faults->list[i].message);
	}
	free(faults->list);
	*faults = (struct phonewall_faults){ 0 };
}
