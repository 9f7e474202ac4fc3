/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LLDPCLI_H
#define PHONEWALL_LLDPCLI_H

#include <stdbool.h>

#include <event2/event.h>

#include "base/child.h"

/**
 * struct phonewall_lldpcli - one run of lldpcli(8), which speaks with lldpd(8)
 */
struct phonewall_lldpcli;

/**
 * struct phonewall_lldpcli_handlers - what the owner of a run wants to know
 * @printed: it has printed something more. If it is not NULL, the run lasts for
 *	good; else it is ended after 5 s
 * @ended: it has ended: @text is all that it printed, @status its exit status or
 *	-1 if it was ended or could not be started; the owner stops it here or later
 *
 * Called from the event loop.
 */
struct phonewall_lldpcli_handlers {
	void (*printed)(void *argument);
	void (*ended)(const char *text, int status, void *argument);
};

/* The exit status of a run where there is no lldpcli. */
#define PHONEWALL_LLDPCLI_MISSING	PHONEWALL_CHILD_NOT_RUN

/**
 * phonewall_lldpcli_run - run it
 * @base: the event loop
 * @children: the processes that were started
 * @command: the words of the command, NULL at the end; "show", "neighbors" say
 * @handlers: kept by the caller
 * @argument: handed to @handlers
 *
 * It ends with this process. What it prints is JSON, in the form "json0".
 *
 * Return: the run, to be released with phonewall_lldpcli_stop(); or NULL with
 * errno set.
 */
struct phonewall_lldpcli *
phonewall_lldpcli_run(struct event_base *base,
		      struct phonewall_children *children,
		      const char *const *command,
		      const struct phonewall_lldpcli_handlers *handlers,
		      void *argument);

/**
 * phonewall_lldpcli_stop - end a run, whose handlers are not called any more
 * @run: may be NULL
 *
 * Does not wait for the process.
 */
void phonewall_lldpcli_stop(struct phonewall_lldpcli *run);

#endif /* PHONEWALL_LLDPCLI_H */
