/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_BROADCAST_ECHO_H
#define PHONEWALL_BROADCAST_ECHO_H

#include <stdbool.h>

#define PHONEWALL_BROADCAST_ECHO_FILE \
	"/proc/sys/net/ipv6/icmp/echo_ignore_multicast"

/**
 * phonewall_set_switch() - set a switch of /proc/sys
 * @path: the switch's file
 * @value: '0' or '1'
 *
 * Writes only if the switch has the other value, because /proc/sys may be
 * read-only, as in a container.
 *
 * Return: 0, or a negative errno; -ENOENT if there is no such switch.
 */
int phonewall_set_switch(const char *path, char value);

/**
 * phonewall_set_broadcast_echo() - set whether to answer IPv6 multicast echoes
 * @answer: true to answer echo requests to multicast groups: Broadcast_Echo
 *
 * Sets net.ipv6.icmp.echo_ignore_multicast of this network namespace, which the
 * kernel obeys with the firewall enabled and disabled. If IPv6 is off there is
 * nothing to set, which is not an error.
 *
 * Return: 0, or a negative errno.
 */
int phonewall_set_broadcast_echo(bool answer);

#endif /* PHONEWALL_BROADCAST_ECHO_H */
