// SPDX-License-Identifier: MIT
#include "judge/twin_connection.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "core/packet.h"
#include "harness/assertion.h"
#include "harness/firewall.h"
#include "harness/tcp.h"
#include "harness/topology.h"
#include "judge/conversation.h"
#include "judge/random_packet.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define PICK(array)	((array)[random_below(COUNT(array))])
#define CONNECTIONS	10
#define FAMILIES	2
#define LIFE_MAX	80
#define STEPS_AFTER_END	3
#define PORT_FIRST	42000
#define BACKLOG		4096
#define SEQUENCE_OFFSET	4
#define ACKNOWLEDGEMENT_OFFSET	8
#define DATA_OFFSET	12
#define FLAGS_OFFSET	13

static struct twin_connection connections[CONNECTIONS];
static int listeners[TWINS][FAMILIES];
static int diagnosis[TWINS];
static unsigned int begun;

static int listen_at(enum twin twin, sa_family_t family, uint16_t port)
{
	int fd = tcp_listen(twin_host(twin), family, port);

	if (listen(fd, BACKLOG))
		fail_msg("cannot listen: %s", strerror(errno));
	return fd;
}

void twin_connections_begin(void)
{
	host_run(HOST_PHONE, "modprobe tcp_diag");
	for (enum twin twin = 0; twin < TWINS; twin++) {
		diagnosis[twin] = host_socket(twin_host(twin), AF_NETLINK,
					      SOCK_RAW, NETLINK_SOCK_DIAG);
		host_set(twin_host(twin), "core/somaxconn", "4096");
		listeners[twin][0] = listen_at(twin, AF_INET, TCP_OPEN);
		listeners[twin][1] = listen_at(twin, AF_INET6, TCP_OPEN);
		listen_at(twin, AF_INET, TCP_CLOSED);
		listen_at(twin, AF_INET6, TCP_CLOSED);
	}
	memset(connections, 0, sizeof(connections));
}

void twin_connection_abort(struct twin_connection *connection)
{
	const struct linger linger = { .l_onoff = 1 };

	for (enum twin twin = 0; twin < TWINS; twin++) {
		if (connection->fd[twin] < 0)
			continue;
		if (setsockopt(connection->fd[twin], SOL_SOCKET, SO_LINGER,
			       &linger, sizeof(linger)))
			fail_msg("cannot set a socket's linger: %s",
				 strerror(errno));
		host_close_socket(connection->fd[twin]);
		connection->fd[twin] = -1;
	}
	connection->steps = 0;
}

void twin_connections_end(void)
{
	for (size_t i = 0; i < CONNECTIONS; i++) {
		if (connections[i].steps)
			twin_connection_abort(&connections[i]);
	}
}

static void begin(struct twin_connection *connection, unsigned int round)
{
	sa_family_t family = random_below(2) ? AF_INET : AF_INET6;
	struct path out;

	*connection = (struct twin_connection){
		.path.from = conversation_peer(family, round, random_below(4)),
		.path.to = host_address(HOST_PHONE, family),
		.path.from_port = PORT_FIRST + begun++ % 10000,
		.path.to_port = TCP_OPEN,
		.incoming = random_below(2),
		.orderly = random_below(2),
		.fd = { -1, -1 },
		.steps = 5 + random_below(LIFE_MAX),
		.peer_first = random(),
	};
	if (connection->incoming)
		return;
	connection->path.to_port = connection->path.from_port + 10000;
	out = path_back(&connection->path);
	for (enum twin twin = 0; twin < TWINS; twin++)
		connection->fd[twin] = tcp_begin(twin_host(twin), &out);
}

/* A few segments more are enough for a connection that is over. */
static void hasten_end(struct twin_connection *connection)
{
	if (connection->steps > STEPS_AFTER_END &&
	    connection->phone_known[TWIN_PHONEWALL] &&
	    twin_connection_state(connection, TWIN_PHONEWALL) ==
	    CONNECTION_CLOSE)
		connection->steps = STEPS_AFTER_END;
}

struct twin_connection *twin_connection_pick(unsigned int round)
{
	struct twin_connection *connection = &PICK(connections);

	hasten_end(connection);
	if (!connection->steps)
		begin(connection, round);
	else if (!--connection->steps)
		twin_connection_abort(connection);
	return connection->steps ? connection : NULL;
}

/* A call that fails, as sending after a shutdown, fails on both. */
void twin_connection_act(struct twin_connection *connection)
{
	static const char data[200];
	unsigned int length = 1 + random_below(sizeof(data));
	bool shuts_down = !random_below(6);

	for (enum twin twin = 0; twin < TWINS; twin++) {
		if (connection->fd[twin] < 0)
			continue;
		if (shuts_down)
			shutdown(connection->fd[twin], SHUT_WR);
		else
			send(connection->fd[twin], data, length,
			     MSG_NOSIGNAL | MSG_DONTWAIT);
	}
}

