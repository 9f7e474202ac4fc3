// SPDX-License-Identifier: MIT
/*
 * Floods of packets: the phone's memory stays bounded, established traffic
 * continues, no log is flooded, and the agent works.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/memory.h"
#include "harness/agent_process.h"
#include "harness/genetlink.h"
#include "harness/kernel_log.h"
#include "harness/kernel_memory.h"
#include "harness/raw_packet.h"
#include "harness/suite.h"
#include "harness/tcp.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "harness/wire.h"
#include "module/message.h"
#include "stress/flood.h"
#include "stress/traffic.h"

#define SEED		20260101
#define FLOOD		15000	/* packets at least */
#define CLOSED_FIRST	20000	/* and as many ports from there on */
#define POLL_US		5000
#define FLOOD_MS	120000
/* The module's own limit of events for each second. */
#define EVENTS_BURST	20
/* Messages of the kernel itself, which are limited too. */
#define LOG_LINES	30
#define FLOWS_MAX	4096
/* Of 4 MB, with about 1 kB each (ipfrag_high_thresh). */
#define FRAGMENTS_MAX	8192
#define STRAY_KB	4096
#define OVERRUNS	200

/**
 * struct flood - a kind of flood
 * @make: makes the next packet
 * @reason: the verdict on many of them; none if the kernel takes them
 *	before
 * @cache: where the kernel keeps what it must remember of them; may be NULL
 * @has_listener: whether there is a listener at TCP_OPEN, which accepts nothing
 */
struct flood {
	void (*make)(struct raw_packet *packet, sa_family_t family,
		     uint32_t number);
	enum phonewall_reason reason;
	const char *cache;
	bool has_listener;
};

static struct genetlink events;
static const struct flood *flood_now;
static int wire;
static pid_t agent;
static unsigned int configurations;

/* Anywhere beyond the LAN. */
static struct path path_of_stranger(sa_family_t family, uint16_t port)
{
	struct path path = path_to_phone(family, 1024 + random() % 60000,
					 port);

	if (family == AF_INET)
		path.from = make_address("198.18.0.0");
	else
		path.from = make_address("2001:db8:1::");
	for (unsigned int i = family == AF_INET ? 2 : 8;
	     i < (family == AF_INET ? 4U : 16U); i++)
		path.from.bytes[i] = random();
	return path;
}

static uint16_t closed_port(void)
{
	return CLOSED_FIRST + random() % CLOSED_FIRST;
}

static void make_syn(struct raw_packet *packet, sa_family_t family,
		     uint32_t number)
{
	struct path path = path_of_stranger(family, number % 4 < 2 ?
					    TCP_OPEN : closed_port());
	const struct tcp_fields fields = {
		.flags = TCP_SYN,
		.sequence = random(),
	};

	raw_packet_make_tcp(packet, &path, &fields, "");
}

static void make_udp_closed(struct raw_packet *packet, sa_family_t family,
			    uint32_t number)
{
	struct path path = path_of_stranger(family, closed_port());

	(void)number;
	raw_packet_make_text(packet, &path, "flood");
}

static void make_udp_open(struct raw_packet *packet, sa_family_t family,
			  uint32_t number)
{
	struct path path = path_of_stranger(family, RTP_FIRST + number % 4);

	raw_packet_make_text(packet, &path, "flood");
}

static void make_icmp(struct raw_packet *packet, sa_family_t family,
		      uint32_t number)
{
	struct path path = path_of_stranger(family, 0);

	if (number % 4 < 2)
		raw_packet_make_echo(packet, &path, random());
	else
		raw_packet_make_echo_reply(packet, &path, random());
}

static void make_whole(struct raw_packet *packet, sa_family_t family)
{
	static const char data[1000];
	struct path path = path_of_stranger(family, closed_port());

	raw_packet_make_udp(packet, &path, data, sizeof(data));
}

static void make_first_fragment(struct raw_packet *packet, sa_family_t family,
				uint32_t number)
{
	const struct fragment first = {
		.id = number, .length = 512, .more = true,
	};
	struct raw_packet whole;

	make_whole(&whole, family);
	raw_packet_make_fragment(packet, &whole, &first);
}

