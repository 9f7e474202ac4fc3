/* SPDX-License-Identifier: MIT */
#ifndef FAULTS_H
#define FAULTS_H

/*
 * Assertions on faults, for the tests. To be included after <cmocka.h>.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/text.h"

/* NULL in place of a token or parameter means that the fault has none. */
static inline void assert_text_equal(const char *text, const char *expected)
{
	if (!expected) {
		assert_null(text);
		return;
	}
	assert_non_null(text);
	assert_string_equal(text, expected);
}

static inline void assert_contains(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' does not contain '%s'", text, part);
}

/* No line is too long, and one says what is wrong. */
static inline void assert_readable(const struct phonewall_fault *fault)
{
	char *text = phonewall_fault_describe(fault,
					      "/etc/phonewall/phonewall.conf");
	char *lines = phonewall_text_wrap(text);
	const char *line = lines;
	const char *end;
	size_t length;

	for (; *line; line += length + !!line[length]) {
		length = strcspn(line, "\n");
		if (length > PHONEWALL_TEXT_COLUMNS)
			fail_msg("%zu columns: %s", length, lines);
	}
	end = strstr(fault->message, "; ");
	length = end ? (size_t)(end - fault->message) : strlen(fault->message);
	if (length > PHONEWALL_TEXT_COLUMNS - strlen("    "))
		fail_msg("%zu columns before what to do: %s", length,
			 fault->message);
	free(lines);
	free(text);
}

static inline void assert_fault(const struct phonewall_fault *fault,
				unsigned int line, const char *parameter,
				const char *token, const char *part)
{
	assert_contains(fault->message, part);
	assert_int_equal(fault->line, line);
	assert_text_equal(fault->parameter, parameter);
	assert_text_equal(fault->token, token);
	assert_readable(fault);
}

static inline void assert_no_fault(const struct phonewall_faults *faults)
{
	if (faults->count)
		fail_msg("unexpected fault: %s", faults->list[0].message);
}

/* Asserts that there is this fault and no other, and clears it. */
static inline void assert_only_fault(struct phonewall_faults *faults,
				     unsigned int line, const char *parameter,
				     const char *token, const char *part)
{
	assert_int_equal(faults->count, 1);
	assert_fault(&faults->list[0], line, parameter, token, part);
	phonewall_faults_clear(faults);
}

#endif /* FAULTS_H */
