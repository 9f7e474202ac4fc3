// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"
#include "provisioning/dhcp_choice.h"

#define OPTIONS_MAX	10
#define OPTION(code, text)	add(code, text, sizeof(text) - 1)
#define TR069		"dslforum.org"
#define ACS		"http://acs.example.com/"
#define ACS_LENGTH	"\x17"

static struct phonewall_macro_values values = {
	.text = {
		[PHONEWALL_MACRO_MA] = "000e08012345",
		[PHONEWALL_MACRO_PSN] = "8841-3PCC",
		[PHONEWALL_MACRO_A] = "private",
		[PHONEWALL_MACRO_SA] = "secret",
	},
};

static struct phonewall_dhcp_option options[OPTIONS_MAX];
static struct phonewall_dhcp_lease lease = { .options = options };
static struct phonewall_dhcp_choice choice;

/* A copy of exactly these bytes, behind which reading is an error. */
static void add(uint16_t code, const char *bytes, size_t length)
{
	uint8_t *copy = malloc(length ? length : 1);

	assert_true(lease.count < OPTIONS_MAX);
	memcpy(copy, bytes, length);
	options[lease.count++] = (struct phonewall_dhcp_option){
		.code = code, .bytes = copy, .length = length,
	};
}

static void clear(void)
{
	phonewall_dhcp_choice_clear(&choice);
	while (lease.count)
		free((void *)options[--lease.count].bytes);
	lease.is_ipv6 = false;
}

static void choose(const char *text)
{
	struct phonewall_faults faults = { 0 };
	struct phonewall_dhcp_order order;

	phonewall_dhcp_choice_clear(&choice);
	assert_int_equal(phonewall_dhcp_order_parse(text, lease.is_ipv6, "x", 0,
						    &order, &faults), 0);
	phonewall_dhcp_choose(&lease, &order, &values, &choice);
}

static void choose_default(void)
{
	choose(phonewall_dhcp_order_default(lease.is_ipv6));
}

static void assert_server(uint16_t code, enum phonewall_scheme scheme,
			  const char *host, uint16_t port, const char *path)
{
	assert_int_equal(choice.server_code, code);
	assert_int_equal(choice.server.url.scheme, scheme);
	assert_text_equal(choice.server.url.host, host);
	assert_int_equal(choice.server.url.port, port);
	assert_text_equal(choice.server.url.path, path);
}

static void assert_skip(size_t number, uint16_t code, const char *part)
{
	assert_true(number < choice.skip_count);
	assert_int_equal(choice.skips[number].code, code);
	assert_contains(choice.skips[number].reason, part);
}

/* Each option that tells a server alone, in all the forms that are seen. */
static void test_texts(void **state)
{
	static const struct {
		const char *text;
		enum phonewall_scheme scheme;
		const char *host;
		uint16_t port;
		const char *path;
	} cases[] = {
		{ "prov.example.com", PHONEWALL_SCHEME_TFTP,
		  "prov.example.com", 0, NULL },
		{ "192.0.2.1", PHONEWALL_SCHEME_TFTP, "192.0.2.1", 0, NULL },
		{ "192.0.2.1:6969", PHONEWALL_SCHEME_TFTP, "192.0.2.1", 6969,
		  NULL },
		{ "[2001:db8::1]", PHONEWALL_SCHEME_TFTP, "2001:db8::1", 0,
		  NULL },
		{ "https://prov.example.com", PHONEWALL_SCHEME_HTTPS,
		  "prov.example.com", 0, NULL },
		{ "https://prov.example.com:8443/", PHONEWALL_SCHEME_HTTPS,
		  "prov.example.com", 8443, "/" },
		{ "http://prov.example.com/$PSN/$(MA:6).xml",
		  PHONEWALL_SCHEME_HTTP, "prov.example.com", 0,
		  "/8841-3PCC/012345.xml" },
		{ "prov.example.com/cfg.xml", PHONEWALL_SCHEME_TFTP,
		  "prov.example.com", 0, "/cfg.xml" },
		{ "TFTP://PROV/x ", PHONEWALL_SCHEME_TFTP, "prov", 0, "/x" },
		{ "prov\r\n", PHONEWALL_SCHEME_TFTP, "prov", 0, NULL },
	};
	static const uint16_t codes[] = { 66, 159, 160 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t j = 0; j < sizeof(codes) / sizeof(codes[0]); j++) {
			/* With the NUL that some servers send. */
			add(codes[j], cases[i].text,
			    strlen(cases[i].text) + j % 2);
			choose_default();
			assert_server(codes[j], cases[i].scheme, cases[i].host,
				      cases[i].port, cases[i].path);
			assert_int_equal(choice.skip_count, 0);
			assert_int_equal(choice.acs_code, 0);
			clear();
		}
	}
}

