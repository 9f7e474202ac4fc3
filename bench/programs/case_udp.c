// SPDX-License-Identifier: MIT
#include <err.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "case.h"
#include "harness/tool.h"
#include "host.h"
#include "stopwatch.h"

#define LAN_RTP_PORT	30000
#define QUERY_PORT	40000
#define FIRST_NEW_PORT	33000
#define LAST_NEW_PORT	53000
#define FIRST_SERVER_PORT 10000
#define SERVER_PORTS	10000
#define QUERY_SIZE	45
#define ANSWER_SIZE	120
#define MORE_FRAGMENTS	0x2000
#define FRAGMENT_SIZE	168

static struct sockaddr_in to_phone;
static struct sockaddr_in to_lan;
static int phone;
static int raw;
static int lan;

static void open_pair(uint16_t phone_port, uint16_t lan_port)
{
	phone = host_bound("phone", SOCK_DGRAM, phone_port);
	lan = host_bound("lan", SOCK_DGRAM, lan_port);
	to_phone = host_address(HOST_PHONE_ADDRESS, phone_port);
	to_lan = host_address(HOST_LAN_ADDRESS, lan_port);
}

static uint64_t send_timed(int fd, const struct sockaddr_in *to, size_t length)
{
	uint64_t start = stopwatch_now();

	host_send(fd, to, length);
	return stopwatch_now() - start;
}

/* Whether a stranger's datagram to a port of the phone is blocked. */
static bool is_closed_to_stranger(int receiver, uint16_t port)
{
	int stranger = host_bound("lan", SOCK_DGRAM, 0);
	struct sockaddr_in to = host_address(HOST_PHONE_ADDRESS, port);
	bool arrived;

	host_send(stranger, &to, RTP_SIZE);
	arrived = host_receive(receiver, RTP_SIZE);
	close(stranger);
	return !arrived;
}

static bool is_closed(uint16_t port)
{
	int receiver = host_bound("phone", SOCK_DGRAM, port);
	bool closed = is_closed_to_stranger(receiver, port);

	close(receiver);
	return closed;
}

/* Media one way: the phone has sent nothing to their source. */
static void open_rtp(void)
{
	open_pair(RTP_PORT, LAN_RTP_PORT);
}

/* Media both ways, as in a call. */
static void open_call(void)
{
	open_pair(RTP_PORT + 2, LAN_RTP_PORT + 2);
	host_send(phone, &to_lan, RTP_SIZE);
	host_must_receive(lan, RTP_SIZE);
	host_send(lan, &to_phone, RTP_SIZE);
	host_must_receive(phone, RTP_SIZE);
}

static uint64_t rtp_in(void)
{
	uint64_t duration = send_timed(lan, &to_phone, RTP_SIZE);

	host_must_receive(phone, RTP_SIZE);
	return duration;
}

static uint64_t rtp_out(void)
{
	uint64_t duration = send_timed(phone, &to_lan, RTP_SIZE);

	host_must_receive(lan, RTP_SIZE);
	return duration;
}

static bool rtp_is_filtered(void)
{
	return !is_closed_to_stranger(phone, RTP_PORT) &&
	       is_closed(CLOSED_PORT);
}

static bool call_is_filtered(void)
{
	return !is_closed_to_stranger(phone, RTP_PORT + 2) &&
	       is_closed(CLOSED_PORT);
}

static void open_query(void)
{
	open_pair(QUERY_PORT, DNS_PORT);
}

/* The resolver's socket is not connected: only a flow matches the answer. */
static uint64_t answer(void)
{
	uint64_t duration;

	host_send(phone, &to_lan, QUERY_SIZE);
	host_must_receive(lan, QUERY_SIZE);
	duration = send_timed(lan, &to_phone, ANSWER_SIZE);
	host_must_receive(phone, ANSWER_SIZE);
	return duration;
}

static void open_connected_query(void)
{
	open_pair(QUERY_PORT + 1, DNS_PORT);
	if (connect(phone, (struct sockaddr *)&to_lan, sizeof(to_lan)))
		err(1, "connect");
}

static bool query_is_filtered(void)
{
	answer();
	return is_closed_to_stranger(phone, QUERY_PORT);
}

static bool connected_query_is_filtered(void)
{
	answer();
	return is_closed_to_stranger(phone, QUERY_PORT + 1) &&
	       is_closed(CLOSED_PORT);
}

