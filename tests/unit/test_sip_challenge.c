// SPDX-License-Identifier: MIT
/*
 * The challenge of INVITE: who is let in, with which algorithm, how often and for
 * how long.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sip/challenge.h"
#include "sip_parts.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

static const uint8_t secret[PHONEWALL_SIP_SECRET] = { 1, 2, 3 };

static struct phonewall_sip_challenger challenger;
static struct phonewall_sip_message message;
static char copy[8192];

/* What a caller answers with; each test changes some of it. */
static struct {
	const char *scheme, *user, *realm, *password, *algorithm, *qop, *count;
	const char *method, *uri, *named;
	enum phonewall_sip_algorithm computes;
	char nonce[128];
} caller;

static int set_up(void **state)
{
	(void)state;
	memset(&caller, 0, sizeof(caller));
	caller.scheme = "Digest";
	caller.user = "bob";
	caller.named = "bob";
	caller.realm = "example.org";
	caller.password = "secret of bob";
	caller.algorithm = "SHA-256";
	caller.qop = "auth";
	caller.count = "00000001";
	caller.method = "INVITE";
	caller.uri = "sip:bob@192.0.2.9";
	caller.computes = PHONEWALL_SIP_SHA256;
	return phonewall_sip_challenger_init(&challenger, "bob", "example.org",
					     "secret of bob", true, secret);
}

static void take_nonce(uint32_t now)
{
	char text[PHONEWALL_SIP_CHALLENGE_TEXT], *start, *end;

	assert_int_equal(phonewall_sip_challenger_print(&challenger, false, now,
							text), 0);
	start = strstr(text, "nonce=\"") + strlen("nonce=\"");
	end = strchr(start, '"');
	snprintf(caller.nonce, sizeof(caller.nonce), "%.*s", (int)(end - start),
		 start);
}

static void print_header(char *text, size_t size)
{
	const struct phonewall_sip_digest digest = {
		.algorithm = caller.computes,
		.user = phonewall_sip_text_of(caller.user),
		.realm = phonewall_sip_text_of(caller.realm),
		.password = phonewall_sip_text_of(caller.password),
		.method = phonewall_sip_text_of(caller.method),
		.uri = phonewall_sip_text_of(caller.uri),
		.nonce = phonewall_sip_text_of(caller.nonce),
		.count = phonewall_sip_text_of(caller.count),
		.cnonce = phonewall_sip_text_of("c"),
	};
	char response[PHONEWALL_SIP_DIGEST_TEXT];

	assert_int_equal(phonewall_sip_digest_response(&digest, response), 0);
	snprintf(text, size, "Authorization: %s username=\"%s\", realm=\"%s\", nonce=\"%s\",\r\n uri=\"%s\", response=\"%s\"%s%s%s%s, nc=%s, cnonce=\"c\"\r\n",
		 caller.scheme, caller.named, caller.realm, caller.nonce,
		 caller.uri, response, caller.algorithm ? ", algorithm=" : "",
		 caller.algorithm ?: "", caller.qop ? ", qop=" : "",
		 caller.qop ?: "", caller.count);
}

static enum phonewall_sip_verdict check_headers(const char *headers,
						uint32_t now)
{
	char text[4096];

	snprintf(text, sizeof(text), SIP_INVITE_ALL "%s\r\n", headers);
	assert_int_equal(sip_parse(text, copy, &message), 0);
	return phonewall_sip_challenger_check(&challenger, &message, now);
}

static enum phonewall_sip_verdict check(uint32_t now)
{
	char header[2048];

	print_header(header, sizeof(header));
	return check_headers(header, now);
}

/* RFC 7616 section 3.9.1; the second is computed with Python's hashlib. */
static void test_digest(void **state)
{
	static const char *const expected[] = {
		[PHONEWALL_SIP_SHA256] =
		"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
		[PHONEWALL_SIP_SHA512_256] = "430d05014cecc49cab6fbe03176d41a1da86cbfe24a16580e22aaad928d960d0",
		[PHONEWALL_SIP_MD5] = "8ca523f5e9506fed4657c9700eebdbec",
	};
	struct phonewall_sip_digest digest = {
		.user = phonewall_sip_text_of("Mufasa"),
		.realm = phonewall_sip_text_of("http-auth@example.org"),
		.password = phonewall_sip_text_of("Circle of Life"),
		.method = phonewall_sip_text_of("GET"),
		.uri = phonewall_sip_text_of("/dir/index.html"),
		.nonce = phonewall_sip_text_of(
			"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"),
		.count = phonewall_sip_text_of("00000001"),
		.cnonce = phonewall_sip_text_of(
			"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"),
	};
	char response[PHONEWALL_SIP_DIGEST_TEXT];

	(void)state;
	for (size_t i = 0; i < PHONEWALL_SIP_ALGORITHMS; i++) {
		digest.algorithm = i;
		assert_int_equal(phonewall_sip_digest_response(&digest,
							       response), 0);
		assert_string_equal(response, expected[i]);
	}
	digest.uri.length = 8193;
	assert_int_equal(phonewall_sip_digest_response(&digest, response),
			 -EINVAL);
}

