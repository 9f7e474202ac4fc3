// SPDX-License-Identifier: MIT
#include "harness/wire.h"

#include <errno.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "harness/assertion.h"
#include "harness/ethernet_frame.h"
#include "harness/inet_socket.h"
#include "harness/packet_facts.h"
#include "harness/topology.h"

#define RECEIVE_BUFFER	(4 << 20)

/* The kernel's; <netpacket/packet.h> has none. */
#define PACKET_IGNORE_OUTGOING	23

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

/*
 * Blocking mode does not stop readers: a writer waits until frames have left.
 */
static bool try_send(int wire, const struct raw_packet *packet,
		     const uint8_t to[ETHER_ADDR_LEN])
{
	struct ethernet_frame frame;
	uint8_t lan[ETHER_ADDR_LEN];
	size_t length;

	host_mac(HOST_LAN, lan);
	length = ethernet_frame_make(&frame, packet, to, lan);
	return socket_wait(wire, POLLOUT, WAIT_MS) &&
	       send(wire, &frame, length, 0) == (ssize_t)length;
}

bool wire_try_send(int wire, const struct raw_packet *packet)
{
	uint8_t phone[ETHER_ADDR_LEN];

	host_mac(HOST_PHONE, phone);
	return try_send(wire, packet, phone);
}

void wire_send_to_all(int wire, const struct raw_packet *packet)
{
	uint8_t all[ETHER_ADDR_LEN];

	memset(all, 0xff, sizeof(all));
	if (!try_send(wire, packet, all))
		fail_msg("cannot send a frame: %s", strerror(errno));
}

void wire_send(int wire, const struct raw_packet *packet)
{
	if (!wire_try_send(wire, packet))
		fail_msg("cannot send a frame: %s", strerror(errno));
}

static bool is_from_phone(const struct ethernet_frame *frame)
{
	uint8_t phone[ETHER_ADDR_LEN];

	host_mac(HOST_PHONE, phone);
	return !memcmp(frame->header.ether_shost, phone, sizeof(phone));
}

/*
 * Returns true if there was a frame; if it is of no interest, @packet is empty.
 */
static bool take_frame(int wire, struct raw_packet *packet)
{
	struct ethernet_frame frame;
	ssize_t length = recv(wire, &frame, sizeof(frame), MSG_DONTWAIT);

	if (length < (ssize_t)sizeof(frame.header))
		return false;
	if (!is_from_phone(&frame) ||
	    !ethernet_frame_read(&frame, length, packet))
		packet->length = 0;
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

	/* What has arrived is read even after the time is over. */
	while (socket_wait(wire, POLLIN, left > 0 ? left : 0)) {
		if (take_frame(wire, packet) && packet->length &&
		    packet_facts_read(packet, facts, quoted))
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