/* Each process has its own port, so that each makes new flows. */
static void open_server(void)
{
	uint16_t port = FIRST_SERVER_PORT + getpid() % SERVER_PORTS;

	lan = host_bound("lan", SOCK_DGRAM, port);
	to_lan = host_address(HOST_LAN_ADDRESS, port);
	tool_enter_namespace("phone");
}

/* Each query has its own socket, with a port not used before. */
static uint64_t new_flow(void)
{
	static uint16_t port = FIRST_NEW_PORT;
	uint64_t duration;

	if (port > LAST_NEW_PORT)
		errx(1, "no port is left for a new flow");
	phone = host_bound("phone", SOCK_DGRAM, port++);
	duration = send_timed(phone, &to_lan, QUERY_SIZE);
	host_must_receive(lan, QUERY_SIZE);
	close(phone);
	return duration;
}

static bool new_flow_is_filtered(void)
{
	bool filtered;

	phone = host_bound("phone", SOCK_DGRAM, CLOSED_PORT + 1);
	to_phone = host_address(HOST_PHONE_ADDRESS, CLOSED_PORT + 1);
	host_send(lan, &to_phone, ANSWER_SIZE);
	filtered = !host_receive(phone, ANSWER_SIZE);
	host_send(phone, &to_lan, QUERY_SIZE);
	host_must_receive(lan, QUERY_SIZE);
	host_send(lan, &to_phone, ANSWER_SIZE);
	filtered = filtered && host_receive(phone, ANSWER_SIZE);
	close(phone);
	return filtered;
}

static void open_stranger(void)
{
	lan = host_bound("lan", SOCK_DGRAM, LAN_RTP_PORT);
	to_phone = host_address(HOST_PHONE_ADDRESS, CLOSED_PORT);
}

static uint64_t closed(void)
{
	return send_timed(lan, &to_phone, RTP_SIZE);
}

static bool closed_is_filtered(void)
{
	return is_closed(CLOSED_PORT) && !is_closed(RTP_PORT);
}

/* Each is the first fragment of another datagram; the others never come. */
static uint64_t fragment(void)
{
	static uint16_t id;
	struct {
		struct iphdr ip;
		struct udphdr udp;
		char data[FRAGMENT_SIZE];
	} packet = {
		.ip.version = 4,
		.ip.ihl = sizeof(packet.ip) / 4,
		.ip.id = htons(++id),
		.ip.frag_off = htons(MORE_FRAGMENTS),
		.ip.ttl = 64,
		.ip.protocol = IPPROTO_UDP,
		.ip.daddr = to_phone.sin_addr.s_addr,
		.udp.source = htons(LAN_RTP_PORT),
		.udp.dest = to_phone.sin_port,
		.udp.len = htons(2 * FRAGMENT_SIZE),
	};
	uint64_t start = stopwatch_now();

	if (sendto(raw, &packet, sizeof(packet), 0,
		   (struct sockaddr *)&to_phone, sizeof(to_phone)) !=
	    sizeof(packet))
		err(1, "send");
	return stopwatch_now() - start;
}

static void restore_reassembly(void)
{
	host_set_ipv4("ipfrag_high_thresh", "4194304");
	host_set_ipv4("ipfrag_low_thresh", "3145728");
}

/*
 * Under a flood the memory for reassembly is full. It has none here, because one
 * that is full has room again whenever a timer ends.
 */
static void open_fragment(void)
{
	open_stranger();
	raw = host_socket("lan", SOCK_RAW, IPPROTO_RAW);
	atexit(restore_reassembly);
	host_set_ipv4("ipfrag_low_thresh", "0");
	host_set_ipv4("ipfrag_high_thresh", "0");
}

const struct bench_case bench_cases_udp[] = {
	{ "rtp-in", open_rtp, rtp_in, rtp_is_filtered },
	{ "rtp-in-call", open_call, rtp_in, call_is_filtered },
	{ "rtp-out", open_call, rtp_out, call_is_filtered },
	{ "udp-answer", open_query, answer, query_is_filtered },
	{ "udp-answer-connected", open_connected_query, answer,
	  connected_query_is_filtered },
	{ "udp-new-flow", open_server, new_flow, new_flow_is_filtered },
	{ "udp-closed", open_stranger, closed, closed_is_filtered },
	{ "udp-fragment", open_fragment, fragment, closed_is_filtered },
	{ 0 }
};
