// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "core/eapol.h"

#define ETHERTYPE_HIGH	0x88	/* IEEE 802.1X-2020 Table 11-2: 88-8E */
#define ETHERTYPE_LOW	0x8e

#define EAP_HEADER	4

const __u8 phonewall_pae_group[PHONEWALL_ETHERNET_ADDRESS] = {
	0x01, 0x80, 0xc2, 0x00, 0x00, 0x03,
};

bool phonewall_eapol_parse(const __u8 *data, unsigned int available,
			   unsigned int length, struct phonewall_eapol *eapol)
{
	unsigned int body;

	if (available < PHONEWALL_EAPOL_HEADER)
		return false;
	body = data[2] << 8 | data[3];
	if (length - PHONEWALL_EAPOL_HEADER < body)
		return false;
	eapol->version = data[0];
	eapol->type = data[1];
	eapol->eap_code = PHONEWALL_EAP_NONE;
	eapol->eap_identifier = 0;
	if (eapol->type != PHONEWALL_EAPOL_EAP || body < EAP_HEADER ||
	    available < PHONEWALL_EAPOL_FACTS)
		return true;
	eapol->eap_code = data[4];
	eapol->eap_identifier = data[5];
	return true;
}

void phonewall_eapol_build_logoff(__u8 frame[PHONEWALL_ETHERNET_MINIMUM],
				  const __u8 station[PHONEWALL_ETHERNET_ADDRESS],
				  __u8 version)
{
	memset(frame, 0, PHONEWALL_ETHERNET_MINIMUM);
	memcpy(frame, phonewall_pae_group, PHONEWALL_ETHERNET_ADDRESS);
	memcpy(frame + PHONEWALL_ETHERNET_ADDRESS, station,
	       PHONEWALL_ETHERNET_ADDRESS);
	frame[12] = ETHERTYPE_HIGH;
	frame[13] = ETHERTYPE_LOW;
	frame[14] = version;
	frame[15] = PHONEWALL_EAPOL_LOGOFF;
}
