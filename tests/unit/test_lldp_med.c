// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "vlan/lldp_med.h"

/* What lldpcli of lldpd 1.0.16 prints for a neighbour, as far as it is read. */
#define DEVICE(port, capabilities, type, policies)			\
	"{\"name\":\"" port "\",\"via\":\"LLDP\",\"rid\":\"1\","	\
	"\"chassis\":[{\"name\":[{\"value\":\"switch\"}]"		\
	capabilities "}],\"lldp-med\":[{\"device-type\":[{\"value\":"	\
	"\"" type "\"}],\"policy\":[" policies "]}]}"

#define CAPABILITY(type, enabled)					\
	"{\"type\":\"" type "\",\"enabled\":" enabled "}"

#define CAPABILITIES(list)	",\"capability\":[" list "]"

#define CONNECTIVITY		"Network Connectivity Device"

#define BRIDGE			CAPABILITIES(				\
	CAPABILITY("Bridge", "true") "," CAPABILITY("Router", "false"))
#define STATION			CAPABILITIES(				\
	CAPABILITY("Bridge", "false") "," CAPABILITY("Station", "true"))
#define PHONE			CAPABILITIES(				\
	CAPABILITY("Bridge", "true") "," CAPABILITY("Tel", "true"))

#define NEIGHBOUR(port, policies)					\
	DEVICE(port, BRIDGE, CONNECTIVITY, policies)

#define POLICY(application, defined, vlan)				\
	"{\"apptype\":\"" application "\",\"defined\":" defined vlan	\
	",\"pcp\":[{\"value\":\"5\"}],\"dscp\":[{\"value\":\"46\"}]}"

#define TAGGED(number)	",\"vlan\":[{\"vid\":\"" number "\"}]"

#define NEIGHBOURS(list)	"{\"lldp\":[{\"interface\":[" list "]}]}"

#define VOICE(number)		POLICY("Voice", "true", TAGGED(number))

/* Others that may announce a VLAN: none is a LAN switch. */
static const char *const others[] = {
	DEVICE("lan0", PHONE, "Communication Device Endpoint (Class III)",
	       VOICE("77")),
	DEVICE("lan0", "", "Media Endpoint (Class II)", VOICE("78")),
	DEVICE("lan0", STATION, "Generic Endpoint (Class I)", VOICE("79")),
	DEVICE("lan0", STATION, CONNECTIVITY, VOICE("80")),
	"{\"name\":\"lan0\",\"chassis\":[{\"name\":[{\"value\":\"hub\"}]"
	BRIDGE "}],\"lldp-med\":[{\"policy\":[" VOICE("81") "]}]}",
};

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

static void test_who_counts(void **state)
{
	static const char *const relays[] = {
		CAPABILITIES(CAPABILITY("Bridge", "true")),
		CAPABILITIES(CAPABILITY("Router", "true")),
		CAPABILITIES(CAPABILITY("Wlan", "true")),
		CAPABILITIES(CAPABILITY("Repeater", "true")),
		"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(relays) / sizeof(relays[0]); i++) {
		char *text = phonewall_memory_print(
			NEIGHBOURS(DEVICE("lan0", "%s", CONNECTIVITY, VOICE("20"))),
			relays[i]);

		assert_voice(text, 20);
		free(text);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		char *text = phonewall_memory_print(NEIGHBOURS("%s"),
						    others[i]);

		assert_not_heard(text);
		free(text);
	}
}

#define NEIGHBOURS_MAX	(sizeof(others) / sizeof(others[0]) + 1)

/* Whatever other neighbour is received, and when: the switch decides. */
static void assert_order(const size_t *order)
{
	char *list = phonewall_memory_print("1");
	char *text;

	for (size_t i = 0; i < NEIGHBOURS_MAX; i++) {
		char *longer = phonewall_memory_print("%s,%s", list,
			order[i] ? others[order[i] - 1] :
				   NEIGHBOUR("lan0", VOICE("20")));

		free(list);
		list = longer;
	}
	text = phonewall_memory_print(NEIGHBOURS("%s"), list);
	assert_voice(text, 20);
	free(text);
	free(list);
}

/* Heap's algorithm, for all permutations. */
static void permute(size_t *order, size_t count, unsigned int *done)
{
	if (count == 1) {
		assert_order(order);
		++*done;
	}
	for (size_t i = 0; count > 1 && i < count; i++) {
		size_t other = count % 2 ? 0 : i;
		size_t kept;

		permute(order, count - 1, done);
		kept = order[other];
		order[other] = order[count - 1];
		order[count - 1] = kept;
	}
}

static void test_every_order(void **state)
{
	size_t order[NEIGHBOURS_MAX];
	unsigned int done = 0;

	(void)state;
	for (size_t i = 0; i < NEIGHBOURS_MAX; i++)
		order[i] = i;
	permute(order, NEIGHBOURS_MAX, &done);
	assert_int_equal(done, 720);
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
		cmocka_unit_test(test_who_counts),
		cmocka_unit_test(test_every_order),
		cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_of_another_form),
		cmocka_unit_test(test_truncated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
