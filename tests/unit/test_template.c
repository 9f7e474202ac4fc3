// SPDX-License-Identifier: MIT
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "provisioning/template.h"

static const struct phonewall_macro_values values = {
	.text = {
		[PHONEWALL_MACRO_A] = "ABCDEF",
		[PHONEWALL_MACRO_A + 1] = "$MA",
		[PHONEWALL_MACRO_P] = "last",
		[PHONEWALL_MACRO_SA] = "secret",
		[PHONEWALL_MACRO_SD] = "fourth",
		[PHONEWALL_MACRO_MA] = "000e08012345",
		[PHONEWALL_MACRO_MAU] = "000E08012345",
		[PHONEWALL_MACRO_MAC] = "00:0e:08:01:23:45",
		[PHONEWALL_MACRO_PN] = "CP-8841-3PCC",
		[PHONEWALL_MACRO_SCHEME] = "HTTPS",
		[PHONEWALL_MACRO_ERR] = "a\nb\x1b\xc3\xa9",
		[PHONEWALL_MACRO_MPWD] = "word",
		[PHONEWALL_MACRO_UID1] = "first",
		[PHONEWALL_MACRO_UID1 + 15] = "sixteenth",
	},
	.is_secret = { [PHONEWALL_MACRO_P] = true },
};

static char *expand(const char *text, bool shows)
{
	struct phonewall_template template;
	char *expanded;

	assert_int_equal(phonewall_template_parse(text, &template), 0);
	expanded = shows ? phonewall_template_show(&template, &values) :
		   phonewall_template_expand(&template, &values);
	free((void *)template.list);
	return expanded;
}

static void assert_expanded(const char *text, const char *expected, bool shows)
{
	char *expanded = expand(text, shows);

	assert_non_null(expanded);
	if (strcmp(expanded, expected))
		fail_msg("'%s' is '%s', not '%s'", text, expanded, expected);
	free(expanded);
}

