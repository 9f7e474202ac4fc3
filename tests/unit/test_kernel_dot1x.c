// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "module/dot1x.h"

static struct phonewall_kernel_dot1x held(void)
{
	return (struct phonewall_kernel_dot1x){
		.pc_port = "pc0",
		.switch_port = "lan0",
		.pc_port_enabled = true,
		.hold_time = 5,
		.session_limit = 6,
		.pc_port_device = 7,
		.session_count = 1,
	};
}

static struct phonewall_dot1x_settings wanted(void)
{
	return (struct phonewall_dot1x_settings){
		.pc_port = "pc0",
		.switch_port = "lan0",
		.hold_time = 5,
		.session_limit = 6,
	};
}

static void test_same(void **state)
{
	struct phonewall_dot1x_settings settings = wanted();
	struct phonewall_kernel_dot1x is = held();

	(void)state;
	assert_true(phonewall_kernel_dot1x_matches(&is, &settings, true));
}

/* Without a PC port the module has no settings, whatever the switch port is. */
static void test_switch_port_alone(void **state)
{
	struct phonewall_dot1x_settings alone = wanted();
	struct phonewall_kernel_dot1x nothing = { 0 };
	struct phonewall_kernel_dot1x is = held();

	(void)state;
	alone.pc_port[0] = '\0';
	assert_true(phonewall_kernel_dot1x_matches(&nothing, &alone, true));
	assert_false(phonewall_kernel_dot1x_matches(&is, &alone, true));
}

static void test_other(void **state)
{
	struct phonewall_kernel_dot1x is = held();
	struct phonewall_dot1x_settings other;

	(void)state;
	other = wanted();
	assert_false(phonewall_kernel_dot1x_matches(&is, &other, false));
	other.pc_port[2] = '1';
	assert_false(phonewall_kernel_dot1x_matches(&is, &other, true));
	other = wanted();
	other.switch_port[0] = '\0';
	assert_false(phonewall_kernel_dot1x_matches(&is, &other, true));
	other = wanted();
	other.hold_time = 0;
	assert_false(phonewall_kernel_dot1x_matches(&is, &other, true));
	other = wanted();
	other.session_limit = 8;
	assert_false(phonewall_kernel_dot1x_matches(&is, &other, true));
}

static void test_no_ports(void **state)
{
	struct phonewall_kernel_dot1x nothing = { .session_limit = 8 };
	struct phonewall_dot1x_settings without_ports = { .hold_time = 1 };
	struct phonewall_dot1x_settings with_ports = wanted();
	struct phonewall_kernel_dot1x is = held();

	(void)state;
	assert_true(
		phonewall_kernel_dot1x_matches(&nothing, &without_ports, true));
	assert_false(
		phonewall_kernel_dot1x_matches(&nothing, &with_ports, true));
	assert_false(phonewall_kernel_dot1x_matches(&is, &without_ports, true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_switch_port_alone),
		cmocka_unit_test(test_other),
		cmocka_unit_test(test_no_ports),
	};

	return cmocka_run_group_tests_name("kernel_dot1x", tests, NULL, NULL);
}
