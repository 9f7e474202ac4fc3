// SPDX-License-Identifier: MIT
/*
 * The functions that a PAC script may call. The first cases of each table are
 * the examples of Netscape's description of 1996.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "proxy/pac_functions.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

struct pair {
	const char *a;
	const char *b;
	bool is_true;
};

static void assert_pairs(const struct pair *pairs, size_t count,
			 bool (*function)(const char *a, const char *b))
{
	for (size_t i = 0; i < count; i++)
		if (function(pairs[i].a, pairs[i].b) != pairs[i].is_true)
			fail_msg("'%s', '%s': not %s", pairs[i].a, pairs[i].b,
				 pairs[i].is_true ? "true" : "false");
}

static void test_plain_host_name(void **state)
{
	(void)state;
	assert_true(phonewall_pac_is_plain_host_name("www"));
	assert_false(phonewall_pac_is_plain_host_name("www.netscape.com"));
	assert_true(phonewall_pac_is_plain_host_name(""));
	assert_false(phonewall_pac_is_plain_host_name("10.0.0.1"));
	assert_false(phonewall_pac_is_plain_host_name("::1"));
}

static void test_domain(void **state)
{
	static const struct pair pairs[] = {
		{ "www.netscape.com", ".netscape.com", true },
		{ "www", ".netscape.com", false },
		{ "www.mcom.com", ".netscape.com", false },
		{ "WWW.Netscape.COM", ".netscape.com", true },
		{ "netscape.com", ".netscape.com", false },
		{ "evilnetscape.com", "netscape.com", true },
		{ "www.netscape.com.evil", ".netscape.com", false },
		{ "a", "", true },
	};

	(void)state;
	assert_pairs(pairs, COUNT(pairs), phonewall_pac_is_domain);
}

static void test_local_host_or_domain(void **state)
{
	static const struct pair pairs[] = {
		{ "www.netscape.com", "www.netscape.com", true },
		{ "www", "www.netscape.com", true },
		{ "www.mcom.com", "www.netscape.com", false },
		{ "home.netscape.com", "www.netscape.com", false },
		{ "ww", "www.netscape.com", false },
		{ "www.netscape.com.x", "www.netscape.com", false },
		{ "WWW", "www.netscape.com", true },
	};

	(void)state;
	assert_pairs(pairs, COUNT(pairs),
		     phonewall_pac_is_local_host_or_domain);
}

static void test_domain_levels(void **state)
{
	(void)state;
	assert_int_equal(phonewall_pac_domain_levels("www"), 0);
	assert_int_equal(phonewall_pac_domain_levels("www.netscape.com"), 2);
	assert_int_equal(phonewall_pac_domain_levels(""), 0);
}

static void test_matches(void **state)
{
	static const struct pair pairs[] = {
		{ "http://home.netscape.com/people/ari/index.html", "*/ari/*",
		  true },
		{ "http://home.netscape.com/people/montulli/index.html",
		  "*/ari/*", false },
		{ "a", "a", true },
		{ "a", "A", false },
		{ "ab", "a", false },
		{ "a", "ab", false },
		{ "", "", true },
		{ "", "*", true },
		{ "", "?", false },
		{ "abc", "a?c", true },
		{ "ac", "a?c", false },
		{ "abcbc", "a*bc", true },
		{ "abcbd", "a*bc", false },
		{ "a.c", "a.c", true },
		{ "abc", "a.c", false },
		{ "a*c", "a*c", true },
		{ "aaaa", "**", true },
		{ "a(b)[c]+", "a(b)[c]+", true },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		  "*a*a*a*a*a*a*a*a*a*a*a*a*a*b", false },
	};

	(void)state;
	assert_pairs(pairs, COUNT(pairs), phonewall_pac_matches);
}

static void test_net(void **state)
{
	static const struct {
		const char *address, *net, *mask;
		bool is_in;
	} cases[] = {
		{ "198.95.249.79", "198.95.249.79", "255.255.255.255", true },
		{ "198.95.6.7", "198.95.0.0", "255.255.0.0", true },
		{ "198.96.6.7", "198.95.0.0", "255.255.0.0", false },
		{ "198.95.6.7", "198.95.1.0", "255.255.0.0", true },
		{ "10.0.0.1", "0.0.0.0", "0.0.0.0", true },
		{ "10.0.0.256", "0.0.0.0", "0.0.0.0", false },
		{ "10.0.0.1", "10.0.0.0/8", "255.0.0.0", false },
		{ "10.0.0.1", "10.0.0.0", "", false },
		{ "host", "0.0.0.0", "0.0.0.0", false },
		{ "::1", "0.0.0.0", "0.0.0.0", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(phonewall_pac_is_in_net(cases[i].address,
							 cases[i].net,
							 cases[i].mask),
				 cases[i].is_in);
}

/* The words of a range, separated by spaces, at a time. */
struct range {
	const char *words;
	bool is_in;
};

