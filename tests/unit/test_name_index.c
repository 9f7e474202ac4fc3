// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/name_index.h"

#define NAMES		4096
#define LOG2_NAMES	12

static char names[NAMES][8];
/* How many names were looked at. */
static unsigned long looks;

static const char *name_at(const void *list, size_t place)
{
	const char (*all)[8] = list;

	looks++;
	return all[place];
}

static const struct phonewall_named_list named = { names, name_at };

/* Odd numbers in an order of their own, each once: NAMES is a power of two. */
static int set_up(void **state)
{
	(void)state;
	looks = 0;
	for (unsigned int i = 0; i < NAMES; i++)
		sprintf(names[i], "%u", 2 * ((i * 2654435761u) % NAMES) + 1);
	return 0;
}

static void assert_all_found(const struct phonewall_name_index *index,
			     size_t count)
{
	size_t place;

	for (size_t i = 0; i < count; i++) {
		unsigned long before = looks;

		assert_true(phonewall_name_index_find(index, &named, names[i],
						      &place));
		assert_int_equal(place, i);
		assert_in_range(looks - before, 1, LOG2_NAMES + 1);
	}
}

static void assert_others_not_found(const struct phonewall_name_index *index)
{
	char name[8];
	size_t place;

	for (unsigned int i = 0; i < NAMES; i++) {
		unsigned long before = looks;

		sprintf(name, "%u", 2 * i);
		assert_false(phonewall_name_index_find(index, &named, name,
						       &place));
		assert_in_range(looks - before, 1, LOG2_NAMES + 1);
	}
}

static void test_empty(void **state)
{
	size_t place;

	(void)state;
	assert_false(phonewall_name_index_find(NULL, &named, "1", &place));
	assert_null(phonewall_name_index_follow(NULL, &named, 0));
	assert_int_equal(looks, 0);
}

/* One name at a time, as a file is read. */
static void test_one_by_one(void **state)
{
	struct phonewall_name_index *index = NULL;
	size_t place;

	(void)state;
	for (size_t i = 0; i < NAMES; i++) {
		assert_false(phonewall_name_index_find(index, &named, names[i],
						       &place));
		index = phonewall_name_index_follow(index, &named, i + 1);
	}
	assert_in_range(looks, NAMES, 2 * NAMES * (LOG2_NAMES + 2));
	assert_all_found(index, NAMES);
	assert_others_not_found(index);
	free(index);
}

static void test_all_at_once(void **state)
{
	struct phonewall_name_index *index;

	(void)state;
	index = phonewall_name_index_follow(NULL, &named, NAMES / 2);
	assert_all_found(index, NAMES / 2);
	index = phonewall_name_index_follow(index, &named, NAMES);
	assert_ptr_equal(phonewall_name_index_follow(index, &named, NAMES),
			 index);
	assert_all_found(index, NAMES);
	assert_others_not_found(index);
	free(index);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_empty),
		TEST(test_one_by_one),
		TEST(test_all_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
