// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"
#include "provisioning/server_url.h"

#define MA	"000e08012345"

static struct phonewall_macro_values values = {
	.text = { [PHONEWALL_MACRO_MA] = MA },
};

static void set(const char *a)
{
	values.text[PHONEWALL_MACRO_A] = a;
}

/* Return: what is wrong with the URL when it is resolved, or NULL. */
static const char *resolve(const char *text, struct phonewall_server_url *url)
{
	struct phonewall_template template;
	const char *reason;
	bool names_server;

	assert_int_equal(phonewall_template_parse(text, &template), 0);
	reason = phonewall_server_url_check(&template, &names_server);
	if (reason)
		fail_msg("'%s' was refused before: %s", text, reason);
	reason = phonewall_server_url_resolve(&template, &values, url);
	free((void *)template.list);
	if (reason) {
		assert_null(url->host);
		assert_null(url->path);
		assert_null(url->shown_path);
	}
	return reason;
}

static void assert_url(const char *text, enum phonewall_scheme scheme,
		       const char *host, uint16_t port, const char *path)
{
	struct phonewall_server_url url;
	const char *reason = resolve(text, &url);

	if (reason)
		fail_msg("'%s' was refused: %s", text, reason);
	assert_int_equal(url.scheme, scheme);
	assert_text_equal(url.host, host);
	assert_int_equal(url.port, port);
	assert_text_equal(url.path, path);
	phonewall_server_url_clear(&url);
}

static void assert_shown(const char *text, const char *path)
{
	struct phonewall_server_url url;

	assert_null(resolve(text, &url));
	assert_text_equal(url.shown_path, path);
	phonewall_server_url_clear(&url);
}

static void assert_refused(const char *text, const char *part)
{
	struct phonewall_server_url url;
	const char *reason = resolve(text, &url);

	if (!reason)
		fail_msg("'%s' was accepted with '%s'", text,
			 values.text[PHONEWALL_MACRO_A]);
	assert_contains(reason, part);
	assert_true(strlen(reason) <= 116);
}

/* The first five are the vendor's own examples, the sixth is a real file's. */
static void test_urls(void **state)
{
	(void)state;
	assert_url("/$MA.cfg", PHONEWALL_SCHEME_TFTP, NULL, 0, "/" MA ".cfg");
	assert_url("192.168.1.130/profiles/init.cfg", PHONEWALL_SCHEME_TFTP,
		   "192.168.1.130", 0, "/profiles/init.cfg");
	assert_url("tftp://prov.call.com/cpe/cisco$MA.cfg",
		   PHONEWALL_SCHEME_TFTP, "prov.call.com", 0,
		   "/cpe/cisco" MA ".cfg");
	assert_url("http://neptune.speak.net:8080/prov/$MA/x.cfg",
		   PHONEWALL_SCHEME_HTTP, "neptune.speak.net", 8080,
		   "/prov/" MA "/x.cfg");
	assert_url("https://secure.me.com/profile?Linksys",
		   PHONEWALL_SCHEME_HTTPS, "secure.me.com", 0,
		   "/profile?Linksys");
	assert_url("http:///app/provision/?mac=$MA", PHONEWALL_SCHEME_HTTP,
		   NULL, 0, "/app/provision/?mac=" MA);
	assert_url("HTTP://SERVER.example.com/x.loads", PHONEWALL_SCHEME_HTTP,
		   "server.example.com", 0, "/x.loads");
	assert_url("HttpS://[2001:DB8::1]:8443/", PHONEWALL_SCHEME_HTTPS,
		   "2001:db8::1", 8443, "/");
	assert_url("https://[2001:db8::1]/a%20b", PHONEWALL_SCHEME_HTTPS,
		   "2001:db8::1", 0, "/a%20b");
	assert_url("192.0.2.1:69/x", PHONEWALL_SCHEME_TFTP, "192.0.2.1", 69,
		   "/x");
	assert_url("http://h/lost-reg?", PHONEWALL_SCHEME_HTTP, "h", 0,
		   "/lost-reg?");
	assert_url("http://h/a//b/.c/...", PHONEWALL_SCHEME_HTTP, "h", 0,
		   "/a//b/.c/...");
	assert_url("http://h/$$x", PHONEWALL_SCHEME_HTTP, "h", 0, "/%24x");
	assert_url("/x?a=../..", PHONEWALL_SCHEME_TFTP, NULL, 0, "/x?a=../..");
	assert_int_equal(phonewall_scheme_port(PHONEWALL_SCHEME_TFTP), 69);
	assert_int_equal(phonewall_scheme_port(PHONEWALL_SCHEME_HTTP), 80);
	assert_int_equal(phonewall_scheme_port(PHONEWALL_SCHEME_HTTPS), 443);
	assert_string_equal(phonewall_scheme_name(PHONEWALL_SCHEME_HTTPS),
			    "HTTPS");
}

