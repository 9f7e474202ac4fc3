// SPDX-License-Identifier: MIT
/*
 * Thousands of packets that need not be valid, to the phone and by raw sockets
 * from it, one after the other and from two processors while policies change.
 * Counters before and behind the module's hooks agree with the module's own,
 * and packets that must pass do so before and afterwards.
 */
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/child.h"
#include "harness/control.h"
#include "harness/inet_socket.h"
#include "harness/live_flow.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/wire.h"
#include "judge/random_packet.h"
#include "judge/wild_packet.h"
#include "module/names.h"

#define BATCH		500
#define BATCHES		10
#define CONCURRENT	3000
#define READINGS_MAX	100

/**
 * struct passages - how many packets were seen at the phone's hooks
 * @in: before the module at LOCAL_IN
 * @let_in: behind it
 * @out: before the module at LOCAL_OUT
 * @let_out: behind it
 */
struct passages {
	unsigned long long in;
	unsigned long long let_in;
	unsigned long long out;
	unsigned long long let_out;
};

static unsigned int seed = 1;
static struct passages judged, counted;

/*
 * nftables counts, at the priorities just before and just behind the module's.
 */
static void begin_judging(void)
{
	host_run(HOST_PHONE, "nft -f - <<'END'\n"
		 "table inet judge {\n"
		 "chain in { type filter hook input priority 100; counter; }\n"
		 "chain let_in { type filter hook input priority 102; counter; }\n"
		 "chain out { type filter hook output priority -102; counter; }\n"
		 "chain let_out { type filter hook output priority -100; counter; }\n"
		 "}\nEND");
}

static void read_judge(struct passages *passages)
{
	char text[256];
	int status;

	status = host_output(HOST_PHONE, text, sizeof(text),
			     "nft list table inet judge |"
			     " sed -n 's/.*counter packets \\([0-9]*\\).*/\\1/p'");
	assert_int_equal(status, 0);
	assert_int_equal(sscanf(text, "%llu %llu %llu %llu", &passages->in,
				&passages->let_in, &passages->out,
				&passages->let_out), 4);
}

static void count(const struct phonewall_status *status,
		  struct passages *passages)
{
	*passages = (struct passages){ 0 };
	for (unsigned int i = 0; i <= PHONEWALL_REASON_MAX; i++) {
		if (i == PHONEWALL_REASON_OUTGOING ||
		    i == PHONEWALL_REASON_UNREACHABLE_SUPPRESSED)
			passages->out += status->packets[i];
		else
			passages->in += status->packets[i];
		if (i == PHONEWALL_REASON_OUTGOING)
			passages->let_out += status->packets[i];
		else if (phonewall_reason_accepts(i))
			passages->let_in += status->packets[i];
	}
}

/* Read while nothing passes: at times the kernel sends packets by itself. */
static void read_both(struct passages *judge, struct passages *module)
{
	struct phonewall_status before, after;

	for (unsigned int i = 0; i < READINGS_MAX; i++) {
		before = firewall_status();
		read_judge(judge);
		after = firewall_status();
		if (!memcmp(before.packets, after.packets,
			    sizeof(after.packets))) {
			count(&after, module);
			return;
		}
	}
	fail_msg("there is no quiet moment");
}

static void expect_equal(const char *what, unsigned long long judge,
			 unsigned long long module)
{
	if (judge != module)
		fail_msg("seed %u: %llu packets %s, and the module counts %llu",
			 seed, judge, what, module);
}

/* Returns how many packets there were since the last call. */
static struct passages expect_agreement(void)
{
	struct passages judge, module;

	control_pass(AF_INET);
	control_pass(AF_INET6);
	read_both(&judge, &module);
	judge.in -= judged.in;
	judge.let_in -= judged.let_in;
	judge.out -= judged.out;
	judge.let_out -= judged.let_out;
	expect_equal("came in", judge.in, module.in - counted.in);
	expect_equal("were let in", judge.let_in,
		     module.let_in - counted.let_in);
	expect_equal("were sent", judge.out, module.out - counted.out);
	expect_equal("were let out", judge.let_out,
		     module.let_out - counted.let_out);
	judged.in += judge.in;
	judged.let_in += judge.let_in;
	judged.out += judge.out;
	judged.let_out += judge.let_out;
	counted = module;
	return judge;
}

static void set_policy(unsigned int variant)
{
	struct phonewall_translation policy = firewall_policy();

	policy.flags = variant % (FIREWALL_FLAGS + 1);
	firewall_set(&policy);
	assert_true(firewall_status().flows <= PHONEWALL_FLOW_LIMIT_DEFAULT);
}

static void add(struct passages *all, const struct passages *some)
{
	all->in += some->in;
	all->let_in += some->let_in;
	all->out += some->out;
	all->let_out += some->let_out;
}

/* The test proves something only with enough packets of each kind. */
static void test_to_the_phone(void **state)
{
	int wire = wire_open(HOST_LAN);
	struct passages all = { 0 };
	struct raw_packet packet;
	struct passages some;

	(void)state;
	for (unsigned int i = 0; i < BATCHES; i++) {
		set_policy(i);
		for (unsigned int j = 0; j < BATCH; j++) {
			wild_packet_make(&packet);
			wire_send(wire, &packet);
		}
		some = expect_agreement();
		add(&all, &some);
	}
	wire_drain(wire);
	printf("# %u packets sent, %llu reached the hook, %llu were let in\n",
	       BATCHES * BATCH, all.in, all.let_in);
	assert_in_range(all.in, BATCHES * BATCH / 4, 2 * BATCHES * BATCH);
	assert_in_range(all.let_in, BATCHES * BATCH / 20, all.in - 1);
}