static void assert_ranges(const struct range *ranges, size_t count,
			  const struct tm *now,
			  bool (*function)(const char *const words[],
					   size_t count, const struct tm *now))
{
	for (size_t i = 0; i < count; i++) {
		const char *words[PHONEWALL_PAC_RANGE_MAX + 2];
		char copy[64];
		char *rest = copy, *word;
		size_t number = 0;

		strcpy(copy, ranges[i].words);
		while ((word = strsep(&rest, " ")) &&
		       number < COUNT(words))
			if (*word)
				words[number++] = word;
		if (function(words, number, now) != ranges[i].is_in)
			fail_msg("%s: not %d", ranges[i].words,
				 ranges[i].is_in);
	}
}

/* A Wednesday. */
static void test_weekday_range(void **state)
{
	static const struct range ranges[] = {
		{ "MON FRI", true },
		{ "SAT", false },
		{ "WED", true },
		{ "wed", true },
		{ "WED WED", true },
		{ "MON TUE", false },
		{ "FRI MON", false },
		{ "FRI WED", true },
		{ "WED TUE", true },
		{ "THU TUE", false },
		{ "", false },
		{ "WEDNESDAY", false },
		{ "MON XXX", false },
		{ "MON TUE WED", false },
	};
	const struct tm now = { .tm_wday = 3 };

	(void)state;
	assert_ranges(ranges, COUNT(ranges), &now,
		      phonewall_pac_weekday_range);
}

/* 24 June 1995. */
static void test_date_range(void **state)
{
	static const struct range ranges[] = {
		{ "1", false },
		{ "24", true },
		{ "1 15", false },
		{ "24 DEC", false },
		{ "JAN MAR", false },
		{ "1 JUN 15 AUG", true },
		{ "1 JUN 1995 15 AUG 1995", true },
		{ "OCT 1995 MAR 1996", false },
		{ "1995", true },
		{ "1995 1997", true },
		{ "JUN", true },
		{ "JUL", false },
		{ "MAY JUN", true },
		{ "NOV JUN", true },
		{ "NOV MAY", false },
		{ "20 5", true },
		{ "25 5", false },
		{ "25 JUN 1995 15 AUG 1995", false },
		{ "1 JUN 1994 23 JUN 1995", false },
		{ "1 JUN 1994 24 JUN 1995", true },
		{ "JUN 1995 JUN 1995", true },
		{ "1996 1997", false },
		{ "", false },
		{ "0", false },
		{ "32", false },
		{ "JUNE", false },
		{ "1 JUN 15", false },
		{ "1 1 JUN JUN", false },
		{ "1 JUN 1995 15 AUG 1995 1", false },
	};
	const struct tm now = { .tm_year = 95, .tm_mon = 5, .tm_mday = 24 };

	(void)state;
	assert_ranges(ranges, COUNT(ranges), &now, phonewall_pac_date_range);
}

/* 12:30:15. */
static void test_time_range(void **state)
{
	static const struct range ranges[] = {
		{ "12", true },
		{ "12 13", true },
		{ "9 17", true },
		{ "8 30 17 00", true },
		{ "0 0 0 0 0 30", false },
		{ "13", false },
		{ "13 12", true },
		{ "13 11", false },
		{ "22 6", false },
		{ "12 30 12 30", true },
		{ "12 31 12 40", false },
		{ "12 31 12 29", false },
		{ "12 30 15 12 30 15", true },
		{ "12 30 16 12 31 0", false },
		{ "12 0 0 12 30 14", false },
		{ "", false },
		{ "24", false },
		{ "12 60 13 0", false },
		{ "-1", false },
		{ "12 13 14", false },
	};
	const struct tm now = { .tm_hour = 12, .tm_min = 30, .tm_sec = 15 };

	(void)state;
	assert_ranges(ranges, COUNT(ranges), &now, phonewall_pac_time_range);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_host_name),
		cmocka_unit_test(test_domain),
		cmocka_unit_test(test_local_host_or_domain),
		cmocka_unit_test(test_domain_levels),
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_net),
		cmocka_unit_test(test_weekday_range),
		cmocka_unit_test(test_date_range),
		cmocka_unit_test(test_time_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
