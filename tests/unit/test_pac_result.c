// SPDX-License-Identifier: MIT
/*
 * What FindProxyForURL may return, where WPAD finds a script, and what the
 * script is told of a URL.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "faults.h"
#include "proxy/pac_result.h"
#include "proxy/target.h"
#include "proxy/wpad.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

static char *print(const struct phonewall_pac_result *result)
{
	char *text = NULL;

	for (size_t i = 0; i < result->count; i++)
		phonewall_memory_append(&text,
			result->proxies[i].kind == PHONEWALL_PROXY_DIRECT ?
			phonewall_memory_print("direct") :
			phonewall_proxy_print(&result->proxies[i]));
	return text;
}

static void test_results(void **state)
{
	static const struct {
		const char *text;
		const char *expected;
		size_t skipped;
	} cases[] = {
		{ "DIRECT", "direct", 0 },
		{ "direct", "direct", 0 },
		{ " ; DIRECT ;;", "direct", 0 },
		{ "PROXY a:3128", "http://a:3128", 0 },
		{ "PROXY a", "http://a:80", 0 },
		{ "HTTP a.example.com:8080", "http://a.example.com:8080", 0 },
		{ "HTTPS a", "https://a:443", 0 },
		{ "HTTPS a:8443", "https://a:8443", 0 },
		{ "PROXY\t10.0.0.1:1;\nproxy [2001:db8::1]:65535",
		  "http://10.0.0.1:1; http://[2001:db8::1]:65535", 0 },
		{ "PROXY a:1; SOCKS b:2; PROXY c:3; DIRECT",
		  "http://a:1; http://c:3; direct", 1 },
		{ "SOCKS5 b:2; SOCKS4 c; DIRECT", "direct", 2 },
	};
	struct phonewall_pac_result result;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *fault = phonewall_pac_result_parse(cases[i].text,
							       &result);
		char *text = print(&result);

		if (fault)
			fail_msg("%s: %s", cases[i].text, fault);
		assert_string_equal(text, cases[i].expected);
		assert_int_equal(result.skipped, cases[i].skipped);
		free(text);
	}
}

/* None of them is taken for DIRECT, even with that behind. */
static void test_wrong_results(void **state)
{
	static const struct {
		const char *text;
		const char *part;
	} cases[] = {
		{ "", "names no proxy" },
		{ " ; ", "names no proxy" },
		{ "SOCKS a:1", "SOCKS proxies alone" },
		{ "null", "a word that is not" },
		{ "PROXYa:1", "a word that is not" },
		{ "PROXY", "HOST:PORT" },
		{ "PROXY a:0; DIRECT", "HOST:PORT" },
		{ "PROXY a:65536", "HOST:PORT" },
		{ "PROXY a:1 b:2", "HOST:PORT" },
		{ "PROXY http://a:1", "HOST:PORT" },
		{ "PROXY a b", "HOST:PORT" },
		{ "PROXY -a:1", "HOST:PORT" },
		{ "PROXY a,PROXY b", "HOST:PORT" },
		{ "DIRECT; PROXY \x01", "HOST:PORT" },
		{ "DIRECT a", "behind DIRECT" },
		{ "QUIC a:1; DIRECT", "a word that is not" },
		{ "DIRECT;DIRECT;DIRECT;DIRECT;DIRECT;DIRECT;DIRECT;DIRECT;"
		  "DIRECT;DIRECT;DIRECT;DIRECT;DIRECT;DIRECT;DIRECT;DIRECT;"
		  "DIRECT", "more than 16" },
	};
	struct phonewall_pac_result result;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *fault = phonewall_pac_result_parse(cases[i].text,
							       &result);

		if (!fault)
			fail_msg("'%s' is taken", cases[i].text);
		assert_contains(fault, cases[i].part);
		assert_int_equal(result.count, 0);
	}
}

#define OPTION(text)	text, sizeof(text) - 1

