// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dot1x/supplicant_configuration.h"

static struct phonewall_identity tls = {
	.method = PHONEWALL_EAP_METHOD_TLS,
	.identity = "phone",
	.authorities = "/etc/ca.pem",
	.certificate = "/etc/phone.pem",
	.key = "/etc/phone.key",
};

static struct phonewall_identity fast = {
	.method = PHONEWALL_EAP_METHOD_FAST,
	.identity = "phone",
	.authorities = "/etc/ca.pem",
	.password = "secret",
	.pac_file = "/run/pac",
};

static void expect(const struct phonewall_identity *identity,
		   const char *expected)
{
	char *text = phonewall_supplicant_configuration(identity, "/run/control");

	assert_string_equal(text, expected);
	free(text);
}

static void expect_line(const struct phonewall_identity *identity,
			const char *line)
{
	char *text = phonewall_supplicant_configuration(identity, "/run/control");

	if (!strstr(text, line))
		fail_msg("'%s' is not in '%s'", line, text);
	free(text);
}

static void test_tls(void **state)
{
	(void)state;
	expect(&tls, "ctrl_interface=/run/control\n"
		     "ap_scan=0\n"
		     "network={\n"
		     "\tkey_mgmt=IEEE8021X\n"
		     "\teapol_flags=0\n"
		     "\teap=TLS\n"
		     "\tidentity=\"phone\"\n"
		     "\tca_cert=\"/etc/ca.pem\"\n"
		     "\topenssl_ciphers=\"DEFAULT@SECLEVEL=2\"\n"
		     "\tclient_cert=\"/etc/phone.pem\"\n"
		     "\tprivate_key=\"/etc/phone.key\"\n"
		     "\tphase1=\"tls_disable_tlsv1_0=1 tls_disable_tlsv1_1=1\"\n"
		     "}\n");
}

static void test_fast(void **state)
{
	(void)state;
	expect(&fast, "ctrl_interface=/run/control\n"
		      "ap_scan=0\n"
		      "network={\n"
		      "\tkey_mgmt=IEEE8021X\n"
		      "\teapol_flags=0\n"
		      "\teap=FAST\n"
		      "\tidentity=\"phone\"\n"
		      "\tca_cert=\"/etc/ca.pem\"\n"
		      "\topenssl_ciphers=\"DEFAULT@SECLEVEL=2\"\n"
		      "\tpassword=\"secret\"\n"
		      "\tpac_file=\"/run/pac\"\n"
		      "\tphase1=\"fast_provisioning=2 tls_disable_tlsv1_0=1 tls_disable_tlsv1_1=1\"\n"
		      "\tphase2=\"auth=MSCHAPV2\"\n"
		      "}\n");
}

static void test_server_name(void **state)
{
	struct phonewall_identity identity = tls;

	(void)state;
	identity.server_name = "radius.example.com";
	expect_line(&identity, "\tca_cert=\"/etc/ca.pem\"\n"
		    "\tdomain_match=\"radius.example.com\"\n");
	identity.server_name = "a.example,b.example,c";
	expect_line(&identity, "\tdomain_match=\"a.example;b.example;c\"\n");
}

/* The password itself is for a server of that name only. */
static void test_password_in_the_tunnel(void **state)
{
	struct phonewall_identity identity = fast;

	(void)state;
	expect_line(&identity, "\tphase2=\"auth=MSCHAPV2\"\n");
	identity.server_name = "radius.example.com";
	expect_line(&identity, "\tdomain_match=\"radius.example.com\"\n");
	expect_line(&identity, "\tphase2=\"auth=MSCHAPV2 auth=GTC\"\n");
}

static void test_any_time(void **state)
{
	struct phonewall_identity identity = tls;

	(void)state;
	identity.any_time = true;
	expect_line(&identity, " tls_disable_tlsv1_1=1 tls_disable_time_checks=1\"\n");
	identity = fast;
	identity.any_time = true;
	expect_line(&identity, "\tphase1=\"fast_provisioning=2 ");
	expect_line(&identity, " tls_disable_time_checks=1\"\n");
}

static void test_legacy_server(void **state)
{
	struct phonewall_identity identity = tls;

	(void)state;
	identity.server_name = "radius.example.com";
	identity.legacy_server = true;
	expect_line(&identity, "\topenssl_ciphers=\"DEFAULT@SECLEVEL=1\"\n");
	expect_line(&identity, "\tdomain_match=\"radius.example.com\"\n");
}

/* Whatever a value contains, it stays a value. */
static void test_values_stay_values(void **state)
{
	struct phonewall_identity identity = fast;

	(void)state;
	identity.password = "a\"\n}\nnetwork={";
	expect_line(&identity,
		    "\tpassword=61220a7d0a6e6574776f726b3d7b\n");
	identity.password = "#not a comment \\";
	expect_line(&identity, "\tpassword=\"#not a comment \\\"\n");
	identity.identity = "t\xc3\xa9l";
	expect_line(&identity, "\tidentity=74c3a96c\n");
	identity.password = "\x7f\x01";
	expect_line(&identity, "\tpassword=7f01\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tls),
		cmocka_unit_test(test_fast),
		cmocka_unit_test(test_server_name),
		cmocka_unit_test(test_any_time),
		cmocka_unit_test(test_password_in_the_tunnel),
		cmocka_unit_test(test_legacy_server),
		cmocka_unit_test(test_values_stay_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
