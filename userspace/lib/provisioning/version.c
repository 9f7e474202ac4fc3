// SPDX-License-Identifier: MIT
#include "provisioning/version.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS		"0123456789"
#define LETTERS		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define PARTS_MAX	12
#define DIGITS_MAX	18
#define BUILD		"MPP"

/**
 * struct part - a part of a version, between separators
 * @number: its number
 * @suffix: what follows the number
 * @length: bytes of @suffix
 */
struct part {
	long long number;
	const char *suffix;
	size_t length;
};

/**
 * struct version - a number or a version
 * @separator: between its parts: '.' or '-'; 0 for a number
 * @parts: its parts
 * @count: how many
 * @main_count: how many of them are not of the build
 */
struct version {
	char separator;
	struct part parts[PARTS_MAX];
	size_t count;
	size_t main_count;
};

static bool parse_number(const char *text, struct version *version)
{
	size_t digits = strspn(text + (*text == '-'), DIGITS);

	if (!digits || digits > DIGITS_MAX ||
	    text[(*text == '-') + digits])
		return false;
	version->count = 1;
	version->parts[0].number = strtoll(text, NULL, 10);
	return true;
}

/* Return: what follows the part, or NULL if it is none. */
static const char *parse_part(const char *text, struct version *version)
{
	size_t digits = strspn(text, DIGITS);
	struct part *part = &version->parts[version->count];

	if (!digits || digits > DIGITS_MAX || version->count == PARTS_MAX)
		return NULL;
	part->number = strtoll(text, NULL, 10);
	part->suffix = text + digits;
	part->length = strspn(part->suffix, LETTERS DIGITS);
	version->count++;
	return part->suffix + part->length;
}

/* Parts up to the end of the text, or up to what does not separate two. */
static const char *parse_parts(const char *text, struct version *version)
{
	for (;;) {
		text = parse_part(text, version);
		if (!text || *text != version->separator)
			return text;
		text++;
	}
}

static bool parse_hardware(const char *text, struct version *version)
{
	version->separator = '.';
	text = parse_parts(text, version);
	version->main_count = version->count;
	return text && !*text && version->count > 1;
}

/* The build follows MPP, with or without a hyphen. */
static bool parse_build(const char *text, struct version *version)
{
	text = parse_parts(text + (*text == '-'), version);
	return text && !*text;
}

/* Cuts the last part before "MPP", which begins the build. */
static const char *find_build(const struct part *part)
{
	for (size_t i = 0; i + strlen(BUILD) <= part->length; i++)
		if (!strncmp(part->suffix + i, BUILD, strlen(BUILD)))
			return part->suffix + i;
	return NULL;
}

static bool parse_firmware(const char *text, struct version *version)
{
	size_t product = strspn(text, LETTERS DIGITS);
	const char *build = NULL;

	if (!product || text[product] != '.')
		return false;
	version->separator = '-';
	text += product + 1;
	while (!build) {
		text = parse_part(text, version);
		if (!text)
			return false;
		build = find_build(&version->parts[version->count - 1]);
		if (!build && *text++ != '-')
			return false;
	}
	version->parts[version->count - 1].length =
		build - version->parts[version->count - 1].suffix;
	version->main_count = version->count;
	return parse_build(build + strlen(BUILD), version);
}

static bool parse(const char *text, struct version *version)
{
	*version = (struct version){ 0 };
	if (parse_number(text, version))
		return true;
	*version = (struct version){ 0 };
	if (parse_hardware(text, version))
		return true;
	*version = (struct version){ 0 };
	return parse_firmware(text, version);
}

static int compare_parts(const struct part *a, const struct part *b)
{
	size_t shorter = a->length < b->length ? a->length : b->length;
	int order;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	order = shorter ? memcmp(a->suffix, b->suffix, shorter) : 0;
	if (order)
		return order;
	return (a->length > b->length) - (a->length < b->length);
}

static int compare_ranges(const struct version *a, size_t a_from, size_t a_to,
			  const struct version *b, size_t b_from, size_t b_to)
{
	for (; a_from < a_to && b_from < b_to; a_from++, b_from++) {
		int order = compare_parts(&a->parts[a_from], &b->parts[b_from]);

		if (order)
			return order;
	}
	return (a_from < a_to) - (b_from < b_to);
}

int phonewall_version_compare(const char *a, const char *b, int *order)
{
	struct version of_a, of_b;

	if (!parse(a, &of_a) || !parse(b, &of_b) ||
	    of_a.separator != of_b.separator)
		return -EINVAL;
	if (!of_a.separator) {
		*order = compare_parts(&of_a.parts[0], &of_b.parts[0]);
		return 0;
	}
	*order = compare_ranges(&of_a, 0, of_a.main_count,
				&of_b, 0, of_b.main_count);
	if (!*order)
		*order = compare_ranges(&of_a, of_a.main_count, of_a.count,
					&of_b, of_b.main_count, of_b.count);
	return 0;
}
