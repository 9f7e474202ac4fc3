// SPDX-License-Identifier: MIT
/*
 * What cfg.xml says of SIP.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "faults.h"
#include "systems/systems.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

#define P(name, value)	"<" name ">" value "</" name ">"
#define LOGIN		P("User_ID_1_", "bob") P("Password_1_", "secret")

static struct phonewall_settings settings;
static struct phonewall_systems systems;
static struct phonewall_faults faults, warnings;

static int clear(void **state)
{
	(void)state;
	phonewall_systems_clear(&systems);
	phonewall_settings_clear(&settings);
	phonewall_faults_clear(&faults);
	phonewall_faults_clear(&warnings);
	return 0;
}

static int read_file(const char *parameters)
{
	char *text = phonewall_memory_print("<flat-profile>%s</flat-profile>",
					    parameters);
	int error;

	phonewall_systems_clear(&systems);
	phonewall_faults_clear(&faults);
	phonewall_faults_clear(&warnings);
	error = phonewall_systems_read(text, strlen(text), &settings, &systems,
				       &faults, &warnings);
	free(text);
	return error;
}

static void test_defaults(void **state)
{
	(void)state;
	assert_int_equal(read_file(""), 0);
	assert_no_fault(&warnings);
	assert_false(systems.sip.blocks_nonproxy);
	for (size_t i = 0; i < PHONEWALL_LINES_MAX; i++) {
		const struct phonewall_sip_line *line = &systems.sip.lines[i];

		assert_true(line->is_enabled);
		assert_int_equal(line->transport, PHONEWALL_TRANSPORT_UDP);
		assert_string_equal(line->proxy, "");
		assert_string_equal(line->user, "");
		assert_string_equal(line->password, "");
		assert_false(line->uses_srv || line->adds_srv_prefix ||
			     line->challenges || line->has_rfc8760 ||
			     line->requests_mediasec ||
			     line->is_mediasec_over_tls_only);
		assert_int_equal(line->secure_call,
				 PHONEWALL_SECURE_CALL_OPTIONAL);
	}
}

static void test_every_parameter(void **state)
{
	const struct phonewall_sip_line *line = &systems.sip.lines[15];

	(void)state;
	assert_int_equal(read_file(
		P("Line_Enable_1_", "No") P("Auth_INVITE_1_", "Yes")
		P("Block_Nonproxy_SIP", "Yes") P("SIP_Transport_16_", "TLS")
		P("Proxy_16_", "example.org:5061") P("Use_DNS_SRV_16_", "Yes")
		P("DNS_SRV_Auto_Prefix_16_", "yes") P("User_ID_16_", "bob")
		P("Auth_ID_16_", "bobby") P("Password_16_", "secret")
		P("Auth_INVITE_16_", "Yes") P("Auth_Support_RFC8760_16_", "Yes")
		P("MediaSec_Request_16_", "Yes")
		P("MediaSec_Over_TLS_Only_16_", "Yes")
		P("Secure_Call_Option_16_", "Strict")), 0);
	assert_no_fault(&warnings);
	assert_true(systems.sip.blocks_nonproxy);
	assert_true(line->is_enabled && line->uses_srv &&
		    line->adds_srv_prefix && line->challenges &&
		    line->has_rfc8760 && line->requests_mediasec &&
		    line->is_mediasec_over_tls_only);
	assert_int_equal(line->transport, PHONEWALL_TRANSPORT_TLS);
	assert_string_equal(line->proxy, "example.org:5061");
	assert_string_equal(line->user, "bobby");
	assert_string_equal(line->password, "secret");
	assert_int_equal(line->secure_call, PHONEWALL_SECURE_CALL_STRICT);
	assert_false(systems.sip.lines[0].is_enabled);
	assert_false(systems.sip.lines[0].challenges);
	assert_null(systems.sip.lines[0].user);
	assert_false(systems.sip.lines[1].challenges);
}

static void test_user(void **state)
{
	(void)state;
	assert_int_equal(read_file(LOGIN), 0);
	assert_string_equal(systems.sip.lines[0].user, "bob");
	assert_int_equal(read_file(LOGIN P("Auth_ID_1_", "")), 0);
	assert_string_equal(systems.sip.lines[0].user, "bob");
}

static void assert_warning(const char *parameters, const char *name,
			   const char *parameter)
{
	assert_int_equal(read_file(parameters), 0);
	assert_int_equal(warnings.count, 1);
	assert_string_equal(warnings.list[0].warning, name);
	assert_string_equal(warnings.list[0].parameter, parameter);
	assert_null(strstr(warnings.list[0].message, "secret"));
}

static void test_warnings(void **state)
{
	(void)state;
	assert_warning(P("Auth_INVITE_1_", "Yes"),
		       "challenge-without-password", "Auth_INVITE_1_");
	assert_warning(P("Auth_INVITE_1_", "Yes") P("User_ID_1_", "bob"),
		       "challenge-without-password", "Auth_INVITE_1_");
	assert_warning(P("Auth_INVITE_1_", "Yes") P("Password_1_", "secret"),
		       "challenge-without-password", "Auth_INVITE_1_");
	assert_warning(P("Auth_Support_RFC8760_2_", "Yes"), "no-effect",
		       "Auth_Support_RFC8760_2_");
	assert_warning(P("MediaSec_Request_1_", "Yes"), "readable-keys",
		       "MediaSec_Request_1_");
	assert_warning(P("MediaSec_Request_1_", "Yes")
		       P("SIP_Transport_1_", "Auto"), "readable-keys",
		       "MediaSec_Request_1_");
	assert_warning(P("MediaSec_Request_1_", "Yes")
		       P("MediaSec_Over_TLS_Only_1_", "Yes")
		       P("SIP_Transport_1_", "TCP"), "mediasec-off",
		       "MediaSec_Request_1_");
	assert_warning(P("Secure_Call_Option_1_", "Required"), "readable-keys",
		       "Secure_Call_Option_1_");
	assert_warning(P("MediaSec_Requests_1_", "Yes"), "misspelt-name",
		       "MediaSec_Requests_1_");
}

/* A line that is not served, before anybody looks why. */
static void test_blocked_servers(void **state)
{
	static const char *const allowed[] = {
		P("Proxy_1_", "a.example.org:5061"), P("Proxy_1_", ""),
		P("Proxy_1_", "[2001:db8::1]:5060"), P("Proxy_1_", "192.0.2.1"),
		P("Proxy_1_", "example.net") P("Outbound_Proxy_1_", "example.org"),
		P("Proxy_1_", "example.net") P("Line_Enable_1_", "No"),
	};
	char text[512];

	(void)state;
#define LIST	P("Restricted_Access_Domains",				\
		  "example.org, 2001:db8::1, 192.0.2.1")
	assert_warning(LIST P("Proxy_2_", "example.net:5061"),
		       "blocked-server", "Proxy_2_");
	assert_string_equal(warnings.list[0].token, "example.net");
	assert_warning(LIST P("Proxy_1_", "[2001:db8::2]:5060"),
		       "blocked-server", "Proxy_1_");
	assert_warning(LIST P("Proxy_1_", "example.org")
		       P("Outbound_Proxy_1_", "192.0.2.2"),
		       "blocked-server", "Outbound_Proxy_1_");
	for (size_t i = 0; i < COUNT(allowed); i++) {
		snprintf(text, sizeof(text), LIST "%s", allowed[i]);
		assert_int_equal(read_file(text), 0);
		assert_no_fault(&warnings);
	}
	assert_int_equal(read_file(P("Proxy_1_", "example.net")), 0);
	assert_no_fault(&warnings);
}

