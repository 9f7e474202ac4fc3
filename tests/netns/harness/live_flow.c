// SPDX-License-Identifier: MIT
#include "harness/live_flow.h"

#include <errno.h>
#include <sys/socket.h>

#include "harness/assertion.h"
#include "harness/firewall.h"
#include "harness/tcp.h"
#include "harness/topology.h"
#include "harness/udp.h"

#define LIVE_MAX	16
#define UDP_FLOW_PORT	41000
#define UDP_SOCKET_PORT	41001
#define TCP_OUT_PORT	41002
#define TCP_BEGUN_PORT	41003
#define TCP_IN_PORT	41004
#define PEER_PORT	40500
#define ECHO_ID		0x4242

/* The ends of a TCP connection. */
struct connection {
	int phone;
	int lan;
};

static struct live_flow live[LIVE_MAX];
static size_t live_count;
static struct connection connections[4];
static size_t connection_count;

/*
 * A permanent neighbour of the phone that no host has: see live_flows_begin().
 */
struct phonewall_address live_flow_void(sa_family_t family)
{
	return make_address(family == AF_INET ? "192.0.2.66" : "2001:db8::66");
}

static struct path path_to(const struct phonewall_address *to,
			   uint16_t from_port, uint16_t to_port)
{
	return (struct path){
		.from = host_address(HOST_PHONE, to->family),
		.to = *to,
		.from_port = from_port,
		.to_port = to_port,
	};
}

static const struct path *add(uint8_t protocol, bool connection,
			      const struct phonewall_address *to,
			      uint16_t from_port, uint16_t to_port)
{
	assert_true(live_count < LIVE_MAX);
	live[live_count].protocol = protocol;
	live[live_count].connection = connection;
	live[live_count].path = path_to(to, from_port, to_port);
	return &live[live_count++].path;
}

static void begin_udp(const struct phonewall_address *to)
{
	const struct path *path = add(IPPROTO_UDP, false, to, UDP_FLOW_PORT,
				      PEER_PORT);

	udp_send(udp_open_path(HOST_PHONE, path), HOST_PHONE, path, "flow");
}

static void begin_udp_socket(const struct phonewall_address *to)
{
	const struct path *path = add(IPPROTO_UDP, true, to, UDP_SOCKET_PORT,
				      PEER_PORT);

	udp_connect(udp_open_path(HOST_PHONE, path), HOST_PHONE, path);
}

static void send_raw(uint8_t protocol, const struct phonewall_address *to,
		     const void *data, size_t length)
{
	struct socket_address address = socket_address_make(HOST_PHONE, to, 0);
	int fd = host_socket(HOST_PHONE, to->family, SOCK_RAW, protocol);

	if (sendto(fd, data, length, 0, (const void *)&address.storage,
		   address.length) != (ssize_t)length)
		fail_msg("cannot send protocol %u: %s", protocol,
			 strerror(errno));
	host_close_socket(fd);
}

static void begin_echo(const struct phonewall_address *to)
{
	const uint8_t ipv4[8] = { ICMP_ECHO, [4] = 0x42, 0x42 };
	const uint8_t ipv6[8] = { ICMPV6_ECHO_REQUEST, [4] = 0x42, 0x42 };
	bool is_ipv4 = to->family == AF_INET;
	uint8_t protocol = is_ipv4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;

	add(protocol, false, to, ECHO_ID, 0);
	send_raw(protocol, to, is_ipv4 ? ipv4 : ipv6, sizeof(ipv4));
}

static void begin_sctp(const struct phonewall_address *to)
{
	add(IPPROTO_SCTP, false, to, 0, 0);
	send_raw(IPPROTO_SCTP, to, "flow", 4);
}

/* Its ports must be free for the next test. */
static void end_at_once(int fd)
{
	const struct linger linger = { .l_onoff = 1 };

	if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)))
		fail_msg("cannot set a socket's linger: %s", strerror(errno));
}

static void keep_connection(int phone, int lan)
{
	end_at_once(phone);
	end_at_once(lan);
	connections[connection_count].phone = phone;
	connections[connection_count].lan = lan;
	connection_count++;
}

