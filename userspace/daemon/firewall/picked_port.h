/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PICKED_PORT_H
#define PHONEWALL_PICKED_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/state_writer.h"
#include "firewall/translation.h"

/**
 * struct phonewall_picked_port - the port that phonewalld picked for TR-069
 *	connection requests
 * @directory: the state directory, kept by the caller
 * @port: the port; 0 if none was picked
 * @is_kept: whether the state directory holds it
 * @is_being_kept: whether it is being written there
 * @error: why it could not be kept, as a negative errno; 0 if it could
 */
struct phonewall_picked_port {
	const char *directory;
	uint16_t port;
	bool is_kept;
	bool is_being_kept;
	int error;
};

/**
 * phonewall_picked_port_load - read the port that was picked before
 * @picked: zero-initialised but for @directory
 *
 * Logs what goes wrong; no port is picked then, as if none was kept.
 */
void phonewall_picked_port_load(struct phonewall_picked_port *picked);

/**
 * phonewall_picked_port_pick - pick another port
 * @picked: the port of before stays if no other is free
 * @translation: what the port must not collide with
 */
void
phonewall_picked_port_pick(struct phonewall_picked_port *picked,
			   const struct phonewall_translation *translation);

/**
 * phonewall_picked_port_keep - bring the port to the disk if it is not there yet
 * @picked: the port; what goes wrong is logged once
 * @writer: the writer of the state directory
 *
 * Return: 0, or a negative errno of phonewall_state_writer_write().
 */
int phonewall_picked_port_keep(struct phonewall_picked_port *picked,
			       struct phonewall_state_writer *writer);

/**
 * phonewall_picked_port_written - note that a write has ended that went on
 * @picked: the port; if another was picked meanwhile it is not kept yet
 * @name: PHONEWALL_STATE_PORT if it is about that
 * @error: 0, or a negative errno
 */
void phonewall_picked_port_written(struct phonewall_picked_port *picked,
				   const char *name, int error);

#endif /* PHONEWALL_PICKED_PORT_H */