static void test_challenge(void **state)
{
	static const char *const algorithms[] = { "SHA-256", "SHA-512-256",
						  "MD5" };
	char text[PHONEWALL_SIP_CHALLENGE_TEXT], *line = text;

	(void)state;
	assert_int_equal(phonewall_sip_challenger_print(&challenger, false, 1,
							text), 0);
	assert_null(strstr(text, "stale"));
	for (size_t i = 0; i < COUNT(algorithms); i++) {
		char expected[64], *end = strstr(line, "\r\n");

		assert_non_null(end);
		*end = '\0';
		snprintf(expected, sizeof(expected),
			 "\", algorithm=%s, qop=\"auth\"", algorithms[i]);
		assert_memory_equal(line, "WWW-Authenticate: Digest realm=\"example.org\", nonce=\"", 53);
		assert_non_null(strstr(line, expected));
		line = end + 2;
	}
	assert_string_equal(line, "");
	challenger.has_rfc8760 = false;
	assert_int_equal(phonewall_sip_challenger_print(&challenger, true, 1,
							text), 0);
	assert_non_null(strstr(text, "algorithm=MD5, qop=\"auth\", stale=true\r\n"));
	assert_null(strstr(text, "SHA"));
}

static void test_accepted(void **state)
{
	static const struct {
		const char *name;
		enum phonewall_sip_algorithm computes;
	} cases[] = {
		{ "SHA-256", PHONEWALL_SIP_SHA256 },
		{ "sha-512-256", PHONEWALL_SIP_SHA512_256 },
		{ "MD5", PHONEWALL_SIP_MD5 },
		{ NULL, PHONEWALL_SIP_MD5 },
		{ "\"MD5\"", PHONEWALL_SIP_MD5 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		take_nonce(1000);
		caller.algorithm = cases[i].name;
		caller.computes = cases[i].computes;
		assert_int_equal(check(1000), PHONEWALL_SIP_ACCEPTED);
	}
	take_nonce(1000);
	caller.qop = "\"auth\"";
	caller.scheme = "digest";
	assert_int_equal(check(1000), PHONEWALL_SIP_ACCEPTED);
}

#define CASE(member, value, expected)					\
	do {								\
		set_up(NULL);						\
		take_nonce(1000);					\
		caller.member = (value);				\
		assert_int_equal(check(1000), (expected));		\
	} while (0)

static void test_refused(void **state)
{
	(void)state;
	CASE(user, "bob", PHONEWALL_SIP_ACCEPTED);
	CASE(user, "eve", PHONEWALL_SIP_WRONG_PASSWORD);
	CASE(named, "eve", PHONEWALL_SIP_WRONG_PASSWORD);
	CASE(named, "", PHONEWALL_SIP_WRONG_PASSWORD);
	CASE(password, "secret of boc", PHONEWALL_SIP_WRONG_PASSWORD);
	CASE(password, "", PHONEWALL_SIP_WRONG_PASSWORD);
	CASE(method, "REGISTER", PHONEWALL_SIP_WRONG_PASSWORD);
	CASE(computes, PHONEWALL_SIP_MD5, PHONEWALL_SIP_WRONG_PASSWORD);
	CASE(realm, "example.com", PHONEWALL_SIP_NO_CREDENTIALS);
	CASE(scheme, "Basic", PHONEWALL_SIP_NO_CREDENTIALS);
	CASE(qop, NULL, PHONEWALL_SIP_BAD_CREDENTIALS);
	CASE(qop, "auth-int", PHONEWALL_SIP_BAD_CREDENTIALS);
	CASE(algorithm, "SHA-1", PHONEWALL_SIP_BAD_CREDENTIALS);
	CASE(algorithm, "SHA-256-sess", PHONEWALL_SIP_BAD_CREDENTIALS);
	CASE(count, "1", PHONEWALL_SIP_BAD_CREDENTIALS);
	CASE(count, "00000000", PHONEWALL_SIP_BAD_CREDENTIALS);
	CASE(count, "0000000g", PHONEWALL_SIP_BAD_CREDENTIALS);
	CASE(uri, "", PHONEWALL_SIP_BAD_CREDENTIALS);
}

static void test_malformed(void **state)
{
	static const char *const cases[] = {
		"Authorization:\r\n",
		"Authorization: Digest username=\"bob\r\n",
		"Authorization: Digest username=\"bob\" realm=\"example.org\"\r\n",
		"Authorization: Digest realm=\"example.org\",realm=\"example.org\"\r\n",
		"Authorization: Digest realm=\"example.org\",,qop=auth\r\n",
		"Authorization: Digest realm=\"example.org\"\r\n",
		"Authorization: Digest realm=example.org,qop\r\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(check_headers(cases[i], 1000),
				 PHONEWALL_SIP_BAD_CREDENTIALS);
	assert_int_equal(check_headers("", 1000),
			 PHONEWALL_SIP_NO_CREDENTIALS);
}

/* Right credentials behind those of others; but not behind any number. */
static void test_many_headers(void **state)
{
	char header[2048], text[4096] = "";

	(void)state;
	take_nonce(1000);
	print_header(header, sizeof(header));
	for (unsigned int i = 0; i < 7; i++)
		strcat(text, "Authorization: Digest realm=\"b\", x=y\r\n");
	strcat(text, header);
	assert_int_equal(check_headers(text, 1000), PHONEWALL_SIP_ACCEPTED);
	strcpy(text, "");
	for (unsigned int i = 0; i < 8; i++)
		strcat(text, "Authorization: Digest realm=\"b\", x=y\r\n");
	strcat(text, header);
	assert_int_equal(check_headers(text, 1000),
			 PHONEWALL_SIP_BAD_CREDENTIALS);
}

static void test_without_rfc8760(void **state)
{
	(void)state;
	challenger.has_rfc8760 = false;
	take_nonce(1000);
	assert_int_equal(check(1000), PHONEWALL_SIP_BAD_CREDENTIALS);
	caller.algorithm = "MD5";
	caller.computes = PHONEWALL_SIP_MD5;
	assert_int_equal(check(1000), PHONEWALL_SIP_ACCEPTED);
}

/* A nonce lasts 120 s, also if the clock passes its largest value. */
static void test_stale(void **state)
{
	static const uint32_t starts[] = { 0, 1000, UINT32_MAX - 60 };

	(void)state;
	for (size_t i = 0; i < COUNT(starts); i++) {
		take_nonce(starts[i]);
		assert_int_equal(check(starts[i] + 119),
				 PHONEWALL_SIP_ACCEPTED);
		caller.count = "00000002";
		assert_int_equal(check(starts[i] + 120),
				 PHONEWALL_SIP_STALE_NONCE);
		caller.count = "00000001";
		take_nonce(starts[i]);
		assert_int_equal(check(starts[i] - 1),
				 PHONEWALL_SIP_STALE_NONCE);
	}
}

/* A nonce of somebody else, of another run, or changed at any place. */
static void test_forged(void **state)
{
	static const uint8_t other[PHONEWALL_SIP_SECRET] = { 9 };

	(void)state;
	take_nonce(1000);
	for (size_t i = 0; i < strlen(caller.nonce); i++) {
		char byte = caller.nonce[i];

		caller.nonce[i] = byte == '0' ? '1' : '0';
		assert_int_equal(check(1000), PHONEWALL_SIP_STALE_NONCE);
		caller.nonce[i] = byte;
	}
	memcpy(challenger.secret, other, sizeof(other));
	assert_int_equal(check(1000), PHONEWALL_SIP_STALE_NONCE);
	strcpy(caller.nonce, "");
	assert_int_equal(check(1000), PHONEWALL_SIP_STALE_NONCE);
}

/* Each count once, in any order within 64. */
static void test_counts(void **state)
{
	static const struct {
		const char *count;
		enum phonewall_sip_verdict verdict;
	} cases[] = {
		{ "00000002", PHONEWALL_SIP_ACCEPTED },
		{ "00000002", PHONEWALL_SIP_REPLAYED },
		{ "00000001", PHONEWALL_SIP_ACCEPTED },
		{ "00000001", PHONEWALL_SIP_REPLAYED },
		{ "00000041", PHONEWALL_SIP_ACCEPTED },
		{ "00000002", PHONEWALL_SIP_REPLAYED },
		{ "00000003", PHONEWALL_SIP_ACCEPTED },
		{ "00000003", PHONEWALL_SIP_REPLAYED },
		{ "0000004A", PHONEWALL_SIP_ACCEPTED },
		{ "0000004a", PHONEWALL_SIP_REPLAYED },
		{ "00000004", PHONEWALL_SIP_REPLAYED },
		{ "ffffffff", PHONEWALL_SIP_ACCEPTED },
		{ "00000041", PHONEWALL_SIP_REPLAYED },
		{ "fffffff0", PHONEWALL_SIP_ACCEPTED },
		{ "ffffffff", PHONEWALL_SIP_REPLAYED },
	};

	(void)state;
	take_nonce(1000);
	for (size_t i = 0; i < COUNT(cases); i++) {
		caller.count = cases[i].count;
		assert_int_equal(check(1000), cases[i].verdict);
	}
}

/* If more nonces are used than fit, an old one is stale, never new again. */
static void test_replay_after_many(void **state)
{
	char first[128];

	(void)state;
	take_nonce(1000);
	strcpy(first, caller.nonce);
	assert_int_equal(check(1000), PHONEWALL_SIP_ACCEPTED);
	assert_int_equal(check(1000), PHONEWALL_SIP_REPLAYED);
	for (unsigned int i = 0; i < PHONEWALL_SIP_NONCES_MAX; i++) {
		take_nonce(1000);
		assert_int_equal(check(1000), PHONEWALL_SIP_ACCEPTED);
	}
	assert_int_equal(check(1000), PHONEWALL_SIP_REPLAYED);
	strcpy(caller.nonce, first);
	assert_int_equal(check(1000), PHONEWALL_SIP_STALE_NONCE);
}

/* Who does not know the password fills nothing. */
static void test_flood(void **state)
{
	struct phonewall_sip_challenger before = challenger;

	(void)state;
	caller.password = "guess";
	for (unsigned int i = 0; i < 10000; i++) {
		take_nonce(1000);
		assert_int_equal(check(1000), PHONEWALL_SIP_WRONG_PASSWORD);
	}
	assert_memory_equal(before.used, challenger.used, sizeof(before.used));
	assert_int_equal(challenger.oldest, 0);
}

static void test_init(void **state)
{
	static const char *const cases[][3] = {
		{ "", "r", "p" }, { "u", "", "p" }, { "u", "r", "" },
		{ "u\"", "r", "p" }, { "u", "r\\", "p" }, { "u\r\n", "r", "p" },
	};
	char longer[PHONEWALL_SIP_CREDENTIAL_MAX + 2] = "";
	char text[PHONEWALL_SIP_CHALLENGE_TEXT];

	(void)state;
	take_nonce(1000);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(phonewall_sip_challenger_init(&challenger,
			cases[i][0], cases[i][1], cases[i][2], true, secret),
			-EINVAL);
		assert_int_equal(check(1000), PHONEWALL_SIP_NO_CREDENTIALS);
		assert_int_equal(phonewall_sip_challenger_print(&challenger,
			false, 1000, text), -EIO);
	}
	memset(longer, 'x', sizeof(longer) - 1);
	assert_int_equal(phonewall_sip_challenger_init(&challenger, longer, "r",
						       "p", true, secret),
			 -EINVAL);
	assert_int_equal(phonewall_sip_challenger_init(&challenger, "u",
		longer + 1, longer + 1, true, secret), 0);
	assert_int_equal(phonewall_sip_challenger_print(&challenger, true, 1000,
							text), 0);
	assert_non_null(strstr(text, "MD5, qop=\"auth\", stale=true\r\n"));
	set_up(NULL);
	phonewall_sip_challenger_clear(&challenger);
	assert_int_equal(check(1000), PHONEWALL_SIP_NO_CREDENTIALS);
}