static void begin_tcp(const struct phonewall_address *to)
{
	struct phonewall_address lan = host_address(HOST_LAN, to->family);
	int listener = tcp_listen(HOST_LAN, to->family, PEER_PORT);
	int phone;

	phone = tcp_connect(HOST_PHONE, add(IPPROTO_TCP, true, &lan,
					    TCP_OUT_PORT, PEER_PORT));
	keep_connection(phone, tcp_accept(listener));
	host_close_socket(listener);
	end_at_once(tcp_begin(HOST_PHONE, add(IPPROTO_TCP, true, to,
					      TCP_BEGUN_PORT, PEER_PORT)));
}

static void begin_tcp_in(const struct phonewall_address *to)
{
	struct phonewall_address lan = host_address(HOST_LAN, to->family);
	const struct path *back = add(IPPROTO_TCP, true, &lan, TCP_OPEN,
				      TCP_IN_PORT);
	struct path path = path_back(back);
	int listener = tcp_listen(HOST_PHONE, to->family, TCP_OPEN);
	int fd = tcp_connect(HOST_LAN, &path);

	keep_connection(tcp_accept(listener), fd);
	host_close_socket(listener);
}

static void begin_family(sa_family_t family)
{
	struct phonewall_address to = live_flow_void(family);

	begin_udp(&to);
	begin_udp_socket(&to);
	begin_echo(&to);
	begin_sctp(&to);
	begin_tcp(&to);
	begin_tcp_in(&to);
	/* A listener is no connection. */
	tcp_listen(HOST_PHONE, family, TCP_CLOSED);
}

void live_flows_begin(void)
{
	live_count = connection_count = 0;
	host_run(HOST_PHONE,
		 "for address in 192.0.2.66 192.0.2.67 2001:db8::66"
		 " 2001:db8::67 fe80::66; do ip neighbour replace $address"
		 " dev " TOPOLOGY_DEVICE " lladdr 02:00:00:00:00:66"
		 " nud permanent || exit; done;"
		 /*
		  * Since 6.5 the first retransmissions are a second apart, and
		  * end soon.
		  */
		 "sysctl -q -w net.ipv4.tcp_syn_retries=100");
	begin_family(AF_INET);
	begin_family(AF_INET6);
}

void live_flows_verify(void)
{
	for (size_t i = 0; i < connection_count; i++)
		tcp_round_trip(connections[i].phone, connections[i].lan);
}

const struct live_flow *live_flows(size_t *count)
{
	*count = live_count;
	return live;
}

static bool is_address(const struct phonewall_address *address,
		       const struct phonewall_packet *packet, const void *bytes)
{
	return address->family == packet->family &&
	       !memcmp(address->bytes, bytes,
		       packet->family == AF_INET ? 4 : 16);
}

static bool is_answer(const struct live_flow *flow,
		      const struct phonewall_packet *packet)
{
	return packet->protocol == flow->protocol &&
	       is_address(&flow->path.to, packet, packet->source) &&
	       is_address(&flow->path.from, packet, packet->destination) &&
	       (packet->destination_port | packet->icmp_id) ==
	       flow->path.from_port &&
	       packet->source_port == flow->path.to_port;
}

/* Of ICMP only an echo request makes a flow. */
static bool is_own(const struct live_flow *flow,
		   const struct phonewall_packet *quoted)
{
	if (phonewall_packet_is_icmp(quoted) &&
	    !phonewall_packet_is_echo_request(quoted))
		return false;
	return quoted->protocol == flow->protocol &&
	       is_address(&flow->path.from, quoted, quoted->source) &&
	       is_address(&flow->path.to, quoted, quoted->destination) &&
	       (quoted->source_port | quoted->icmp_id) ==
	       flow->path.from_port &&
	       quoted->destination_port == flow->path.to_port;
}

bool live_flow_holds(const struct phonewall_packet *packet)
{
	for (size_t i = 0; i < live_count; i++) {
		if (packet->quoted ? is_own(&live[i], packet->quoted) :
				     is_answer(&live[i], packet))
			return true;
	}
	return false;
}
