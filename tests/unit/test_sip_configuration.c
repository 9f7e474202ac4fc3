// SPDX-License-Identifier: MIT
/*
 * The file that phonewalld writes for phonewall-sip: what is written is read, and
 * nothing else is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "sip/configuration.h"
#include "systems/systems.h"

static char *print(const char *parameters, const char *domains)
{
	static const struct phonewall_settings settings;
	struct phonewall_systems systems = { 0 };
	struct phonewall_faults faults = { 0 };
	char *profile = phonewall_memory_print("<flat-profile>%s</flat-profile>",
					       parameters);
	char *text;

	assert_int_equal(phonewall_systems_read(profile, strlen(profile),
						&settings, &systems, &faults,
						NULL), 0);
	text = phonewall_sip_configuration_print(&systems.sip, domains, 7);
	phonewall_systems_clear(&systems);
	free(profile);
	return text;
}

static void test_round(void **state)
{
	struct phonewall_sip_configuration configuration;
	char *text = print("<Proxy_1_>example.com</Proxy_1_>"
			   "<Password_1_>\"s\\</Password_1_>"
			   "<Line_Enable_3_>No</Line_Enable_3_>"
			   "<Proxy_3_>example.com</Proxy_3_>"
			   "<Outbound_Proxy_16_>[2001:db8::2]:7</Outbound_Proxy_16_>"
			   "<SIP_Transport_16_>TLS</SIP_Transport_16_>"
			   "<SIP_Port_16_>6000</SIP_Port_16_>"
			   "<Auth_INVITE_16_>Yes</Auth_INVITE_16_>"
			   "<Secure_Call_Option_16_>Strict</Secure_Call_Option_16_>"
			   "<Block_Nonproxy_SIP>Yes</Block_Nonproxy_SIP>",
			   "example.com");
	const struct phonewall_sip_line *line;
	char *again;

	(void)state;
	assert_int_equal(phonewall_sip_configuration_parse(text,
							   &configuration), 0);
	assert_int_equal(configuration.generation, 7);
	assert_string_equal(configuration.domains, "example.com");
	assert_true(configuration.settings.blocks_nonproxy);
	line = &configuration.settings.lines[0];
	assert_string_equal(line->password, "\"s\\");
	assert_int_equal(line->port, 5060);
	assert_false(configuration.settings.lines[1].is_enabled);
	assert_false(configuration.settings.lines[2].is_enabled);
	line = &configuration.settings.lines[15];
	assert_true(line->challenges);
	assert_int_equal(line->port, 6000);
	assert_int_equal(line->transport, PHONEWALL_TRANSPORT_TLS);
	assert_int_equal(line->secure_call, PHONEWALL_SECURE_CALL_STRICT);
	assert_true(phonewall_sip_line_is_same(line, line));
	assert_false(phonewall_sip_line_is_same(line,
					&configuration.settings.lines[0]));
	again = phonewall_sip_configuration_print(&configuration.settings,
						  configuration.domains, 7);
	assert_string_equal(again, text);
	phonewall_sip_configuration_clear(&configuration);
	free(again);
	free(text);
}

/* A file that was cut off, or changed, is refused whole. */
static void test_damaged(void **state)
{
	static const char *const changes[][2] = {
		{ "\"generation\":7", "\"generation\":0" },
		{ "\"transport\":\"UDP\"", "\"transport\":\"udp\"" },
		{ "\"port\":5060", "\"port\":65536" },
		{ "\"line\":1", "\"line\":17" },
		{ "\"challenges\":false", "\"challenges\":0" },
		{ "\"proxy\":\"example.com\"", "\"proxy\":\"\"" },
	};
	struct phonewall_sip_configuration configuration;
	char *text = print("<Proxy_1_>example.com</Proxy_1_>", "");

	(void)state;
	for (size_t i = 0; i < strlen(text) - 2; i++) {
		char *part = phonewall_memory_copy(text, i);

		assert_int_equal(phonewall_sip_configuration_parse(part,
							&configuration), -1);
		assert_null(configuration.domains);
		free(part);
	}
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		const char *place = strstr(text, changes[i][0]);
		char *other;

		assert_non_null(place);
		other = phonewall_memory_print("%.*s%s%s",
					       (int)(place - text), text,
					       changes[i][1], place +
					       strlen(changes[i][0]));
		assert_int_equal(phonewall_sip_configuration_parse(other,
							&configuration), -1);
		free(other);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests_name("sip_configuration", tests, NULL,
					   NULL);
}
