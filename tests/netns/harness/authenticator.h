/* SPDX-License-Identifier: MIT */
#ifndef AUTHENTICATOR_H
#define AUTHENTICATOR_H

#include "harness/phone_ports.h"

/*
 * hostapd as the LAN switch of phone_ports.h, with its own EAP server, and a
 * stranger at another port of that switch, all of them in HOST_LAN:
 *
 *   phone's lan0 ------ eth0 [ segment ] ------ one hostapd of several
 *                              |
 *                           stranger
 *
 * Only the hostapd in use has a link. Its control interface says which stations
 * are authorized.
 */
#define STRANGER_PORT	"stranger"

/**
 * enum authenticator - the kinds of switch
 * @AUTHENTICATOR_UNICAST: sends to the PC's own address, receives everything
 * @AUTHENTICATOR_GROUP: sends to the PAE group address, receives everything
 * @AUTHENTICATOR_STRICT_UNICAST: as the first, but receives only what is sent
 *	to the PAE group address or to its own (IEEE 802.1X-2020 11.1.1)
 * @AUTHENTICATOR_STRICT_GROUP: as the second, and receives only that
 * @AUTHENTICATORS: how many there are
 */
enum authenticator {
	AUTHENTICATOR_UNICAST,
	AUTHENTICATOR_GROUP,
	AUTHENTICATOR_STRICT_UNICAST,
	AUTHENTICATOR_STRICT_GROUP,
	AUTHENTICATORS,
};

/* Stations that authenticator_authorized() lists at most. */
#define AUTHORIZED_MAX	2048

/* Group set-up: phone_ports_begin(), the segment and hostapd. */
int authenticator_begin(void **state);

/* Group tear-down. */
int authenticator_end(void **state);

/* Choose the switch. It knows no station afterwards. */
void authenticator_use(enum authenticator kind);

/* Return whether the switch in use sends to the PAE group address. */
bool authenticator_sends_to_group(void);

/* Return the address of the switch in use. */
struct station authenticator_address(void);

/*
 * Wait until hostapd has nothing left to read. Its answers to earlier frames
 * have been sent by then.
 */
void authenticator_settle(void);

/*
 * Wait until hostapd has read every frame sent before: the stranger sends one
 * now, which hostapd reads last.
 */
void authenticator_mark(void);

/*
 * List the stations that hostapd has authorized, AUTHORIZED_MAX at most, in
 * @stations unless it is NULL. Return how many there are.
 */
unsigned int authenticator_authorized(struct station *stations);

/*
 * Wait until hostapd has read every frame sent before and no station is
 * authorized. Return how many still are after @milliseconds, and list them in
 * @stations unless it is NULL.
 */
unsigned int authenticator_wait_none(struct station *stations,
				     int milliseconds);

/* Stop hostapd from reading (SIGSTOP), or let it continue. */
void authenticator_stop(bool is_stopped);

/* Return whether hostapd has authorized a station. */
bool authenticator_is_authorized(struct station station);

/* Return the socket of the stranger on the LAN. */
int authenticator_stranger(void);

#endif /* AUTHENTICATOR_H */