static uint32_t random_distance(void)
{
	static const uint32_t distances[] = {
		0, 0, 0, 1, -1, 2, -100, 1000, 30000, -70000, 70000, 1U << 31,
	};

	return random_below(12) ? PICK(distances) : (uint32_t)random();
}

/* Any flags, and numbers that may be far from the expected ones. */
static struct tcp_fields odd_fields(void)
{
	static const uint8_t flags[] = {
		TCP_RST, TCP_RST | TCP_ACK, TCP_SYN, TCP_SYN | TCP_ACK,
		TCP_FIN, TCP_FIN | TCP_ACK, TCP_ACK, TCP_PSH | TCP_ACK, 0,
	};

	return (struct tcp_fields){
		.flags = random_below(3) ? PICK(flags) : random_below(256),
		.sequence = random_distance(),
		.acknowledgement = random_distance(),
	};
}

static struct tcp_fields next_fields(const struct twin_connection *connection)
{
	struct tcp_fields fields = { .flags = TCP_ACK };

	if (!connection->peer_next)
		fields.flags = connection->incoming ? TCP_SYN :
						      TCP_SYN | TCP_ACK;
	else if (!random_below(8))
		fields.flags |= TCP_FIN;
	else if (!random_below(25))
		fields.flags = TCP_RST;
	else if (random_below(2))
		fields.flags |= TCP_PSH;
	return fields;
}

void twin_connection_make(struct twin_connection *connection,
			  struct twin_packet *packet)
{
	static const char *const data[] = { "", "", "a", "some data" };
	struct tcp_fields fields = next_fields(connection), own;
	const char *text = connection->peer_next ? PICK(data) : "";

	if (!connection->orderly && !random_below(4))
		fields = odd_fields();
	fields.sequence += connection->peer_first + connection->peer_next;
	fields.acknowledgement += connection->phone_next;
	for (enum twin twin = 0; twin < TWINS; twin++) {
		own = fields;
		own.acknowledgement += connection->phone_first[twin];
		raw_packet_make_tcp(&packet->of[twin], &connection->path, &own,
				    text);
	}
}

void twin_connection_make_sent(const struct twin_connection *connection,
			       struct twin_packet *packet)
{
	struct path out = path_back(&connection->path);
	struct tcp_fields fields = {
		.flags = TCP_ACK,
		.acknowledgement = connection->peer_first +
				   connection->peer_next,
	};
	uint32_t sequence = connection->phone_next;

	sequence -= random_below(4) ? 1 : random_below(2000);
	for (enum twin twin = 0; twin < TWINS; twin++) {
		fields.sequence = connection->phone_first[twin] + sequence;
		raw_packet_make_tcp(&packet->of[twin], &out, &fields, "");
	}
}

static uint32_t read_u32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 |
	       bytes[3];
}

/* How many sequence numbers a segment takes. */
static uint32_t segment_length(const struct raw_packet *packet)
{
	const uint8_t *header = packet->bytes + packet->upper;
	uint8_t flags = header[FLAGS_OFFSET];

	return packet->length - packet->upper -
	       (header[DATA_OFFSET] >> 4) * 4 + !!(flags & TCP_SYN) +
	       !!(flags & TCP_FIN);
}

static void accept_from(enum twin twin)
{
	struct twin_connection *connection;
	struct sockaddr_storage from;
	socklen_t length;
	uint16_t port;
	int fd;

	for (size_t i = 0; i < FAMILIES; i++) {
		length = sizeof(from);
		fd = accept4(listeners[twin][i], (void *)&from, &length,
			     SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd < 0)
			continue;
		host_keep_socket(fd);
		/* The port is at the same offset in either family. */
		memcpy(&port, (uint8_t *)&from + 2, sizeof(port));
		connection = &connections[0];
		while (connection < connections + CONNECTIONS &&
		       connection->path.from_port != ntohs(port))
			connection++;
		if (connection == connections + CONNECTIONS)
			fail_msg("a twin has a connection to nobody");
		if (connection->fd[twin] >= 0)
			host_close_socket(connection->fd[twin]);
		connection->fd[twin] = fd;
	}
}

void twin_connection_arrived(struct twin_connection *connection,
			     const struct twin_packet *packet)
{
	const struct raw_packet *segment = &packet->of[TWIN_PHONEWALL];
	uint32_t sequence = read_u32(segment->bytes + segment->upper +
				     SEQUENCE_OFFSET);

	if (sequence == connection->peer_first + connection->peer_next)
		connection->peer_next += segment_length(segment);
	if (connection->incoming) {
		accept_from(TWIN_PHONEWALL);
		accept_from(TWIN_NFTABLES);
	}
}

