// SPDX-License-Identifier: MIT
#include "judge/twin.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "firewall/endpoint.h"
#include "harness/assertion.h"
#include "harness/ethernet_frame.h"
#include "harness/firewall.h"
#include "harness/inet_socket.h"
#include "harness/link.h"
#include "harness/topology.h"
#include "judge/random_packet.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define PROTOCOLS_MAX	16
#define FAMILIES	2

/* Packets are taken as soon as they arrive. */
#define RAW_BUFFER	(256 << 10)

static const enum host hosts[TWINS] = { HOST_PHONE, HOST_PC };
static const uint8_t address[] = { 2, 0, 0, 0, 0, 1 };

/* A raw socket for each protocol shows what has passed; it never sends. */
static const uint8_t protocols_ipv4[] = {
	IPPROTO_ICMP, IPPROTO_IGMP, IPPROTO_TCP, IPPROTO_UDP, 33, 47, 50, 103,
	132, 136, 253,
};
static const uint8_t protocols_ipv6[] = {
	IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP, 33, 47, 50, 103, 132, 136,
	253,
};

static int taps[TWINS] = { -1, -1 };
static int hearing[TWINS][FAMILIES][PROTOCOLS_MAX];
static uint32_t flags_in_force;
static int senders[TWINS][FAMILIES];

enum host twin_host(enum twin twin)
{
	return hosts[twin];
}

const uint8_t *twin_protocols(sa_family_t family, size_t *count)
{
	if (family == AF_INET) {
		*count = COUNT(protocols_ipv4);
		return protocols_ipv4;
	}
	*count = COUNT(protocols_ipv6);
	return protocols_ipv6;
}

static const char *const settings[][2] = {
	{ "ipv4/icmp_ratelimit", "0" },
	{ "ipv4/icmp_ratemask", "0" },
	{ "ipv6/icmp/ratelimit", "0" },
	{ "ipv6/icmp/ratemask", "255" },
	{ "ipv4/conf/all/rp_filter", "0" },
	{ "ipv4/conf/default/rp_filter", "0" },
	{ "ipv6/conf/default/accept_ra", "0" },
	{ "ipv6/conf/default/router_solicitations", "0" },
	/* The peer's segments have no options, so ours have none either. */
	{ "ipv4/tcp_timestamps", "0" },
	/* A timer may make one twin repeat a segment before the other. */
	{ "ipv4/tcp_early_retrans", "0" },
	{ "ipv4/tcp_recovery", "0" },
	{ "ipv4/tcp_syncookies", "0" },
	{ "ipv4/tcp_invalid_ratelimit", "0" },
};

/*
 * Without ARP every neighbour is reached through the device. Without a queue a
 * packet has left when the call returns, whatever a timer sends on another
 * processor.
 */
static void set_up(enum twin twin)
{
	enum host host = hosts[twin];

	for (size_t i = 0; i < COUNT(settings); i++)
		host_set(host, settings[i][0], settings[i][1]);
	taps[twin] = link_create_tap(host, TOPOLOGY_DEVICE);
	host_run(host, "ip -batch - <<'END'\n"
		 "link set dev lo up\n"
		 "link set dev " TOPOLOGY_DEVICE " address 02:00:00:00:00:01"
		 " addrgenmode none arp off\n"
		 "link set dev " TOPOLOGY_DEVICE " up\n"
		 "address add 192.0.2.1/24 brd + dev " TOPOLOGY_DEVICE "\n"
		 "address add 2001:db8::1/64 nodad dev " TOPOLOGY_DEVICE "\n"
		 "address add fe80::1/64 nodad dev " TOPOLOGY_DEVICE "\n"
		 "route add 198.18.0.0/15 dev " TOPOLOGY_DEVICE
		 " mtu lock 1500 rto_min 100s\n"
		 "route add 2001:db8:1::/48 dev " TOPOLOGY_DEVICE
		 " mtu lock 1500 rto_min 100s\n"
		 "END\n"
		 "tc qdisc replace dev " TOPOLOGY_DEVICE " root noqueue");
}

