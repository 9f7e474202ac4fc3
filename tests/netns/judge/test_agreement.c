// SPDX-License-Identifier: MIT
/*
 * The library, the module if it is asked, and the module if packets come give
 * the same verdict on thousands of random packets.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/verdict.h"
#include "firewall/endpoint.h"
#include "firewall/explain.h"
#include "firewall/packet_spec.h"
#include "harness/inet_socket.h"
#include "harness/live_flow.h"
#include "harness/packet_facts.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/wire.h"
#include "judge/random_packet.h"
#include "module/names.h"
#include "systems/systems.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define BATCH		500
#define BATCHES		12
#define SPOILT		3000
#define OUTGOING	2000
#define LINES		3000
#define LINE_MAX	256

static unsigned int seed = 1;
static struct phonewall_client *client;
static struct raw_packet packets[BATCH];

/* The bits of @variant choose flags and parts of the policy. */
static struct phonewall_translation make_policy(unsigned int variant)
{
	struct phonewall_translation policy = firewall_policy();

	policy.flags = variant % 4;
	if (!(variant & 4))
		random_packet_open_pages(&policy);
	if (variant & 8)
		policy.rtp = (struct phonewall_port_range){ 0 };
	policy.limits.timeout_udp = 600;
	policy.limits.timeout_udp_replied = 600;
	policy.limits.timeout_echo = 600;
	return policy;
}

static void fail_with(const struct raw_packet *packet, const char *who,
		      enum phonewall_reason said, enum phonewall_reason other)
{
	struct phonewall_packet_spec description;
	size_t i;

	if (phonewall_packet_spec_read(PHONEWALL_IN, packet->bytes,
				       packet->length, &description))
		phonewall_packet_spec_print(&description, stdout);
	printf("\n#");
	for (i = 0; i < packet->length; i++)
		printf(" %02x", packet->bytes[i]);
	printf("\n");
	fail_msg("%s says %s, and the library %s", who,
		 phonewall_reason_name(said), phonewall_reason_name(other));
}

static bool is_to_subnet_broadcast(const struct phonewall_packet *facts)
{
	static const uint8_t broadcast[] = { 192, 0, 2, 255 };

	return facts->family == AF_INET &&
	       !memcmp(facts->destination, broadcast, sizeof(broadcast));
}

/*
 * The library's verdict, and what the library cannot know: which flows are
 * live, and which address is the subnet's broadcast address.
 */
static enum phonewall_reason
expected(const struct phonewall_translation *policy,
	 const struct raw_packet *packet)
{
	struct phonewall_packet facts, quoted;
	enum phonewall_reason reason, yields;

	reason = phonewall_explain(policy, PHONEWALL_IN, packet->bytes,
				   packet->length);
	if (!packet_facts_read(packet, &facts, &quoted))
		return reason;
	if (facts.protocol == IPPROTO_TCP && live_flow_holds(&facts))
		return PHONEWALL_REASON_LIVE_FLOW;
	yields = phonewall_verdict_yields(&facts, reason);
	if (yields != reason && live_flow_holds(&facts))
		return yields;
	if (reason == PHONEWALL_REASON_UDP_REJECTED &&
	    is_to_subnet_broadcast(&facts))
		return PHONEWALL_REASON_UDP_BLOCKED;
	return reason;
}

static enum phonewall_reason asked(enum phonewall_direction direction,
				   const struct raw_packet *packet)
{
	enum phonewall_reason reason;

	if (phonewall_client_get_verdict(client, direction, packet->bytes,
					 packet->length, &reason))
		fail_msg("%s", phonewall_client_error(client));
	return reason;
}

/* Compares the verdicts of library and module on a packet to the phone. */
static enum phonewall_reason
compare(const struct phonewall_translation *policy,
	const struct raw_packet *packet)
{
	enum phonewall_reason reason = expected(policy, packet);
	enum phonewall_reason said = asked(PHONEWALL_IN, packet);

	if (said != reason)
		fail_with(packet, "the module", said, reason);
	return reason;
}

/* Of packets to the phone. */
static bool is_counted(unsigned int reason)
{
	return reason != PHONEWALL_REASON_OUTGOING &&
	       reason != PHONEWALL_REASON_UNREACHABLE_SUPPRESSED;
}