/* Option 159 may also be an address in four bytes, and no other option may. */
static void test_raw_address(void **state)
{
	(void)state;
	add(159, "\xc0\x00\x02\x01", 4);
	choose("159");
	assert_int_equal(choice.server_code, 159);
	assert_int_equal(choice.server.address_count, 1);
	assert_null(choice.server.url.host);
	assert_memory_equal(choice.server.addresses[0].bytes,
			    "\xc0\x00\x02\x01", 4);
	clear();
	add(159, "\xc0\x00\x02\n", 4);
	choose("159");
	assert_int_equal(choice.server.address_count, 1);
	clear();
	add(159, "a.b", 4);
	choose("159");
	assert_server(159, PHONEWALL_SCHEME_TFTP, "a.b", 0, NULL);
	clear();
	add(159, "\xe0\x00\x00\x01", 4);
	add(160, "\xc0\x00\x02\x01", 4);
	choose("159,160");
	assert_int_equal(choice.server_code, 0);
	assert_skip(0, 159, "not of a host");
	assert_skip(1, 160, "not printable ASCII");
	clear();
	add(159, "\xc0\x00\x02\x01\xc0\x00\x02\x02", 8);
	choose("159");
	assert_skip(0, 159, "not printable ASCII");
	clear();
}

static void test_malformed_texts(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		const char *part;
	} cases[] = {
		{ "", 0, "is empty" },
		{ "\0\0", 2, "is empty" },
		{ " \n", 2, "is empty" },
		{ "a\0b", 3, "not printable ASCII" },
		{ "a b", 3, "not printable ASCII" },
		{ "a\nb", 3, "not printable ASCII" },
		{ "\xff\xff\xff\xff", 4, "not printable ASCII" },
		{ "ftp://h/x", 9, "scheme is not allowed" },
		{ "http://u:p@h/x", 14, "has a user name" },
		{ "h:0", 3, "port is not" },
		{ "a_b", 3, "character that is not allowed" },
		{ "-", 1, "neither a host name" },
		{ "/x", 2, "names no server" },
		{ "http:///x", 9, "names no server" },
		{ "http://", 7, "names no server" },
		{ "h?x", 3, "does not begin with '/'" },
		{ "h/../x", 6, "as a segment" },
		{ "h/\\000", 6, "an escape" },
		/* A rogue server asks for what the parameters hold. */
		{ "h/$A", 4, "not of the phone itself" },
		{ "h/$SA", 5, "not of the phone itself" },
		{ "h/$MPWD", 7, "not of the phone itself" },
		{ "h/$UID1", 7, "not of the phone itself" },
		{ "$A", 2, "not of the phone itself" },
		{ "h/x?$EXTIP", 10, "not of the phone itself" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		add(66, cases[i].text, cases[i].length);
		OPTION(160, "good.example.com");
		choose_default();
		assert_int_equal(choice.skip_count, 1);
		assert_skip(0, 66, cases[i].part);
		assert_server(160, PHONEWALL_SCHEME_TFTP, "good.example.com", 0,
			      NULL);
		clear();
	}
}

static void assert_address(size_t number, const char *expected)
{
	char text[PHONEWALL_ADDRESS_TEXT];

	assert_string_equal(phonewall_address_print(
		&choice.server.addresses[number], text), expected);
}

static void test_addresses(void **state)
{
	(void)state;
	OPTION(150, "\xc0\x00\x02\x01" "\xc0\x00\x02\x02");
	choose_default();
	assert_int_equal(choice.server_code, 150);
	assert_null(choice.server.url.host);
	assert_int_equal(choice.server.address_count, 2);
	assert_address(0, "192.0.2.1");
	assert_address(1, "192.0.2.2");
	clear();
	OPTION(150, "\xc0\0\2\1\xc0\0\2\2\xc0\0\2\3\xc0\0\2\4\xc0\0\2\5");
	choose_default();
	assert_int_equal(choice.server.address_count, 4);
	assert_address(3, "192.0.2.4");
	clear();
}

static void test_malformed_addresses(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *part;
	} cases[] = {
		{ "", 0, "is empty" },
		{ "\xc0\x00\x02", 3, "not a multiple of 4" },
		{ "\xc0\x00\x02\x01\xc0", 5, "not a multiple of 4" },
		{ "\0\0\0\0", 4, "not of a host" },
		{ "\x7f\0\0\1", 4, "not of a host" },
		{ "\xe0\0\0\1", 4, "not of a host" },
		{ "\xff\xff\xff\xff", 4, "not of a host" },
		{ "\xc0\x00\x02\x01\0\0\0\0", 8, "not of a host" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		add(150, cases[i].bytes, cases[i].length);
		choose_default();
		assert_int_equal(choice.server_code, 0);
		assert_int_equal(choice.skip_count, 1);
		assert_skip(0, 150, cases[i].part);
		clear();
	}
}

