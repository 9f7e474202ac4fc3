// SPDX-License-Identifier: MIT
#include "judge/conversation.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "core/packet.h"
#include "harness/assertion.h"
#include "harness/firewall.h"
#include "harness/inet_socket.h"
#include "harness/topology.h"
#include "judge/random_packet.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define PICK(array)	((array)[random_below(COUNT(array))])
#define CONVERSATIONS	32
#define PEERS		8
#define PORT_FIRST	30000
#define ECHO_ID_FIRST	0x4200
#define DATA_MAX	60
#define LARGE		3000
#define TFTP_PORT	69	/* RFC 1350 */

static struct conversation conversations[CONVERSATIONS];
static unsigned int current_round;

struct phonewall_address conversation_peer(sa_family_t family,
					   unsigned int round,
					   unsigned int number)
{
	struct phonewall_address peer;
	unsigned int place = round % 8000 * 16 + number + 1;

	peer = make_address(family == AF_INET ? "198.18.0.0" : "2001:db8:1::");
	if (family == AF_INET) {
		peer.bytes[1] += place >> 16;
		peer.bytes[2] = place >> 8;
		peer.bytes[3] = place;
	} else {
		peer.bytes[13] = place >> 16;
		peer.bytes[14] = place >> 8;
		peer.bytes[15] = place;
	}
	return peer;
}

static void open_udp(struct conversation *conversation)
{
	struct socket_address from, to;
	enum host host;

	for (enum twin twin = 0; twin < TWINS; twin++) {
		host = twin_host(twin);
		from = socket_address_make(host, &conversation->path.from,
					   conversation->path.from_port);
		to = socket_address_make(host, &conversation->path.to,
					 conversation->path.to_port);
		conversation->fd[twin] = socket_bound(host, SOCK_DGRAM |
						      SOCK_NONBLOCK, &from);
		if (conversation->connected)
			socket_connect(conversation->fd[twin], &to);
	}
}

static void begin_udp(struct conversation *conversation, unsigned int number)
{
	static const uint16_t ports[] = {
		53, 123, 5060, 40000, 65534, TFTP_PORT,
	};

	conversation->path.from_port = PORT_FIRST + number;
	if (!random_below(5))
		conversation->path.from_port = RTP_FIRST + number % 18;
	conversation->path.to_port = PICK(ports) + random_below(2);
	conversation->connected = !random_below(3);
	if (random_below(4))
		open_udp(conversation);
}

static void begin(struct conversation *conversation, unsigned int number)
{
	static const uint8_t others[] = { 47, 50, 103, 132, 136, 253 };
	sa_family_t family = random_below(2) ? AF_INET : AF_INET6;

	*conversation = (struct conversation){
		.path.from = host_address(HOST_PHONE, family),
		.path.to = conversation_peer(family, current_round,
					     random_below(PEERS)),
		.fd = { -1, -1 },
	};
	switch (random_below(8)) {
	case 0:
		conversation->protocol = PICK(others);
		break;
	case 1:
	case 2:
		conversation->protocol = family == AF_INET ? IPPROTO_ICMP :
							     IPPROTO_ICMPV6;
		conversation->path.from_port = ECHO_ID_FIRST + number;
		break;
	default:
		conversation->protocol = IPPROTO_UDP;
		begin_udp(conversation, number);
	}
}

void conversations_begin(unsigned int round)
{
	current_round = round;
	for (unsigned int i = 0; i < CONVERSATIONS; i++)
		begin(&conversations[i], i);
}

void conversations_end(void)
{
	for (unsigned int i = 0; i < CONVERSATIONS; i++) {
		for (enum twin twin = 0; twin < TWINS; twin++) {
			if (conversations[i].fd[twin] >= 0)
				host_close_socket(conversations[i].fd[twin]);
			conversations[i].fd[twin] = -1;
		}
	}
}

struct conversation *conversations_all(size_t *count)
{
	*count = CONVERSATIONS;
	return conversations;
}

static const uint8_t *random_data(void)
{
	static uint8_t data[DATA_MAX];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = random();
	return data;
}

/* In both directions; only an echo differs. */
static void make(const struct conversation *conversation,
		 const struct path *path, bool answer,
		 struct raw_packet *packet)
{
	unsigned int length = random_below(DATA_MAX);

	switch (conversation->protocol) {
	case IPPROTO_UDP:
		raw_packet_make_udp(packet, path, random_data(), length);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		if (answer)
			raw_packet_make_echo_reply(packet, path, path->to_port);
		else
			raw_packet_make_echo(packet, path, path->from_port);
		break;
	default:
		raw_packet_make(packet, path, conversation->protocol,
				random_data(), length);
	}
}

void conversation_make_sent(const struct conversation *conversation,
			    struct raw_packet *packet)
{
	make(conversation, &conversation->path, false, packet);
}

