/* SPDX-License-Identifier: MIT */
#ifndef FRAME_SOCKET_H
#define FRAME_SOCKET_H

#include <time.h>

#include "harness/eapol_frame.h"
#include "harness/host.h"

/*
 * Open a socket that receives what arrives at a device and can send: EAPOL of
 * everyone, and every frame of the stations of the test.
 */
int frame_socket_wire(enum host host, const char *device);

/* Do the same in the current namespace. */
int frame_socket_here(const char *device);

/* Open a socket that receives EAPOL as a supplicant or authenticator does. */
int frame_socket_supplicant(enum host host, const char *device);

/*
 * Open a socket that receives only the EAPOL of one station. Its buffer has
 * room for that however much else arrives.
 */
int frame_socket_of(enum host host, const char *device, struct station station);

/* Send a frame and return whether the device took it. */
bool frame_try_send(int fd, const struct eapol_frame *frame);

/* Send a frame, which must succeed. */
void frame_send(int fd, const struct eapol_frame *frame);

/*
 * Take the next frame, waiting @milliseconds for it; return whether there was
 * one. The outer tag is in its place. @arrival is the time of CLOCK_REALTIME;
 * it may be NULL.
 */
bool frame_receive(int fd, struct eapol_frame *frame, struct timespec *arrival,
		   int milliseconds);

/* Assert that this frame arrives, byte for byte, and none before it. */
void frame_expect(int fd, const struct eapol_frame *expected);

/*
 * Assert that no frame has arrived. This proves nothing unless a frame that was
 * sent later has arrived.
 */
void frame_expect_none(int fd);

/* Discard what has arrived. */
void frame_drain(int fd);

#endif /* FRAME_SOCKET_H */
