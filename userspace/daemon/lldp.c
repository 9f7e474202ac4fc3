// SPDX-License-Identifier: GPL-2.0
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "lldp.h"
#include "lldp_med.h"
#include "lldpcli.h"
#include "memory.h"

#define RETRY_SECONDS_MIN	1
#define RETRY_SECONDS_MAX	60

/*
 * First lldpd is told whether to speak at the port. Then @watch runs for good: it
 * prints when a neighbour changes, which @show then asks about, and ends when
 * lldpd does, upon which all begins again.
 */
struct phonewall_lldp {
	struct event_base *base;
	void (*changed)(void *argument);
	void *argument;
	char port[IFNAMSIZ];
	bool enabled;
	struct phonewall_lldpcli *configure;
	struct phonewall_lldpcli *watch;
	struct phonewall_lldpcli *show;
	struct event *settled;
	struct event *retry;
	unsigned int retry_seconds;
	struct phonewall_learned_vlan voice;
	const char *error;
};

static void stop(struct phonewall_lldp *lldp)
{
	phonewall_lldpcli_stop(lldp->configure);
	phonewall_lldpcli_stop(lldp->watch);
	phonewall_lldpcli_stop(lldp->show);
	lldp->configure = NULL;
	lldp->watch = NULL;
	lldp->show = NULL;
	evtimer_del(lldp->settled);
	evtimer_del(lldp->retry);
}

static void set(struct phonewall_lldp *lldp,
		const struct phonewall_learned_vlan *voice, const char *error)
{
	bool differs = voice->heard != lldp->voice.heard ||
		       voice->vlan != lldp->voice.vlan || error != lldp->error;

	lldp->voice = *voice;
	lldp->error = error;
	if (differs)
		lldp->changed(lldp->argument);
}

/* Without LLDP there is nothing to complain of, but lldpd may come yet. */
static void fail(struct phonewall_lldp *lldp, int status)
{
	static const struct phonewall_learned_vlan nothing;
	struct timeval delay = { .tv_sec = lldp->retry_seconds };
	const char *error;

	error = status == PHONEWALL_LLDPCLI_MISSING ?
		"LLDP-MED is not heard, for lldpcli cannot be run; install lldpd" :
		"LLDP-MED is not heard, for lldpd does not answer; start it";
	stop(lldp);
	evtimer_add(lldp->retry, &delay);
	lldp->retry_seconds = 2 * lldp->retry_seconds > RETRY_SECONDS_MAX ?
			      RETRY_SECONDS_MAX : 2 * lldp->retry_seconds;
	set(lldp, &nothing, lldp->enabled ? error : NULL);
}

static void on_shown(const char *text, int status, void *argument)
{
	struct phonewall_lldp *lldp = argument;
	struct phonewall_learned_vlan voice;

	if (status || phonewall_lldp_med_parse(text, lldp->port, &voice)) {
		fail(lldp, status);
		return;
	}
	phonewall_lldpcli_stop(lldp->show);
	lldp->show = NULL;
	lldp->retry_seconds = RETRY_SECONDS_MIN;
	set(lldp, &voice, NULL);
}

static const struct phonewall_lldpcli_handlers show_handlers = {
	.ended = on_shown,
};

static void show(struct phonewall_lldp *lldp)
{
	const char *const command[] = {
		"show", "neighbors", "ports", lldp->port, "details", NULL,
	};

	phonewall_lldpcli_stop(lldp->show);
	lldp->show = phonewall_lldpcli_run(lldp->base, command, &show_handlers,
					   lldp);
	if (!lldp->show)
		fail(lldp, -1);
}

static void on_settled(evutil_socket_t descriptor, short what, void *argument)
{
	(void)descriptor;
	(void)what;
	show(argument);
}

static void on_watch_printed(void *argument)
{
	static const struct timeval delay = { .tv_usec = 100000 };
	struct phonewall_lldp *lldp = argument;

	if (lldp->enabled && !evtimer_pending(lldp->settled, NULL))
		evtimer_add(lldp->settled, &delay);
}

static void on_watch_ended(const char *text, int status, void *argument)
{
	(void)text;
	fail(argument, status);
}

static const struct phonewall_lldpcli_handlers watch_handlers = {
	.printed = on_watch_printed,
	.ended = on_watch_ended,
};

static void watch(struct phonewall_lldp *lldp)
{
	static const char *const command[] = { "watch", NULL };

	lldp->watch = phonewall_lldpcli_run(lldp->base, command,
					    &watch_handlers, lldp);
	if (!lldp->watch)
		fail(lldp, -1);
	else if (lldp->enabled)
		show(lldp);
}

static void on_configured(const char *text, int status, void *argument)
{
	struct phonewall_lldp *lldp = argument;

	(void)text;
	if (status) {
		fail(lldp, status);
		return;
	}
	phonewall_lldpcli_stop(lldp->configure);
	lldp->configure = NULL;
	watch(lldp);
}

static const struct phonewall_lldpcli_handlers configure_handlers = {
	.ended = on_configured,
};

static void configure(struct phonewall_lldp *lldp)
{
	const char *const command[] = {
		"configure", "ports", lldp->port, "lldp", "status",
		lldp->enabled ? "rx-and-tx" : "disabled", NULL,
	};

	lldp->configure = phonewall_lldpcli_run(lldp->base, command,
						&configure_handlers, lldp);
	if (!lldp->configure)
		fail(lldp, -1);
}

static void on_retry(evutil_socket_t descriptor, short what, void *argument)
{
	(void)descriptor;
	(void)what;
	configure(argument);
}

struct phonewall_lldp *phonewall_lldp_open(struct event_base *base,
					   void (*changed)(void *argument),
					   void *argument)
{
	struct phonewall_lldp *lldp;

	lldp = phonewall_memory_resize(NULL, 1, sizeof(*lldp));
	*lldp = (struct phonewall_lldp){
		.base = base,
		.changed = changed,
		.argument = argument,
		.retry_seconds = RETRY_SECONDS_MIN,
	};
	lldp->settled = evtimer_new(base, on_settled, lldp);
	if (!lldp->settled)
		goto free_lldp;
	lldp->retry = evtimer_new(base, on_retry, lldp);
	if (!lldp->retry)
		goto free_settled;
	return lldp;

free_settled:
	event_free(lldp->settled);
free_lldp:
	free(lldp);
	return NULL;
}

void phonewall_lldp_set(struct phonewall_lldp *lldp, const char *port,
			bool enabled)
{
	if (!strcmp(lldp->port, port) && lldp->enabled == enabled)
		return;
	stop(lldp);
	memcpy(lldp->port, port, strlen(port) + 1);
	lldp->enabled = enabled;
	lldp->voice = (struct phonewall_learned_vlan){ 0 };
	lldp->error = NULL;
	lldp->retry_seconds = RETRY_SECONDS_MIN;
	if (port[0])
		configure(lldp);
}

struct phonewall_learned_vlan
phonewall_lldp_voice(const struct phonewall_lldp *lldp)
{
	return lldp->voice;
}

const char *phonewall_lldp_error(const struct phonewall_lldp *lldp)
{
	return lldp->error;
}

void phonewall_lldp_close(struct phonewall_lldp *lldp)
{
	if (!lldp)
		return;
	stop(lldp);
	event_free(lldp->retry);
	event_free(lldp->settled);
	free(lldp);
}
