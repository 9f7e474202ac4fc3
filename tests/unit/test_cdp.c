// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vlan/cdp.h"

#define LENGTH_FIELD	12
#define SNAP		14
#define HEADER		22
#define ENTRIES		26

/*
 * A switch: its name, its capabilities, its native VLAN, and VLAN 20 for voice.
 */
static const uint8_t sample[] = {
	0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01,
	0x00, 0x2a,
	0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20, 0x00,
	0x02, 0xb4, 0x00, 0x00,
	0x00, 0x01, 0x00, 0x09, 's', 'w', 'i', 't', 'c',
	0x00, 0x04, 0x00, 0x08, 0x00, 0x00, 0x00, 0x28,
	0x00, 0x0a, 0x00, 0x06, 0x00, 0x01,
	0x00, 0x0e, 0x00, 0x07, 0x01, 0x00, 0x14,
};

#define CAPABILITIES	(ENTRIES + 9)
#define REPLY		(CAPABILITIES + 8 + 6)

static struct phonewall_cdp cdp;

/* Parses a copy of exactly these bytes, after which reading is an error. */
static int parse(const uint8_t *bytes, size_t length)
{
	uint8_t *copy = malloc(length ? length : 1);
	int result;

	memcpy(copy, bytes, length);
	result = phonewall_cdp_parse(copy, length, &cdp);
	free(copy);
	return result;
}

static int parse_with(size_t offset, uint8_t byte)
{
	uint8_t frame[sizeof(sample)];

	memcpy(frame, sample, sizeof(frame));
	frame[offset] = byte;
	return parse(frame, sizeof(frame));
}

static void assert_empty(void)
{
	assert_int_equal(cdp.hold_time, 0);
	assert_false(cdp.is_switch);
	assert_false(cdp.voice.heard);
	assert_int_equal(cdp.voice.vlan, 0);
}

static void test_sample(void **state)
{
	(void)state;
	assert_int_equal(parse(sample, sizeof(sample)), 0);
	assert_int_equal(cdp.hold_time, 180);
	assert_true(cdp.is_switch);
	assert_true(cdp.voice.heard);
	assert_int_equal(cdp.voice.vlan, 20);
	assert_int_equal(parse_with(HEADER, 1), 0);
	assert_int_equal(cdp.voice.vlan, 20);
}

static void test_padding(void **state)
{
	uint8_t frame[72] = { 0 };

	(void)state;
	memcpy(frame, sample, sizeof(sample));
	memset(frame + sizeof(sample), 0xff, sizeof(frame) - sizeof(sample));
	assert_int_equal(parse(frame, sizeof(frame)), 0);
	assert_int_equal(cdp.voice.vlan, 20);
}

static void test_truncated(void **state)
{
	(void)state;
	for (size_t length = 0; length < sizeof(sample); length++) {
		assert_int_equal(parse(sample, length), -1);
		assert_empty();
	}
}

/*
 * The length field may end the frame anywhere; between entries that is valid.
 */
static void test_length_field(void **state)
{
	(void)state;
	for (uint8_t length = 0; length < sizeof(sample) - SNAP; length++) {
		size_t end = SNAP + length;
		bool whole = end == ENTRIES || end == CAPABILITIES ||
			     end == CAPABILITIES + 8 || end == REPLY;

		assert_int_equal(parse_with(LENGTH_FIELD + 1, length),
				 whole ? 0 : -1);
		assert_false(cdp.voice.heard);
	}
	assert_int_equal(parse_with(LENGTH_FIELD + 1, 0x2b), -1);
	assert_int_equal(parse_with(LENGTH_FIELD, 0x01), -1);
}

static void test_other_frames(void **state)
{
	(void)state;
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(parse_with(i, sample[i] ^ 1), -1);
	for (size_t i = SNAP; i < HEADER; i++)
		assert_int_equal(parse_with(i, sample[i] ^ 1), -1);
	assert_int_equal(parse_with(HEADER, 0), -1);
	assert_int_equal(parse_with(HEADER, 3), -1);
}

