// SPDX-License-Identifier: GPL-2.0
/*
 * What phonewalld learns from wpa_supplicant. The messages are those that
 * wpa_supplicant 2.10 sends.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "authentication.h"
#include "faults.h"

#define STARTED	"<3>CTRL-EVENT-EAP-STARTED EAP authentication started"
#define ASKED	"<3>CTRL-EVENT-EAP-STATUS status='started' parameter=''"
#define TAKEN	"<3>CTRL-EVENT-EAP-STATUS status='accept proposed method' " \
		"parameter='TLS'"
#define SUCCESS	"<3>CTRL-EVENT-EAP-SUCCESS EAP authentication completed "   \
		"successfully"
#define FAILURE	"<3>CTRL-EVENT-EAP-FAILURE EAP authentication failed"
#define STRANGE	"<3>CTRL-EVENT-EAP-TLS-CERT-ERROR reason=1 depth=1 "	      \
		"subject='/CN=Test CA' err='self-signed certificate in "     \
		"certificate chain'"

static struct phonewall_authentication known;
static enum phonewall_eap_method method;

static int set_up(void **state)
{
	(void)state;
	method = PHONEWALL_EAP_METHOD_TLS;
	phonewall_authentication_begin(&known);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_authentication_clear(&known);
	return 0;
}

static void hear(const char *message)
{
	phonewall_authentication_event(&known, message, method);
}

static void hear_all(const char *const *messages)
{
	for (; *messages; messages++)
		hear(*messages);
}

static void expect(const char *name)
{
	assert_string_equal(phonewall_authentication_name(known.state), name);
}

static void expect_failed(const char *part)
{
	expect("Failed");
	assert_non_null(known.reason);
	assert_contains(known.reason, part);
}

static void test_disabled(void **state)
{
	(void)state;
	phonewall_authentication_fail(&known, "no cable");
	phonewall_authentication_disable(&known);
	expect("Disabled");
	assert_null(known.reason);
}

static void test_success(void **state)
{
	static const char *const before[] = { STARTED, ASKED, TAKEN, NULL };

	(void)state;
	expect("Authenticating");
	hear_all(before);
	expect("Authenticating");
	hear(SUCCESS);
	expect("Authenticated");
	assert_null(known.reason);
}

static void test_asked_again(void **state)
{
	static const char *const again[] = { STARTED, ASKED, TAKEN, NULL };

	(void)state;
	hear(SUCCESS);
	hear_all(again);
	expect("Authenticated");
	hear(FAILURE);
	expect("Failed");
}

static void test_identity(void **state)
{
	(void)state;
	hear(STARTED);
	hear(ASKED);
	hear(FAILURE);
	expect_failed("rejects the phone's identity;");
}

static void test_certificate(void **state)
{
	static const char *const messages[] = { STARTED, ASKED, TAKEN, FAILURE,
						NULL };

	(void)state;
	hear_all(messages);
	expect_failed("rejects the phone's certificate");
}

static void test_password(void **state)
{
	static const char *const messages[] = { STARTED, ASKED, TAKEN, FAILURE,
						NULL };

	(void)state;
	method = PHONEWALL_EAP_METHOD_FAST;
	hear_all(messages);
	expect_failed("rejects the phone's identity or password");
}

static void test_strange_server(void **state)
{
	static const char *const messages[] = { ASKED, TAKEN, STRANGE,
		"<3>CTRL-EVENT-EAP-STATUS status='local TLS alert' "
		"parameter='unknown CA'", FAILURE, NULL };

	(void)state;
	hear_all(messages);
	expect_failed("is not accepted: self-signed certificate in certificate chain (/CN=Test CA);");
}

static void test_alert(void **state)
{
	(void)state;
	hear(ASKED);
	hear(TAKEN);
	hear("<3>CTRL-EVENT-EAP-STATUS status='remote TLS alert' parameter='unknown CA'");
	expect("Authenticating");
	hear(FAILURE);
	expect_failed("broke off EAP-TLS: unknown CA; have it accept");
}

static void test_alert_of_fast(void **state)
{
	(void)state;
	method = PHONEWALL_EAP_METHOD_FAST;
	hear(TAKEN);
	hear("<3>CTRL-EVENT-EAP-STATUS status='remote TLS alert' parameter='handshake failure'");
	hear(FAILURE);
	expect_failed("broke off EAP-FAST: handshake failure; EAP-FAST needs a server with an RSA certificate");
}

static void test_other_method(void **state)
{
	(void)state;
	hear(ASKED);
	hear("<3>CTRL-EVENT-EAP-STATUS status='refuse proposed method' parameter='PEAP'");
	hear(FAILURE);
	expect_failed("proposes PEAP;");
}

static void test_damaged_file(void **state)
{
	(void)state;
	hear(ASKED);
	hear("<3>EAP: Failed to initialize EAP method: vendor 0 method 43 (FAST)");
	hear(FAILURE);
	expect_failed("where pac_file is damaged, remove it");
}

/* The server may go on to another method. */
static void test_second_method(void **state)
{
	(void)state;
	hear("<3>CTRL-EVENT-EAP-STATUS status='refuse proposed method' parameter='PEAP'");
	hear(TAKEN);
	hear(FAILURE);
	expect_failed("rejects the phone's certificate");
}