static int hear(enum twin twin, sa_family_t family, uint8_t protocol)
{
	int fd = host_socket(hosts[twin], family, SOCK_RAW | SOCK_NONBLOCK,
			     protocol);
	int size = RAW_BUFFER;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)))
		fail_msg("cannot size a buffer: %s", strerror(errno));
	return fd;
}

static void open_sockets(enum twin twin)
{
	static const sa_family_t families[FAMILIES] = { AF_INET, AF_INET6 };
	const uint8_t *protocols;
	size_t count;

	for (size_t i = 0; i < FAMILIES; i++) {
		protocols = twin_protocols(families[i], &count);
		for (size_t j = 0; j < count; j++)
			hearing[twin][i][j] = hear(twin, families[i],
						   protocols[j]);
		senders[twin][i] = host_socket(hosts[twin], families[i],
					       SOCK_RAW, IPPROTO_RAW);
	}
}

/* A socket that is bound to no port: it joins groups and receives nothing. */
static void join(enum host host, const char *text)
{
	struct phonewall_address group = make_address(text);
	struct group_req request = { .gr_interface = host_device(host) };
	struct socket_address to = socket_address_make(host, &group, 0);
	int fd = host_socket(host, group.family, SOCK_DGRAM, 0);
	int level = group.family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;

	memcpy(&request.gr_group, &to.storage, sizeof(request.gr_group));
	if (setsockopt(fd, level, MCAST_JOIN_GROUP, &request, sizeof(request)))
		fail_msg("cannot join %s", text);
}

static void set_conntrack_timeouts(void)
{
	static const char *const names[] = {
		"udp_timeout", "udp_timeout_stream", "icmp_timeout",
		"icmpv6_timeout", "generic_timeout", "gre_timeout",
		"gre_timeout_stream",
	};

	for (size_t i = 0; i < COUNT(names); i++)
		host_run(hosts[TWIN_NFTABLES],
			 "echo %d >/proc/sys/net/netfilter/nf_conntrack_%s",
			 TWIN_TIMEOUT, names[i]);
}

void twins_build(void)
{
	for (enum twin twin = 0; twin < TWINS; twin++) {
		set_up(twin);
		open_sockets(twin);
		join(hosts[twin], RANDOM_PAGE_IPV4);
		join(hosts[twin], RANDOM_PAGE_IPV6);
		join(hosts[twin], RANDOM_OTHER_IPV4);
		join(hosts[twin], RANDOM_OTHER_IPV6);
	}
	twins_set_flags(0);
	set_conntrack_timeouts();
}

void twins_close(void)
{
	for (enum twin twin = 0; twin < TWINS; twin++) {
		if (taps[twin] >= 0)
			close(taps[twin]);
		taps[twin] = -1;
	}
}

static void set_phonewall(uint32_t flags)
{
	struct phonewall_translation policy = firewall_policy();

	policy.flags = flags;
	random_packet_open_pages(&policy);
	policy.limits.timeout_udp = TWIN_TIMEOUT;
	policy.limits.timeout_udp_replied = TWIN_TIMEOUT;
	policy.limits.timeout_echo = TWIN_TIMEOUT;
	policy.limits.timeout_other = TWIN_TIMEOUT;
	firewall_set(&policy);
}

/* In one transaction, so that conntrack stays registered. */
static void set_nftables(uint32_t flags)
{
	bool ping = !(flags & PHONEWALL_FLAG_NO_ICMP_PING);
	bool unreachable = !(flags & PHONEWALL_FLAG_NO_ICMP_UNREACHABLE);

	host_run(hosts[TWIN_NFTABLES],
		 "{ cat tests/judge.nft\n"
		 "echo add rule inet phone ping %s\n"
		 "echo add rule inet phone closed_udp %s\n"
		 "echo add rule inet phone answers %s\n"
		 "} | nft -f -", ping ? "accept" : "drop",
		 unreachable ? "reject with icmpx type port-unreachable" :
			       "drop", unreachable ? "accept" : "drop");
}

