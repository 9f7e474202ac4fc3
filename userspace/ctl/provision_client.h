/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_CLIENT_H
#define PHONEWALL_PROVISION_CLIENT_H

#include <json-c/json_types.h>

#include "command.h"

/**
 * phonewall_provision_ask - make a request to phonewall-provision
 * @arguments: the command line, which may name the run directory
 * @request: "resync" or "status"
 * @url: the rule of a resync, or NULL
 *
 * Waits for the end of a resync, somewhat longer than two minutes at most. What
 * fails is on standard error.
 *
 * Return: the answer, to be released with json_object_put(); NULL if there is
 * none, or if it is an error.
 */
struct json_object *
phonewall_provision_ask(const struct phonewall_arguments *arguments,
			const char *request, const char *url);

#endif /* PHONEWALL_PROVISION_CLIENT_H */
