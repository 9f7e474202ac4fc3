// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/eapol.h"

#define BYTES(...)	(const uint8_t[]){ __VA_ARGS__ }, \
			sizeof((const uint8_t[]){ __VA_ARGS__ })
#define MUTATIONS	200000

static struct phonewall_eapol eapol;

/*
 * Parses a PDU of @length bytes of which @available may be read. They end where
 * the allocation ends, so that the sanitizer sees a read beyond.
 */
static bool parse_part(const uint8_t *bytes, size_t available, size_t length)
{
	uint8_t *data = malloc(available);
	bool is_whole;

	assert_non_null(data);
	if (available)
		memcpy(data, bytes, available);
	memset(&eapol, 0xaa, sizeof(eapol));
	is_whole = phonewall_eapol_parse(data, available, length, &eapol);
	free(data);
	return is_whole;
}

static bool parse(const uint8_t *bytes, size_t length)
{
	return parse_part(bytes, length, length);
}

static void assert_facts(uint8_t version, uint8_t type, uint8_t code,
			 uint8_t identifier)
{
	assert_int_equal(eapol.version, version);
	assert_int_equal(eapol.type, type);
	assert_int_equal(eapol.eap_code, code);
	assert_int_equal(eapol.eap_identifier, identifier);
}

static void test_without_a_body(void **state)
{
	(void)state;
	assert_true(parse(BYTES(1, 1, 0, 0)));
	assert_facts(1, PHONEWALL_EAPOL_START, PHONEWALL_EAP_NONE, 0);
	assert_true(parse(BYTES(2, 2, 0, 0)));
	assert_facts(2, PHONEWALL_EAPOL_LOGOFF, PHONEWALL_EAP_NONE, 0);
}

static void test_eap(void **state)
{
	(void)state;
	assert_true(parse(BYTES(2, 0, 0, 6, 2, 0x51, 0, 6, 1, 'a')));
	assert_facts(2, PHONEWALL_EAPOL_EAP, PHONEWALL_EAP_RESPONSE, 0x51);
	assert_true(parse(BYTES(3, 0, 0, 4, 3, 0xff, 0, 4)));
	assert_facts(3, PHONEWALL_EAPOL_EAP, PHONEWALL_EAP_SUCCESS, 0xff);
	assert_true(parse(BYTES(1, 0, 0, 4, 4, 0, 0, 4)));
	assert_facts(1, PHONEWALL_EAPOL_EAP, PHONEWALL_EAP_FAILURE, 0);
	assert_true(parse(BYTES(1, 0, 0, 4, 99, 7, 0, 4)));
	assert_facts(1, PHONEWALL_EAPOL_EAP, 99, 7);
}

/* A body that looks like EAP in a PDU of another type is not parsed as EAP. */
static void test_other_types(void **state)
{
	(void)state;
	assert_true(parse(BYTES(3, 5, 0, 4, 3, 1, 0, 4)));
	assert_facts(3, 5, PHONEWALL_EAP_NONE, 0);
	assert_true(parse(BYTES(1, 2, 0, 4, 3, 1, 0, 4)));
	assert_facts(1, PHONEWALL_EAPOL_LOGOFF, PHONEWALL_EAP_NONE, 0);
	assert_true(parse(BYTES(0, 255, 0, 4, 3, 1, 0, 4)));
	assert_facts(0, 255, PHONEWALL_EAP_NONE, 0);
	assert_true(parse(BYTES(255, 1, 0, 0)));
	assert_facts(255, PHONEWALL_EAPOL_START, PHONEWALL_EAP_NONE, 0);
}

static void test_padding_is_no_body(void **state)
{
	uint8_t start[46] = { 1, 0, 0, 3, 2, 9, 0, 0 };

	(void)state;
	memset(start + 8, 0x5a, sizeof(start) - 8);
	assert_true(parse(start, sizeof(start)));
	assert_facts(1, PHONEWALL_EAPOL_EAP, PHONEWALL_EAP_NONE, 0);
	start[3] = 0;
	assert_true(parse(start, sizeof(start)));
	assert_facts(1, PHONEWALL_EAPOL_EAP, PHONEWALL_EAP_NONE, 0);
	start[3] = 42;
	assert_true(parse(start, sizeof(start)));
	assert_facts(1, PHONEWALL_EAPOL_EAP, PHONEWALL_EAP_RESPONSE, 9);
	start[3] = 43;
	assert_false(parse(start, sizeof(start)));
}

