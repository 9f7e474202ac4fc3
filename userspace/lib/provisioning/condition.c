// SPDX-License-Identifier: MIT
#include "provisioning/condition.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "provisioning/version.h"

#define OPERAND_ENDS	"=!<>()\""

/* Longer operators before those that they begin with. */
static const struct {
	const char *text;
	bool is_word;
	enum phonewall_comparison_operator operator;
} operators[] = {
	{ "!=", false, PHONEWALL_COMPARISON_NE },
	{ "<=", false, PHONEWALL_COMPARISON_LE },
	{ ">=", false, PHONEWALL_COMPARISON_GE },
	{ "=", false, PHONEWALL_COMPARISON_EQ },
	{ "<", false, PHONEWALL_COMPARISON_LT },
	{ ">", false, PHONEWALL_COMPARISON_GT },
	{ "eq", true, PHONEWALL_COMPARISON_EQ },
	{ "ne", true, PHONEWALL_COMPARISON_NE },
	{ "lt", true, PHONEWALL_COMPARISON_LT },
	{ "le", true, PHONEWALL_COMPARISON_LE },
	{ "gt", true, PHONEWALL_COMPARISON_GT },
	{ "ge", true, PHONEWALL_COMPARISON_GE },
};

static bool is_end_of_word(const struct phonewall_rule_reader *reader)
{
	char next = phonewall_rule_reader_peek(reader);

	return next && strchr(" \t\r\n\"", next);
}

static bool read_operand(struct phonewall_rule_reader *reader,
			 struct phonewall_template *operand, bool *is_string)
{
	size_t begin;

	phonewall_rule_reader_skip_space(reader);
	begin = reader->at;
	*is_string = phonewall_rule_reader_peek(reader) == '"';
	if (*is_string) {
		if (!phonewall_rule_reader_take_quoted(reader, operand))
			return false;
	} else {
		phonewall_rule_reader_take_until(reader, OPERAND_ENDS, operand);
		if (!operand->count)
			return phonewall_rule_reader_fail(reader, begin,
				"an operand is missing; write a number, a version or a string in quotation marks");
	}
	return phonewall_rule_reader_require_no_secret(reader, operand);
}

static bool read_operator(struct phonewall_rule_reader *reader,
			  enum phonewall_comparison_operator *operator)
{
	size_t begin;

	phonewall_rule_reader_skip_space(reader);
	begin = reader->at;
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		if (!phonewall_rule_reader_take(reader, operators[i].text))
			continue;
		if (!operators[i].is_word || is_end_of_word(reader)) {
			*operator = operators[i].operator;
			return true;
		}
		reader->at = begin;
	}
	return phonewall_rule_reader_fail(reader, begin,
					  "no operator; write eq, ne, lt, le, gt or ge");
}

static bool read_comparison(struct phonewall_rule_reader *reader,
			    struct phonewall_comparison *comparison)
{
	bool is_string;
	size_t begin;

	if (!read_operand(reader, &comparison->left, &comparison->is_string) ||
	    !read_operator(reader, &comparison->operator))
		return false;
	begin = reader->at;
	if (!read_operand(reader, &comparison->right, &is_string))
		return false;
	if (is_string != comparison->is_string)
		return phonewall_rule_reader_fail(reader, begin,
			"a string is compared with a number or a version; put both in quotation marks, or none");
	if (is_string && comparison->operator > PHONEWALL_COMPARISON_NE)
		return phonewall_rule_reader_fail(reader, begin,
			"strings have no order; compare them by eq or ne");
	return true;
}

static struct phonewall_comparison *add(struct phonewall_condition *condition)
{
	condition->list = phonewall_memory_resize(condition->list,
						  condition->count + 1,
						  sizeof(*condition->list));
	condition->list[condition->count] = (struct phonewall_comparison){ 0 };
	return &condition->list[condition->count++];
}

static bool take_and(struct phonewall_rule_reader *reader)
{
	size_t begin = reader->at;

	if (phonewall_rule_reader_take(reader, "and") && is_end_of_word(reader))
		return true;
	reader->at = begin;
	return false;
}

bool phonewall_condition_parse(struct phonewall_rule_reader *reader,
			       struct phonewall_condition *condition)
{
	for (;;) {
		if (condition->count == PHONEWALL_COMPARISONS_MAX)
			return phonewall_rule_reader_fail(reader, reader->at,
				"more than 16 comparisons; remove some");
		if (!read_comparison(reader, add(condition)))
			return false;
		phonewall_rule_reader_skip_space(reader);
		if (phonewall_rule_reader_is_at_end(reader) ||
		    phonewall_rule_reader_peek(reader) == ')')
			return true;
		if (!take_and(reader))
			return phonewall_rule_reader_fail(reader, reader->at,
				"neither 'and' nor the end of the condition; join comparisons by 'and'");
	}
}

static bool holds(enum phonewall_comparison_operator operator, int order)
{
	switch (operator) {
	case PHONEWALL_COMPARISON_EQ:
		return order == 0;
	case PHONEWALL_COMPARISON_NE:
		return order != 0;
	case PHONEWALL_COMPARISON_LT:
		return order < 0;
	case PHONEWALL_COMPARISON_LE:
		return order <= 0;
	case PHONEWALL_COMPARISON_GT:
		return order > 0;
	case PHONEWALL_COMPARISON_GE:
		return order >= 0;
	}
	return false;
}

static int compare(const struct phonewall_comparison *comparison,
		   const struct phonewall_macro_values *values, int *order)
{
	char *left = phonewall_template_expand(&comparison->left, values);
	char *right = phonewall_template_expand(&comparison->right, values);
	int error = 0;

	if (!left || !right)
		error = -E2BIG;
	else if (comparison->is_string)
		*order = strcmp(left, right);
	else
		error = phonewall_version_compare(left, right, order);
	free(left);
	free(right);
	return error;
}

/* All are compared, so that a fault does not depend on the others. */
int phonewall_condition_evaluate(const struct phonewall_condition *condition,
				 const struct phonewall_macro_values *values,
				 bool *is_true)
{
	bool all = condition->count;

	*is_true = false;
	for (size_t i = 0; i < condition->count; i++) {
		const struct phonewall_comparison *comparison =
			&condition->list[i];
		int order;
		int error = compare(comparison, values, &order);

		if (error)
			return error;
		all &= holds(comparison->operator, order);
	}
	*is_true = all;
	return 0;
}

void phonewall_condition_clear(struct phonewall_condition *condition)
{
	free(condition->list);
	*condition = (struct phonewall_condition){ 0 };
}
