/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_REQUEST_CLIENT_H
#define PHONEWALL_REQUEST_CLIENT_H

#include <json-c/json_types.h>

/**
 * struct phonewall_request_server - a program that answers on a socket
 * @program: its name
 * @directory: its run directory
 * @socket: name of the socket in it
 * @wait_ms: milliseconds to wait for the answer, at most
 */
struct phonewall_request_server {
	const char *program;
	const char *directory;
	const char *socket;
	int wait_ms;
};

/**
 * phonewall_request_ask - make a request
 * @server: to whom
 * @request: the request; released
 *
 * What fails is on standard error, and is what JSON tells.
 *
 * Return: the answer, to be released with json_object_put(); NULL if there is
 * none, or if it is an error.
 */
struct json_object *
phonewall_request_ask(const struct phonewall_request_server *server,
		      struct json_object *request);

#endif /* PHONEWALL_REQUEST_CLIENT_H */
