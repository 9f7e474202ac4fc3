// SPDX-License-Identifier: MIT
#include "vlan/lldp.h"

#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "vlan/lldp_med.h"
#include "vlan/lldpcli.h"

#define RETRY_SECONDS_MIN	1
#define RETRY_SECONDS_MAX	60

/* Minimum milliseconds between runs of lldpcli, whatever neighbours send. */
#define TURN_MS			1000

/* After a watch that lasted this long, lldpd works: retry without back-off. */
#define WELL_MS			(RETRY_SECONDS_MAX * 1000u)

/*
 * First @configure enables or disables LLDP at the port. Then @watch runs for
 * good: it prints when a neighbour changes, after which @show reads the
 * neighbours. It ends when lldpd ends, after which @retry starts again with
 * @configure. A run that is wanted waits for its @turn.
 */
struct phonewall_lldp {
	struct event_base *base;
	struct phonewall_children *children;
	void (*changed)(void *argument);
	void *argument;
	char port[IFNAMSIZ];
	bool enabled;
	struct phonewall_lldpcli *configure;
	struct phonewall_lldpcli *watch;
	struct phonewall_lldpcli *show;
	bool wants_configure;
	bool wants_watch;
	bool wants_show;
	struct event *turn;
	uint64_t next_turn;
	uint64_t watched_since;
	struct event *retry;
	unsigned int retry_seconds;
	struct phonewall_learned_vlan voice;
	const char *error;
};

static void await_turn(struct phonewall_lldp *lldp)
{
	uint64_t now = phonewall_clock_elapsed();
	unsigned int wait = now < lldp->next_turn ? lldp->next_turn - now : 0;
	const struct timeval delay = phonewall_clock_delay(wait);

	if (!evtimer_pending(lldp->turn, NULL))
		evtimer_add(lldp->turn, &delay);
}

static void stop(struct phonewall_lldp *lldp)
{
	phonewall_lldpcli_stop(lldp->configure);
	phonewall_lldpcli_stop(lldp->watch);
	phonewall_lldpcli_stop(lldp->show);
	lldp->configure = NULL;
	lldp->watch = NULL;
	lldp->show = NULL;
	lldp->wants_configure = false;
	lldp->wants_watch = false;
	lldp->wants_show = false;
	evtimer_del(lldp->turn);
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

/* If LLDP is disabled this is no error, but lldpd may be started later. */
static void fail(struct phonewall_lldp *lldp, int status)
{
	static const struct phonewall_learned_vlan nothing;
	struct timeval delay = { .tv_sec = lldp->retry_seconds };
	const char *error;

	error = status == PHONEWALL_LLDPCLI_MISSING ?
		"cannot receive LLDP-MED: lldpcli cannot be run; install lldpd" :
		"cannot receive LLDP-MED: lldpd does not answer; start it or, if it runs, restart it";
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
	if (lldp->wants_show)
		await_turn(lldp);
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

	lldp->wants_show = false;
	lldp->show = phonewall_lldpcli_run(lldp->base, lldp->children, command,
					   &show_handlers, lldp);
	if (!lldp->show)
		fail(lldp, -1);
}

/* If a neighbour changes while a show runs, run another one after it. */
static void on_watch_printed(void *argument)
{
	struct phonewall_lldp *lldp = argument;

	if (!lldp->enabled)
		return;
	lldp->wants_show = true;
	if (!lldp->show)
		await_turn(lldp);
}

static void on_watch_ended(const char *text, int status, void *argument)
{
	struct phonewall_lldp *lldp = argument;

	(void)text;
	if (phonewall_clock_elapsed() - lldp->watched_since >= WELL_MS)
		lldp->retry_seconds = RETRY_SECONDS_MIN;
	fail(lldp, status);
}

static const struct phonewall_lldpcli_handlers watch_handlers = {
	.printed = on_watch_printed,
	.ended = on_watch_ended,
};

static void watch(struct phonewall_lldp *lldp)
{
	static const char *const command[] = { "watch", NULL };

	lldp->wants_watch = false;
	lldp->watched_since = phonewall_clock_elapsed();
	lldp->watch = phonewall_lldpcli_run(lldp->base, lldp->children, command,
					    &watch_handlers, lldp);
	if (!lldp->watch) {
		fail(lldp, -1);
		return;
	}
	lldp->wants_show = lldp->enabled;
	await_turn(lldp);
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
	lldp->wants_watch = true;
	await_turn(lldp);
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

	lldp->wants_configure = false;
	lldp->configure = phonewall_lldpcli_run(lldp->base, lldp->children,
						command, &configure_handlers,
						lldp);
	if (!lldp->configure)
		fail(lldp, -1);
}

static void on_turn(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_lldp *lldp = argument;

	(void)descriptor;
	(void)what;
	lldp->next_turn = phonewall_clock_elapsed() + TURN_MS;
	if (lldp->wants_configure)
		configure(lldp);
	else if (lldp->wants_watch)
		watch(lldp);
	else if (lldp->wants_show)
		show(lldp);
}

static void begin(struct phonewall_lldp *lldp)
{
	lldp->wants_configure = true;
	await_turn(lldp);
}

static void on_retry(evutil_socket_t descriptor, short what, void *argument)
{
	(void)descriptor;
	(void)what;
	begin(argument);
}

struct phonewall_lldp *phonewall_lldp_open(struct event_base *base,
					   void (*changed)(void *argument),
					   void *argument)
{
	struct phonewall_lldp *lldp;

	lldp = phonewall_memory_resize(NULL, 1, sizeof(*lldp));
	*lldp = (struct phonewall_lldp){
		.base = base,
		.children = phonewall_children_open(base),
		.changed = changed,
		.argument = argument,
		.retry_seconds = RETRY_SECONDS_MIN,
	};
	lldp->turn = evtimer_new(base, on_turn, lldp);
	if (!lldp->turn)
		goto free_lldp;
	lldp->retry = evtimer_new(base, on_retry, lldp);
	if (!lldp->retry)
		goto free_turn;
	return lldp;

free_turn:
	event_free(lldp->turn);
free_lldp:
	phonewall_children_close(lldp->children, 0);
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
		begin(lldp);
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
	phonewall_children_close(lldp->children, 0);
	event_free(lldp->retry);
	event_free(lldp->turn);
	free(lldp);
}
