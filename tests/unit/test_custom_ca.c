// SPDX-License-Identifier: MIT
/*
 * Custom_CA_Rule with a server of HTTP: what is installed, and what changes
 * nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/file.h"
#include "base/memory.h"
#include "custom_ca.h"
#include "event_loop.h"
#include "faults.h"
#include "folder.h"
#include "http_server.h"
#include "output_text.h"
#include "provisioning/configuration.h"

#define WAIT_MS		500
#define DAY		86400
#define OK		"HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s"

static char folder[] = "/tmp/phonewall-custom-ca-XXXXXX";
static struct http_server server;
static struct event_base *base;
static struct phonewall_custom_ca *custom_ca;
static struct phonewall_provisioning_settings settings;
static struct phonewall_faults faults;
static struct phonewall_device device;
static struct phonewall_errand errand;

/* Restricted_Access_Domains. */
static const char *domains;

/* The clock of the day, which is the test's own. */
static time_t now;

time_t time(time_t *result)
{
	if (result)
		*result = now;
	return now;
}

/*
 * Return: PEM of an authority, valid for a day from 2026-01-02; or of a certificate
 * that another one has signed, and that signs none.
 */
static char *make_certificate(bool is_authority)
{
	EVP_PKEY *key = EVP_EC_gen("P-256"), *issuer = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);
	BIO *bio = BIO_new(BIO_s_mem());
	X509_EXTENSION *extension;
	char *text, *copy;
	long length;

	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
				   (const unsigned char *)"x", -1, -1, 0);
	X509_set_issuer_name(certificate, name);
	if (!is_authority)
		X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
					   (const unsigned char *)"y", -1, -1,
					   0);
	ASN1_TIME_set(X509_getm_notBefore(certificate), 1767312000);
	ASN1_TIME_set(X509_getm_notAfter(certificate), 1767312000 + DAY);
	X509_set_pubkey(certificate, key);
	extension = X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints,
					is_authority ? "critical,CA:TRUE" :
						       "critical,CA:FALSE");
	X509_add_ext(certificate, extension, -1);
	X509_EXTENSION_free(extension);
	assert_true(X509_sign(certificate, is_authority ? key : issuer,
			      EVP_sha256()));
	assert_true(PEM_write_bio_X509(bio, certificate));
	length = BIO_get_mem_data(bio, &text);
	copy = phonewall_memory_copy(text, length);
	BIO_free(bio);
	X509_free(certificate);
	EVP_PKEY_free(issuer);
	EVP_PKEY_free(key);
	return copy;
}

static char *in_folder(const char *name)
{
	return phonewall_memory_print("%s/%s", folder, name);
}

static void write_file(const char *name, const char *text)
{
	char *path = in_folder(name);

	assert_int_equal(phonewall_file_replace(path, text, strlen(text), 0600),
			 0);
	free(path);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/phonewall-custom-ca-XXXXXX");
	if (folder_make(folder))
		return -1;
	now = 1767312000 + DAY / 2;
	domains = "";
	server = (struct http_server){ .address = "127.0.0.1" };
	base = event_base_new();
	custom_ca = phonewall_custom_ca_new();
	write_file("proxy.json", "{\"mode\":\"off\"}");
	errand = (struct phonewall_errand){
		.base = base,
		.settings = &settings,
		.faults = &faults,
		.device = &device,
		.kept_pac = phonewall_kept_pac_new(folder),
		.agent_directory = folder,
		.lease_directory = folder,
		.state_directory = folder,
	};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_custom_ca_free(custom_ca);
	phonewall_kept_pac_free(errand.kept_pac);
	event_base_free(base);
	phonewall_provisioning_settings_clear(&settings);
	phonewall_faults_clear(&faults);
	return folder_remove(folder);
}

/* Follows a rule; "%u" in it is the server's port. Return: what was logged. */
static char *follow(const char *rule)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	char *text = phonewall_memory_print(rule, server.port);
#pragma GCC diagnostic pop
	struct phonewall_provisioning_value list[] = {
		{ (char *)"Custom_CA_Rule", text, 1 },
		{ (char *)"Restricted_Access_Domains", (char *)domains, 2 },
	};
	const struct phonewall_provisioning_values values = {
		.list = list, .count = 2,
	};
	char *out, *logged;

	phonewall_provisioning_settings_clear(&settings);
	phonewall_faults_clear(&faults);
	phonewall_provisioning_interpret(&values, &settings, &faults);
	output_begin();
	phonewall_custom_ca_follow(custom_ca, &errand);
	event_loop_run(base, WAIT_MS);
	output_end(&out, &logged);
	free(out);
	free(text);
	return logged;
}

static void expect_logged(const char *rule, const char *part)
{
	char *logged = follow(rule);

	if (part)
		assert_contains(logged, part);
	else
		assert_string_equal(logged, "");
	free(logged);
}

static char *answer_with(const char *body)
{
	return phonewall_memory_print(OK, strlen(body), body);
}

