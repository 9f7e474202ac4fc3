/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef PHONEWALL_EAPOL_H
#define PHONEWALL_EAPOL_H

#include "core/portable.h"

#define PHONEWALL_ETHERNET_ADDRESS	6

/* IEEE 802.3 clause 4.2.3.3: 64 bytes with the frame check sequence. */
#define PHONEWALL_ETHERNET_MINIMUM	60

/* EAPOL's header, and the code and identifier of an EAP packet behind it. */
#define PHONEWALL_EAPOL_HEADER		4
#define PHONEWALL_EAPOL_FACTS		6

/* IEEE 802.1X-2020 Table 11-1: the PAE group address. */
extern const __u8 phonewall_pae_group[PHONEWALL_ETHERNET_ADDRESS];

/**
 * enum phonewall_eapol_type - Packet Type (IEEE 802.1X-2020 Table 11-3)
 * @PHONEWALL_EAPOL_EAP: carries an EAP packet
 * @PHONEWALL_EAPOL_START: the supplicant asks to be authenticated
 * @PHONEWALL_EAPOL_LOGOFF: the supplicant leaves
 */
enum phonewall_eapol_type {
	PHONEWALL_EAPOL_EAP,
	PHONEWALL_EAPOL_START,
	PHONEWALL_EAPOL_LOGOFF,
};

/**
 * enum phonewall_eap_code - Code of an EAP packet (RFC 3748 4)
 * @PHONEWALL_EAP_NONE: there is no EAP packet
 * @PHONEWALL_EAP_REQUEST: the authenticator asks
 * @PHONEWALL_EAP_RESPONSE: the peer answers
 * @PHONEWALL_EAP_SUCCESS: the peer is authenticated
 * @PHONEWALL_EAP_FAILURE: the peer is not
 * @PHONEWALL_EAP_INITIATE: the peer asks to be authenticated again (RFC 6696
 *	5.3)
 * @PHONEWALL_EAP_FINISH: the result of that
 */
enum phonewall_eap_code {
	PHONEWALL_EAP_NONE,
	PHONEWALL_EAP_REQUEST,
	PHONEWALL_EAP_RESPONSE,
	PHONEWALL_EAP_SUCCESS,
	PHONEWALL_EAP_FAILURE,
	PHONEWALL_EAP_INITIATE,
	PHONEWALL_EAP_FINISH,
};

/**
 * struct phonewall_eapol - the facts about an EAPOL PDU
 * @version: Protocol Version, as sent
 * @type: Packet Type, as sent: enum phonewall_eapol_type or any other
 * @eap_code: of an EAP packet, as sent: enum phonewall_eap_code or any other;
 *	else PHONEWALL_EAP_NONE
 * @eap_identifier: Identifier of an EAP packet; else 0
 */
struct phonewall_eapol {
	__u8 version;
	__u8 type;
	__u8 eap_code;
	__u8 eap_identifier;
};

/**
 * phonewall_eapol_parse - read an EAPOL PDU (IEEE 802.1X-2020 11.3, RFC 3748 4)
 * @data: its first bytes, from Protocol Version on; of any alignment
 * @available: how many of them may be read: PHONEWALL_EAPOL_FACTS are enough
 * @length: how many the PDU has in the frame, padding included; at least
 *	@available
 * @eapol: the facts; defined only if true is returned
 *
 * Unknown versions and types are accepted (11.4). An EAP packet that is shorter
 * than its own header has no code.
 *
 * Context: any; pure.
 * Return: true if the frame is as long as the PDU's header says.
 */
bool phonewall_eapol_parse(const __u8 *data, unsigned int available,
			   unsigned int length, struct phonewall_eapol *eapol);

/**
 * phonewall_eapol_admits - whether a frame may authorise a supplicant
 * @eapol: what the authenticator sent
 *
 * Return: true for EAP-Success, and for EAP-Finish, whatever its result is.
 */
static inline bool phonewall_eapol_admits(const struct phonewall_eapol *eapol)
{
	return eapol->eap_code == PHONEWALL_EAP_SUCCESS ||
	       eapol->eap_code == PHONEWALL_EAP_FINISH;
}

/**
 * phonewall_eapol_build_logoff - write an EAPOL-Logoff for a station
 * @frame: set whole, from the destination address on, padding included
 * @station: the station's MAC address, which is the source
 * @version: the Protocol Version that it spoke
 *
 * Context: any; pure.
 */
void phonewall_eapol_build_logoff(__u8 frame[PHONEWALL_ETHERNET_MINIMUM],
				  const __u8 station[PHONEWALL_ETHERNET_ADDRESS],
				  __u8 version);

#endif /* PHONEWALL_EAPOL_H */
