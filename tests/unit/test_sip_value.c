// SPDX-License-Identifier: MIT
/*
 * Values of SIP headers: lists, parameters, URIs, addresses, Via.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sip/value.h"
#include "sip_parts.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

/* Elements with "|" between them; "!" is where the list is malformed. */
static void test_elements(void **state)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ " \t", "" },
		{ "a", "a|" },
		{ "a, b ,c", "a|b|c|" },
		{ "\"a,b\" <sip:c,d@e>;x=\",\", f", "\"a,b\" <sip:c,d@e>;x=\",\"|f|" },
		{ "\"a\\\",b\",c", "\"a\\\",b\"|c|" },
		{ "a,,b", "a|!" },
		{ ",a", "!" },
		{ "a,", "!" },
		{ "a, ", "!" },
		{ "\"a,b", "!" },
		{ "\"a\\\"", "!" },
		{ "<a,b", "!" },
		{ "a,\r\n b", "a|b|" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct phonewall_sip_text element;
		struct phonewall_sip_text rest =
			phonewall_sip_text_of(cases[i][0]);
		char found[128] = "";
		int result;

		while ((result = phonewall_sip_element_next(&rest,
							    &element)) == 1) {
			strncat(found, element.start, element.length);
			strcat(found, "|");
		}
		if (result < 0)
			strcat(found, "!");
		assert_string_equal(found, cases[i][1]);
	}
}

