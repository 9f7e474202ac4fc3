/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISIONING_CONFIGURATION_H
#define PHONEWALL_PROVISIONING_CONFIGURATION_H

#include <stdbool.h>
#include <stdint.h>

#include "provisioning/settings.h"
#include "provisioning/values.h"

/*
 * The file that phonewalld writes for phonewall-provision, in its run directory:
 * a JSON object that phonewall-provision(8) describes. It holds passwords and
 * keys.
 */
#define PHONEWALL_PROVISIONING_FILE	"provisioning.json"
#define PHONEWALL_PROVISIONING_GROUP	"phonewall-provision"

/* Bytes of the file at most: more than all parameters at their bounds need. */
#define PHONEWALL_PROVISIONING_FILE_MAX	(2 * 1024 * 1024)

/**
 * phonewall_provisioning_configuration_print() - write the file's content
 * @values: the parameters that are set
 * @any_tftp_port: whether the firewall keeps the ports of TFTP clients closed, so
 *	that one port is as good as another
 * @generation: which configuration this is, counted from 1
 *
 * Return: the text, which holds secrets, to be released with free().
 */
char *phonewall_provisioning_configuration_print(
	const struct phonewall_provisioning_values *values, bool any_tftp_port,
	uint64_t generation);

/**
 * phonewall_provisioning_configuration_parse() - read the file's content
 * @text: the content, with a NUL at its end
 * @values: set whole, or left empty
 * @any_tftp_port: set, if @text is so
 * @generation: set, likewise
 *
 * Return: 0; -1 if @text is not as phonewall_provisioning_configuration_print()
 * writes it.
 */
int phonewall_provisioning_configuration_parse(
	const char *text, struct phonewall_provisioning_values *values,
	bool *any_tftp_port, uint64_t *generation);

/**
 * phonewall_provisioning_interpret() - what the values mean
 * @values: the values
 * @settings: set whole: what is wrong is as
 *	phonewall_provisioning_settings_read() leaves it
 * @faults: every fault is added here
 */
void
phonewall_provisioning_interpret(const struct phonewall_provisioning_values *values,
				 struct phonewall_provisioning_settings *settings,
				 struct phonewall_faults *faults);

#endif /* PHONEWALL_PROVISIONING_CONFIGURATION_H */
