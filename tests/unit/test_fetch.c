// SPDX-License-Identifier: MIT
/*
 * Files that phonewall-provision fetches from servers on loopback: through which
 * proxy, in what order, by which PAC script, and what is not fetched at all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <event2/event.h>

#include "base/file.h"
#include "base/memory.h"
#include "dns_server.h"
#include "event_loop.h"
#include "fetch.h"
#include "folder.h"
#include "http_server.h"
#include "proxy/pac.h"
#include "transfer/lookup.h"

#define ORIGIN	"127.0.0.2"
#define PAC	"127.0.0.3"
#define FIRST	"127.0.0.4"
#define SECOND	"127.0.0.5"
#define OK	"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfile"
#define EMPTY	"\r\nContent-Length: 0\r\n\r\n"
#define DIRECT	"function FindProxyForURL(u,h){return 'DIRECT'}"

/*
 * Servers: where the file is, where the PAC script is, and two proxies. Each of
 * them may be absent.
 */
static char folder[] = "/tmp/test_fetch.XXXXXX";
static struct event_base *base;
static struct http_server origin, pac, first, second;
static struct dns_server dns;
static struct phonewall_kept_pac *kept;
static struct phonewall_validators *validators;
static struct phonewall_domains domains;
static struct phonewall_device device;
static struct phonewall_server_url url;
static struct phonewall_sequence_fetch file;
static bool is_done;
static struct phonewall_sequence_fetched result;
static char error[1024], body[64];

/* build/tests/unit/test_fetch: build/phonewall-pac. */
char *__wrap_phonewall_pac_program(void);

char *__wrap_phonewall_pac_program(void)
{
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	assert_true(length > 0);
	path[length] = '\0';
	for (int i = 0; i < 3; i++)
		*strrchr(path, '/') = '\0';
	return phonewall_memory_print("%s/phonewall-pac", path);
}

/* The DNS servers are the test's own, whatever resolv.conf says. */
struct phonewall_lookup *
__real_phonewall_lookup_begin(struct event_base *loop, const char *name,
			      const char *servers, phonewall_lookup_done done,
			      void *argument);
struct phonewall_lookup *
__wrap_phonewall_lookup_begin(struct event_base *loop, const char *name,
			      const char *servers, phonewall_lookup_done done,
			      void *argument);

struct phonewall_lookup *
__wrap_phonewall_lookup_begin(struct event_base *loop, const char *name,
			      const char *servers, phonewall_lookup_done done,
			      void *argument)
{
	char own[32];

	assert_null(servers);
	snprintf(own, sizeof(own), "127.0.0.1:%u", dns.port);
	return __real_phonewall_lookup_begin(loop, name, own, done, argument);
}

/* Seconds by which the clock since the boot, which is the test's own, is fast. */
static time_t fast;

int clock_gettime(clockid_t clock, struct timespec *now)
{
	int failure = syscall(SYS_clock_gettime, clock, now);

	if (clock == CLOCK_BOOTTIME)
		now->tv_sec += fast;
	return failure;
}

static void write_file(const char *name, const char *text)
{
	char *path = phonewall_memory_print("%s/%s", folder, name);

	if (text)
		assert_int_equal(phonewall_file_replace_for_this_boot(path,
					text, strlen(text), 0644), 0);
	else
		unlink(path);
	free(path);
}

/* Takes @text over: what proxy.json says. */
static void set_proxy(char *text)
{
	write_file("proxy.json", text);
	free(text);
}

static void set_manual(const char *host, const char *user)
{
	set_proxy(phonewall_memory_print("{\"mode\":\"manual\","
			"\"host\":\"%s\",\"port\":%u,\"username\":%s,"
			"\"password\":%s}", host, first.port, user,
			*user == '"' ? "\"secret\"" : "null"));
}

