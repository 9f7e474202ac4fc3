// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

static bool to_journal;

/* JOURNAL_STREAM is inherited: only the numbers tell whether it is still so. */
void phonewall_log_open(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	struct stat status;
	uintmax_t device;
	uintmax_t inode;

	to_journal = stream &&
		     sscanf(stream, "%ju:%ju", &device, &inode) == 2 &&
		     !fstat(STDERR_FILENO, &status) &&
		     status.st_dev == device && status.st_ino == inode;
}

static void begin_line(int priority)
{
	if (to_journal)
		fprintf(stderr, "<%d>", priority);
	else
		fputs("phonewalld: ", stderr);
}

void phonewall_log(int priority, const char *format, ...)
{
	va_list arguments;

	begin_line(priority);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

void phonewall_log_faults(const struct phonewall_faults *faults,
			  const char *file)
{
	struct phonewall_faults one = { .count = 1 };
	char *more = phonewall_faults_describe_more(faults);
	size_t i;

	for (i = 0; i < faults->count; i++) {
		one.list = &faults->list[i];
		begin_line(LOG_ERR);
		phonewall_faults_print(&one, file, stderr);
	}
	if (more)
		phonewall_log(LOG_ERR, "%s: %s", file, more);
	free(more);
}