/* The second of each pair overlaps the first, which invalidates both. */
static void make_overlapping(struct raw_packet *packet, sa_family_t family,
			     uint32_t number)
{
	static struct raw_packet whole[2];
	struct raw_packet *now = &whole[family == AF_INET6];
	const struct fragment first = {
		.id = number / 4, .length = 512, .more = true,
	};
	const struct fragment second = {
		.id = number / 4, .offset = 256, .length = 752,
	};

	if (number % 4 < 2)
		make_whole(now, family);
	raw_packet_make_fragment(packet, now,
				 number % 4 < 2 ? &first : &second);
}

static struct phonewall_address group(sa_family_t family, uint32_t number)
{
	struct phonewall_address address;

	if (family == AF_INET)
		address = make_address(number % 4 < 2 ? "224.0.0.1" :
				       "239.1.0.0");
	else
		address = make_address(number % 4 < 2 ? "ff02::1" : "ff05::");
	if (number % 4 >= 2) {
		address.bytes[family == AF_INET ? 2 : 14] = random();
		address.bytes[family == AF_INET ? 3 : 15] = random();
	}
	return address;
}

static void make_multicast(struct raw_packet *packet, sa_family_t family,
			   uint32_t number)
{
	struct path path = path_of_stranger(family, closed_port());

	path.to = group(family, number);
	raw_packet_make_text(packet, &path, "flood");
}

static bool send_next(uint32_t number)
{
	struct raw_packet packet;

	flood_now->make(&packet, number % 2 ? AF_INET6 : AF_INET, number);
	return wire_try_send(wire, &packet);
}

/* On the processor of the test, so that its backlog is not that of traffic. */
static void begin_flood(const struct flood *flood)
{
	flood_now = flood;
	flood_begin(0, send_next);
}

/* Returns true if an event has come. */
static bool take_event(const struct genetlink *genetlink,
		       struct phonewall_event *event)
{
	static uint8_t datagram[GENETLINK_MAX] __attribute__((aligned(4)));
	ssize_t length = genetlink_read(genetlink, datagram, 0);

	if (length <= 0)
		return false;
	assert_int_equal(phonewall_message_read_event((void *)datagram, event),
			 0);
	return true;
}

/* Returns how many events about blocked packets have come. */
static unsigned int take_blocked(void)
{
	struct phonewall_event event;
	unsigned int blocked = 0;

	while (take_event(&events, &event))
		blocked += event.command == PHONEWALL_CMD_EVENT_BLOCKED;
	return blocked;
}

static void write_configuration(unsigned int port)
{
	char *text = phonewall_memory_print(
		"<flat-profile><Firewall_Config>UDP:5999,TCP:%u"
		"</Firewall_Config></flat-profile>\n", port);

	agent_replace_file(AGENT_CONFIGURATION, text);
	free(text);
}

/* A cfg.xml that is replaced is in force soon. */
static void expect_agent_applies(void)
{
	uint32_t generation = firewall_status().generation;
	unsigned int waited;

	write_configuration(CLOSED_FIRST + 1 + configurations++);
	for (waited = 0; waited < FLOOD_MS * 1000; waited += POLL_US) {
		if (firewall_status().generation == generation + 1)
			return;
		usleep(POLL_US);
	}
	fail_msg("phonewalld does not apply a file");
}

static void expect_commands_answer(void)
{
	char output[4096];

	assert_int_equal(host_output(HOST_PHONE, output, sizeof(output),
				     "phonewallctl status"), 0);
	assert_non_null(strstr(output, "enabled"));
	assert_int_equal(host_output(HOST_PHONE, output, sizeof(output),
				     "phonewallctl flows"), 0);
}

/* Returns how many events about blocked packets came meanwhile. */
static unsigned int wait_for_flood(void)
{
	unsigned int blocked = 0;
	unsigned int waited;

	for (waited = 0; waited < FLOOD_MS * 1000; waited += POLL_US) {
		blocked += take_blocked();
		if (flood_sent() >= FLOOD)
			return blocked;
		usleep(POLL_US);
	}
	fail_msg("there is no flood");
	return 0;
}

