// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <errno.h>
#include <net/ethernet.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "assertion.h"
#include "inet_socket.h"
#include "topology.h"
#include "wire.h"

#define RECEIVE_BUFFER	(4 << 20)

/* The kernel's, which <netpacket/packet.h> lacks. */
#define PACKET_IGNORE_OUTGOING	23

struct frame {
	struct ether_header header;
	uint8_t data[RAW_PACKET_MAX];
} __attribute__((packed));

static int wires[HOSTS] = { -1, -1, -1, -1 };

static int open_packet_socket(enum host host)
{
	int fd;

	host_enter(host);
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	host_leave();
	if (fd < 0)
		fail_msg("cannot open a packet socket");
	return fd;
}

static void see_what_arrives(int fd, enum host host)
{
	int size = RECEIVE_BUFFER;
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = host_device(host),
	};

	socket_enable(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		fail_msg("cannot enlarge a buffer: %s", strerror(errno));
	if (bind(fd, (void *)&address, sizeof(address)))
		fail_msg("cannot bind to a device: %s", strerror(errno));
}

int wire_open(enum host host)
{
	if (wires[host] < 0) {
		wires[host] = open_packet_socket(host);
		see_what_arrives(wires[host], host);
	}
	wire_drain(wires[host]);
	return wires[host];
}

void wires_close(void)
{
	unsigned int i;

	for (i = 0; i < HOSTS; i++) {
		if (wires[i] >= 0)
			close(wires[i]);
		wires[i] = -1;
	}
}

static bool is_broadcast(const uint8_t *destination)
{
	struct phonewall_address subnet = make_address("192.0.2.255");
	struct phonewall_address all = make_address("255.255.255.255");

	return !memcmp(destination, subnet.bytes, 4) ||
	       !memcmp(destination, all.bytes, 4);
}

/* RFC 1112 6.4, RFC 2464 7. */
static void set_destination(uint8_t mac[ETHERNET_ADDRESS_LENGTH],
			    const struct raw_packet *packet)
{
	const uint8_t *ipv4 = packet->bytes + 16;
	const uint8_t *ipv6 = packet->bytes + 24;

	host_mac(HOST_PHONE, mac);
	if (packet->family == AF_INET6 && ipv6[0] == 0xff) {
		memset(mac, 0x33, 2);
		memcpy(mac + 2, ipv6 + 12, 4);
	} else if (packet->family == AF_INET && (ipv4[0] & 0xf0) == 0xe0) {
		memcpy(mac, "\x01\x00\x5e", 3);
		memcpy(mac + 3, ipv4 + 1, 3);
		mac[3] &= 0x7f;
	} else if (packet->family == AF_INET && is_broadcast(ipv4)) {
		memset(mac, 0xff, ETHERNET_ADDRESS_LENGTH);
	}
}

/* The socket blocks no reader: a writer waits until frames have left. */
bool wire_try_send(int wire, const struct raw_packet *packet)
{
	ssize_t length = sizeof(struct ether_header) + packet->length;
	struct frame frame;

	set_destination(frame.header.ether_dhost, packet);
	host_mac(HOST_LAN, frame.header.ether_shost);
	frame.header.ether_type = htons(packet->family == AF_INET ?
					ETHERTYPE_IP : ETHERTYPE_IPV6);
	memcpy(frame.data, packet->bytes, packet->length);
	return socket_wait(wire, POLLOUT, WAIT_MS) &&
	       send(wire, &frame, length, 0) == length;
}

void wire_send(int wire, const struct raw_packet *packet)
{
	if (!wire_try_send(wire, packet))
		fail_msg("cannot send a frame: %s", strerror(errno));
}

static bool parse(struct raw_packet *packet, struct phonewall_packet *facts,
		  struct phonewall_packet *quoted)
{
	enum phonewall_parsed parsed;

	if (packet->family == AF_INET)
		parsed = phonewall_packet_parse_ipv4(packet->bytes,
						     packet->length, facts);
	else
		parsed = phonewall_packet_parse_ipv6(packet->bytes,
						     packet->length, facts);
	if (parsed != PHONEWALL_PARSED)
		return false;
	if (facts->quoted_offset &&
	    phonewall_packet_parse_quoted(packet->bytes, packet->length, facts,
					  quoted) == PHONEWALL_PARSED)
		facts->quoted = quoted;
	return true;
}

/* The family of an IP packet of the phone's, else AF_UNSPEC. */
static sa_family_t family_of(const struct ether_header *header)
{
	uint8_t phone[ETHERNET_ADDRESS_LENGTH];

	host_mac(HOST_PHONE, phone);
	if (memcmp(header->ether_shost, phone, sizeof(phone)))
		return AF_UNSPEC;
	switch (ntohs(header->ether_type)) {
	case ETHERTYPE_IP:
		return AF_INET;
	case ETHERTYPE_IPV6:
		return AF_INET6;
	default:
		return AF_UNSPEC;
	}
}

/* Returns whether there was a frame; another one leaves @packet empty. */
static bool take_frame(int wire, struct raw_packet *packet)
{
	struct frame frame;
	ssize_t length = recv(wire, &frame, sizeof(frame), MSG_DONTWAIT);

	if (length < (ssize_t)sizeof(frame.header))
		return false;
	memset(packet, 0, sizeof(*packet));
	packet->family = family_of(&frame.header);
	if (packet->family == AF_UNSPEC)
		return true;
	packet->length = length - sizeof(frame.header);
	memcpy(packet->bytes, frame.data, packet->length);
	packet->upper = packet->family == AF_INET6 ? 40 :
						     (frame.data[0] & 15) * 4;
	return true;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

bool wire_receive(int wire, struct raw_packet *packet,
		  struct phonewall_packet *facts,
		  struct phonewall_packet *quoted, int milliseconds)
{
	int64_t end = now_ms() + milliseconds;
	int64_t left = milliseconds;

	/* What has arrived is looked at even when the time is over. */
	while (socket_wait(wire, POLLIN, left > 0 ? left : 0)) {
		if (take_frame(wire, packet) && packet->length &&
		    parse(packet, facts, quoted))
			return true;
		left = end - now_ms();
	}
	return false;
}

void wire_drain(int wire)
{
	struct raw_packet packet;

	while (take_frame(wire, &packet))
		;
}

void wire_expect(int wire,
		 bool (*wanted)(const struct phonewall_packet *facts,
				const void *argument),
		 const void *argument, struct raw_packet *packet)
{
	struct phonewall_packet facts, quoted;
	struct raw_packet taken;

	do {
		if (!wire_receive(wire, &taken, &facts, &quoted, WAIT_MS))
			fail_msg("the packet that is expected did not arrive");
	} while (!wanted(&facts, argument));
	if (packet)
		*packet = taken;
}