static void test_order(void **state)
{
	(void)state;
	OPTION(150, "\xc0\x00\x02\x01");
	OPTION(159, "c.example.com");
	OPTION(160, "b.example.com");
	OPTION(66, "a.example.com");
	choose_default();
	assert_server(66, PHONEWALL_SCHEME_TFTP, "a.example.com", 0, NULL);
	choose("160,66");
	assert_server(160, PHONEWALL_SCHEME_TFTP, "b.example.com", 0, NULL);
	choose("150,66");
	assert_int_equal(choice.server_code, 150);
	choose("159");
	assert_server(159, PHONEWALL_SCHEME_TFTP, "c.example.com", 0, NULL);
	/* What is not in the order is not used, and nor is it reported. */
	choose("43");
	assert_int_equal(choice.server_code, 0);
	assert_int_equal(choice.skip_count, 0);
	clear();
	choose_default();
	assert_int_equal(choice.server_code, 0);
	assert_int_equal(choice.skip_count, 0);
}

/* RFC 3396. */
static void test_parts(void **state)
{
	char large[PHONEWALL_DHCP_OPTION_MAX];

	(void)state;
	OPTION(66, "https://prov.");
	OPTION(60, "x");
	OPTION(66, "example.com/a");
	choose_default();
	assert_server(66, PHONEWALL_SCHEME_HTTPS, "prov.example.com", 0, "/a");
	clear();
	memset(large, 'a', sizeof(large));
	add(66, large, PHONEWALL_DHCP_TEXT_MAX + 1);
	choose_default();
	assert_skip(0, 66, "is too long");
	add(66, large, sizeof(large) - PHONEWALL_DHCP_TEXT_MAX);
	choose_default();
	assert_skip(0, 66, "is too long");
	assert_int_equal(choice.server_code, 0);
	clear();
}

static void assert_acs(uint16_t code, const char *url, const char *name)
{
	assert_int_equal(choice.acs_code, code);
	assert_string_equal(choice.acs.url, url);
	assert_string_equal(choice.acs.code, name);
	assert_int_equal(choice.skip_count, 0);
}

static void test_acs_43(void **state)
{
	(void)state;
	OPTION(43, "\x01" ACS_LENGTH ACS "\x02\x03" "abc");
	OPTION(60, "x." TR069 "/1");
	choose_default();
	assert_acs(43, ACS, "abc");
	assert_int_equal(choice.server_code, 0);
	/* Also if 60 is not among the options that are used. */
	choose("43");
	assert_acs(43, ACS, "abc");
	clear();
	OPTION(60, TR069);
	OPTION(43, "\0\0\x05\x01x\x01" ACS_LENGTH ACS "\xff\x01\xff");
	choose_default();
	assert_acs(43, ACS, "");
	clear();
	OPTION(43, "\x01" ACS_LENGTH ACS);
	choose_default();
	assert_skip(0, 43, "is of another vendor");
	OPTION(60, "dslforum.net");
	choose_default();
	assert_skip(0, 43, "is of another vendor");
	assert_int_equal(choice.acs_code, 0);
	clear();
}

static void test_acs_125(void **state)
{
	(void)state;
	OPTION(125, "\0\0\x0d\xe9\x1e\x0b" ACS_LENGTH ACS "\x0c\x03" "abc");
	choose_default();
	assert_acs(125, ACS, "abc");
	clear();
	OPTION(125, "\0\0\0\x09\x03\x0b\x01x"
	       "\0\0\x0d\xe9\x19\x0b" ACS_LENGTH ACS);
	choose_default();
	assert_acs(125, ACS, "");
	clear();
	OPTION(125, "\0\0\0\x09\x19\x0b" ACS_LENGTH ACS);
	choose_default();
	assert_int_equal(choice.acs_code, 0);
	assert_skip(0, 125, "names no ACS");
	clear();
}

static void test_acs_17(void **state)
{
	(void)state;
	lease.is_ipv6 = true;
	OPTION(17, "\0\0\0\x09\0\x01\0\x01x");
	OPTION(17, "\0\0\x0d\xe9\0\x01\0" ACS_LENGTH ACS "\0\x02\0\x03" "abc");
	OPTION(159, "c.example.com");
	OPTION(160, "https://b.example.com/x");
	choose_default();
	assert_acs(17, ACS, "abc");
	assert_server(160, PHONEWALL_SCHEME_HTTPS, "b.example.com", 0, "/x");
	choose("159");
	assert_server(159, PHONEWALL_SCHEME_TFTP, "c.example.com", 0, NULL);
	clear();
}

