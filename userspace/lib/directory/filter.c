// SPDX-License-Identifier: MIT
#include "directory/filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define HEX_DIGITS	"0123456789abcdefABCDEF"
#define LETTERS		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* RFC 4512 section 2.5: a description with options; ":" is of RFC 4515's
 * extensible match.
 */
#define ATTRIBUTE	LETTERS "0123456789.-;:"

char *phonewall_directory_filter_escape(const char *value)
{
	static const char digits[] = "0123456789abcdef";
	char *escaped = phonewall_memory_resize(NULL, strlen(value) * 3 + 1, 1);
	char *end = escaped;

	for (; *value; value++) {
		unsigned char byte = *value;

		if (byte >= ' ' && byte <= '~' && !strchr("*()\\", byte)) {
			*end++ = byte;
			continue;
		}
		*end++ = '\\';
		*end++ = digits[byte >> 4];
		*end++ = digits[byte & 0xf];
	}
	*end = '\0';
	return escaped;
}

/* RFC 4515 section 3, assertionvalue. Return: what is behind it, or NULL. */
static const char *skip_value(const char *text)
{
	for (; *text && *text != '(' && *text != ')'; text++)
		if (*text == '\\') {
			if (strspn(text + 1, HEX_DIGITS) < 2)
				return NULL;
			text += 2;
		}
	return text;
}

/* RFC 4515 section 3, item. Return: what is behind it, or NULL. */
static const char *skip_item(const char *text)
{
	size_t length = strspn(text, ATTRIBUTE);

	if (!length)
		return NULL;
	text += length;
	if (*text && strchr("~<>", *text))
		text++;
	return *text == '=' ? skip_value(text + 1) : NULL;
}

/* RFC 4515 section 3, filter. Return: what is behind it, or NULL. */
static const char *skip_filter(const char *text, unsigned int depth)
{
	bool is_list;

	if (!depth || *text != '(')
		return NULL;
	text++;
	is_list = *text == '&' || *text == '|';
	if (!is_list && *text != '!') {
		text = skip_item(text);
		return text && *text == ')' ? text + 1 : NULL;
	}
	text++;
	do {
		text = skip_filter(text, depth - 1);
	} while (text && is_list && *text == '(');
	return text && *text == ')' ? text + 1 : NULL;
}

/* In real files a name stands before the filter, as in "sn:(sn=$VALUE*)". */
static const char *skip_name(const char *text)
{
	size_t length = strspn(text, LETTERS "0123456789-");

	return length && text[length] == ':' && text[length + 1] != '=' ?
	       text + length + 1 : text;
}

char *phonewall_directory_filter_read(const char *text, const char **fault)
{
	const char *begin = skip_name(text);
	char *filter;
	const char *end;

	if (strlen(text) > PHONEWALL_DIRECTORY_FILTER_MAX) {
		*fault = "is longer than 512 bytes; shorten it";
		return NULL;
	}
	filter = *begin == '(' ? phonewall_memory_print("%s", begin) :
				 phonewall_memory_print("(%s)", begin);
	end = skip_filter(filter, PHONEWALL_DIRECTORY_FILTER_DEPTH);
	if (end && !*end)
		return filter;
	free(filter);
	*fault = "is not a filter; write one as sn:(sn=$VALUE*)";
	return NULL;
}

static void append(char **filter, const char *text, size_t length)
{
	char *longer = phonewall_memory_print("%s%.*s", *filter, (int)length,
					      text);

	free(*filter);
	*filter = longer;
}

/* Return: @text with @value for each PHONEWALL_DIRECTORY_FILTER_VALUE. */
static char *replace_value(const char *text, const char *value)
{
	size_t length = strlen(PHONEWALL_DIRECTORY_FILTER_VALUE);
	char *result = phonewall_memory_print("%s", "");
	const char *mark;

	while ((mark = strstr(text, PHONEWALL_DIRECTORY_FILTER_VALUE))) {
		append(&result, text, mark - text);
		append(&result, value, strlen(value));
		text = mark + length;
	}
	append(&result, text, strlen(text));
	return result;
}

static char *any_template(const char *const templates[], size_t count,
			  const char *word)
{
	char *value = phonewall_directory_filter_escape(word);
	char *filter = phonewall_memory_print("(|");

	for (size_t i = 0; i < count; i++) {
		char *part = replace_value(templates[i], value);

		append(&filter, part, strlen(part));
		free(part);
	}
	append(&filter, ")", 1);
	free(value);
	return filter;
}

char *phonewall_directory_filter_build(const char *const templates[],
				       size_t template_count,
				       const char *const words[],
				       size_t word_count)
{
	char *filter = phonewall_memory_print("(&");

	for (size_t i = 0; i < word_count; i++) {
		char *part = any_template(templates, template_count, words[i]);

		append(&filter, part, strlen(part));
		free(part);
	}
	append(&filter, ")", 1);
	return filter;
}