static uint64_t count_all(const struct phonewall_status *before,
			  const struct phonewall_status *after)
{
	uint64_t total = 0;

	for (unsigned int i = 0; i <= PHONEWALL_REASON_MAX; i++) {
		if (is_counted(i))
			total += after->packets[i] - before->packets[i];
	}
	return total;
}

/* Sends a packet, and waits until it has been counted. */
static struct phonewall_status inject(int wire, const struct raw_packet *packet,
				      const struct phonewall_status *before)
{
	struct phonewall_status after;
	unsigned int waited;

	wire_send(wire, packet);
	for (waited = 0; waited < WAIT_MS; waited++) {
		after = firewall_status();
		if (count_all(before, &after))
			return after;
		usleep(1000);
	}
	fail_with(packet, "no counter", PHONEWALL_REASON_MAX,
		  PHONEWALL_REASON_MAX);
	return after;
}

/* One after the other, to find the packet with another verdict. */
static void inject_singly(int wire, const enum phonewall_reason reasons[BATCH])
{
	struct phonewall_status before = firewall_status();
	struct phonewall_status after;

	for (unsigned int i = 0; i < BATCH; i++) {
		after = inject(wire, &packets[i], &before);
		for (unsigned int j = 0; j <= PHONEWALL_REASON_MAX; j++) {
			if (is_counted(j) && j != reasons[i] &&
			    after.packets[j] != before.packets[j])
				fail_with(&packets[i], "a counter", j,
					  reasons[i]);
		}
		before = after;
	}
}

static bool counts_agree(const struct phonewall_status *before,
			 const struct phonewall_status *after,
			 const enum phonewall_reason reasons[BATCH])
{
	uint64_t wanted[PHONEWALL_REASON_MAX + 1] = { 0 };

	for (unsigned int i = 0; i < BATCH; i++)
		wanted[reasons[i]]++;
	for (unsigned int i = 0; i <= PHONEWALL_REASON_MAX; i++) {
		if (is_counted(i) &&
		    after->packets[i] - before->packets[i] != wanted[i])
			return false;
	}
	return true;
}

static void inject_batch(int wire, const enum phonewall_reason reasons[BATCH])
{
	struct phonewall_status before = firewall_status();
	struct phonewall_status after;
	unsigned int waited;

	for (unsigned int i = 0; i < BATCH; i++)
		wire_send(wire, &packets[i]);
	for (waited = 0; waited < WAIT_MS; waited += 10) {
		after = firewall_status();
		if (count_all(&before, &after) >= BATCH)
			break;
		usleep(10000);
	}
	if (!counts_agree(&before, &after, reasons)) {
		inject_singly(wire, reasons);
		fail_msg("the counters disagree on a batch, and on none of its packets");
	}
}

/* A socket that is bound to no port: it joins groups and receives nothing. */
static void join(const char *group)
{
	struct phonewall_address address = make_address(group);
	struct group_req request = { .gr_interface = host_device(HOST_PHONE) };
	struct socket_address to;
	int fd = host_socket(HOST_PHONE, address.family, SOCK_DGRAM, 0);
	int level = address.family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;

	to = socket_address_make(HOST_PHONE, &address, 0);
	memcpy(&request.gr_group, &to.storage, sizeof(request.gr_group));
	if (setsockopt(fd, level, MCAST_JOIN_GROUP, &request, sizeof(request)))
		fail_msg("cannot join %s", group);
}

static void note_reasons(const enum phonewall_reason reasons[BATCH],
			 unsigned int times[PHONEWALL_REASON_MAX + 1])
{
	for (unsigned int i = 0; i < BATCH; i++)
		times[reasons[i]]++;
}

