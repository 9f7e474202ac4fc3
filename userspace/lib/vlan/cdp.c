// SPDX-License-Identifier: MIT
#include "vlan/cdp.h"

#include <string.h>

#define ADDRESS_LENGTH		6
#define ETHERNET_LENGTH		14
#define SNAP_LENGTH		8
#define HEADER_LENGTH		4
#define ENTRY_LENGTH		4

#define VERSION_1		1
#define VERSION_2		2

#define ENTRY_CAPABILITIES	0x0004
#define ENTRY_VOIP_VLAN_REPLY	0x000e

#define CAPABILITIES_LENGTH	4
#define CAPABILITY_SWITCH	0x08
#define CAPABILITY_PHONE	0x80

/* Type of device that a VLAN of a VoIP VLAN Reply is for. */
#define APPLIANCE_PHONE		1
#define APPLIANCE_LENGTH	3

static const uint8_t group[ADDRESS_LENGTH] = {
	0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc,
};

static const uint8_t snap[SNAP_LENGTH] = {
	0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20, 0x00,
};

static uint16_t read_u16(const uint8_t *bytes)
{
	return bytes[0] << 8 | bytes[1];
}

/* VLAN 0 is for priority alone and 4095 for "untagged": neither is a VLAN. */
static void read_reply(const uint8_t *value, size_t length,
		       struct phonewall_cdp *cdp)
{
	for (; length >= APPLIANCE_LENGTH; length -= APPLIANCE_LENGTH) {
		uint16_t vlan = read_u16(value + 1);

		if (value[0] == APPLIANCE_PHONE) {
			cdp->voice.heard = true;
			cdp->voice.vlan = vlan < PHONEWALL_VLAN_RESERVED ?
					  vlan : 0;
			return;
		}
		value += APPLIANCE_LENGTH;
	}
}

/* The bits that are checked are in the last byte. */
static void read_capabilities(const uint8_t *value, size_t length,
			      struct phonewall_cdp *cdp)
{
	uint8_t capabilities;

	if (length < CAPABILITIES_LENGTH)
		return;
	capabilities = value[CAPABILITIES_LENGTH - 1];
	cdp->is_switch = (capabilities & CAPABILITY_SWITCH) &&
			 !(capabilities & CAPABILITY_PHONE);
}

static void read_entry(uint16_t type, const uint8_t *value, size_t length,
		       struct phonewall_cdp *cdp)
{
	if (type == ENTRY_CAPABILITIES)
		read_capabilities(value, length, cdp);
	else if (type == ENTRY_VOIP_VLAN_REPLY)
		read_reply(value, length, cdp);
}

static int read_entries(const uint8_t *entry, size_t length,
			struct phonewall_cdp *cdp)
{
	while (length) {
		uint16_t size;

		if (length < ENTRY_LENGTH)
			return -1;
		size = read_u16(entry + 2);
		if (size < ENTRY_LENGTH || size > length)
			return -1;
		read_entry(read_u16(entry), entry + ENTRY_LENGTH,
			   size - ENTRY_LENGTH, cdp);
		entry += size;
		length -= size;
	}
	return 0;
}

static int read_packet(const uint8_t *packet, size_t length,
		       struct phonewall_cdp *cdp)
{
	if (length < HEADER_LENGTH ||
	    (packet[0] != VERSION_1 && packet[0] != VERSION_2))
		return -1;
	cdp->hold_time = packet[1];
	return read_entries(packet + HEADER_LENGTH, length - HEADER_LENGTH,
			    cdp);
}

/* Bytes that the length field does not count are padding. */
int phonewall_cdp_parse(const uint8_t *frame, size_t length,
			struct phonewall_cdp *cdp)
{
	size_t counted;

	*cdp = (struct phonewall_cdp){ 0 };
	if (length < ETHERNET_LENGTH ||
	    memcmp(frame, group, sizeof(group)))
		return -1;
	counted = read_u16(frame + 2 * ADDRESS_LENGTH);
	if (counted > length - ETHERNET_LENGTH || counted < SNAP_LENGTH ||
	    memcmp(frame + ETHERNET_LENGTH, snap, sizeof(snap)))
		return -1;
	if (read_packet(frame + ETHERNET_LENGTH + SNAP_LENGTH,
			counted - SNAP_LENGTH, cdp)) {
		*cdp = (struct phonewall_cdp){ 0 };
		return -1;
	}
	return 0;
}
