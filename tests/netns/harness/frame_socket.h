/* SPDX-License-Identifier: MIT */
#ifndef FRAME_SOCKET_H
#define FRAME_SOCKET_H

#include <time.h>

#include "harness/eapol_frame.h"
#include "harness/host.h"

/**
 * frame_socket_wire - see what arrives at a device, and send by it
 * @host: the host
 * @device: the name of its device
 *
 * It sees EAPOL of everybody and all that the stations of the test send.
 *
 * Return: the descriptor, which the caller closes.
 */
int frame_socket_wire(enum host host, const char *device);

/**
 * frame_socket_here - the same, in the namespace of now
 * @device: the name of a device
 *
 * Return: the descriptor, which the caller closes.
 */
int frame_socket_here(const char *device);

/**
 * frame_socket_supplicant - listen to EAPOL as a supplicant or authenticator
 * @host: the host
 * @device: the name of its device
 *
 * Return: the descriptor, which the caller closes.
 */
int frame_socket_supplicant(enum host host, const char *device);

/**
 * frame_socket_of - see only the EAPOL of one station that arrives at a device
 * @host: the host
 * @device: the name of its device
 * @station: the station, whose frames have room however much else arrives
 *
 * Return: the descriptor, which the caller closes.
 */
int frame_socket_of(enum host host, const char *device, struct station station);

/**
 * frame_try_send - send a frame, which may fail
 * @fd: what a function above returned
 * @frame: the frame
 *
 * Return: whether the device took it.
 */
bool frame_try_send(int fd, const struct eapol_frame *frame);

/**
 * frame_send - send a frame, which must succeed
 * @fd: what a function above returned
 * @frame: the frame
 */
void frame_send(int fd, const struct eapol_frame *frame);

/**
 * frame_receive - take the next frame that has arrived
 * @fd: what a function above returned
 * @frame: set to it, its outer tag in its place
 * @arrival: set to the time when it arrived, CLOCK_REALTIME; may be NULL
 * @milliseconds: how long to wait for it
 *
 * Return: whether there was one.
 */
bool frame_receive(int fd, struct eapol_frame *frame, struct timespec *arrival,
		   int milliseconds);

/**
 * frame_expect - assert that a frame arrives, and none before it
 * @fd: what a function above returned
 * @expected: the frame, which arrives byte for byte
 */
void frame_expect(int fd, const struct eapol_frame *expected);

/**
 * frame_expect_none - assert that no frame has arrived
 * @fd: what a function above returned
 *
 * Proves nothing unless something that was sent later has arrived.
 */
void frame_expect_none(int fd);

/**
 * frame_drain - forget what has arrived
 * @fd: what a function above returned
 */
void frame_drain(int fd);

#endif /* FRAME_SOCKET_H */
