/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PAC_FUNCTIONS_H
#define PHONEWALL_PAC_FUNCTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/*
 * The functions that a PAC script may call, as Netscape has described them
 * ("Navigator Proxy Auto-Config File Format", 1996) and browsers have them.
 * Names of hosts are compared without regard to case.
 */

/* Arguments of a range of times at most, without "GMT". */
#define PHONEWALL_PAC_RANGE_MAX	6

/**
 * phonewall_pac_is_plain_host_name - isPlainHostName
 * @host: a host
 *
 * Return: true if it has no dot, and is no IPv6 address.
 */
bool phonewall_pac_is_plain_host_name(const char *host);

/**
 * phonewall_pac_is_domain - dnsDomainIs
 * @host: a host
 * @domain: a domain, with the dot that it begins with
 *
 * Return: true if @host ends in @domain, also without a dot before it.
 */
bool phonewall_pac_is_domain(const char *host, const char *domain);

/**
 * phonewall_pac_is_local_host_or_domain - localHostOrDomainIs
 * @host: a host
 * @name: a name with its domain
 *
 * Return: true if @host is @name, or the part before one of its dots.
 */
bool phonewall_pac_is_local_host_or_domain(const char *host, const char *name);

/**
 * phonewall_pac_domain_levels - dnsDomainLevels
 * @host: a host
 *
 * Return: the number of its dots.
 */
unsigned int phonewall_pac_domain_levels(const char *host);

/**
 * phonewall_pac_matches - shExpMatch
 * @text: a URL or a host; case matters
 * @pattern: "*" stands for any text, "?" for one byte
 *
 * Return: true if all of @text is like @pattern.
 */
bool phonewall_pac_matches(const char *text, const char *pattern);

/**
 * phonewall_pac_is_address - whether a text is an IPv4 address
 * @text: four numbers from 0 to 255
 */
bool phonewall_pac_is_address(const char *text);

/**
 * phonewall_pac_is_in_net - isInNet
 * @address: an IPv4 address
 * @net: an IPv4 address
 * @mask: the bits in which both must be the same, as an IPv4 address
 *
 * Return: true if they are; false also if one is no IPv4 address.
 */
bool phonewall_pac_is_in_net(const char *address, const char *net,
			     const char *mask);

/**
 * phonewall_pac_weekday_range - weekdayRange
 * @words: one day of the week or two: SUN to SAT
 * @count: how many
 * @now: the time, local or GMT
 *
 * As all ranges here, it includes both ends, and goes on over the end of the
 * week, year or day if the second is before the first.
 *
 * Return: true if @now is in the range; false also if @words are none.
 */
bool phonewall_pac_weekday_range(const char *const words[], size_t count,
				 const struct tm *now);

/**
 * phonewall_pac_date_range - dateRange
 * @words: a day, month (JAN to DEC) or year, or two; or two of day and month,
 *	of month and year, or of all three
 * @count: how many
 * @now: the time, local or GMT
 *
 * Return: as of phonewall_pac_weekday_range().
 */
bool phonewall_pac_date_range(const char *const words[], size_t count,
			      const struct tm *now);

/**
 * phonewall_pac_time_range - timeRange
 * @words: an hour or two, or two of hour and minute, or of hour, minute and
 *	second. A range that ends in an hour or minute includes all of it
 * @count: how many
 * @now: the time, local or GMT
 *
 * Return: as of phonewall_pac_weekday_range().
 */
bool phonewall_pac_time_range(const char *const words[], size_t count,
			      const struct tm *now);

#endif /* PHONEWALL_PAC_FUNCTIONS_H */
