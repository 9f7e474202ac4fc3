// SPDX-License-Identifier: MIT
#include "output/width.h"

#include <string.h>
#include <wchar.h>

/* Return: bytes of the first character or escape sequence. */
static size_t next(const char *text, unsigned int *columns)
{
	mbstate_t state = { 0 };
	wchar_t character;
	size_t length;
	int width;

	*columns = 0;
	if (*text == '\033') {
		length = strcspn(text, "m");
		return length + (text[length] == 'm');
	}
	*columns = 1;
	length = mbrtowc(&character, text, strlen(text), &state);
	if (length == (size_t)-1 || length == (size_t)-2 || !length)
		return 1;
	width = wcwidth(character);
	if (width >= 0)
		*columns = width;
	return length;
}

unsigned int phonewall_width(const char *text)
{
	unsigned int sum = 0;
	unsigned int columns;

	while (*text) {
		text += next(text, &columns);
		sum += columns;
	}
	return sum;
}

size_t phonewall_width_fit(const char *text, unsigned int columns)
{
	size_t first_word = strspn(text, " ");	/* its beginning */
	size_t at_space = 0;
	size_t length = 0;
	unsigned int sum = 0;
	unsigned int width;

	while (text[length]) {
		size_t bytes = next(text + length, &width);

		if (text[length] == ' ' && length > first_word)
			at_space = length;
		if (sum + width > columns && length)
			return at_space ? at_space : length;
		sum += width;
		length += bytes;
	}
	return length;
}
