// SPDX-License-Identifier: MIT
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"
#include "provisioning/rule.h"
#include "provisioning/server_url.h"

#define PROFILE	PHONEWALL_RULE_PROFILE
#define REPORT	PHONEWALL_RULE_REPORT

static struct phonewall_faults faults;
static struct phonewall_rule rule;

static struct phonewall_macro_values values = {
	.text = {
		[PHONEWALL_MACRO_A] = "Provisioned",
		[PHONEWALL_MACRO_SA] = "the key",
		[PHONEWALL_MACRO_MA] = "000e08012345",
		[PHONEWALL_MACRO_MAU] = "000E08012345",
		[PHONEWALL_MACRO_SWVER] = "sip78xx.11-0-0MPP-7",
		[PHONEWALL_MACRO_CCERT] = "Installed",
		[PHONEWALL_MACRO_PRVTMR] = "600",
	},
};

static void parse(enum phonewall_rule_kind kind, const char *text)
{
	if (phonewall_rule_parse(kind, text, "Profile_Rule", 3, &rule, &faults))
		fail_msg("'%s': %s", text, faults.list[0].message);
	assert_no_fault(&faults);
}

static const struct phonewall_alternative *select_one(void)
{
	const struct phonewall_alternative *alternative;

	assert_int_equal(phonewall_rule_select(&rule, &values, &alternative),
			 0);
	assert_non_null(alternative);
	return alternative;
}

static void assert_template(const struct phonewall_template *template,
			    const char *expected)
{
	char *text = template->list ?
		     phonewall_template_expand(template, &values) : NULL;

	assert_text_equal(text, expected);
	free(text);
}

static void assert_target(const struct phonewall_target *target,
			  const char *host, const char *path)
{
	struct phonewall_server_url url;

	assert_null(phonewall_server_url_resolve(&target->url, &values, &url));
	assert_text_equal(url.host, host);
	assert_text_equal(url.path, path);
	phonewall_server_url_clear(&url);
}

/* The one target of the alternative that applies. */
static void assert_url(const char *text, const char *host, const char *path)
{
	const struct phonewall_alternative *alternative;

	parse(PROFILE, text);
	alternative = select_one();
	assert_int_equal(alternative->target_count, 1);
	assert_target(&alternative->targets[0], host, path);
	phonewall_rule_clear(&rule);
}

/* Rules of the vendor's documents and of real files. */
static void test_examples(void **state)
{
	static const char has_registration[] =
		"($PRVTMR ge 600)? http://p.tel.com/has-reg.cfg\n"
		"| [--post a] http://p.tel.com/lost-reg?";
	static const char by_certificate[] =
		"(\"$CCERT\" eq \"Installed\")? https://p.tel.com/config?\n"
		"| https://p.tel.com/config?cisco$MAU";

	(void)state;
	assert_url("/$MA.xml", NULL, "/000e08012345.xml");
	assert_url("http://remote.server.com/cisco/$MA.cfg",
		   "remote.server.com", "/cisco/000e08012345.cfg");
	assert_url("http:///app/provision/?mac=$MA", NULL,
		   "/app/provision/?mac=000e08012345");
	assert_url(has_registration, "p.tel.com", "/has-reg.cfg");
	assert_url(by_certificate, "p.tel.com", "/config?");
	values.text[PHONEWALL_MACRO_PRVTMR] = "599";
	values.text[PHONEWALL_MACRO_CCERT] = "Not Installed";
	assert_url(has_registration, "p.tel.com", "/lost-reg?");
	assert_url(by_certificate, "p.tel.com", "/config?cisco000E08012345");
	assert_url("($SWVER ge sip78xx.11-0-0MPP-7)? HTTP://s/a.loads| HTTP://s/b.loads ",
		   "s", "/a.loads");
	assert_url("($SWVER gt sip78xx.11-0-0MPP-7)? HTTP://s/a.loads| HTTP://s/b.loads ",
		   "s", "/b.loads");
	assert_url("( $SWVER ne sip78xx.11-0-0MPP-6 )? http://ps.tell.com/a.bin",
		   "ps.tell.com", "/a.bin");
}