/* The first one in the order, as with servers. */
static void test_acs_order(void **state)
{
	(void)state;
	OPTION(60, TR069);
	OPTION(43, "\x01\x08http://a");
	OPTION(125, "\0\0\x0d\xe9\x0a\x0b\x08http://b");
	choose_default();
	assert_acs(43, "http://a", "");
	choose("125,43");
	assert_acs(125, "http://b", "");
	clear();
}

/* Cut anywhere, the option gives the whole URL or nothing. */
static void test_acs_truncated(void **state)
{
	static const char of_43[] = "\x01" ACS_LENGTH ACS "\x02\x03" "abc";
	static const char of_125[] =
		"\0\0\x0d\xe9\x1e\x0b" ACS_LENGTH ACS "\x0c\x03" "abc";
	static const char of_17[] =
		"\0\0\x0d\xe9\0\x01\0" ACS_LENGTH ACS "\0\x02\0\x03" "abc";
	struct phonewall_dhcp_acs acs;

	(void)state;
	for (size_t i = 0; i < sizeof(of_17) - 1; i++) {
		uint8_t *copy = malloc(i + 1);

		memcpy(copy, of_17, i);
		assert_int_equal(!phonewall_dhcp_acs_parse_17(copy, i, &acs),
				 i == 4 + 4 + 23);
		assert_int_equal(!*acs.url, i != 4 + 4 + 23);
		memcpy(copy, of_125, i < sizeof(of_125) ? i : 0);
		assert_non_null(phonewall_dhcp_acs_parse_125(copy,
			i < sizeof(of_125) - 1 ? i : 0, &acs));
		assert_string_equal(acs.url, "");
		memcpy(copy, of_43, i < sizeof(of_43) ? i : 0);
		if (i < sizeof(of_43) - 1)
			assert_int_equal(
				!phonewall_dhcp_acs_parse_43(copy, i, &acs),
				i == 2 + 23);
		free(copy);
	}
}

static void test_acs_malformed(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *part;
	} cases[] = {
		{ "", 0, "names no ACS" },
		{ "\xff", 1, "names no ACS" },
		{ "\x02\x03" "abc", 5, "names no ACS" },
		{ "\x01", 1, "ends in the middle" },
		{ "\x01\x05http", 6, "ends in the middle" },
		{ "\x01\x00", 2, "URL of an ACS that is not valid" },
		{ "\x01\x07tftp://", 9, "URL of an ACS that is not valid" },
		{ "\x01\x0chttp://u:p@h", 14, "URL of an ACS that is not" },
		{ "\x01\x0ahttp://a b", 12, "URL of an ACS that is not valid" },
		{ "\x01\x08http://a\x02\x00", 12, "code that is not valid" },
		{ "\x01\x08http://a\x02\x01\x07", 13, "code that is not valid" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		OPTION(60, TR069);
		add(43, cases[i].bytes, cases[i].length);
		choose_default();
		assert_int_equal(choice.acs_code, 0);
		assert_int_equal(choice.skip_count, 1);
		assert_skip(0, 43, cases[i].part);
		clear();
	}
}

static void test_acs_long(void **state)
{
	char bytes[3 + 255];
	struct phonewall_dhcp_acs acs;
	char wide[8 + PHONEWALL_ACS_URL_MAX + 1] =
		"\0\0\x0d\xe9\0\x01\x01\x01http://";

	(void)state;
	memset(bytes, 'a', sizeof(bytes));
	memcpy(bytes, "\x02\x40", 2);
	memcpy(bytes + 66, "\x01\x08http://a", 10);
	assert_null(phonewall_dhcp_acs_parse_43((uint8_t *)bytes, 76, &acs));
	assert_int_equal(strlen(acs.code), PHONEWALL_ACS_CODE_MAX);
	memcpy(bytes, "\x02\x41", 2);
	assert_non_null(phonewall_dhcp_acs_parse_43((uint8_t *)bytes, 67,
						    &acs));
	memset(wide + 15, 'a', sizeof(wide) - 15);
	assert_non_null(phonewall_dhcp_acs_parse_17((uint8_t *)wide,
						    sizeof(wide), &acs));
	wide[7] = 0;
	assert_null(phonewall_dhcp_acs_parse_17((uint8_t *)wide,
						sizeof(wide) - 1, &acs));
	assert_int_equal(strlen(acs.url), PHONEWALL_ACS_URL_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_raw_address),
		cmocka_unit_test(test_malformed_texts),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_malformed_addresses),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_acs_43),
		cmocka_unit_test(test_acs_125),
		cmocka_unit_test(test_acs_17),
		cmocka_unit_test(test_acs_order),
		cmocka_unit_test(test_acs_truncated),
		cmocka_unit_test(test_acs_malformed),
		cmocka_unit_test(test_acs_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
