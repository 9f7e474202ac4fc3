// SPDX-License-Identifier: MIT
#include "provisioning/rule.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "provisioning/rule_reader.h"
#include "provisioning/server_url.h"

#define NAME_BYTES	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
			"0123456789_-"
#define ARGUMENT_ENDS	"|[]\""

/* What an option takes. */
enum argument {
	TEXT,
	LETTER,
	NOTHING,
};

/* The options, in which rules they are allowed, and where their value goes. */
static const struct {
	const char *name;
	enum phonewall_rule_kind kind;
	bool is_for_reports_too;
	enum argument argument;
	size_t offset;
} options[] = {
	{ "--key", PHONEWALL_RULE_PROFILE, true, TEXT,
	  offsetof(struct phonewall_target, key) },
	{ "--uid", PHONEWALL_RULE_PROFILE, true, TEXT,
	  offsetof(struct phonewall_target, uid) },
	{ "--pwd", PHONEWALL_RULE_PROFILE, true, TEXT,
	  offsetof(struct phonewall_target, pwd) },
	{ "--post", PHONEWALL_RULE_PROFILE, false, LETTER,
	  offsetof(struct phonewall_target, post) },
	{ "--alias", PHONEWALL_RULE_PROFILE, false, LETTER,
	  offsetof(struct phonewall_target, alias) },
	{ "--delta", PHONEWALL_RULE_REPORT, true, NOTHING,
	  offsetof(struct phonewall_target, is_delta) },
	{ "--status", PHONEWALL_RULE_REPORT, true, NOTHING,
	  offsetof(struct phonewall_target, is_status) },
};

#define OPTIONS	(sizeof(options) / sizeof(options[0]))

static bool is_literal(const struct phonewall_template *part, const char *text)
{
	size_t length = strlen(text);

	if (part->count != length)
		return false;
	for (size_t i = 0; i < length; i++)
		if (part->list[i].kind != PHONEWALL_SYMBOL_LITERAL ||
		    part->list[i].byte != text[i])
			return false;
	return true;
}

static bool find_option(const struct phonewall_template *word,
			enum phonewall_rule_kind kind, size_t *option)
{
	for (*option = 0; *option < OPTIONS; ++*option)
		if (is_literal(word, options[*option].name))
			return kind == options[*option].kind ||
			       (kind == PHONEWALL_RULE_REPORT &&
				options[*option].is_for_reports_too);
	return false;
}

static bool read_letter(struct phonewall_rule_reader *reader, char *letter)
{
	size_t begin = reader->at;
	struct phonewall_template word;

	phonewall_rule_reader_take_until(reader, ARGUMENT_ENDS, &word);
	if (word.count != 1 || word.list->byte < 'a' || word.list->byte > 'p')
		return phonewall_rule_reader_fail(reader, begin,
			"the argument is not one of the letters a to p; write the letter of a GPP");
	*letter = word.list->byte;
	return true;
}

static bool read_argument(struct phonewall_rule_reader *reader,
			  struct phonewall_template *argument)
{
	size_t begin = reader->at;

	if (phonewall_rule_reader_peek(reader) == '"')
		return phonewall_rule_reader_take_quoted(reader, argument);
	phonewall_rule_reader_take_until(reader, ARGUMENT_ENDS, argument);
	if (!argument->count)
		return phonewall_rule_reader_fail(reader, begin,
			"an option has no argument; write one, in quotation marks if it has special characters");
	return true;
}

static bool read_value(struct phonewall_rule_reader *reader, size_t option,
		       struct phonewall_target *target)
{
	char *field = (char *)target + options[option].offset;
	struct phonewall_template *argument;

	phonewall_rule_reader_skip_space(reader);
	switch (options[option].argument) {
	case TEXT:
		argument = (struct phonewall_template *)field;
		return read_argument(reader, argument);
	case LETTER:
		return read_letter(reader, field);
	case NOTHING:
		*(bool *)field = true;
		return true;
	}
	return false;
}

