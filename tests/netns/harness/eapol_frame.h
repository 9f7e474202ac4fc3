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

/* Return a station of the test. None is a device of the phone. */
struct station station_number(uint8_t number);

/* Return whether two addresses are equal. */
bool station_equal(struct station one, struct station other);

/*
 * Make an EAPOL frame of version 2 without a body and without padding. @type is
 * EAPOL_* or any other.
 */
struct eapol_frame eapol_frame(struct station to, struct station from,
			       uint8_t type);

/*
 * Make an EAPOL frame with a body, @length bytes in all, 18 to EAPOL_FRAME_MAX.
 */
struct eapol_frame eapol_frame_sized(struct station to, struct station from,
				     uint8_t type, size_t length);

/*
 * Make an EAPOL frame with an EAP packet; a Request or Response is of type
 * Identity. @code is EAP_* or any other.
 */
struct eapol_frame eap_frame(struct station to, struct station from,
			     uint8_t code, uint8_t identifier);

/*
 * Make the frame that the module is to send for a station that spoke this EAPOL
 * version.
 */
struct eapol_frame eapol_logoff(struct station from, uint8_t version);

/*
 * Make a frame of 60 bytes with another EtherType. IPv4 and IPv6 get a valid
 * header.
 */
struct eapol_frame plain_frame(struct station to, struct station from,
			       uint16_t protocol);

/* Append zeros up to 60 bytes. */
void eapol_frame_pad(struct eapol_frame *frame);

/*
 * Insert a tag behind the addresses (IEEE 802.1Q-2018 9.6). @protocol is 0x8100
 * or 0x88a8; @control has the priority in the upper 3 bits and the VLAN ID in
 * the lower 12.
 */
void eapol_frame_tag(struct eapol_frame *frame, uint16_t protocol,
		     uint16_t control);

/* Return the source address of a frame. */
struct station eapol_frame_source(const struct eapol_frame *frame);

/*
 * Return the EtherType behind the tags, in host byte order; 0 if the frame is
 * too short.
 */
uint16_t eapol_frame_protocol(const struct eapol_frame *frame);

#endif /* EAPOL_FRAME_H */
