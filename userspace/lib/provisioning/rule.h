/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_RULE_H
#define PHONEWALL_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "provisioning/condition.h"
#include "provisioning/template.h"

/* Alternatives of a rule, assignments of an alternative, at most. */
#define PHONEWALL_ALTERNATIVES_MAX	16
#define PHONEWALL_ASSIGNMENTS_MAX	32
/* URLs of an alternative: two if it is a report's, else one. */
#define PHONEWALL_TARGETS_MAX		2
/* Bytes of a parameter's name in an assignment at most. */
#define PHONEWALL_ASSIGNMENT_NAME_MAX	63

/**
 * enum phonewall_rule_kind - what a rule is for
 * @PHONEWALL_RULE_PROFILE: Profile_Rule, _B, _C and _D, and a resync by command
 * @PHONEWALL_RULE_UPGRADE: Upgrade_Rule: no options, and a server in each URL
 * @PHONEWALL_RULE_REPORT: Report_Rule: two URLs at most, separated by white
 *	space, each with options of its own
 * @PHONEWALL_RULE_CUSTOM_CA: Custom_CA_Rule: as an Upgrade_Rule
 */
enum phonewall_rule_kind {
	PHONEWALL_RULE_PROFILE,
	PHONEWALL_RULE_UPGRADE,
	PHONEWALL_RULE_REPORT,
	PHONEWALL_RULE_CUSTOM_CA,
};

/**
 * struct phonewall_assignment - a parameter that is set before the transfer
 * @name: its name; GPP_A to GPP_P if one of the letters a to p was written
 * @value: its value
 */
struct phonewall_assignment {
	char name[PHONEWALL_ASSIGNMENT_NAME_MAX + 1];
	struct phonewall_template value;
};

/**
 * struct phonewall_target - a URL and its options
 * @key: --key: secret that the file is encrypted with; its list is NULL if
 *	there is none, as for the next two
 * @uid: --uid: user name for HTTP
 * @pwd: --pwd: password for HTTP
 * @post: --post: 'a' to 'p', the GPP that is sent; 0 if there is none
 * @alias: --alias: 'a' to 'p', the GPP with other names; 0 if there is none
 * @is_delta: --delta: report what has changed
 * @is_status: --status: report the state
 * @url: the URL, for phonewall_server_url_resolve()
 */
struct phonewall_target {
	struct phonewall_template key;
	struct phonewall_template uid;
	struct phonewall_template pwd;
	char post;
	char alias;
	bool is_delta;
	bool is_status;
	struct phonewall_template url;
};

/**
 * struct phonewall_alternative - what a rule may come to
 * @condition: when it applies; always if it has no comparison
 * @assignments: what is set first
 * @assignment_count: how many
 * @targets: what is transferred
 * @target_count: how many; 0 if only parameters are set
 */
struct phonewall_alternative {
	struct phonewall_condition condition;
	struct phonewall_assignment *assignments;
	size_t assignment_count;
	struct phonewall_target targets[PHONEWALL_TARGETS_MAX];
	size_t target_count;
};

/**
 * struct phonewall_rule - a rule, before macros are replaced
 * @text: its symbols, which all templates are parts of
 * @alternatives: what it may come to; the first one that applies does
 * @count: how many; 0 if the rule is empty
 *
 * Release it with phonewall_rule_clear().
 */
struct phonewall_rule {
	struct phonewall_template text;
	struct phonewall_alternative *alternatives;
	size_t count;
};

/**
 * phonewall_rule_parse - parse a rule
 * @kind: what it is for
 * @text: alternatives separated by "|", each "[(CONDITION)?] [(NAME = "VALUE" ;
 *	...)!] [[OPTIONS]] [URL]". All but the last need a condition. Options are
 *	"--NAME ARGUMENT"; an argument with "|", "[", "]" or white space is put in
 *	quotation marks, or has octal escapes
 * @parameter: name of the parameter, for faults
 * @line: line of the file, for faults
 * @rule: set whole, or left empty if there is a fault
 * @faults: the first fault is added here, with its column and without any part
 *	of the rule
 *
 * The structure is known from here on: macros are replaced in its parts.
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_rule_parse(enum phonewall_rule_kind kind, const char *text,
			 const char *parameter, unsigned int line,
			 struct phonewall_rule *rule,
			 struct phonewall_faults *faults);

/**
 * phonewall_rule_select - find the alternative that applies
 * @rule: the rule
 * @values: the macros' values
 * @alternative: set to the first one whose condition is true or that has none;
 *	NULL if there is none
 *
 * Return: 0; -ENOENT if none applies, so that the rule is skipped; -EINVAL or
 * -E2BIG if a condition before it cannot be evaluated, as of
 * phonewall_condition_evaluate(): the rule has failed then.
 */
int phonewall_rule_select(const struct phonewall_rule *rule,
			  const struct phonewall_macro_values *values,
			  const struct phonewall_alternative **alternative);

/**
 * phonewall_rule_mark_secrets - mark the macros that a rule has secrets in
 * @rule: the rule
 * @values: a macro that is in an argument of --key or --pwd is marked
 */
void phonewall_rule_mark_secrets(const struct phonewall_rule *rule,
				 struct phonewall_macro_values *values);

/**
 * phonewall_rule_clear - release a rule
 * @rule: emptied
 */
void phonewall_rule_clear(struct phonewall_rule *rule);

#endif /* PHONEWALL_RULE_H */
