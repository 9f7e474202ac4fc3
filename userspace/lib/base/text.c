// SPDX-License-Identifier: MIT
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

#define WHITE_SPACE " \t\r\n"

char *phonewall_text_trim(char *text)
{
	char *end;

	text += strspn(text, WHITE_SPACE);
	end = text + strlen(text);
	while (end > text && strchr(WHITE_SPACE, end[-1]))
		end--;
	*end = '\0';
	return text;
}

bool phonewall_text_is_blank(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!text[i] || !strchr(WHITE_SPACE, text[i]))
			return false;
	return true;
}

bool phonewall_text_begins_with(const char *text, size_t length,
				const char *start)
{
	size_t count = strlen(start);

	return length >= count && !memcmp(text, start, count);
}

static unsigned int digit_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return UINT32_MAX;
}

bool phonewall_text_number(const char *text, unsigned int base, uint32_t max,
			   uint32_t *number)
{
	uint64_t sum = 0;
	const char *digit;

	for (digit = text; *digit; digit++) {
		unsigned int value = digit_value(*digit);

		if (value >= base)
			return false;
		sum = sum * base + value;
		if (sum > max)
			return false;
	}
	if (digit == text)
		return false;
	*number = sum;
	return true;
}

char *phonewall_text_escape(const char *text)
{
	static const size_t longest = sizeof("\\xNN") - 1;
	char *escaped = phonewall_memory_resize(NULL, strlen(text) + 1,
						longest);
	char *end = escaped;

	for (; *text; text++) {
		unsigned char byte = *text;

		if (byte < 0x20 || byte > 0x7e)
			end += sprintf(end, "\\x%02x", byte);
		else
			*end++ = byte;
	}
	*end = '\0';
	return escaped;
}

/*
 * Characters that are not seen but change the order of what is, or the line: a
 * name could show another telephone number so. Those that join letters stay.
 */
static bool is_invisible(const unsigned char *bytes, size_t length)
{
	static const struct {
		unsigned int first, last;
	} ranges[] = {
		{ 0x061c, 0x061c }, { 0x200b, 0x200b }, { 0x200e, 0x200f },
		{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xfdd0, 0xfdef },
		{ 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
	};
	unsigned int character = bytes[0] & (0x7f >> length);

	for (size_t i = 1; i < length; i++)
		character = character << 6 | (bytes[i] & 0x3f);
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return true;
	return (character & 0xfffe) == 0xfffe;
}

/*
 * Return: bytes of the printable UTF-8 character (RFC 3629, section 4) that
 * begins here; 0 if there is none.
 */
static size_t printable_bytes(const char *text)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t length = bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
	unsigned int lowest = 0x80, highest = 0xbf;

	if (bytes[0] < 0x80)
		return bytes[0] >= ' ' && bytes[0] != 0x7f;
	if (bytes[0] < 0xc2 || bytes[0] > 0xf4)
		return 0;
	if (bytes[0] == 0xc2 || bytes[0] == 0xe0)
		lowest = 0xa0;
	else if (bytes[0] == 0xed)
		highest = 0x9f;
	else if (bytes[0] == 0xf0)
		lowest = 0x90;
	else if (bytes[0] == 0xf4)
		highest = 0x8f;
	if (bytes[1] < lowest || bytes[1] > highest)
		return 0;
	for (size_t i = 2; i < length; i++)
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
	return is_invisible(bytes, length) ? 0 : length;
}

char *phonewall_text_printable(const char *text)
{
	char *shown = phonewall_memory_resize(NULL, strlen(text) + 1,
					      sizeof("\\xNN") - 1);
	char *end = shown;

	while (*text) {
		size_t length = printable_bytes(text);

		if (length) {
			memcpy(end, text, length);
			end += length;
			text += length;
		} else {
			end += sprintf(end, "\\x%02x", (unsigned char)*text++);
		}
	}
	*end = '\0';
	return shown;
}

#define INDENT	"    "

/* A byte 10xxxxxx continues a UTF-8 character. */
static bool begins_character(char byte)
{
	return (byte & 0xc0) != 0x80;
}

/*
 * Finds the last separator that ends a line of at least @least columns and at
 * most @most, not counting the space at its end.
 *
 * Return: the bytes of that line, or 0.
 */
