/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_DATAGRAM_H
#define PHONEWALL_SIP_DATAGRAM_H

#include <stdbool.h>
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
 * phonewall_datagram_ask_errors() - have errors of ICMP kept
 * @descriptor: the socket; -1 for none
 * @family: AF_INET or AF_INET6
 */
void phonewall_datagram_ask_errors(int descriptor, int family);

/**
 * phonewall_datagram_take_error() - take an error of ICMP
 * @descriptor: the socket
 * @receiver: set to whom it says that cannot be reached
 *
 * Return: false if there is none.
 */
bool phonewall_datagram_take_error(int descriptor,
				   struct sockaddr_storage *receiver);

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
