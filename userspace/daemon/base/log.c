// SPDX-License-Identifier: MIT
#include "base/log.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

/* Milliseconds that a message may block the event loop. */
#define LIMIT_MS	100

static bool to_journal;
static const char *program = "phonewalld";

void phonewall_log_name(const char *name)
{
	program = name;
}

/* JOURNAL_STREAM is inherited, and wrong if standard error was redirected. */
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

static char *prefix(int priority)
{
	return to_journal ? phonewall_memory_print("<%d>", priority) :
			    phonewall_memory_print("%s: ", program);
}

/* If nothing reads the log, wait for the first line only, not for each. */
static bool is_writable(void)
{
	static bool is_stuck;
	struct pollfd log = { .fd = STDERR_FILENO, .events = POLLOUT };

	is_stuck = !poll(&log, 1, is_stuck ? 0 : LIMIT_MS);
	return !is_stuck;
}

/*
 * Other processes, such as wpa_supplicant, write to the same standard error: a
 * single write of up to PIPE_BUF bytes is not mixed with theirs, and always
 * fits into a pipe that is writable.
 */
static bool write_text(const char *text, size_t length)
{
	ssize_t count;

	while (length) {
		if (!is_writable())
			return false;
		count = write(STDERR_FILENO, text,
			      length < PIPE_BUF ? length : PIPE_BUF);
		if (count < 0 && errno != EINTR)
			return false;
		if (count > 0) {
			text += count;
			length -= count;
		}
	}
	return true;
}

static bool tell_of_lost(unsigned int lost)
{
	char *begin = prefix(LOG_WARNING);
	char *line = phonewall_memory_print(
		"%s%u lines of the log are lost: nobody read them\n", begin,
		lost);
	bool is_written = write_text(line, strlen(line));

	free(line);
	free(begin);
	return is_written;
}

/* Drops what cannot be written, and logs how much as soon as possible. */
static void write_line(const char *text, size_t length)
{
	static unsigned int lost;

	if (lost && tell_of_lost(lost))
		lost = 0;
	if (lost || !write_text(text, length))
		lost++;
}

/* The journal takes each line as a separate message, which needs a priority. */
static void add_line(char **text, const char *begin, const char *line)
{
	char *longer = phonewall_memory_print("%s%s%s\n", *text ?: "", begin,
					      line);

	free(*text);
	*text = longer;
}

/* Writes all lines at once, so that no other process writes between them. */
static void write_message(int priority, const char *message)
{
	char *begin = prefix(priority);
	char *whole = phonewall_memory_print("%s%s", to_journal ? "" : begin,
					     message);
	char *lines = phonewall_text_wrap(whole);
	char *rest = lines;
	char *text = NULL;
	char *line;

	while ((line = strsep(&rest, "\n")))
		add_line(&text, to_journal ? begin : "", line);
	write_line(text, strlen(text));
	free(text);
	free(lines);
	free(whole);
	free(begin);
}

void phonewall_log(int priority, const char *format, ...)
{
	int saved = errno; /* for %m */
	va_list arguments;
	char *message;

	va_start(arguments, format);
	errno = saved;
	message = phonewall_memory_print_list(format, arguments);
	va_end(arguments);
	write_message(priority, message);
	free(message);
}

void phonewall_log_faults(const struct phonewall_faults *faults,
			  const char *file)
{
	char *more = phonewall_faults_describe_more(faults);

	for (size_t i = 0; i < faults->count; i++) {
		char *text = phonewall_fault_describe(&faults->list[i], file);

		write_message(LOG_ERR, text);
		free(text);
	}
	if (more)
		phonewall_log(LOG_ERR, "%s: %s", file, more);
	free(more);
}
