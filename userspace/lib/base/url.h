/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_URL_H
#define PHONEWALL_URL_H

#include <stdbool.h>
#include <stdint.h>

/**
 * phonewall_url_port() - get the port of an HTTP or HTTPS URL
 * @url: as "http://host:port/path"; the host may be an IPv6 address in brackets
 * @port: set to the port, host byte order; to the scheme's default if @url has
 *	none
 *
 * A URL with a user name is rejected: a connection request URL has none.
 *
 * Return: true if @url is such a URL; else false, and @port may have been set.
 */
bool phonewall_url_port(const char *url, uint16_t *port);

/**
 * phonewall_url_fault() - say what is wrong with a URL
 * @url: one that phonewall_url_port() rejects
 *
 * Return: a predicate whose subject is the URL, a constant string.
 */
const char *phonewall_url_fault(const char *url);

#endif /* PHONEWALL_URL_H */
