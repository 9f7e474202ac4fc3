/* SPDX-License-Identifier: MIT */
#ifndef LINK_H
#define LINK_H

#include <stdbool.h>

#include "harness/eapol_frame.h"
#include "harness/host.h"

/* Set a device up or down. The carrier of the other end of a pair follows. */
void link_set_up(enum host host, const char *device, bool is_up);

/* Return whether a device is set up. */
bool link_is_up(enum host host, const char *device);

/* Wait until a device can send and receive. It and its other end must be up. */
void link_wait(enum host host, const char *device);

/* Return the Ethernet address of a device. */
struct station link_address(enum host host, const char *device);

/* Return the interface index of a device; 0 if there is none. */
unsigned int link_index(enum host host, const char *device);

/*
 * Create a tap device, down and with a carrier. Frames written to the
 * descriptor arrive at the device, and those it sends are read from it. The
 * device goes when the caller closes the descriptor.
 */
int link_create_tap(enum host host, const char *device);

/* Set or clear the carrier of a tap device. */
void link_set_carrier(int tap, bool has_carrier);

#endif /* LINK_H */