static void test_truncated(void **state)
{
	static const uint8_t whole[] = { 2, 0, 0, 5, 2, 1, 0, 5, 1 };

	(void)state;
	assert_true(parse(whole, sizeof(whole)));
	for (size_t length = 0; length < sizeof(whole); length++)
		assert_false(parse(whole, length));
	assert_false(parse(BYTES(1, 0, 0xff, 0xff, 2, 1, 0, 5)));
	assert_false(parse(BYTES(1, 1, 0, 1)));
}

/* The length counts, not how much of it is in readable memory. */
static void test_partly_readable(void **state)
{
	static const uint8_t start[] = { 2, 0, 0x05, 0xd8, 2, 77 };

	(void)state;
	assert_true(parse_part(start, sizeof(start), 1500));
	assert_facts(2, PHONEWALL_EAPOL_EAP, PHONEWALL_EAP_RESPONSE, 77);
	assert_true(parse_part(start, sizeof(start), 2000));
	assert_false(parse_part(start, sizeof(start), 1499));
	assert_true(parse_part(start, 4, 1500));
	assert_facts(2, PHONEWALL_EAPOL_EAP, PHONEWALL_EAP_NONE, 0);
	assert_true(parse_part(start, 5, 1500));
	assert_facts(2, PHONEWALL_EAPOL_EAP, PHONEWALL_EAP_NONE, 0);
	assert_false(parse_part(start, 3, 1500));
}

static void test_longest_body(void **state)
{
	static const uint8_t start[] = { 1, 0, 0xff, 0xff, 1, 2 };

	(void)state;
	assert_true(parse_part(start, sizeof(start), 4 + 0xffff));
	assert_false(parse_part(start, sizeof(start), 3 + 0xffff));
}

static void test_random_bytes(void **state)
{
	unsigned int seed = 1;
	uint8_t bytes[16];

	(void)state;
	for (unsigned int round = 0; round < MUTATIONS; round++) {
		size_t length = rand_r(&seed) % (sizeof(bytes) + 1);

		for (size_t i = 0; i < length; i++)
			bytes[i] = rand_r(&seed) % (i < 4 ? 6 : 256);
		if (!parse(bytes, length))
			continue;
		assert_true(length >= 4u + (bytes[2] << 8 | bytes[3]));
		assert_int_equal(eapol.version, bytes[0]);
		assert_int_equal(eapol.type, bytes[1]);
		if (eapol.eap_code)
			assert_int_equal(eapol.type, PHONEWALL_EAPOL_EAP);
	}
}

static void test_logoff(void **state)
{
	static const uint8_t station[] = { 2, 0x12, 0x34, 0x56, 0x78, 0x9a };
	static const uint8_t expected[PHONEWALL_ETHERNET_MINIMUM] = {
		0x01, 0x80, 0xc2, 0x00, 0x00, 0x03,
		2, 0x12, 0x34, 0x56, 0x78, 0x9a,
		0x88, 0x8e, 3, 2, 0, 0,
	};
	uint8_t *frame = malloc(PHONEWALL_ETHERNET_MINIMUM);

	(void)state;
	assert_non_null(frame);
	memset(frame, 0xff, PHONEWALL_ETHERNET_MINIMUM);
	phonewall_eapol_build_logoff(frame, station, 3);
	assert_memory_equal(frame, expected, PHONEWALL_ETHERNET_MINIMUM);
	assert_true(parse(frame + 14, PHONEWALL_ETHERNET_MINIMUM - 14));
	assert_facts(3, PHONEWALL_EAPOL_LOGOFF, PHONEWALL_EAP_NONE, 0);
	free(frame);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without_a_body),
		cmocka_unit_test(test_eap),
		cmocka_unit_test(test_other_types),
		cmocka_unit_test(test_padding_is_no_body),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_partly_readable),
		cmocka_unit_test(test_longest_body),
		cmocka_unit_test(test_random_bytes),
		cmocka_unit_test(test_logoff),
	};

	return cmocka_run_group_tests_name("eapol", tests, NULL, NULL);
}