/* What is installed; nothing else is left in the directory. */
static void assert_installed(const char *expected)
{
	char *candidate = in_folder("custom-ca.candidate");
	char *path = in_folder(PHONEWALL_CUSTOM_CA_FILE);
	struct phonewall_file file = { 0 };

	assert_int_equal(access(candidate, F_OK), -1);
	assert_int_equal(!phonewall_file_read(path, PHONEWALL_CUSTOM_CA_MAX,
					      &file), !!expected);
	if (expected)
		assert_string_equal(file.text, expected);
	phonewall_file_clear(&file);
	free(candidate);
	free(path);
}

#define RULE	"http://127.0.0.1:%u/ca.pem"

static void test_installed(void **state)
{
	char *authority = make_certificate(true);
	char *leaf = make_certificate(false);
	char *other = make_certificate(true);

	(void)state;
	/* Signatures differ in length by a byte or two. */
	while (strlen(other) != strlen(authority)) {
		free(other);
		other = make_certificate(true);
	}
	server.answers[0] = answer_with(authority);
	server.answers[1] = answer_with(authority);
	server.answers[2] = answer_with(leaf);
	server.answers[3] = answer_with("no certificate");
	server.answers[4] = "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n";
	server.answers[5] = answer_with(other);
	http_server_start(&server);
	expect_logged(RULE, "has new authorities");
	assert_installed(authority);
	/* What is there already is not written again. */
	expect_logged(RULE, NULL);
	assert_installed(authority);
	expect_logged(RULE, "the file's authorities cannot be used");
	assert_installed(authority);
	expect_logged(RULE, "the file's authorities cannot be used");
	assert_installed(authority);
	expect_logged(RULE, "404");
	assert_installed(authority);
	expect_logged(RULE, "has new authorities");
	assert_installed(other);
	http_server_stop(&server);
	assert_int_equal(server.requests, 6);
	for (int i = 0; i < 6; i++)
		if (i != 4)
			free((char *)server.answers[i]);
	free(authority);
	free(leaf);
	free(other);
}

/* An expired one is refused; a clock that is not set does not tell. */
static void test_time(void **state)
{
	char *authority = make_certificate(true);

	(void)state;
	server.answers[0] = answer_with(authority);
	http_server_start(&server);
	now += DAY;
	expect_logged(RULE, "the file's authorities cannot be used");
	assert_installed(NULL);
	now = 86400;
	expect_logged(RULE, "has new authorities");
	assert_installed(authority);
	http_server_stop(&server);
	free((char *)server.answers[0]);
	free(authority);
}

static void test_bounds(void **state)
{
	char *authority = make_certificate(true);
	char *large = phonewall_memory_print("%-*s", PHONEWALL_CUSTOM_CA_MAX,
					     authority);
	char *larger = phonewall_memory_print("%s ", large);

	(void)state;
	server.answers[0] = answer_with(larger);
	server.answers[1] = answer_with(large);
	http_server_start(&server);
	expect_logged(RULE, "longer than 262144 bytes");
	assert_installed(NULL);
	expect_logged(RULE, "has new authorities");
	assert_installed(large);
	http_server_stop(&server);
	free((char *)server.answers[0]);
	free((char *)server.answers[1]);
	free(authority);
	free(large);
	free(larger);
}

/* Nobody is asked, and no directory is written to. */
static void test_nothing(void **state)
{
	char *authority = make_certificate(true);

	(void)state;
	server.answers[0] = answer_with(authority);
	http_server_start(&server);
	expect_logged("", NULL);
	expect_logged("(\"a\" eq \"b\")? " RULE, NULL);
	expect_logged("tftp://127.0.0.1/ca.pem", "TFTP is for profiles");
	expect_logged("/ca.pem", "has no server");
	expect_logged("(A = \"x\")! " RULE, "assignments are for Profile_Rule");
	domains = "example.com";
	expect_logged(RULE, "not in Restricted_Access_Domains");
	domains = "nonsense *";
	expect_logged(RULE, "not in Restricted_Access_Domains");
	assert_installed(NULL);
	domains = "127.0.0.1";
	errand.state_directory = "/nowhere";
	expect_logged(RULE, "cannot write /nowhere/custom-ca.pem: No such file");
	http_server_stop(&server);
	assert_int_equal(server.requests, 1);
	free((char *)server.answers[0]);
	free(authority);
}

/* A transfer that is cancelled installs nothing. */
static void test_cancelled(void **state)
{
	char *authority = make_certificate(true);
	char *other = make_certificate(true);

	(void)state;
	server.answers[0] = answer_with(authority);
	server.answers[1] = answer_with(other);
	http_server_start(&server);
	expect_logged(RULE, "has new authorities");
	phonewall_custom_ca_follow(custom_ca, &errand);
	phonewall_custom_ca_cancel(custom_ca);
	event_loop_run(base, WAIT_MS);
	http_server_stop(&server);
	assert_installed(authority);
	free((char *)server.answers[0]);
	free((char *)server.answers[1]);
	free(authority);
	free(other);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_installed),
		TEST(test_time),
		TEST(test_bounds),
		TEST(test_nothing),
		TEST(test_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
