// SPDX-License-Identifier: MIT
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vlan/change.h"

#define MEMBERSHIP	PHONEWALL_VLAN_TARGET_MEMBERSHIP
#define FILTERING	PHONEWALL_VLAN_TARGET_FILTERING
#define DEVICE		PHONEWALL_VLAN_TARGET_DEVICE

/* Another device is in the way only if there is one. */
static void test_remedies(void **state)
{
	static const char other[] =
		"; remove or rename the other device of that name";
	static const char devices[] =
		"; load the module 8021q, or use a kernel with CONFIG_VLAN_8021Q";
	static const char filtering[] =
		"; use a kernel with CONFIG_BRIDGE_VLAN_FILTERING";
	static const char rights[] =
		"; give phonewalld CAP_NET_ADMIN in this network namespace";
	static const struct {
		enum phonewall_vlan_target target;
		int code;
		const char *remedy;
	} cases[] = {
		{ DEVICE, EEXIST, other },
		{ DEVICE, EOPNOTSUPP, devices },
		{ DEVICE, ENOPROTOOPT, devices },
		{ DEVICE, EPERM, rights },
		{ DEVICE, ENODEV, "" },
		{ MEMBERSHIP, EOPNOTSUPP, filtering },
		{ MEMBERSHIP, EPERM, rights },
		{ MEMBERSHIP, EEXIST, "" },
		{ FILTERING, EOPNOTSUPP, filtering },
		{ FILTERING, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(phonewall_vlan_change_remedy(
						cases[i].target, cases[i].code),
				    cases[i].remedy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_remedies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
