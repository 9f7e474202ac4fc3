/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_ENDPOINT_H
#define PHONEWALL_SIP_ENDPOINT_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/address.h"

/* Room for an address and a port as bytes of a token, and the NUL. */
#define PHONEWALL_ENDPOINT_TOKEN	48

/**
 * phonewall_endpoint_make() - make a socket address
 * @address: the address
 * @port: host byte order
 * @endpoint: set
 *
 * Return: bytes of it.
 */
socklen_t phonewall_endpoint_make(const struct phonewall_address *address,
				  uint16_t port,
				  struct sockaddr_storage *endpoint);

/**
 * phonewall_endpoint_split() - take one apart
 * @endpoint: of AF_INET or AF_INET6; an IPv4 address in IPv6 is one of IPv4
 * @address: set to the address
 *
 * Return: the port, host byte order.
 */
uint16_t phonewall_endpoint_split(const struct sockaddr_storage *endpoint,
				  struct phonewall_address *address);

/**
 * phonewall_endpoint_print_token() - write one for a branch
 * @endpoint: the address and port
 * @text: set to hexadecimal digits, a dot and the port
 */
void phonewall_endpoint_print_token(const struct sockaddr_storage *endpoint,
				    char text[PHONEWALL_ENDPOINT_TOKEN]);

/**
 * phonewall_endpoint_parse_token() - read what was written
 * @text: as of phonewall_endpoint_print_token()
 * @endpoint: set
 *
 * Return: true if it is so.
 */
bool phonewall_endpoint_parse_token(const char *text,
				    struct sockaddr_storage *endpoint);

/**
 * phonewall_endpoint_length() - the bytes that the kernel wants
 * @endpoint: the address
 *
 * Return: bytes.
 */
socklen_t phonewall_endpoint_length(const struct sockaddr_storage *endpoint);

#endif /* PHONEWALL_SIP_ENDPOINT_H */