/* A pending ICMP error is reported first, and once. */
static void send_by_socket(const struct conversation *conversation,
			   enum twin twin, const void *data, size_t length)
{
	struct socket_address to;
	int tries = 0;
	ssize_t sent;

	to = socket_address_make(twin_host(twin), &conversation->path.to,
				 conversation->path.to_port);
	do {
		sent = sendto(conversation->fd[twin], data, length, 0,
			      (void *)&to.storage, to.length);
	} while (sent < 0 && ++tries < 3);
	if (sent != (ssize_t)length)
		fail_msg("a twin cannot send: %s", strerror(errno));
}

void conversation_speak(struct conversation *conversation)
{
	static const uint8_t data[LARGE];
	size_t length = random_below(20) ? random_below(DATA_MAX) : LARGE;
	struct raw_packet packet;

	conversation_make_sent(conversation, &packet);
	for (enum twin twin = 0; twin < TWINS; twin++) {
		if (conversation->fd[twin] >= 0)
			send_by_socket(conversation, twin, data, length);
		else
			twin_send(twin, &packet);
	}
	conversation->sent = true;
	conversation->expects = true;
}

void conversation_answer(const struct conversation *conversation,
			 struct raw_packet *packet)
{
	struct path back = path_back(&conversation->path);

	make(conversation, &back, true, packet);
}

static struct phonewall_address random_peer(sa_family_t family)
{
	return conversation_peer(family, current_round, random_below(16));
}

/* Destinations that are not the phone alone. */
static struct phonewall_address random_group(sa_family_t family)
{
	static const char *const ipv4[] = {
		"192.0.2.255", "255.255.255.255", "224.0.0.1",
		RANDOM_PAGE_IPV4, RANDOM_OTHER_IPV4,
	};
	static const char *const ipv6[] = {
		"fe80::1", "ff02::1", RANDOM_PAGE_IPV6, RANDOM_OTHER_IPV6,
	};

	return make_address(family == AF_INET ? PICK(ipv4) : PICK(ipv6));
}

void conversation_answer_oddly(const struct conversation *conversation,
			       struct raw_packet *packet)
{
	struct path back = path_back(&conversation->path);

	switch (random_below(4)) {
	case 0:
		back.from_port ^= 1 << random_below(16);
		break;
	case 1:
		back.to_port ^= 1 << random_below(16);
		break;
	case 2:
		back.from = random_peer(back.from.family);
		break;
	case 3:
		back.to = random_group(back.to.family);
		break;
	}
	make(conversation, &back, true, packet);
}

static struct icmp_fields random_error(sa_family_t family)
{
	static const uint8_t ipv4[] = {
		ICMP_DEST_UNREACH, ICMP_DEST_UNREACH, ICMP_TIME_EXCEEDED,
		ICMP_PARAMETERPROB, ICMP_REDIRECT, ICMP_SOURCE_QUENCH,
	};
	static const uint8_t ipv6[] = {
		ICMPV6_DEST_UNREACH, ICMPV6_PKT_TOOBIG, ICMPV6_TIME_EXCEED,
		ICMPV6_PARAMPROB, 137,
	};

	return (struct icmp_fields){
		.type = family == AF_INET ? PICK(ipv4) : PICK(ipv6),
		.code = random_below(5),
		.rest = 1400,
	};
}

void conversation_make_error(const struct twin_packet *quoted,
			     struct twin_packet *packet)
{
	sa_family_t family = quoted->of[TWIN_PHONEWALL].family;
	const struct icmp_fields fields = random_error(family);
	const struct path path = {
		.from = random_peer(family),
		.to = random_below(10) ? host_address(HOST_PHONE, family) :
					 random_group(family),
	};
	size_t length = quoted->of[TWIN_PHONEWALL].length;

	if (!random_below(6))
		length = random_below(length + 1);
	for (enum twin twin = 0; twin < TWINS; twin++)
		raw_packet_make_icmp(&packet->of[twin], &path, &fields,
				     quoted->of[twin].bytes, length);
}

static uint16_t random_port(void)
{
	static const uint16_t borders[] = {
		UDP_OPEN, RTP_FIRST, RTP_LAST, CONTROL_PORT, TCP_OPEN,
		TCP_CLOSED, RANDOM_PAGE_PORT, 2, 65534,
	};

	switch (random_below(4)) {
	case 0:
		return 1 + random_below(65535);
	case 1:
		return PORT_FIRST + random_below(CONVERSATIONS);
	default:
		return PICK(borders) + random_below(3) - 1;
	}
}