/* The first ones are the vendor's own examples. */
static void test_macros(void **state)
{
	static const char *const cases[][2] = {
		{ "spa$(MAU)config.cfg", "spa000E08012345config.cfg" },
		{ "spa$STRANGE$MAU.cfg", "spa$STRANGE000E08012345.cfg" },
		{ "$$MAU", "$MAU" },
		{ "$(A:2)", "CDEF" },
		{ "$(A:2:3)", "CDE" },
		{ "", "" },
		{ "$A$P", "ABCDEFlast" },
		{ "$MA $MAU $MAC", "000e08012345 000E08012345 00:0e:08:01:23:45" },
		{ "$METH/$SCHEME", "HTTPS/HTTPS" },
		{ "$UID1,$UID16,$UID0,$UID01,$UID17,$UID",
		  "first,sixteenth,$UID0,$UID01,$UID17,$UID" },
		{ "$SA$SD$SE", "secretfourth$SE" },
		{ "$C", "" },
		{ "[$SN]", "[]" },
		{ "$", "$" },
		{ "$$", "$" },
		{ "$$$", "$$" },
		{ "$$$$", "$$" },
		{ "$$$A", "$ABCDEF" },
		{ "a$", "a$" },
		{ "$ma", "$ma" },
		{ "$MAx", "$MAx" },
		{ "$MA_x-y", "000e08012345_x-y" },
		{ "$GPP_A", "$GPP_A" },
		{ "$Q", "$Q" },
		{ "$(A)", "ABCDEF" },
		{ "$(A:0)", "ABCDEF" },
		{ "$(A:0:0)", "" },
		{ "$(A:5:1)", "F" },
		{ "$(A:6)", "" },
		{ "$(A:7:2)", "" },
		{ "$(A:999999999:999999999)", "" },
		{ "$(A:2:99)", "CDEF" },
		{ "$(A:9999999999)", "$(A:9999999999)" },
		{ "$(A:)", "$(A:)" },
		{ "$(A::)", "$(A::)" },
		{ "$(A:1:)", "$(A:1:)" },
		{ "$(A:1:2:3)", "$(A:1:2:3)" },
		{ "$(A:-1)", "$(A:-1)" },
		{ "$(A:x)", "$(A:x)" },
		{ "$(A", "$(A" },
		{ "$()", "$()" },
		{ "$(STRANGE)", "$(STRANGE)" },
		{ "$( A)", "$( A)" },
		{ "$B", "$MA" },
		{ "\\101\\044MA\\042", "A$MA\"" },
		{ "\\377", "\xff" },
		{ "\\400\\18\\1\\", "\\400\\18\\1\\" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_expanded(cases[i][0], cases[i][1], false);
}

static void test_logs(void **state)
{
	static const char *const cases[][2] = {
		{ "$PN $MAC -- Requesting $SCHEME",
		  "CP-8841-3PCC 00:0e:08:01:23:45 -- Requesting HTTPS" },
		{ "$SA $(SA:0:1) $SD $MPWD $P", "*** *** *** *** ***" },
		{ "$ERR", "a\\x0ab\\x1b\\xc3\\xa9" },
		{ "\\012", "\\x0a" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_expanded(cases[i][0], cases[i][1], true);
}

static void assert_symbol(const struct phonewall_symbol *symbol,
			  enum phonewall_symbol_kind kind, char byte,
			  size_t column)
{
	assert_int_equal(symbol->kind, kind);
	assert_int_equal(symbol->byte, byte);
	assert_int_equal(symbol->column, column);
}

/* What no macro, escape or "$$" gives can be syntax. */
static void test_symbols(void **state)
{
	struct phonewall_template template;

	(void)state;
	assert_int_equal(phonewall_template_parse("|$$\\174$(A:1)$Q",
						  &template), 0);
	assert_int_equal(template.count, 6);
	assert_symbol(&template.list[0], PHONEWALL_SYMBOL_LITERAL, '|', 1);
	assert_symbol(&template.list[1], PHONEWALL_SYMBOL_DATA, '$', 2);
	assert_symbol(&template.list[2], PHONEWALL_SYMBOL_DATA, '|', 4);
	assert_symbol(&template.list[3], PHONEWALL_SYMBOL_MACRO, 0, 8);
	assert_int_equal(template.list[3].macro, PHONEWALL_MACRO_A);
	assert_int_equal(template.list[3].start, 1);
	assert_symbol(&template.list[4], PHONEWALL_SYMBOL_DATA, '$', 14);
	assert_symbol(&template.list[5], PHONEWALL_SYMBOL_DATA, 'Q', 15);
	free((void *)template.list);
}

static void test_bounds(void **state)
{
	char text[PHONEWALL_TEMPLATE_MAX + 2];
	struct phonewall_template template = { 0 };
	char *expanded;

	(void)state;
	memset(text, 'x', sizeof(text));
	text[PHONEWALL_TEMPLATE_MAX + 1] = '\0';
	assert_int_equal(phonewall_template_parse(text, &template), -E2BIG);
	assert_null(template.list);
	text[PHONEWALL_TEMPLATE_MAX] = '\0';
	assert_expanded(text, text, false);
	for (size_t i = 0; i < PHONEWALL_TEMPLATE_MAX; i += 4)
		memcpy(text + i, "$MAC", 4);
	assert_null(expand(text, false));
	assert_null(expand(text, true));
	text[PHONEWALL_TEMPLATE_MAX / 2] = '\0';
	expanded = expand(text, false);
	assert_int_equal(strlen(expanded), PHONEWALL_TEMPLATE_MAX / 8 * 17);
	free(expanded);
	assert_int_equal(phonewall_template_parse("a\\000", &template),
			 -EINVAL);
	assert_null(template.list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_macros),
		cmocka_unit_test(test_logs),
		cmocka_unit_test(test_symbols),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
