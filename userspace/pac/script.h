/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PAC_SCRIPT_H
#define PHONEWALL_PAC_SCRIPT_H

#include <stddef.h>

/**
 * struct phonewall_pac_script - a script, and what it is asked
 * @text: the script, which is changed: what is not ASCII becomes "?"
 * @length: bytes of @text
 * @url: the URL that is to be fetched
 * @host: its host
 * @own_address: what myIpAddress returns
 */
struct phonewall_pac_script {
	char *text;
	size_t length;
	const char *url;
	const char *host;
	const char *own_address;
};

/**
 * phonewall_pac_script_run - call FindProxyForURL, send what it returns, or the
 *	fault, and end the program
 * @script: the script
 */
void phonewall_pac_script_run(const struct phonewall_pac_script *script)
	__attribute__((noreturn));

#endif /* PHONEWALL_PAC_SCRIPT_H */
