// SPDX-License-Identifier: MIT
/* What "phonewallctl check" says of the LDAP directory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "directory_output.h"
#include "faults.h"
#include "output_text.h"

static struct phonewall_directory_settings directory;
static char *out, *error;

static int reset(void **state)
{
	(void)state;
	directory = (struct phonewall_directory_settings){
		.enabled = true,
		.server = { .host = "ldap.example.org", .port = 389 },
	};
	return 0;
}

static int release(void **state)
{
	(void)state;
	free(out);
	free(error);
	out = NULL;
	error = NULL;
	return 0;
}

static void print(bool is_json)
{
	struct phonewall_writer *writer;

	free(out);
	free(error);
	output_begin();
	writer = is_json ? phonewall_writer_open_json() :
			   phonewall_writer_open_text();
	phonewall_write_begin_object(writer, NULL);
	phonewall_directory_output_write(writer, &directory);
	phonewall_write_end_object(writer);
	phonewall_writer_close(writer);
	output_end(&out, &error);
}

/* The text with each line break and what follows it made one space. */
static void expect_text(const char *expected)
{
	char *end;

	print(false);
	end = out;
	for (const char *from = out; *from; from++)
		if (*from != '\n' && (*from != ' ' || end == out ||
				      end[-1] != ' '))
			*end++ = *from;
		else if (*from == '\n' && from[1])
			*end++ = ' ';
	*end = '\0';
	assert_string_equal(out, expected);
}

static void expect_json(const char *expected)
{
	print(true);
	assert_string_equal(out, expected);
}

static void test_off(void **state)
{
	(void)state;
	directory.enabled = false;
	expect_text("");
	expect_json("{\"directory\":null}\n");
}

static void test_plaintext(void **state)
{
	(void)state;
	expect_text(" directory: ldap://ldap.example.org:389 in plaintext, so no name is verified; anonymous");
	expect_json("{\"directory\":{\"server\":\"ldap://ldap.example.org:389\",\"starttls\":\"no\",\"sends_password\":false,\"error\":null}}\n");
}

static void test_starttls(void **state)
{
	char name[] = "cn=phone", password[] = "Sesame";

	(void)state;
	directory.name = name;
	directory.password = password;
	directory.starttls = PHONEWALL_STARTTLS_OPTIONAL;
	expect_text(" directory: ldap://ldap.example.org:389 by StartTLS, which verifies the server's name, or in plaintext if the server does not know it or somebody removes it; with LDAP_Client_DN and LDAP_Password");
	directory.starttls = PHONEWALL_STARTTLS_REQUIRED;
	expect_text(" directory: ldap://ldap.example.org:389 by StartTLS alone; the server's name is verified; with LDAP_Client_DN and LDAP_Password");
	expect_json("{\"directory\":{\"server\":\"ldap://ldap.example.org:389\",\"starttls\":\"required\",\"sends_password\":true,\"error\":null}}\n");
	assert_null(strstr(out, password));
}

static void test_ldaps(void **state)
{
	(void)state;
	directory.server.is_tls = true;
	directory.server.port = 636;
	expect_text(" directory: ldaps://ldap.example.org:636 by TLS, whatever LDAP_StartTLS_Enable says; the server's name is verified; anonymous");
}

static void test_fault(void **state)
{
	char fault[] = "LDAP_Server is empty; set it to ldaps://host";

	(void)state;
	directory.fault = fault;
	expect_text(" directory: off, because LDAP_Server is empty; set it to ldaps://host");
	expect_json("{\"directory\":{\"server\":null,\"starttls\":null,\"sends_password\":false,\"error\":\"LDAP_Server is empty; set it to ldaps://host\"}}\n");
}

#define TEST(function)	\
	cmocka_unit_test_setup_teardown(function, reset, release)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_off),
		TEST(test_plaintext),
		TEST(test_starttls),
		TEST(test_ldaps),
		TEST(test_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
