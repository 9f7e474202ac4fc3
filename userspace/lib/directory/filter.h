/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_FILTER_H
#define PHONEWALL_DIRECTORY_FILTER_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a filter of cfg.xml at most, and how deep its parentheses may be. */
#define PHONEWALL_DIRECTORY_FILTER_MAX		512
#define PHONEWALL_DIRECTORY_FILTER_DEPTH	8

/* What a filter of cfg.xml has in place of the text that is searched for. */
#define PHONEWALL_DIRECTORY_FILTER_VALUE	"$VALUE"

/**
 * phonewall_directory_filter_escape() - escape a value for a filter
 * @value: any text
 *
 * What means something in a filter, and each byte that is not printable ASCII,
 * is written as "\" and two hexadecimal digits (RFC 4515 section 3), so the
 * value can only be a value.
 *
 * Return: the escaped value, to be released with free().
 */
char *phonewall_directory_filter_escape(const char *value);

/**
 * phonewall_directory_filter_read() - read a filter of cfg.xml
 * @text: a filter (RFC 4515), perhaps without its outer parentheses, and
 *	perhaps with a name and ":" before it, as in "sn:(sn=$VALUE*)"
 * @fault: set to what is wrong, if something is: a predicate whose subject is
 *	the filter, and what to do; a constant string
 *
 * Return: the filter with parentheses and without the name, to be released with
 * free(); NULL if it is not one. PHONEWALL_DIRECTORY_FILTER_VALUE is in values
 * only.
 */
char *phonewall_directory_filter_read(const char *text, const char **fault);

/**
 * phonewall_directory_filter_build() - make the filter of a search
 * @templates: filters, as phonewall_directory_filter_read() gives them, at
 *	least 1
 * @template_count: how many
 * @words: what to search for, at least 1
 * @word_count: how many
 *
 * Return: a filter that matches an entry if each word is found by one of the
 * templates, to be released with free().
 */
char *phonewall_directory_filter_build(const char *const templates[],
				       size_t template_count,
				       const char *const words[],
				       size_t word_count);

#endif /* PHONEWALL_DIRECTORY_FILTER_H */
