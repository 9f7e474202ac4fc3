// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vlan/plan.h"

#define NATIVE (PHONEWALL_VLAN_MEMBER | PHONEWALL_VLAN_UNTAG |	\
		PHONEWALL_VLAN_PVID)

enum index {
	LAN = 2,
	PC,
	BRIDGE,
};

static const struct phonewall_vlan_changes nothing;
static struct phonewall_vlan_ports ports;
static struct phonewall_vlan_plan plan;

static int set_up(void **state)
{
	(void)state;
	memset(&ports, 0, sizeof(ports));
	ports.switch_port = (struct phonewall_link){
		.index = LAN, .name = "lan0", .master = BRIDGE,
	};
	ports.pc_port = (struct phonewall_link){
		.index = PC, .name = "pc0", .master = BRIDGE,
	};
	ports.bridge = (struct phonewall_link){
		.index = BRIDGE, .name = "br0", .kind = "bridge",
	};
	ports.switch_vlans.membership[1] = NATIVE;
	ports.pc_vlans.membership[1] = NATIVE;
	ports.bridge_vlans.membership[1] = NATIVE;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_vlan_plan_clear(&plan);
	return 0;
}

static void make(uint16_t voice, uint16_t pc,
		 const struct phonewall_vlan_changes *made)
{
	const struct phonewall_vlan_choice choice = {
		.source = PHONEWALL_VLAN_SOURCE_VLAN_ID,
		.voice = voice, .pc = pc,
	};

	phonewall_vlan_plan_clear(&plan);
	phonewall_vlan_plan_make(&choice, &ports, made, &plan);
}

static void assert_wanted(enum phonewall_vlan_target target,
			  unsigned int device, uint16_t vlan, uint8_t after)
{
	const struct phonewall_vlan_change change = {
		.target = target, .device = device, .vlan = vlan,
	};
	const struct phonewall_vlan_change *wanted;

	wanted = phonewall_vlan_changes_find(&plan.wanted, &change);
	assert_non_null(wanted);
	assert_int_equal(wanted->after, after);
	assert_int_equal(wanted->bridge, device == BRIDGE);
}

static void assert_membership(unsigned int device, uint16_t vlan,
			      uint8_t after)
{
	assert_wanted(PHONEWALL_VLAN_TARGET_MEMBERSHIP, device, vlan, after);
}

static void test_nothing(void **state)
{
	(void)state;
	make(0, 0, &nothing);
	assert_int_equal(plan.wanted.count, 0);
	assert_null(plan.error);
	assert_null(plan.limits);
}

static void test_voice(void **state)
{
	(void)state;
	make(20, 0, &nothing);
	assert_int_equal(plan.wanted.count, 5);
	assert_membership(LAN, 20, PHONEWALL_VLAN_MEMBER);
	assert_membership(BRIDGE, 20, PHONEWALL_VLAN_MEMBER);
	assert_membership(PC, 20, 0);
	assert_wanted(PHONEWALL_VLAN_TARGET_FILTERING, BRIDGE, 0, 1);
	assert_wanted(PHONEWALL_VLAN_TARGET_DEVICE, BRIDGE, 20, 1);
	assert_null(plan.error);
	assert_null(plan.limits);
}

static void test_pc(void **state)
{
	(void)state;
	make(0, 30, &nothing);
	assert_int_equal(plan.wanted.count, 4);
	assert_membership(LAN, 30, PHONEWALL_VLAN_MEMBER);
	assert_membership(PC, 30, NATIVE);
	assert_membership(PC, 1, 0);
	assert_wanted(PHONEWALL_VLAN_TARGET_FILTERING, BRIDGE, 0, 1);
}

/*
 * A device of ours must be wanted again, though the ports look different by
 * then.
 */
static void test_stable(void **state)
{
	struct phonewall_vlan_changes wanted;
	const struct phonewall_vlan_changes made = {
		.list = {
			{ PHONEWALL_VLAN_TARGET_MEMBERSHIP, LAN, false, 30, 0,
			  PHONEWALL_VLAN_MEMBER },
			{ PHONEWALL_VLAN_TARGET_MEMBERSHIP, PC, false, 30, 0,
			  NATIVE },
			{ PHONEWALL_VLAN_TARGET_MEMBERSHIP, PC, false, 1,
			  NATIVE, 0 },
			{ PHONEWALL_VLAN_TARGET_FILTERING, BRIDGE, true, 0, 0,
			  1 },
		},
		.count = 4,
	};

	(void)state;
	make(20, 30, &nothing);
	wanted = plan.wanted;
	ports.bridge.vlan_filtering = true;
	ports.pc_vlans.membership[1] = 0;
	ports.pc_vlans.membership[30] = NATIVE;
	ports.switch_vlans.membership[30] = PHONEWALL_VLAN_MEMBER;
	make(20, 30, &made);
	assert_int_equal(plan.wanted.count, wanted.count);
	for (size_t i = 0; i < wanted.count; i++)
		assert_wanted(wanted.list[i].target, wanted.list[i].device,
			      wanted.list[i].vlan, wanted.list[i].after);
	assert_null(plan.limits);
}