static void expect_judged(const struct flood *flood,
			  const struct phonewall_status *before)
{
	struct phonewall_status after = firewall_status();

	if (flood->reason != PHONEWALL_REASON_DISABLED)
		assert_true(after.packets[flood->reason] -
			    before->packets[flood->reason] > FLOOD / 10);
	assert_true(after.flows <= FLOWS_MAX);
	assert_true(kernel_memory_flows() <= 2 * FLOWS_MAX);
}

static void expect_bounded(const struct flood *flood)
{
	if (flood->cache)
		assert_in_range(kernel_memory_objects(flood->cache), 1,
				FRAGMENTS_MAX);
}

static void expect_returned(const struct flood *flood)
{
	unsigned int waited;

	if (!flood->cache)
		return;
	for (waited = 0; waited < WAIT_MS * 2000; waited += POLL_US) {
		if (!kernel_memory_objects(flood->cache))
			return;
		usleep(POLL_US);
	}
	fail_msg("fragments are kept for ever");
}

static void check_flood(const struct flood *flood)
{
	unsigned long slab = kernel_memory_kilobytes("Slab");
	struct phonewall_status before = firewall_status();
	unsigned int blocked, lines;

	take_blocked();
	kernel_log_begin();
	traffic_begin(TRAFFIC_ALL & ~(1 << TRAFFIC_SCATTER));
	if (flood->has_listener) {
		tcp_listen(HOST_PHONE, AF_INET, TCP_OPEN);
		tcp_listen(HOST_PHONE, AF_INET6, TCP_OPEN);
	}
	begin_flood(flood);
	traffic_wait(10);
	expect_agent_applies();
	expect_commands_answer();
	blocked = wait_for_flood();
	traffic_wait(10);
	expect_bounded(flood);
	flood_end();
	blocked += take_blocked();
	lines = kernel_log_lines();
	traffic_end();
	expect_judged(flood, &before);
	expect_returned(flood);
	wire_drain(wire);
	printf("# flood of %u in %.1f s: %u events, %u lines in the log, %ld kB more\n",
	       flood_sent(), flood_seconds(), blocked, lines,
	       (long)kernel_memory_kilobytes("Slab") - (long)slab);
	assert_true(blocked <= EVENTS_BURST * (flood_seconds() + 2));
	assert_true(lines <= LOG_LINES);
	assert_true(kernel_memory_kilobytes("Slab") <=
		    slab + STRAY_KB + kernel_memory_quarantine());
}

static void test_syn(void **state)
{
	const struct flood flood = {
		make_syn, PHONEWALL_REASON_TCP_BLOCKED, NULL, true
	};

	(void)state;
	check_flood(&flood);
}

static void test_udp_closed(void **state)
{
	const struct flood flood = {
		make_udp_closed, PHONEWALL_REASON_UDP_REJECTED, NULL, false
	};

	(void)state;
	check_flood(&flood);
}

/* Two of four ports have a socket, which no one reads. */
static void test_udp_open(void **state)
{
	const struct flood flood = {
		make_udp_open, PHONEWALL_REASON_OPEN_PORT, NULL, false
	};

	(void)state;
	udp_open(HOST_PHONE, AF_INET, RTP_FIRST);
	udp_open(HOST_PHONE, AF_INET6, RTP_FIRST + 1);
	check_flood(&flood);
}

static void test_icmp(void **state)
{
	const struct flood flood = {
		make_icmp, PHONEWALL_REASON_ECHO_REQUEST, NULL, false
	};

	(void)state;
	check_flood(&flood);
}

static void test_fragments(void **state)
{
	const struct flood flood = {
		make_first_fragment, PHONEWALL_REASON_DISABLED, "ip4-frags",
		false
	};

	(void)state;
	check_flood(&flood);
}

static void test_fragments_ipv6(void **state)
{
	const struct flood flood = {
		make_first_fragment, PHONEWALL_REASON_DISABLED, "nf-frags",
		false
	};

	(void)state;
	check_flood(&flood);
}

