// SPDX-License-Identifier: MIT
#include "stress/traffic.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/assertion.h"
#include "harness/child.h"
#include "harness/control.h"
#include "harness/firewall.h"
#include "harness/tcp.h"
#include "harness/topology.h"
#include "harness/udp.h"

#define SOCKET_PORT	6100
#define FLOW_PORT	6101
#define SCATTER_PORT	6102
#define LAN_PORT	7100
#define POLL_US		2000

/*
 * The two ends of a conversation, and the destination of a datagram of either;
 * a connected socket needs no address.
 */
struct conversation {
	int phone;
	int lan;
	struct socket_address to_phone;
	struct socket_address to_lan;
};

/* What parent and child share. */
struct progress {
	uint64_t sent[TRAFFIC_KINDS];
	uint32_t rounds;
	bool stop;
	char failure[128];
};

static const char *const names[TRAFFIC_KINDS] = {
	[TRAFFIC_CONNECTION] = "of TCP connections",
	[TRAFFIC_SOCKET] = "of connected UDP sockets",
	[TRAFFIC_FLOW] = "of UDP flows",
	[TRAFFIC_OPEN] = "to an open port",
	[TRAFFIC_CLOSED] = "to a closed port",
	[TRAFFIC_SCATTER] = "that only make flows",
};

static const sa_family_t families[] = { AF_INET, AF_INET6 };

#define FAMILIES	(sizeof(families) / sizeof(families[0]))

static struct conversation conversations[TRAFFIC_KINDS][FAMILIES];
static struct progress *progress;
static unsigned int kinds_now;
static pid_t child;

/* The child's own assertion: it must not continue with the test. */
__attribute__((noreturn))
static void give_up(enum traffic_kind kind, const char *what)
{
	snprintf(progress->failure, sizeof(progress->failure),
		 "packet %llu %s: %s",
		 (unsigned long long)progress->sent[kind], names[kind], what);
	_exit(1);
}

static void send_number(enum traffic_kind kind, int fd,
			const struct socket_address *to)
{
	uint64_t number = progress->sent[kind];

	if (sendto(fd, &number, sizeof(number), MSG_NOSIGNAL,
		   to->length ? (const void *)&to->storage : NULL,
		   to->length) != sizeof(number))
		give_up(kind, strerror(errno));
}

static void expect_number(enum traffic_kind kind, int fd)
{
	struct pollfd polled = { .fd = fd, .events = POLLIN };
	uint64_t number;

	if (poll(&polled, 1, WAIT_MS) != 1)
		give_up(kind, "lost");
	if (recv(fd, &number, sizeof(number), MSG_DONTWAIT) != sizeof(number))
		give_up(kind, strerror(errno));
	if (number != progress->sent[kind])
		give_up(kind, "another one has arrived");
}

static void send_to_lan(enum traffic_kind kind,
			const struct conversation *conversation)
{
	send_number(kind, conversation->phone, &conversation->to_lan);
	expect_number(kind, conversation->lan);
}

static void send_to_phone(enum traffic_kind kind,
			  const struct conversation *conversation)
{
	send_number(kind, conversation->lan, &conversation->to_phone);
	expect_number(kind, conversation->phone);
}

/* A datagram has been filtered once later packets have arrived. */
static void send_to_closed(enum traffic_kind kind,
			   const struct conversation *conversation)
{
	uint64_t number;

	if (recv(conversation->phone, &number, sizeof(number),
		 MSG_DONTWAIT) >= 0)
		give_up(kind, "the one before it has arrived");
	send_number(kind, conversation->lan, &conversation->to_phone);
}

static void scatter(enum traffic_kind kind, struct conversation *conversation)
{
	struct sockaddr_in *to = (void *)&conversation->to_lan.storage;

	to->sin_port = htons(LAN_PORT + 100 + progress->sent[kind] % 20000);
	send_number(kind, conversation->phone, &conversation->to_lan);
}

static void converse(enum traffic_kind kind, struct conversation *conversation)
{
	switch (kind) {
	case TRAFFIC_SOCKET:
	case TRAFFIC_FLOW:
		send_to_lan(kind, conversation);
		send_to_phone(kind, conversation);
		break;
	case TRAFFIC_CLOSED:
		send_to_closed(kind, conversation);
		break;
	case TRAFFIC_SCATTER:
		scatter(kind, conversation);
		break;
	default:
		send_to_phone(kind, conversation);
		send_to_lan(kind, conversation);
		break;
	}
	progress->sent[kind]++;
}

static bool goes_on(void)
{
	return !__atomic_load_n(&progress->stop, __ATOMIC_RELAXED);
}

