/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WEB_SITE_H
#define PHONEWALL_WEB_SITE_H

#include <event2/event.h>
#include <stdint.h>

#include "connection.h"

/**
 * struct phonewall_site - what answers requests
 */
struct phonewall_site;

/**
 * phonewall_site_open() - begin to answer
 * @base: the event loop
 * @agent_directory: phonewalld's run directory
 *
 * Return: the site, to be released with phonewall_site_close(); NULL with the
 * reason logged.
 */
struct phonewall_site *phonewall_site_open(struct event_base *base,
					   const char *agent_directory);

/**
 * phonewall_site_answer() - answer a request
 * @site: the site
 * @connection: whose it is; it is answered here or later
 * @request: the request
 * @body: its body
 * @host: who asks, as of phonewall_attempts_host()
 */
void phonewall_site_answer(struct phonewall_site *site,
			   struct phonewall_connection *connection,
			   const struct phonewall_http_request *request,
			   char *body, const uint8_t *host);

/**
 * phonewall_site_forget() - do not answer a connection, for it is gone
 * @site: the site
 * @connection: the connection
 */
void phonewall_site_forget(struct phonewall_site *site,
			   const struct phonewall_connection *connection);

/**
 * phonewall_site_close() - end
 * @site: may be NULL; its connections are gone
 */
void phonewall_site_close(struct phonewall_site *site);

#endif /* PHONEWALL_WEB_SITE_H */
