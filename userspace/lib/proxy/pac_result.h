/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PAC_RESULT_H
#define PHONEWALL_PAC_RESULT_H

#include <stddef.h>

#include "proxy/proxy.h"

/* Proxies that a script may name for a URL, and bytes of what it returns. */
#define PHONEWALL_PAC_PROXIES_MAX	16
#define PHONEWALL_PAC_RESULT_MAX	4096

/**
 * struct phonewall_pac_result - what FindProxyForURL has returned
 * @proxies: the proxies, to be tried in this order
 * @count: how many, at least 1
 * @skipped: SOCKS proxies before, between and behind them, which are not used
 */
struct phonewall_pac_result {
	struct phonewall_proxy proxies[PHONEWALL_PAC_PROXIES_MAX];
	size_t count;
	size_t skipped;
};

/**
 * phonewall_pac_result_parse - parse what FindProxyForURL has returned
 * @text: DIRECT, PROXY HOST[:PORT], HTTP HOST[:PORT], HTTPS HOST[:PORT] or
 *	SOCKS... HOST[:PORT], separated by semicolons; words in any case. Without
 *	a port it is 80, of HTTPS 443
 * @result: set whole; empty if there is a fault
 *
 * What is wrong in one place makes all of it a fault, so that a proxy that is
 * misspelt before DIRECT is not the same as none.
 *
 * Return: NULL; else what is wrong: a predicate whose subject is the text.
 */
const char *phonewall_pac_result_parse(const char *text,
				       struct phonewall_pac_result *result);

#endif /* PHONEWALL_PAC_RESULT_H */
