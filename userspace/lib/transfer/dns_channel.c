// SPDX-License-Identifier: MIT
#include "transfer/dns_channel.h"

#include <stdlib.h>

#include "base/memory.h"

/* Milliseconds until a server is asked again, which c-ares doubles. */
#define ASK_AGAIN	1500
#define TRIES		3

/**
 * struct phonewall_dns_socket - a socket of c-ares
 * @socket: the socket
 * @event: what is waited for
 * @next: another
 */
struct phonewall_dns_socket {
	ares_socket_t socket;
	struct event *event;
	struct phonewall_dns_socket *next;
};

void phonewall_dns_channel_begun(struct phonewall_dns_channel *channel)
{
	struct timeval time, *next = ares_timeout(channel->ares, NULL, &time);

	if (next)
		evtimer_add(channel->timer, next);
	else
		evtimer_del(channel->timer);
}

static void on_timer(evutil_socket_t none, short what, void *argument)
{
	struct phonewall_dns_channel *channel = argument;

	(void)none;
	(void)what;
	ares_process_fd(channel->ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	phonewall_dns_channel_begun(channel);
}

static void on_ready(evutil_socket_t ready, short what, void *argument)
{
	struct phonewall_dns_channel *channel = argument;

	ares_process_fd(channel->ares,
			what & EV_READ ? ready : ARES_SOCKET_BAD,
			what & EV_WRITE ? ready : ARES_SOCKET_BAD);
	phonewall_dns_channel_begun(channel);
}

static void forget(struct phonewall_dns_channel *channel, ares_socket_t which)
{
	struct phonewall_dns_socket **at = &channel->watched, *found;

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
	struct phonewall_dns_channel *channel = argument;
	struct phonewall_dns_socket *watched;

	forget(channel, which);
	if (!readable && !writable)
		return;
	watched = phonewall_memory_resize(NULL, 1, sizeof(*watched));
	watched->socket = which;
	watched->event = event_new(channel->base, which, EV_PERSIST |
				   (readable ? EV_READ : 0) |
				   (writable ? EV_WRITE : 0),
				   on_ready, channel);
	if (!watched->event || event_add(watched->event, NULL))
		phonewall_memory_exhausted();
	watched->next = channel->watched;
	channel->watched = watched;
}

const char *phonewall_dns_channel_open(struct phonewall_dns_channel *channel,
				       struct event_base *base,
				       const char *servers)
{
	static char order[] = "fb";
	struct ares_options options = {
		.timeout = ASK_AGAIN,
		.tries = TRIES,
		.lookups = order,
		.sock_state_cb = watch,
		.sock_state_cb_data = channel,
	};

	*channel = (struct phonewall_dns_channel){ .base = base };
	channel->timer = evtimer_new(base, on_timer, channel);
	if (!channel->timer || ares_library_init(ARES_LIB_INIT_ALL))
		phonewall_memory_exhausted();
	if (ares_init_options(&channel->ares, &options, ARES_OPT_TIMEOUTMS |
			      ARES_OPT_TRIES | ARES_OPT_LOOKUPS |
			      ARES_OPT_SOCK_STATE_CB)) {
		channel->ares = NULL;
		return "the DNS servers cannot be read; check resolv.conf(5)";
	}
	if (servers && ares_set_servers_ports_csv(channel->ares, servers))
		return "the list of DNS servers is wrong; give ADDRESS:PORT, separated by commas";
	return NULL;
}

void phonewall_dns_channel_close(struct phonewall_dns_channel *channel)
{
	/* Closes the sockets, so that watch() forgets them. */
	if (channel->ares)
		ares_destroy(channel->ares);
	while (channel->watched)
		forget(channel, channel->watched->socket);
	ares_library_cleanup();
	event_free(channel->timer);
}
