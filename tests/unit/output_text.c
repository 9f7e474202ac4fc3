// SPDX-License-Identifier: MIT
#include "output_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * A stream that is captured: its original descriptor, and the file meanwhile.
 */
struct caught {
	int number;
	int before;
	FILE *file;
};

static struct caught out = { .number = STDOUT_FILENO };
static struct caught error = { .number = STDERR_FILENO };

static void begin(struct caught *caught)
{
	caught->before = dup(caught->number);
	caught->file = tmpfile();
	if (caught->before < 0 || !caught->file ||
	    dup2(fileno(caught->file), caught->number) < 0)
		abort();
}

static char *end(struct caught *caught)
{
	long length = lseek(fileno(caught->file), 0, SEEK_CUR);
	char *text = length < 0 ? NULL : calloc(1, length + 1);

	if (!text || pread(fileno(caught->file), text, length, 0) != length ||
	    dup2(caught->before, caught->number) < 0)
		abort();
	close(caught->before);
	fclose(caught->file);
	return text;
}

void output_begin(void)
{
	fflush(stdout);
	fflush(stderr);
	begin(&out);
	begin(&error);
}

void output_end(char **out_text, char **error_text)
{
	fflush(stdout);
	fflush(stderr);
	*out_text = end(&out);
	*error_text = end(&error);
}
