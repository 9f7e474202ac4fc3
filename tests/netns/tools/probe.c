// SPDX-License-Identifier: MIT
/*
 * probe - try ports of the phone from the LAN, and print the results
 *
 * Listens in the phone's network namespace and sends from the LAN's. A stream
 * of datagrams that the phone began runs in between: packets keep their order
 * on one processor, so once its echo is back every packet before it was
 * filtered.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/tool.h"

#define PORT_MAX	65535
#define BATCH		400	/* well below net.core.netdev_max_backlog */
#define WAIT_MS		10000

enum outcome {
	UNTRIED,
	OPEN,		/* the listener received it */
	REFUSED,	/* an error came back to the sender */
	SILENT,		/* neither */
};

struct knock {
	uint16_t port;
	int listener;
	int sender;
};

struct control {
	int phone;
	int lan;
};

static const char *phone;
static const char *lan;
static struct sockaddr_in6 phone_address = { .sin6_family = AF_INET6 };
static struct sockaddr_in6 group;
static int type;
static bool listens = true;
static uint8_t outcomes[PORT_MAX + 1];

static const char usage[] =
	"Usage: probe [--no-listener] [--group ADDRESS] PHONE LAN ADDRESS udp|tcp PORT[-PORT]...\n"
	"\n"
	"PHONE and LAN name network namespaces, ADDRESS is the phone's. With\n"
	"--group the knocks go to that multicast group, which the phone joins.\n"
	"Prints the ports that are open, that refuse and that are silent.\n";

/* IPv4 goes as an IPv4-mapped address (RFC 4291 2.5.5.2). */
static void parse_address(const char *text, struct sockaddr_in6 *address)
{
	char mapped[INET6_ADDRSTRLEN];

	snprintf(mapped, sizeof(mapped), "%s%s", strchr(text, ':') ? "" :
		 "::ffff:", text);
	address->sin6_family = AF_INET6;
	if (inet_pton(AF_INET6, mapped, &address->sin6_addr) != 1)
		errx(2, "\"%s\" is not an address", text);
}

static struct in_addr mapped_ipv4(const struct sockaddr_in6 *address)
{
	struct in_addr ipv4;

	memcpy(&ipv4, &address->sin6_addr.s6_addr[12], sizeof(ipv4));
	return ipv4;
}

static int open_socket(int kind, uint16_t port)
{
	struct sockaddr_in6 any = {
		.sin6_family = AF_INET6,
		.sin6_port = htons(port),
	};
	int fd = socket(AF_INET6, kind | SOCK_CLOEXEC, 0);

	if (fd < 0)
		err(1, "socket");
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)))
		err(1, "bind to port %u", port);
	return fd;
}

static void connect_to(int fd, struct sockaddr_in6 address, uint16_t port)
{
	address.sin6_port = htons(port);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) &&
	    errno != EINPROGRESS)
		err(1, "connect to port %u", port);
}

static struct sockaddr_in6 own_address(int fd)
{
	struct sockaddr_in6 address;
	socklen_t length = sizeof(address);

	if (getsockname(fd, (struct sockaddr *)&address, &length))
		err(1, "getsockname");
	return address;
}

static void join_group(int fd)
{
	struct ipv6_mreq ipv6 = { .ipv6mr_multiaddr = group.sin6_addr };
	struct ip_mreqn ipv4 = { .imr_multiaddr = mapped_ipv4(&group) };
	int failed;

	if (IN6_IS_ADDR_V4MAPPED(&group.sin6_addr))
		failed = setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &ipv4,
				    sizeof(ipv4));
	else
		failed = setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, &ipv6,
				    sizeof(ipv6));
	if (failed)
		err(1, "join the group");
}

static int open_listener(uint16_t port)
{
	int fd;

	if (!listens)
		return -1;
	fd = open_socket(type | SOCK_NONBLOCK, port);
	if (type == SOCK_STREAM && listen(fd, 1))
		err(1, "listen at port %u", port);
	if (group.sin6_family)
		join_group(fd);
	return fd;
}

static void receive(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	char byte;

	if (poll(&wait, 1, WAIT_MS) != 1)
		errx(1, "the control stream between %s and %s broke", phone,
		     lan);
	if (recv(fd, &byte, sizeof(byte), 0) != 1)
		err(1, "control stream");
}

static void transmit(int fd)
{
	if (send(fd, "c", 1, 0) != 1)
		err(1, "control stream");
}

/* The phone sends first, so that no port needs to be open for it. */
static void open_control(struct control *control)
{
	struct sockaddr_in6 address;

	tool_enter_namespace(phone);
	control->phone = open_socket(SOCK_DGRAM, 0);
	tool_enter_namespace(lan);
	control->lan = open_socket(SOCK_DGRAM, 0);
	address = own_address(control->phone);
	connect_to(control->lan, phone_address, ntohs(address.sin6_port));
	address = own_address(control->lan);
	connect_to(control->phone, address, ntohs(address.sin6_port));
	transmit(control->phone);
	receive(control->lan);
}

