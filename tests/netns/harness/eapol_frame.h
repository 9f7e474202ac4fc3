/* SPDX-License-Identifier: MIT */
#ifndef EAPOL_FRAME_H
#define EAPOL_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EAPOL_FRAME_MAX		2048

/* The longest Ethernet frame without a tag, without frame check sequence. */
#define EAPOL_FRAME_FULL	1514

/**
 * struct station - an Ethernet address
 * @bytes: in the order of the wire
 */
struct station {
	uint8_t bytes[6];
};

/* The PAE group address (IEEE 802.1X-2020 Table 11-1). */
extern const struct station pae_group;

/* Packet types (IEEE 802.1X-2020 Table 11-3). */
#define EAPOL_EAP	0
#define EAPOL_START	1
#define EAPOL_LOGOFF	2
#define EAPOL_MKA	5

/* Codes of EAP packets (RFC 3748 4). */
#define EAP_REQUEST	1
#define EAP_RESPONSE	2
#define EAP_SUCCESS	3
#define EAP_FAILURE	4

/**
 * struct eapol_frame - an Ethernet frame
 * @bytes: from the destination address on
 * @length: how many there are
 */
struct eapol_frame {
	uint8_t bytes[EAPOL_FRAME_MAX];
	size_t length;
};

/**
 * station_number - one of the stations of a test
 * @number: which one; those of the phone's own devices are none of them
 */
struct station station_number(uint8_t number);

/**
 * station_equal - whether two addresses are the same
 * @one: an address
 * @other: another one
 */
bool station_equal(struct station one, struct station other);

/**
 * eapol_frame - an EAPOL frame of version 2 without a body, not padded
 * @to: the destination
 * @from: the source
 * @type: EAPOL_* or any other
 */
struct eapol_frame eapol_frame(struct station to, struct station from,
			       uint8_t type);

/**
 * eapol_frame_sized - an EAPOL frame whose body makes it that long
 * @to: the destination
 * @from: the source
 * @type: EAPOL_* or any other
 * @length: bytes of the frame, 18 to EAPOL_FRAME_MAX
 */
struct eapol_frame eapol_frame_sized(struct station to, struct station from,
				     uint8_t type, size_t length);

/**
 * eap_frame - an EAPOL frame that carries an EAP packet
 * @to: the destination
 * @from: the source
 * @code: EAP_* or any other
 * @identifier: the packet's
 *
 * Requests and responses are of the type Identity.
 */
struct eapol_frame eap_frame(struct station to, struct station from,
			     uint8_t code, uint8_t identifier);

/**
 * eapol_logoff - the frame that the module is to send for a station
 * @from: the station
 * @version: the EAPOL version that it spoke
 */
struct eapol_frame eapol_logoff(struct station from, uint8_t version);

/**
 * plain_frame - a frame of another protocol, 60 bytes; IPv4 and IPv6 have a
 *	header without a fault
 * @to: the destination
 * @from: the source
 * @protocol: EtherType
 */
struct eapol_frame plain_frame(struct station to, struct station from,
			       uint16_t protocol);

/**
 * eapol_frame_pad - add zeros up to 60 bytes
 * @frame: the frame
 */
void eapol_frame_pad(struct eapol_frame *frame);

/**
 * eapol_frame_tag - put a tag behind the addresses (IEEE 802.1Q-2018 9.6)
 * @frame: the frame
 * @protocol: 0x8100 or 0x88a8
 * @control: priority in the upper 3 bits, VLAN id in the lower 12
 */
void eapol_frame_tag(struct eapol_frame *frame, uint16_t protocol,
		     uint16_t control);

/**
 * eapol_frame_source - the source of a frame
 * @frame: the frame
 */
struct station eapol_frame_source(const struct eapol_frame *frame);

/**
 * eapol_frame_protocol - the EtherType behind the tags of a frame
 * @frame: the frame
 *
 * Return: the type, host byte order; 0 where the frame is too short.
 */
uint16_t eapol_frame_protocol(const struct eapol_frame *frame);

#endif /* EAPOL_FRAME_H */
