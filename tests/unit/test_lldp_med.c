// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lldp_med.h"
#include "memory.h"

/* What lldpcli of lldpd 1.0.16 prints for a neighbour, as far as it is read. */
#define NEIGHBOUR(port, policies)					\
	"{\"name\":\"" port "\",\"via\":\"LLDP\",\"rid\":\"1\","	\
	"\"chassis\":[{\"name\":[{\"value\":\"switch\"}]}],"		\
	"\"lldp-med\":[{\"device-type\":[{\"value\":"			\
	"\"Network Connectivity Device\"}],\"policy\":[" policies "]}]}"

#define POLICY(application, defined, vlan)				\
	"{\"apptype\":\"" application "\",\"defined\":" defined vlan	\
	",\"pcp\":[{\"value\":\"5\"}],\"dscp\":[{\"value\":\"46\"}]}"

#define TAGGED(number)	",\"vlan\":[{\"vid\":\"" number "\"}]"

#define NEIGHBOURS(list)	"{\"lldp\":[{\"interface\":[" list "]}]}"

static struct phonewall_learned_vlan voice;

static int parse(const char *text)
{
	return phonewall_lldp_med_parse(text, "lan0", &voice);
}

static void assert_voice(const char *text, uint16_t vlan)
{
	assert_int_equal(parse(text), 0);
	assert_true(voice.heard);
	assert_int_equal(voice.vlan, vlan);
}

static void assert_not_heard(const char *text)
{
	assert_int_equal(parse(text), 0);
	assert_false(voice.heard);
	assert_int_equal(voice.vlan, 0);
}

static void test_tagged(void **state)
{
	(void)state;
	assert_voice(NEIGHBOURS(NEIGHBOUR("lan0", POLICY("Voice", "true",
		TAGGED("20")))), 20);
	assert_voice(NEIGHBOURS(NEIGHBOUR("lan0", POLICY("Voice", "true",
		TAGGED("4094")))), 4094);
}

static void test_untagged(void **state)
{
	(void)state;
	assert_voice(NEIGHBOURS(NEIGHBOUR("lan0", POLICY("Voice", "true",
		""))), 0);
	assert_voice(NEIGHBOURS(NEIGHBOUR("lan0", POLICY("Voice", "true",
		TAGGED("priority")))), 0);
	assert_voice(NEIGHBOURS(NEIGHBOUR("lan0", POLICY("Voice", "true",
		TAGGED("reserved")))), 0);
	assert_voice(NEIGHBOURS(NEIGHBOUR("lan0", POLICY("Voice", "true",
		TAGGED("4095")))), 0);
}

static void test_undefined(void **state)
{
	(void)state;
	assert_not_heard(NEIGHBOURS(NEIGHBOUR("lan0", POLICY("Voice", "false",
		TAGGED("20")))));
}

static void test_among_others(void **state)
{
	(void)state;
	assert_voice(NEIGHBOURS(
		NEIGHBOUR("pc0", POLICY("Voice", "true", TAGGED("10"))) ","
		NEIGHBOUR("lan0", POLICY("Video Conferencing", "true",
					 TAGGED("11"))) ","
		NEIGHBOUR("lan0", POLICY("Voice Signaling", "true",
					 TAGGED("12")) ","
				  POLICY("Voice", "true", TAGGED("13"))) ","
		NEIGHBOUR("lan0", POLICY("Voice", "true", TAGGED("14")))), 13);
}

static void test_nobody(void **state)
{
	(void)state;
	assert_not_heard("{\"lldp\":[{}]}");
	assert_not_heard("{\"lldp\":[]}");
	assert_not_heard(NEIGHBOURS(""));
	assert_not_heard(NEIGHBOURS("{\"name\":\"lan0\"}"));
	assert_not_heard(NEIGHBOURS(NEIGHBOUR("lan0", "")));
	assert_not_heard(NEIGHBOURS(NEIGHBOUR("pc0", POLICY("Voice", "true",
		TAGGED("20")))));
}

static void test_of_another_form(void **state)
{
	static const char *const texts[] = {
		"", "null", "[]", "{}", "{\"lldp\":1}", "{\"lldp\":{}}",
		"Cannot connect",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(parse(texts[i]), -1);
		assert_false(voice.heard);
	}
	assert_not_heard("{\"lldp\":[1]}");
	assert_not_heard("{\"lldp\":[{\"interface\":[1,null,[]]}]}");
	assert_not_heard(NEIGHBOURS(NEIGHBOUR("lan0", "1,null,[]")));
}

static void test_truncated(void **state)
{
	static const char text[] = NEIGHBOURS(NEIGHBOUR("lan0",
		POLICY("Voice", "true", TAGGED("20"))));

	(void)state;
	for (size_t length = 0; length < sizeof(text) - 1; length++) {
		char *cut = phonewall_memory_copy(text, length);

		assert_int_equal(parse(cut), -1);
		free(cut);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tagged),
		cmocka_unit_test(test_untagged),
		cmocka_unit_test(test_undefined),
		cmocka_unit_test(test_among_others),
		cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_of_another_form),
		cmocka_unit_test(test_truncated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
