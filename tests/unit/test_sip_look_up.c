// SPDX-License-Identifier: MIT
/*
 * A look-up on an event loop: it ends once, never within the call that begins
 * it, in time, and not at all if it is cancelled.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "dns_server.h"
#include "event_loop.h"
#include "sip/look_up.h"

#define WAIT_MS	10000

static struct event_base *base;
static struct phonewall_sip_targets found;
static char fault_text[256];
static unsigned int ends;

static void on_done(const struct phonewall_sip_targets *targets,
		    const char *fault, void *argument)
{
	assert_ptr_equal(argument, &base);
	found = *targets;
	snprintf(fault_text, sizeof(fault_text), "%s", fault ?: "");
	ends++;
	event_base_loopbreak(base);
}

static struct phonewall_sip_look_up *begin(const char *proxy,
					   const char *servers)
{
	const struct phonewall_sip_goal goal = {
		.proxy = proxy,
		.transport = PHONEWALL_TRANSPORT_AUTO,
		.uses_srv = true,
		.adds_srv_prefix = true,
	};

	ends = 0;
	return phonewall_sip_look_up_begin(base, &goal, servers, on_done,
					   &base);
}

static void look_up(const char *proxy, const char *servers)
{
	begin(proxy, servers);
	assert_int_equal(ends, 0);
	event_loop_run(base, WAIT_MS);
	assert_int_equal(ends, 1);
}

static int set_up(void **state)
{
	(void)state;
	base = event_base_new();
	return !base;
}

static int tear_down(void **state)
{
	(void)state;
	event_base_free(base);
	return 0;
}

static void test_no_questions(void **state)
{
	(void)state;
	look_up("192.0.2.1:5070", NULL);
	assert_string_equal(fault_text, "");
	assert_int_equal(found.count, 1);
	look_up("no host", NULL);
	assert_non_null(strstr(fault_text, "neither"));
	assert_int_equal(found.count, 0);
	look_up("a.example", "nonsense");
	assert_non_null(strstr(fault_text, "list of DNS servers"));
	assert_int_equal(found.count, 0);
}

/* NAPTR, three times SRV, then the addresses. */
static void test_rounds(void **state)
{
	struct dns_server dns = { .answers = { "192.0.2.7 192.0.2.8" } };
	char servers[32];

	(void)state;
	dns_server_start(&dns);
	sprintf(servers, "127.0.0.1:%u", dns.port);
	look_up("a.example", servers);
	dns_server_stop(&dns);
	assert_string_equal(fault_text, "");
	assert_int_equal(dns.questions, 1);
	assert_int_equal(found.count, 2);
	assert_int_equal(found.endpoints[1].address.bytes[3], 8);
	assert_int_equal(found.transport, PHONEWALL_TRANSPORT_UDP);
	assert_int_equal(found.ttl, 60);
	assert_string_equal(found.certificate_name, "a.example");
}

static void test_no_such_name(void **state)
{
	struct dns_server dns = { .answers = { NULL } };
	char servers[32];

	(void)state;
	dns_server_start(&dns);
	sprintf(servers, "127.0.0.1:%u", dns.port);
	look_up("a.example", servers);
	dns_server_stop(&dns);
	assert_non_null(strstr(fault_text, "knows no address"));
}

/* Nobody is at this port any more. */
static void test_no_server(void **state)
{
	struct dns_server dns = { .answers = { NULL } };
	char servers[32];

	(void)state;
	dns_server_start(&dns);
	dns_server_stop(&dns);
	sprintf(servers, "127.0.0.1:%u", dns.port);
	look_up("a.example", servers);
	assert_non_null(strstr(fault_text, "no DNS server tells"));
	assert_int_equal(found.count, 0);
}

static void test_cancel(void **state)
{
	struct dns_server dns = { .answers = { "192.0.2.7" } };
	struct phonewall_sip_look_up *handle;
	char servers[32];

	(void)state;
	phonewall_sip_look_up_cancel(NULL);
	dns_server_start(&dns);
	sprintf(servers, "127.0.0.1:%u", dns.port);
	handle = begin("a.example", servers);
	phonewall_sip_look_up_cancel(handle);
	handle = begin("192.0.2.1", NULL);
	phonewall_sip_look_up_cancel(handle);
	event_loop_run(base, 100);
	dns_server_stop(&dns);
	assert_int_equal(ends, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_no_questions, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_rounds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_such_name, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_no_server, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_cancel, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
