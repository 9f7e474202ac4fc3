// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vlan/choice.h"

static const struct phonewall_learned_vlans nothing;

static const struct phonewall_learned_vlans both = {
	.lldp_med = { .heard = true, .vlan = 100 },
	.cdp = { .heard = true, .vlan = 200 },
};

static const struct phonewall_learned_vlans only_cdp = {
	.cdp = { .heard = true, .vlan = 200 },
};

static struct phonewall_network_access access;

/* 802.1X is off. */
static struct phonewall_vlan_settings configured(void)
{
	access.authentication = false;
	return (struct phonewall_vlan_settings){
		.enabled = true,
		.vlan_id = 300,
		.pc_port_vlan_id = 400,
		.cdp = true,
		.lldp_med = true,
	};
}

static void assert_choice(const struct phonewall_vlan_settings *settings,
			  const struct phonewall_learned_vlans *learned,
			  enum phonewall_vlan_source source, uint16_t voice)
{
	struct phonewall_vlan_choice choice;

	phonewall_vlan_choose(settings, &access, learned, &choice);
	assert_int_equal(choice.source, source);
	assert_int_equal(choice.voice, voice);
	assert_int_equal(choice.pc, settings->enabled ? 400 : 0);
}

static void test_order(void **state)
{
	struct phonewall_vlan_settings settings = configured();

	(void)state;
	assert_choice(&settings, &both, PHONEWALL_VLAN_SOURCE_LLDP_MED, 100);
	assert_choice(&settings, &only_cdp, PHONEWALL_VLAN_SOURCE_CDP, 200);
	assert_choice(&settings, &nothing, PHONEWALL_VLAN_SOURCE_VLAN_ID, 300);
}

static void test_turned_off(void **state)
{
	struct phonewall_vlan_settings settings = configured();

	(void)state;
	settings.lldp_med = false;
	assert_choice(&settings, &both, PHONEWALL_VLAN_SOURCE_CDP, 200);
	settings.cdp = false;
	assert_choice(&settings, &both, PHONEWALL_VLAN_SOURCE_VLAN_ID, 300);
	settings.enabled = false;
	assert_choice(&settings, &both, PHONEWALL_VLAN_SOURCE_NONE, 0);
}

static void test_discovery_needs_no_enable_vlan(void **state)
{
	struct phonewall_vlan_settings settings = configured();

	(void)state;
	settings.enabled = false;
	assert_choice(&settings, &both, PHONEWALL_VLAN_SOURCE_LLDP_MED, 100);
}

static void test_authentication(void **state)
{
	struct phonewall_vlan_settings settings = configured();

	(void)state;
	assert_true(phonewall_vlan_discovered(&access));
	access.authentication = true;
	assert_false(phonewall_vlan_discovered(&access));
	assert_choice(&settings, &both, PHONEWALL_VLAN_SOURCE_VLAN_ID, 300);
	settings.enabled = false;
	assert_choice(&settings, &both, PHONEWALL_VLAN_SOURCE_NONE, 0);
}

/* "Voice is untagged" is an answer too, which later sources do not override. */
static void test_told_untagged(void **state)
{
	struct phonewall_vlan_settings settings = configured();
	struct phonewall_learned_vlans learned = both;

	(void)state;
	learned.lldp_med.vlan = 0;
	assert_choice(&settings, &learned, PHONEWALL_VLAN_SOURCE_LLDP_MED, 0);
}

static void test_configured_untagged(void **state)
{
	static const uint16_t untagged[] = { 0, 1, 4095 };
	struct phonewall_vlan_settings settings = configured();
	struct phonewall_vlan_choice choice;

	(void)state;
	for (size_t i = 0; i < sizeof(untagged) / sizeof(untagged[0]); i++) {
		settings.vlan_id = untagged[i];
		settings.pc_port_vlan_id = untagged[i];
		phonewall_vlan_choose(&settings, &access, &nothing, &choice);
		assert_int_equal(choice.source, PHONEWALL_VLAN_SOURCE_VLAN_ID);
		assert_int_equal(choice.voice, 0);
		assert_int_equal(choice.pc, 0);
	}
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(phonewall_vlan_source_name(
		PHONEWALL_VLAN_SOURCE_NONE), "none");
	assert_string_equal(phonewall_vlan_source_name(
		PHONEWALL_VLAN_SOURCE_LLDP_MED), "LLDP-MED");
	assert_string_equal(phonewall_vlan_source_name(
		PHONEWALL_VLAN_SOURCE_CDP), "CDP");
	assert_string_equal(phonewall_vlan_source_name(
		PHONEWALL_VLAN_SOURCE_VLAN_ID), "VLAN_ID");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_turned_off),
		cmocka_unit_test(test_discovery_needs_no_enable_vlan),
		cmocka_unit_test(test_authentication),
		cmocka_unit_test(test_told_untagged),
		cmocka_unit_test(test_configured_untagged),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