static void test_entry_length(void **state)
{
	(void)state;
	for (unsigned int length = 0; length < 256; length++) {
		int result = parse_with(REPLY + 3, length);

		assert_int_equal(result,
				 length == 4 + 3 ? 0 : -1);
		if (result)
			assert_empty();
	}
	assert_int_equal(parse_with(REPLY + 2, 0x01), -1);
}

/* A phone has a switch in it too, and some announce that. */
static void test_every_capability(void **state)
{
	(void)state;
	for (unsigned int byte = 0; byte < 256; byte++) {
		bool is_switch = (byte & 0x08) && !(byte & 0x80);

		assert_int_equal(parse_with(CAPABILITIES + 7, byte), 0);
		assert_int_equal(cdp.is_switch, is_switch);
		assert_int_equal(cdp.voice.vlan, 20);
	}
	assert_int_equal(parse_with(CAPABILITIES + 1, 0x14), 0);
	assert_false(cdp.is_switch);
}

static void test_short_capabilities(void **state)
{
	uint8_t frame[sizeof(sample)];

	(void)state;
	memcpy(frame, sample, sizeof(frame));
	frame[LENGTH_FIELD + 1] = CAPABILITIES + 7 - SNAP;
	frame[CAPABILITIES + 3] = 7;
	frame[CAPABILITIES + 6] = 0x28;
	assert_int_equal(parse(frame, sizeof(frame)), 0);
	assert_false(cdp.is_switch);
}

static int parse_voice(uint8_t appliance, uint16_t vlan)
{
	uint8_t frame[sizeof(sample)];

	memcpy(frame, sample, sizeof(frame));
	frame[REPLY + 4] = appliance;
	frame[REPLY + 5] = vlan >> 8;
	frame[REPLY + 6] = vlan;
	return parse(frame, sizeof(frame));
}

static void test_every_vlan(void **state)
{
	(void)state;
	for (unsigned int vlan = 0; vlan <= UINT16_MAX; vlan++) {
		assert_int_equal(parse_voice(1, vlan), 0);
		assert_true(cdp.voice.heard);
		assert_int_equal(cdp.voice.vlan, vlan < 4095 ? vlan : 0);
	}
}

static void test_other_appliance(void **state)
{
	(void)state;
	assert_int_equal(parse_voice(2, 20), 0);
	assert_false(cdp.voice.heard);
	assert_int_equal(cdp.hold_time, 180);
}

static void test_second_appliance(void **state)
{
	uint8_t frame[sizeof(sample) + 3];

	(void)state;
	memcpy(frame, sample, sizeof(sample));
	memcpy(frame + sizeof(sample), "\1\0\36", 3);
	frame[LENGTH_FIELD + 1] += 3;
	frame[REPLY + 3] += 3;
	frame[REPLY + 4] = 2;
	assert_int_equal(parse(frame, sizeof(frame)), 0);
	assert_int_equal(cdp.voice.vlan, 30);
}

/* A reply too short for a VLAN is ignored; the frame stays valid. */
static void test_short_reply(void **state)
{
	uint8_t frame[sizeof(sample)];

	(void)state;
	memcpy(frame, sample, sizeof(sample));
	frame[LENGTH_FIELD + 1] -= 1;
	frame[REPLY + 3] -= 1;
	assert_int_equal(parse(frame, sizeof(frame) - 1), 0);
	assert_false(cdp.voice.heard);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sample),
		cmocka_unit_test(test_padding),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_length_field),
		cmocka_unit_test(test_other_frames),
		cmocka_unit_test(test_entry_length),
		cmocka_unit_test(test_every_capability),
		cmocka_unit_test(test_short_capabilities),
		cmocka_unit_test(test_every_vlan),
		cmocka_unit_test(test_other_appliance),
		cmocka_unit_test(test_second_appliance),
		cmocka_unit_test(test_short_reply),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
