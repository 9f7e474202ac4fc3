/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CHILD_H
#define PHONEWALL_CHILD_H

#include <stdbool.h>

#include <event2/event.h>

/* Milliseconds that a process has after SIGTERM before it gets SIGKILL. */
#define PHONEWALL_CHILD_PATIENCE_MS	1000

/* Exit status of a child whose program could not be executed. */
#define PHONEWALL_CHILD_NOT_RUN		127

/**
 * struct phonewall_children - the child processes that have not ended
 */
struct phonewall_children;

/**
 * struct phonewall_child - a child process
 *
 * It belongs to its struct phonewall_children, and is freed once it has ended.
 */
struct phonewall_child;

/**
 * struct phonewall_child_end - how a child ended
 * @status: wait status, see waitpid(2); -1 if it is not known
 * @is_late: true if it was ended because its deadline passed
 */
struct phonewall_child_end {
	int status;
	bool is_late;
};

/**
 * struct phonewall_child_handlers - callbacks of a child
 * @run: called in the child; executes a program. If it returns, the child exits
 *	with PHONEWALL_CHILD_NOT_RUN
 * @ended: called from the event loop when the child has ended; the child is
 *	freed after the call
 */
struct phonewall_child_handlers {
	void (*run)(void *argument);
	void (*ended)(const struct phonewall_child_end *end, void *argument);
};

/**
 * phonewall_children_open() - prepare to start children
 * @base: the event loop
 *
 * Return: an empty set, to be released with phonewall_children_close().
 */
struct phonewall_children *phonewall_children_open(struct event_base *base);

/**
 * phonewall_child_start() - start a child process
 * @children: the set to add it to
 * @handlers: kept by the caller
 * @argument: handed to @handlers
 *
 * The child gets SIGTERM when this process ends, for whatever reason. The call
 * does not wait for it: the event loop reports its end.
 *
 * Return: the child, or NULL with errno set.
 */
struct phonewall_child *
phonewall_child_start(struct phonewall_children *children,
		      const struct phonewall_child_handlers *handlers,
		      void *argument);

/**
 * phonewall_child_set_deadline() - set the time by which a child must end
 * @child: the child
 * @milliseconds: from now on; 0 for no deadline
 *
 * After that time it gets SIGTERM, and SIGKILL PHONEWALL_CHILD_PATIENCE_MS
 * later. Has no effect on a child that is being ended already.
 */
void phonewall_child_set_deadline(struct phonewall_child *child,
				  unsigned int milliseconds);

/**
 * phonewall_child_await() - wait for a child's end, not for long
 * @child: the child
 * @milliseconds: how long to wait
 * @end: set if it has ended
 *
 * Return: true if it has ended; it is freed then, and its ended handler is not
 * called.
 */
bool phonewall_child_await(struct phonewall_child *child,
			   unsigned int milliseconds,
			   struct phonewall_child_end *end);

/**
 * phonewall_child_end() - end a child now
 * @child: the child
 *
 * It gets SIGTERM and SIGKILL as after its deadline, and its ended handler is
 * called.
 */
void phonewall_child_end(struct phonewall_child *child);

/**
 * phonewall_child_abandon() - end a child now, and do not report its end
 * @child: may be NULL
 */
void phonewall_child_abandon(struct phonewall_child *child);

/**
 * phonewall_children_close() - end all children and release the set
 * @children: may be NULL
 * @patience: milliseconds that all of them together have after SIGTERM; 0: they
 *	get SIGKILL at once
 *
 * No handler is called. Returns when all have ended, or 100 ms after SIGKILL if
 * one cannot be killed.
 */
void phonewall_children_close(struct phonewall_children *children,
			      unsigned int patience);

#endif /* PHONEWALL_CHILD_H */
