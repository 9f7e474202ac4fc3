/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_DATAGRAM_H
#define PHONEWALL_SIP_DATAGRAM_H

#include <stddef.h>
#include <sys/socket.h>

/**
 * phonewall_datagram_open() - open a UDP socket
 * @address: its address and port
 * @length: bytes of @address
 *
 * Return: the descriptor, not blocking; -1 with errno set.
 */
int phonewall_datagram_open(const struct sockaddr *address, socklen_t length);

/**
 * phonewall_datagram_receive() - take what has come, but not for ever
 * @descriptor: the socket
 * @take: called for each datagram; it must not close the socket
 * @argument: handed to @take
 *
 * A datagram of more than PHONEWALL_SIP_MESSAGE_MAX bytes does not exist.
 */
void phonewall_datagram_receive(int descriptor,
	void (*take)(const char *bytes, size_t length,
		     const struct sockaddr_storage *source, void *argument),
	void *argument);

#endif /* PHONEWALL_SIP_DATAGRAM_H */
