// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "faults.h"
#include "provisioning/dhcp_order.h"

#define IPV4	"DHCP_Option_To_Use"
#define IPV6	"DHCPv6_Option_To_Use"

static struct phonewall_faults faults;
static struct phonewall_dhcp_order order;

static void assert_order(const char *text, bool is_ipv6, const uint16_t *codes,
			 size_t count)
{
	assert_int_equal(phonewall_dhcp_order_parse(text, is_ipv6, IPV4, 2,
						    &order, &faults), 0);
	assert_no_fault(&faults);
	assert_int_equal(order.count, count);
	assert_memory_equal(order.codes, codes, count * sizeof(*codes));
}

static void test_orders(void **state)
{
	static const uint16_t all[] = { 66, 160, 159, 150, 60, 43, 125 };
	static const uint16_t all_ipv6[] = { 17, 160, 159 };
	static const uint16_t some[] = { 160, 66 };

	(void)state;
	assert_order(phonewall_dhcp_order_default(false), false, all, 7);
	assert_order(phonewall_dhcp_order_default(true), true, all_ipv6, 3);
	assert_order("66,160,159,150,60,43,125", false, all, 7);
	assert_order(" 160 ,\t66\n", false, some, 2);
	assert_order("0160,066", false, some, 2);
	assert_order("160", false, some, 1);
}

static void test_faults(void **state)
{
	static const struct {
		const char *text;
		bool is_ipv6;
		const char *token;
		const char *part;
	} cases[] = {
		{ "", false, "", "is no option that can be used; write some of 66" },
		{ "66,", false, "", "is no option that can be used" },
		{ "66,,160", false, "", "is no option that can be used" },
		{ "66;160", false, "66;160", "is no option that can be used" },
		{ "66 160", false, "66 160", "is no option that can be used" },
		{ "67", false, "67", "is no option that can be used" },
		{ "17", false, "17", "is no option that can be used" },
		{ "0", false, "0", "is no option that can be used" },
		{ "-66", false, "-66", "is no option that can be used" },
		{ "0x42", false, "0x42", "is no option that can be used" },
		{ "65602", false, "65602", "is no option that can be used" },
		{ "66", true, "66", "is no option that can be used; write some of 17" },
		{ "66,160,66", false, "66", "is there twice" },
		{ "17,17", true, "17", "is there twice" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(phonewall_dhcp_order_parse(cases[i].text,
			cases[i].is_ipv6, IPV6, 2, &order, &faults), -1);
		assert_int_equal(order.count, 0);
		assert_only_fault(&faults, 2, IPV6, cases[i].token,
				  cases[i].part);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