void twins_set_flags(uint32_t flags)
{
	flags_in_force = flags;
	set_phonewall(flags);
	set_nftables(flags);
}

uint32_t twins_flags(void)
{
	return flags_in_force;
}

static void write_frame(enum twin twin, const struct raw_packet *packet)
{
	static const uint8_t from[ETHER_ADDR_LEN] = { 2 };
	struct ethernet_frame frame;
	size_t length = ethernet_frame_make(&frame, packet, address, from);

	if (write(taps[twin], &frame, length) != (ssize_t)length)
		fail_msg("a twin's device takes no frame: %s",
			 strerror(errno));
}

static int socket_that_hears(enum twin twin, const struct raw_packet *packet)
{
	uint8_t protocol = packet->bytes[packet->next_header];
	const uint8_t *protocols;
	size_t count, i;

	protocols = twin_protocols(packet->family, &count);
	for (i = 0; i < count && protocols[i] != protocol; i++)
		;
	if (i == count)
		fail_msg("no socket receives protocol %u", protocol);
	return hearing[twin][packet->family == AF_INET6][i];
}

static bool is_own(const struct sockaddr_storage *from)
{
	const struct sockaddr_in6 *ipv6 = (const void *)from;
	const struct sockaddr_in *ipv4 = (const void *)from;

	if (from->ss_family == AF_INET)
		return ipv4->sin_addr.s_addr == htonl(0xc0000201);
	return !memcmp(&ipv6->sin6_addr,
		       "\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);
}

/* The stack loops its own group reports back at its own time. */
static bool hears(int fd)
{
	struct sockaddr_storage from;
	socklen_t length;
	char byte;

	do {
		length = sizeof(from);
		if (recvfrom(fd, &byte, sizeof(byte), MSG_DONTWAIT,
			     (void *)&from, &length) < 0)
			return false;
	} while (is_own(&from));
	return true;
}

bool twin_deliver(enum twin twin, const struct raw_packet *packet)
{
	int fd = socket_that_hears(twin, packet);

	write_frame(twin, packet);
	return hears(fd);
}

void twin_expect_blocked(enum twin twin, const struct raw_packet *packet,
			 unsigned int count)
{
	for (; count; count--)
		write_frame(twin, packet);
	if (hears(socket_that_hears(twin, packet)))
		fail_msg("a packet to a closed port has passed");
}

void twin_expect_quiet(enum twin twin)
{
	sa_family_t family;
	size_t count;

	for (size_t i = 0; i < FAMILIES; i++) {
		family = i ? AF_INET6 : AF_INET;
		for (twin_protocols(family, &count); count; count--) {
			if (hears(hearing[twin][i][count - 1]))
				fail_msg("a packet has arrived unseen");
		}
	}
}

void twin_send(enum twin twin, const struct raw_packet *packet)
{
	struct phonewall_address destination = { .family = packet->family };
	bool is_ipv4 = packet->family == AF_INET;
	struct socket_address to;

	memcpy(destination.bytes, packet->bytes + (is_ipv4 ? 16 : 24),
	       is_ipv4 ? 4 : 16);
	to = socket_address_make(hosts[twin], &destination, 0);
	if (sendto(senders[twin][!is_ipv4], packet->bytes, packet->length, 0,
		   (void *)&to.storage, to.length) != (ssize_t)packet->length)
		fail_msg("a twin cannot send: %s", strerror(errno));
}

bool twin_take(enum twin twin, struct raw_packet *packet)
{
	struct ethernet_frame frame;
	ssize_t length;

	do {
		length = read(taps[twin], &frame, sizeof(frame));
		if (length < (ssize_t)sizeof(frame.header))
			return false;
	} while (!ethernet_frame_read(&frame, length, packet));
	return true;
}
