// SPDX-License-Identifier: MIT
#include "transfer/lookup.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <ares.h>

#include "base/memory.h"
#include "transfer/dns_channel.h"

enum { IPV4, IPV6, FAMILIES };

/**
 * struct family - the look-up for one family
 * @lookup: what it is a part of
 * @addresses: the answer
 */
struct family {
	struct phonewall_lookup *lookup;
	struct phonewall_addresses addresses;
};

/* @unanswered: families that no server has told anything about. */
struct phonewall_lookup {
	struct phonewall_dns_channel channel;
	struct event *end;
	struct family families[FAMILIES];
	unsigned int waiting;
	unsigned int unanswered;
	const char *fault;
	phonewall_lookup_done done;
	void *argument;
};

static size_t length_of(const struct phonewall_address *address)
{
	return address->family == AF_INET ? sizeof(struct in_addr) :
					    sizeof(struct in6_addr);
}

bool phonewall_addresses_hold(const struct phonewall_addresses *addresses,
			      const struct phonewall_address *address)
{
	const struct phonewall_address *other;
	size_t i;

	for (i = 0; i < addresses->count; i++) {
		other = &addresses->list[i];
		if (other->family == address->family &&
		    !memcmp(other->bytes, address->bytes, length_of(address)))
			return true;
	}
	return false;
}

void phonewall_addresses_add(struct phonewall_addresses *addresses,
			     const struct phonewall_address *address)
{
	if (addresses->count < PHONEWALL_LOOKUP_ADDRESSES &&
	    !phonewall_addresses_hold(addresses, address))
		addresses->list[addresses->count++] = *address;
}

static void add_node(struct phonewall_addresses *addresses,
		     const struct sockaddr *from)
{
	struct phonewall_address address = { .family = from->sa_family };

	if (from->sa_family == AF_INET)
		memcpy(address.bytes,
		       &((const struct sockaddr_in *)from)->sin_addr,
		       sizeof(struct in_addr));
	else
		memcpy(address.bytes,
		       &((const struct sockaddr_in6 *)from)->sin6_addr,
		       sizeof(struct in6_addr));
	phonewall_addresses_add(addresses, &address);
}

static bool is_answer(int status)
{
	return status == ARES_SUCCESS || status == ARES_ENODATA ||
	       status == ARES_ENOTFOUND || status == ARES_ENONAME;
}

static const char *describe(int status)
{
	switch (status) {
	case ARES_ENODATA:
	case ARES_ENOTFOUND:
	case ARES_ENONAME:
		return "DNS knows no address of it; correct the name, or add an A record";
	case ARES_ETIMEOUT:
	case ARES_ECONNREFUSED:
		return "no DNS server answers; check the network and resolv.conf(5)";
	default:
		return "DNS servers cannot tell its address; ask their administrator";
	}
}

static void on_answer(void *argument, int status, int timeouts,
		      struct ares_addrinfo *answer)
{
	struct family *family = argument;
	struct phonewall_lookup *lookup = family->lookup;
	const struct ares_addrinfo_node *node;

	(void)timeouts;
	if (status == ARES_EDESTRUCTION)
		return;
	for (node = answer ? answer->nodes : NULL; node; node = node->ai_next)
		add_node(&family->addresses, node->ai_addr);
	ares_freeaddrinfo(answer);
	if (!is_answer(status))
		lookup->unanswered++;
	/* What the A records' answer says comes first. */
	if (status != ARES_SUCCESS &&
	    (!lookup->fault || family == &lookup->families[IPV4]))
		lookup->fault = describe(status);
	if (!--lookup->waiting)
		event_active(lookup->end, 0, 0);
}

static void ask(struct phonewall_lookup *lookup, const char *name, int family,
		struct family *part)
{
	const struct ares_addrinfo_hints hints = {
		.ai_flags = ARES_AI_NOSORT,
		.ai_family = family,
		.ai_socktype = SOCK_STREAM,
	};

	part->lookup = lookup;
	ares_getaddrinfo(lookup->channel.ares, name, NULL, &hints, on_answer, part);
}

static void on_end(evutil_socket_t none, short what, void *argument)
{
	struct phonewall_lookup *lookup = argument;
	struct phonewall_addresses all = { .count = 0 };
	phonewall_lookup_done done = lookup->done;
	void *whose = lookup->argument;
	const char *fault = lookup->fault;
	const struct phonewall_addresses *part;
	size_t i, j;

	(void)none;
	(void)what;
	for (i = 0; i < FAMILIES; i++) {
		part = &lookup->families[i].addresses;
		for (j = 0; j < part->count; j++)
			phonewall_addresses_add(&all, &part->list[j]);
	}
	all.is_none = !all.count && !lookup->unanswered;
	phonewall_lookup_cancel(lookup);
	done(&all, all.count ? NULL : fault ?: describe(ARES_ENODATA), whose);
}

struct phonewall_lookup *phonewall_lookup_begin(struct event_base *base,
						const char *name,
						const char *servers,
						phonewall_lookup_done done,
						void *argument)
{
	struct phonewall_lookup *lookup =
		phonewall_memory_resize(NULL, 1, sizeof(*lookup));

	*lookup = (struct phonewall_lookup){ .done = done,
					     .argument = argument };
	lookup->end = evtimer_new(base, on_end, lookup);
	if (!lookup->end)
		phonewall_memory_exhausted();
	lookup->fault = phonewall_dns_channel_open(&lookup->channel, base,
						   servers);
	if (lookup->fault) {
		lookup->unanswered = FAMILIES;
		event_active(lookup->end, 0, 0);
		return lookup;
	}
	lookup->waiting = FAMILIES;
	ask(lookup, name, AF_INET, &lookup->families[IPV4]);
	ask(lookup, name, AF_INET6, &lookup->families[IPV6]);
	phonewall_dns_channel_begun(&lookup->channel);
	return lookup;
}

void phonewall_lookup_cancel(struct phonewall_lookup *lookup)
{
	if (!lookup)
		return;
	phonewall_dns_channel_close(&lookup->channel);
	event_free(lookup->end);
	free(lookup);
}
