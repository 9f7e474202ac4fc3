/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SYSLOG_MESSAGE_H
#define PHONEWALL_SYSLOG_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/host_name.h"

/* RFC 3164, section 2: the port of UDP. Section 4.1: bytes of a datagram at most. */
#define PHONEWALL_SYSLOG_PORT		514
#define PHONEWALL_SYSLOG_MESSAGE_MAX	1024

/**
 * struct phonewall_syslog_server - Syslog_Server
 * @host: a host name or an address without square brackets; empty if there is no
 *	server
 * @port: host byte order, from 1
 */
struct phonewall_syslog_server {
	char host[PHONEWALL_HOST_NAME_MAX + 1];
	uint16_t port;
};

/**
 * phonewall_syslog_server_parse - parse Syslog_Server
 * @text: HOST[:PORT], with an IPv6 address in square brackets; or blank
 * @server: set whole, or left empty
 *
 * Return: NULL; else a predicate whose subject is the parameter.
 */
const char *phonewall_syslog_server_parse(const char *text,
					  struct phonewall_syslog_server *server);

/**
 * phonewall_syslog_message_print - print a datagram (RFC 3164, section 4.1)
 * @severity: as LOG_ERR of syslog(3); the facility is local0
 * @now: the time, printed as local time
 * @host: who sends: an address or a name; NULL or empty for "-"
 * @text: the message, which has no line end; cut at the bound
 * @message: set
 */
void phonewall_syslog_message_print(int severity, time_t now, const char *host,
				    const char *text,
				    char message[PHONEWALL_SYSLOG_MESSAGE_MAX + 1]);

#endif /* PHONEWALL_SYSLOG_MESSAGE_H */
