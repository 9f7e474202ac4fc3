/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CONDITION_H
#define PHONEWALL_CONDITION_H

#include <stdbool.h>
#include <stddef.h>

#include "provisioning/rule_reader.h"

/* Comparisons of a condition at most. */
#define PHONEWALL_COMPARISONS_MAX	16

/**
 * enum phonewall_comparison_operator - how two operands are compared
 * @PHONEWALL_COMPARISON_EQ: equal
 * @PHONEWALL_COMPARISON_NE: not equal
 * @PHONEWALL_COMPARISON_LT: less than
 * @PHONEWALL_COMPARISON_LE: less than or equal
 * @PHONEWALL_COMPARISON_GT: greater than
 * @PHONEWALL_COMPARISON_GE: greater than or equal
 */
enum phonewall_comparison_operator {
	PHONEWALL_COMPARISON_EQ,
	PHONEWALL_COMPARISON_NE,
	PHONEWALL_COMPARISON_LT,
	PHONEWALL_COMPARISON_LE,
	PHONEWALL_COMPARISON_GT,
	PHONEWALL_COMPARISON_GE,
};

/**
 * struct phonewall_comparison - a comparison
 * @left: what is compared
 * @right: what it is compared with
 * @operator: how
 * @is_string: both are strings, in quotation marks; else both are numbers or
 *	versions, as phonewall_version_compare() has them
 */
struct phonewall_comparison {
	struct phonewall_template left;
	struct phonewall_template right;
	enum phonewall_comparison_operator operator;
	bool is_string;
};

/**
 * struct phonewall_condition - comparisons that must all be true
 * @list: the comparisons
 * @count: how many, at least 1 if there is a condition
 *
 * Zero-initialise it; release it with phonewall_condition_clear(). The operands
 * use the memory of the reader's text.
 */
struct phonewall_condition {
	struct phonewall_comparison *list;
	size_t count;
};

/**
 * phonewall_condition_parse - parse a condition
 * @reader: the reader, which is left at ")" or at the end
 * @condition: set, also if there is a fault
 *
 * The form is "OPERAND OPERATOR OPERAND", joined by "and". An operator is one of
 * = != < <= > >=, or eq ne lt le gt ge, which need white space around them.
 * Strings are equal or not, and have no order.
 *
 * Return: true, or false and a fault.
 */
bool phonewall_condition_parse(struct phonewall_rule_reader *reader,
			       struct phonewall_condition *condition);

/**
 * phonewall_condition_evaluate - whether a condition is true
 * @condition: the condition
 * @values: the macros' values
 * @is_true: set
 *
 * Return: 0; -EINVAL if an operand is neither a number nor a version, or the
 * two are not of the same form; -E2BIG if one has more than
 * PHONEWALL_EXPANSION_MAX bytes. @is_true is false then.
 */
int phonewall_condition_evaluate(const struct phonewall_condition *condition,
				 const struct phonewall_macro_values *values,
				 bool *is_true);

/**
 * phonewall_condition_clear - release a condition
 * @condition: emptied
 */
void phonewall_condition_clear(struct phonewall_condition *condition);

#endif /* PHONEWALL_CONDITION_H */
