/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROXY_CONFIGURATION_H
#define PHONEWALL_PROXY_CONFIGURATION_H

#include "proxy/settings.h"

/*
 * The file that phonewalld writes for programs that fetch by HTTP, in its run
 * directory: a JSON object that phonewall-provision(8) describes. It holds the
 * password for the proxy.
 */
#define PHONEWALL_PROXY_FILE	"proxy.json"
#define PHONEWALL_PROXY_GROUP	"phonewall-provision"

/* Bytes of the file at most: more than all texts at their bounds need. */
#define PHONEWALL_PROXY_FILE_MAX	(16 * 1024)

/**
 * phonewall_proxy_mode_name - the name of a mode
 * @mode: the mode
 *
 * Return: "off", "manual" or "auto".
 */
const char *phonewall_proxy_mode_name(enum phonewall_proxy_mode mode);

/**
 * phonewall_proxy_configuration_print - write the file's content
 * @settings: the settings
 *
 * Return: the text, which may hold a password, to be released with free().
 */
char *phonewall_proxy_configuration_print(
	const struct phonewall_proxy_settings *settings);

/**
 * phonewall_proxy_configuration_parse - read the file's content
 * @text: the content, with a NUL at its end
 * @settings: set whole, or left empty, which must not be taken for the mode Off
 *
 * Return: 0; -1 if @text is not as phonewall_proxy_configuration_print() writes
 * it.
 */
int phonewall_proxy_configuration_parse(
	const char *text, struct phonewall_proxy_settings *settings);

#endif /* PHONEWALL_PROXY_CONFIGURATION_H */
