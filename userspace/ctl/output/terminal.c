// SPDX-License-Identifier: MIT
#include "output/terminal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

#define COLUMNS_DEFAULT	80

static unsigned int columns_of(int descriptor)
{
	const char *text = getenv("COLUMNS");
	struct winsize size;
	uint32_t columns;

	if (text && phonewall_text_number(text, 10, UINT16_MAX, &columns) &&
	    columns)
		return columns;
	if (!ioctl(descriptor, TIOCGWINSZ, &size) && size.ws_col)
		return size.ws_col;
	return COLUMNS_DEFAULT;
}

unsigned int phonewall_terminal_columns(int descriptor)
{
	unsigned int columns;

	if (!isatty(descriptor))
		return 0;
	columns = columns_of(descriptor);
	return columns < PHONEWALL_TERMINAL_LEAST ? PHONEWALL_TERMINAL_LEAST :
						    columns;
}

bool phonewall_terminal_has_colour(int descriptor)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	return isatty(descriptor) && !(no_colour && *no_colour) &&
	       !(terminal && !strcmp(terminal, "dumb"));
}
