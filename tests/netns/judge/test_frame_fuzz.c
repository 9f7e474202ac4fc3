// SPDX-License-Identifier: MIT
/*
 * Thousands of random frames at the ports. Each EAPOL frame from the PC is
 * counted once, forwarded frames arrive unchanged and in order, and nothing
 * else arrives. With the PC port disabled nothing arrives.
 */
#include <linux/if_ether.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/inet_socket.h"
#include "harness/phone_ports.h"
#include "judge/random_packet.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define PICK(array)	((array)[random_below(COUNT(array))])
#define BATCH		40
#define BATCHES		100
#define STATIONS	40
#define TAGS_MAX	10
#define HEADER		14
#define SETTLE_MS	200

/**
 * struct batch - frames that are on their way
 * @frames: the frames
 * @count: how many of them were sent
 */
struct batch {
	struct eapol_frame frames[BATCH + 1];
	unsigned int count;
};

static unsigned int seed = 1;
static struct batch batch;

static bool one_in(unsigned int times)
{
	return !random_below(times);
}

static void randomise(uint8_t *bytes, size_t length)
{
	while (length--)
		*bytes++ = random();
}

static struct station random_station(void)
{
	static const char *const devices[] = { SWITCH_PORT, PC_PORT, BRIDGE };
	static const struct station groups[] = {
		{ { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
		{ { 0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e } },
		{ { 0x33, 0x33, 0x00, 0x00, 0x00, 0x01 } },
		{ { 0 } },
	};
	struct station station;

	switch (random_below(8)) {
	case 0:
		return link_address(HOST_PHONE, PICK(devices));
	case 1:
		return PICK(groups);
	case 2:
		randomise(station.bytes, sizeof(station.bytes));
		return station;
	default:
		return station_number(1 + random_below(STATIONS));
	}
}

/*
 * With EAP codes and identifiers that often match, and a right or wrong length.
 */
static struct eapol_frame random_eapol(void)
{
	size_t length = one_in(8) ? HEADER + random_below(8) :
				    18 + random_below(EAPOL_FRAME_FULL - 17);
	struct station to = one_in(2) ? pae_group : random_station();
	struct eapol_frame frame;

	frame = eapol_frame_sized(to, random_station(),
				  one_in(8) ? (unsigned int)random() :
					      random_below(6),
				  length < 18 ? 18 : length);
	frame.bytes[14] = random_below(5);
	frame.bytes[18] = random_below(6);
	frame.bytes[19] = random_below(3);
	if (one_in(4))
		randomise(frame.bytes + 16, 2);
	frame.length = length;
	return frame;
}

static struct eapol_frame random_other(void)
{
	static const uint16_t protocols[] = {
		ETH_P_IP, ETH_P_IPV6, ETH_P_ARP, ETH_P_PAE + 1, 0x8100, 0x88a8,
		0x0005, 0x05ff, 0x88cc,
	};
	struct eapol_frame frame;

	frame = plain_frame(one_in(2) ?
			    link_address(HOST_PHONE, PC_PORT) :
			    random_station(), random_station(),
			    one_in(4) ? random() : PICK(protocols));
	frame.length = HEADER + random_below(200);
	randomise(frame.bytes + HEADER, frame.length - HEADER);
	if (one_in(2))
		frame.bytes[HEADER] = one_in(2) ? 0x45 : 0x60;
	return frame;
}

/* The kernel drops a tag with almost nothing behind it. */
static void add_tags(struct eapol_frame *frame)
{
	unsigned int count = one_in(3) ? random_below(TAGS_MAX + 1) : 1;

	if (frame->length < HEADER + 4)
		return;
	for (unsigned int i = 0; i < count; i++)
		eapol_frame_tag(frame, one_in(2) ? 0x8100 : 0x88a8,
				one_in(2) ? 0xa000 : random());
}

static bool is_eapol(const struct eapol_frame *frame)
{
	return eapol_frame_protocol(frame) == ETH_P_PAE;
}

static void send_one(int wire, const struct eapol_frame *frame)
{
	if (frame_try_send(wire, frame))
		batch.frames[batch.count++] = *frame;
}

static uint64_t counted(const struct dot1x_status *status)
{
	return status->counts[PHONEWALL_DOT1X_TO_SWITCH] +
	       status->counts[PHONEWALL_DOT1X_SPOOFED] +
	       status->counts[PHONEWALL_DOT1X_FOR_PHONE] +
	       status->counts[PHONEWALL_DOT1X_TAGGED] +
	       status->counts[PHONEWALL_DOT1X_MALFORMED] +
	       status->counts[PHONEWALL_DOT1X_NOT_SENT] +
	       status->counts[PHONEWALL_DOT1X_SESSIONS_REFUSED];
}

static bool is_same(const struct eapol_frame *one,
		    const struct eapol_frame *other)
{
	return one->length == other->length &&
	       !memcmp(one->bytes, other->bytes, one->length);
}

static void find_in_batch(const struct eapol_frame *frame, unsigned int *next)
{
	while (*next < batch.count && !is_same(frame, &batch.frames[*next]))
		(*next)++;
	if ((*next)++ == batch.count)
		fail_msg("a frame has arrived that was not sent");
}

/*
 * Receives EAPOL, each frame of which must be one of the batch, in order, up to
 * the last. Returns how many frames there were.
 */
static unsigned int expect_in_order(int wire)
{
	unsigned int count = 0, next = 0;
	struct eapol_frame frame;

	while (next < batch.count) {
		if (!frame_receive(wire, &frame, NULL, WAIT_MS))
			fail_msg("the last frame has not arrived");
		if (!is_eapol(&frame))
			continue;
		find_in_batch(&frame, &next);
		count++;
	}
	return count;
}

static void expect_no_eapol(int wire)
{
	struct eapol_frame frame;

	while (frame_receive(wire, &frame, NULL, 0)) {
		if (is_eapol(&frame))
			fail_msg("EAPOL has arrived where none may");
	}
}

/* The last one is certain to pass. */
static void send_batch(int wire, bool has_tags, const struct eapol_frame *last)
{
	struct eapol_frame frame;

	batch.count = 0;
	for (unsigned int i = 0; i < BATCH; i++) {
		frame = one_in(4) ? random_other() : random_eapol();
		if (is_eapol(&frame) && has_tags && one_in(3))
			add_tags(&frame);
		send_one(wire, &frame);
	}
	frame_send(wire, last);
	batch.frames[batch.count++] = *last;
}

/* Whether a frame claims to be from one of the ports or their bridge. */
static bool is_from_phone(const struct eapol_frame *frame,
			  enum phone_ports ports)
{
	struct station source = eapol_frame_source(frame);

	return station_equal(source, link_address(HOST_PHONE, PC_PORT)) ||
	       station_equal(source, link_address(HOST_PHONE, SWITCH_PORT)) ||
	       (ports != PORTS_PLAIN &&
		station_equal(source, link_address(HOST_PHONE, BRIDGE)));
}

/* EAPOL, and any frame that claims to be from the phone. */
static unsigned int counted_in_batch(enum phone_ports ports)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < batch.count; i++)
		count += is_eapol(&batch.frames[i]) ||
			 is_from_phone(&batch.frames[i], ports);
	return count;
}

