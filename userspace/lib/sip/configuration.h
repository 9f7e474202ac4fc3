/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_CONFIGURATION_H
#define PHONEWALL_SIP_CONFIGURATION_H

#include "sip/settings.h"

/*
 * The file that phonewalld writes for phonewall-sip, in its run directory: a JSON
 * object that phonewall-sip(8) describes. It holds the lines' passwords.
 */
#define PHONEWALL_SIP_FILE	"sip.json"
#define PHONEWALL_SIP_GROUP	"phonewall-sip"

/* Bytes of the file at most: more than sixteen lines at their bounds need. */
#define PHONEWALL_SIP_FILE_MAX	(256 * 1024)

/**
 * struct phonewall_sip_configuration - what phonewall-sip is told
 * @generation: which configuration this is, counted from 1
 * @domains: Restricted_Access_Domains as it is written; "" for no limit
 * @settings: the lines; one without a proxy is not enabled
 *
 * Zero-initialise it; release it with phonewall_sip_configuration_clear().
 */
struct phonewall_sip_configuration {
	uint64_t generation;
	char *domains;
	struct phonewall_sip_settings settings;
};

/**
 * phonewall_sip_line_is_used() - whether phonewall-sip serves a line
 * @line: the line
 *
 * Return: whether it is enabled and has a proxy.
 */
bool phonewall_sip_line_is_used(const struct phonewall_sip_line *line);

/**
 * phonewall_sip_configuration_print() - write the file's content
 * @settings: the lines; one that is not used is left out
 * @domains: Restricted_Access_Domains; "" for no limit
 * @generation: which configuration this is, counted from 1
 *
 * Return: the text, which holds secrets, to be released with free().
 */
char *phonewall_sip_configuration_print(
	const struct phonewall_sip_settings *settings, const char *domains,
	uint64_t generation);

/**
 * phonewall_sip_configuration_parse() - read the file's content
 * @text: the content, with a NUL at its end
 * @configuration: set whole, or left empty
 *
 * Return: 0; -1 if @text is not as phonewall_sip_configuration_print() writes it.
 */
int phonewall_sip_configuration_parse(
	const char *text, struct phonewall_sip_configuration *configuration);

/**
 * phonewall_sip_line_is_same() - compare two lines
 * @one: a line
 * @other: another
 *
 * Return: whether everything that they say is the same.
 */
bool phonewall_sip_line_is_same(const struct phonewall_sip_line *one,
				const struct phonewall_sip_line *other);

/**
 * phonewall_sip_configuration_clear() - release it
 * @configuration: emptied, the passwords overwritten
 */
void phonewall_sip_configuration_clear(
	struct phonewall_sip_configuration *configuration);

#endif /* PHONEWALL_SIP_CONFIGURATION_H */
