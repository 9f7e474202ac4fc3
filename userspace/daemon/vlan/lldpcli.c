// SPDX-License-Identifier: MIT
#include "vlan/lldpcli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

#define PROGRAM		"lldpcli"
#define WORDS_MAX	16

/* Milliseconds for a run that only asks: lldpd answers at once. */
#define DEADLINE_MS	5000

/*
 * Bytes of output that are kept; the neighbours need less. The rest is dropped.
 */
#define TEXT_MAX	(1024 * 1024)

/*
 * @command and @writer, the end of the pipe that the program writes to, are
 * used only in the child, when it starts.
 */
struct phonewall_lldpcli {
	const struct phonewall_lldpcli_handlers *handlers;
	void *argument;
	const char *const *command;
	struct phonewall_child *child;
	int writer;
	int output;
	struct event *readable;
	char *text;
	size_t length;
};

static void run_child(void *argument)
{
	const struct phonewall_lldpcli *run = argument;
	const char *const *command = run->command;
	const char *words[WORDS_MAX] = { PROGRAM, "-f", "json0" };
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	size_t count = 3;

	while (*command && count < WORDS_MAX - 1)
		words[count++] = *command++;
	signal(SIGPIPE, SIG_DFL);
	dup2(nothing, STDIN_FILENO);
	dup2(run->writer, STDOUT_FILENO);
	dup2(nothing, STDERR_FILENO);
	execvp(PROGRAM, (char *const *)words);
}

static void keep(struct phonewall_lldpcli *run, const char *bytes,
		 size_t length)
{
	if (run->length + length > TEXT_MAX)
		length = TEXT_MAX - run->length;
	run->text = phonewall_memory_resize(run->text,
					    run->length + length + 1, 1);
	memcpy(run->text + run->length, bytes, length);
	run->length += length;
	run->text[run->length] = '\0';
}

/* Return: true if there may be more output. */
static bool take_output(struct phonewall_lldpcli *run)
{
	char bytes[4096];
	ssize_t length = read(run->output, bytes, sizeof(bytes));

	if (length < 0)
		return errno == EINTR;
	if (length && !run->handlers->printed)
		keep(run, bytes, length);
	return length;
}

/* The program may go on running after the end of its output. */
static void on_readable(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_lldpcli *run = argument;

	(void)descriptor;
	(void)what;
	if (!take_output(run))
		event_del(run->readable);
	else if (run->handlers->printed)
		run->handlers->printed(run->argument);
}

/* The owner may stop, and so release, the run in its handler. */
static void on_ended(const struct phonewall_child_end *end, void *argument)
{
	struct phonewall_lldpcli *run = argument;
	bool exited = end->status >= 0 && WIFEXITED(end->status) &&
		      !end->is_late;

	run->child = NULL;
	while (run->length < TEXT_MAX && take_output(run))
		;
	event_del(run->readable);
	run->handlers->ended(run->text,
			     exited ? WEXITSTATUS(end->status) : -1,
			     run->argument);
}

static const struct phonewall_child_handlers child_handlers = {
	.run = run_child,
	.ended = on_ended,
};

/* Return: 0, or a negative errno. */
static int start(struct phonewall_lldpcli *run, struct event_base *base,
		 struct phonewall_children *children)
{
	int error = 0;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	run->output = ends[0];
	run->writer = ends[1];
	run->readable = event_new(base, run->output, EV_READ | EV_PERSIST,
				  on_readable, run);
	if (fcntl(run->output, F_SETFL, O_NONBLOCK))
		error = -errno;
	else if (!run->readable || event_add(run->readable, NULL))
		error = -ENOMEM;
	if (!error) {
		run->child = phonewall_child_start(children, &child_handlers,
						   run);
		error = run->child ? 0 : -errno;
	}
	close(run->writer);
	if (!error && !run->handlers->printed)
		phonewall_child_set_deadline(run->child, DEADLINE_MS);
	return error;
}

struct phonewall_lldpcli *
phonewall_lldpcli_run(struct event_base *base,
		      struct phonewall_children *children,
		      const char *const *command,
		      const struct phonewall_lldpcli_handlers *handlers,
		      void *argument)
{
	struct phonewall_lldpcli *run;
	int error;

	run = phonewall_memory_resize(NULL, 1, sizeof(*run));
	*run = (struct phonewall_lldpcli){
		.handlers = handlers,
		.argument = argument,
		.command = command,
		.output = -1,
		.text = phonewall_memory_copy("", 0),
	};
	error = start(run, base, children);
	if (!error)
		return run;
	phonewall_lldpcli_stop(run);
	errno = -error;
	return NULL;
}

void phonewall_lldpcli_stop(struct phonewall_lldpcli *run)
{
	if (!run)
		return;
	phonewall_child_abandon(run->child);
	if (run->readable)
		event_free(run->readable);
	if (run->output >= 0)
		close(run->output);
	free(run->text);
	free(run);
}
