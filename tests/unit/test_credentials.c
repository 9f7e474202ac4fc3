// SPDX-License-Identifier: MIT
/*
 * The phone's credentials: which files, and what is missing. Certificates have
 * tests of their own.
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

#include <cmocka.h>
#include <json-c/json.h>

#include "dot1x/credentials.h"
#include "folder.h"

#define SETTINGS_FILE	"/etc/phonewall.conf"
#define PAC_FILE	"/run/pac"

static char directory[] = "/tmp/phonewall-credentials-XXXXXX";
static char password_path[64];
static struct phonewall_dot1x_settings settings;
static struct phonewall_credentials credentials;
static bool legacy_server;

static int set_up(void **state)
{
	(void)state;
	if (folder_make(directory))
		return -1;
	sprintf(password_path, "%s/password", directory);
	settings = (struct phonewall_dot1x_settings){
		.pc_port = "pc0",
		.switch_port = "lan0",
		.identity = "phone",
		.ca_certificate = "/nonexistent/ca.pem",
		.manufacturing_certificate = "/nonexistent/made.pem",
		.manufacturing_key = "/nonexistent/made.key",
		.custom_certificate = "/nonexistent/own.pem",
		.custom_key = "/nonexistent/own.key",
		.password_file = password_path,
	};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	legacy_server = false;
	phonewall_credentials_clear(&credentials);
	return folder_remove(directory);
}

static void put_password(const char *text, size_t length)
{
	FILE *file = fopen(password_path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static void find(enum phonewall_certificate_choice choice)
{
	const struct phonewall_network_access access = {
		.certificate = choice, .legacy_server = legacy_server,
	};

	phonewall_credentials_clear(&credentials);
	phonewall_credentials_find(&credentials, &settings, &access,
				   SETTINGS_FILE, PAC_FILE, 1800000000);
}

/* Return: whether there is a fault of that file and parameter. */
static bool has_fault(const char *file, const char *parameter)
{
	struct json_object *fault, *name;
	size_t i;

	for (i = 0; i < json_object_array_length(credentials.faults); i++) {
		fault = json_object_array_get_idx(credentials.faults, i);
		if (strcmp(json_object_get_string(json_object_object_get(
				   fault, "file")), file))
			continue;
		name = json_object_object_get(fault, "parameter");
		if (!parameter || (name && !strcmp(json_object_get_string(name),
						   parameter)))
			return true;
	}
	return false;
}

static size_t fault_count(void)
{
	return json_object_array_length(credentials.faults);
}

static void test_certificate_choice(void **state)
{
	(void)state;
	find(PHONEWALL_CERTIFICATE_MANUFACTURING);
	assert_string_equal(credentials.identity.certificate,
			    "/nonexistent/made.pem");
	assert_string_equal(credentials.identity.key, "/nonexistent/made.key");
	assert_true(has_fault("/nonexistent/made.pem", NULL));
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	assert_string_equal(credentials.identity.certificate,
			    "/nonexistent/own.pem");
	assert_string_equal(credentials.identity.key, "/nonexistent/own.key");
	assert_true(has_fault("/nonexistent/own.pem", NULL));
	assert_true(has_fault("/nonexistent/own.key", NULL));
	assert_true(has_fault("/nonexistent/ca.pem", NULL));
	assert_int_equal(fault_count(), 3);
}

static void test_nothing_set(void **state)
{
	(void)state;
	memset(&settings, 0, sizeof(settings));
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	assert_true(has_fault(SETTINGS_FILE, "switch_port"));
	assert_true(has_fault(SETTINGS_FILE, "identity"));
	assert_true(has_fault(SETTINGS_FILE, "custom_certificate"));
	assert_true(has_fault(SETTINGS_FILE, "custom_key"));
	assert_true(has_fault(SETTINGS_FILE, "ca_certificate"));
	assert_int_equal(fault_count(), 5);
	assert_string_equal(credentials.reason, SETTINGS_FILE
			    ": switch_port: is not set, but 802.1X authentication requires it; set it");
	assert_null(credentials.files[0]);
}

static void test_fast_needs_no_certificate(void **state)
{
	(void)state;
	settings.eap_method = PHONEWALL_EAP_METHOD_FAST;
	put_password("secret\n", 7);
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	assert_string_equal(credentials.identity.password, "secret");
	assert_string_equal(credentials.identity.pac_file, PAC_FILE);
	assert_null(credentials.identity.certificate);
	assert_int_equal(fault_count(), 1);
	assert_true(has_fault("/nonexistent/ca.pem", NULL));
	settings.pac_file = "/var/pac";
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	assert_string_equal(credentials.identity.pac_file, "/var/pac");
}

static void test_password_faults(void **state)
{
	static char longest[257];

	(void)state;
	settings.eap_method = PHONEWALL_EAP_METHOD_FAST;
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	assert_true(has_fault(password_path, NULL));
	put_password("\nsecret\n", 8);
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	assert_true(has_fault(password_path, NULL));
	memset(longest, 'x', sizeof(longest));
	put_password(longest, sizeof(longest));
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	assert_true(has_fault(password_path, NULL));
	put_password(longest, sizeof(longest) - 1);
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	assert_false(has_fault(password_path, NULL));
	settings.password_file = NULL;
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	assert_true(has_fault(SETTINGS_FILE, "password_file"));
}

/* A changed content counts as a change, whatever the file's name is. */
static void test_digest(void **state)
{
	uint8_t before[PHONEWALL_CREDENTIALS_DIGEST];

	(void)state;
	settings.eap_method = PHONEWALL_EAP_METHOD_FAST;
	put_password("secret\n", 7);
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	memcpy(before, credentials.digest, sizeof(before));
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	assert_memory_equal(before, credentials.digest, sizeof(before));
	put_password("Secret\n", 7);
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	assert_memory_not_equal(before, credentials.digest, sizeof(before));
	put_password("secret\n", 7);
	settings.identity = "phone2";
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	assert_memory_not_equal(before, credentials.digest, sizeof(before));
}

static void expect_warning(const char *part)
{
	if (!part) {
		assert_null(credentials.server_warning);
		return;
	}
	assert_non_null(credentials.server_warning);
	assert_non_null(strstr(credentials.server_warning, part));
}

/* What wpa_supplicant must learn is a change too. */
static void test_legacy_server(void **state)
{
	uint8_t before[PHONEWALL_CREDENTIALS_DIGEST];

	(void)state;
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	expect_warning("[no-server-name]");
	settings.server_name = "radius";
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	expect_warning(NULL);
	assert_false(credentials.identity.legacy_server);
	memcpy(before, credentials.digest, sizeof(before));
	legacy_server = true;
	find(PHONEWALL_CERTIFICATE_CUSTOM);
	expect_warning("[legacy-server]");
	assert_true(credentials.identity.legacy_server);
	assert_memory_not_equal(before, credentials.digest, sizeof(before));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_certificate_choice),
		TEST(test_nothing_set),
		TEST(test_fast_needs_no_certificate),
		TEST(test_password_faults),
		TEST(test_digest),
		TEST(test_legacy_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
