// SPDX-License-Identifier: MIT
#include "peer_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "endpoint.h"

/* Milliseconds for which a server may think about a probe. */
#define PROBE_MS	4000
/* Milliseconds between two looks at least. */
#define PAUSE_MS	1000

void phonewall_peer_end_better(struct phonewall_peer *peer)
{
	evtimer_del(peer->better);
	phonewall_stream_close(peer->candidate);
	peer->candidate = NULL;
	peer->tried = NULL;
	*peer->probe.id = '\0';
}

void phonewall_peer_wait_for_better(struct phonewall_peer *peer)
{
	const struct phonewall_sip_endpoint *endpoint;
	uint64_t now = phonewall_clock_elapsed(), until = UINT64_MAX;
	struct timeval delay;

	phonewall_peer_end_better(peer);
	for (endpoint = peer->targets.endpoints; endpoint < peer->endpoint;
	     endpoint++)
		if (endpoint->down_until < until)
			until = endpoint->down_until;
	if (until == UINT64_MAX)
		return;
	delay = phonewall_clock_delay(until > now + PAUSE_MS ? until - now :
				      PAUSE_MS);
	evtimer_add(peer->better, &delay);
}

static void ask(struct phonewall_peer *peer)
{
	const struct timeval limit = phonewall_clock_delay(PROBE_MS);
	char bytes[PHONEWALL_PROBE_TEXT], own[PHONEWALL_ADDRESS_TEXT];
	char server[PHONEWALL_ADDRESS_TEXT];
	struct sockaddr_storage address;
	size_t length;

	phonewall_address_print_port(&peer->own, peer->options->local_port,
				     own);
	phonewall_address_print_port(&peer->tried->address, peer->tried->port,
				     server);
	phonewall_endpoint_make(&peer->tried->address, peer->tried->port,
				&address);
	length = phonewall_probe_print(&peer->probe, own, server, bytes);
	if (length)
		phonewall_peer_send_to(peer, &address, bytes, length);
	evtimer_add(peer->better, &limit);
}

void phonewall_peer_better_failed(struct phonewall_peer *peer)
{
	phonewall_sip_endpoint_failed(peer->tried, phonewall_clock_elapsed());
	phonewall_peer_wait_for_better(peer);
}

static void connect_to(struct phonewall_peer *peer)
{
	char *failure = NULL;

	peer->candidate = phonewall_peer_connect(peer, peer->tried, &failure);
	if (!peer->candidate)
		phonewall_peer_better_failed(peer);
	free(failure);
}

void phonewall_peer_try_better(struct phonewall_peer *peer)
{
	struct phonewall_sip_endpoint *endpoint = peer->targets.endpoints;
	uint64_t now = phonewall_clock_elapsed();

	if (peer->tried) {
		phonewall_peer_better_failed(peer);
		return;
	}
	while (endpoint < peer->endpoint && endpoint->down_until > now)
		endpoint++;
	if (endpoint == peer->endpoint) {
		phonewall_peer_wait_for_better(peer);
		return;
	}
	peer->tried = endpoint;
	if (peer->datagrams >= 0)
		ask(peer);
	else
		connect_to(peer);
}

static bool is_tried(const struct phonewall_peer *peer,
		     const struct sockaddr_storage *source)
{
	struct phonewall_address address;
	uint16_t port = phonewall_endpoint_split(source, &address);

	return peer->tried && peer->tried->port == port &&
	       !memcmp(&peer->tried->address, &address, sizeof(address));
}

bool phonewall_peer_take_better(struct phonewall_peer *peer, const char *bytes,
				size_t length,
				const struct sockaddr_storage *source)
{
	struct phonewall_sip_endpoint *better = peer->tried;

	if (!is_tried(peer, source) ||
	    !phonewall_probe_is_answer(&peer->probe, bytes, length))
		return false;
	phonewall_sip_endpoint_worked(better);
	phonewall_peer_use(peer, better, NULL);
	return true;
}
