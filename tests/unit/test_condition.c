// SPDX-License-Identifier: MIT
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"
#include "provisioning/condition.h"

#define HOSTILE	"x\" eq \"x"

static struct phonewall_faults faults;

static struct phonewall_macro_values values = {
	.text = {
		[PHONEWALL_MACRO_A] = HOSTILE,
		[PHONEWALL_MACRO_A + 1] = "1 eq 1",
		[PHONEWALL_MACRO_SWVER] = "sip88xx.11-3-1MPP-678",
		[PHONEWALL_MACRO_CCERT] = "Installed",
		[PHONEWALL_MACRO_PRVTMR] = "600",
		[PHONEWALL_MACRO_PRVST] = "-1",
	},
};

static bool parse(const char *text, struct phonewall_rule_reader *reader,
		  struct phonewall_condition *condition)
{
	memset(condition, 0, sizeof(*condition));
	return phonewall_rule_reader_open(reader, text, "Resync_Trigger_1", 7,
					  &faults) &&
	       phonewall_condition_parse(reader, condition);
}

/* Return: 1 if true, 0 if not, or a negative errno. */
static int evaluate(const char *text)
{
	struct phonewall_condition condition;
	struct phonewall_rule_reader reader;
	bool is_true = true;
	int error;

	if (!parse(text, &reader, &condition))
		fail_msg("'%s': %s", text, faults.list[0].message);
	error = phonewall_condition_evaluate(&condition, &values, &is_true);
	assert_true(!error || !is_true);
	phonewall_condition_clear(&condition);
	free((void *)reader.text.list);
	return error ? error : is_true;
}

static void test_true_and_false(void **state)
{
	static const struct {
		const char *text;
		int result;
	} cases[] = {
		{ "$PRVTMR ge 600", 1 },
		{ "$PRVTMR gt 600", 0 },
		{ "$PRVTMR lt 601 and $PRVTMR le 600 and $PRVTMR = 600", 1 },
		{ "$PRVTMR>599", 1 }, { "$PRVTMR>=601", 0 },
		{ "$PRVTMR<600", 0 }, { "$PRVTMR<=600", 1 },
		{ "$PRVTMR!=600", 0 }, { "$PRVTMR ne 600", 0 },
		{ " $PRVST eq -1 ", 1 },
		{ "$SWVER ge sip78xx.11-0-0MPP-7", 1 },
		{ "$SWVER lt sip78xx.11-0-0MPP-7", 0 },
		{ "\"$CCERT\" eq \"Installed\"", 1 },
		{ "\"$CCERT\"=\"Installed\"", 1 },
		{ "\"$CCERT\" ne \"Installed\"", 0 },
		{ "\"$CCERT\" eq\"Installed\"", 1 },
		{ "\"$EXTIP\" ne \"\"", 0 },
		{ "\"$EXTIP\" eq \"\"", 1 },
		{ "\"\" eq \"\" and \"a\" != \"A\"", 1 },
		{ "\"a and b\" eq \"a and b\"", 1 },
		{ "1 eq 1 and 1 eq 2", 0 },
		{ "1 eq 2 and 1 eq 1", 0 },
		{ "\"\\042\" eq \"\\042\"", 1 },
		{ "\"$$A\" eq \"$$A\"", 1 },
		{ "\"$STRANGE\" eq \"$$STRANGE\"", 1 },
		/* Values are never parsed. */
		{ "\"$A\" eq \"x\"", 0 },
		{ "\"$A\" eq \"$A\"", 1 },
		{ "$B eq 1", -EINVAL }, { "1 eq $B", -EINVAL },
		{ "$A eq 1", -EINVAL },
		/* What cannot be compared is neither true nor false. */
		{ "$EXTIP ne 1", -EINVAL }, { "x eq x", -EINVAL },
		{ "$SWVER ge 11.0.0", -EINVAL }, { "$SWVER ge 11", -EINVAL },
		{ "1 eq 2 and x eq x", -EINVAL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int result = evaluate(cases[i].text);

		if (result != cases[i].result)
			fail_msg("'%s' gives %d", cases[i].text, result);
	}
}

static void test_faults(void **state)
{
	static const struct {
		const char *text;
		const char *part;
	} cases[] = {
		{ "", "at its end: an operand is missing" },
		{ "1", "at its end: no operator" },
		{ "1 eq", "column 3: no operator" },
		{ "1 eq ", "at its end: an operand is missing" },
		{ "eq 1", "column 4: no operator" },
		{ "1 == 1", "column 4: an operand is missing" },
		{ "! 1", "column 1: an operand is missing" },
		{ "1 like 1", "column 3: no operator" },
		{ "1 eqq 1", "column 3: no operator" },
		{ "1 EQ 1", "column 3: no operator" },
		{ "1 eq 1 or 1 eq 1", "column 8: neither 'and'" },
		{ "1 eq 1 and", "column 8: neither 'and'" },
		{ "1 eq 1 and ", "at its end: an operand is missing" },
		{ "1 eq 1 1 eq 1", "column 8: neither 'and'" },
		{ "\"a", "column 1: a quotation mark has no second one" },
		{ "\"a\" eq 1", "column 7: a string is compared" },
		{ "1 eq \"a\"", "column 5: a string is compared" },
		{ "\"a\" lt \"b\"", "column 7: strings have no order" },
		{ "\"a\">=\"b\"", "column 6: strings have no order" },
		{ "\"$SA\" ne \"\"", "column 2: a secret macro" },
		{ "1 eq $(SD:1)", "column 6: a secret macro" },
		{ "1 eq $MPWD", "column 6: a secret macro" },
		{ "\\000 eq 1", "has an escape that stands for no character" },
	};
	struct phonewall_condition condition;
	struct phonewall_rule_reader reader;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (parse(cases[i].text, &reader, &condition))
			fail_msg("'%s' was accepted", cases[i].text);
		assert_only_fault(&faults, 7, "Resync_Trigger_1", NULL,
				  cases[i].part);
		phonewall_condition_clear(&condition);
		free((void *)reader.text.list);
	}
}

static void test_bounds(void **state)
{
	static const char again[] = " and 1 eq 1";
	char text[512] = "1 eq 1";
	struct phonewall_condition condition;
	struct phonewall_rule_reader reader;
	char *large = malloc(PHONEWALL_EXPANSION_MAX + 2);

	(void)state;
	for (size_t i = 1; i < PHONEWALL_COMPARISONS_MAX; i++)
		strcat(text, again);
	assert_int_equal(evaluate(text), 1);
	strcat(text, again);
	assert_false(parse(text, &reader, &condition));
	assert_only_fault(&faults, 7, "Resync_Trigger_1", NULL,
			  "more than 16 comparisons");
	phonewall_condition_clear(&condition);
	free((void *)reader.text.list);
	memset(large, '1', PHONEWALL_EXPANSION_MAX + 1);
	large[PHONEWALL_EXPANSION_MAX + 1] = '\0';
	values.text[PHONEWALL_MACRO_P] = large;
	assert_int_equal(evaluate("\"$P\" ne \"\""), -E2BIG);
	assert_int_equal(evaluate("\"\" ne \"$P\""), -E2BIG);
	free(large);
}

/* In a rule the condition ends before its parenthesis. */
static void test_end(void **state)
{
	struct phonewall_condition condition;
	struct phonewall_rule_reader reader;

	(void)state;
	assert_true(parse("1 eq 1 )? x", &reader, &condition));
	assert_int_equal(phonewall_rule_reader_peek(&reader), ')');
	assert_int_equal(condition.count, 1);
	phonewall_condition_clear(&condition);
	free((void *)reader.text.list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_true_and_false),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
