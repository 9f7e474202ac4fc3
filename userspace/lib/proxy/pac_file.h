/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PAC_FILE_H
#define PHONEWALL_PAC_FILE_H

#include <stddef.h>

#include "proxy/pac_frame.h"

/*
 * The PAC script that phonewall-provision uses, in its run directory, for
 * phonewallctl: a line "// URL", and the script. If WPAD has found none it is a
 * script that returns DIRECT, and has PHONEWALL_PAC_FILE_NONE in place of a URL.
 */
#define PHONEWALL_PAC_FILE_PATH	"/run/phonewall-provision/" PHONEWALL_PAC_FILE
#define PHONEWALL_PAC_FILE	"proxy.pac"
#define PHONEWALL_PAC_FILE_NONE	"none"

/* Bytes of it at most. */
#define PHONEWALL_PAC_FILE_MAX	(PHONEWALL_PAC_SCRIPT_MAX + 4096)

/**
 * phonewall_pac_file_print - write the file's content
 * @url: where the script is from; NULL if WPAD has found none
 * @script: its bytes
 * @script_length: how many
 * @length: set to the bytes of the content
 *
 * Return: the content, to be released with free().
 */
char *phonewall_pac_file_print(const char *url, const char *script,
			       size_t script_length, size_t *length);

/**
 * phonewall_pac_file_parse - read the file's content
 * @text: the content, with a NUL behind it; its first line end becomes a NUL
 * @length: bytes of the content
 * @script_length: set to the bytes of the script
 * @script: set to the script, in @text
 *
 * Return: the URL, in @text, or PHONEWALL_PAC_FILE_NONE; NULL if the file is not
 * as phonewall_pac_file_print() writes it.
 */
const char *phonewall_pac_file_parse(char *text, size_t length,
				     const char **script,
				     size_t *script_length);

#endif /* PHONEWALL_PAC_FILE_H */
