/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SERVER_URL_H
#define PHONEWALL_SERVER_URL_H

#include <stdbool.h>
#include <stdint.h>

#include "provisioning/template.h"

/**
 * enum phonewall_scheme - the scheme of a URL
 * @PHONEWALL_SCHEME_TFTP: TFTP, which is meant if there is none
 * @PHONEWALL_SCHEME_HTTP: HTTP
 * @PHONEWALL_SCHEME_HTTPS: HTTPS
 */
enum phonewall_scheme {
	PHONEWALL_SCHEME_TFTP,
	PHONEWALL_SCHEME_HTTP,
	PHONEWALL_SCHEME_HTTPS,
};

/**
 * struct phonewall_server_url - where a file is
 * @scheme: the scheme
 * @host: name in lower case, or address without square brackets; NULL if the
 *	rule names no server, so that DHCP must
 * @port: host byte order, from 1; 0 if the rule names none, so that
 *	phonewall_scheme_port() applies
 * @path: the path with its query, percent-encoded (RFC 3986)
 * @shown_path: the same for logs, without the query and without secrets
 *
 * Zero-initialise it; release it with phonewall_server_url_clear().
 */
struct phonewall_server_url {
	enum phonewall_scheme scheme;
	char *host;
	uint16_t port;
	char *path;
	char *shown_path;
};

/**
 * phonewall_scheme_port - the default port of a scheme
 * @scheme: the scheme
 *
 * Return: 69, 80 or 443.
 */
uint16_t phonewall_scheme_port(enum phonewall_scheme scheme);

/**
 * phonewall_scheme_name - the name of a scheme
 * @scheme: the scheme
 *
 * Return: "TFTP", "HTTP" or "HTTPS", as $SCHEME has it.
 */
const char *phonewall_scheme_name(enum phonewall_scheme scheme);

/**
 * phonewall_server_url_check - check a URL of which no macro is known yet
 * @template: the URL: [SCHEME://][SERVER[:PORT]]/PATH
 * @names_server: set to whether it has a server
 *
 * Return: NULL if it may be one; else what is wrong and what to do, without any
 * part of the URL.
 */
const char *
phonewall_server_url_check(const struct phonewall_template *template,
			   bool *names_server);

/**
 * phonewall_server_url_resolve - replace the macros of a URL
 * @template: one that phonewall_server_url_check() accepts
 * @values: the macros' values
 * @url: set whole, or left empty
 *
 * No value changes the structure of the URL. In the place of the server a value
 * may hold letters, digits, hyphens and dots; if the macro is all that stands
 * there it may be HOST:PORT, and if it is one of $A to $P it may be a whole
 * URL, to which the path is appended. In the path it is percent-encoded except "/"; in
 * the query "/" is too. A path with ".." as a segment is refused, and a server
 * that turns out to be empty is never the one of DHCP.
 *
 * Return: NULL; else what is wrong and what to do, without any part of the URL.
 */
const char *
phonewall_server_url_resolve(const struct phonewall_template *template,
			     const struct phonewall_macro_values *values,
			     struct phonewall_server_url *url);

/**
 * phonewall_server_url_clear - release a URL
 * @url: emptied
 */
void phonewall_server_url_clear(struct phonewall_server_url *url);

#endif /* PHONEWALL_SERVER_URL_H */
