// SPDX-License-Identifier: MIT
/*
 * What cfg.xml says of the HTTP proxy.
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

#define MODE(mode)	"<Proxy_Mode>" mode "</Proxy_Mode>"
#define HOST(host)	"<Proxy_Host>" host "</Proxy_Host>"
#define PORT(port)	"<Proxy_Port>" port "</Proxy_Port>"
#define PAC(url)	"<PAC_URL>" url "</PAC_URL>"
#define NAME(name)	"<Proxy_Username>" name "</Proxy_Username>"
#define PASSWORD	"<Proxy_Password>se\"cret</Proxy_Password>"
#define ASKS \
	"<Proxy_Server_Requires_Authentication>Yes" \
	"</Proxy_Server_Requires_Authentication>"
#define WPAD(value) \
	"<Use_Auto_Discovery__WPAD_>" value "</Use_Auto_Discovery__WPAD_>"
#define DOCUMENTED_WPAD(value) \
	"<Use_Auto_Discovery_WPAD_>" value "</Use_Auto_Discovery_WPAD_>"

static struct phonewall_settings settings;
static struct phonewall_systems systems;
static struct phonewall_faults faults, warnings;
static const struct phonewall_proxy_settings *const proxy = &systems.proxy;

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

static void read_good_file(const char *parameters)
{
	if (read_file(parameters))
		fail_msg("%s: %s", parameters, faults.list[0].message);
}

static void assert_warnings(const char *first, const char *second)
{
	const char *const names[] = { first, second };

	assert_int_equal(warnings.count, !!first + !!second);
	for (size_t i = 0; i < warnings.count; i++) {
		assert_string_equal(warnings.list[i].warning, names[i]);
		assert_readable(&warnings.list[i]);
	}
}

static void test_off(void **state)
{
	static const char *const files[] = {
		"", MODE("Off"), MODE(""),
		HOST("not a host") PORT("") ASKS PAC("nonsense"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(files); i++) {
		read_good_file(files[i]);
		assert_warnings(NULL, NULL);
		assert_int_equal(proxy->mode, PHONEWALL_PROXY_MODE_OFF);
		assert_string_equal(proxy->proxy.host, "");
		assert_null(proxy->username);
		assert_null(proxy->pac_url);
	}
	/* A wrong value refuses nothing then, and is told of. */
	read_good_file(PORT("70000"));
	assert_warnings("unused-value", NULL);
	assert_contains(warnings.list[0].message, "while Proxy_Mode is Off");
}

