/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WEB_SERVER_H
#define PHONEWALL_WEB_SERVER_H

#include <event2/event.h>

/* Connections at a time, of all hosts and of one. */
#define PHONEWALL_WEB_CONNECTIONS	32
#define PHONEWALL_WEB_HOST_CONNECTIONS	8

/**
 * struct phonewall_server_paths - where the server's files are
 * @agent_directory: phonewalld's run directory
 * @state_directory: where the certificate that it makes is kept
 * @certificate: a file with a certificate and its key; NULL for one that it makes
 */
struct phonewall_server_paths {
	const char *agent_directory;
	const char *state_directory;
	const char *certificate;
};

/**
 * struct phonewall_server - the web page's server
 */
struct phonewall_server;

/**
 * phonewall_server_start() - listen as phonewalld says
 * @base: the event loop, which is broken when phonewalld says something else: the
 *	process has no right to listen anew by then, so it is to be started again
 * @paths: kept by the caller
 *
 * It does not listen if there is to be no page, or phonewalld has not said yet.
 *
 * Return: the server, to be released with phonewall_server_stop(); NULL with the
 * reason logged.
 */
struct phonewall_server *
phonewall_server_start(struct event_base *base,
		       const struct phonewall_server_paths *paths);

/**
 * phonewall_server_stop() - end, and release it
 * @server: the server
 */
void phonewall_server_stop(struct phonewall_server *server);

#endif /* PHONEWALL_WEB_SERVER_H */