static void test_reason_stays_until_success(void **state)
{
	(void)state;
	hear(FAILURE);
	hear(STARTED);
	expect("Authenticating");
	assert_contains(known.reason, "rejects");
	hear(SUCCESS);
	assert_null(known.reason);
}

static void test_cause_goes_with_its_attempt(void **state)
{
	(void)state;
	hear(STRANGE);
	hear(FAILURE);
	hear(STARTED);
	hear(FAILURE);
	expect_failed("rejects the phone's identity;");
}

static void test_other_messages(void **state)
{
	static const char *const messages[] = {
		"OK\n", "", "<", "<3>", ">", "CTRL-EVENT-EAP-STATUS ",
		"<3>CTRL-EVENT-EAP-STATUS status='", "CTRL-EVENT-EAP-SUCCES",
		"<3>CTRL-EVENT-DISCONNECTED bssid=01:80:c2:00:00:03 reason=3",
		"<3>xCTRL-EVENT-EAP-SUCCESS x",
		"<3>CTRL-EVENT-EAP-PEER-CERT depth=0 subject='CTRL-EVENT-EAP-SUCCESS '",
		NULL
	};

	(void)state;
	hear_all(messages);
	expect("Authenticating");
	assert_null(known.reason);
}

/* The server chooses the words of its certificate. */
static void test_hostile_words(void **state)
{
	(void)state;
	hear("<3>CTRL-EVENT-EAP-TLS-CERT-ERROR reason=1 depth=0 subject='\x1b[2J\xff' err='x'");
	hear(FAILURE);
	expect_failed("(\\x1b[2J\\xff);");
	hear("<3>CTRL-EVENT-EAP-TLS-CERT-ERROR reason=1 depth=0 subject='");
	hear(FAILURE);
	expect_failed("unknown (");
	hear("<3>CTRL-EVENT-EAP-TLS-CERT-ERROR ");
	hear(FAILURE);
	expect_failed("unknown (unknown)");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_disabled),
		TEST(test_success),
		TEST(test_asked_again),
		TEST(test_identity),
		TEST(test_certificate),
		TEST(test_password),
		TEST(test_strange_server),
		TEST(test_alert),
		TEST(test_alert_of_fast),
		TEST(test_other_method),
		TEST(test_damaged_file),
		TEST(test_second_method),
		TEST(test_reason_stays_until_success),
		TEST(test_cause_goes_with_its_attempt),
		TEST(test_other_messages),
		TEST(test_hostile_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
