/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LLDPCLI_H
#define PHONEWALL_LLDPCLI_H

#include <stdbool.h>

#include <event2/event.h>

#include "base/child.h"

/**
 * struct phonewall_lldpcli - one run of lldpcli(8), the client of lldpd(8)
 */
struct phonewall_lldpcli;

/**
 * struct phonewall_lldpcli_handlers - callbacks of a run's owner
 * @printed: it has printed something, which is not kept. If NULL, the run is
 *	ended after 5 s; else it has no time limit
 * @ended: it has ended: @text is all that was kept, @status its exit status, or
 *	-1 if it did not exit by itself; the owner stops the run here or later
 *
 * Called from the event loop.
 */
struct phonewall_lldpcli_handlers {
	void (*printed)(void *argument);
	void (*ended)(const char *text, int status, void *argument);
};

/* The exit status of a run if there is no lldpcli. */
#define PHONEWALL_LLDPCLI_MISSING	PHONEWALL_CHILD_NOT_RUN

/**
 * phonewall_lldpcli_run() - run lldpcli
 * @base: the event loop
 * @children: the set to add the process to
 * @command: the words of the command, at most 12, then NULL; such as "show",
 *	"neighbors"
 * @handlers: kept by the caller
 * @argument: handed to @handlers
 *
 * The process ends when this one does. It prints JSON in the format "json0".
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
 * phonewall_lldpcli_stop() - end and release a run; its handlers are not called
 * @run: may be NULL
 *
 * Does not wait for the process.
 */
void phonewall_lldpcli_stop(struct phonewall_lldpcli *run);

#endif /* PHONEWALL_LLDPCLI_H */
