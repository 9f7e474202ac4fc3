// SPDX-License-Identifier: MIT
#include <arpa/inet.h>
#include <err.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "case.h"
#include "harness/tool.h"
#include "host.h"
#include "stopwatch.h"

#define SERVER_PORT	443
#define STRANGER_PORT	30001

struct segment {
	struct iphdr ip;
	struct tcphdr tcp;
};

static struct segment segment;
static struct sockaddr_in to_phone;
static int phone;
static int lan;

/*
 * Sends at once, and acknowledges with its next byte: a connection of requests
 * and answers behaves so by itself after a while.
 */
static void set_interactive(int fd)
{
	int yes = 1;
	int no = 0;

	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)) ||
	    setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &no, sizeof(no)))
		err(1, "TCP_NODELAY, TCP_QUICKACK");
}

static int open_listener(const char *host, uint16_t port)
{
	int fd = host_bound(host, SOCK_STREAM, port);

	if (listen(fd, 1))
		err(1, "listen at port %u", port);
	return fd;
}

static void open_connection(void)
{
	struct sockaddr_in to = host_address(HOST_LAN_ADDRESS, SERVER_PORT);
	int listener = open_listener("lan", SERVER_PORT);

	phone = host_socket("phone", SOCK_STREAM, 0);
	if (connect(phone, (struct sockaddr *)&to, sizeof(to)))
		err(1, "connect");
	lan = accept(listener, NULL, NULL);
	if (lan < 0)
		err(1, "accept");
	close(listener);
	set_interactive(phone);
	set_interactive(lan);
}

static void restore_early_demux(void)
{
	host_set_ipv4("ip_early_demux", "1");
}

static void open_without_early_demux(void)
{
	atexit(restore_early_demux);
	host_set_ipv4("ip_early_demux", "0");
	open_connection();
}

static void pass_byte(int from, int to)
{
	char byte = 0;

	if (send(from, &byte, 1, 0) != 1 ||
	    recv(to, &byte, 1, MSG_DONTWAIT) != 1)
		err(1, "a byte did not arrive");
}

static uint64_t round_trip(void)
{
	uint64_t start = stopwatch_now();

	pass_byte(phone, lan);
	pass_byte(lan, phone);
	return stopwatch_now() - start;
}

/* RFC 1071, of an even number of bytes. */
static uint32_t add_up(uint32_t sum, const void *bytes, size_t length)
{
	uint16_t word;
	size_t i;

	for (i = 0; i < length; i += sizeof(word)) {
		memcpy(&word, (const char *)bytes + i, sizeof(word));
		sum += word;
	}
	return sum;
}

static uint16_t checksum(void)
{
	uint32_t sum = htons(IPPROTO_TCP) + htons(sizeof(segment.tcp));

	sum = add_up(sum, &segment.ip.saddr, 2 * sizeof(segment.ip.saddr));
	sum = add_up(sum, &segment.tcp, sizeof(segment.tcp));
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

/*
 * Of the IP header only what the checksum needs; the kernel fills in the rest.
 */
static void set_segment(uint16_t port)
{
	segment = (struct segment){
		.ip.saddr = htonl(HOST_LAN_ADDRESS),
		.ip.daddr = htonl(HOST_PHONE_ADDRESS),
		.tcp.source = htons(STRANGER_PORT),
		.tcp.dest = htons(port),
		.tcp.seq = htonl(1),
		.tcp.doff = sizeof(segment.tcp) / 4,
		.tcp.syn = 1,
		.tcp.window = htons(65535),
	};
	segment.tcp.check = checksum();
}

/* Connected to another peer, so that it gets no copy of the answers. */
static void open_stranger(void)
{
	struct sockaddr_in nobody = host_address(HOST_LAN_ADDRESS + 1, 0);

	lan = host_socket("lan", SOCK_RAW, IPPROTO_TCP);
	if (connect(lan, (struct sockaddr *)&nobody, sizeof(nobody)))
		err(1, "connect");
	to_phone = host_address(HOST_PHONE_ADDRESS, 0);
	set_segment(CLOSED_PORT);
}

static uint64_t syn(void)
{
	uint64_t start = stopwatch_now();

	if (sendto(lan, &segment.tcp, sizeof(segment.tcp), 0,
		   (struct sockaddr *)&to_phone, sizeof(to_phone)) !=
	    sizeof(segment.tcp))
		err(1, "send");
	return stopwatch_now() - start;
}

/* Whether a SYN is answered by a port of the phone that has a listener. */
static bool is_answered(uint16_t port)
{
	int listener = open_listener("phone", port);
	int receiver = host_socket("lan", SOCK_RAW, IPPROTO_TCP);
	struct segment answer;
	ssize_t size;

	set_segment(port);
	syn();
	size = recv(receiver, &answer, sizeof(answer), MSG_DONTWAIT);
	if (size > 0 && size < (ssize_t)sizeof(answer))
		errx(1, "an answer of %zd bytes", size);
	close(receiver);
	close(listener);
	return size > 0;
}

static bool closed_is_filtered(void)
{
	bool filtered = !is_answered(CLOSED_PORT) && is_answered(80);

	set_segment(CLOSED_PORT);
	return filtered;
}

static bool connection_is_filtered(void)
{
	int connection = lan;
	bool filtered;

	round_trip();
	open_stranger();
	filtered = closed_is_filtered();
	close(lan);
	lan = connection;
	return filtered;
}

const struct bench_case bench_cases_tcp[] = {
	{ "tcp-round-trip", open_connection, round_trip,
	  connection_is_filtered },
	{ "tcp-round-trip-no-early-demux", open_without_early_demux, round_trip,
	  connection_is_filtered },
	{ "tcp-closed", open_stranger, syn, closed_is_filtered },
	{ 0 }
};