static void set_pac_url(const char *path)
{
	set_proxy(phonewall_memory_print("{\"mode\":\"auto\","
			"\"discovery\":false,\"pac_url\":\"http://" PAC
			":%u%s\"}", pac.port, path));
}

/* Takes @script over. Return: an answer with it, to be released with free(). */
static char *answer_with(char *script)
{
	char *answer = phonewall_memory_print("HTTP/1.1 200 OK\r\n"
			"Content-Length: %zu\r\n\r\n%s", strlen(script), script);

	free(script);
	return answer;
}

static void start_all(void)
{
	origin.address = ORIGIN;
	pac.address = PAC;
	first.address = FIRST;
	second.address = SECOND;
	http_server_start(&origin);
	http_server_start(&pac);
	http_server_start(&first);
	second.port = first.port;
	http_server_start(&second);
	dns_server_start(&dns);
	url.port = origin.port;
}

static void stop_all(void)
{
	http_server_stop(&origin);
	http_server_stop(&pac);
	http_server_stop(&first);
	http_server_stop(&second);
	dns_server_stop(&dns);
}

static void on_done(const struct phonewall_sequence_fetched *fetched,
		    void *argument)
{
	struct phonewall_fetch **fetch = argument;

	assert_false(is_done);
	is_done = true;
	result = *fetched;
	snprintf(error, sizeof(error), "%s", fetched->error ?: "");
	snprintf(body, sizeof(body), "%.*s", (int)fetched->length,
		 fetched->bytes ? (const char *)fetched->bytes : "");
	phonewall_fetch_free(*fetch);
	event_base_loopbreak(base);
}

static struct phonewall_fetch *fetch;

static void begin_fetch(void)
{
	const struct phonewall_fetch_request request = {
		.file = &file,
		.domains = &domains,
		.device = &device,
		.run_directory = folder,
		.lease_directory = folder,
		.kept = kept,
		.validators = validators,
	};

	is_done = false;
	fetch = phonewall_fetch_begin(base, &request, on_done, &fetch);
}

static void run(void)
{
	begin_fetch();
	assert_false(is_done);
	event_loop_run(base, 40000);
	assert_true(is_done);
}

static void expect_file(void)
{
	if (result.result != PHONEWALL_RESYNC_SUCCESS)
		fail_msg("%s", error);
	assert_string_equal(body, "file");
}

static void expect_failure(const char *part)
{
	assert_int_equal(result.result, PHONEWALL_RESYNC_FAILURE);
	if (!strstr(error, part))
		fail_msg("'%s' is not in: %s", part, error);
}

static int begin(void **state)
{
	(void)state;
	origin = pac = first = second =
		(struct http_server){ .answers = { OK } };
	url = (struct phonewall_server_url){
		.scheme = PHONEWALL_SCHEME_HTTP, .host = (char *)ORIGIN,
		.path = (char *)"/cfg.xml?x=1",
		.shown_path = (char *)"/cfg.xml",
	};
	file = (struct phonewall_sequence_fetch){
		.url = &url, .may_be_known = true,
	};
	domains = (struct phonewall_domains){ 0 };
	dns = (struct dns_server){ .fails = false };
	fast = 0;
	device = (struct phonewall_device){ 0 };
	kept = phonewall_kept_pac_new(folder);
	validators = phonewall_validators_new(folder);
	write_file("status.json", "{\"pid\":1,\"store\":{\"generation\":1}}");
	set_proxy(phonewall_memory_print("{\"mode\":\"off\"}"));
	return 0;
}

static int end(void **state)
{
	(void)state;
	phonewall_kept_pac_free(kept);
	phonewall_validators_free(validators);
	phonewall_domains_clear(&domains);
	write_file("eth0-v4.lease", NULL);
	return 0;
}

static void test_off(void **state)
{
	(void)state;
	start_all();
	run();
	stop_all();
	expect_file();
	assert_int_equal(origin.requests, 1);
	assert_int_equal(first.requests, 0);
}