void twin_connection_sent(enum twin twin, const struct raw_packet *packet,
			  const struct phonewall_packet *facts)
{
	struct twin_connection *connection = twin_connection_find(facts);
	const uint8_t *header = packet->bytes + packet->upper;
	uint32_t sequence = read_u32(header + SEQUENCE_OFFSET);

	if (!connection)
		return;
	if (facts->tcp_flags & TCP_SYN) {
		connection->phone_first[twin] = sequence;
		connection->phone_known[twin] = true;
	}
	if (twin != TWIN_PHONEWALL || facts->tcp_flags & TCP_RST)
		return;
	connection->phone_next = sequence - connection->phone_first[twin] +
				 segment_length(packet);
	if (facts->tcp_flags & TCP_ACK)
		connection->peer_next = read_u32(header +
						 ACKNOWLEDGEMENT_OFFSET) -
					connection->peer_first;
}

static bool is_address(const struct phonewall_address *address,
		       const void *bytes)
{
	return !memcmp(address->bytes, bytes,
		       address->family == AF_INET ? 4 : 16);
}

static bool is_of(const struct twin_connection *connection,
		  const struct phonewall_packet *facts)
{
	const struct path *path = &connection->path;

	if (path->from.family != facts->family)
		return false;
	if (facts->source_port == path->from_port)
		return facts->destination_port == path->to_port &&
		       is_address(&path->from, facts->source) &&
		       is_address(&path->to, facts->destination);
	return facts->source_port == path->to_port &&
	       facts->destination_port == path->from_port &&
	       is_address(&path->to, facts->source) &&
	       is_address(&path->from, facts->destination);
}

struct twin_connection *
twin_connection_find(const struct phonewall_packet *facts)
{
	for (size_t i = 0; i < CONNECTIONS; i++) {
		if (facts->protocol == IPPROTO_TCP &&
		    is_of(&connections[i], facts))
			return &connections[i];
	}
	return NULL;
}

struct diagnosis_request {
	struct nlmsghdr header;
	struct inet_diag_req_v2 request;
};

struct diagnosis_reply {
	struct nlmsghdr header;
	union {
		struct nlmsgerr error;
		struct inet_diag_msg message;
		char rest[1024];
	};
};

static void ask(const struct twin_connection *connection, enum twin twin)
{
	const struct path *path = &connection->path;
	struct diagnosis_request ask = {
		.header = {
			.nlmsg_len = sizeof(ask),
			.nlmsg_type = SOCK_DIAG_BY_FAMILY,
			.nlmsg_flags = NLM_F_REQUEST,
		},
		.request = {
			.sdiag_family = path->to.family,
			.sdiag_protocol = IPPROTO_TCP,
			.id.idiag_sport = htons(path->to_port),
			.id.idiag_dport = htons(path->from_port),
			.id.idiag_cookie = {
				INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE,
			},
		},
	};

	memcpy(ask.request.id.idiag_src, path->to.bytes, 16);
	memcpy(ask.request.id.idiag_dst, path->from.bytes, 16);
	if (send(diagnosis[twin], &ask, sizeof(ask), 0) != sizeof(ask))
		fail_msg("cannot ask for a connection: %s", strerror(errno));
}

unsigned int
twin_connection_state(const struct twin_connection *connection, enum twin twin)
{
	struct diagnosis_reply reply;

	ask(connection, twin);
	if (recv(diagnosis[twin], &reply, sizeof(reply), 0) <
	    (ssize_t)sizeof(reply.header))
		fail_msg("no answer about a connection: %s", strerror(errno));
	if (reply.header.nlmsg_type == SOCK_DIAG_BY_FAMILY)
		return reply.message.idiag_state == CONNECTION_LISTEN ?
		       CONNECTION_CLOSE : reply.message.idiag_state;
	if (reply.error.error != -ENOENT)
		fail_msg("no state of a connection: %s",
			 strerror(-reply.error.error));
	return CONNECTION_CLOSE;
}

/* From the kernel's structure: libc's has not the newer fields. */
static struct tcp_info get_info(const struct twin_connection *connection,
				enum twin twin)
{
	struct tcp_info info = { 0 };
	socklen_t length = sizeof(info);

	if (getsockopt(connection->fd[twin], IPPROTO_TCP, TCP_INFO, &info,
		       &length))
		fail_msg("a connection has no state: %s", strerror(errno));
	return info;
}

bool twin_connection_agrees(const struct twin_connection *connection)
{
	struct tcp_info one, other;

	if (twin_connection_state(connection, TWIN_PHONEWALL) !=
	    twin_connection_state(connection, TWIN_NFTABLES))
		return false;
	if (connection->fd[TWIN_PHONEWALL] < 0 ||
	    connection->fd[TWIN_NFTABLES] < 0)
		return true;
	one = get_info(connection, TWIN_PHONEWALL);
	other = get_info(connection, TWIN_NFTABLES);
	return one.tcpi_state == other.tcpi_state &&
	       one.tcpi_bytes_received == other.tcpi_bytes_received &&
	       one.tcpi_bytes_acked == other.tcpi_bytes_acked &&
	       one.tcpi_rcv_ooopack == other.tcpi_rcv_ooopack;
}
