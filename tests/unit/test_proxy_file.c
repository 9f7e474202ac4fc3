// SPDX-License-Identifier: MIT
/* The file that tells programs of the HTTP proxy, as it is written and read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "base/file.h"
#include "base/memory.h"
#include "folder.h"
#include "proxy/configuration.h"
#include "proxy/file.h"
#include "proxy/pac_file.h"

static char folder[] = "/tmp/test_proxy_file.XXXXXX";

static struct phonewall_proxy_settings reread(
	const struct phonewall_proxy_settings *settings)
{
	char *text = phonewall_proxy_configuration_print(settings);
	struct phonewall_proxy_settings read;

	assert_int_equal(phonewall_proxy_configuration_parse(text, &read), 0);
	free(text);
	assert_int_equal(read.mode, settings->mode);
	return read;
}

static void test_modes(void **state)
{
	struct phonewall_proxy_settings settings = { 0 };
	struct phonewall_proxy_settings read = reread(&settings);

	(void)state;
	settings.mode = PHONEWALL_PROXY_MODE_MANUAL;
	settings.proxy = (struct phonewall_proxy){
		.kind = PHONEWALL_PROXY_HTTP, .host = "2001:db8::1",
		.port = 3128,
	};
	read = reread(&settings);
	assert_string_equal(read.proxy.host, "2001:db8::1");
	assert_int_equal(read.proxy.port, 3128);
	assert_int_equal(read.proxy.kind, PHONEWALL_PROXY_HTTP);
	assert_null(read.username);
	settings.username = (char *)"phone";
	settings.password = (char *)"a \"b\" \\ /";
	read = reread(&settings);
	assert_string_equal(read.username, "phone");
	assert_string_equal(read.password, "a \"b\" \\ /");
	phonewall_proxy_settings_clear(&read);
	settings = (struct phonewall_proxy_settings){
		.mode = PHONEWALL_PROXY_MODE_AUTO, .is_discovered = true,
	};
	read = reread(&settings);
	assert_true(read.is_discovered);
	settings.is_discovered = false;
	settings.pac_url = (char *)"tftp://a/b";
	read = reread(&settings);
	assert_string_equal(read.pac_url, "tftp://a/b");
	phonewall_proxy_settings_clear(&read);
}

#define MANUAL(rest)	"{\"mode\":\"manual\"," rest "}"
#define AUTO(rest)	"{\"mode\":\"auto\"," rest "}"

/* What is not understood is never taken for no proxy. */
static void test_other_files(void **state)
{
	static const char *const texts[] = {
		"", "null", "[]", "{}", "\"off\"", "{\"mode\":null}",
		"{\"mode\":\"Off\"}", "{\"mode\":0}", "{\"mode\":\"off\"",
		MANUAL("\"host\":\"a\""), MANUAL("\"host\":\"a\",\"port\":1"),
		MANUAL("\"host\":\"a:1\",\"port\":1,\"username\":null,"
		       "\"password\":null"),
		MANUAL("\"host\":\"\",\"port\":1,\"username\":null,"
		       "\"password\":null"),
		MANUAL("\"host\":\"a\",\"port\":0,\"username\":null,"
		       "\"password\":null"),
		MANUAL("\"host\":\"a\",\"port\":65536,\"username\":null,"
		       "\"password\":null"),
		MANUAL("\"host\":\"a\",\"port\":1,\"username\":\"b\","
		       "\"password\":null"),
		MANUAL("\"host\":\"a\",\"port\":1,\"username\":\"b\\u0000c\","
		       "\"password\":\"d\""),
		AUTO("\"discovery\":true"),
		AUTO("\"discovery\":1,\"pac_url\":null"),
		AUTO("\"discovery\":true,\"pac_url\":\"http://a/\""),
		AUTO("\"discovery\":false,\"pac_url\":null"),
		AUTO("\"discovery\":false,\"pac_url\":\"ftp://a/\""),
	};
	struct phonewall_proxy_settings settings;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (!phonewall_proxy_configuration_parse(texts[i], &settings))
			fail_msg("read: %s", texts[i]);
		assert_null(settings.password);
		assert_null(settings.pac_url);
	}
}

static void on_changed(void *argument)
{
	++*(unsigned int *)argument;
}

static bool says(const char *part)
{
	char *path = phonewall_memory_print("%s/proxy.json", folder);
	struct phonewall_file file = { 0 };
	bool found = !phonewall_file_read(path, PHONEWALL_PROXY_FILE_MAX,
					  &file) && strstr(file.text, part);

	phonewall_file_clear(&file);
	free(path);
	return found;
}

static bool status_says(const struct phonewall_proxy_file *file,
			const char *part)
{
	struct json_object *status = phonewall_proxy_file_status(file);
	bool found = strstr(json_object_to_json_string(status), part);

	json_object_put(status);
	return found;
}

/* A directory under the name of the new file keeps it from being written. */
static void test_written(void **state)
{
	char *obstacle = phonewall_memory_print("%s/.proxy.json.new", folder);
	struct phonewall_proxy_settings settings = { 0 };
	struct event_base *base = event_base_new();
	unsigned int changes = 0;
	struct phonewall_proxy_file *file;

	(void)state;
	file = phonewall_proxy_file_open(base, folder, on_changed, &changes);
	phonewall_proxy_file_write(file, &settings);
	assert_true(says("\"off\""));
	settings.mode = PHONEWALL_PROXY_MODE_AUTO;
	settings.is_discovered = true;
	assert_int_equal(mkdir(obstacle, 0700), 0);
	phonewall_proxy_file_write(file, &settings);
	assert_true(says("\"off\""));
	assert_true(status_says(file, "\"auto\"") &&
		    status_says(file, "proxy.json"));
	assert_int_equal(rmdir(obstacle), 0);
	phonewall_proxy_file_retry(file);
	assert_true(says("\"auto\""));
	phonewall_proxy_file_close(file);
	event_base_free(base);
	free(obstacle);
}

static void test_pac_file(void **state)
{
	static const char script[] = "a\0b\nc";
	const char *read, *url;
	size_t length, rest;
	char *text;

	(void)state;
	text = phonewall_pac_file_print("http://a/\nb", script,
					sizeof(script), &length);
	url = phonewall_pac_file_parse(text, length, &read, &rest);
	assert_string_equal(url, "http://a/\\x0ab");
	assert_int_equal(rest, sizeof(script));
	assert_memory_equal(read, script, rest);
	free(text);
	text = phonewall_pac_file_print(NULL, NULL, 0, &length);
	url = phonewall_pac_file_parse(text, length, &read, &rest);
	assert_string_equal(url, PHONEWALL_PAC_FILE_NONE);
	assert_non_null(strstr(read, "DIRECT"));
	free(text);
	assert_null(phonewall_pac_file_parse((char *)"", 0, &read, &rest));
	assert_null(phonewall_pac_file_parse((char *)"// a", 4, &read, &rest));
	assert_null(phonewall_pac_file_parse((char *)"a\n", 2, &read, &rest));
}

static int set_up(void **state)
{
	(void)state;
	return folder_make(folder);
}

static int tear_down(void **state)
{
	(void)state;
	return folder_remove(folder);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_modes),
		cmocka_unit_test(test_other_files),
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_pac_file),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
