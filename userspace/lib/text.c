// SPDX-License-Identifier: GPL-2.0
#include "text.h"

#include <stdio.h>
#include <string.h>

#include "memory.h"

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
	*number = sum;
	return digit != text;
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
