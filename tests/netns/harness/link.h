/* SPDX-License-Identifier: MIT */
#ifndef LINK_H
#define LINK_H

#include <stdbool.h>

#include "harness/eapol_frame.h"
#include "harness/host.h"

/**
 * link_set_up - set a device of a host up or down
 * @host: the host
 * @device: its name
 * @is_up: which; where it is one end of a pair, the other end's carrier goes
 *	and comes with it
 */
void link_set_up(enum host host, const char *device, bool is_up);

/**
 * link_is_up - whether a device is set up
 * @host: where
 * @device: its name
 */
bool link_is_up(enum host host, const char *device);

/**
 * link_wait - wait until a device can send and receive
 * @host: the host
 * @device: its name; it and its other end are up
 */
void link_wait(enum host host, const char *device);

/**
 * link_address - the Ethernet address of a device of a host
 * @host: the host
 * @device: its name
 */
struct station link_address(enum host host, const char *device);

/**
 * link_index - the interface index of a device of a host
 * @host: the host
 * @device: its name
 *
 * Return: the index; 0 where there is no such device.
 */
unsigned int link_index(enum host host, const char *device);

/**
 * link_create_tap - make a tap device, down, with its carrier
 * @host: the host
 * @device: its name
 *
 * It ends with its descriptor.
 *
 * Return: the descriptor: frames written to it arrive at the device, and those
 * that the device sends are read from it. The caller closes it.
 */
int link_create_tap(enum host host, const char *device);

/**
 * link_set_carrier - give a tap device its carrier, or take it
 * @tap: what link_create_tap() returned
 * @has_carrier: which
 */
void link_set_carrier(int tap, bool has_carrier);

#endif /* LINK_H */
