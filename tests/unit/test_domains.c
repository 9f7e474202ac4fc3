// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"
#include "provisioning/domains.h"

#define NAME	"Restricted_Access_Domains"

static struct phonewall_faults faults;
static struct phonewall_domains domains;

static void parse(const char *text)
{
	if (phonewall_domains_parse(text, NAME, 5, &domains, &faults))
		fail_msg("'%s': %s", text, faults.list[0].message);
	assert_no_fault(&faults);
}

static void assert_allowed(const char *host)
{
	if (!phonewall_domains_allow(&domains, host))
		fail_msg("'%s' is not allowed", host);
}

static void assert_refused(const char *host)
{
	if (phonewall_domains_allow(&domains, host))
		fail_msg("'%s' is allowed", host);
}

static void test_no_limit(void **state)
{
	static const char *const blanks[] = { "", " ", "\r\n\t " };

	(void)state;
	for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++) {
		parse(blanks[i]);
		assert_false(domains.is_limited);
		assert_allowed("evil.example.net");
		assert_allowed("192.0.2.1");
		phonewall_domains_clear(&domains);
	}
}

/* The vendor's own value. Either reading of "FQDN" admits the name itself. */
static void test_names(void **state)
{
	(void)state;
	parse("voiceip.com, VoiceIP1.com");
	assert_allowed("voiceip.com");
	assert_allowed("VOICEIP.COM");
	assert_allowed("voiceip1.com");
	assert_allowed("a.voiceip.com");
	assert_allowed("a.b.voiceip1.com");
	assert_refused("xvoiceip.com");
	assert_refused("a.xvoiceip.com");
	assert_refused("voiceip.com.evil.net");
	assert_refused("voiceip.comx");
	assert_refused("oiceip.com");
	assert_refused("com");
	assert_refused("voiceip");
	assert_refused("192.0.2.1");
	assert_refused("2001:db8::1");
	phonewall_domains_clear(&domains);
}

/* What is neither a name nor an address is never allowed by the end of it. */
static void test_malformed_hosts(void **state)
{
	static const char *const hosts[] = {
		"", ".", ".voiceip.com", "voiceip.com.", "-.voiceip.com",
		"evil.net/.voiceip.com", "evil.net#.voiceip.com",
		"user@voiceip.com", "evil.net:80.voiceip.com",
		"voiceip.com:443", "a b.voiceip.com", "a..voiceip.com",
		"evil.net\\.voiceip.com", "*.voiceip.com", "a_b.voiceip.com",
		"\xd0\xb0.voiceip.com", "[voiceip.com]", "192.0.2.1:80",
	};

	(void)state;
	parse("voiceip.com, 192.0.2.1");
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		assert_refused(hosts[i]);
	assert_allowed("b.voiceip.com");
	assert_allowed("192.0.2.1");
	phonewall_domains_clear(&domains);
}

static void test_addresses(void **state)
{
	(void)state;
	parse(" 192.0.2.1 ,2001:DB8::1,[2001:db8::2]");
	assert_allowed("192.0.2.1");
	assert_allowed("2001:db8::1");
	assert_allowed("2001:db8:0:0::1");
	assert_allowed("2001:db8::2");
	assert_refused("192.0.2.2");
	assert_refused("192.0.2.10");
	assert_refused("2001:db8::3");
	assert_refused("::ffff:192.0.2.1");
	assert_refused("x.192.0.2.1");
	assert_refused("0xc0000201");
	assert_refused("3221225985");
	assert_refused("192.0.513");
	assert_refused("host.example.com");
	phonewall_domains_clear(&domains);
}

/* A list that is set but wrong allows nothing. */
static void test_faults(void **state)
{
	static const struct {
		const char *text;
		const char *token;
		const char *part;
	} cases[] = {
		{ ",", NULL, "an entry is empty" },
		{ "voiceip.com,", NULL, "an entry is empty" },
		{ "voiceip.com,,b.com", NULL, "an entry is empty" },
		{ "*.voiceip.com", "*.voiceip.com", "has a wildcard" },
		{ "https://voiceip.com", "https://voiceip.com", "is a URL" },
		{ "a.com b.com", "a.com b.com", "is more than one name" },
		{ "a.com;b.com", "a.com;b.com", "is more than one name" },
		{ "a.com, b_c.com", "b_c.com", "is neither a host name" },
		{ "a.com:80", "a.com:80", "is neither a host name" },
		{ "192.0.2.1:80", "192.0.2.1:80", "is neither a host name" },
		{ "192.0.2.0/24", "192.0.2.0/24", "is neither a host name" },
		{ "a.com.", "a.com.", "is neither a host name" },
		{ "*", "*", "is neither a host name" },
		{ "1.2.3", "1.2.3", "is neither a host name" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (!phonewall_domains_parse(cases[i].text, NAME, 5, &domains,
					     &faults))
			fail_msg("'%s' was accepted", cases[i].text);
		if (*cases[i].text == ',')
			assert_int_equal(faults.count, 2);
		assert_fault(&faults.list[0], 5, NAME, cases[i].token,
			     cases[i].part);
		phonewall_faults_clear(&faults);
		assert_true(domains.is_limited);
		assert_int_equal(domains.count, 0);
		assert_refused("voiceip.com");
		assert_refused("a.com");
		assert_refused("192.0.2.1");
		assert_refused("");
		phonewall_domains_clear(&domains);
	}
}

static void test_bounds(void **state)
{
	char text[4 * PHONEWALL_DOMAINS_MAX + sizeof(",b.c")] = "";

	(void)state;
	for (size_t i = 0; i < PHONEWALL_DOMAINS_MAX; i++)
		strcat(text, i ? ",a.b" : "a.b");
	parse(text);
	assert_int_equal(domains.count, PHONEWALL_DOMAINS_MAX);
	phonewall_domains_clear(&domains);
	strcat(text, ",b.c");
	assert_int_equal(phonewall_domains_parse(text, NAME, 5, &domains,
						 &faults), -1);
	assert_only_fault(&faults, 5, NAME, NULL, "more than 64 entries");
	assert_refused("a.b");
	phonewall_domains_clear(&domains);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_limit),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_malformed_hosts),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