static void make_strange_tcp(struct raw_packet *packet, const struct path *path)
{
	static const uint8_t usual[] = {
		TCP_SYN, TCP_SYN, TCP_ACK, TCP_SYN | TCP_ACK, TCP_RST,
		TCP_FIN | TCP_ACK,
	};
	const struct tcp_fields fields = {
		.flags = random_below(3) ? PICK(usual) : random_below(256),
		.sequence = random(),
		.acknowledgement = random(),
	};

	raw_packet_make_tcp(packet, path, &fields, "");
}

static void make_strange_icmp(struct raw_packet *packet,
			      const struct path *path)
{
	static const uint8_t ipv4[] = { 0, 3, 4, 5, 8, 8, 11, 12, 13, 14, 17 };
	static const uint8_t ipv6[] = {
		1, 2, 3, 4, 128, 128, 129, 130, 131, 133, 134, 135, 136, 137,
		143,
	};
	static const uint8_t hop_limits[] = { 255, 255, 254, 64, 1 };
	static const uint8_t nothing[32];
	struct icmp_fields fields = {
		.type = path->from.family == AF_INET ? PICK(ipv4) : PICK(ipv6),
		.code = random_below(4) ? 0 : random_below(16),
		.rest = (uint32_t)random_below(65536) << 16,
	};

	if (!random_below(8))
		fields.type = random_below(256);
	raw_packet_make_icmp(packet, path, &fields, nothing, 16);
	raw_packet_set_hop_limit(packet, PICK(hop_limits));
}

static void make_strange_other(struct raw_packet *packet,
			       const struct path *path)
{
	const uint8_t *protocols;
	uint8_t protocol;
	size_t count;

	protocols = twin_protocols(path->from.family, &count);
	do {
		protocol = protocols[random_below(count)];
	} while (protocol == IPPROTO_TCP || protocol == IPPROTO_UDP ||
		 protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6);
	raw_packet_make(packet, path, protocol, random_data(),
			random_below(DATA_MAX));
	/* A query, with a checksum or without. */
	if (protocol == IPPROTO_IGMP && random_below(2))
		raw_packet_make(packet, path, protocol, "\x11\0\xee\xff\0\0\0",
				8);
}

static void make_page(struct raw_packet *packet, struct path *path)
{
	path->to = random_group(path->to.family);
	path->to_port = RANDOM_PAGE_PORT + !random_below(4);
	raw_packet_make_udp(packet, path, random_data(),
			    random_below(DATA_MAX));
}

void conversation_make_strange(struct raw_packet *packet)
{
	sa_family_t family = random_below(2) ? AF_INET : AF_INET6;
	struct path path = {
		.from = random_peer(family),
		.to = host_address(HOST_PHONE, family),
		.from_port = random_port(),
		.to_port = random_port(),
	};

	if (family == AF_INET6 && !random_below(4))
		path.from = make_address("fe80::66");
	if (!random_below(6))
		path.to = random_group(family);
	switch (random_below(6)) {
	case 0:
		make_strange_tcp(packet, &path);
		break;
	case 1:
	case 2:
		make_strange_icmp(packet, &path);
		break;
	case 3:
		make_strange_other(packet, &path);
		break;
	case 4:
		make_page(packet, &path);
		break;
	default:
		raw_packet_make_udp(packet, &path, random_data(),
				    random_below(DATA_MAX));
	}
}

static bool is_address(const struct phonewall_address *address,
		       const struct phonewall_packet *facts, const void *bytes)
{
	return address->family == facts->family &&
	       !memcmp(address->bytes, bytes,
		       facts->family == AF_INET ? 4 : 16);
}

static bool is_answer(const struct phonewall_packet *facts,
		      const struct conversation *conversation, bool any_port)
{
	const struct path *path = &conversation->path;

	return facts->protocol == conversation->protocol &&
	       is_address(&path->to, facts, facts->source) &&
	       is_address(&path->from, facts, facts->destination) &&
	       (facts->destination_port | facts->icmp_id) == path->from_port &&
	       (any_port || facts->source_port == path->to_port);
}

struct conversation *conversation_find(const struct phonewall_packet *facts,
				       bool any_port)
{
	struct conversation *found = NULL;

	for (size_t i = 0; i < CONVERSATIONS; i++) {
		if (is_answer(facts, &conversations[i], any_port) &&
		    (!found || conversations[i].sent))
			found = &conversations[i];
	}
	return found;
}

bool conversation_is_server(struct conversation *conversation, uint16_t port)
{
	if (conversation->path.to_port != TFTP_PORT)
		return false;
	for (unsigned int i = 0; i < conversation->servers; i++) {
		if (conversation->server_ports[i] == port)
			return true;
	}
	if (!conversation->expects ||
	    conversation->servers == CONVERSATION_SERVERS_MAX)
		return false;
	conversation->expects = false;
	conversation->server_ports[conversation->servers++] = port;
	return true;
}