static void test_dhcp(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *url;
	} cases[] = {
		{ OPTION("http://a/wpad.dat"), "http://a/wpad.dat" },
		{ OPTION("http://a/wpad.dat\n"), "http://a/wpad.dat" },
		{ OPTION("http://a/wpad.dat\r\n\0"), "http://a/wpad.dat" },
		{ OPTION("https://a:8443/p\0\0"), "https://a:8443/p" },
		{ OPTION("tftp://10.0.0.1/p "), "tftp://10.0.0.1/p" },
		{ OPTION(""), NULL },
		{ OPTION("\n\0"), NULL },
		{ OPTION("http://a/\0http://b/"), NULL },
		{ OPTION("http://a/\nHost: b"), NULL },
		{ OPTION("http://a/ b"), NULL },
		{ OPTION("file:///etc/passwd"), NULL },
		{ OPTION("a/wpad.dat"), NULL },
		{ OPTION("http://user@a/"), NULL },
		{ OPTION("http://a:0/"), NULL },
		{ OPTION("http://\xc3\xa4/"), NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *url;
		const char *fault = phonewall_wpad_url_of_dhcp(
			(const uint8_t *)cases[i].bytes, cases[i].length,
			&url);

		assert_text_equal(url, cases[i].url);
		assert_int_equal(!fault, !!cases[i].url);
		free(url);
	}
}

/* Of the own domain, and of none above. */
static void test_domain(void **state)
{
	static const struct {
		const char *domain;
		const char *url;
	} cases[] = {
		{ "example.com", "http://wpad.example.com/wpad.dat" },
		{ "example.com.", "http://wpad.example.com/wpad.dat" },
		{ "a.b.example.com", "http://wpad.a.b.example.com/wpad.dat" },
		{ "com", NULL },
		{ "com.", NULL },
		{ "", NULL },
		{ ".", NULL },
		{ "..", NULL },
		{ ".example.com", NULL },
		{ "example.com..", NULL },
		{ "a b.com", NULL },
		{ "example.com/x", NULL },
		{ "example.com:80", NULL },
		{ "10.0.0.1", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *url = phonewall_wpad_url_of_domain(cases[i].domain);

		assert_text_equal(url, cases[i].url);
		free(url);
	}
}

static void test_targets(void **state)
{
	static const struct {
		const char *url;
		const char *told;
		const char *host;
	} cases[] = {
		{ "https://a.Example.com/p?q#f", "https://a.Example.com/",
		  "a.example.com" },
		{ "https://u:p@a:8443/p/q", "https://a:8443/", "a" },
		{ "https://a", "https://a/", "a" },
		{ "HTTPS://a?q", "HTTPS://a/", "a" },
		{ "http://a/p?q#f", "http://a/p?q", "a" },
		{ "http://a?q", "http://a/?q", "a" },
		{ "http://a#f", "http://a/", "a" },
		{ "http://u:p@x@a/p", "http://a/p", "a" },
		{ "http://a/p@b", "http://a/p@b", "a" },
		{ "http://[2001:DB8::1]:80/", "http://[2001:DB8::1]:80/",
		  "2001:db8::1" },
		{ "ftp://a/", NULL, NULL },
		{ "tftp://a/", NULL, NULL },
		{ "a", NULL, NULL },
		{ "http://", NULL, NULL },
		{ "https://u:p@/", NULL, NULL },
		{ "http://a:99999/", NULL, NULL },
		{ "http://a/\n", NULL, NULL },
	};
	struct phonewall_proxy_target target;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(phonewall_proxy_target_parse(cases[i].url,
							      &target),
				 !!cases[i].told);
		assert_text_equal(target.url, cases[i].told);
		assert_text_equal(target.host, cases[i].host);
		phonewall_proxy_target_clear(&target);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_results),
		cmocka_unit_test(test_wrong_results),
		cmocka_unit_test(test_dhcp),
		cmocka_unit_test(test_domain),
		cmocka_unit_test(test_targets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