static void test_options(void **state)
{
	const struct phonewall_target *target;

	(void)state;
	parse(PROFILE, "[--key VerySecretValue]http://h/x");
	target = &select_one()->targets[0];
	assert_template(&target->key, "VerySecretValue");
	assert_template(&target->uid, NULL);
	assert_template(&target->pwd, NULL);
	assert_int_equal(target->post, 0);
	assert_int_equal(target->alias, 0);
	phonewall_rule_clear(&rule);
	parse(PROFILE, "[ --key \"$SA|]\" --uid u$MA --pwd \"p w\" --post a "
	      "--alias p ] http://h/x");
	target = &select_one()->targets[0];
	assert_template(&target->key, "the key|]");
	assert_template(&target->uid, "u000e08012345");
	assert_template(&target->pwd, "p w");
	assert_int_equal(target->post, 'a');
	assert_int_equal(target->alias, 'p');
	phonewall_rule_clear(&rule);
	parse(PROFILE, "[--uid a\\040b --pwd \\042\\135$$\\174]http://h/x");
	target = &select_one()->targets[0];
	assert_template(&target->uid, "a b");
	assert_template(&target->pwd, "\"]$|");
	phonewall_rule_clear(&rule);
	parse(PROFILE, "[--key \"\"]/x");
	assert_template(&select_one()->targets[0].key, "");
	phonewall_rule_clear(&rule);
	parse(PROFILE, "[]/x");
	assert_template(&select_one()->targets[0].key, NULL);
	phonewall_rule_clear(&rule);
}

static void test_assignments(void **state)
{
	const struct phonewall_alternative *alternative;

	(void)state;
	parse(PROFILE, "(\"$A\" ne \"Provisioned\")? (Line_Enable_1_ = \"No\";)! http://h/x"
	      " | ( User_ID_1_ = \"uid$MA\" ; c = \"\" ; Auth_Resync-Reboot_1_=\"a;)!b\" )!");
	assert_int_equal(rule.count, 2);
	assert_int_equal(rule.alternatives[0].assignment_count, 1);
	assert_string_equal(rule.alternatives[0].assignments[0].name,
			    "Line_Enable_1_");
	assert_int_equal(rule.alternatives[0].target_count, 1);
	alternative = select_one();
	assert_ptr_equal(alternative, &rule.alternatives[1]);
	assert_int_equal(alternative->target_count, 0);
	assert_int_equal(alternative->assignment_count, 3);
	assert_string_equal(alternative->assignments[0].name, "User_ID_1_");
	assert_template(&alternative->assignments[0].value, "uid000e08012345");
	assert_string_equal(alternative->assignments[1].name, "GPP_C");
	assert_template(&alternative->assignments[1].value, "");
	assert_string_equal(alternative->assignments[2].name,
			    "Auth_Resync-Reboot_1_");
	assert_template(&alternative->assignments[2].value, "a;)!b");
	phonewall_rule_clear(&rule);
}

static void test_skipped(void **state)
{
	const struct phonewall_alternative *alternative;

	(void)state;
	parse(PROFILE, " \r\n\t");
	assert_int_equal(rule.count, 0);
	assert_int_equal(phonewall_rule_select(&rule, &values, &alternative),
			 -ENOENT);
	assert_null(alternative);
	phonewall_rule_clear(&rule);
	parse(PROFILE, "(1 eq 2)? /x | (2 eq 1)? /y");
	assert_int_equal(phonewall_rule_select(&rule, &values, &alternative),
			 -ENOENT);
	assert_null(alternative);
	phonewall_rule_clear(&rule);
	parse(PROFILE, "(1 eq 1)? | /y");
	assert_int_equal(select_one()->target_count, 0);
	phonewall_rule_clear(&rule);
}

/* A condition that cannot be evaluated does not let the next one be used. */
static void test_failed(void **state)
{
	const struct phonewall_alternative *alternative;

	(void)state;
	parse(PROFILE, "($EXTIP eq 1)? https://h/x | http://h/y");
	assert_int_equal(phonewall_rule_select(&rule, &values, &alternative),
			 -EINVAL);
	assert_null(alternative);
	phonewall_rule_clear(&rule);
	parse(PROFILE, "(1 eq 1)? https://h/x | ($EXTIP eq 1)? http://h/y");
	assert_ptr_equal(select_one(), &rule.alternatives[0]);
	phonewall_rule_clear(&rule);
}

static void test_reports(void **state)
{
	const struct phonewall_alternative *alternative;

	(void)state;
	parse(REPORT, "[ --key secretphrase ] http://prov.serv.net/spa/$MA/rep.xml.enc");
	alternative = select_one();
	assert_int_equal(alternative->target_count, 1);
	assert_template(&alternative->targets[0].key, "secretphrase");
	assert_false(alternative->targets[0].is_delta);
	phonewall_rule_clear(&rule);
	parse(REPORT, "[--delta]http://s/d.xml [--status]http://s/s.xml");
	alternative = select_one();
	assert_int_equal(alternative->target_count, 2);
	assert_true(alternative->targets[0].is_delta);
	assert_false(alternative->targets[0].is_status);
	assert_target(&alternative->targets[0], "s", "/d.xml");
	assert_true(alternative->targets[1].is_status);
	assert_target(&alternative->targets[1], "s", "/s.xml");
	phonewall_rule_clear(&rule);
}