/* What stands in square brackets. */
static bool read_options(struct phonewall_rule_reader *reader,
			 enum phonewall_rule_kind kind,
			 struct phonewall_target *target)
{
	bool is_given[OPTIONS] = { false };

	for (;;) {
		struct phonewall_template word;
		size_t begin, option;

		phonewall_rule_reader_skip_space(reader);
		if (phonewall_rule_reader_take(reader, "]"))
			return true;
		begin = reader->at;
		phonewall_rule_reader_take_until(reader, ARGUMENT_ENDS, &word);
		if (!word.count)
			return phonewall_rule_reader_fail(reader, begin,
				"neither an option nor ']'; put special characters in quotation marks");
		if (!find_option(&word, kind, &option))
			return phonewall_rule_reader_fail(reader, begin,
				"no option of this rule; remove it");
		if (is_given[option])
			return phonewall_rule_reader_fail(reader, begin,
				"the same option again; remove one");
		is_given[option] = true;
		if (!read_value(reader, option, target))
			return false;
	}
}

static bool read_url(struct phonewall_rule_reader *reader,
		     enum phonewall_rule_kind kind,
		     struct phonewall_target *target)
{
	size_t begin = reader->at;
	const char *reason;
	bool names_server;

	phonewall_rule_reader_take_until(reader, "|", &target->url);
	if (!phonewall_rule_reader_require_no_secret(reader, &target->url))
		return false;
	reason = phonewall_server_url_check(&target->url, &names_server);
	if (!reason && !names_server && kind != PHONEWALL_RULE_PROFILE)
		reason = "the URL has no server, which only a Profile_Rule may leave to DHCP; add it";
	return !reason || phonewall_rule_reader_fail(reader, begin, reason);
}

static bool is_at_end_of_alternative(struct phonewall_rule_reader *reader)
{
	phonewall_rule_reader_skip_space(reader);
	return phonewall_rule_reader_is_at_end(reader) ||
	       phonewall_rule_reader_peek(reader) == '|';
}

static bool read_target(struct phonewall_rule_reader *reader,
			enum phonewall_rule_kind kind,
			struct phonewall_target *target)
{
	size_t begin = reader->at;
	bool has_options = phonewall_rule_reader_take(reader, "[");

	if (has_options && !read_options(reader, kind, target))
		return false;
	if (is_at_end_of_alternative(reader))
		return phonewall_rule_reader_fail(reader, begin,
			"options without a URL; add one, or remove the options");
	return read_url(reader, kind, target);
}

static bool read_targets(struct phonewall_rule_reader *reader,
			 enum phonewall_rule_kind kind,
			 struct phonewall_alternative *alternative)
{
	size_t most = kind == PHONEWALL_RULE_REPORT ? PHONEWALL_TARGETS_MAX : 1;

	while (!is_at_end_of_alternative(reader)) {
		if (alternative->target_count == most)
			return phonewall_rule_reader_fail(reader, reader->at,
				kind == PHONEWALL_RULE_REPORT ?
				"a third URL; remove it" :
				"something follows the URL; remove it, or separate alternatives by '|'");
		if (!read_target(reader, kind,
				 &alternative->targets[alternative->target_count++]))
			return false;
	}
	return true;
}

static bool read_name(struct phonewall_rule_reader *reader, char *name)
{
	struct phonewall_template word;
	size_t begin = reader->at;
	char text[PHONEWALL_ASSIGNMENT_NAME_MAX + 1] = "";

	phonewall_rule_reader_take_until(reader, "=", &word);
	for (size_t i = 0; i < word.count; i++)
		if (word.list[i].kind != PHONEWALL_SYMBOL_LITERAL ||
		    !strchr(NAME_BYTES, word.list[i].byte))
			word.count = 0;
	if (!word.count || word.count > PHONEWALL_ASSIGNMENT_NAME_MAX)
		return phonewall_rule_reader_fail(reader, begin,
			"no name of a parameter; write NAME = \"VALUE\"");
	for (size_t i = 0; i < word.count; i++)
		text[i] = word.list[i].byte;
	if (word.count == 1 && *text >= 'a' && *text <= 'p')
		sprintf(name, "GPP_%c", *text - 'a' + 'A');
	else
		strcpy(name, text);
	return true;
}

