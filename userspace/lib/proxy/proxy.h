/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROXY_H
#define PHONEWALL_PROXY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/host_name.h"

/**
 * enum phonewall_proxy_kind - how a server is reached
 * @PHONEWALL_PROXY_DIRECT: without a proxy
 * @PHONEWALL_PROXY_HTTP: by a proxy that is spoken to in HTTP
 * @PHONEWALL_PROXY_HTTPS: by a proxy that is spoken to in HTTP over TLS
 */
enum phonewall_proxy_kind {
	PHONEWALL_PROXY_DIRECT,
	PHONEWALL_PROXY_HTTP,
	PHONEWALL_PROXY_HTTPS,
};

/**
 * struct phonewall_proxy - a proxy, or that there is none
 * @kind: how the server is reached; if directly, all else is empty
 * @host: its name, or its address without square brackets
 * @port: host byte order, from 1
 */
struct phonewall_proxy {
	enum phonewall_proxy_kind kind;
	char host[PHONEWALL_HOST_NAME_MAX + 1];
	uint16_t port;
};

/**
 * phonewall_proxy_parse - parse HOST or HOST:PORT
 * @text: a name of a host or an address; an IPv6 address is in square brackets
 *	if a port follows
 * @port: the port if @text has none; may be 0, which @text may not have
 * @proxy: its host and port are set, its kind is left as it is
 *
 * Return: true if @text is such a text; else false, and nothing is set.
 */
bool phonewall_proxy_parse(const char *text, uint16_t port,
			   struct phonewall_proxy *proxy);

/**
 * phonewall_proxy_print - write a proxy as a URL
 * @proxy: a proxy, not PHONEWALL_PROXY_DIRECT
 *
 * Return: text such as "http://proxy.example.com:3128", to be released with
 * free().
 */
char *phonewall_proxy_print(const struct phonewall_proxy *proxy);

#endif /* PHONEWALL_PROXY_H */
