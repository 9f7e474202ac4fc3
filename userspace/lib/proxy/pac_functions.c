// SPDX-License-Identifier: MIT
#include "proxy/pac_functions.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/* The parts of a date, the most significant first, and of a time. */
#define PARTS	3

enum date_part {
	YEAR,
	MONTH,
	DAY,
};

bool phonewall_pac_is_plain_host_name(const char *host)
{
	return !strpbrk(host, ".:");
}

bool phonewall_pac_is_domain(const char *host, const char *domain)
{
	size_t length = strlen(host);
	size_t end = strlen(domain);

	return end <= length && !strcasecmp(host + length - end, domain);
}

bool phonewall_pac_is_local_host_or_domain(const char *host, const char *name)
{
	size_t length = strlen(host);

	return !strncasecmp(host, name, length) &&
	       (!name[length] || name[length] == '.');
}

unsigned int phonewall_pac_domain_levels(const char *host)
{
	unsigned int levels = 0;

	for (; *host; host++)
		levels += *host == '.';
	return levels;
}

/* After a mismatch the last "*" takes one byte more. */
bool phonewall_pac_matches(const char *text, const char *pattern)
{
	const char *star = NULL, *taken = NULL;

	while (*text) {
		if (*pattern == '*') {
			star = pattern++;
			taken = text;
		} else if (*pattern == '?' || (*pattern && *pattern == *text)) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++taken;
		} else {
			return false;
		}
	}
	return !pattern[strspn(pattern, "*")];
}

static bool read_address(const char *text, uint32_t *address)
{
	struct in_addr in;

	if (inet_pton(AF_INET, text, &in) != 1)
		return false;
	*address = in.s_addr;
	return true;
}

bool phonewall_pac_is_address(const char *text)
{
	uint32_t address;

	return read_address(text, &address);
}

bool phonewall_pac_is_in_net(const char *address, const char *net,
			     const char *mask)
{
	uint32_t a, b, bits;

	return read_address(address, &a) && read_address(net, &b) &&
	       read_address(mask, &bits) && (a & bits) == (b & bits);
}

/* Return: the place of the word in the list of words of three letters, or -1. */
static int find_word(const char *word, const char *list)
{
	const char *place;

	for (place = list; *place; place += 3)
		if (strlen(word) == 3 && !strncasecmp(place, word, 3))
			return (place - list) / 3;
	return -1;
}

static int compare(const int a[], const int b[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

static bool is_between(const int from[], const int to[], const int now[],
		       size_t count)
{
	bool is_behind = compare(from, now, count) <= 0;
	bool is_before = compare(now, to, count) <= 0;

	return compare(from, to, count) <= 0 ? is_behind && is_before :
					       is_behind || is_before;
}

bool phonewall_pac_weekday_range(const char *const words[], size_t count,
				 const struct tm *now)
{
	int days[2];

	if (count < 1 || count > 2)
		return false;
	for (size_t i = 0; i < 2; i++) {
		days[i] = find_word(words[i < count ? i : 0],
				    "SUNMONTUEWEDTHUFRISAT");
		if (days[i] < 0)
			return false;
	}
	return is_between(&days[0], &days[1], &now->tm_wday, 1);
}

/* Return: whether a word is a part of a date. */
static bool read_date_part(const char *word, enum date_part *part, int *value)
{
	uint32_t number;

	*value = find_word(word, "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC");
	*part = MONTH;
	if (*value >= 0)
		return true;
	if (!phonewall_text_number(word, 10, 9999, &number) || !number)
		return false;
	*part = number <= 31 ? DAY : YEAR;
	*value = number;
	return true;
}

/* @has: the parts that the words have, of which none may be there twice. */
static bool read_date(const char *const words[], size_t count, bool has[PARTS],
		      int date[PARTS])
{
	enum date_part part;
	int value;

	memset(has, 0, PARTS * sizeof(*has));
	for (size_t i = 0; i < count; i++) {
		if (!read_date_part(words[i], &part, &value) || has[part])
			return false;
		has[part] = true;
		date[part] = value;
	}
	return true;
}

bool phonewall_pac_date_range(const char *const words[], size_t count,
			      const struct tm *now)
{
	int today[PARTS] = { now->tm_year + 1900, now->tm_mon, now->tm_mday };
	size_t half = count > 1 ? count / 2 : count;
	bool has_from[PARTS], has_to[PARTS];
	int from[PARTS], to[PARTS];

	if (!count || count > PHONEWALL_PAC_RANGE_MAX ||
	    (count > 1 && count % 2) ||
	    !read_date(words, half, has_from, from) ||
	    !read_date(words + count - half, half, has_to, to) ||
	    memcmp(has_from, has_to, sizeof(has_from)))
		return false;
	for (size_t i = 0; i < PARTS; i++)
		if (!has_from[i])
			from[i] = to[i] = today[i];
	return is_between(from, to, today, PARTS);
}

static bool read_time(const char *const words[], size_t count, int time[PARTS])
{
	static const uint32_t max[PARTS] = { 23, 59, 59 };
	uint32_t number;

	for (size_t i = 0; i < count; i++) {
		if (!phonewall_text_number(words[i], 10, max[i], &number))
			return false;
		time[i] = number;
	}
	return true;
}

bool phonewall_pac_time_range(const char *const words[], size_t count,
			      const struct tm *now)
{
	int time[PARTS] = { now->tm_hour, now->tm_min, now->tm_sec };
	size_t half = count > 1 ? count / 2 : count;
	int from[PARTS], to[PARTS];

	if (!count || count > PHONEWALL_PAC_RANGE_MAX ||
	    (count > 1 && count % 2) || !read_time(words, half, from) ||
	    !read_time(words + count - half, half, to))
		return false;
	return is_between(from, to, time, half);
}