static void converse_without_end(void)
{
	while (goes_on()) {
		for (unsigned int kind = 0; kind < TRAFFIC_KINDS; kind++) {
			for (unsigned int i = 0; i < FAMILIES; i++) {
				if (kinds_now & 1 << kind)
					converse(kind,
						 &conversations[kind][i]);
			}
		}
		__atomic_add_fetch(&progress->rounds, 1, __ATOMIC_RELAXED);
	}
	_exit(0);
}

static void open_connection(struct conversation *conversation,
			    sa_family_t family)
{
	struct path path = path_to_phone(family, 0, TCP_OPEN);
	int listener = tcp_listen(HOST_PHONE, family, TCP_OPEN);

	conversation->lan = tcp_connect(HOST_LAN, &path);
	conversation->phone = tcp_accept(listener);
	socket_enable(conversation->lan, IPPROTO_TCP, TCP_NODELAY);
	socket_enable(conversation->phone, IPPROTO_TCP, TCP_NODELAY);
	host_close_socket(listener);
}

static struct socket_address address_of(enum host host, sa_family_t family,
					uint16_t port)
{
	struct phonewall_address address = host_address(host, family);

	return socket_address_make(host, &address, port);
}

static void open_datagrams(struct conversation *conversation,
			   sa_family_t family, uint16_t phone_port,
			   uint16_t lan_port)
{
	struct path path = path_to_phone(family, lan_port, phone_port);

	conversation->phone = udp_open(HOST_PHONE, family, phone_port);
	conversation->lan = udp_open_path(HOST_LAN, &path);
	conversation->to_phone = address_of(HOST_PHONE, family, phone_port);
	conversation->to_lan = address_of(HOST_LAN, family, lan_port);
}

static void connect_phone(struct conversation *conversation)
{
	socket_connect(conversation->phone, &conversation->to_lan);
	conversation->to_lan.length = 0;
}

static void open_conversations(sa_family_t family, unsigned int i)
{
	struct conversation *socket = &conversations[TRAFFIC_SOCKET][i];

	memset(&conversations[TRAFFIC_CONNECTION][i], 0, sizeof(*socket));
	open_connection(&conversations[TRAFFIC_CONNECTION][i], family);
	open_datagrams(socket, family, SOCKET_PORT, LAN_PORT);
	connect_phone(socket);
	open_datagrams(&conversations[TRAFFIC_FLOW][i], family, FLOW_PORT,
		       LAN_PORT + 1);
	open_datagrams(&conversations[TRAFFIC_OPEN][i], family, UDP_OPEN,
		       LAN_PORT + 2);
	open_datagrams(&conversations[TRAFFIC_CLOSED][i], family, UDP_CLOSED,
		       LAN_PORT + 3);
	open_datagrams(&conversations[TRAFFIC_SCATTER][i], family,
		       SCATTER_PORT, LAN_PORT + 4);
}

static void open_progress(void)
{
	if (!progress)
		progress = child_share(sizeof(*progress));
	memset(progress, 0, sizeof(*progress));
}

void traffic_begin(unsigned int kinds)
{
	open_progress();
	kinds_now = kinds;
	for (unsigned int i = 0; i < FAMILIES; i++)
		open_conversations(families[i], i);
	child = child_start(1);
	if (!child)
		converse_without_end();
	traffic_wait(2);
}

static uint32_t rounds_done(void)
{
	return __atomic_load_n(&progress->rounds, __ATOMIC_RELAXED);
}

static void check_child(void)
{
	int status;

	if (waitpid(child, &status, WNOHANG))
		fail_msg("%s", progress->failure[0] ? progress->failure :
			 "traffic has ended");
}

void traffic_wait(unsigned int rounds)
{
	uint32_t before = rounds_done();
	unsigned int waited;

	for (waited = 0; waited < 4 * WAIT_MS * 1000; waited += POLL_US) {
		check_child();
		if (rounds_done() - before >= rounds)
			return;
		usleep(POLL_US);
	}
	fail_msg("there is no traffic");
}

static void print_counts(void)
{
	for (unsigned int kind = 0; kind < TRAFFIC_KINDS; kind++) {
		if (kinds_now & 1 << kind)
			printf("# %llu packets %s\n",
			       (unsigned long long)progress->sent[kind],
			       names[kind]);
	}
}

static void expect_closed_unheard(void)
{
	for (unsigned int i = 0; i < FAMILIES; i++)
		control_expect_unheard(conversations[TRAFFIC_CLOSED][i].phone,
				       families[i]);
}

void traffic_end(void)
{
	int status;

	__atomic_store_n(&progress->stop, true, __ATOMIC_RELAXED);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (status)
		fail_msg("%s", progress->failure[0] ? progress->failure :
			 "traffic did not end by itself");
	print_counts();
	if (kinds_now & 1 << TRAFFIC_CLOSED)
		expect_closed_unheard();
}

uint64_t traffic_count(enum traffic_kind kind)
{
	return __atomic_load_n(&progress->sent[kind], __ATOMIC_RELAXED);
}