static void test_from_pc(void **state)
{
	struct eapol_frame last = eapol_frame(pae_group, station_number(200),
					      EAPOL_MKA);
	struct dot1x_status before, after;
	unsigned int passed = 0;

	/* A station that has responded keeps its place among the many. */
	phone_ports_authenticate(station_number(200));
	dot1x_begin_count();
	for (unsigned int i = 0; i < BATCHES; i++) {
		dot1x_get(&before);
		last.bytes[14] = i;
		send_batch(wires.pc, true, &last);
		passed += expect_in_order(wires.lan);
		dot1x_get(&after);
		assert_int_equal(counted(&after) - counted(&before),
				 counted_in_batch(*(enum phone_ports *)*state));
		assert_in_range(after.session_count, 1, after.session_limit);
		expect_no_eapol(wires.at_pc_port);
		expect_no_eapol(wires.at_switch_port);
		expect_no_eapol(wires.at_bridge);
	}
	dot1x_expect_counted(PHONEWALL_DOT1X_TO_SWITCH, passed);
	assert_true(passed > 3 * BATCHES);
	expect_no_eapol(wires.pc);
	phone_ports_expect_unheard(state);
}

/* Frames in a VLAN pass as without the module, so none is made. */
static void test_from_switch(void **state)
{
	struct eapol_frame last = eapol_frame(station_number(200), LAN_SWITCH,
					      EAPOL_MKA);
	unsigned int passed = 0;

	for (unsigned int i = 0; i < BATCHES; i++) {
		last.bytes[14] = i;
		send_batch(wires.lan, false, &last);
		passed += expect_in_order(wires.pc);
		frame_drain(wires.at_switch_port);
		frame_drain(wires.at_bridge);
		expect_no_eapol(wires.at_pc_port);
	}
	dot1x_expect_counted(PHONEWALL_DOT1X_TO_PC, passed);
	assert_true(passed > 3 * BATCHES);
	expect_no_eapol(wires.lan);
	phone_ports_expect_unheard(state);
}