static void test_manual(void **state)
{
	static const struct {
		const char *parameters;
		const char *host;
		uint16_t port;
		const char *warning;
	} cases[] = {
		{ HOST("proxy.example.com"), "proxy.example.com", 3128, NULL },
		{ HOST("proxy") PORT("8080"), "proxy", 8080, NULL },
		{ HOST("10.1.2.3") PORT("65535"), "10.1.2.3", 65535, NULL },
		{ HOST("2001:db8::1"), "2001:db8::1", 3128, NULL },
		{ HOST("[2001:db8::1]"), "2001:db8::1", 3128, NULL },
		{ HOST("http://proxy"), "proxy", 3128, NULL },
		{ HOST("HTTPS://proxy"), "proxy", 3128, "proxy-without-tls" },
		/* What the other mode needs is not looked at. */
		{ HOST("proxy") PAC("nonsense"), "proxy", 3128, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *file = phonewall_memory_print(MODE("Manual") "%s",
						    cases[i].parameters);

		read_good_file(file);
		assert_warnings(cases[i].warning, NULL);
		assert_int_equal(proxy->mode, PHONEWALL_PROXY_MODE_MANUAL);
		assert_int_equal(proxy->proxy.kind, PHONEWALL_PROXY_HTTP);
		assert_string_equal(proxy->proxy.host, cases[i].host);
		assert_int_equal(proxy->proxy.port, cases[i].port);
		assert_null(proxy->username);
		free(file);
	}
}

static void test_authentication(void **state)
{
	(void)state;
	read_good_file(MODE("manual") HOST("a") ASKS NAME("phone") PASSWORD);
	assert_warnings(NULL, NULL);
	assert_string_equal(proxy->username, "phone");
	assert_string_equal(proxy->password, "se\"cret");
	/* They are not sent to a proxy that need not know them. */
	read_good_file(MODE("Manual") HOST("a") NAME("phone") PASSWORD);
	assert_null(proxy->username);
	assert_null(proxy->password);
}

static void test_auto(void **state)
{
	static const struct {
		const char *parameters;
		const char *pac_url;
		const char *first;
		const char *second;
	} cases[] = {
		{ "", NULL, "unverified-pac", NULL },
		{ WPAD("Yes"), NULL, "unverified-pac", NULL },
		{ PAC("https://a/p"), NULL, "unused-pac-url",
		  "unverified-pac" },
		{ WPAD("No") PAC("https://a/p"), "https://a/p", NULL, NULL },
		{ WPAD("No") PAC("http://a/p"), "http://a/p", "unverified-pac",
		  NULL },
		{ WPAD("No") PAC("tftp://10.0.0.1/p"), "tftp://10.0.0.1/p",
		  "unverified-pac", NULL },
		/* The documentation's spelling; the phones' own goes before. */
		{ DOCUMENTED_WPAD("No") PAC("https://a/p"), "https://a/p", NULL,
		  NULL },
		{ WPAD("No") DOCUMENTED_WPAD("Yes") PAC("https://a/p"),
		  "https://a/p", NULL, NULL },
		/* A host that the other mode would need. */
		{ WPAD("No") PAC("https://a/p") HOST("not a host"),
		  "https://a/p", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *file = phonewall_memory_print(MODE("Auto") "%s",
						    cases[i].parameters);

		read_good_file(file);
		assert_warnings(cases[i].first, cases[i].second);
		assert_int_equal(proxy->mode, PHONEWALL_PROXY_MODE_AUTO);
		assert_text_equal(proxy->pac_url, cases[i].pac_url);
		assert_int_equal(proxy->is_discovered, !cases[i].pac_url);
		free(file);
	}
}

/* What a phone could not fetch the next file with is refused. */
static void test_faults(void **state)
{
	static const struct {
		const char *parameters;
		const char *name;
		const char *part;
	} cases[] = {
		{ MODE("On"), "Proxy_Mode", "Off" },
		{ MODE("Manual"), "Proxy_Host", "is empty" },
		{ MODE("Manual") HOST("a b"), "Proxy_Host", "is not the name" },
		{ MODE("Manual") HOST("http://"), "Proxy_Host", "is not" },
		{ MODE("Manual") HOST("a/b"), "Proxy_Host", "is not" },
		{ MODE("Manual") HOST("a@b"), "Proxy_Host", "is not" },
		{ MODE("Manual") HOST("a:3128"), "Proxy_Host", "has a port" },
		{ MODE("Manual") HOST("[::1]:1"), "Proxy_Host", "has a port" },
		{ MODE("Manual") HOST("10.0.0.1:1"), "Proxy_Host",
		  "has a port" },
		{ MODE("Manual") HOST("a") PORT("65536"), "Proxy_Port", "" },
		{ MODE("Manual") HOST("a") PORT("x"), "Proxy_Port", "" },
		{ MODE("Manual") HOST("a") ASKS PASSWORD, "Proxy_Username",
		  "is empty" },
		{ MODE("Manual") HOST("a") ASKS NAME("b"), "Proxy_Password",
		  "is empty" },
		{ MODE("Manual") HOST("a") ASKS NAME("b:c") PASSWORD,
		  "Proxy_Username", "colon" },
		{ MODE("Auto") WPAD("No"), "PAC_URL", "is empty" },
		{ MODE("Auto") WPAD("maybe"), "Use_Auto_Discovery__WPAD_", "" },
		{ MODE("Auto") WPAD("No") PAC("a/b"), "PAC_URL",
		  "does not begin" },
		{ MODE("Auto") WPAD("No") PAC("file:///etc/passwd"), "PAC_URL",
		  "does not begin" },
		{ MODE("Auto") WPAD("No") PAC("https:///a"), "PAC_URL",
		  "is not" },
		{ MODE("Auto") WPAD("No") PAC("tftp://a b/"), "PAC_URL",
		  "is not" },
		{ MODE("Auto") WPAD("No") PAC("https://u:secret@a/"), "PAC_URL",
		  "is not" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (!read_file(cases[i].parameters))
			fail_msg("%s is accepted", cases[i].parameters);
		assert_int_equal(faults.count, 1);
		assert_string_equal(faults.list[0].parameter, cases[i].name);
		assert_contains(faults.list[0].message, cases[i].part);
		assert_readable(&faults.list[0]);
		assert_null(faults.list[0].token ?
			    strstr(faults.list[0].token, "secret") : NULL);
	}
}

/* Port 0 is no port to connect to. */
static void test_port_zero(void **state)
{
	(void)state;
	assert_int_equal(read_file(MODE("Manual") HOST("a") PORT("0")), -1);
	assert_string_equal(faults.list[0].parameter, "Proxy_Port");
	assert_readable(&faults.list[0]);
}

static void test_too_long(void **state)
{
	static const struct {
		const char *before, *after, *name;
		size_t longest;
	} cases[] = {
		{ MODE("Manual") HOST("a") ASKS PASSWORD "<Proxy_Username>",
		  "</Proxy_Username>", "Proxy_Username", 255 },
		{ MODE("Auto") WPAD("No") "<PAC_URL>https://a/", "</PAC_URL>",
		  "PAC_URL", 511 - strlen("https://a/") },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t more = 0; more < 2; more++) {
			char *file = phonewall_memory_print("%s%0*d%s",
				cases[i].before,
				(int)(cases[i].longest + more), 0,
				cases[i].after);

			assert_int_equal(read_file(file), more ? -1 : 0);
			if (more)
				assert_string_equal(faults.list[0].parameter,
						    cases[i].name);
			free(file);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_off, clear),
		cmocka_unit_test_teardown(test_manual, clear),
		cmocka_unit_test_teardown(test_authentication, clear),
		cmocka_unit_test_teardown(test_auto, clear),
		cmocka_unit_test_teardown(test_faults, clear),
		cmocka_unit_test_teardown(test_port_zero, clear),
		cmocka_unit_test_teardown(test_too_long, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