static void test_no_warnings(void **state)
{
	static const char *const cases[] = {
		LOGIN P("Auth_INVITE_1_", "Yes"),
		LOGIN P("Auth_INVITE_1_", "Yes")
		P("Auth_Support_RFC8760_1_", "Yes"),
		P("DNS_SRV_Auto_Prefix_1_", "Yes"),
		P("MediaSec_Request_1_", "Yes") P("SIP_Transport_1_", "TLS"),
		P("MediaSec_Request_1_", "Yes") P("SIP_Transport_1_", "Auto")
		P("MediaSec_Over_TLS_Only_1_", "Yes"),
		P("MediaSec_Over_TLS_Only_1_", "Yes"),
		P("Secure_Call_Option_1_", "Strict"),
		P("Secure_Call_Option_1_", "Required")
		P("SIP_Transport_1_", "Auto"),
		P("Line_Enable_1_", "No") P("Auth_INVITE_1_", "Yes")
		P("MediaSec_Request_1_", "Yes"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(read_file(cases[i]), 0);
		assert_no_fault(&warnings);
	}
}

/* A wrong value refuses the file, or a switch would be off unseen. */
static void test_faults(void **state)
{
	static const char *const names[] = {
		"Auth_INVITE_1_", "Auth_Support_RFC8760_1_", "Use_DNS_SRV_1_",
		"DNS_SRV_Auto_Prefix_1_", "MediaSec_Request_1_",
		"MediaSec_Over_TLS_Only_1_", "Secure_Call_Option_1_",
		"SIP_Transport_1_", "Block_Nonproxy_SIP",
	};
	char text[1024];

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(text, sizeof(text), "<%s>Maybe</%s>", names[i],
			 names[i]);
		assert_int_not_equal(read_file(text), 0);
		assert_int_equal(faults.count, 1);
		assert_string_equal(faults.list[0].parameter, names[i]);
	}
	snprintf(text, sizeof(text), "<Password_1_>%0256d</Password_1_>", 0);
	assert_int_not_equal(read_file(text), 0);
	assert_string_equal(faults.list[0].parameter, "Password_1_");
	assert_null(faults.list[0].token);
	snprintf(text, sizeof(text), "<Password_1_>%0255d</Password_1_>", 0);
	assert_int_equal(read_file(text), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_defaults, clear),
		cmocka_unit_test_teardown(test_every_parameter, clear),
		cmocka_unit_test_teardown(test_user, clear),
		cmocka_unit_test_teardown(test_warnings, clear),
		cmocka_unit_test_teardown(test_blocked_servers, clear),
		cmocka_unit_test_teardown(test_no_warnings, clear),
		cmocka_unit_test_teardown(test_faults, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
