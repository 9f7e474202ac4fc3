/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_ACCEPTED_H
#define PHONEWALL_ACCEPTED_H

#include <event2/event.h>

#include "base/kept.h"
#include "firewall/picked_port.h"
#include "status.h"
#include "store/files.h"

/**
 * struct phonewall_accepted - what the state directory is to hold
 * @configuration: cfg.xml as it was when it was last accepted
 * @settings: the same of phonewall.conf
 * @store: the configuration store
 * @store_error: 0, or the negative errno with which saving it failed last
 * @port: the port for TR-069 connection requests
 * @writer: writes them there
 * @again: when what could not be written is tried again
 * @status: where it is told, kept by the caller
 */
struct phonewall_accepted {
	struct phonewall_kept configuration;
	struct phonewall_kept settings;
	struct phonewall_store_files store;
	int store_error;
	struct phonewall_picked_port port;
	struct phonewall_state_writer *writer;
	struct event *again;
	struct phonewall_daemon_status *status;
};

/**
 * phonewall_accepted_open - begin; nothing is read yet
 * @accepted: set whole
 * @base: the event loop
 * @directory: the state directory, kept by the caller
 * @status: where to tell what cannot be written, kept by the caller
 *
 * Return: 0, or -1 if there is no memory.
 */
int phonewall_accepted_open(struct phonewall_accepted *accepted,
			    struct event_base *base, const char *directory,
			    struct phonewall_daemon_status *status);

/**
 * phonewall_accepted_load - read what the state directory holds
 * @accepted: opened
 */
void phonewall_accepted_load(struct phonewall_accepted *accepted);

/**
 * phonewall_accepted_pick_port - pick another port, and tell
 * @accepted: has the port of before
 * @translation: what the port must not collide with
 */
void
phonewall_accepted_pick_port(struct phonewall_accepted *accepted,
			     const struct phonewall_translation *translation);

/**
 * phonewall_accepted_keep - write what the state directory does not hold yet
 * @accepted: what it is to hold
 *
 * Until all is written it is tried again: no other event may trigger it.
 */
void phonewall_accepted_keep(struct phonewall_accepted *accepted);

/**
 * phonewall_accepted_finish - give what is not written yet a last chance
 * @accepted: what the state directory is to hold
 *
 * What has failed before is tried once more. Blocks for two seconds if the disk
 * does not answer.
 */
void phonewall_accepted_finish(struct phonewall_accepted *accepted);

/**
 * phonewall_accepted_close - end; what was written stays
 * @accepted: emptied
 */
void phonewall_accepted_close(struct phonewall_accepted *accepted);

#endif /* PHONEWALL_ACCEPTED_H */
