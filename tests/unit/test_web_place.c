// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "place.h"
#include "systems/systems.h"

static unsigned int count_places(const char *prefix)
{
	unsigned int count = 0;

	for (size_t i = 0; phonewall_web_places[i].prefix; i++)
		count += !strcmp(phonewall_web_places[i].prefix, prefix);
	return count;
}

static void test_every_parameter_has_one_place(void **state)
{
	const struct phonewall_system *system = phonewall_system_list;

	(void)state;
	for (; system->parameters; system++) {
		for (size_t i = 0; i < system->parameters->count; i++) {
			const char *prefix = system->parameters->rows[i].prefix;

			if (count_places(prefix) != 1)
				fail_msg("%s has %u places", prefix,
					 count_places(prefix));
		}
	}
}

static void test_every_place_has_a_parameter(void **state)
{
	(void)state;
	for (size_t i = 0; phonewall_web_places[i].prefix; i++) {
		const struct phonewall_web_place *place =
			&phonewall_web_places[i];

		if (!phonewall_web_place_row(place))
			fail_msg("%s is no parameter", place->prefix);
		assert_true(*place->label && *place->help && *place->section);
		assert_true(place->tab < PHONEWALL_TABS);
	}
}

/* A section is one piece, on one tab, and a page's lines are its instances. */
static void test_sections(void **state)
{
	const struct phonewall_web_place *places = phonewall_web_places;

	(void)state;
	for (size_t i = 0; places[i].prefix; i++) {
		for (size_t j = i + 1; places[j].prefix; j++) {
			if (strcmp(places[i].section, places[j].section))
				continue;
			assert_int_equal(places[i].tab, places[j].tab);
			assert_string_equal(places[j - 1].section,
					    places[j].section);
		}
		assert_int_equal(places[i].tab == PHONEWALL_TAB_EXT,
			phonewall_web_place_row(&places[i])->instances ==
				PHONEWALL_LINES_MAX);
	}
}

/* Their places in the specification. */
static void test_places_of_the_specification(void **state)
{
	static const struct phonewall_web_place expected[] = {
		{ "Restricted_Access_Domains", PHONEWALL_TAB_SYSTEM,
		  "System Configuration", "Restricted Access Domains", "" },
		{ "Firewall", PHONEWALL_TAB_SYSTEM, "Security Settings",
		  "Firewall", "" },
		{ "Firewall_Config", PHONEWALL_TAB_SYSTEM, "Security Settings",
		  "Firewall Options", "" },
		{ "TLS_Cipher_List", PHONEWALL_TAB_SYSTEM, "Security Settings",
		  "TLS Cipher List", "" },
		{ "Broadcast_Echo", PHONEWALL_TAB_SYSTEM, "IPv6 Settings",
		  "Broadcast Echo", "" },
		{ "Proxy_Mode", PHONEWALL_TAB_SYSTEM, "HTTP Proxy Settings",
		  "Proxy Mode", "" },
		{ "Use_Auto_Discovery__WPAD_", PHONEWALL_TAB_SYSTEM,
		  "HTTP Proxy Settings", "Use Auto Discovery (WPAD)", "" },
		{ "Proxy_Username", PHONEWALL_TAB_SYSTEM, "HTTP Proxy Settings",
		  "Username", "" },
		{ "Enable_802.1X_Authentication", PHONEWALL_TAB_SYSTEM,
		  "802.1X Authentication", "Enable 802.1X Authentication", "" },
		{ "DHCP_Option_To_Use", PHONEWALL_TAB_PROVISIONING,
		  "Configuration Profile", "DHCP Option To Use", "" },
		{ "Auth_INVITE_", PHONEWALL_TAB_EXT, "SIP Settings",
		  "Auth INVITE", "" },
		{ "SIP_Transport_", PHONEWALL_TAB_EXT, "SIP Settings",
		  "SIP Transport", "" },
		{ "MediaSec_Request_", PHONEWALL_TAB_EXT, "SIP Settings",
		  "MediaSec Request", "" },
		{ "TLS_Name_Validate_", PHONEWALL_TAB_EXT,
		  "Proxy and Registration", "TLS Name Validate", "" },
		{ "LDAP_Server", PHONEWALL_TAB_PHONE, "LDAP", "Server", "" },
		{ "LDAP_StartTLS_Enable", PHONEWALL_TAB_PHONE, "LDAP",
		  "StartTLS Enable", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		const struct phonewall_web_place *place = phonewall_web_places;

		while (place->prefix &&
		       strcmp(place->prefix, expected[i].prefix))
			place++;
		assert_non_null(place->prefix);
		assert_int_equal(place->tab, expected[i].tab);
		assert_string_equal(place->section, expected[i].section);
		assert_string_equal(place->label, expected[i].label);
	}
}

static void test_names(void **state)
{
	static const struct phonewall_web_place line = { .prefix = "Proxy_" };
	static const struct phonewall_web_place single = {
		.prefix = "Proxy_Mode",
	};
	char name[PHONEWALL_PARAMETER_NAME_MAX + 1];

	(void)state;
	phonewall_web_place_name(phonewall_web_place_row(&line), 12, name);
	assert_string_equal(name, "Proxy_12_");
	phonewall_web_place_name(phonewall_web_place_row(&single), 12, name);
	assert_string_equal(name, "Proxy_Mode");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_parameter_has_one_place),
		cmocka_unit_test(test_every_place_has_a_parameter),
		cmocka_unit_test(test_sections),
		cmocka_unit_test(test_places_of_the_specification),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