/* A file that is missing or damaged is not the same as no proxy. */
static void test_unknown(void **state)
{
	(void)state;
	start_all();
	write_file("proxy.json", NULL);
	run();
	expect_failure("proxy.json: No such file");
	write_file("proxy.json", "{}");
	run();
	expect_failure("proxy.json is not as phonewalld writes it");
	stop_all();
	assert_int_equal(origin.connections, 0);
}

static void test_manual(void **state)
{
	(void)state;
	first.answers[0] = "HTTP/1.1 407 No\r\n"
			   "Proxy-Authenticate: Basic realm=a" EMPTY;
	first.answers[1] = OK;
	start_all();
	set_manual(FIRST, "\"phone\"");
	file.user = "server";
	file.password = "other";
	run();
	stop_all();
	expect_file();
	assert_int_equal(origin.connections, 0);
	assert_non_null(strstr(first.log, "GET http://" ORIGIN));
	assert_non_null(strstr(first.log, "Proxy-Authorization: Basic "
					  "cGhvbmU6c2VjcmV0\r\n"));
}

/* There is no other way than the proxy. */
static void test_manual_dead(void **state)
{
	(void)state;
	start_all();
	set_manual("127.0.0.6", "null");
	run();
	stop_all();
	expect_failure("cannot connect");
	assert_int_equal(origin.connections, 0);
}

/* The first proxy is dead, or closes, or cannot connect; the second one works. */
static void test_next_proxy(void **state)
{
	char *script;

	(void)state;
	start_all();
	script = answer_with(phonewall_memory_print("function FindProxyForURL(u,h)"
			"{return 'PROXY 127.0.0.6:%u; HTTPS a:1; PROXY " SECOND
			":%u; DIRECT'}", first.port, first.port));
	pac.answers[0] = script;
	set_pac_url("/a.pac");
	run();
	stop_all();
	expect_file();
	assert_int_equal(second.requests, 1);
	assert_int_equal(origin.connections, 0);
	free(script);
}

/* What works and refuses, or has no such file, is asked once. */
static void test_refusing_proxy(void **state)
{
	char *script;

	(void)state;
	first.answers[0] = "HTTP/1.1 403 No" EMPTY;
	first.answers[1] = "HTTP/1.1 404 No" EMPTY;
	start_all();
	script = answer_with(phonewall_memory_print("function FindProxyForURL(u,h)"
			"{return 'PROXY " FIRST ":%u; DIRECT'}", first.port));
	pac.answers[0] = script;
	set_pac_url("/a.pac");
	run();
	expect_failure("403");
	run();
	assert_int_equal(result.result, PHONEWALL_RESYNC_NOT_FOUND);
	stop_all();
	assert_int_equal(origin.connections, 0);
	/* The second file came within a minute. */
	assert_int_equal(pac.requests, 1);
	free(script);
}

/* Who speaks no TLS is not the proxy. The domains are of servers. */
static void test_https_proxy(void **state)
{
	struct phonewall_faults faults = { 0 };
	char *script;

	(void)state;
	start_all();
	script = answer_with(phonewall_memory_print("function FindProxyForURL(u,h)"
			"{return 'HTTPS " FIRST ":%u; PROXY " SECOND ":%u'}",
			first.port, first.port));
	pac.answers[0] = script;
	set_pac_url("/a.pac");
	run();
	expect_file();
	assert_int_equal(phonewall_domains_parse(PAC "," SECOND, "a", 1,
						 &domains, &faults), 0);
	run();
	expect_failure("Restricted_Access_Domains does not allow");
	stop_all();
	assert_int_equal(first.connections, 1);
	assert_int_equal(first.requests, 0);
	assert_int_equal(second.requests, 1);
	assert_int_equal(origin.connections, 0);
	free(script);
}

