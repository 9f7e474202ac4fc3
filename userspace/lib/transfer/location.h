/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LOCATION_H
#define PHONEWALL_LOCATION_H

#include "provisioning/server_url.h"

/**
 * phonewall_location_read() - read where a server sends to
 * @location: its Location, absolute or relative, any bytes; NULL if there is none
 * @from: the URL that was asked for
 * @url: set whole, or left empty; a user name and a password in @location are
 *	left out. Release it with phonewall_server_url_clear()
 *
 * Return: NULL; else why it is not followed and what to do, static text without
 * any part of the URL.
 */
const char *phonewall_location_read(const char *location,
				    const struct phonewall_server_url *from,
				    struct phonewall_server_url *url);

/**
 * phonewall_location_is_normal() - whether libcurl takes a host as it stands
 * @host: name, or address without square brackets
 *
 * libcurl takes "0x7f.1" for 127.0.0.1, for one.
 *
 * Return: true if it would connect to the host that is meant.
 */
bool phonewall_location_is_normal(const char *host);

/**
 * phonewall_location_text() - write a URL
 * @url: the URL
 * @path: the path to write
 *
 * Return: "https://host:port/path", to be released with free().
 */
char *phonewall_location_text(const struct phonewall_server_url *url,
			      const char *path);

#endif /* PHONEWALL_LOCATION_H */
