// SPDX-License-Identifier: MIT
/*
 * What phonewalld concludes from the messages of wpa_supplicant. The messages
 * are those of wpa_supplicant 2.10.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "dot1x/authentication.h"
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

#define SHOWN	"<3>CTRL-EVENT-EAP-PEER-CERT depth=0 subject='/CN=server' "  \
		"hash=00"
#define ALERT(side, text)						\
	"<3>CTRL-EVENT-EAP-STATUS status='" side " TLS alert' parameter='" text "'"
#define REFUSED(reason, error)						\
	"<3>CTRL-EVENT-EAP-TLS-CERT-ERROR reason=" reason " depth=0 "	\
	"subject='/CN=server' err='" error "'"

static struct phonewall_authentication known;
static struct phonewall_identity identity;

static int set_up(void **state)
{
	(void)state;
	identity = (struct phonewall_identity){
		.method = PHONEWALL_EAP_METHOD_TLS,
	};
	phonewall_authentication_begin(&known);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_authentication_clear(&known);
	return 0;
}

static bool hear(const char *message)
{
	return phonewall_authentication_event(&known, message, &identity);
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
	/* The error fits on a line, as in the log. */
	assert_in_range(strcspn(known.reason, ";"), 1,
			PHONEWALL_TEXT_COLUMNS - strlen("    "));
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

/* With a certificate, or from an earlier session. */
static void test_certified(void **state)
{
	(void)state;
	assert_false(hear(ASKED) || hear(TAKEN) || hear(SHOWN));
	assert_true(hear(SUCCESS));
	assert_false(hear(SUCCESS));
	assert_false(hear(ASKED) || hear(TAKEN) || hear(SUCCESS));
	assert_false(hear(TAKEN) || hear(SHOWN) || hear(FAILURE));
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
	expect_failed("refused before any EAP method began");
}

static void test_policy(void **state)
{
	static const char *const messages[] = { STARTED, ASKED, TAKEN, SHOWN,
						FAILURE, NULL };

	(void)state;
	hear_all(messages);
	expect_failed("after the exchange of certificates, without a reason");
}

