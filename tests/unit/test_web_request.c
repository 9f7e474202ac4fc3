// SPDX-License-Identifier: MIT
/*
 * What phonewall-web reads of a browser, and how a text becomes HTML.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "web/configuration.h"
#include "web/form.h"
#include "web/html.h"
#include "web/http_request.h"

#define COUNT(array)	(sizeof(array) / sizeof(array[0]))
#define HOST		"Host: 192.0.2.1\r\n"

static char head[PHONEWALL_HTTP_HEAD_MAX + 1];

static int read_head(const char *text, struct phonewall_http_request *request)
{
	size_t length = strlen(text);

	memcpy(head, text, length + 1);
	assert_int_equal(phonewall_http_head_length(head, length), length);
	return phonewall_http_request_read(head, length, request);
}

static void test_request(void **state)
{
	struct phonewall_http_request request;

	(void)state;
	assert_int_equal(read_head("POST /voice?saved HTTP/1.1\r\n" HOST
				   "cookie: a=b; session=x\r\n"
				   "ORIGIN:http://192.0.2.1\r\n"
				   "Content-Type:  text/plain \r\n"
				   "Content-Length: 131072\r\n\r\n", &request),
			 0);
	assert_true(request.is_post);
	assert_string_equal(request.path, "/voice");
	assert_string_equal(request.query, "saved");
	assert_string_equal(request.host, "192.0.2.1");
	assert_string_equal(request.cookie, "a=b; session=x");
	assert_string_equal(request.origin, "http://192.0.2.1");
	assert_string_equal(request.content_type, "text/plain");
	assert_null(request.fetch_site);
	assert_int_equal(request.content_length, 131072);
	assert_int_equal(read_head("HEAD / HTTP/1.0\r\n\r\n", &request), 0);
	assert_true(request.is_head && !request.is_post);
	assert_null(request.query);
}

static void test_refused_requests(void **state)
{
	static const struct {
		int status;
		const char *text;
	} cases[] = {
		{ 400, "\r\n\r\n" },
		{ 400, "GET\r\n\r\n" },
		{ 400, "GET /\r\n\r\n" },
		{ 400, "GET  / HTTP/1.1\r\n\r\n" },
		{ 400, "GET x HTTP/1.1\r\n\r\n" },
		{ 400, "GET http://x/ HTTP/1.1\r\n\r\n" },
		{ 400, "GET /#a HTTP/1.1\r\n\r\n" },
		{ 400, "GET /\xc3\xa4 HTTP/1.1\r\n\r\n" },
		{ 400, "GET / FTP/1.1\r\n\r\n" },
		{ 505, "GET / HTTP/2.0\r\n\r\n" },
		{ 405, "DELETE / HTTP/1.1\r\n\r\n" },
		{ 405, "get / HTTP/1.1\r\n\r\n" },
		{ 400, "G(T / HTTP/1.1\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\n" HOST HOST "\r\n" },
		{ 400, "GET / HTTP/1.1\r\nCookie: a\r\nCookie: b\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\n: a\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nA: b\x01\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nA\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nContent-Length: 1\r\n\r\n" },
		{ 411, "POST / HTTP/1.1\r\n\r\n" },
		{ 400, "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n" },
		{ 400, "POST / HTTP/1.1\r\nContent-Length: 1,1\r\n\r\n" },
		{ 400, "POST / HTTP/1.1\r\nContent-Length:\r\n\r\n" },
		{ 413, "POST / HTTP/1.1\r\nContent-Length: 131073\r\n\r\n" },
		{ 413, "POST / HTTP/1.1\r\nContent-Length: 18446744073709551617\r\n\r\n" },
		{ 501, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" },
		{ 417, "POST / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n" },
	};
	struct phonewall_http_request request;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (read_head(cases[i].text, &request) != cases[i].status)
			fail_msg("%s: not %d", cases[i].text, cases[i].status);
	assert_int_equal(phonewall_http_head_length("GET / HTTP/1.1\r\n", 16),
			 0);
}

static void test_cookies(void **state)
{
	static const struct {
		const char *header;
		const char *value;
	} cases[] = {
		{ "session=abc", "abc" },
		{ "a=b; session=abc; c=d", "abc" },
		{ "xsession=abc", NULL },
		{ "session=abcdefgh", NULL },
		{ "session=abcdefg", "abcdefg" },
		{ "session", NULL },
		{ "session=", "" },
		{ ";;; session=a;", "a" },
		{ "session=a; session=b", "a" },
		{ NULL, NULL },
	};
	char value[8];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool is_found = phonewall_http_cookie_find(cases[i].header,
						"session", value,
						sizeof(value));

		assert_int_equal(is_found, !!cases[i].value);
		if (is_found)
			assert_string_equal(value, cases[i].value);
	}
}

static void test_hosts(void **state)
{
	static const struct {
		const char *host;
		bool is_own;
	} cases[] = {
		{ "192.0.2.1", true }, { "192.0.2.1:80", true },
		{ "[2001:db8::1]", true }, { "[2001:db8::1]:443", true },
		{ "localhost:8080", true }, { "phone7", true },
		{ "PHONE7", true }, { "phone7.evil.example", false },
		{ "evil.example", false }, { "", false }, { NULL, false },
		{ "192.0.2.1.evil.example", false }, { "192.0.2.1:x", false },
		{ "192.0.2.1:80:80", false }, { "2001:db8::1", false },
		{ "[2001:db8::1", false }, { "[]", false },
		{ "[evil.example]", false }, { "0x7f000001", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (phonewall_http_host_is_own(cases[i].host, "phone7") !=
		    cases[i].is_own)
			fail_msg("%s", cases[i].host ?: "none");
	assert_false(phonewall_http_host_is_own("", ""));
}

static bool read_form(const char *text, struct phonewall_form *form)
{
	static char body[16384];

	strcpy(body, text);
	return phonewall_form_read(body, strlen(text), form);
}

static void test_form(void **state)
{
	static const char *const bad[] = {
		"a", "&a=1", "a=%", "a=%4", "a=%zz", "a=%00", "%00=a",
		"a=1&&b=2",
	};
	struct phonewall_form form;

	(void)state;
	assert_true(read_form("", &form));
	assert_int_equal(form.count, 0);
	assert_true(read_form("p.A=a+b%26%3D%C3%A4&=x&p.A=2&b=", &form));
	assert_int_equal(form.count, 4);
	assert_string_equal(phonewall_form_get(&form, "p.A"), "a b&=\xc3\xa4");
	assert_string_equal(phonewall_form_get(&form, "b"), "");
	assert_null(phonewall_form_get(&form, "c"));
	for (size_t i = 0; i < COUNT(bad); i++)
		if (read_form(bad[i], &form))
			fail_msg("%s", bad[i]);
}

static void test_form_is_bounded(void **state)
{
	char text[4 * PHONEWALL_FORM_FIELDS_MAX + 8] = "";
	struct phonewall_form form;

	(void)state;
	for (size_t i = 0; i < PHONEWALL_FORM_FIELDS_MAX; i++)
		strcat(text, i ? "&a=1" : "a=1");
	assert_true(read_form(text, &form));
	strcat(text, "&b=1");
	assert_false(read_form(text, &form));
}

static void test_html(void **state)
{
	struct phonewall_html html = { 0 };

	(void)state;
	phonewall_html_print(&html, "<p class=\"%s\">%s %u%%</p>",
			     "\"' onclick=x", "<b>&\x01\xff\xc3\xa4", 7u);
	assert_string_equal(html.text, "<p class=\"&quot;&#39; onclick=x\">"
			    "&lt;b&gt;&amp;\\x01\\xff\xc3\xa4 7%</p>");
	assert_int_equal(html.length, strlen(html.text));
	free(html.text);
}

static void test_configuration(void **state)
{
	static const char *const bad[] = {
		"", "[]", "{}", "{\"enabled\":true,\"port\":80}",
		"{\"enabled\":true,\"protocol\":\"ftp\",\"port\":80}",
		"{\"enabled\":true,\"protocol\":\"http\",\"port\":65536}",
		"{\"enabled\":\"true\",\"protocol\":\"http\",\"port\":80}",
	};
	const struct phonewall_web_settings settings = {
		.is_enabled = true,
		.protocol = PHONEWALL_WEB_HTTPS,
		.port = 443,
		.admin_password = "hidden",
		.user_password = "hidden",
	};
	struct phonewall_web_configuration read;
	char *text = phonewall_web_configuration_print(&settings);

	(void)state;
	assert_null(strstr(text, "hidden"));
	assert_int_equal(phonewall_web_configuration_parse(text, &read), 0);
	assert_true(read.is_enabled);
	assert_int_equal(read.protocol, PHONEWALL_WEB_HTTPS);
	assert_int_equal(read.port, 443);
	free(text);
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(phonewall_web_configuration_parse(bad[i],
								   &read), -1);
		assert_false(read.is_enabled);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_refused_requests),
		cmocka_unit_test(test_cookies),
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_form_is_bounded),
		cmocka_unit_test(test_html),
		cmocka_unit_test(test_configuration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
