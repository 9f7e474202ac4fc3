// SPDX-License-Identifier: MIT
/*
 * The files by which other programs obey cfg.xml's TLS: what is in them, when
 * they are written, and that they are never half written.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <event2/event.h>
#include <json-c/json.h>

#include "base/file.h"
#include "event_loop.h"
#include "folder.h"
#include "output_text.h"
#include "tls/policy_file.h"
#include "tls/published_policy.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const names[] = {
	"openssl.cnf", "openssl-server.cnf", "tls.conf",
};

static char directory[] = "/tmp/phonewall-published-XXXXXX";
static struct event_base *base;
static struct phonewall_published_policy *published;
static unsigned int changes;

static void on_changed(void *argument)
{
	assert_ptr_equal(argument, &changes);
	changes++;
}

static void open_policy(void)
{
	published = phonewall_published_policy_open(base, directory, on_changed,
						    &changes);
	assert_non_null(published);
}

static void apply(const char *list, int version)
{
	struct phonewall_tls_settings settings = {
		.cipher_list = list,
		.client_min_version = version,
		.any_name_lines = 0x8001,
	};

	phonewall_published_policy_apply(published, &settings);
}

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

/* To be released with free(). */
static char *text_of(const char *name)
{
	struct phonewall_file file = { 0 };

	assert_int_equal(phonewall_file_read(path_of(name), 4096, &file), 0);
	assert_int_equal(file.mode, 0644);
	return file.text;
}

static void assert_line(const char *name, const char *line)
{
	char *text = text_of(name);

	if (!strstr(text, line))
		fail_msg("%s has no '%s': %s", name, line, text);
	free(text);
}

static void assert_no_line(const char *name, const char *line)
{
	char *text = text_of(name);

	assert_null(strstr(text, line));
	free(text);
}

static ino_t inode_of(const char *name)
{
	struct stat status;

	assert_int_equal(stat(path_of(name), &status), 0);
	return status.st_ino;
}

static void assert_status(const char *expected)
{
	struct json_object *status =
		phonewall_published_policy_status(published);

	assert_string_equal(json_object_to_json_string_ext(status,
				JSON_C_TO_STRING_NOSLASHESCAPE), expected);
	json_object_put(status);
}

static void test_defaults(void **state)
{
	(void)state;
	assert_null(phonewall_published_policy_status(published));
	apply(NULL, 0);
	assert_line("openssl.cnf", "MinProtocol = TLSv1.2\n"
				   "1.CipherString = DEFAULT:@SECLEVEL=2\n"
				   "2.CipherString = DEFAULT\n");
	assert_no_line("openssl.cnf", "Options");
	assert_line("openssl-server.cnf",
		    "MinProtocol = TLSv1.2\n"
		    "1.CipherString = DEFAULT:@SECLEVEL=2\n"
		    "2.CipherString = ECDHE-RSA-AES256-GCM-SHA384:"
		    "ECDHE-RSA-AES128-GCM-SHA256:AES256-SHA:AES128-SHA:"
		    "DES-CBC3-SHA\n"
		    "Options = ServerPreference\n");
	assert_line("tls.conf", "cipher_list =\n");
	assert_status("{\"cipher_list\":null,\"fault\":null,"
		      "\"client_min_version\":\"TLS 1.2\","
		      "\"server_min_version\":\"TLS 1.2\","
		      "\"unverified_lines\":[1,16]}");
}

static void test_configured(void **state)
{
	struct phonewall_tls_policy *policy;

	(void)state;
	apply(NULL, 0);
	apply("RSA:!aNULL", TLS1_3_VERSION);
	assert_line("openssl.cnf", "MinProtocol = TLSv1.3\n"
				   "1.CipherString = DEFAULT:@SECLEVEL=2\n"
				   "2.CipherString = RSA:!aNULL\n");
	assert_line("openssl-server.cnf",
		    "MinProtocol = TLSv1.2\n"
		    "1.CipherString = DEFAULT:@SECLEVEL=2\n"
		    "2.CipherString = RSA:!aNULL\n");
	policy = phonewall_tls_policy_load(path_of("tls.conf"));
	assert_non_null(policy);
	assert_int_equal(phonewall_tls_policy_min_version(policy, 0),
			 TLS1_3_VERSION);
	phonewall_tls_policy_free(policy);
	assert_status("{\"cipher_list\":\"RSA:!aNULL\",\"fault\":null,"
		      "\"client_min_version\":\"TLS 1.3\","
		      "\"server_min_version\":\"TLS 1.2\","
		      "\"unverified_lines\":[1,16]}");
	assert_int_equal(changes, 0);
}

/* Applies a list, and returns whether the log tells that it is invalid. */
static bool is_told(const char *list)
{
	char *out, *log;
	bool told;

	output_begin();
	apply(list, 0);
	output_end(&out, &log);
	told = strstr(log, "TLS_Cipher_List: 'NOSUCH': neither a cipher string");
	free(log);
	free(out);
	return told;
}

static void test_invalid_is_logged_once(void **state)
{
	(void)state;
	assert_false(is_told("RSA"));
	assert_true(is_told("AES:NOSUCH"));
	assert_false(is_told("AES:NOSUCH"));
	assert_true(is_told("RSA:NOSUCH"));
	assert_false(is_told(NULL));
	assert_true(is_told("AES:NOSUCH"));
}

