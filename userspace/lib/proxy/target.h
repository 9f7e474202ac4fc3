/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROXY_TARGET_H
#define PHONEWALL_PROXY_TARGET_H

#include <stdbool.h>

/* Bytes of a URL that a proxy is looked for, at most. */
#define PHONEWALL_PROXY_URL_MAX	4096

/**
 * struct phonewall_proxy_target - a URL that is to be fetched, as a PAC script
 *	is told of it
 * @url: of an https URL only its scheme, host and port, so that the script, which
 *	anybody on the LAN may have sent, learns no path and no query; of an http
 *	URL all but the fragment. Never a user name or a password
 * @host: its host in lower case, an IPv6 address without square brackets
 *
 * Zero-initialise it; release it with phonewall_proxy_target_clear().
 */
struct phonewall_proxy_target {
	char *url;
	char *host;
};

/**
 * phonewall_proxy_target_parse - parse a URL that is to be fetched
 * @url: as "https://user@host:port/path"
 * @target: set whole, or left empty
 *
 * Return: true if it is an http or https URL; a proxy is used for these alone.
 */
bool phonewall_proxy_target_parse(const char *url,
				  struct phonewall_proxy_target *target);

/**
 * phonewall_proxy_target_clear - release a target
 * @target: emptied
 */
void phonewall_proxy_target_clear(struct phonewall_proxy_target *target);

/**
 * phonewall_pac_url_fault - check the URL of a PAC script
 * @url: TFTP, HTTP or HTTPS
 *
 * Return: NULL if it is one, else what is wrong: a predicate whose subject is
 * the URL, a constant string.
 */
const char *phonewall_pac_url_fault(const char *url);

#endif /* PHONEWALL_PROXY_TARGET_H */