static size_t find_break(const char *text, const char *separator, size_t least,
			 size_t most)
{
	size_t length = strlen(separator);
	size_t found = 0;
	size_t column = 0;

	for (size_t i = 0; text[i] && column + length - 1 <= most; i++) {
		if (column + length - 1 >= least &&
		    !strncmp(text + i, separator, length))
			found = i + length - 1;
		column += begins_character(text[i]);
	}
	return found;
}

static size_t columns_of(const char *text)
{
	size_t columns = 0;

	for (; *text; text++)
		columns += begins_character(*text);
	return columns;
}

/*
 * Return: the bytes of the first line: at most @most columns, or one long word.
 */
static size_t first_line(const char *text, size_t most)
{
	size_t length;

	if (columns_of(text) <= most)
		return strlen(text);
	length = find_break(text, "; ", most / 2, most);
	if (!length)
		length = find_break(text, ": ", most / 2, most);
	if (!length)
		length = find_break(text, " ", 1, most);
	return length ? length : strcspn(text, " ");
}

char *phonewall_text_wrap(const char *text)
{
	size_t length = first_line(text, PHONEWALL_TEXT_COLUMNS);
	char *lines = phonewall_memory_copy(text, length);

	while (text[length]) {
		char *longer;

		text += length + strspn(text + length, " ");
		length = first_line(text, PHONEWALL_TEXT_COLUMNS -
				    strlen(INDENT));
		longer = phonewall_memory_print("%s\n" INDENT "%.*s", lines,
						(int)length, text);
		free(lines);
		lines = longer;
	}
	return lines;
}

#define REDACTED	"***"
#define ALPHANUMERICS	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

bool phonewall_text_names_secret(const char *name)
{
	/* The last two: GPP_SA to GPP_SD, and IKM_HTTP_Encrypt_Content. */
	static const char *const words[] = {
		"password", "passwd", "passphrase", "secret", "gpp_s", "ikm_",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasestr(name, words[i]))
			return true;
	return false;
}

/* Return: what follows the scheme, or the text itself if it has none. */
static const char *skip_scheme(const char *text)
{
	size_t length = strspn(text, ALPHANUMERICS "+-.");

	return strncmp(text + length, "://", 3) ? text : text + length + 3;
}

/* Return: true if @text is a colon and a port, at the end of the authority. */
static bool is_port(const char *text)
{
	text++;
	text += strspn(text, "0123456789");
	return !*text || strchr("/?#", *text);
}

/*
 * A URL may have been cut before its "@", at a separator in the password: what
 * follows the host's colon is shown only if it is a port.
 */
static char *redact_rest(const char *text, const char *authority,
			 const char *prefix, bool is_url)
{
	size_t host = strcspn(authority, *authority == '[' ? "]/?#" : ":/?#");
	size_t end = strcspn(authority, "?#");
	bool hidden = authority[end];

	host += strcspn(authority + host, ":/?#");
	if (is_url && authority[host] == ':' &&
	    !is_port(authority + host)) {
		end = host;
		hidden = true;
	}
	return phonewall_memory_print("%.*s%s%.*s%s",
				      (int)(authority - text), text, prefix,
				      (int)end + hidden, authority,
				      hidden ? REDACTED : "");
}

/* A password may hold any separator: hide all that is before the last "@", if any. */
static char *redact_url(const char *text, bool is_url)
{
	const char *authority = skip_scheme(text);
	const char *at = strrchr(authority, '@');
	char *shown, *redacted;

	if (!at || at == authority)
		return redact_rest(text, authority, "", is_url);
	shown = phonewall_memory_print("%.*s%s", (int)(authority - text), text,
				       at + 1);
	redacted = redact_rest(shown, shown + (authority - text),
			       REDACTED "@", is_url);
	free(shown);
	return redacted;
}

/* The first word is shown if it names a secret, as in "password = x". */
static char *redact_value(const char *text)
{
	size_t length = strspn(text, ALPHANUMERICS "_-");
	char *word = phonewall_memory_copy(text, length);
	char *redacted;

	redacted = phonewall_memory_print("%s" REDACTED,
		phonewall_text_names_secret(word) ? word : "");
	free(word);
	return redacted;
}

char *phonewall_text_redact(const char *name, const char *text)
{
	if (name && phonewall_text_names_secret(name))
		return phonewall_memory_print(REDACTED);
	if (phonewall_text_names_secret(text))
		return redact_value(text);
	if (strstr(text, "://") || (name && strcasestr(name, "url")))
		return redact_url(text, true);
	if (strchr(text, '@'))
		return redact_url(text, false);
	return phonewall_memory_print("%s", text);
}
