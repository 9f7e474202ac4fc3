/* SPDX-License-Identifier: MIT */
#ifndef WIRE_H
#define WIRE_H

#include "core/packet.h"
#include "harness/raw_packet.h"

/**
 * wire_open - see what the phone sends to a host, and send by its device
 * @host: HOST_LAN or HOST_PC
 *
 * Every call gives the same for a host, and forgets what has arrived before:
 * to close one takes the kernel longer than most tests.
 *
 * Return: the descriptor, which wires_close() closes.
 */
int wire_open(enum host host);

/**
 * wires_close - close what wire_open() opened
 */
void wires_close(void);

/**
 * wire_try_send - send a packet as wire_send() does, which may fail
 * @wire: what wire_open() returned
 * @packet: the packet, as it is
 *
 * Return: whether the device took it.
 */
bool wire_try_send(int wire, const struct raw_packet *packet);

/**
 * wire_send - send a packet to the phone, or to the group that it names
 * @wire: what wire_open() returned
 * @packet: the packet, as it is
 */
void wire_send(int wire, const struct raw_packet *packet);

/**
 * wire_send_to_all - send a packet in a frame to the broadcast address
 * @wire: what wire_open() returned
 * @packet: the packet, as it is
 */
void wire_send_to_all(int wire, const struct raw_packet *packet);

/**
 * wire_receive - take the next IP packet of the phone's that has arrived
 * @wire: what wire_open() returned
 * @packet: set whole, cut where it is too long; its upper layer begins right
 *	behind the fixed IPv6 header, whatever follows that
 * @facts: what is in it; point into @packet. Of an ICMP error with what it
 *	quotes, in @quoted
 * @quoted: what it quotes
 * @milliseconds: how long to wait for it
 *
 * Other hosts' packets, and those that cannot be read, as fragments, are passed
 * over.
 *
 * Return: whether there was one.
 */
bool wire_receive(int wire, struct raw_packet *packet,
		  struct phonewall_packet *facts,
		  struct phonewall_packet *quoted, int milliseconds);

/**
 * wire_drain - forget what has arrived
 * @wire: what wire_open() returned
 */
void wire_drain(int wire);

/**
 * wire_expect - assert that a packet arrives
 * @wire: what wire_open() returned
 * @wanted: says whether a packet is it
 * @argument: handed to @wanted
 * @packet: set to it; may be NULL
 *
 * Others that arrive before it are passed over.
 */
void wire_expect(int wire,
		 bool (*wanted)(const struct phonewall_packet *facts,
				const void *argument),
		 const void *argument, struct raw_packet *packet);

#endif /* WIRE_H */
