// SPDX-License-Identifier: MIT
#include "transfer/lookup.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <ares.h>

#include "base/memory.h"

/* Milliseconds until a server is asked again, which c-ares doubles. */
#define ASK_AGAIN	1500
#define TRIES		3

enum { IPV4, IPV6, FAMILIES };

/**
 * struct watched - a socket of c-ares
 * @socket: the socket
 * @event: what is waited for
 * @next: another
 */
struct watched {
	ares_socket_t socket;
	struct event *event;
	struct watched *next;
};

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
	struct event_base *base;
	ares_channel channel;
	struct watched *watched;
	struct event *timer;
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

/* The next time at which c-ares wants to be called, if there is any. */
static void set_timer(struct phonewall_lookup *lookup)
{
	struct timeval time, *next = ares_timeout(lookup->channel, NULL, &time);

	if (next)
		evtimer_add(lookup->timer, next);
	else
		evtimer_del(lookup->timer);
}

static void on_timer(evutil_socket_t none, short what, void *argument)
{
	struct phonewall_lookup *lookup = argument;

	(void)none;
	(void)what;
	ares_process_fd(lookup->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	set_timer(lookup);
}

static void on_ready(evutil_socket_t ready, short what, void *argument)
{
	struct phonewall_lookup *lookup = argument;

	ares_process_fd(lookup->channel,
			what & EV_READ ? ready : ARES_SOCKET_BAD,
			what & EV_WRITE ? ready : ARES_SOCKET_BAD);
	set_timer(lookup);
}

static void forget(struct phonewall_lookup *lookup, ares_socket_t which)
{
	struct watched **at = &lookup->watched, *found;

	while (*at && (*at)->socket != which)
		at = &(*at)->next;
	found = *at;
	if (!found)
		return;
	*at = found->next;
	event_free(found->event);
	free(found);
}

static void watch(void *argument, ares_socket_t which, int readable,
		  int writable)
{
	struct phonewall_lookup *lookup = argument;
	struct watched *watched;

	forget(lookup, which);
	if (!readable && !writable)
		return;
	watched = phonewall_memory_resize(NULL, 1, sizeof(*watched));
	watched->socket = which;
	watched->event = event_new(lookup->base, which, EV_PERSIST |
				   (readable ? EV_READ : 0) |
				   (writable ? EV_WRITE : 0),
				   on_ready, lookup);
	if (!watched->event || event_add(watched->event, NULL))
		phonewall_memory_exhausted();
	watched->next = lookup->watched;
	lookup->watched = watched;
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
	ares_getaddrinfo(lookup->channel, name, NULL, &hints, on_answer, part);
}

/* Return: NULL, or why there is no channel. */
static const char *open_channel(struct phonewall_lookup *lookup,
				const char *servers)
{
	static char order[] = "fb";
	struct ares_options options = {
		.timeout = ASK_AGAIN,
		.tries = TRIES,
		.lookups = order,
		.sock_state_cb = watch,
		.sock_state_cb_data = lookup,
	};

	if (ares_library_init(ARES_LIB_INIT_ALL))
		phonewall_memory_exhausted();
	if (ares_init_options(&lookup->channel, &options, ARES_OPT_TIMEOUTMS |
			      ARES_OPT_TRIES | ARES_OPT_LOOKUPS |
			      ARES_OPT_SOCK_STATE_CB)) {
		lookup->channel = NULL;
		return "the DNS servers cannot be read; check resolv.conf(5)";
	}
	if (servers && ares_set_servers_ports_csv(lookup->channel, servers))
		return "the list of DNS servers is wrong; give ADDRESS:PORT, separated by commas";
	return NULL;
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

	*lookup = (struct phonewall_lookup){ .base = base, .done = done,
					     .argument = argument };
	lookup->timer = evtimer_new(base, on_timer, lookup);
	lookup->end = evtimer_new(base, on_end, lookup);
	if (!lookup->timer || !lookup->end)
		phonewall_memory_exhausted();
	lookup->fault = open_channel(lookup, servers);
	if (lookup->fault) {
		lookup->unanswered = FAMILIES;
		event_active(lookup->end, 0, 0);
		return lookup;
	}
	lookup->waiting = FAMILIES;
	ask(lookup, name, AF_INET, &lookup->families[IPV4]);
	ask(lookup, name, AF_INET6, &lookup->families[IPV6]);
	set_timer(lookup);
	return lookup;
}

void phonewall_lookup_cancel(struct phonewall_lookup *lookup)
{
	if (!lookup)
		return;
	/* Closes the sockets, so that watch() forgets them. */
	if (lookup->channel)
		ares_destroy(lookup->channel);
	while (lookup->watched)
		forget(lookup, lookup->watched->socket);
	ares_library_cleanup();
	event_free(lookup->timer);
	event_free(lookup->end);
	free(lookup);
}