static void close_control(const struct control *control)
{
	close(control->phone);
	close(control->lan);
}

/*
 * Returns when everything sent before from the LAN has been filtered and
 * answered.
 */
static void pass_control(const struct control *control)
{
	transmit(control->lan);
	receive(control->phone);
	transmit(control->phone);
	receive(control->lan);
}

static void send_knock(struct knock *knock)
{
	uint16_t payload = htons(knock->port);

	knock->sender = open_socket(type | SOCK_NONBLOCK, 0);
	connect_to(knock->sender, group.sin6_family ? group : phone_address,
		   knock->port);
	if (type == SOCK_DGRAM &&
	    send(knock->sender, &payload, sizeof(payload), 0) !=
	    sizeof(payload))
		err(1, "send to port %u", knock->port);
}

static bool got_datagram(const struct knock *knock)
{
	uint16_t payload;

	if (recv(knock->listener, &payload, sizeof(payload), 0) !=
	    sizeof(payload))
		return false;
	if (payload != htons(knock->port))
		errx(1, "port %u got a datagram for port %u", knock->port,
		     ntohs(payload));
	return true;
}

static bool got_connection(const struct knock *knock)
{
	int fd = accept(knock->listener, NULL, NULL);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

static enum outcome judge(const struct knock *knock)
{
	int error = 0;
	socklen_t length = sizeof(error);

	if (listens && (type == SOCK_DGRAM ? got_datagram(knock) :
			got_connection(knock)))
		return OPEN;
	if (getsockopt(knock->sender, SOL_SOCKET, SO_ERROR, &error, &length))
		err(1, "SO_ERROR");
	if (error && error != ECONNREFUSED)
		errx(1, "port %u: %s", knock->port, strerror(error));
	return error ? REFUSED : SILENT;
}

/* Without TIME-WAIT, which would outlive this test. */
static void close_knock(const struct knock *knock)
{
	struct linger now = { .l_onoff = 1 };

	if (type == SOCK_STREAM)
		setsockopt(knock->sender, SOL_SOCKET, SO_LINGER, &now,
			   sizeof(now));
	close(knock->sender);
	if (listens)
		close(knock->listener);
}

/* The control passes twice: a TCP handshake needs more than one round trip. */
static void try_batch(struct knock *knocks, size_t count)
{
	struct control control;
	size_t i;

	tool_enter_namespace(phone);
	for (i = 0; i < count; i++)
		knocks[i].listener = open_listener(knocks[i].port);
	open_control(&control);
	for (i = 0; i < count; i++)
		send_knock(&knocks[i]);
	pass_control(&control);
	pass_control(&control);
	for (i = 0; i < count; i++) {
		outcomes[knocks[i].port] = judge(&knocks[i]);
		close_knock(&knocks[i]);
	}
	close_control(&control);
}

static void try_range(unsigned long first, unsigned long last)
{
	struct knock knocks[BATCH];
	size_t count = 0;
	unsigned long port;

	for (port = first; port <= last; port++) {
		knocks[count++].port = port;
		if (count < BATCH && port < last)
			continue;
		try_batch(knocks, count);
		count = 0;
	}
}

static void try_ports(const char *text)
{
	unsigned long first;
	unsigned long last;
	char *end;

	first = last = strtoul(text, &end, 10);
	if (*end == '-')
		last = strtoul(end + 1, &end, 10);
	if (*end || !first || first > last || last > PORT_MAX)
		errx(2, "\"%s\" is not a port or a range of ports", text);
	try_range(first, last);
}

static void print_outcome(const char *name, enum outcome outcome)
{
	unsigned int first;
	unsigned int port;

	fputs(name, stdout);
	for (port = 1; port <= PORT_MAX; port++) {
		if (outcomes[port] != outcome)
			continue;
		first = port;
		while (port < PORT_MAX && outcomes[port + 1] == outcome)
			port++;
		printf(" %u", first);
		if (port > first)
			printf("-%u", port);
	}
	putchar('\n');
}

static void parse_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "no-listener", no_argument, NULL, 'n' },
		{ "group", required_argument, NULL, 'g' },
		{ 0 }
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'n')
			listens = false;
		else if (option == 'g')
			parse_address(optarg, &group);
		else
			errx(2, "%s", usage);
	}
}

static void prepare(void)
{
	struct rlimit files = { .rlim_cur = 4 * BATCH, .rlim_max = 4 * BATCH };
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		err(1, "sched_setaffinity");
	if (setrlimit(RLIMIT_NOFILE, &files))
		err(1, "setrlimit");
}

int main(int argc, char **argv)
{
	parse_options(argc, argv);
	if (argc - optind < 5)
		errx(2, "%s", usage);
	phone = argv[optind++];
	lan = argv[optind++];
	parse_address(argv[optind++], &phone_address);
	type = tool_parse_protocol(argv[optind++]);
	prepare();
	while (optind < argc)
		try_ports(argv[optind++]);
	print_outcome("open", OPEN);
	print_outcome("refused", REFUSED);
	print_outcome("silent", SILENT);
	return 0;
}
