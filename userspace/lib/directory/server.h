/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_SERVER_H
#define PHONEWALL_DIRECTORY_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/host_name.h"

/**
 * struct phonewall_directory_server - the address of an LDAP server
 * @is_tls: whether TLS begins with the connection ("ldaps")
 * @host: host name, or an address without brackets; "" if there is no server
 * @port: host byte order
 */
struct phonewall_directory_server {
	bool is_tls;
	char host[PHONEWALL_HOST_NAME_MAX + 1];
	uint16_t port;
};

/**
 * phonewall_directory_server_parse() - read the URL of an LDAP server
 * @url: "ldap://host:port" or "ldaps://host:port"; an IPv6 address stands in
 *	brackets. Without a scheme it is LDAP; without a port 389 or 636
 * @server: set if @url is one; else unchanged
 *
 * Return: NULL, or what is wrong: a predicate whose subject is the URL, and
 * what to do; a constant string.
 */
const char *
phonewall_directory_server_parse(const char *url,
				 struct phonewall_directory_server *server);

/**
 * phonewall_directory_server_print() - write the URL of a server
 * @server: the server
 *
 * Return: the URL with its port, to be released with free().
 */
char *phonewall_directory_server_print(
	const struct phonewall_directory_server *server);

#endif /* PHONEWALL_DIRECTORY_SERVER_H */
