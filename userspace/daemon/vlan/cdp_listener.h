/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CDP_LISTENER_H
#define PHONEWALL_CDP_LISTENER_H

#include <event2/event.h>

#include "vlan/cdp.h"

/**
 * struct phonewall_cdp_listener - receives the LAN switch's CDP
 *
 * lldpd(8) receives CDP too, but does not read the VoIP VLAN Reply.
 */
struct phonewall_cdp_listener;

/**
 * phonewall_cdp_listener_open() - create a listener
 * @base: the event loop
 * @heard: called from the event loop for each CDP frame
 * @argument: handed to @heard
 *
 * Return: the listener, which does not receive yet.
 */
struct phonewall_cdp_listener *
phonewall_cdp_listener_open(struct event_base *base,
			    void (*heard)(const struct phonewall_cdp *cdp,
					  void *argument),
			    void *argument);

/**
 * phonewall_cdp_listener_set() - set the port to listen at
 * @listener: the listener
 * @port: device name of the port that the LAN switch is at, or "" for none
 *
 * Frames that arrive at @port are received, even if it is a bridge port; frames
 * that arrive at other ports of the bridge are not. If more than 256 frames
 * arrive in 100 ms, some may be lost. Call it again if the device may be a new
 * one of this name.
 *
 * Return: 0, also if there is no such device, or a negative errno.
 */
int phonewall_cdp_listener_set(struct phonewall_cdp_listener *listener,
			       const char *port);

/**
 * phonewall_cdp_listener_close() - stop listening and release the listener
 * @listener: may be NULL
 */
void phonewall_cdp_listener_close(struct phonewall_cdp_listener *listener);

#endif /* PHONEWALL_CDP_LISTENER_H */