/* Without a script that has worked before nothing is fetched. */
static void test_bad_scripts(void **state)
{
	static const struct {
		const char *script;
		const char *error;
	} cases[] = {
		{ "<html>\n<body>\n", "line 1: SyntaxError" },
		{ "", "has no function" },
		{ "function FindProxyForURL(u,h)\n{ return nothing() }",
		  "line 2: ReferenceError" },
		{ "function FindProxyForURL(u,h) { for (;;); }",
		  " the script" },
		{ "function FindProxyForURL(u,h) { return 'PRXY a' }",
		  "which has a word" },
		{ "function FindProxyForURL(u,h) { return 'SOCKS a:1' }",
		  "SOCKS" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *answer = answer_with(phonewall_memory_print("%s",
							cases[i].script));

		origin.port = pac.port = first.port = second.port = 0;
		pac.answers[0] = answer;
		start_all();
		set_pac_url("/a.pac");
		run();
		stop_all();
		expect_failure(cases[i].error);
		assert_int_equal(origin.connections, 0);
		free(answer);
	}
}

static void test_no_script(void **state)
{
	(void)state;
	pac.answers[0] = "HTTP/1.1 404 No" EMPTY;
	pac.answers[1] = "HTTP/1.1 200 OK\r\n\r\n";
	pac.repeat = "// for ever\n";
	start_all();
	set_pac_url("/a.pac");
	run();
	expect_failure("answers 404");
	run();
	expect_failure("longer than 1048576 bytes");
	stop_all();
	assert_int_equal(origin.connections, 0);
}

/* Not of another place, and not if DHCP or cfg.xml has changed. */
static void test_last_script(void **state)
{
	char *good = answer_with(phonewall_memory_print("%s", DIRECT));

	(void)state;
	pac.answers[0] = good;
	pac.answers[1] = "HTTP/1.1 404 No" EMPTY;
	start_all();
	set_pac_url("/a.pac");
	run();
	expect_file();
	set_pac_url("/b.pac");
	run();
	expect_failure("answers 404");
	set_pac_url("/a.pac");
	run();
	expect_file();
	stop_all();
	free(good);
}

/* The server of the script must be one of those that are allowed. */
static void test_domains(void **state)
{
	char *good = answer_with(phonewall_memory_print("%s", DIRECT));
	struct phonewall_faults faults = { 0 };

	(void)state;
	pac.answers[0] = good;
	start_all();
	set_pac_url("/a.pac");
	assert_int_equal(phonewall_domains_parse(ORIGIN, "a", 1, &domains,
						 &faults), 0);
	run();
	expect_failure("Restricted_Access_Domains does not allow");
	stop_all();
	assert_int_equal(pac.connections + origin.connections, 0);
	phonewall_domains_clear(&domains);
	assert_int_equal(phonewall_domains_parse(ORIGIN "," PAC, "a", 1,
						 &domains, &faults), 0);
	origin.port = pac.port = first.port = second.port = 0;
	start_all();
	set_pac_url("/a.pac");
	run();
	expect_file();
	/* Nor is the last one used that came from there. */
	phonewall_domains_clear(&domains);
	assert_int_equal(phonewall_domains_parse(ORIGIN, "a", 1, &domains,
						 &faults), 0);
	run();
	expect_failure("Restricted_Access_Domains does not allow");
	stop_all();
	free(good);
}

static void set_lease(const char *bytes)
{
	char *text = phonewall_memory_print("phonewall-lease 1\nfamily ipv4\n"
					    "interface eth0\n%s", bytes);

	write_file("eth0-v4.lease", text);
	free(text);
}

static void discover(void)
{
	set_proxy(phonewall_memory_print("{\"mode\":\"auto\","
			"\"discovery\":true,\"pac_url\":null}"));
}

/* No lease, and one without anything, tell that there is no script. */
static void test_nothing_discovered(void **state)
{
	(void)state;
	device.facts[PHONEWALL_DEVICE_INTERFACE] = (char *)"eth0";
	start_all();
	discover();
	run();
	expect_file();
	set_lease("");
	run();
	expect_file();
	write_file("eth0-v4.lease", "nonsense");
	run();
	expect_failure("eth0-v4.lease is not as");
	set_lease("option 252 00\n");
	run();
	expect_failure("option 252 of the lease");
	device.facts[PHONEWALL_DEVICE_INTERFACE] = NULL;
	run();
	expect_failure("names no device");
	stop_all();
}

/* @path: of the script, as in the option. */
static void set_option_252(const char *path)
{
	char *text = phonewall_memory_print("http://" PAC ":%u%s", pac.port,
					    path);
	char hexadecimal[256] = "";
	char *lease;

	for (size_t i = 0; text[i]; i++)
		sprintf(hexadecimal + 2 * i, "%02x", text[i]);
	lease = phonewall_memory_print("option 252 %s\n", hexadecimal);
	set_lease(lease);
	free(lease);
	free(text);
}

static void test_discovered(void **state)
{
	char *script;

	(void)state;
	device.facts[PHONEWALL_DEVICE_INTERFACE] = (char *)"eth0";
	start_all();
	script = answer_with(phonewall_memory_print("function FindProxyForURL(u,h)"
			"{return 'PROXY " FIRST ":%u'}", first.port));
	pac.answers[0] = script;
	set_option_252("/wpad.dat\n");
	discover();
	run();
	stop_all();
	expect_file();
	assert_non_null(strstr(pac.log, "GET /wpad.dat "));
	assert_int_equal(first.requests, 1);
	assert_int_equal(origin.connections, 0);
	free(script);
}

/* The server is told of the phone, and where a PAC script is from is not. */
static void test_user_agent(void **state)
{
	char *good = answer_with(phonewall_memory_print("%s", DIRECT));

	(void)state;
	pac.answers[0] = good;
	start_all();
	set_pac_url("/a.pac");
	run();
	expect_file();
	device.facts[PHONEWALL_DEVICE_PRODUCT] = (char *)"CP-8841-3PCC";
	run();
	device.facts[PHONEWALL_DEVICE_FIRMWARE] = (char *)"11-3\r\nEvil: yes";
	device.facts[PHONEWALL_DEVICE_SERIAL] = (char *)"FCH1234A5B6";
	fast = 65;
	run();
	stop_all();
	assert_non_null(strstr(origin.log,
			       "\r\nUser-Agent: CP-8841-3PCC\r\n"));
	assert_non_null(strstr(origin.log, "\r\nUser-Agent: CP-8841-3PCC/11-3"
			       "\\x0d\\x0aEvil: yes (FCH1234A5B6)\r\n"));
	assert_int_equal(pac.requests, 2);
	assert_null(strstr(pac.log, "User-Agent"));
	free(good);
}

/* That DNS cannot tell is not the same as that there is no script. */
static void test_unanswered_discovery(void **state)
{
	(void)state;
	device.facts[PHONEWALL_DEVICE_INTERFACE] = (char *)"eth0";
	dns.fails = true;
	start_all();
	discover();
	set_lease("domain example.net\n");
	run();
	expect_failure("wpad.example.net: no DNS server answers");
	dns.fails = false;
	run();
	expect_file();
	stop_all();
	assert_int_equal(origin.requests, 1);
}

/* Once there is none, the last one that worked does not count any more. */
static void test_script_withdrawn(void **state)
{
	char *good = answer_with(phonewall_memory_print("%s", DIRECT));

	(void)state;
	device.facts[PHONEWALL_DEVICE_INTERFACE] = (char *)"eth0";
	pac.answers[0] = good;
	pac.answers[1] = "HTTP/1.1 404 No" EMPTY;
	start_all();
	discover();
	set_option_252("/a.pac");
	run();
	expect_file();
	set_lease("");
	run();
	expect_file();
	set_option_252("/a.pac");
	run();
	expect_failure("answers 404");
	stop_all();
	free(good);
}

/* It is asked for again after a minute. */
static void test_script_freshness(void **state)
{
	char *good = answer_with(phonewall_memory_print("%s", DIRECT));

	(void)state;
	pac.answers[0] = good;
	start_all();
	set_pac_url("/a.pac");
	run();
	fast = 55;
	run();
	expect_file();
	fast = 65;
	run();
	expect_file();
	stop_all();
	assert_int_equal(pac.requests, 2);
	free(good);
}

/* dnsResolve knows IPv4 alone. */
static void test_resolve(void **state)
{
	static const struct {
		const char *a;
		const char *aaaa;
		bool has_ipv4;
	} cases[] = {
		{ NULL, "2001:db8::1", false },
		{ "192.0.2.7", "2001:db8::1", true },
		{ NULL, NULL, false },
	};
	char *script = answer_with(phonewall_memory_print(
		"function FindProxyForURL(u,h){var a=dnsResolve('b.example');"
		"return a==null||a=='192.0.2.7'?'DIRECT':a}"));
	char *strict = answer_with(phonewall_memory_print(
		"function FindProxyForURL(u,h){return "
		"dnsResolve('b.example')=='192.0.2.7'?'DIRECT':'none'}"));

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		dns.answers[0] = cases[i].a;
		dns.aaaa = cases[i].aaaa;
		pac.answers[0] = cases[i].has_ipv4 ? strict : script;
		origin.port = pac.port = first.port = second.port = 0;
		start_all();
		set_pac_url("/a.pac");
		run();
		stop_all();
		expect_file();
	}
	free(script);
	free(strict);
}

