// SPDX-License-Identifier: MIT
#include "proxy/pac_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

#define MARK	"// "

static const char direct[] =
	"function FindProxyForURL(url, host) { return \"DIRECT\"; }\n";

char *phonewall_pac_file_print(const char *url, const char *script,
			       size_t script_length, size_t *length)
{
	char *shown = phonewall_text_escape(url ?: PHONEWALL_PAC_FILE_NONE);
	size_t before = strlen(MARK) + strlen(shown) + 1;
	char *text;

	if (!url) {
		script = direct;
		script_length = strlen(direct);
	}
	*length = before + script_length;
	text = phonewall_memory_resize(NULL, *length + 1, 1);
	sprintf(text, MARK "%s\n", shown);
	memcpy(text + before, script, script_length);
	text[*length] = '\0';
	free(shown);
	return text;
}

const char *phonewall_pac_file_parse(char *text, size_t length,
				     const char **script,
				     size_t *script_length)
{
	char *end = memchr(text, '\n', length);

	if (!end || strncmp(text, MARK, strlen(MARK)))
		return NULL;
	*end = '\0';
	*script = end + 1;
	*script_length = length - (*script - text);
	return text + strlen(MARK);
}
