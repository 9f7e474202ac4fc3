/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WEB_CONFIGURATION_H
#define PHONEWALL_WEB_CONFIGURATION_H

#include "web/settings.h"

/*
 * The file that phonewalld writes for phonewall-web, in its run directory: a JSON
 * object that phonewall-web(8) describes. It holds no secret.
 */
#define PHONEWALL_WEB_FILE	"web.json"
#define PHONEWALL_WEB_GROUP	"phonewall-web"
#define PHONEWALL_WEB_FILE_MAX	4096

/**
 * struct phonewall_web_configuration - what phonewall-web is told
 * @is_enabled: whether there is a web page
 * @protocol: of which protocol
 * @port: at which TCP port
 */
struct phonewall_web_configuration {
	bool is_enabled;
	enum phonewall_web_protocol protocol;
	uint16_t port;
};

/**
 * phonewall_web_configuration_print() - write the file's content
 * @settings: what cfg.xml says
 *
 * Return: the text, to be released with free().
 */
char *phonewall_web_configuration_print(
	const struct phonewall_web_settings *settings);

/**
 * phonewall_web_configuration_parse() - read the file's content
 * @text: the content, with a NUL at its end
 * @configuration: set whole, or zeroed, which enables nothing
 *
 * Return: 0; -1 if @text is not as phonewall_web_configuration_print() writes it.
 */
int phonewall_web_configuration_parse(
	const char *text, struct phonewall_web_configuration *configuration);

#endif /* PHONEWALL_WEB_CONFIGURATION_H */