/* From addresses that the sockets receive, whatever the frame is. */
static void send_by_stations(int wire)
{
	struct eapol_frame frame;
	struct station from;

	for (unsigned int i = 0; i < BATCH; i++) {
		frame = one_in(2) ? random_other() : random_eapol();
		from = station_number(1 + random_below(STATIONS));
		memcpy(frame.bytes + sizeof(from), from.bytes, sizeof(from));
		if (one_in(3))
			add_tags(&frame);
		frame_try_send(wire, &frame);
	}
}

/* A frame still in flight when the port is enabled may pass. */
static void wait_until_blocked(void)
{
	uint64_t count, before;

	do {
		before = dot1x_counted(PHONEWALL_DOT1X_PORT_DISABLED);
		poll(NULL, 0, SETTLE_MS);
		count = dot1x_counted(PHONEWALL_DOT1X_PORT_DISABLED);
	} while (count != before);
}

/* After the port is enabled, the first frame of each side arrives first. */
static void test_while_disabled(void **state)
{
	const struct eapol_frame to_switch =
		eapol_frame(pae_group, station_number(200), EAPOL_MKA);
	const struct eapol_frame to_pc =
		eapol_frame(station_number(200), LAN_SWITCH, EAPOL_MKA);

	phone_ports_set_enabled(false);
	for (unsigned int i = 0; i < BATCHES; i++)
		send_by_stations(wires.pc);
	wait_until_blocked();
	phone_ports_set_enabled(true);
	phone_ports_pass(&to_switch);
	frame_expect_none(wires.at_pc_port);
	frame_expect_none(wires.at_switch_port);
	frame_expect_none(wires.at_bridge);
	phone_ports_set_enabled(false);
	for (unsigned int i = 0; i < BATCHES; i++)
		send_by_stations(wires.lan);
	wait_until_blocked();
	phone_ports_set_enabled(true);
	phone_ports_answer(&to_pc);
	frame_drain(wires.at_switch_port);
	frame_drain(wires.at_bridge);
	frame_drain(wires.lan);
	phone_ports_expect_unheard(state);
}

static void seed_again(void)
{
	random_packet_seed(seed);
}

/* test_frame_fuzz [SEED] */
int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		PORTS_TEST(test_from_pc, "_plain", &ports_plain),
		PORTS_TEST(test_from_switch, "_plain", &ports_plain),
		PORTS_TEST(test_from_pc, "_bridged", &ports_bridged),
		PORTS_TEST(test_from_switch, "_bridged", &ports_bridged),
		PORTS_TEST(test_from_pc, "_forwarding", &ports_forwarding),
		PORTS_TEST(test_from_switch, "_forwarding", &ports_forwarding),
		PORTS_TEST(test_while_disabled, "_plain", &ports_plain),
		PORTS_TEST(test_while_disabled, "_bridged", &ports_bridged),
		PORTS_TEST(test_while_disabled, "_forwarding", &ports_forwarding),
	};

	if (argc > 1)
		seed = strtoul(argv[1], NULL, 0);
	printf("# seed %u, %zu times %u frames at least\n", seed, COUNT(tests),
	       BATCH * BATCHES);
	phone_ports_prepare_tests(seed_again);
	return cmocka_run_group_tests(tests, phone_ports_begin,
				      phone_ports_end);
}
