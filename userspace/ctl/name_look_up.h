/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_NAME_LOOK_UP_H
#define PHONEWALL_NAME_LOOK_UP_H

#include <netinet/in.h>
#include <stdbool.h>

/**
 * phonewall_name_look_up - look up the first IPv4 address of a name
 * @name: the name
 * @address: set if there is one
 *
 * Waits for a second at most.
 *
 * Return: true if there is one.
 */
bool phonewall_name_look_up(const char *name, char address[INET_ADDRSTRLEN]);

#endif /* PHONEWALL_NAME_LOOK_UP_H */
