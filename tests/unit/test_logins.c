// SPDX-License-Identifier: MIT
/*
 * Sessions of the web page, under a clock of the test's own; and hosts that guess.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <netinet/in.h>

#include "attempts.h"
#include "store/logins.h"

static struct phonewall_logins logins;
static struct phonewall_web_settings settings;
static uint64_t now;

static int set_up(void **state)
{
	(void)state;
	logins = (struct phonewall_logins){ 0 };
	settings = (struct phonewall_web_settings){
		.is_enabled = true,
		.has_admin_access = true,
		.admin_password = "right",
		.user_password = "other",
	};
	now = 1000000000;
	return 0;
}

/* Return: the session's name, or NULL. */
static const char *log_in(const char *account, const char *password)
{
	const struct phonewall_login *session;

	return phonewall_logins_begin(&logins, &settings, account, password,
				      now, &session) ? NULL : session->name;
}

static bool is_known(const char *name)
{
	return phonewall_logins_find(&logins, &settings, name, now);
}

static void test_passwords(void **state)
{
	(void)state;
	assert_non_null(log_in("admin", "right"));
	assert_non_null(log_in("user", "other"));
	assert_null(log_in("admin", "other"));
	assert_null(log_in("user", "right"));
	assert_null(log_in("admin", "righ"));
	assert_null(log_in("admin", "rightt"));
	assert_null(log_in("admin", ""));
	assert_null(log_in("root", "right"));
	assert_null(log_in("", "right"));
	settings.admin_password = "";
	assert_null(log_in("admin", ""));
	settings.admin_password = "right";
	settings.has_admin_access = false;
	assert_null(log_in("admin", "right"));
	assert_non_null(log_in("user", "other"));
	settings.is_enabled = false;
	assert_null(log_in("user", "other"));
}

static void test_sessions(void **state)
{
	char first[PHONEWALL_LOGIN_SESSION_LENGTH + 1];
	char second[PHONEWALL_LOGIN_SESSION_LENGTH + 1];

	(void)state;
	strcpy(first, log_in("admin", "right"));
	strcpy(second, log_in("user", "other"));
	assert_string_not_equal(first, second);
	assert_int_equal(phonewall_logins_find(&logins, &settings, first,
					       now)->account,
			 PHONEWALL_LOGIN_ADMIN);
	assert_int_equal(phonewall_logins_find(&logins, &settings, second,
					       now)->account,
			 PHONEWALL_LOGIN_USER);
	assert_false(is_known(""));
	first[PHONEWALL_LOGIN_SESSION_LENGTH - 1] ^= 1;
	assert_false(is_known(first));
	first[PHONEWALL_LOGIN_SESSION_LENGTH - 1] ^= 1;
	phonewall_logins_end(&logins, first);
	assert_false(is_known(first));
	assert_true(is_known(second));
}

static void test_time(void **state)
{
	const char *name = log_in("admin", "right");

	(void)state;
	now += PHONEWALL_LOGIN_IDLE_MS - 1;
	assert_true(is_known(name));
	now += PHONEWALL_LOGIN_IDLE_MS;
	assert_false(is_known(name));
	name = log_in("admin", "right");
	for (uint64_t end = now + PHONEWALL_LOGIN_MAX_MS; now < end;
	     now += PHONEWALL_LOGIN_IDLE_MS / 2)
		assert_true(is_known(name));
	assert_false(is_known(name));
}

static void test_new_password_ends(void **state)
{
	const char *name = log_in("admin", "right");
	char user[PHONEWALL_LOGIN_SESSION_LENGTH + 1];

	(void)state;
	strcpy(user, log_in("user", "other"));
	settings.admin_password = "new";
	assert_false(is_known(name));
	settings.admin_password = "right";
	assert_true(is_known(user));
}

static void test_number_is_bounded(void **state)
{
	char first[PHONEWALL_LOGIN_SESSION_LENGTH + 1];
	char second[PHONEWALL_LOGIN_SESSION_LENGTH + 1];

	(void)state;
	strcpy(first, log_in("admin", "right"));
	strcpy(second, log_in("admin", "right"));
	now++;
	assert_true(is_known(first));
	for (int i = 2; i <= PHONEWALL_LOGINS_MAX; i++)
		assert_non_null(log_in("admin", "right"));
	assert_true(is_known(first));
	assert_false(is_known(second));
}

static void test_guessing(void **state)
{
	(void)state;
	for (int i = 0; i < PHONEWALL_LOGIN_ATTEMPTS; i++)
		assert_null(log_in("admin", "wrong"));
	assert_null(log_in("admin", "right"));
	assert_non_null(log_in("user", "other"));
	now += PHONEWALL_LOGIN_ATTEMPT_MS - 1;
	assert_null(log_in("admin", "right"));
	now++;
	assert_null(log_in("admin", "wrong"));
	assert_null(log_in("admin", "right"));
	now += PHONEWALL_LOGIN_ATTEMPT_MS;
	for (int i = 0; i < 3 * PHONEWALL_LOGIN_ATTEMPTS; i++)
		assert_non_null(log_in("admin", "right"));
}

static void test_hosts(void **state)
{
	struct phonewall_attempts attempts = { 0 };
	struct sockaddr_in6 inet6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in inet = { .sin_family = AF_INET };
	uint8_t host[8], other[8];
	unsigned int wait = 0;

	(void)state;
	phonewall_attempts_host((struct sockaddr *)&inet6, host);
	inet6.sin6_addr.s6_addr[15] = 9;
	phonewall_attempts_host((struct sockaddr *)&inet6, other);
	assert_memory_equal(host, other, sizeof(host));
	phonewall_attempts_host((struct sockaddr *)&inet, other);
	assert_memory_not_equal(host, other, sizeof(host));
	for (int i = 0; i < PHONEWALL_ATTEMPTS_FREE; i++) {
		assert_int_equal(phonewall_attempts_wait(&attempts, host, now),
				 0);
		phonewall_attempts_note(&attempts, host, now, false);
	}
	for (int i = 0; i < 40; i++) {
		unsigned int longer = phonewall_attempts_wait(&attempts, host,
							      now);

		assert_true(longer > wait || longer ==
			    PHONEWALL_ATTEMPT_WAIT_MAX_MS);
		wait = longer;
		phonewall_attempts_note(&attempts, host, now, false);
	}
	assert_int_equal(phonewall_attempts_wait(&attempts, other, now), 0);
	now += PHONEWALL_ATTEMPT_WAIT_MAX_MS;
	assert_int_equal(phonewall_attempts_wait(&attempts, host, now), 0);
	phonewall_attempts_note(&attempts, host, now, true);
	phonewall_attempts_note(&attempts, host, now, false);
	assert_int_equal(phonewall_attempts_wait(&attempts, host, now), 0);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_passwords),
		TEST(test_sessions),
		TEST(test_time),
		TEST(test_new_password_ends),
		TEST(test_number_is_bounded),
		TEST(test_guessing),
		TEST(test_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
