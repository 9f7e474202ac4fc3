/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_LOOK_UP_H
#define PHONEWALL_DIRECTORY_LOOK_UP_H

#include <netdb.h>

#include "directory/server.h"

/**
 * phonewall_directory_look_up() - look up the addresses of a server
 * @server: the server
 * @milliseconds: how long it may take
 * @addresses: set to them, to be released with freeaddrinfo()
 *
 * getaddrinfo() knows no deadline, so it runs in a thread of its own. One that is
 * too late ends by itself, after the times of the resolver (resolv.conf(5)).
 *
 * Return: NULL, or why it failed, to be released with free(): what happened,
 * and what to do.
 */
char *phonewall_directory_look_up(
	const struct phonewall_directory_server *server,
	unsigned int milliseconds, struct addrinfo **addresses);

#endif /* PHONEWALL_DIRECTORY_LOOK_UP_H */
