// SPDX-License-Identifier: MIT
#include "locate.h"

#include <stdlib.h>

#include "base/memory.h"

/* RFC 3261 section 19.1.2 */
#define PORT		5060
#define TLS_PORT	5061

/* @addresses: of a query for an address, for which nothing is asked. */
struct phonewall_locate {
	struct phonewall_lookup *lookup;
	struct event *end;
	struct phonewall_addresses addresses;
	enum phonewall_transport transport;
	uint16_t port;
	phonewall_locate_done done;
	void *argument;
};

static void finish(struct phonewall_locate *locate,
		   const struct phonewall_addresses *addresses,
		   const char *fault)
{
	struct phonewall_locations locations = { .count = addresses->count };
	phonewall_locate_done done = locate->done;
	void *argument = locate->argument;

	for (size_t i = 0; i < addresses->count; i++)
		locations.list[i] = (struct phonewall_location){
			.address = addresses->list[i],
			.port = locate->port,
			.transport = locate->transport,
		};
	phonewall_locate_cancel(locate);
	done(&locations, fault, argument);
}

static void on_addresses(const struct phonewall_addresses *addresses,
			 const char *fault, void *argument)
{
	struct phonewall_locate *locate = argument;

	locate->lookup = NULL;
	finish(locate, addresses, fault);
}

static void on_end(evutil_socket_t none, short what, void *argument)
{
	struct phonewall_locate *locate = argument;
	const struct phonewall_addresses addresses = locate->addresses;

	(void)none;
	(void)what;
	finish(locate, &addresses, NULL);
}

struct phonewall_locate *
phonewall_locate_begin(struct event_base *base,
		       const struct phonewall_locate_query *query,
		       phonewall_locate_done done, void *argument)
{
	struct phonewall_locate *locate =
		phonewall_memory_resize(NULL, 1, sizeof(*locate));
	struct phonewall_address address;
	bool has_port;
	uint16_t port;

	*locate = (struct phonewall_locate){
		.transport = query->transport == PHONEWALL_TRANSPORT_AUTO ?
			     PHONEWALL_TRANSPORT_UDP : query->transport,
		.done = done,
		.argument = argument,
		.end = evtimer_new(base, on_end, locate),
	};
	if (!locate->end)
		phonewall_memory_exhausted();
	locate->port = query->port ?:
		       locate->transport == PHONEWALL_TRANSPORT_TLS ?
		       TLS_PORT : PORT;
	if (phonewall_address_parse(query->host, &address, &port, &has_port)) {
		phonewall_addresses_add(&locate->addresses, &address);
		event_active(locate->end, 0, 0);
	} else {
		locate->lookup = phonewall_lookup_begin(base, query->host, NULL,
							on_addresses, locate);
	}
	return locate;
}

void phonewall_locate_cancel(struct phonewall_locate *locate)
{
	if (!locate)
		return;
	phonewall_lookup_cancel(locate->lookup);
	event_free(locate->end);
	free(locate);
}