static void assert_refused(enum phonewall_rule_kind kind, const char *text,
			   const char *part)
{
	if (!phonewall_rule_parse(kind, text, "Profile_Rule", 3, &rule,
				  &faults))
		fail_msg("'%s' was accepted", text);
	assert_int_equal(rule.count, 0);
	assert_null(rule.text.list);
	assert_only_fault(&faults, 3, "Profile_Rule", NULL, part);
}

static void test_faults(void **state)
{
	static const char *const cases[][2] = {
		{ "|", "column 1: an alternative is empty" },
		{ "(1 eq 1)? /x |", "at its end: an alternative is empty" },
		{ "/x | /y", "column 4: what follows is never used" },
		{ "(1 eq 1)? /x | /y | /z", "column 19: what follows is never" },
		{ "/x /y", "column 4: something follows the URL" },
		{ "/x [--key a]", "column 4: something follows the URL" },
		{ "x", "column 1: the URL has no path" },
		{ " http://u@h/x", "column 2: the URL has a user name" },
		{ "/$SA", "column 2: a secret macro" },
		{ "http://$MPWD/x", "column 8: a secret macro" },
		{ "(", "at its end: an operand is missing" },
		{ "(1 eq 1", "at its end: no ')?'" },
		{ "(1 eq 1) /x", "column 8: no ')?'" },
		{ "(1 eq 1)", "column 8: no ')?'" },
		{ "(\"$SA\" eq \"\")? /x", "column 3: a secret macro" },
		{ "()? /x", "column 2: an operand is missing" },
		{ "()! /x", "column 2: no name of a parameter" },
		{ "(a)! /x", "no name of a parameter" },
		{ "(a b = \"\")! /x", "column 4: no '='" },
		{ "(a = 1)! /x", "column 6: the value is not in quotation" },
		{ "(a = \"1\" b = \"2\")! /x", "column 10: neither ';' nor" },
		{ "($A = \"1\")! /x", "column 2: no name of a parameter" },
		{ "(a = \"$SB\")! /x", "column 7: a secret macro" },
		{ "(a = \"1)! /x", "column 6: a quotation mark" },
		{ "(a = \"\")!(b = \"\")! /x", "column 10: the server has a" },
		{ "(1 eq 1)?(1 eq 1)? /x", "column 13: no '='" },
		{ "[--key a", "at its end: neither an option" },
		{ "[--key", "at its end: an option has no argument" },
		{ "[--key]/x", "column 7: an option has no argument" },
		{ "[--key a|b]/x", "column 9: neither an option nor ']'" },
		{ "[--key \"a]/x", "column 8: a quotation mark" },
		{ "[--key a --key b]/x", "column 10: the same option again" },
		{ "[--word a]/x", "column 2: no option of this rule" },
		{ "[key a]/x", "column 2: no option of this rule" },
		{ "[--delta]/x", "column 2: no option of this rule" },
		{ "[--post q]/x", "column 9: the argument is not one" },
		{ "[--post A]/x", "column 9: the argument is not one" },
		{ "[--alias ab]/x", "column 10: the argument is not one" },
		{ "[--alias $A]/x", "column 10: the argument is not one" },
		{ "[--key a]", "column 1: options without a URL" },
		{ "[--key a] | /x", "column 1: options without a URL" },
		{ "[--key a][--uid b]/x", "column 10: the URL has no path" },
		{ "\\000", "an escape that stands for no character" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_refused(PROFILE, cases[i][0], cases[i][1]);
}

static void test_kinds(void **state)
{
	static const enum phonewall_rule_kind kinds[] = {
		PHONEWALL_RULE_UPGRADE, PHONEWALL_RULE_CUSTOM_CA, REPORT,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		parse(kinds[i], "(1 eq 1)? http://h/x | $A/y");
		phonewall_rule_clear(&rule);
		assert_refused(kinds[i], "/x", "the URL has no server");
		assert_refused(kinds[i], "http:///x", "the URL has no server");
		assert_refused(kinds[i], "[--post a]http://h/x",
			       "no option of this rule");
	}
	assert_refused(PHONEWALL_RULE_UPGRADE, "[--key a]http://h/x",
		       "no option of this rule");
	assert_refused(PHONEWALL_RULE_CUSTOM_CA, "[--uid a]http://h/x",
		       "no option of this rule");
	assert_refused(REPORT, "http://h/a http://h/b http://h/c",
		       "column 23: a third URL");
}

/* Whatever the values are, the rule has the same parts. */
static void test_hostile_values(void **state)
{
	static const char *const hostile[] = {
		"x\" eq \"x", "\" ne \"", ")? http://evil/x | /", "] http://evil/",
		" | http://evil/x", "\" )! http://evil/", "--key b", "a b",
		"\" --uid evil --pwd \"", "$SA", "\\135", "\n|http://evil/",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		const struct phonewall_alternative *alternative;

		values.text[PHONEWALL_MACRO_P] = hostile[i];
		parse(PROFILE, "(\"$P\" eq \"x\")? /x | (c = \"$P\")! "
		      "[--key $P --uid \"$P\"] http://h/a?b=$P");
		alternative = select_one();
		assert_ptr_equal(alternative, &rule.alternatives[1]);
		assert_int_equal(alternative->assignment_count, 1);
		assert_template(&alternative->assignments[0].value, hostile[i]);
		assert_int_equal(alternative->target_count, 1);
		assert_template(&alternative->targets[0].key, hostile[i]);
		assert_template(&alternative->targets[0].uid, hostile[i]);
		assert_template(&alternative->targets[0].pwd, NULL);
		phonewall_rule_clear(&rule);
	}
	values.text[PHONEWALL_MACRO_P] = NULL;
}

/* No fault shows any of the rule, wherever it is cut or spoilt. */
static void test_no_secret_in_faults(void **state)
{
	static const char text[] =
		"(\"$A\" eq \"Sesame\")? [--key Sesame --pwd \"Sesame\"] "
		"http://h/x | [--pwd Sesame] http://Sesame:Sesame@h/Sesame";
	char cut[sizeof(text)];

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(text); i++) {
		strcpy(cut, text);
		cut[i / 2] = i % 2 ? '"' : '\0';
		cut[sizeof(text) - 1] = '\0';
		phonewall_rule_parse(PROFILE, cut, "Profile_Rule", 3, &rule,
				     &faults);
		phonewall_rule_clear(&rule);
		for (size_t j = 0; j < faults.count; j++) {
			assert_null(faults.list[j].token);
			assert_null(strstr(faults.list[j].message, "Sesame"));
		}
		phonewall_faults_clear(&faults);
	}
}

static void test_secrets(void **state)
{
	struct phonewall_macro_values marked = values;

	(void)state;
	parse(PROFILE, "(1 eq 2)? [--key \"x$A\"] http://h/$MA |"
	      "[--pwd $(C:1) --uid $B] http://h/$D");
	phonewall_rule_mark_secrets(&rule, &marked);
	for (size_t i = 0; i < PHONEWALL_MACRO_COUNT; i++)
		assert_int_equal(marked.is_secret[i],
				 i == PHONEWALL_MACRO_A ||
				 i == PHONEWALL_MACRO_A + 2);
	phonewall_rule_clear(&rule);
}

static void test_bounds(void **state)
{
	char text[PHONEWALL_TEMPLATE_MAX + 2] = "";

	(void)state;
	for (size_t i = 1; i < PHONEWALL_ALTERNATIVES_MAX; i++)
		strcat(text, "(1 eq 1)? /x |");
	strcat(text, "(1 eq 1)? /x");
	parse(PROFILE, text);
	assert_int_equal(rule.count, PHONEWALL_ALTERNATIVES_MAX);
	phonewall_rule_clear(&rule);
	strcat(text, "|/x");
	assert_refused(PROFILE, text, "more than 16 alternatives");
	strcpy(text, "(");
	for (size_t i = 0; i < PHONEWALL_ASSIGNMENTS_MAX; i++)
		strcat(text, "a=\"\";");
	strcat(text, ")!");
	parse(PROFILE, text);
	phonewall_rule_clear(&rule);
	strcpy(text + strlen(text) - 2, "a=\"\")!");
	assert_refused(PROFILE, text, "more than 32 assignments");
	memset(text, 'x', sizeof(text) - 1);
	*text = '/';
	assert_refused(PROFILE, text, "more than 2048 characters");
	text[PHONEWALL_TEMPLATE_MAX] = '\0';
	parse(PROFILE, text);
	phonewall_rule_clear(&rule);
	sprintf(text, "(%0*d = \"\")!", PHONEWALL_ASSIGNMENT_NAME_MAX, 0);
	parse(PROFILE, text);
	phonewall_rule_clear(&rule);
	sprintf(text, "(%0*d = \"\")!", PHONEWALL_ASSIGNMENT_NAME_MAX + 1, 0);
	assert_refused(PROFILE, text, "no name of a parameter");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_assignments),
		cmocka_unit_test(test_skipped),
		cmocka_unit_test(test_failed),
		cmocka_unit_test(test_reports),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_hostile_values),
		cmocka_unit_test(test_no_secret_in_faults),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
