/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LOOKUP_H
#define PHONEWALL_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>

#include <event2/event.h>

#include "base/address.h"

/* Addresses of an answer that are kept at most. */
#define PHONEWALL_LOOKUP_ADDRESSES	8

/**
 * struct phonewall_addresses - some addresses, each once
 * @list: the addresses
 * @count: how many
 * @is_none: whether an answer to a look-up has told that there is none, unlike
 *	one that has told nothing
 */
struct phonewall_addresses {
	struct phonewall_address list[PHONEWALL_LOOKUP_ADDRESSES];
	size_t count;
	bool is_none;
};

/**
 * phonewall_addresses_hold() - whether an address is among some
 * @addresses: those
 * @address: the one
 *
 * Return: true if it is.
 */
bool phonewall_addresses_hold(const struct phonewall_addresses *addresses,
			      const struct phonewall_address *address);

/**
 * phonewall_addresses_add() - add an address behind the others
 * @addresses: those; unchanged if they hold it, or there is no room
 * @address: the one
 */
void phonewall_addresses_add(struct phonewall_addresses *addresses,
			     const struct phonewall_address *address);

struct phonewall_lookup;

/**
 * typedef phonewall_lookup_done - called once when a look-up has ended
 * @addresses: the A records, then the AAAA records, each in the order of the
 *	answer; none if there is none
 * @fault: if there is none why, static text; else NULL
 * @argument: as given to phonewall_lookup_begin()
 *
 * The handle is void when this is called.
 */
typedef void (*phonewall_lookup_done)(
	const struct phonewall_addresses *addresses, const char *fault,
	void *argument);

/**
 * phonewall_lookup_begin() - look up the addresses of a host
 * @base: the event loop
 * @name: the host's name
 * @servers: DNS servers, as "127.0.0.1:5353,[::1]:53"; NULL for those of
 *	resolv.conf(5)
 * @done: called from the event loop, never from within this call
 * @argument: handed to @done
 *
 * /etc/hosts is asked first. Nothing is cached.
 *
 * Return: the handle.
 */
struct phonewall_lookup *phonewall_lookup_begin(struct event_base *base,
						const char *name,
						const char *servers,
						phonewall_lookup_done done,
						void *argument);

/**
 * phonewall_lookup_cancel() - end a look-up early
 * @lookup: the handle, released; or NULL
 */
void phonewall_lookup_cancel(struct phonewall_lookup *lookup);

#endif /* PHONEWALL_LOOKUP_H */
