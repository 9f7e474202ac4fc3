/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_TARGET_H
#define PHONEWALL_SIP_TARGET_H

#include <sys/socket.h>

#include "sip/relay.h"

/* Bytes of a host with the NUL. */
#define PHONEWALL_TARGET_HOST	256

/**
 * struct phonewall_target - a server as Proxy_n_ names it
 * @host: name, or address without brackets
 * @port: host byte order; 0 if it is not told
 */
struct phonewall_target {
	char host[PHONEWALL_TARGET_HOST];
	uint16_t port;
};

/**
 * phonewall_target_parse() - read Proxy_n_ or Outbound_Proxy_n_
 * @text: HOST, HOST:PORT, ADDRESS or [ADDRESS]:PORT
 * @target: set
 *
 * Return: true if it is so.
 */
bool phonewall_target_parse(const char *text, struct phonewall_target *target);

/**
 * phonewall_target_of_dialog() - where a request within a dialog goes
 * @request: of the stack
 * @relay: of its line; the edge's Route does not count
 * @address: set if there is one
 *
 * RFC 3261 section 8.1.2: the first Route, else the Request-URI.
 *
 * Return: true if that names an address, for UDP, which is not this phone.
 */
bool phonewall_target_of_dialog(const struct phonewall_sip_message *request,
				const struct phonewall_sip_relay *relay,
				struct sockaddr_storage *address);

/**
 * phonewall_target_response_port() - where the response to a request goes
 * @request: the request, which came by UDP
 * @source_port: from this port, host byte order
 *
 * Return: that port if the first Via has "rport" (RFC 3581 section 4), else the
 * port that it names, or 5060.
 */
uint16_t
phonewall_target_response_port(const struct phonewall_sip_message *request,
			       uint16_t source_port);

#endif /* PHONEWALL_SIP_TARGET_H */
