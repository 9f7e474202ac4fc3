// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"
#include "provisioning/delays.h"

#define NAME	"Resync_Periodic"

static struct phonewall_faults faults;
static struct phonewall_delays delays;

static void parse(const char *text)
{
	if (phonewall_delays_parse(text, NAME, 4, &delays, &faults))
		fail_msg("'%s': %s", text, faults.list[0].message);
	assert_no_fault(&faults);
}

/* -1 for never. */
static int64_t get(size_t number, uint32_t random)
{
	uint64_t seconds;

	return phonewall_delays_get(&delays, number, random, &seconds) ?
	       (int64_t)seconds : -1;
}

static void test_lists(void **state)
{
	(void)state;
	parse("1800, 3600,7200 ,14400");
	assert_int_equal(get(0, UINT32_MAX), 1800);
	assert_int_equal(get(2, 0), 7200);
	assert_int_equal(get(3, 0), 14400);
	assert_int_equal(get(4, 0), 14400);
	assert_int_equal(get(SIZE_MAX, 0), 14400);
	parse("3600+600");
	assert_int_equal(get(0, 0), 3600);
	assert_int_equal(get(0, 1u << 31), 3900);
	assert_int_equal(get(9, UINT32_MAX), 4200);
	parse(" 10 + 5 , 20 ");
	assert_int_equal(get(0, UINT32_MAX), 15);
	assert_int_equal(get(1, UINT32_MAX), 20);
	parse("2147483647+2147483647");
	assert_int_equal(get(0, UINT32_MAX), 4294967294);
}

static void test_never(void **state)
{
	static const char *const texts[] = { "", " ", "0", "000" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		parse(texts[i]);
		assert_int_equal(get(0, 0), -1);
		assert_int_equal(get(5, UINT32_MAX), -1);
	}
	parse("60,0");
	assert_int_equal(get(0, 0), 60);
	assert_int_equal(get(1, 0), -1);
	assert_int_equal(get(2, 0), -1);
}

static void test_faults(void **state)
{
	static const char *const texts[][2] = {
		{ "x", "must be seconds" }, { "1.5", "must be seconds" },
		{ "-1", "must be seconds" }, { "+", "must be seconds" },
		{ "1+", "must be seconds" }, { "+1", "must be seconds" },
		{ "1+2+3", "must be seconds" }, { "1,", "must be seconds" },
		{ ",1", "must be seconds" }, { "1,,2", "must be seconds" },
		{ "1;2", "must be seconds" }, { "1 2", "must be seconds" },
		{ "0x10", "must be seconds" },
		{ "2147483648", "must be seconds" },
		{ "1+2147483648", "must be seconds" },
		{ "0,60", "has a 0 that is not the last" },
		{ "0+60", "has a 0 that is not the last" },
		{ "60,0+1", "has a 0 that is not the last" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(phonewall_delays_parse(texts[i][0], NAME, 4,
							&delays, &faults), -1);
		assert_only_fault(&faults, 4, NAME, texts[i][0], texts[i][1]);
		assert_int_equal(get(0, 0), -1);
	}
}

static void test_bounds(void **state)
{
	char text[2 * PHONEWALL_DELAYS_MAX + 2] = "";

	(void)state;
	for (size_t i = 0; i < PHONEWALL_DELAYS_MAX; i++)
		strcat(text, i ? ",9" : "8");
	parse(text);
	assert_int_equal(get(PHONEWALL_DELAYS_MAX - 1, 0), 9);
	strcat(text, ",7");
	assert_int_equal(phonewall_delays_parse(text, NAME, 4, &delays,
						&faults), -1);
	assert_int_equal(faults.count, 1);
	assert_contains(faults.list[0].message, "has more than 32 delays");
	phonewall_faults_clear(&faults);
}

/* Each number of seconds is as likely as any other. */
static void test_scale(void **state)
{
	unsigned int counts[8] = { 0 };

	(void)state;
	for (uint64_t random = 0; random <= UINT32_MAX; random += 1 << 20)
		counts[phonewall_delay_scale(random, 7)]++;
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(counts[i], 512);
	assert_int_equal(phonewall_delay_scale(UINT32_MAX, 0), 0);
	assert_int_equal(phonewall_delay_scale(UINT32_MAX, UINT32_MAX),
			 UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_never),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_scale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