static void test_checks(void **state)
{
	static const char *const cases[][2] = {
		{ "", "has no path" }, { "host", "has no path" },
		{ "http://host", "has no path" }, { "http://", "has no path" },
		{ "http://$MA", "has no path" }, { "$MA", "has no path" },
		{ "$A$A", "has no path" },
		{ "http://host?x", "does not begin with '/'" },
		{ "host#x", "does not begin with '/'" },
		{ "ftp://host/x", "scheme is not allowed" },
		{ "file:///etc/passwd", "scheme is not allowed" },
		{ "$A://host/x", "scheme is not allowed" },
		{ "http://https://host/x", "scheme is not allowed" },
		{ "http://user@host/x", "has a user name" },
		{ "http://$A@host/x", "has a user name" },
		{ "http://user:word@host/x", "has a user name" },
		{ "http://ho\\st/x", "character that is not allowed" },
		{ "http://ho_st/x", "character that is not allowed" },
		{ "http://$$/x", "character that is not allowed" },
		{ "/a\"b", "path has a character" },
		{ "/a#b", "path has a character" },
		{ "/a\\b", "path has a character" },
		{ "/a\xc3\xa9", "path has a character" },
		{ "http://host:/x", "port is not" },
		{ "http://host:0/x", "port is not" },
		{ "http://host:65536/x", "port is not" },
		{ "http://192.0.2.1:0/x", "port is not" },
		{ "http://host:80:80/x", "port is not" },
		{ "http://2001:db8::1/x", "port is not" },
		{ "http://[2001:db8::1/x", "port is not" },
		{ "http://[x]/x", "neither a host name nor an address" },
		{ "http://[192.0.2.1]/x", "neither a host name" },
		{ "http://-host/x", "neither a host name" },
		{ "http://host./x", "neither a host name" },
		{ "http://1.2.3/x", "neither a host name" },
		{ "http://host/../x", "as a segment" },
		{ "http://host/.", "as a segment" },
		{ "http://host/a/..?x", "as a segment" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct phonewall_template template;
		const char *reason;
		bool names_server;

		assert_int_equal(phonewall_template_parse(cases[i][0],
							  &template), 0);
		reason = phonewall_server_url_check(&template, &names_server);
		if (!reason)
			fail_msg("'%s' was accepted", cases[i][0]);
		assert_contains(reason, cases[i][1]);
		free((void *)template.list);
	}
}

static void test_names_server(void **state)
{
	static const struct {
		const char *url;
		bool names_server;
	} cases[] = {
		{ "/x", false }, { "http:///x", false }, { "tftp:///$A", false },
		{ "h/x", true }, { "$A", true }, { "$A/x", true },
		{ "http://$MA/x", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct phonewall_template template;
		bool names_server;

		assert_int_equal(phonewall_template_parse(cases[i].url,
							  &template), 0);
		assert_null(phonewall_server_url_check(&template,
						       &names_server));
		assert_int_equal(names_server, cases[i].names_server);
		free((void *)template.list);
	}
}

static void test_macro_as_server(void **state)
{
	(void)state;
	set("prov.example.com");
	assert_url("https://$A/x", PHONEWALL_SCHEME_HTTPS, "prov.example.com",
		   0, "/x");
	assert_url("https://$(A:5)/x", PHONEWALL_SCHEME_HTTPS, "example.com",
		   0, "/x");
	assert_url("$A/x", PHONEWALL_SCHEME_TFTP, "prov.example.com", 0, "/x");
	set("prov:8080");
	assert_url("http://$A/x", PHONEWALL_SCHEME_HTTP, "prov", 8080, "/x");
	set("[2001:db8::1]:81");
	assert_url("http://$A/x", PHONEWALL_SCHEME_HTTP, "2001:db8::1", 81,
		   "/x");
	set("prov");
	assert_url("http://$A.example.com:81/x", PHONEWALL_SCHEME_HTTP,
		   "prov.example.com", 81, "/x");
	set("8081");
	assert_url("http://h:$A/x", PHONEWALL_SCHEME_HTTP, "h", 8081, "/x");
}

/* No value moves the file to another server. */
static void test_hostile_server(void **state)
{
	static const char *const hostile[] = {
		"evil.example.net/", "evil.example.net/?", "evil.example.net#",
		"evil.example.net:80/", "user@evil.example.net", "a b", "a\tb",
		"http://evil.example.net/", "a|http://evil.example.net/x",
		"evil.example.net:80", "a\"", "a]", "[::1]", "a\\", "a%2f",
		"\xc3\xa9", "../", "a@", "a:b@", "$MA",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		set(hostile[i]);
		assert_refused("https://$A.example.com/x",
			       "no part of a name");
		assert_refused("$A.example.com/x", "no part of a name");
	}
	set("https://evil.example.net/");
	assert_refused("https://$A/x", "no part of a name");
	set("evil.example.net/x");
	assert_refused("https://$A/x", "no part of a name");
	assert_refused("$A/x", "no part of a name");
	set("");
	assert_refused("https://$A/x", "neither a host name");
	assert_refused("$A/x", "neither a host name");
	assert_refused("http://h:$A/x", "port is not");
	set("99999");
	assert_refused("http://h:$A/x", "port is not");
	values.text[PHONEWALL_MACRO_EXTIP] = "https://evil.example.net/";
	assert_refused("$EXTIP/x", "no part of a name");
}

/* The same hostile values in the path stay in the path. */
static void test_hostile_path(void **state)
{
	static const struct {
		const char *value;
		const char *path;
		const char *query;
	} cases[] = {
		{ "a/b", "/a/b.cfg", "/x?m=a%2Fb" },
		{ "a?b#c", "/a%3Fb%23c.cfg", "/x?m=a%3Fb%23c" },
		{ "1&admin=1", "/1%26admin%3D1.cfg", "/x?m=1%26admin%3D1" },
		{ "a b|\"]%2e", "/a%20b%7C%22%5D%252e.cfg",
		  "/x?m=a%20b%7C%22%5D%252e" },
		{ "\r\nHost: x", "/%0D%0AHost:%20x.cfg",
		  "/x?m=%0D%0AHost:%20x" },
		{ "$MA", "/%24MA.cfg", "/x?m=%24MA" },
		{ "00:0e,~_-", "/00:0e,~_-.cfg", "/x?m=00:0e,~_-" },
		{ "\xff\x01", "/%FF%01.cfg", "/x?m=%FF%01" },
		{ "@evil", "/%40evil.cfg", "/x?m=%40evil" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		set(cases[i].value);
		assert_url("http://h/$A.cfg", PHONEWALL_SCHEME_HTTP, "h", 0,
			   cases[i].path);
		assert_url("http://h/x?m=$A", PHONEWALL_SCHEME_HTTP, "h", 0,
			   cases[i].query);
	}
	set("../../etc");
	assert_refused("http://h/$A/x", "as a segment");
	set("a/../../etc");
	assert_refused("http://h/x$A", "as a segment");
	set(".");
	assert_refused("http://h/.$A/x", "as a segment");
	assert_url("http://h/x?$A$A/x", PHONEWALL_SCHEME_HTTP, "h", 0,
		   "/x?../x");
}

static void test_held_url(void **state)
{
	(void)state;
	set("https://prov.example.com:8443/phones/");
	assert_url("$A", PHONEWALL_SCHEME_HTTPS, "prov.example.com", 8443,
		   "/phones/");
	assert_url("$A/$MA.xml", PHONEWALL_SCHEME_HTTPS, "prov.example.com",
		   8443, "/phones/" MA ".xml");
	set("http://prov.example.com");
	assert_url("$A/$MA.xml", PHONEWALL_SCHEME_HTTP, "prov.example.com", 0,
		   "/" MA ".xml");
	assert_refused("$A", "has no path");
	assert_refused("$A.example.net/x", "no part of a name");
	set("http://prov.example.com/$MA.xml");
	assert_url("$A", PHONEWALL_SCHEME_HTTP, "prov.example.com", 0,
		   "/$MA.xml");
	set("http://user:word@prov.example.com/x");
	assert_refused("$A", "has a user name");
	set("ftp://prov.example.com/x");
	assert_refused("$A", "scheme is not allowed");
	set("ftp://prov.example.com");
	assert_refused("$A/x", "scheme is not allowed");
	set("https:///x");
	assert_refused("$A", "neither a host name");
	set("evil/x?http://h/");
	assert_refused("$A/x", "has no scheme");
	set("http://h/x|http://evil/");
	assert_refused("$A", "path has a character");
	set("http://h_h");
	assert_refused("$A/x", "server has a character");
	set("http://h/../x");
	assert_refused("$A", "as a segment");
}

static void test_shown(void **state)
{
	(void)state;
	set("token");
	values.is_secret[PHONEWALL_MACRO_A] = true;
	assert_shown("http://h/a/$A/b", "/a/***/b");
	assert_shown("http://h/a?mac=$MA&key=word", "/a?***");
	assert_shown("http://h/a?", "/a?***");
	assert_shown("http://h/$MA.cfg", "/" MA ".cfg");
	set("http://h/token/");
	assert_shown("$A", "/***");
	assert_shown("$A/x", "/***");
	values.is_secret[PHONEWALL_MACRO_A] = false;
	assert_shown("$A/x", "/token/x");
}

static void test_long(void **state)
{
	char text[5000];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	set(text);
	assert_refused("http://h/$A", "path is too long");
	assert_refused("http://h/x?$A", "path is too long");
	assert_refused("http://$A/x", "name is too long");
	memcpy(text, "http://h/", 9);
	assert_refused("$A", "URL in a macro is too long");
	text[254] = '\0';
	set(text + 9);
	assert_refused("http://$A/x", "neither a host name");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_urls),
		cmocka_unit_test(test_checks),
		cmocka_unit_test(test_names_server),
		cmocka_unit_test(test_macro_as_server),
		cmocka_unit_test(test_hostile_server),
		cmocka_unit_test(test_hostile_path),
		cmocka_unit_test(test_held_url),
		cmocka_unit_test(test_shown),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
