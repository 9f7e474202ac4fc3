/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CHILD_H
#define PHONEWALL_CHILD_H

#include <stdbool.h>

#include <event2/event.h>

/* How long a process has to heed SIGTERM before SIGKILL ends it. */
#define PHONEWALL_CHILD_PATIENCE_MS	1000

/* The exit status of a process whose program could not be run. */
#define PHONEWALL_CHILD_NOT_RUN		127

/**
 * struct phonewall_children - the processes that phonewalld has started and that
 *	have not ended
 */
struct phonewall_children;

/**
 * struct phonewall_child - one of them
 *
 * It belongs to the struct phonewall_children, and is gone when it has ended.
 */
struct phonewall_child;

/**
 * struct phonewall_child_end - how one ended
 * @status: as waitpid(2) gives it; -1 if that is not known
 * @is_late: whether its deadline ended it
 */
struct phonewall_child_end {
	int status;
	bool is_late;
};

/**
 * struct phonewall_child_handlers - what a process does, and who hears of its end
 * @run: called in the new process; runs a program and does not return
 * @ended: called from the event loop; the child is no more
 */
struct phonewall_child_handlers {
	void (*run)(void *argument);
	void (*ended)(const struct phonewall_child_end *end, void *argument);
};

/**
 * phonewall_children_open - be ready to start processes
 * @base: the event loop
 *
 * Return: none yet; to be released with phonewall_children_close().
 */
struct phonewall_children *phonewall_children_open(struct event_base *base);

/**
 * phonewall_child_start - start a process
 * @children: the others
 * @handlers: kept by the caller
 * @argument: handed to @handlers
 *
 * It gets SIGTERM when this process ends, whatever ends that. It is never waited
 * for: the event loop tells when it has ended.
 *
 * Return: it, or NULL with errno set.
 */
struct phonewall_child *
phonewall_child_start(struct phonewall_children *children,
		      const struct phonewall_child_handlers *handlers,
		      void *argument);

/**
 * phonewall_child_set_deadline - end it if it has not ended by itself
 * @child: it
 * @milliseconds: from now on; 0 for no deadline
 *
 * Then it gets SIGTERM, and SIGKILL PHONEWALL_CHILD_PATIENCE_MS later.
 */
void phonewall_child_set_deadline(struct phonewall_child *child,
				  unsigned int milliseconds);

/**
 * phonewall_child_end - end it now, in the same way; its owner hears of it
 * @child: it
 */
void phonewall_child_end(struct phonewall_child *child);

/**
 * phonewall_child_abandon - end it now; its owner is not told
 * @child: may be NULL
 */
void phonewall_child_abandon(struct phonewall_child *child);

/**
 * phonewall_children_close - end all
 * @children: may be NULL
 * @patience: milliseconds that all together have to heed SIGTERM; 0: they get
 *	SIGKILL at once
 *
 * No owner is told. Returns when they have ended, or 100 ms after SIGKILL if one
 * cannot even be killed.
 */
void phonewall_children_close(struct phonewall_children *children,
			      unsigned int patience);

#endif /* PHONEWALL_CHILD_H */
