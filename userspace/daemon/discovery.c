// SPDX-License-Identifier: GPL-2.0
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "cdp_listener.h"
#include "discovery.h"
#include "lldp.h"
#include "memory.h"

/* What LLDP neighbours live by default (802.1AB, 9.2.5.22), and CDP's. */
#define LLDP_SECONDS	120
#define CDP_SECONDS	180

/* One thing learned, and when it is forgotten unless it is told again. */
struct learned {
	struct phonewall_discovery *discovery;
	struct phonewall_learned_vlan voice;
	struct event *expiry;
};

struct phonewall_discovery {
	void (*changed)(void *argument);
	void *argument;
	struct phonewall_lldp *lldp;
	struct phonewall_cdp_listener *cdp_listener;
	struct learned by_lldp;
	struct learned by_cdp;
	char port[IFNAMSIZ];
	int cdp_error;
};

static void forget(struct learned *learned)
{
	evtimer_del(learned->expiry);
	learned->voice = (struct phonewall_learned_vlan){ 0 };
}

/* Return: whether it is another than before. */
static bool learn(struct learned *learned,
		  const struct phonewall_learned_vlan *voice)
{
	bool differs = !learned->voice.heard ||
		       learned->voice.vlan != voice->vlan;

	evtimer_del(learned->expiry);
	learned->voice = *voice;
	return differs;
}

static void expire_after(struct learned *learned, unsigned int seconds)
{
	struct timeval delay = { .tv_sec = seconds };

	if (learned->voice.heard && !evtimer_pending(learned->expiry, NULL))
		evtimer_add(learned->expiry, &delay);
}

static void on_expired(evutil_socket_t descriptor, short what, void *argument)
{
	struct learned *learned = argument;
	struct phonewall_discovery *discovery = learned->discovery;

	(void)descriptor;
	(void)what;
	forget(learned);
	discovery->changed(discovery->argument);
}

/* Told of anything, for what cannot be heard has changed too, perhaps. */
static void on_lldp_changed(void *argument)
{
	struct phonewall_discovery *discovery = argument;
	struct phonewall_learned_vlan voice;

	voice = phonewall_lldp_voice(discovery->lldp);
	if (voice.heard)
		learn(&discovery->by_lldp, &voice);
	else
		expire_after(&discovery->by_lldp, LLDP_SECONDS);
	discovery->changed(discovery->argument);
}

/* Behind a hub phones and PCs are in hearing too, which announce what they like. */
static void on_cdp_heard(const struct phonewall_cdp *cdp, void *argument)
{
	struct phonewall_discovery *discovery = argument;
	struct learned *learned = &discovery->by_cdp;
	bool differs;

	if (!cdp->is_switch || !cdp->voice.heard)
		return;
	differs = learn(learned, &cdp->voice);
	if (cdp->hold_time)
		expire_after(learned, cdp->hold_time);
	else
		forget(learned);
	if (differs || !cdp->hold_time)
		discovery->changed(discovery->argument);
}

static int init_learned(struct learned *learned, struct event_base *base,
			struct phonewall_discovery *discovery)
{
	learned->discovery = discovery;
	learned->expiry = evtimer_new(base, on_expired, learned);
	return learned->expiry ? 0 : -1;
}

struct phonewall_discovery *
phonewall_discovery_open(struct event_base *base,
			 void (*changed)(void *argument), void *argument)
{
	struct phonewall_discovery *discovery;

	discovery = phonewall_memory_resize(NULL, 1, sizeof(*discovery));
	*discovery = (struct phonewall_discovery){
		.changed = changed, .argument = argument,
	};
	discovery->cdp_listener =
		phonewall_cdp_listener_open(base, on_cdp_heard, discovery);
	discovery->lldp = phonewall_lldp_open(base, on_lldp_changed,
					      discovery);
	if (!discovery->lldp ||
	    init_learned(&discovery->by_lldp, base, discovery) ||
	    init_learned(&discovery->by_cdp, base, discovery)) {
		phonewall_discovery_close(discovery);
		return NULL;
	}
	return discovery;
}

void phonewall_discovery_set(struct phonewall_discovery *discovery,
			     const char *port, bool lldp_med, bool cdp)
{
	bool moved = strcmp(discovery->port, port);

	memcpy(discovery->port, port, strlen(port) + 1);
	if (moved || !lldp_med)
		forget(&discovery->by_lldp);
	if (moved || !cdp)
		forget(&discovery->by_cdp);
	discovery->cdp_error =
		phonewall_cdp_listener_set(discovery->cdp_listener,
					   cdp ? port : "");
	phonewall_lldp_set(discovery->lldp, port, lldp_med);
}

void phonewall_discovery_remember(struct phonewall_discovery *discovery,
				  enum phonewall_vlan_source source,
				  uint16_t vlan)
{
	const struct phonewall_learned_vlan voice = {
		.heard = true, .vlan = vlan,
	};

	if (source == PHONEWALL_VLAN_SOURCE_LLDP_MED) {
		learn(&discovery->by_lldp, &voice);
		expire_after(&discovery->by_lldp, LLDP_SECONDS);
	} else if (source == PHONEWALL_VLAN_SOURCE_CDP) {
		learn(&discovery->by_cdp, &voice);
		expire_after(&discovery->by_cdp, CDP_SECONDS);
	}
}

struct phonewall_learned_vlans
phonewall_discovery_learned(const struct phonewall_discovery *discovery)
{
	return (struct phonewall_learned_vlans){
		.lldp_med = discovery->by_lldp.voice,
		.cdp = discovery->by_cdp.voice,
	};
}

char *phonewall_discovery_limits(const struct phonewall_discovery *discovery)
{
	const char *lldp = phonewall_lldp_error(discovery->lldp);
	char *cdp = NULL;
	char *both;

	if (discovery->cdp_error)
		cdp = phonewall_memory_print(
			"CDP is not heard, for there is no packet socket: %s; give phonewalld CAP_NET_RAW",
			strerror(-discovery->cdp_error));
	if (!lldp)
		return cdp;
	both = phonewall_memory_print("%s%s%s", lldp, cdp ? "; " : "",
				      cdp ? cdp : "");
	free(cdp);
	return both;
}

void phonewall_discovery_close(struct phonewall_discovery *discovery)
{
	if (!discovery)
		return;
	if (discovery->by_cdp.expiry)
		event_free(discovery->by_cdp.expiry);
	if (discovery->by_lldp.expiry)
		event_free(discovery->by_lldp.expiry);
	phonewall_lldp_close(discovery->lldp);
	phonewall_cdp_listener_close(discovery->cdp_listener);
	free(discovery);
}
