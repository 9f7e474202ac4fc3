// SPDX-License-Identifier: MIT
/* Which files are known, and when that is forgotten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "folder.h"
#include "validators.h"

static char folder[] = "/tmp/test_validators.XXXXXX";
static struct phonewall_validators *validators;

static void set_status(const char *text)
{
	char *path = phonewall_memory_print("%s/status.json", folder);

	if (text)
		phonewall_file_replace_for_this_boot(path, text, strlen(text),
						     0644);
	else
		unlink(path);
	free(path);
}

static void set_store(unsigned int pid, unsigned int generation)
{
	char *text = phonewall_memory_print("{\"pid\":%u,\"store\":{\"generation\":%u}}",
					    pid, generation);

	set_status(text);
	free(text);
}

static int begin(void **state)
{
	(void)state;
	set_store(7, 1);
	validators = phonewall_validators_new(folder);
	return 0;
}

static int end(void **state)
{
	(void)state;
	phonewall_validators_free(validators);
	return 0;
}

static void offer(const char *url, const char *etag, const char *modified)
{
	const struct phonewall_validator validator = { etag, modified };

	phonewall_validators_offer(validators, url, &validator);
}

static void take(const char *url, const char *etag)
{
	offer(url, etag, NULL);
	phonewall_validators_accept(validators);
}

/* @etag: NULL if the file is not known. */
static void expect(const char *url, const char *etag)
{
	struct phonewall_validator validator;

	phonewall_validators_find(validators, url, &validator);
	if (!etag)
		assert_null(validator.etag);
	else
		assert_string_equal(validator.etag, etag);
}

static void test_accepted(void **state)
{
	struct phonewall_validator validator;

	(void)state;
	offer("a", "1", "yesterday");
	expect("a", NULL);
	offer("b", "2", NULL);
	phonewall_validators_accept(validators);
	expect("a", NULL);
	expect("b", "2");
	offer("a", "1", "yesterday");
	phonewall_validators_accept(validators);
	phonewall_validators_find(validators, "a", &validator);
	assert_string_equal(validator.last_modified, "yesterday");
	expect("b", "2");
	expect("c", NULL);
}

/* A file that comes anew, and one without either. */
static void test_replaced(void **state)
{
	(void)state;
	take("a", "1");
	offer("a", "2", NULL);
	expect("a", NULL);
	phonewall_validators_accept(validators);
	expect("a", "2");
	take("a", NULL);
	expect("a", NULL);
}

static void test_forgotten(void **state)
{
	(void)state;
	take("a", "1");
	offer("b", "2", NULL);
	phonewall_validators_forget(validators);
	expect("a", NULL);
	phonewall_validators_accept(validators);
	expect("b", NULL);
}

static void test_changed_store(void **state)
{
	(void)state;
	take("a", "1");
	expect("a", "1");
	set_store(7, 2);
	expect("a", NULL);
	set_store(7, 1);
	expect("a", NULL);
	take("a", "1");
	set_store(8, 1);
	expect("a", NULL);
}

/* The store of a status that cannot be read may be any. */
static void test_unknown_store(void **state)
{
	static const char *const texts[] = {
		NULL, "", "{}", "{\"pid\":7}", "{\"pid\":7,\"store\":null}",
		"{\"pid\":7,\"store\":{\"generation\":\"1\"}}",
		"{\"pid\":null,\"store\":{\"generation\":1}}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		set_store(7, 1);
		take("a", "1");
		set_status(texts[i]);
		expect("a", NULL);
		take("a", "1");
		expect("a", NULL);
		set_store(7, 1);
		expect("a", NULL);
	}
}

static void test_bounded(void **state)
{
	char url[16];

	(void)state;
	for (int i = 0; i <= PHONEWALL_VALIDATORS_MAX; i++) {
		snprintf(url, sizeof(url), "%d", i);
		take(url, url);
	}
	expect("0", NULL);
	expect("1", "1");
	expect(url, url);
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

#define test(name)	cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		test(test_accepted),
		test(test_replaced),
		test(test_forgotten),
		test(test_changed_store),
		test(test_unknown_store),
		test(test_bounded),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
