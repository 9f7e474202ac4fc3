// SPDX-License-Identifier: MIT
#include "sip/text.h"

#include <string.h>

struct phonewall_sip_text phonewall_sip_text_of(const char *string)
{
	return (struct phonewall_sip_text){ string, strlen(string) };
}

/* Not tolower(), which asks the process's locale. */
static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte;
}

bool phonewall_sip_text_is(struct phonewall_sip_text text, const char *word)
{
	if (text.length != strlen(word))
		return false;
	for (size_t i = 0; i < text.length; i++)
		if (lower(text.start[i]) != lower(word[i]))
			return false;
	return true;
}

bool phonewall_sip_text_is_same(struct phonewall_sip_text one,
				struct phonewall_sip_text other)
{
	return one.length == other.length &&
	       (!one.length || !memcmp(one.start, other.start, one.length));
}

static bool is_token_byte(char byte)
{
	return (byte >= '0' && byte <= '9') ||
	       (lower(byte) >= 'a' && lower(byte) <= 'z') ||
	       (byte && strchr("-.!%*_+`'~", byte));
}

bool phonewall_sip_text_is_token(struct phonewall_sip_text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!is_token_byte(text.start[i]))
			return false;
	return text.length > 0;
}

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

struct phonewall_sip_text
phonewall_sip_text_trim(struct phonewall_sip_text text)
{
	while (text.length && is_space(*text.start)) {
		text.start++;
		text.length--;
	}
	while (text.length && is_space(text.start[text.length - 1]))
		text.length--;
	return text;
}

bool phonewall_sip_text_number(struct phonewall_sip_text text, uint32_t max,
			       uint32_t *number)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < text.length; i++) {
		if (text.start[i] < '0' || text.start[i] > '9')
			return false;
		sum = sum * 10 + (uint64_t)(text.start[i] - '0');
		if (sum > max)
			return false;
	}
	if (!text.length)
		return false;
	*number = (uint32_t)sum;
	return true;
}