static void test_overlapping_fragments(void **state)
{
	const struct flood flood = {
		make_overlapping, PHONEWALL_REASON_DISABLED, NULL, false
	};

	(void)state;
	check_flood(&flood);
}

static void test_multicast(void **state)
{
	const struct flood flood = {
		make_multicast, PHONEWALL_REASON_UDP_BLOCKED, NULL, false
	};

	(void)state;
	check_flood(&flood);
}

static struct genetlink open_deaf(void)
{
	const int size = 4096;
	struct genetlink deaf;

	genetlink_open_phone(&deaf);
	assert_int_equal(setsockopt(deaf.fd, SOL_SOCKET, SO_RCVBUF, &size,
				    sizeof(size)), 0);
	assert_int_equal(genetlink_join(&deaf), 0);
	return deaf;
}

static unsigned int take_policies(const struct genetlink *genetlink)
{
	unsigned int policies = 0;
	struct phonewall_event event;

	while (take_event(genetlink, &event))
		policies += event.command == PHONEWALL_CMD_EVENT_POLICY;
	return policies;
}

/*
 * A socket that is not read loses events, gets one error and then the later
 * ones. A socket that is read gets all of them, and requests and dumps are
 * answered.
 */
static void test_overrun(void **state)
{
	static uint8_t datagram[GENETLINK_MAX] __attribute__((aligned(4)));
	const struct flood flood = { .make = make_udp_closed };
	struct phonewall_translation policy = firewall_policy();
	struct genetlink deaf = open_deaf();
	unsigned int told = 0, heard;

	(void)state;
	take_policies(&events);
	traffic_begin(TRAFFIC_ALL);
	begin_flood(&flood);
	for (unsigned int i = 0; i < OVERRUNS; i++) {
		firewall_set(&policy);
		told += take_policies(&events);
	}
	assert_int_equal(told, OVERRUNS);
	assert_true(firewall_find_flow(NULL, IPPROTO_UDP, 6101, 7101));
	expect_commands_answer();
	flood_end();
	traffic_end();
	assert_int_equal(genetlink_read(&deaf, datagram, 0), -ENOBUFS);
	heard = take_policies(&deaf);
	assert_true(heard < OVERRUNS);
	assert_int_equal(genetlink_read(&deaf, datagram, 0), 0);
	firewall_set(&policy);
	assert_int_equal(take_policies(&deaf), 1);
	printf("# %u policies, of which one heard %u and another one %u\n",
	       OVERRUNS, told, heard);
}

static void begin_agent(void)
{
	agent_create_files();
	write_configuration(CLOSED_FIRST);
	agent = agent_start(HOST_PHONE);
	for (unsigned int waited = 0; !firewall_status().enabled; waited++) {
		assert_in_range(waited, 0, WAIT_MS);
		usleep(1000);
	}
}

/*
 * The phone's answers to strangers leave, so they are a flood too. Fragments
 * time out soon.
 */
static int begin_suite(void **state)
{
	suite_begin(state);
	host_run(HOST_PHONE, "ip route add default via 192.0.2.2 &&"
		 " ip -6 route add default via 2001:db8::2");
	host_set(HOST_PHONE, "ipv4/ipfrag_time", "2");
	host_set(HOST_PHONE, "netfilter/nf_conntrack_frag6_timeout", "2");
	begin_agent();
	srandom(SEED);
	printf("# seed %u, floods of %u packets at least\n", SEED, FLOOD);
	return 0;
}

static int end_suite(void **state)
{
	agent_kill(agent);
	return suite_end(state);
}

static int begin_test(void **state)
{
	(void)state;
	firewall_flush();
	wire = wire_open(HOST_LAN);
	genetlink_open_phone(&events);
	assert_int_equal(genetlink_join(&events), 0);
	return 0;
}

#define TEST(test)	{ #test, test, begin_test, suite_end_test, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_syn),
		TEST(test_udp_closed),
		TEST(test_udp_open),
		TEST(test_icmp),
		TEST(test_fragments),
		TEST(test_fragments_ipv6),
		TEST(test_overlapping_fragments),
		TEST(test_multicast),
		TEST(test_overrun),
	};

	return cmocka_run_group_tests(tests, begin_suite, end_suite);
}
