/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_CONFIGURATION_H
#define PHONEWALL_DIRECTORY_CONFIGURATION_H

#include <stddef.h>

#include "directory/settings.h"

/*
 * The file that phonewalld writes for phonewall-directory, in its run
 * directory: a JSON object that phonewall-directory(8) describes. It holds the
 * password.
 */
#define PHONEWALL_DIRECTORY_FILE	"directory.json"
#define PHONEWALL_DIRECTORY_GROUP	"phonewall-directory"

/* Bytes of the file at most: more than settings at their bounds need. */
#define PHONEWALL_DIRECTORY_FILE_MAX	(64 * 1024)

/**
 * phonewall_directory_starttls_name() - get the name of a use of StartTLS
 * @starttls: the use
 *
 * Return: "no", "optional" or "required".
 */
const char *phonewall_directory_starttls_name(
	enum phonewall_directory_starttls starttls);

/**
 * phonewall_directory_configuration_print() - write the file's content
 * @directory: the settings
 *
 * Return: the text, which holds the password, to be released with free().
 */
char *phonewall_directory_configuration_print(
	const struct phonewall_directory_settings *directory);

/**
 * phonewall_directory_configuration_parse() - read the file's content
 * @text: the content, with a NUL at its end
 * @directory: set whole, or left empty
 *
 * Return: 0; -1 if @text is not as phonewall_directory_configuration_print()
 * writes it.
 */
int phonewall_directory_configuration_parse(
	const char *text, struct phonewall_directory_settings *directory);

#endif /* PHONEWALL_DIRECTORY_CONFIGURATION_H */
