/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISIONING_VALUES_H
#define PHONEWALL_PROVISIONING_VALUES_H

#include <stddef.h>

#include "config/system.h"

/**
 * struct phonewall_provisioning_value - a parameter of provisioning that is set
 * @name: its name
 * @value: its value, which may be a secret; a number is in decimal
 * @line: line of the file
 */
struct phonewall_provisioning_value {
	char *name;
	char *value;
	unsigned int line;
};

/**
 * struct phonewall_provisioning_values - what cfg.xml says of provisioning
 * @list: the parameters that are not at their defaults
 * @count: how many
 * @fault: the first value that cannot be used, and why; or NULL
 *
 * The values are as they are written: phonewall-provision is the one that uses
 * them, by phonewall_provisioning_interpret(). Zero-initialise it; release it
 * with phonewall_provisioning_values_clear().
 */
struct phonewall_provisioning_values {
	struct phonewall_provisioning_value *list;
	size_t count;
	char *fault;
};

/**
 * phonewall_provisioning_values_read - what the parameters say
 * @reading: the values of phonewall_provisioning_parameters
 * @section: struct phonewall_provisioning_values; set whole
 *
 * What is wrong in a rule, a list or a message is a warning, "provisioning", and
 * no fault: it must not keep the firewall from what else the file says. There
 * are two more: "unprotected-profile" and "blocked-server".
 */
void phonewall_provisioning_values_read(const struct phonewall_reading *reading,
					void *section);

/**
 * phonewall_provisioning_values_get - look a parameter up
 * @values: the values
 * @name: the parameter
 *
 * Return: its value, of @values; NULL if it is at its default.
 */
const char *phonewall_provisioning_values_get(
	const struct phonewall_provisioning_values *values, const char *name);

/**
 * phonewall_provisioning_values_clear - release the values
 * @section: struct phonewall_provisioning_values; emptied, its secrets
 *	overwritten
 */
void phonewall_provisioning_values_clear(void *section);

#endif /* PHONEWALL_PROVISIONING_VALUES_H */
