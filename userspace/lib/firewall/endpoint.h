/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_ENDPOINT_H
#define PHONEWALL_ENDPOINT_H

#include <stdbool.h>

#include "firewall/translation.h"

/**
 * phonewall_endpoint_parse() - parse the endpoint of a paging group
 * @text: a multicast group and a port from 1 to 65535, such as
 *	"239.1.2.3:34560" or "[ff15::1]:34560"
 * @endpoint: filled in, its reason with NULL
 *
 * Return: true if @text is such an endpoint; else nothing is set.
 */
bool phonewall_endpoint_parse(const char *text,
			      struct phonewall_endpoint *endpoint);

/**
 * phonewall_endpoint_equal() - compare two endpoints, ignoring their reasons
 * @a: an endpoint
 * @b: another
 *
 * Return: true if they are the same.
 */
bool phonewall_endpoint_equal(const struct phonewall_endpoint *a,
			      const struct phonewall_endpoint *b);

#endif /* PHONEWALL_ENDPOINT_H */
