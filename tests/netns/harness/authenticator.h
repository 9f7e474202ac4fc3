/* SPDX-License-Identifier: GPL-2.0 */
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
 * Only the hostapd that is in use has a link. What it holds authorised is asked
 * over its control interface.
 */
#define STRANGER_PORT	"stranger"

/**
 * enum authenticator - the kinds of switch
 * @AUTHENTICATOR_UNICAST: sends to the PC's own address, hears everything
 * @AUTHENTICATOR_GROUP: sends to the PAE group address, hears everything
 * @AUTHENTICATOR_STRICT_UNICAST: as the first, but hears only what is sent to
 *	the PAE group address or to its own (IEEE 802.1X-2020 11.1.1)
 * @AUTHENTICATOR_STRICT_GROUP: as the second, and hears only that
 * @AUTHENTICATORS: how many there are
 */
enum authenticator {
	AUTHENTICATOR_UNICAST,
	AUTHENTICATOR_GROUP,
	AUTHENTICATOR_STRICT_UNICAST,
	AUTHENTICATOR_STRICT_GROUP,
	AUTHENTICATORS,
};

/* Stations that authenticator_authorized() names at most. */
#define AUTHORIZED_MAX	2048

/**
 * authenticator_begin - set up a group: phone_ports_begin(), segment, hostapd
 * @state: not used
 *
 * Return: 0.
 */
int authenticator_begin(void **state);

/**
 * authenticator_end - tear the group down
 * @state: not used
 *
 * Return: 0.
 */
int authenticator_end(void **state);

/**
 * authenticator_use - choose the switch, which knows no station then
 * @kind: which
 */
void authenticator_use(enum authenticator kind);

/**
 * authenticator_sends_to_group - whether the one in use does
 */
bool authenticator_sends_to_group(void);

/**
 * authenticator_address - the address of the one in use
 */
struct station authenticator_address(void);

/**
 * authenticator_settle - wait until hostapd has nothing left to read
 *
 * What it sends in answer to frames that it got before has left then.
 */
void authenticator_settle(void);

/**
 * authenticator_mark - wait until hostapd has read what was sent before
 *
 * A frame of the stranger's that is sent now is the last that it has to read.
 */
void authenticator_mark(void);

/**
 * authenticator_authorized - whom hostapd holds authorised
 * @stations: set to their addresses; may be NULL
 *
 * Return: how many there are, AUTHORIZED_MAX at most.
 */
unsigned int authenticator_authorized(struct station *stations);

/**
 * authenticator_wait_none - wait until hostapd holds nobody authorised
 * @stations: set to whom it holds so at the end; may be NULL
 * @milliseconds: how long at most
 *
 * Return: how many they are, once all that was sent before has been read.
 */
unsigned int authenticator_wait_none(struct station *stations,
				     int milliseconds);

/**
 * authenticator_stop - have hostapd read nothing for a while
 * @is_stopped: whether it stops or goes on
 */
void authenticator_stop(bool is_stopped);

/**
 * authenticator_is_authorized - whether hostapd holds a station authorised
 * @station: its address
 */
bool authenticator_is_authorized(struct station station);

/**
 * authenticator_stranger - the socket of the stranger at the LAN
 */
int authenticator_stranger(void);

#endif /* AUTHENTICATOR_H */
