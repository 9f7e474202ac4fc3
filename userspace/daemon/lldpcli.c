// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lldpcli.h"
#include "memory.h"

#define PROGRAM		"lldpcli"
#define WORDS_MAX	16

/* More than any number of neighbours fills: what comes behind is not kept. */
#define TEXT_MAX	(1024 * 1024)

struct phonewall_lldpcli {
	const struct phonewall_lldpcli_handlers *handlers;
	void *argument;
	pid_t process;
	int output;
	struct event *readable;
	char *text;
	size_t length;
};

/* It goes with this process, which may be gone already. */
static void run_child(const char *const *command, int output, pid_t parent)
{
	const char *words[WORDS_MAX] = { PROGRAM, "-f", "json0" };
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	size_t count = 3;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(PHONEWALL_LLDPCLI_MISSING);
	while (*command && count < WORDS_MAX - 1)
		words[count++] = *command++;
	signal(SIGPIPE, SIG_DFL);
	dup2(nothing, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(nothing, STDERR_FILENO);
	execvp(PROGRAM, (char *const *)words);
	_exit(PHONEWALL_LLDPCLI_MISSING);
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

/* Nobody else prints into the pipe, so at its end the program is ending. */
static int wait_for_end(struct phonewall_lldpcli *run)
{
	int status;

	event_del(run->readable);
	if (waitpid(run->process, &status, 0) != run->process)
		status = -1;
	run->process = 0;
	return status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The owner may stop the run where it hears of its end. */
static void on_readable(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_lldpcli *run = argument;
	char bytes[4096];
	ssize_t length;

	(void)what;
	length = read(descriptor, bytes, sizeof(bytes));
	if (length > 0) {
		if (run->handlers->printed)
			run->handlers->printed(run->argument);
		else
			keep(run, bytes, length);
	} else if (!length || (errno != EAGAIN && errno != EINTR)) {
		run->handlers->ended(run->text, wait_for_end(run),
				     run->argument);
	}
}

static int start(struct phonewall_lldpcli *run, const char *const *command)
{
	pid_t parent = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		return -1;
	run->output = ends[0];
	run->process = fork();
	if (!run->process) {
		fcntl(ends[1], F_SETFL, 0);
		run_child(command, ends[1], parent);
	}
	close(ends[1]);
	return run->process < 0 ? -1 : 0;
}

struct phonewall_lldpcli *
phonewall_lldpcli_run(struct event_base *base, const char *const *command,
		      const struct phonewall_lldpcli_handlers *handlers,
		      void *argument)
{
	struct phonewall_lldpcli *run;
	int error;

	run = phonewall_memory_resize(NULL, 1, sizeof(*run));
	*run = (struct phonewall_lldpcli){
		.handlers = handlers,
		.argument = argument,
		.output = -1,
		.text = phonewall_memory_copy("", 0),
	};
	if (start(run, command))
		goto stop;
	run->readable = event_new(base, run->output, EV_READ | EV_PERSIST,
				  on_readable, run);
	if (run->readable && !event_add(run->readable, NULL))
		return run;
	errno = ENOMEM;
stop:
	error = errno;
	phonewall_lldpcli_stop(run);
	errno = error;
	return NULL;
}

void phonewall_lldpcli_stop(struct phonewall_lldpcli *run)
{
	if (!run)
		return;
	if (run->process > 0) {
		kill(run->process, SIGKILL);
		waitpid(run->process, NULL, 0);
	}
	if (run->readable)
		event_free(run->readable);
	if (run->output >= 0)
		close(run->output);
	free(run->text);
	free(run);
}
