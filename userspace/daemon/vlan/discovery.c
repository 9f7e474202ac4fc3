// SPDX-License-Identifier: MIT
#include "vlan/discovery.h"

#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "vlan/cdp_listener.h"
#include "vlan/damping.h"
#include "vlan/lldp.h"

/* Default seconds that a neighbour is valid: LLDP (802.1AB, 9.2.5.22), CDP. */
#define LLDP_SECONDS	120
#define CDP_SECONDS	180

/*
 * @voice: what one protocol announced last; @expiry: when it is forgotten
 * unless it is announced again. @told: the VLAN in use, which follows @voice as
 * fast as the damping allows.
 */
struct learned {
	struct phonewall_discovery *discovery;
	struct phonewall_learned_vlan voice;
	struct phonewall_learned_vlan told;
	struct event *expiry;
};

struct phonewall_discovery {
	void (*changed)(void *argument);
	void *argument;
	struct phonewall_lldp *lldp;
	struct phonewall_cdp_listener *cdp_listener;
	struct learned by_lldp;
	struct learned by_cdp;
	struct phonewall_damping damping;
	struct event *due;
	const char *lldp_error;
	char port[IFNAMSIZ];
	int cdp_error;
};

static void forget(struct learned *learned)
{
	evtimer_del(learned->expiry);
	learned->voice = (struct phonewall_learned_vlan){ 0 };
}

static void learn(struct learned *learned,
		  const struct phonewall_learned_vlan *voice)
{
	evtimer_del(learned->expiry);
	learned->voice = *voice;
}

static bool is_told(const struct learned *learned)
{
	return learned->voice.heard == learned->told.heard &&
	       learned->voice.vlan == learned->told.vlan;
}

static void tell(struct phonewall_discovery *discovery)
{
	discovery->by_lldp.told = discovery->by_lldp.voice;
	discovery->by_cdp.told = discovery->by_cdp.voice;
}

/*
 * Any station can announce something else in each frame. Each change costs
 * calls and a write to the disk, so the last announcement waits until a change
 * is allowed.
 */
static void tell_in_time(struct phonewall_discovery *discovery)
{
	uint64_t now = phonewall_clock_elapsed();
	unsigned int wait = phonewall_damping_wait(&discovery->damping, now);
	const struct timeval delay = phonewall_clock_delay(wait);

	if (is_told(&discovery->by_lldp) && is_told(&discovery->by_cdp))
		return;
	if (wait) {
		if (!evtimer_pending(discovery->due, NULL))
			evtimer_add(discovery->due, &delay);
		return;
	}
	phonewall_damping_note(&discovery->damping, now);
	tell(discovery);
	discovery->changed(discovery->argument);
}

static void on_due(evutil_socket_t descriptor, short what, void *argument)
{
	(void)descriptor;
	(void)what;
	tell_in_time(argument);
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

	(void)descriptor;
	(void)what;
	forget(learned);
	tell_in_time(learned->discovery);
}

/* No damping: lldpd is not asked often enough for that. */
static void note_lldp_error(struct phonewall_discovery *discovery)
{
	const char *error = phonewall_lldp_error(discovery->lldp);

	if (error == discovery->lldp_error)
		return;
	discovery->lldp_error = error;
	discovery->changed(discovery->argument);
}

static void on_lldp_changed(void *argument)
{
	struct phonewall_discovery *discovery = argument;
	struct phonewall_learned_vlan voice;

	voice = phonewall_lldp_voice(discovery->lldp);
	if (voice.heard)
		learn(&discovery->by_lldp, &voice);
	else
		expire_after(&discovery->by_lldp, LLDP_SECONDS);
	note_lldp_error(discovery);
	tell_in_time(discovery);
}

/* Behind a hub, CDP of phones and PCs is received too: ignore it. */
static void on_cdp_heard(const struct phonewall_cdp *cdp, void *argument)
{
	struct phonewall_discovery *discovery = argument;
	struct learned *learned = &discovery->by_cdp;

	if (!cdp->is_switch || !cdp->voice.heard)
		return;
	learn(learned, &cdp->voice);
	if (cdp->hold_time)
		expire_after(learned, cdp->hold_time);
	else
		forget(learned);
	tell_in_time(discovery);
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
	discovery->due = evtimer_new(base, on_due, discovery);
	if (!discovery->lldp || !discovery->due ||
	    init_learned(&discovery->by_lldp, base, discovery) ||
	    init_learned(&discovery->by_cdp, base, discovery)) {
		phonewall_discovery_close(discovery);
		return NULL;
	}
	return discovery;
}

/* No damping: this follows cfg.xml. */
static void forget_at_once(struct learned *learned)
{
	forget(learned);
	learned->told = learned->voice;
}

void phonewall_discovery_set(struct phonewall_discovery *discovery,
			     const char *port, bool lldp_med, bool cdp)
{
	bool moved = strcmp(discovery->port, port);

	memcpy(discovery->port, port, strlen(port) + 1);
	if (moved || !lldp_med)
		forget_at_once(&discovery->by_lldp);
	if (moved || !cdp)
		forget_at_once(&discovery->by_cdp);
	discovery->cdp_error =
		phonewall_cdp_listener_set(discovery->cdp_listener,
					   cdp ? port : "");
	phonewall_lldp_set(discovery->lldp, port, lldp_med);
	discovery->lldp_error = phonewall_lldp_error(discovery->lldp);
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
		tell(discovery);
	} else if (source == PHONEWALL_VLAN_SOURCE_CDP) {
		learn(&discovery->by_cdp, &voice);
		expire_after(&discovery->by_cdp, CDP_SECONDS);
		tell(discovery);
	}
}

struct phonewall_learned_vlans
phonewall_discovery_learned(const struct phonewall_discovery *discovery)
{
	return (struct phonewall_learned_vlans){
		.lldp_med = discovery->by_lldp.told,
		.cdp = discovery->by_cdp.told,
	};
}

char *phonewall_discovery_limits(const struct phonewall_discovery *discovery)
{
	const char *lldp = phonewall_lldp_error(discovery->lldp);
	char *cdp = NULL;
	char *both;

	if (discovery->cdp_error)
		cdp = phonewall_memory_print(
			"cannot receive CDP: no packet socket: %s; give phonewalld CAP_NET_RAW",
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
	if (discovery->due)
		event_free(discovery->due);
	if (discovery->by_cdp.expiry)
		event_free(discovery->by_cdp.expiry);
	if (discovery->by_lldp.expiry)
		event_free(discovery->by_lldp.expiry);
	phonewall_lldp_close(discovery->lldp);
	phonewall_cdp_listener_close(discovery->cdp_listener);
	free(discovery);
}
