/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_AGENT_WATCH_H
#define PHONEWALL_AGENT_WATCH_H

#include "output/writer.h"

/**
 * struct phonewall_agent_watch - a watch for changes of the phone's own
 *	authentication
 * @descriptor: readable once phonewalld wrote its status again; -1 if it cannot
 *	be watched
 * @state: the state that was written last
 */
struct phonewall_agent_watch {
	int descriptor;
	char *state;
};

/**
 * phonewall_agent_watch_open - begin to watch the status of phonewalld
 * @watch: set whole; the present state counts as written
 *
 * The status file need not exist yet. If it cannot be watched, this is reported
 * to standard error.
 */
void phonewall_agent_watch_open(struct phonewall_agent_watch *watch);

/**
 * phonewall_agent_watch_write - read the status and write what has changed
 * @watch: the watch
 * @writer: the writer
 *
 * Writes nothing if the transaction status, the protocol and the reason are as
 * before. Never waits.
 */
void phonewall_agent_watch_write(struct phonewall_agent_watch *watch,
				 struct phonewall_writer *writer);

/**
 * phonewall_agent_watch_close - end it
 * @watch: released
 */
void phonewall_agent_watch_close(struct phonewall_agent_watch *watch);

#endif /* PHONEWALL_AGENT_WATCH_H */
