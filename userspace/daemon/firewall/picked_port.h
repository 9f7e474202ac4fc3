/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PICKED_PORT_H
#define PHONEWALL_PICKED_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "firewall/translation.h"

/**
 * struct phonewall_picked_port - the port that phonewalld picked for TR-069
 *	connection requests
 * @directory: the state directory, kept by the caller
 * @port: the port; 0 if none was picked
 * @is_kept: whether the state directory holds it
 */
struct phonewall_picked_port {
	const char *directory;
	uint16_t port;
	bool is_kept;
};

/**
 * phonewall_picked_port_load - read the port that was picked before
 * @picked: zero-initialised but for @directory
 *
 * Logs what goes wrong; no port is picked then, as if none was kept.
 */
void phonewall_picked_port_load(struct phonewall_picked_port *picked);

/**
 * phonewall_picked_port_pick - pick another port, and keep it
 * @picked: the port of before stays if no other is free
 * @translation: what the port must not collide with
 */
void
phonewall_picked_port_pick(struct phonewall_picked_port *picked,
			   const struct phonewall_translation *translation);

/**
 * phonewall_picked_port_keep - bring the port to the disk if it is not there yet
 * @picked: the port; that it could not be kept was logged when it was picked
 *
 * Return: 0, or a negative errno.
 */
int phonewall_picked_port_keep(struct phonewall_picked_port *picked);

#endif /* PHONEWALL_PICKED_PORT_H */