/* Nothing of an invalid list is in a file; the status has the word at fault. */
static void test_invalid(void **state)
{
	struct json_object *status, *fault;

	(void)state;
	apply("RSA:password=x\xff", 0);
	for (size_t i = 0; i < COUNT(names); i++)
		assert_no_line(names[i], "password");
	assert_line("openssl.cnf", "\n2.CipherString = DEFAULT\n");
	status = phonewall_published_policy_status(published);
	assert_null(json_object_object_get(status, "cipher_list"));
	fault = json_object_object_get(status, "fault");
	assert_int_equal(json_object_get_int(json_object_object_get(fault,
					"column")), 5);
	assert_string_equal(json_object_get_string(json_object_object_get(fault,
					"word")), "password***");
	json_object_put(status);
	apply("RSA\xff", 0);
	status = phonewall_published_policy_status(published);
	fault = json_object_object_get(status, "fault");
	assert_string_equal(json_object_get_string(json_object_object_get(fault,
					"word")), "\\xff");
	json_object_put(status);
}

/* Programs that watch a file see it change only if the policy does. */
static void test_only_changes_are_written(void **state)
{
	ino_t before[COUNT(names)];

	(void)state;
	apply("RSA", 0);
	for (size_t i = 0; i < COUNT(names); i++)
		before[i] = inode_of(names[i]);
	apply("RSA", 0);
	phonewall_published_policy_close(published);
	published = NULL;
	for (size_t i = 0; i < COUNT(names); i++)
		assert_int_equal(inode_of(names[i]), before[i]);
	open_policy();
	apply("RSA", 0);
	for (size_t i = 0; i < COUNT(names); i++)
		assert_int_equal(inode_of(names[i]), before[i]);
	apply("RSA", TLS1_3_VERSION);
	assert_true(inode_of("openssl.cnf") != before[0]);
	assert_int_equal(inode_of("openssl-server.cnf"), before[1]);
}

static void put(const char *name, const char *text)
{
	FILE *file = fopen(path_of(name), "w");

	assert_non_null(file);
	assert_int_equal(fputs(text, file) < 0, 0);
	assert_int_equal(fclose(file), 0);
}

/* Whoever has damaged it: the next judgement of cfg.xml repairs it. */
static void test_damaged_files_are_replaced(void **state)
{
	(void)state;
	apply("RSA", 0);
	put("openssl.cnf", "CipherString = ALL:@SECLEVEL=0\n");
	assert_int_equal(chmod(path_of("openssl-server.cnf"), 0600), 0);
	assert_int_equal(unlink(path_of("tls.conf")), 0);
	apply("RSA", 0);
	assert_line("openssl.cnf", "\n2.CipherString = RSA\n");
	assert_line("openssl-server.cnf", "\n2.CipherString = RSA\n");
	assert_line("tls.conf", "cipher_list = RSA\n");
}

static size_t fault_count(void)
{
	struct json_object *faults =
		phonewall_published_policy_faults(published);

	return faults ? json_object_array_length(faults) : 0;
}

/* As on a disk that is full after some bytes. */
static void test_full(void **state)
{
	struct rlimit before, full;
	char *whole[COUNT(names)];

	(void)state;
	apply("RSA", 0);
	for (size_t i = 0; i < COUNT(names); i++)
		whole[i] = text_of(names[i]);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	full = before;
	full.rlim_cur = 20;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
	apply("AES128-SHA", 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(fault_count(), COUNT(names));
	for (size_t i = 0; i < COUNT(names); i++) {
		char *text = text_of(names[i]);

		assert_string_equal(text, whole[i]);
		free(text);
		free(whole[i]);
	}
	assert_int_equal(access(path_of(".openssl.cnf.new"), F_OK), -1);
	assert_int_equal(access(path_of(".tls.conf.new"), F_OK), -1);
	assert_int_equal(changes, 0);
	event_loop_run(base, 6000);
	assert_int_equal(changes, 1);
	assert_int_equal(fault_count(), 0);
	assert_line("tls.conf", "cipher_list = AES128-SHA\n");
}

/* One that cannot be replaced does not keep the others from it. */
static void test_one_fails(void **state)
{
	struct json_object *fault;

	(void)state;
	assert_int_equal(mkdir(path_of("openssl.cnf"), 0755), 0);
	apply("RSA", 0);
	assert_int_equal(fault_count(), 1);
	fault = json_object_array_get_idx(
			phonewall_published_policy_faults(published), 0);
	assert_string_equal(json_object_get_string(json_object_object_get(fault,
					"file")), path_of("openssl.cnf"));
	assert_non_null(strstr(json_object_get_string(
				json_object_object_get(fault, "message")),
			       "Is a directory"));
	assert_line("openssl-server.cnf", "\n2.CipherString = RSA\n");
	assert_line("tls.conf", "cipher_list = RSA\n");
	assert_int_equal(rmdir(path_of("openssl.cnf")), 0);
	apply("RSA", 0);
	assert_int_equal(fault_count(), 0);
	assert_line("openssl.cnf", "\n2.CipherString = RSA\n");
}

static int set_up(void **state)
{
	(void)state;
	changes = 0;
	base = event_base_new();
	if (!base || folder_make(directory))
		return -1;
	umask(077);
	open_policy();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_published_policy_close(published);
	event_base_free(base);
	return folder_remove(directory);
}

#define TEST(function)							\
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_defaults),
		TEST(test_configured),
		TEST(test_invalid),
		TEST(test_invalid_is_logged_once),
		TEST(test_only_changes_are_written),
		TEST(test_damaged_files_are_replaced),
		TEST(test_full),
		TEST(test_one_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