static bool read_assignment(struct phonewall_rule_reader *reader,
			    struct phonewall_assignment *assignment)
{
	if (!read_name(reader, assignment->name))
		return false;
	phonewall_rule_reader_skip_space(reader);
	if (!phonewall_rule_reader_take(reader, "="))
		return phonewall_rule_reader_fail(reader, reader->at,
			"no '=' behind the name of a parameter; add it");
	phonewall_rule_reader_skip_space(reader);
	if (phonewall_rule_reader_peek(reader) != '"')
		return phonewall_rule_reader_fail(reader, reader->at,
			"the value is not in quotation marks; add them");
	return phonewall_rule_reader_take_quoted(reader, &assignment->value) &&
	       phonewall_rule_reader_require_no_secret(reader,
						       &assignment->value);
}

static struct phonewall_assignment *
add_assignment(struct phonewall_alternative *alternative)
{
	struct phonewall_assignment *list = phonewall_memory_resize(
		alternative->assignments, alternative->assignment_count + 1,
		sizeof(*list));

	alternative->assignments = list;
	list += alternative->assignment_count++;
	*list = (struct phonewall_assignment){ 0 };
	return list;
}

/* Up to ")!". */
static bool read_assignments(struct phonewall_rule_reader *reader,
			     struct phonewall_alternative *alternative)
{
	for (;;) {
		phonewall_rule_reader_skip_space(reader);
		if (alternative->assignment_count == PHONEWALL_ASSIGNMENTS_MAX)
			return phonewall_rule_reader_fail(reader, reader->at,
				"more than 32 assignments; remove some");
		if (!read_assignment(reader, add_assignment(alternative)))
			return false;
		phonewall_rule_reader_skip_space(reader);
		if (phonewall_rule_reader_take(reader, ")!"))
			return true;
		if (!phonewall_rule_reader_take(reader, ";"))
			return phonewall_rule_reader_fail(reader, reader->at,
				"neither ';' nor ')!' behind an assignment; add it");
		phonewall_rule_reader_skip_space(reader);
		if (phonewall_rule_reader_take(reader, ")!"))
			return true;
	}
}

static bool read_condition(struct phonewall_rule_reader *reader,
			   struct phonewall_alternative *alternative)
{
	if (!phonewall_condition_parse(reader, &alternative->condition))
		return false;
	return phonewall_rule_reader_take(reader, ")?") ||
	       phonewall_rule_reader_fail(reader, reader->at,
					  "no ')?' behind the condition; add it");
}

/* Whether the next parenthesis is one of assignments, which its end tells. */
static bool opens_assignments(const struct phonewall_rule_reader *reader)
{
	struct phonewall_rule_reader ahead = *reader;
	bool is_quoted = false;

	for (; !phonewall_rule_reader_is_at_end(&ahead); ahead.at++) {
		char byte = phonewall_rule_reader_peek(&ahead);

		if (byte == '"')
			is_quoted = !is_quoted;
		else if (byte == ')' && !is_quoted)
			return phonewall_rule_reader_take(&ahead, ")!");
	}
	return false;
}

static bool read_parentheses(struct phonewall_rule_reader *reader,
			     struct phonewall_alternative *alternative)
{
	phonewall_rule_reader_skip_space(reader);
	if (!opens_assignments(reader)) {
		if (!phonewall_rule_reader_take(reader, "("))
			return true;
		if (!read_condition(reader, alternative))
			return false;
		phonewall_rule_reader_skip_space(reader);
	}
	return !phonewall_rule_reader_take(reader, "(") ||
	       read_assignments(reader, alternative);
}