/* Nothing is said about a certificate that was never sent. */
static void test_before_the_certificates(void **state)
{
	static const char *const ends[] = {
		ALERT("remote", "handshake failure"),
		ALERT("remote", "protocol version"),
		ALERT("local", "protocol version"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		const char *const messages[] = { ASKED, TAKEN, ends[i], FAILURE,
						 NULL };

		hear_all(messages);
		expect_failed("TLS broke off before the certificates: ");
	}
	hear(ASKED);
	hear(TAKEN);
	hear(FAILURE);
	expect_failed("refused before the certificates: ");
}

static void test_server_certificate(void **state)
{
	static const char *const cases[][2] = {
		{ REFUSED("1", "unable to get local issuer certificate"),
		  "; add the CA that issued it to ca_certificate" },
		{ REFUSED("2", "certificate revoked"), "it was revoked" },
		{ REFUSED("3", "certificate is not yet valid"),
		  "; set the clock right, or" },
		{ REFUSED("4", "certificate has expired"),
		  "; have the server get a new one, or" },
		{ REFUSED("0", "unsupported certificate purpose"),
		  "; have the server get one for TLS servers" },
		{ REFUSED("0", "unsuitable certificate purpose"),
		  "; have the server get one for TLS servers" },
		{ REFUSED("0", "EE certificate key too weak"),
		  "; have the server get one with RSA of 2048 bits; until then, name it in server_name and legacy_servers" },
		{ REFUSED("0", "CA certificate key too weak"),
		  "; have the server get one with RSA of 2048 bits" },
		{ REFUSED("0", "CA signature digest algorithm too weak"),
		  "; have the server get one that is signed with SHA-256" },
		{ REFUSED("7", "certificate rejected"),
		  "; have the server get another one" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const messages[] = {
			ASKED, TAKEN, SHOWN, cases[i][0],
			ALERT("local", "bad certificate"), FAILURE, NULL
		};

		hear_all(messages);
		expect_failed(cases[i][1]);
	}
}

/* Its key is weaker than what legacy_servers lets in. */
static void test_weak_legacy_server(void **state)
{
	static const char *const messages[] = {
		ASKED, TAKEN, SHOWN, REFUSED("0", "EE certificate key too weak"),
		ALERT("local", "bad certificate"), FAILURE, NULL
	};

	(void)state;
	identity.legacy_server = true;
	hear_all(messages);
	expect_failed("; have the server get one with RSA of 2048 bits; even in legacy_servers it needs 1024");
}

static void test_name_of_server(void **state)
{
	static const char *const messages[] = {
		ASKED, TAKEN, REFUSED("10", "Domain mismatch"),
		ALERT("local", "bad certificate"), FAILURE, NULL
	};

	(void)state;
	identity.server_name = "radius.example.com";
	hear_all(messages);
	expect_failed("certificate is for /CN=server, not for server_name radius.example.com;");
}

static void test_own_certificate(void **state)
{
	static const char *const cases[][2] = {
		{ ALERT("remote", "unknown CA"), "have it trust the CA" },
		{ ALERT("remote", "certificate revoked"), "was revoked" },
		{ ALERT("remote", "certificate expired"), "new certificate" },
		{ ALERT("remote", "access denied"), "policy" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const messages[] = { ASKED, TAKEN, SHOWN,
						 cases[i][0], FAILURE, NULL };

		hear_all(messages);
		expect_failed(cases[i][1]);
	}
}

static void test_silence(void **state)
{
	static const char *const messages[] = { "", ASKED, TAKEN, SHOWN, NULL };
	static const char *const reasons[] = {
		"does not ask for the identity;", "asked for the identity, and",
		"began EAP and stopped answering", "its policy refuses",
	};

	(void)state;
	for (size_t i = 0; messages[i]; i++) {
		phonewall_authentication_begin(&known);
		for (size_t j = 0; j <= i; j++)
			hear(messages[j]);
		phonewall_authentication_lose_patience(&known);
		expect_failed(reasons[i]);
	}
	hear(SUCCESS);
	phonewall_authentication_lose_patience(&known);
	expect("Authenticated");
}

static void test_password(void **state)
{
	static const char *const messages[] = { STARTED, ASKED, TAKEN, SHOWN,
						FAILURE, NULL };

	(void)state;
	identity.method = PHONEWALL_EAP_METHOD_FAST;
	hear_all(messages);
	expect_failed("identity or password, or wants EAP-GTC");
	identity.server_name = "radius.example.com";
	hear_all(messages);
	expect_failed("rejects the phone's identity or password;");
}

static void test_strange_server(void **state)
{
	static const char *const messages[] = { ASKED, TAKEN, STRANGE,
		"<3>CTRL-EVENT-EAP-STATUS status='local TLS alert' "
		"parameter='unknown CA'", FAILURE, NULL };

	(void)state;
	hear_all(messages);
	expect_failed("is not accepted: self-signed certificate in certificate chain (/CN=Test CA); add the CA that issued it");
}

static void test_alert(void **state)
{
	(void)state;
	hear(ASKED);
	hear(TAKEN);
	hear(SHOWN);
	hear(ALERT("remote", "bad certificate"));
	expect("Authenticating");
	hear(FAILURE);
	expect_failed("broke off EAP-TLS: bad certificate; have it accept");
}

static void test_alert_of_fast(void **state)
{
	(void)state;
	identity.method = PHONEWALL_EAP_METHOD_FAST;
	hear(TAKEN);
	hear("<3>CTRL-EVENT-EAP-STATUS status='remote TLS alert' parameter='handshake failure'");
	hear(FAILURE);
	expect_failed("before the certificates: handshake failure; have the authentication server offer TLS 1.2 with an RSA certificate");
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
	identity.method = PHONEWALL_EAP_METHOD_FAST;
	hear(ASKED);
	hear("<3>EAP: Failed to initialize EAP method: vendor 0 method 43 (FAST)");
	hear(FAILURE);
	expect_failed("if pac_file is damaged, delete it");
	identity.method = PHONEWALL_EAP_METHOD_TLS;
	hear(ASKED);
	hear("<3>EAP: Failed to initialize EAP method: vendor 0 method 13 (TLS)");
	hear(FAILURE);
	expect_failed("cannot load its files; check the certificates and the");
}

/* The server may continue with another method. */
static void test_second_method(void **state)
{
	(void)state;
	hear("<3>CTRL-EVENT-EAP-STATUS status='refuse proposed method' parameter='PEAP'");
	hear(TAKEN);
	hear(SHOWN);
	hear(FAILURE);
	expect_failed("after the exchange of certificates");
}

static void test_reason_stays_until_success(void **state)
{
	(void)state;
	hear(FAILURE);
	hear(STARTED);
	expect("Authenticating");
	assert_contains(known.reason, "refused");
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
	expect_failed("refused before any EAP method began");
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

/* The server chooses the text of its certificate. */
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
		TEST(test_certified),
		TEST(test_asked_again),
		TEST(test_identity),
		TEST(test_policy),
		TEST(test_before_the_certificates),
		TEST(test_server_certificate),
		TEST(test_weak_legacy_server),
		TEST(test_name_of_server),
		TEST(test_own_certificate),
		TEST(test_silence),
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
