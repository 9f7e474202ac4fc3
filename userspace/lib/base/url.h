/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_URL_H
#define PHONEWALL_URL_H

#include <stdbool.h>
#include <stdint.h>

/**
 * phonewall_url_port - find the port of an HTTP or HTTPS URL
 * @url: as "http://host:port/path"; the host may be an IPv6 address in brackets
 * @port: set to the port, host byte order: that of the scheme where @url names
 *	none
 *
 * A user name in the URL is not accepted: a connection request URL has none.
 *
 * Return: whether @url is such a URL.
 */
bool phonewall_url_port(const char *url, uint16_t *port);

/**
 * phonewall_url_fault - tell what is wrong with a URL
 * @url: one that phonewall_url_port() does not take
 *
 * Return: a predicate of which the URL is the subject, not to be released.
 */
const char *phonewall_url_fault(const char *url);

#endif /* PHONEWALL_URL_H */
