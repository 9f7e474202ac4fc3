/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_AGENT_WATCH_H
#define PHONEWALL_AGENT_WATCH_H

#include <stdbool.h>

/**
 * struct phonewall_agent_watch - what tells that the phone's own authentication
 *	has changed
 * @descriptor: readable when phonewalld wrote its status anew; -1 where it
 *	cannot be watched
 * @state: what was told last
 */
struct phonewall_agent_watch {
	int descriptor;
	char *state;
};

/**
 * phonewall_agent_watch_open - begin to watch the status of phonewalld
 * @watch: set whole; the state of now counts as told
 *
 * The status need not be there yet. That it cannot be watched is reported to
 * standard error.
 */
void phonewall_agent_watch_open(struct phonewall_agent_watch *watch);

/**
 * phonewall_agent_watch_print - read the status and print what has changed
 * @watch: the watch
 * @json: whether to print JSON
 *
 * Prints nothing where the transaction status, the protocol and the reason are
 * as before. Never waits.
 */
void phonewall_agent_watch_print(struct phonewall_agent_watch *watch,
				 bool json);

/**
 * phonewall_agent_watch_close - end it
 * @watch: released
 */
void phonewall_agent_watch_close(struct phonewall_agent_watch *watch);

#endif /* PHONEWALL_AGENT_WATCH_H */
