/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_LOOK_UP_H
#define PHONEWALL_SIP_LOOK_UP_H

#include <event2/event.h>

#include "sip/locate.h"

/* Milliseconds that a look-up takes at most. */
#define PHONEWALL_SIP_LOOK_UP_TIME	15000

struct phonewall_sip_look_up;

/**
 * typedef phonewall_sip_look_up_done - called once when a look-up has ended
 * @targets: the endpoints to send to; valid during the call. Empty if there is a
 *	fault
 * @fault: why there is nothing, static text with its remedy, which continues
 *	"the server of line 1 is not known: "; NULL if there is something
 * @argument: as given to phonewall_sip_look_up_begin()
 *
 * The handle is void when this is called.
 */
typedef void (*phonewall_sip_look_up_done)(
	const struct phonewall_sip_targets *targets, const char *fault,
	void *argument);

/**
 * phonewall_sip_look_up_begin() - look up the servers of a line
 * @base: the event loop
 * @goal: whom to find; see phonewall_sip_locate_begin(); copied
 * @servers: DNS servers, as "127.0.0.1:5353,[::1]:53"; NULL for those of
 *	resolv.conf(5)
 * @done: called from the event loop, never from within this call, after at most
 *	PHONEWALL_SIP_LOOK_UP_TIME
 * @argument: handed to @done
 *
 * What has no answer in time counts as not answered: with some servers the
 * others are taken. /etc/hosts is not asked, and nothing is cached.
 *
 * Return: the handle.
 */
struct phonewall_sip_look_up *
phonewall_sip_look_up_begin(struct event_base *base,
			    const struct phonewall_sip_goal *goal,
			    const char *servers,
			    phonewall_sip_look_up_done done, void *argument);

/**
 * phonewall_sip_look_up_cancel() - end a look-up early
 * @look_up: the handle, released; or NULL
 */
void phonewall_sip_look_up_cancel(struct phonewall_sip_look_up *look_up);

#endif /* PHONEWALL_SIP_LOOK_UP_H */
