// SPDX-License-Identifier: MIT
#include "base/child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"

/* Milliseconds to wait for processes to end after SIGKILL. */
#define KILL_MS	100

struct phonewall_children {
	struct event_base *base;
	struct phonewall_child *first;
};

/*
 * @descriptor: a pidfd, readable once the process has ended. @due: timer that
 * sends SIGTERM, or SIGKILL if SIGTERM was sent already (@is_asked).
 */
struct phonewall_child {
	struct phonewall_children *children;
	struct phonewall_child *next;
	const struct phonewall_child_handlers *handlers;
	void *argument;
	pid_t process;
	int descriptor;
	struct event *ended;
	struct event *due;
	bool is_asked;
	bool is_late;
};

static void detach(struct phonewall_child *child)
{
	struct phonewall_child **link = &child->children->first;

	while (*link != child)
		link = &(*link)->next;
	*link = child->next;
}

static void release(struct phonewall_child *child)
{
	if (child->ended)
		event_free(child->ended);
	if (child->due)
		event_free(child->due);
	if (child->descriptor >= 0)
		close(child->descriptor);
	free(child);
}

static struct phonewall_child_end reap(const struct phonewall_child *child)
{
	struct phonewall_child_end end = { .is_late = child->is_late };

	if (waitpid(child->process, &end.status, WNOHANG) != child->process)
		end.status = -1;
	return end;
}

static void on_ended(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_child *child = argument;
	struct phonewall_child_end end = reap(child);

	(void)descriptor;
	(void)what;
	detach(child);
	if (child->handlers)
		child->handlers->ended(&end, child->argument);
	release(child);
}

static void set_due(struct phonewall_child *child, unsigned int milliseconds)
{
	const struct timeval delay = phonewall_clock_delay(milliseconds);

	evtimer_add(child->due, &delay);
}

static void end(struct phonewall_child *child)
{
	if (child->is_asked)
		return;
	child->is_asked = true;
	kill(child->process, SIGTERM);
	set_due(child, PHONEWALL_CHILD_PATIENCE_MS);
}

static void on_due(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_child *child = argument;

	(void)descriptor;
	(void)what;
	if (child->is_asked) {
		kill(child->process, SIGKILL);
		return;
	}
	child->is_late = true;
	end(child);
}

struct phonewall_children *phonewall_children_open(struct event_base *base)
{
	struct phonewall_children *children;

	children = phonewall_memory_resize(NULL, 1, sizeof(*children));
	*children = (struct phonewall_children){ .base = base };
	return children;
}

/* The parent may have ended before PR_SET_PDEATHSIG was set. */
static void run(const struct phonewall_child_handlers *handlers, void *argument,
		pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() == parent)
		handlers->run(argument);
	_exit(PHONEWALL_CHILD_NOT_RUN);
}

static void take_default_actions(void)
{
	static const struct sigaction by_default = { .sa_handler = SIG_DFL };
	struct sigaction action;

	for (int number = 1; number < NSIG; number++)
		if (!sigaction(number, NULL, &action) &&
		    action.sa_handler != SIG_IGN)
			sigaction(number, &by_default, NULL);
}

/*
 * A signal may arrive before the child executes its program. libevent's handler
 * would then write to the pipe shared with the parent, and phonewalld would
 * end.
 */
static pid_t fork_without_handlers(void)
{
	sigset_t all, before;
	pid_t process;
	int error;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	process = fork();
	error = errno;
	if (!process)
		take_default_actions();
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return process;
}

/* Return: 0, or a negative errno. */
static int watch(struct phonewall_child *child)
{
	struct event_base *base = child->children->base;

	child->descriptor = syscall(SYS_pidfd_open, child->process, 0);
	if (child->descriptor < 0)
		return -errno;
	child->ended = event_new(base, child->descriptor, EV_READ, on_ended,
				 child);
	child->due = evtimer_new(base, on_due, child);
	if (!child->ended || !child->due || event_add(child->ended, NULL))
		return -ENOMEM;
	return 0;
}

struct phonewall_child *
phonewall_child_start(struct phonewall_children *children,
		      const struct phonewall_child_handlers *handlers,
		      void *argument)
{
	struct phonewall_child *child;
	pid_t parent = getpid();
	int error;

	child = phonewall_memory_resize(NULL, 1, sizeof(*child));
	*child = (struct phonewall_child){
		.children = children, .handlers = handlers,
		.argument = argument, .descriptor = -1,
	};
	child->process = fork_without_handlers();
	if (!child->process)
		run(handlers, argument, parent);
	error = child->process < 0 ? -errno : watch(child);
	if (!error) {
		child->next = children->first;
		children->first = child;
		return child;
	}
	if (child->process > 0) {
		kill(child->process, SIGKILL);
		waitpid(child->process, NULL, 0);
	}
	release(child);
	errno = -error;
	return NULL;
}

void phonewall_child_set_deadline(struct phonewall_child *child,
				  unsigned int milliseconds)
{
	if (child->is_asked)
		return;
	if (milliseconds)
		set_due(child, milliseconds);
	else
		evtimer_del(child->due);
}

void phonewall_child_end(struct phonewall_child *child)
{
	end(child);
}

void phonewall_child_abandon(struct phonewall_child *child)
{
	if (!child)
		return;
	child->handlers = NULL;
	end(child);
}

static void signal_all(const struct phonewall_children *children, int number)
{
	const struct phonewall_child *child;

	for (child = children->first; child; child = child->next)
		kill(child->process, number);
}

/* Return: true if the child ended in time. */
static bool has_ended(const struct phonewall_child *child, uint64_t end_time)
{
	struct pollfd ended = { .fd = child->descriptor, .events = POLLIN };
	uint64_t now = phonewall_clock_elapsed();

	return poll(&ended, 1, now < end_time ? end_time - now : 0) == 1;
}

bool phonewall_child_await(struct phonewall_child *child,
			   unsigned int milliseconds,
			   struct phonewall_child_end *end)
{
	if (!has_ended(child, phonewall_clock_elapsed() + milliseconds))
		return false;
	*end = reap(child);
	detach(child);
	release(child);
	return true;
}

static void await_all(struct phonewall_children *children, unsigned int time)
{
	uint64_t end_time = phonewall_clock_elapsed() + time;
	struct phonewall_child *child, *next;

	for (child = children->first; child; child = next) {
		next = child->next;
		if (!has_ended(child, end_time))
			continue;
		reap(child);
		detach(child);
		release(child);
	}
}

void phonewall_children_close(struct phonewall_children *children,
			      unsigned int patience)
{
	struct phonewall_child *child;

	if (!children)
		return;
	if (patience) {
		signal_all(children, SIGTERM);
		await_all(children, patience);
	}
	signal_all(children, SIGKILL);
	await_all(children, KILL_MS);
	while ((child = children->first)) {
		detach(child);
		release(child);
	}
	free(children);
}