static void test_parameters(void **state)
{
	static const struct {
		const char *text;
		const char *name;
		const char *value;	/* NULL: not found; "": none */
	} cases[] = {
		{ ";tag=a", "tag", "a" },
		{ " ; Tag = a ;b", "tag", "a" },
		{ ";b;tag=\"x;y\"", "tag", "\"x;y\"" },
		{ ";b=\"tag=c\";tag=d", "tag", "d" },
		{ ";tag", "tag", "" },
		{ ";tags=a", "tag", NULL },
		{ ";b=\"x;tag=a", "tag", NULL },
		{ "tag=a", "tag", NULL },
		{ ";=;tag=a", "tag", NULL },
		{ ";tag=", "tag", NULL },
		{ "", "tag", NULL },
		{ ";received=[2001:db8::9:255];tag=a", "tag", "a" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct phonewall_sip_text value;
		bool is_found = phonewall_sip_parameter_find(
			phonewall_sip_text_of(cases[i].text), cases[i].name,
			&value);

		assert_int_equal(is_found, cases[i].value != NULL);
		if (cases[i].value)
			assert_text(value, cases[i].value);
	}
}

static void test_uris(void **state)
{
	static const struct {
		const char *text;
		enum phonewall_sip_scheme scheme;
		const char *user, *host;
		uint16_t port;
		const char *parameters, *headers;
	} cases[] = {
		{ "sip:example.org", PHONEWALL_SIP_SCHEME_SIP,
		  "", "example.org", 0, "", "" },
		{ "SIPS:bob:pw@example.org:5061;transport=tls",
		  PHONEWALL_SIP_SCHEME_SIPS, "bob:pw", "example.org", 5061,
		  ";transport=tls", "" },
		{ "sip:a;p=u%40b@example.org", PHONEWALL_SIP_SCHEME_SIP,
		  "a;p=u%40b", "example.org", 0, "", "" },
		{ "sip:a/b?c@example.org", PHONEWALL_SIP_SCHEME_SIP,
		  "a/b?c", "example.org", 0, "", "" },
		{ "sip:a@[2001:db8::10]:5070;x?y=z", PHONEWALL_SIP_SCHEME_SIP,
		  "a", "[2001:db8::10]", 5070, ";x", "y=z" },
		{ "sip:[::ffff:192.0.2.10]", PHONEWALL_SIP_SCHEME_SIP,
		  "", "[::ffff:192.0.2.10]", 0, "", "" },
		{ "tel:+1-212-555", PHONEWALL_SIP_SCHEME_OTHER,
		  "", "", 0, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct phonewall_sip_uri uri;

		assert_int_equal(phonewall_sip_uri_parse(
			phonewall_sip_text_of(cases[i].text), &uri), 0);
		assert_int_equal(uri.scheme, cases[i].scheme);
		assert_text(uri.user, cases[i].user);
		assert_text(uri.host, cases[i].host);
		assert_int_equal(uri.port, cases[i].port);
		assert_text(uri.parameters, cases[i].parameters);
		assert_text(uri.headers, cases[i].headers);
	}
}

static void test_uris_refused(void **state)
{
	static const char *const cases[] = {
		"", "sip", "sip:", ":a", "sip:@example.org", "sip:a@",
		"sip:2001:db8::10", "sip:[2001:db8::10", "sip:[x]",
		"sip:[]", "sip:a@example.org:", "sip:a@example.org:65536",
		"sip:a@example.org:5060x", "sip:a@exam ple.org",
		"sip:a@example.org>", "sip:a@example.org:-1",
		"sip:[2001:db8::10]x", "si p:a@b",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct phonewall_sip_uri uri;

		assert_int_equal(phonewall_sip_uri_parse(
			phonewall_sip_text_of(cases[i]), &uri), -EINVAL);
	}
}

static void test_addresses(void **state)
{
	static const char *const cases[][4] = {
		{ "<sip:a@b>", "", "sip:a@b", "" },
		{ "sip:a@b;tag=1", "", "sip:a@b", ";tag=1" },
		{ "A b<sip:a@b;x>;tag=1", "A b", "sip:a@b;x", ";tag=1" },
		{ "\"<\\\">\" <sip:a@b> ; tag=1", "\"<\\\">\"", "sip:a@b",
		  "; tag=1" },
	};
	static const char *const refused[] = {
		"", "<>", "<sip:a@b", "\"a <sip:a@b>", "< sip:a@b>",
		"<sip:a@b>x", "sip:a@b?h=v", "sip:a@b c",
	};
	struct phonewall_sip_address address;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(phonewall_sip_address_parse(
			phonewall_sip_text_of(cases[i][0]), &address), 0);
		assert_text(address.display, cases[i][1]);
		assert_text(address.uri, cases[i][2]);
		assert_text(address.parameters, cases[i][3]);
	}
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_int_equal(phonewall_sip_address_parse(
			phonewall_sip_text_of(refused[i]), &address), -EINVAL);
}

static void test_vias(void **state)
{
	static const struct {
		const char *text, *transport, *host;
		uint16_t port;
		const char *branch;
	} cases[] = {
		{ "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1", "UDP", "192.0.2.1",
		  0, "z9hG4bK1" },
		{ "SIP  / 2.0\r\n /TCP\r\n [2001:db8::1] : 5060 ; branch = x",
		  "TCP", "[2001:db8::1]", 5060, "x" },
		{ "sip/2.0/unknown-9 a.example.org", "unknown-9",
		  "a.example.org", 0, "" },
	};
	static const char *const refused[] = {
		"", "SIP/2.0 a", "SIP/2.0/UDP", "SIP/3.0/UDP a", "HTTP/2.0/UDP a",
		"SIP/2.0/UDP a:x", "SIP/2.0/UDP a b", "SIP/2.0/UDP ;branch=a",
		"SIP/2.0/U DP a",
	};
	struct phonewall_sip_via via;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(phonewall_sip_via_parse(
			phonewall_sip_text_of(cases[i].text), &via), 0);
		assert_text(via.transport, cases[i].transport);
		assert_text(via.host, cases[i].host);
		assert_int_equal(via.port, cases[i].port);
		assert_text(via.branch, cases[i].branch);
	}
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_int_equal(phonewall_sip_via_parse(
			phonewall_sip_text_of(refused[i]), &via), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_elements),
		cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_uris),
		cmocka_unit_test(test_uris_refused),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_vias),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