static void test_plain_ports(void **state)
{
	(void)state;
	ports.switch_port.master = 0;
	ports.pc_port.master = 0;
	memset(&ports.bridge, 0, sizeof(ports.bridge));
	make(20, 30, &nothing);
	assert_int_equal(plan.wanted.count, 1);
	assert_wanted(PHONEWALL_VLAN_TARGET_DEVICE, LAN, 20, 1);
	assert_int_equal(plan.pc, 0);
	assert_non_null(strstr(plan.limits, "PC_Port_VLAN_ID"));
}

static void test_pc_elsewhere(void **state)
{
	(void)state;
	ports.pc_port.master = 0;
	make(20, 30, &nothing);
	assert_int_equal(plan.wanted.count, 4);
	assert_membership(LAN, 20, PHONEWALL_VLAN_MEMBER);
	assert_int_equal(plan.pc, 0);
}

static void test_same_vlan(void **state)
{
	(void)state;
	make(20, 20, &nothing);
	assert_non_null(strstr(plan.error, "PC_Port_VLAN_ID 20"));
	assert_int_equal(plan.pc, 0);
	assert_int_equal(plan.voice, 20);
	assert_membership(PC, 20, 0);
}

static void test_untagged_is_voice(void **state)
{
	(void)state;
	make(1, 0, &nothing);
	assert_non_null(strstr(plan.error, "lan0"));
	assert_int_equal(plan.voice, 0);
	assert_int_equal(plan.wanted.count, 0);
	ports.pc_vlans.membership[1] = 0;
	ports.pc_vlans.membership[20] = NATIVE;
	make(20, 0, &nothing);
	assert_non_null(strstr(plan.error, "pc0"));
	assert_int_equal(plan.voice, 0);
	make(20, 30, &nothing);
	assert_null(plan.error);
	assert_membership(PC, 20, 0);
}

static void test_no_untagged(void **state)
{
	(void)state;
	ports.switch_vlans.membership[1] = 0;
	make(20, 0, &nothing);
	assert_membership(LAN, 1, NATIVE);
	assert_int_equal(plan.wanted.count, 6);
	ports.bridge.vlan_filtering = true;
	make(20, 0, &nothing);
	assert_int_equal(plan.wanted.count, 5);
	assert_non_null(strstr(plan.limits, "br0"));
}

static void test_native_pc_vlan(void **state)
{
	(void)state;
	ports.pc_vlans.membership[1] = 0;
	ports.pc_vlans.membership[30] = NATIVE;
	make(0, 30, &nothing);
	assert_int_equal(plan.wanted.count, 1);
	assert_int_equal(plan.pc, 30);
}

static void test_changes(void **state)
{
	struct phonewall_vlan_change change = { .device = LAN };
	struct phonewall_vlan_changes changes = { 0 };

	(void)state;
	for (uint16_t i = 0; i < PHONEWALL_VLAN_CHANGES_MAX; i++) {
		change.vlan = i;
		assert_true(phonewall_vlan_changes_add(&changes, &change));
	}
	assert_false(phonewall_vlan_changes_add(&changes, &change));
	change.vlan = 3;
	phonewall_vlan_changes_remove(&changes, 3);
	assert_null(phonewall_vlan_changes_find(&changes, &change));
	assert_int_equal(changes.list[3].vlan, 4);
	phonewall_vlan_changes_remove(&changes, changes.count - 1);
	assert_int_equal(changes.count, PHONEWALL_VLAN_CHANGES_MAX - 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing),
		TEST(test_voice),
		TEST(test_pc),
		TEST(test_stable),
		TEST(test_plain_ports),
		TEST(test_pc_elsewhere),
		TEST(test_same_vlan),
		TEST(test_untagged_is_voice),
		TEST(test_no_untagged),
		TEST(test_native_pc_vlan),
		TEST(test_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