static void test_known(void **state)
{
	(void)state;
	origin.answers[0] = "HTTP/1.1 200 OK\r\nETag: \"a\"\r\n"
			    "Content-Length: 4\r\n\r\nfile";
	origin.answers[1] = "HTTP/1.1 304 Not Modified\r\n\r\n";
	start_all();
	run();
	expect_file();
	assert_false(result.is_known);
	phonewall_validators_accept(validators);
	run();
	assert_int_equal(result.result, PHONEWALL_RESYNC_SUCCESS);
	assert_true(result.is_known);
	/* 304 is no answer to a request that does not ask for it. */
	file.may_be_known = false;
	run();
	expect_failure("304");
	stop_all();
	assert_non_null(strstr(origin.log, "If-None-Match: \"a\""));
	assert_null(strstr(strstr(origin.log, "If-None-Match") + 1,
			   "If-None-Match"));
}

/* At any moment; what is not released is found by the sanitizer. */
static void test_cancelled(void **state)
{
	char *good = answer_with(phonewall_memory_print("%s", DIRECT));

	(void)state;
	pac.answers[0] = good;
	start_all();
	for (unsigned int milliseconds = 0; milliseconds < 60;
	     milliseconds += 6) {
		phonewall_kept_pac_take_none(kept);
		set_pac_url("/a.pac");
		begin_fetch();
		event_loop_run(base, milliseconds);
		if (!is_done)
			phonewall_fetch_free(fetch);
	}
	stop_all();
	free(good);
}

static int set_up(void **state)
{
	(void)state;
	base = event_base_new();
	return folder_make(folder);
}

static int tear_down(void **state)
{
	(void)state;
	event_base_free(base);
	return folder_remove(folder);
}

#define test(name)	cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		test(test_off),
		test(test_unknown),
		test(test_manual),
		test(test_manual_dead),
		test(test_next_proxy),
		test(test_refusing_proxy),
		test(test_https_proxy),
		test(test_bad_scripts),
		test(test_no_script),
		test(test_last_script),
		test(test_domains),
		test(test_nothing_discovered),
		test(test_discovered),
		test(test_user_agent),
		test(test_unanswered_discovery),
		test(test_script_withdrawn),
		test(test_script_freshness),
		test(test_resolve),
		test(test_known),
		test(test_cancelled),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
