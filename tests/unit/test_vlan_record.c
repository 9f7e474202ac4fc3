// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "vlan/record.h"

static const struct phonewall_vlan_record record = {
	.boot_id = "8e0c0f4e-0000-4000-8000-6f2c3a7c1b11",
	.choice = { PHONEWALL_VLAN_SOURCE_CDP, 20, 30 },
	.changes = {
		.list = {
			{ PHONEWALL_VLAN_TARGET_MEMBERSHIP, 4, true, 20, 0,
			  PHONEWALL_VLAN_MEMBER },
			{ PHONEWALL_VLAN_TARGET_MEMBERSHIP, 3, false, 1, 7, 0 },
			{ PHONEWALL_VLAN_TARGET_FILTERING, 4, true, 0, 0, 1 },
			{ PHONEWALL_VLAN_TARGET_DEVICE, 4, true, 20, 0, 1 },
		},
		.count = 4,
	},
};

static void assert_same(const struct phonewall_vlan_change *change,
			const struct phonewall_vlan_change *expected)
{
	assert_int_equal(change->target, expected->target);
	assert_int_equal(change->device, expected->device);
	assert_int_equal(change->bridge, expected->bridge);
	assert_int_equal(change->vlan, expected->vlan);
	assert_int_equal(change->before, expected->before);
	assert_int_equal(change->after, expected->after);
}

static void test_there_and_back(void **state)
{
	char *text = phonewall_vlan_record_print(&record);
	struct phonewall_vlan_record read;

	(void)state;
	assert_int_equal(phonewall_vlan_record_parse(text, &read), 0);
	assert_string_equal(read.boot_id, record.boot_id);
	assert_memory_equal(&read.choice, &record.choice, sizeof(read.choice));
	assert_int_equal(read.changes.count, record.changes.count);
	for (size_t i = 0; i < read.changes.count; i++)
		assert_same(&read.changes.list[i], &record.changes.list[i]);
	free(text);
}

static void assert_no_record(const char *text)
{
	static const struct phonewall_vlan_record empty;
	struct phonewall_vlan_record read;

	assert_int_equal(phonewall_vlan_record_parse(text, &read), -1);
	assert_memory_equal(&read, &empty, sizeof(read));
}

/* A text that is a record except for one number. */
static void assert_bad_number(const char *name, const char *number)
{
	char *text = phonewall_vlan_record_print(&record);
	char *before = strstr(text, name);
	char *after;
	char *damaged;

	assert_non_null(before);
	before += strlen(name) + strlen("\":");
	after = before + strcspn(before, ",\n}");
	damaged = phonewall_memory_print("%.*s%s%s", (int)(before - text), text,
					 number, after);
	assert_no_record(damaged);
	free(damaged);
	free(text);
}

static void test_not_a_record(void **state)
{
	char *text = phonewall_vlan_record_print(&record);

	(void)state;
	assert_no_record("");
	assert_no_record("{}");
	assert_no_record("[]");
	assert_no_record("null");
	assert_no_record("{\"boot_id\":\"x\",\"source\":0,\"voice\":0,\"pc\":0}");
	assert_no_record("{\"boot_id\":\"x\",\"source\":0,\"voice\":0,\"pc\":0,\"made\":[1]}");
	text[strlen(text) / 2] = '\0';
	assert_no_record(text);
	free(text);
}

static void test_garbage_behind(void **state)
{
	char *text = phonewall_vlan_record_print(&record);
	char *damaged = phonewall_memory_print("%s\n}", text);

	(void)state;
	assert_no_record(damaged);
	free(damaged);
	free(text);
}

static void test_numbers(void **state)
{
	static const char *const names[] = {
		"source", "voice", "pc", "target", "device", "bridge", "vlan",
		"before", "after",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_bad_number(names[i], "-1");
		assert_bad_number(names[i], "99999999999");
		assert_bad_number(names[i], "\"1\"");
	}
}

static void test_same_twice(void **state)
{
	struct phonewall_vlan_record twice = record;
	char *text;

	(void)state;
	twice.changes.list[4] = twice.changes.list[0];
	twice.changes.count = 5;
	text = phonewall_vlan_record_print(&twice);
	assert_no_record(text);
	free(text);
}

static void assert_no_change(enum phonewall_vlan_target target,
			     unsigned int device, uint16_t vlan, uint8_t before,
			     uint8_t after)
{
	struct phonewall_vlan_record one = record;
	char *text;

	one.changes.list[0] = (struct phonewall_vlan_change){
		target, device, true, vlan, before, after
	};
	one.changes.count = 1;
	text = phonewall_vlan_record_print(&one);
	assert_no_record(text);
	free(text);
}

/* Numbers that are in range, but impossible for this kind of change. */
static void test_no_such_change(void **state)
{
	(void)state;
	assert_no_change(PHONEWALL_VLAN_TARGET_MEMBERSHIP, 0, 20, 0, 1);
	assert_no_change(PHONEWALL_VLAN_TARGET_MEMBERSHIP, 4, 0, 0, 1);
	assert_no_change(PHONEWALL_VLAN_TARGET_MEMBERSHIP, 4, 20,
			 PHONEWALL_VLAN_UNTAG, 1);
	assert_no_change(PHONEWALL_VLAN_TARGET_MEMBERSHIP, 4, 20, 0,
			 PHONEWALL_VLAN_PVID);
	assert_no_change(PHONEWALL_VLAN_TARGET_FILTERING, 4, 20, 0, 1);
	assert_no_change(PHONEWALL_VLAN_TARGET_FILTERING, 4, 0, 2, 1);
	assert_no_change(PHONEWALL_VLAN_TARGET_DEVICE, 4, 0, 0, 1);
	assert_no_change(PHONEWALL_VLAN_TARGET_DEVICE, 4, 20, 0, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_not_a_record),
		cmocka_unit_test(test_garbage_behind),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_same_twice),
		cmocka_unit_test(test_no_such_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
