/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WPAD_H
#define PHONEWALL_WPAD_H

#include <stddef.h>
#include <stdint.h>

/*
 * Where the Web Proxy Auto-Discovery Protocol finds a script
 * (draft-ietf-wrec-wpad-01): option 252 of DHCP, then the host wpad of the
 * phone's own domain, and of no domain above it: whoever registers such a name
 * would get the phone's traffic.
 */

/* Code of the DHCP option, and bytes of it at most. */
#define PHONEWALL_WPAD_DHCP_OPTION	252
#define PHONEWALL_WPAD_URL_MAX		511

/**
 * phonewall_wpad_url_of_dhcp - read option 252
 * @bytes: the option's bytes: a URL. NUL, line ends and spaces at its end are
 *	ignored, which some servers send
 * @length: how many
 * @url: set to the URL, to be released with free(); NULL if there is none
 *
 * Return: NULL; else what is wrong, a predicate whose subject is the option.
 */
const char *phonewall_wpad_url_of_dhcp(const uint8_t *bytes, size_t length,
				       char **url);

/**
 * phonewall_wpad_url_of_domain - make the URL that DNS leads to
 * @domain: the phone's own domain, as DHCP tells it; a dot at its end is ignored
 *
 * Return: "http://wpad.DOMAIN/wpad.dat", to be released with free(); NULL if
 * @domain is not the name of a domain, or has one label alone, because wpad.com
 * belongs to nobody's own network.
 */
char *phonewall_wpad_url_of_domain(const char *domain);

#endif /* PHONEWALL_WPAD_H */
