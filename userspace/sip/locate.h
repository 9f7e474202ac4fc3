/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_LOCATE_H
#define PHONEWALL_SIP_LOCATE_H

#include <event2/event.h>

#include "base/address.h"
#include "firewall/parameters.h"
#include "transfer/lookup.h"

/**
 * struct phonewall_locate_query - which server is looked for
 * @host: its name or address
 * @port: host byte order; 0 if it is not told
 * @transport: how it is spoken to
 */
struct phonewall_locate_query {
	const char *host;
	uint16_t port;
	enum phonewall_transport transport;
};

/**
 * struct phonewall_location - where a server can be reached
 * @address: its address
 * @port: host byte order
 * @transport: UDP, TCP or TLS
 */
struct phonewall_location {
	struct phonewall_address address;
	uint16_t port;
	enum phonewall_transport transport;
};

/**
 * struct phonewall_locations - where, the best first
 * @list: the places
 * @count: how many
 */
struct phonewall_locations {
	struct phonewall_location list[PHONEWALL_LOOKUP_ADDRESSES];
	size_t count;
};

/**
 * struct phonewall_locate - a search that goes on
 */
struct phonewall_locate;

/**
 * typedef phonewall_locate_done - called once when a search has ended
 * @locations: where the server is; none if it was not found
 * @fault: if there is none why, static text; else NULL
 * @argument: as given to phonewall_locate_begin()
 *
 * The handle is void when this is called.
 */
typedef void (*phonewall_locate_done)(
	const struct phonewall_locations *locations, const char *fault,
	void *argument);

/**
 * phonewall_locate_begin() - find out where a server can be reached
 * @base: the event loop
 * @query: which server; copied
 * @done: called from the event loop, never from within this call
 * @argument: handed to @done
 *
 * Only A and AAAA records are asked for. The transport Auto means UDP.
 *
 * Return: the handle.
 */
struct phonewall_locate *
phonewall_locate_begin(struct event_base *base,
		       const struct phonewall_locate_query *query,
		       phonewall_locate_done done, void *argument);

/**
 * phonewall_locate_cancel() - end a search early
 * @locate: the handle, released; or NULL
 */
void phonewall_locate_cancel(struct phonewall_locate *locate);

#endif /* PHONEWALL_SIP_LOCATE_H */