/* Without packets for a reason this test would prove nothing about it. */
static void expect_every_reason(const unsigned int *times)
{
	static const enum phonewall_reason never[] = {
		PHONEWALL_REASON_DISABLED, PHONEWALL_REASON_LOOPBACK,
		PHONEWALL_REASON_OUTGOING, PHONEWALL_REASON_FRAGMENT,
		PHONEWALL_REASON_UNREACHABLE_SUPPRESSED,
	};
	bool wanted;

	for (unsigned int i = 0; i <= PHONEWALL_REASON_MAX; i++) {
		wanted = i < __PHONEWALL_REASON_AFTER_LAST_ACCEPTED ||
			 i >= PHONEWALL_REASON_FIRST_BLOCKED;
		for (size_t j = 0; j < COUNT(never); j++)
			wanted &= i != never[j];
		if (wanted && times[i] < 5)
			fail_msg("only %u packets met %s", times[i],
				 phonewall_reason_name(i));
	}
}

static void test_packets_to_the_phone(void **state)
{
	unsigned int times[PHONEWALL_REASON_MAX + 1] = { 0 };
	enum phonewall_reason reasons[BATCH];
	struct phonewall_translation policy;
	int wire = wire_open(HOST_LAN);

	(void)state;
	for (unsigned int batch = 0; batch < BATCHES; batch++) {
		policy = make_policy(batch);
		firewall_set(&policy);
		for (unsigned int i = 0; i < BATCH; i++) {
			random_packet_make(&packets[i]);
			reasons[i] = compare(&policy, &packets[i]);
		}
		inject_batch(wire, reasons);
		note_reasons(reasons, times);
	}
	expect_every_reason(times);
	live_flows_verify();
}

/* The IP layer would not accept them, but a user may ask about them. */
static void test_spoilt_packets(void **state)
{
	struct phonewall_translation policy = make_policy(0);
	struct raw_packet packet;

	(void)state;
	firewall_set(&policy);
	for (unsigned int i = 0; i < SPOILT; i++) {
		random_packet_make(&packet);
		random_packet_spoil(&packet);
		/* The module takes the family from the first byte. */
		if (packet.bytes[0] >> 4 == (packet.family == AF_INET ? 4 : 6))
			compare(&policy, &packet);
	}
}

static void test_packets_from_the_phone(void **state)
{
	struct phonewall_translation policy;
	enum phonewall_reason reason, said;
	unsigned int suppressed = 0;
	struct raw_packet packet;

	(void)state;
	for (unsigned int i = 0; i < OUTGOING; i++) {
		policy = make_policy(i / (OUTGOING / 4));
		if (i % (OUTGOING / 4) == 0)
			firewall_set(&policy);
		random_packet_make(&packet);
		reason = phonewall_explain(&policy, PHONEWALL_OUT, packet.bytes,
					   packet.length);
		said = asked(PHONEWALL_OUT, &packet);
		if (said != reason)
			fail_with(&packet, "the module", said, reason);
		suppressed += reason ==
			      PHONEWALL_REASON_UNREACHABLE_SUPPRESSED;
	}
	assert_true(suppressed > 5);
}

/* The parameters that open what firewall_policy() opens, and flags. */
static const char file[] =
	"<flat-profile>\n"
	"<Line_Enable_1_>Yes</Line_Enable_1_>\n"
	"<SIP_Transport_1_>UDP</SIP_Transport_1_>\n"
	"<SIP_Port_1_>5060</SIP_Port_1_>\n"
	"<RTP_Port_Min>16384</RTP_Port_Min>\n"
	"<RTP_Port_Max>16401</RTP_Port_Max>\n"
	"<Firewall_Config>NO_ICMP_PING,NO_ICMP_UNREACHABLE,TCP:81"
	"</Firewall_Config>\n"
	"</flat-profile>\n";

/**
 * struct line - a packet that was put into words
 * @asked: what the module says of the packet
 * @explained: what the library says of it
 */
struct line {
	enum phonewall_reason asked;
	enum phonewall_reason explained;
};

static struct phonewall_systems translate(void)
{
	struct phonewall_systems systems;
	struct phonewall_faults faults = { 0 };
	struct phonewall_settings settings;

	phonewall_settings_default(&settings);
	if (phonewall_systems_read(file, strlen(file), &settings, &systems,
				   &faults, NULL))
		fail_msg("%s", faults.list[0].message);
	return systems;
}

