/* SPDX-License-Identifier: MIT */
#ifndef WIRE_H
#define WIRE_H

#include "core/packet.h"
#include "harness/raw_packet.h"

/*
 * Open a socket that receives what the phone sends to HOST_LAN or HOST_PC and
 * that sends by that device. Every call returns the same socket for a host and
 * discards what has arrived: closing one takes the kernel longer than most
 * tests. wires_close() closes it.
 */
int wire_open(enum host host);

/* Close what wire_open() opened. */
void wires_close(void);

/* Send a packet as wire_send() does and return whether the device took it. */
bool wire_try_send(int wire, const struct raw_packet *packet);

/* Send a packet as it is to the phone, or to its destination group. */
void wire_send(int wire, const struct raw_packet *packet);

/* Send a packet as it is in a frame to the broadcast address. */
void wire_send_to_all(int wire, const struct raw_packet *packet);

/*
 * Receive the next IP packet of the phone, waiting @milliseconds for it; return
 * whether there was one. It is cut if it is too long; its upper layer begins
 * directly behind the fixed IPv6 header. @facts points into @packet; for an
 * ICMP error, @quoted is set to what it quotes. Packets of other hosts and
 * those that cannot be parsed, as fragments, are skipped.
 */
bool wire_receive(int wire, struct raw_packet *packet,
		  struct phonewall_packet *facts,
		  struct phonewall_packet *quoted, int milliseconds);

/* Discard what has arrived. */
void wire_drain(int wire);

/*
 * Assert that a packet arrives for which @wanted returns true, and skip others
 * before it. @packet is set to it; it may be NULL.
 */
void wire_expect(int wire,
		 bool (*wanted)(const struct phonewall_packet *facts,
				const void *argument),
		 const void *argument, struct raw_packet *packet);

#endif /* WIRE_H */