static void test_what_is_challenged(void **state)
{
	static const struct {
		const char *text;
		bool is_challenged;
	} cases[] = {
		{ SIP_INVITE_ALL "\r\n", true },
		{ SIP_INVITE SIP_VIA SIP_FROM SIP_CALL "CSeq: 1 INVITE\r\n"
		  "To: <sip:bob@example.org>;tag=b\r\n\r\n", false },
		{ SIP_REGISTER_ALL "\r\n", false },
		{ "ACK sip:a@b SIP/2.0\r\n" SIP_PARTS "CSeq: 1 ACK\r\n\r\n",
		  false },
		{ "CANCEL sip:a@b SIP/2.0\r\n" SIP_PARTS
		  "CSeq: 1 CANCEL\r\n\r\n", false },
		{ "SIP/2.0 200 OK\r\n" SIP_PARTS "CSeq: 1 INVITE\r\n\r\n",
		  false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(sip_parse(cases[i].text, copy, &message), 0);
		assert_int_equal(phonewall_sip_is_challenged(&message),
				 cases[i].is_challenged);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digest),
		cmocka_unit_test_setup(test_challenge, set_up),
		cmocka_unit_test_setup(test_accepted, set_up),
		cmocka_unit_test_setup(test_refused, set_up),
		cmocka_unit_test_setup(test_malformed, set_up),
		cmocka_unit_test_setup(test_many_headers, set_up),
		cmocka_unit_test_setup(test_without_rfc8760, set_up),
		cmocka_unit_test_setup(test_stale, set_up),
		cmocka_unit_test_setup(test_forged, set_up),
		cmocka_unit_test_setup(test_counts, set_up),
		cmocka_unit_test_setup(test_replay_after_many, set_up),
		cmocka_unit_test_setup(test_flood, set_up),
		cmocka_unit_test_setup(test_init, set_up),
		cmocka_unit_test(test_what_is_challenged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