static FILE *open_file(const char *name, const char *mode)
{
	FILE *stream = fopen(name, mode);

	if (!stream)
		fail_msg("cannot open %s", name);
	return stream;
}

static void write_lines(const struct phonewall_translation *translation,
			struct line lines[LINES])
{
	struct phonewall_packet_spec description;
	FILE *stream = open_file("lines", "we");
	enum phonewall_direction direction;
	struct raw_packet packet;
	unsigned int count = 0;

	while (count < LINES) {
		random_packet_make(&packet);
		direction = random_below(8) ? PHONEWALL_IN : PHONEWALL_OUT;
		if (!phonewall_packet_spec_read(direction, packet.bytes,
						packet.length, &description))
			continue;
		phonewall_packet_spec_print(&description, stream);
		fputc('\n', stream);
		lines[count].asked = asked(direction, &packet);
		lines[count++].explained =
			phonewall_explain(translation, direction, packet.bytes,
					  packet.length);
	}
	assert_int_equal(fclose(stream), 0);
}

/* The verdict that "phonewallctl explain --batch" prints for a line. */
static void expect_verdict(const char *verdict, const char *description,
			   enum phonewall_reason reason)
{
	char expected_verdict[LINE_MAX];

	snprintf(expected_verdict, sizeof(expected_verdict), "%s %s\n",
		 phonewall_reason_accepts(reason) ? "accept" : "block",
		 phonewall_reason_name(reason));
	if (strcmp(verdict, expected_verdict))
		fail_msg("%s: phonewallctl says %s instead of %s", description,
			 verdict, expected_verdict);
}

static void expect_verdicts(const struct line lines[LINES], bool of_the_module)
{
	char description[LINE_MAX], verdict[LINE_MAX];
	FILE *descriptions = open_file("lines", "re");
	FILE *verdicts = open_file("verdicts", "re");

	for (unsigned int i = 0; i < LINES; i++) {
		assert_non_null(fgets(description, LINE_MAX, descriptions));
		assert_non_null(fgets(verdict, LINE_MAX, verdicts));
		expect_verdict(verdict, description, of_the_module ?
			       lines[i].asked : lines[i].explained);
	}
	assert_null(fgets(verdict, LINE_MAX, verdicts));
	fclose(verdicts);
	fclose(descriptions);
}

static void test_explain(void **state)
{
	char folder[] = "/tmp/agreement-XXXXXX";
	static struct line lines[LINES];
	struct phonewall_systems systems = translate();
	FILE *stream;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	stream = open_file("cfg.xml", "we");
	fputs(file, stream);
	fclose(stream);
	firewall_set(&systems.firewall);
	write_lines(&systems.firewall, lines);
	host_run(HOST_PHONE, "phonewallctl explain --batch <lines >verdicts");
	expect_verdicts(lines, true);
	host_run(HOST_PHONE, "phonewallctl explain --config cfg.xml --batch"
		 " <lines >verdicts");
	expect_verdicts(lines, false);
	phonewall_systems_clear(&systems);
	host_run(HOST_PHONE, "rm -r %s", folder);
}

static int begin_test(void **state)
{
	struct phonewall_translation policy = make_policy(0);

	suite_begin_test(state);
	host_enter(HOST_PHONE);
	client = phonewall_client_open();
	host_leave();
	assert_non_null(client);
	firewall_set(&policy);
	join(RANDOM_PAGE_IPV4);
	join(RANDOM_PAGE_IPV6);
	join(RANDOM_OTHER_IPV4);
	join(RANDOM_OTHER_IPV6);
	live_flows_begin();
	random_packet_seed(seed);
	return 0;
}

static int end_test(void **state)
{
	phonewall_client_close(client);
	return suite_end_test(state);
}

#define TEST(test, variant) \
	{ #test, test, begin_test, end_test, variant }

/* test_agreement [SEED] */
int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(test_packets_to_the_phone, &suite_ipv4),
		TEST(test_spoilt_packets, &suite_ipv4),
		TEST(test_packets_from_the_phone, &suite_ipv4),
		TEST(test_explain, &suite_ipv4),
	};

	if (argc > 1)
		seed = strtoul(argv[1], NULL, 0);
	printf("# seed %u\n", seed);
	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
