/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CONNECTION_REQUEST_H
#define PHONEWALL_CONNECTION_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/file.h"
#include "firewall/translation.h"

/* The ports from which a phone picks the one for TR-069 connection requests. */
#define PHONEWALL_CONNECTION_REQUEST_FIRST	8000
#define PHONEWALL_CONNECTION_REQUEST_LAST	9999

/**
 * phonewall_connection_request_collides() - check whether the port is open
 *	twice
 * @port: the connection-request port, host byte order
 * @translation: a translation that was made with @port in its settings
 *
 * Return: true if more than one opening has TCP port @port.
 */
bool phonewall_connection_request_collides(uint16_t port,
		const struct phonewall_translation *translation);

/**
 * phonewall_connection_request_pick() - pick the port for connection requests
 * @random: a random number, uniformly distributed
 * @translation: the openings to avoid
 *
 * Return: a port, host byte order; 0 if @translation opens them all.
 */
uint16_t phonewall_connection_request_pick(uint32_t random,
		const struct phonewall_translation *translation);

/**
 * phonewall_connection_request_read() - read the port that was picked
 * @directory: the state directory
 * @port: set to the port, host byte order
 *
 * Return: 0, or a negative errno; -ENOENT if none was saved, -EBADMSG if the
 * file does not hold one port of PHONEWALL_CONNECTION_REQUEST_FIRST to _LAST.
 */
int phonewall_connection_request_read(const char *directory, uint16_t *port);

/**
 * phonewall_connection_request_file() - give the file to save the port in
 * @port: the port that was picked, host byte order
 *
 * Return: the file, to be released with phonewall_file_clear().
 */
struct phonewall_file phonewall_connection_request_file(uint16_t port);

#endif /* PHONEWALL_CONNECTION_REQUEST_H */