static bool read_alternative(struct phonewall_rule_reader *reader,
			     enum phonewall_rule_kind kind,
			     struct phonewall_alternative *alternative)
{
	size_t begin = reader->at;

	if (!read_parentheses(reader, alternative) ||
	    !read_targets(reader, kind, alternative))
		return false;
	if (!alternative->condition.count && !alternative->assignment_count &&
	    !alternative->target_count)
		return phonewall_rule_reader_fail(reader, begin,
			"an alternative is empty; remove the '|' beside it");
	if (!phonewall_rule_reader_is_at_end(reader) &&
	    !alternative->condition.count)
		return phonewall_rule_reader_fail(reader, reader->at,
			"what follows is never used; put a condition before the alternative in front of it");
	return true;
}

static struct phonewall_alternative *add(struct phonewall_rule *rule)
{
	struct phonewall_alternative *list = phonewall_memory_resize(
		rule->alternatives, rule->count + 1, sizeof(*list));

	rule->alternatives = list;
	list += rule->count++;
	*list = (struct phonewall_alternative){ 0 };
	return list;
}

static bool read_alternatives(struct phonewall_rule_reader *reader,
			      enum phonewall_rule_kind kind,
			      struct phonewall_rule *rule)
{
	phonewall_rule_reader_skip_space(reader);
	if (phonewall_rule_reader_is_at_end(reader))
		return true;
	do {
		if (rule->count == PHONEWALL_ALTERNATIVES_MAX)
			return phonewall_rule_reader_fail(reader, reader->at,
				"more than 16 alternatives; remove some");
		if (!read_alternative(reader, kind, add(rule)))
			return false;
	} while (phonewall_rule_reader_take(reader, "|"));
	return true;
}

int phonewall_rule_parse(enum phonewall_rule_kind kind, const char *text,
			 const char *parameter, unsigned int line,
			 struct phonewall_rule *rule,
			 struct phonewall_faults *faults)
{
	struct phonewall_rule_reader reader;

	*rule = (struct phonewall_rule){ 0 };
	if (!phonewall_rule_reader_open(&reader, text, parameter, line, faults))
		return -1;
	rule->text = reader.text;
	if (read_alternatives(&reader, kind, rule))
		return 0;
	phonewall_rule_clear(rule);
	return -1;
}

int phonewall_rule_select(const struct phonewall_rule *rule,
			  const struct phonewall_macro_values *values,
			  const struct phonewall_alternative **alternative)
{
	*alternative = NULL;
	for (size_t i = 0; i < rule->count; i++) {
		const struct phonewall_alternative *candidate =
			&rule->alternatives[i];
		bool applies = !candidate->condition.count;
		int error = 0;

		if (!applies)
			error = phonewall_condition_evaluate(
				&candidate->condition, values, &applies);
		if (error)
			return error;
		if (applies) {
			*alternative = candidate;
			return 0;
		}
	}
	return -ENOENT;
}

static void mark(const struct phonewall_template *argument,
		 struct phonewall_macro_values *values)
{
	for (size_t i = 0; i < argument->count; i++)
		if (argument->list[i].kind == PHONEWALL_SYMBOL_MACRO)
			values->is_secret[argument->list[i].macro] = true;
}

void phonewall_rule_mark_secrets(const struct phonewall_rule *rule,
				 struct phonewall_macro_values *values)
{
	for (size_t i = 0; i < rule->count; i++) {
		const struct phonewall_alternative *alternative =
			&rule->alternatives[i];

		for (size_t j = 0; j < alternative->target_count; j++) {
			mark(&alternative->targets[j].key, values);
			mark(&alternative->targets[j].pwd, values);
		}
	}
}

void phonewall_rule_clear(struct phonewall_rule *rule)
{
	for (size_t i = 0; i < rule->count; i++) {
		phonewall_condition_clear(&rule->alternatives[i].condition);
		free(rule->alternatives[i].assignments);
	}
	free(rule->alternatives);
	free((void *)rule->text.list);
	*rule = (struct phonewall_rule){ 0 };
}
