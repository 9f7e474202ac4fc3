/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_ADDRESS_H
#define PHONEWALL_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/* Room for an address in square brackets with its port, and the NUL. */
#define PHONEWALL_ADDRESS_TEXT	(INET6_ADDRSTRLEN + sizeof("[]:65535"))

/**
 * struct phonewall_address - an IPv4 or IPv6 address
 * @family: AF_INET or AF_INET6
 * @bytes: 4 or 16 bytes, network byte order
 */
struct phonewall_address {
	sa_family_t family;
	uint8_t bytes[16];
};

/**
 * phonewall_address_parse() - parse ADDRESS or ADDRESS:PORT
 * @text: an IPv4 address in dotted decimal or an IPv6 address (RFC 4291), which
 *	is in square brackets if a port follows (RFC 3986 3.2.2)
 * @address: set to the address
 * @port: set to the port, 0 to 65535, host byte order; 0 if there is none
 * @has_port: set to true if there is a port
 *
 * Return: true if @text is such an address; else false, and nothing is set.
 */
bool phonewall_address_parse(const char *text,
			     struct phonewall_address *address, uint16_t *port,
			     bool *has_port);

/**
 * phonewall_address_print() - write an address
 * @address: the address
 * @text: set to its shortest form (RFC 5952)
 *
 * Return: @text.
 */
const char *phonewall_address_print(const struct phonewall_address *address,
				    char text[PHONEWALL_ADDRESS_TEXT]);

/**
 * phonewall_address_print_port() - write an address and a port
 * @address: the address
 * @port: host byte order
 * @text: set to ADDRESS:PORT, with an IPv6 address in square brackets
 *
 * Return: @text.
 */
const char *
phonewall_address_print_port(const struct phonewall_address *address,
			     uint16_t port, char text[PHONEWALL_ADDRESS_TEXT]);

#endif /* PHONEWALL_ADDRESS_H */
