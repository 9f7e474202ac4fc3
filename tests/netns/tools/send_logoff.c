// SPDX-License-Identifier: MIT
/*
 * send_logoff DEVICE ADDRESS: sends an EAPOL-Logoff of a station by a device,
 * whether or not the station has gone.
 */
#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define PROTOCOL_PAE	0x888e

/* Version 2, type 2, no body: IEEE 802.1X-2020 11.3. */
static const unsigned char logoff[] = { 2, 2, 0, 0 };
static const unsigned char pae_group[] = { 0x01, 0x80, 0xc2, 0, 0, 3 };

static int send_frame(unsigned int device, const void *frame, size_t length)
{
	const struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_ifindex = device,
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0 || sendto(fd, frame, length, 0, (const void *)&to,
			     sizeof(to)) != (ssize_t)length) {
		perror("send_logoff");
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	const struct ether_addr *station;
	unsigned char frame[ETH_ZLEN] = { 0 };
	struct ether_header *header = (void *)frame;
	unsigned int device;

	if (argc != 3)
		return 2;
	device = if_nametoindex(argv[1]);
	station = ether_aton(argv[2]);
	if (!device || !station)
		return 2;
	memcpy(header->ether_dhost, pae_group, ETH_ALEN);
	memcpy(header->ether_shost, station, ETH_ALEN);
	header->ether_type = htons(PROTOCOL_PAE);
	memcpy(frame + ETH_HLEN, logoff, sizeof(logoff));
	return send_frame(device, frame, sizeof(frame));
}
