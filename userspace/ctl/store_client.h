/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STORE_CLIENT_H
#define PHONEWALL_STORE_CLIENT_H

#include <json-c/json_types.h>

#include "command.h"

/**
 * phonewall_store_ask - make a request to phonewalld
 * @arguments: the command line, which may name the run directory
 * @request: the request; released
 *
 * Waits for some 15 seconds at most. What fails is on standard error.
 *
 * Return: the answer, to be released with json_object_put(); NULL if there is
 * none, or if it is an error.
 */
struct json_object *phonewall_store_ask(const struct phonewall_arguments *arguments,
					struct json_object *request);

/**
 * phonewall_store_change - make a request that changes the store, and write what
 *	became of it
 * @arguments: the command line
 * @request: the request; released
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_store_change(const struct phonewall_arguments *arguments,
		       struct json_object *request);

#endif /* PHONEWALL_STORE_CLIENT_H */
