/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_BROADCAST_ECHO_H
#define PHONEWALL_BROADCAST_ECHO_H

#include <stdbool.h>

#define PHONEWALL_BROADCAST_ECHO_FILE \
	"/proc/sys/net/ipv6/icmp/echo_ignore_multicast"

/**
 * phonewall_set_switch - give a switch of /proc/sys a value
 * @path: the switch's file
 * @value: '0' or '1'
 *
 * Writes only if the switch has the other value, for /proc/sys may be read-only,
 * as in a container.
 *
 * Return: 0, or a negative errno; -ENOENT where there is no such switch.
 */
int phonewall_set_switch(const char *path, char value);

/**
 * phonewall_set_broadcast_echo - answer echo requests to IPv6 multicast groups,
 *	or not
 * @answer: whether to answer: Broadcast_Echo
 *
 * Sets net.ipv6.icmp.echo_ignore_multicast of this network namespace, which
 * the kernel obeys with the firewall enabled and disabled. Where IPv6 is off
 * there is nothing to set, and that is no error.
 *
 * Return: 0, or a negative errno.
 */
int phonewall_set_broadcast_echo(bool answer);

#endif /* PHONEWALL_BROADCAST_ECHO_H */
