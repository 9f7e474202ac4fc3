// SPDX-License-Identifier: GPL-2.0
#include "control.h"
#include "suite.h"
#include "udp.h"
#include "wire.h"

static void test_open_udp(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, 40000, UDP_OPEN);
	int lan = udp_open_path(HOST_LAN, &path);
	int phone = udp_open(HOST_PHONE, family, UDP_OPEN);

	udp_send(lan, HOST_LAN, &path, "hello");
	socket_expect(phone, "hello");
	assert_int_equal(firewall_counted(PHONEWALL_REASON_OPEN_PORT), 1);
}

static void test_closed_udp_is_not_heard(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, 40000, UDP_CLOSED);
	int lan = udp_open_path(HOST_LAN, &path);
	int phone = udp_open(HOST_PHONE, family, UDP_CLOSED);

	udp_send(lan, HOST_LAN, &path, "hello");
	control_expect_unheard(phone, family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_UDP_REJECTED), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_FAMILIES(test_open_udp),
		TEST_FAMILIES(test_closed_udp_is_not_heard),
	};

	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
