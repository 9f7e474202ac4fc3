/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CDP_LISTENER_H
#define PHONEWALL_CDP_LISTENER_H

#include <event2/event.h>

#include "vlan/cdp.h"

/**
 * struct phonewall_cdp_listener - hears the LAN switch's CDP
 *
 * lldpd(8) hears CDP too, but does not read the VoIP VLAN Reply.
 */
struct phonewall_cdp_listener;

/**
 * phonewall_cdp_listener_open - begin
 * @base: the event loop
 * @heard: called from the event loop for each frame
 * @argument: handed to @heard
 *
 * Return: it; it hears nothing yet.
 */
struct phonewall_cdp_listener *
phonewall_cdp_listener_open(struct event_base *base,
			    void (*heard)(const struct phonewall_cdp *cdp,
					  void *argument),
			    void *argument);

/**
 * phonewall_cdp_listener_set - say where to listen
 * @listener: it
 * @port: device name of the port that the LAN switch is at, or "" for none
 *
 * What comes in there is heard, also where a bridge has the port; what comes in at
 * other ports of the bridge is not. Of more than 256 frames in 100 ms some are
 * lost. Where the device has come anew this must be called again.
 *
 * Return: 0, also where there is no such device, or a negative errno.
 */
int phonewall_cdp_listener_set(struct phonewall_cdp_listener *listener,
			       const char *port);

/**
 * phonewall_cdp_listener_close - end
 * @listener: may be NULL
 */
void phonewall_cdp_listener_close(struct phonewall_cdp_listener *listener);

#endif /* PHONEWALL_CDP_LISTENER_H */
