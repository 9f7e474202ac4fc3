/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_PROXY_SEARCH_H
#define PHONEWALL_PROVISION_PROXY_SEARCH_H

#include <event2/event.h>

#include "kept_pac.h"
#include "provisioning/device.h"
#include "provisioning/domains.h"
#include "provisioning/server_url.h"
#include "proxy/pac_result.h"
#include "transfer/transfer.h"

/**
 * struct phonewall_proxy_query - a file that a proxy is looked for
 * @url: where it is, by HTTP or HTTPS
 * @kept: the PAC script that was used last; changed
 * @domains: the servers that are allowed, of which a PAC script's must be one
 * @device: the network device, and the authorities that a PAC script's server is
 *	verified by
 * @agent_directory: phonewalld's run directory, with PHONEWALL_PROXY_FILE
 * @lease_directory: where phonewall-dhcp writes the leases
 * @any_tftp_port: whether TFTP is asked from a port that the kernel chooses
 *
 * All of it is kept by the caller until the end.
 */
struct phonewall_proxy_query {
	const struct phonewall_server_url *url;
	struct phonewall_kept_pac *kept;
	const struct phonewall_domains *domains;
	const struct phonewall_device *device;
	const char *agent_directory;
	const char *lease_directory;
	bool any_tftp_port;
};

/**
 * struct phonewall_proxies - which proxies are to be tried
 * @result: the proxies, or DIRECT, in this order; empty if there is a fault,
 *	which is never the same as no proxy
 * @user: user name for the proxy, or NULL
 * @password: password; NULL with @user
 * @fault: why it is not known which, and what to do; or NULL
 */
struct phonewall_proxies {
	struct phonewall_pac_result result;
	const char *user;
	const char *password;
	const char *fault;
};

/**
 * phonewall_proxies_get - one of the proxies
 * @proxies: the proxies, without a fault
 * @index: which of them
 * @proxy: set to what belongs to @proxies
 *
 * Return: whether it is a proxy; false for DIRECT.
 */
bool phonewall_proxies_get(const struct phonewall_proxies *proxies,
			   size_t index,
			   struct phonewall_transfer_proxy *proxy);

/**
 * struct phonewall_proxy_search - a search that goes on
 */
struct phonewall_proxy_search;

/**
 * phonewall_proxy_search_begin - find out which proxies are used for a file
 * @base: the event loop
 * @query: the file
 * @done: called once from the event loop, not from within this call: @proxies is
 *	valid until the search is released, which it may be in it
 * @argument: handed to @done
 *
 * In the mode Auto a PAC script is fetched, without a proxy, and evaluated by
 * phonewall-pac. If that fails, the last one from the same place that has given a
 * result is evaluated; without one it is a fault. If WPAD finds no place at all
 * there is no proxy.
 *
 * Return: the search, to be released with phonewall_proxy_search_free().
 */
struct phonewall_proxy_search *
phonewall_proxy_search_begin(struct event_base *base,
			     const struct phonewall_proxy_query *query,
			     void (*done)(const struct phonewall_proxies *proxies,
					  void *argument),
			     void *argument);

/**
 * phonewall_proxy_search_free - release a search, also one that goes on
 * @search: may be NULL
 */
void phonewall_proxy_search_free(struct phonewall_proxy_search *search);

#endif /* PHONEWALL_PROVISION_PROXY_SEARCH_H */
