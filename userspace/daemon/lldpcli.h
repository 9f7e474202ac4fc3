/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_LLDPCLI_H
#define PHONEWALL_LLDPCLI_H

#include <stdbool.h>

#include <event2/event.h>

/**
 * struct phonewall_lldpcli - one run of lldpcli(8), which speaks with lldpd(8)
 */
struct phonewall_lldpcli;

/**
 * struct phonewall_lldpcli_handlers - what the owner of a run wants to know
 * @printed: it has printed something more; may be NULL
 * @ended: it has ended: @text is all that it printed, @status its exit status or
 *	-1 where it could not be run; the owner stops it here or later
 *
 * Called from the event loop.
 */
struct phonewall_lldpcli_handlers {
	void (*printed)(void *argument);
	void (*ended)(const char *text, int status, void *argument);
};

/* The exit status of a run where there is no lldpcli. */
#define PHONEWALL_LLDPCLI_MISSING	127

/**
 * phonewall_lldpcli_run - run it
 * @base: the event loop
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
phonewall_lldpcli_run(struct event_base *base, const char *const *command,
		      const struct phonewall_lldpcli_handlers *handlers,
		      void *argument);

/**
 * phonewall_lldpcli_stop - end a run, whose handlers are not called any more
 * @run: may be NULL
 */
void phonewall_lldpcli_stop(struct phonewall_lldpcli *run);

#endif /* PHONEWALL_LLDPCLI_H */