/**
 * struct raw_sockets - sockets of the phone's that send what they are given
 * @ipv4: with an IPv4 header
 * @ipv6: with an IPv6 header
 */
struct raw_sockets {
	int ipv4;
	int ipv6;
};

static struct raw_sockets open_raw_sockets(void)
{
	const struct raw_sockets sockets = {
		.ipv4 = host_socket(HOST_PHONE, AF_INET, SOCK_RAW, IPPROTO_RAW),
		.ipv6 = host_socket(HOST_PHONE, AF_INET6, SOCK_RAW,
				    IPPROTO_RAW),
	};

	socket_enable(sockets.ipv4, SOL_SOCKET, SO_BROADCAST);
	return sockets;
}

/* Returns true if the kernel accepted the packet. */
static bool send_from_phone(const struct raw_sockets *sockets,
			    struct raw_packet *packet)
{
	struct phonewall_address to;
	struct socket_address address;

	wild_packet_turn(packet, &to);
	address = socket_address_make(HOST_PHONE, &to, 0);
	return sendto(packet->family == AF_INET ? sockets->ipv4 : sockets->ipv6,
		      packet->bytes, packet->length, 0,
		      (void *)&address.storage, address.length) >= 0;
}

/*
 * An accepted packet has passed the hook, unless it is an IPv6 fragment: those
 * wait in front of it for the others.
 */
static void test_from_the_phone(void **state)
{
	unsigned int sent[] = { 0, 0 };
	struct raw_sockets sockets = open_raw_sockets();
	struct passages all = { 0 };
	struct raw_packet packet;
	struct passages some;

	(void)state;
	for (unsigned int i = 0; i < BATCHES; i++) {
		set_policy(i);
		for (unsigned int j = 0; j < BATCH; j++) {
			wild_packet_make(&packet);
			if (send_from_phone(&sockets, &packet))
				sent[packet.family == AF_INET6]++;
		}
		some = expect_agreement();
		add(&all, &some);
	}
	printf("# %u packets, %u and %u sent, %llu at the hook, %llu let out\n",
	       BATCHES * BATCH, sent[0], sent[1], all.out, all.let_out);
	assert_true(sent[0] > BATCHES * BATCH / 8);
	assert_true(sent[1] > BATCHES * BATCH / 8);
	assert_true(all.out >= sent[0] + sent[1] / 4);
	assert_true(all.let_out < all.out);
	assert_true(firewall_status().flows_created > 0);
}

/* In a child, whose exit status the test checks. */
static void send_many(int wire, const struct raw_sockets *sockets,
		      unsigned int number)
{
	struct raw_packet packet;

	random_packet_seed(seed + 1 + number);
	for (unsigned int i = 0; i < CONCURRENT; i++) {
		wild_packet_make(&packet);
		if (number)
			wire_try_send(wire, &packet);
		else
			send_from_phone(sockets, &packet);
	}
	_exit(0);
}

static pid_t begin_sending(int wire, const struct raw_sockets *sockets,
			   unsigned int number)
{
	pid_t child = child_start(number);

	if (!child)
		send_many(wire, sockets, number);
	return child;
}

/* Returns how many changes there were. */
static unsigned int change_until_end_of(pid_t child)
{
	unsigned int changes = 0;
	int status;
	pid_t end;

	while (!(end = waitpid(child, &status, WNOHANG))) {
		set_policy(changes++);
		firewall_flush();
	}
	assert_int_equal(end, child);
	assert_int_equal(status, 0);
	return changes;
}

static void test_two_processors(void **state)
{
	struct raw_sockets sockets = open_raw_sockets();
	int wire = wire_open(HOST_LAN);
	unsigned int changes = 0;
	struct passages all;
	pid_t children[2];

	(void)state;
	for (unsigned int i = 0; i < 2; i++)
		children[i] = begin_sending(wire, &sockets, i);
	for (unsigned int i = 0; i < 2; i++)
		changes += change_until_end_of(children[i]);
	set_policy(0);
	all = expect_agreement();
	wire_drain(wire);
	printf("# %u packets each way, %llu at the hooks, under %u policies\n",
	       CONCURRENT, all.in + all.out, changes);
	assert_true(all.in > CONCURRENT / 4);
	assert_true(all.out > CONCURRENT / 4);
	assert_true(changes > 1);
}

static int begin(void **state)
{
	suite_begin(state);
	/* The LAN's packets contain nonsense advertisements. */
	host_set(HOST_PHONE, "ipv6/conf/" TOPOLOGY_DEVICE "/accept_ra", "0");
	begin_judging();
	return 0;
}

static void prepare(void)
{
	live_flows_begin();
	random_packet_seed(seed);
	control_pass(AF_INET);
	control_pass(AF_INET6);
	read_both(&judged, &counted);
}

/* test_packet_fuzz [SEED] */
int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST_IPV4(test_to_the_phone),
		TEST_IPV4(test_from_the_phone),
		TEST_IPV4(test_two_processors),
	};

	if (argc > 1)
		seed = strtoul(argv[1], NULL, 0);
	printf("# seed %u\n", seed);
	suite_prepare_tests(prepare);
	return cmocka_run_group_tests(tests, begin, suite_end);
}
