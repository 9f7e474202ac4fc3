// SPDX-License-Identifier: MIT
/*
 * What a resync does, one case a row: the parameters, what DHCP tells, how each
 * file and each submission ends, and all that the sequence asks for, in order:
 *
 *   fetch SCHEME://HOST:PORT/PATH [as USER:PASSWORD] [from ADDRESS...]
 *   submit URL [NAME=VALUE...] [with a profile]
 *   say TEXT               a message for Syslog_Server
 *   done RESULT [REASON]
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "faults.h"
#include "provisioning/configuration.h"
#include "sequence.h"

#define PARAMETERS	8
#define STEPS		5
#define PROFILE		"<flat-profile></flat-profile>"

/* Messages that are empty are not sent, so that the rows are about what is done. */
#define QUIET "Log_Request_Msg=$EMS", "Log_Success_Msg=$EMS", \
	      "Log_Failure_Msg=$EMS"
#define NOT_ALLOWED "the server is not in Restricted_Access_Domains; add it there, or name another"

/*
 * @told: an option 160, or addresses after "150 "; NULL for no lease. @files: NULL
 * for a profile, "404", "aes128gcm" for a profile of that coding, or why it fails. @answers: NULL, or why phonewalld refuses.
 */
static const struct {
	const char *parameters[PARAMETERS];
	const char *told;
	const char *files[STEPS];
	const char *answers[STEPS];
	const char *expected;
} cases[] = {
	/* The default rule, and the server that DHCP tells. */
	{ { QUIET }, "tftp.example.com", { NULL }, { NULL },
	  "fetch TFTP://tftp.example.com:69/8841.xml\n"
	  "submit tftp://tftp.example.com:69/8841.xml with a profile\n"
	  "done 0\n" },
	{ { QUIET }, NULL, { NULL }, { NULL },
	  "done 2 Profile_Rule: names no server, and there is no lease; or write the server's name\n" },
	{ { QUIET }, "https://p.example.com:8443", { NULL }, { NULL },
	  "fetch HTTPS://p.example.com:8443/8841.xml\n"
	  "submit https://p.example.com:8443/8841.xml with a profile\n"
	  "done 0\n" },
	{ { QUIET, "Profile_Rule_B=/b.xml" }, "http://p.example.com/$MA.cfg",
	  { NULL }, { NULL },
	  "fetch HTTP://p.example.com:80/000e08012345.cfg\n"
	  "submit http://p.example.com:80/000e08012345.cfg with a profile\n"
	  "fetch HTTP://p.example.com:80/b.xml\n"
	  "submit http://p.example.com:80/b.xml with a profile\n"
	  "done 0\n" },
	{ { QUIET }, "150 192.0.2.1 192.0.2.2", { NULL }, { NULL },
	  "fetch TFTP://192.0.2.1:69/8841.xml from 192.0.2.1 192.0.2.2\n"
	  "submit tftp://192.0.2.1:69/8841.xml with a profile\n"
	  "done 0\n" },
	/* DHCP does not lead from HTTPS, and its port is of its scheme. */
	{ { QUIET, "Profile_Rule=https:///x" }, "p.example.com:8443", { NULL },
	  { NULL },
	  "fetch HTTPS://p.example.com:8443/x\n"
	  "submit https://p.example.com:8443/x with a profile\ndone 0\n" },
	{ { QUIET, "Profile_Rule=https:///x" }, "http://p.example.com:8080",
	  { NULL }, { NULL },
	  "fetch HTTPS://p.example.com:443/x\n"
	  "submit https://p.example.com:443/x with a profile\ndone 0\n" },
	/* DHCP leads from HTTP to HTTPS, with the rule's path and DHCP's port. */
	{ { QUIET, "Profile_Rule=http:///app/?mac=$MA" },
	  "https://p.example.com", { NULL }, { NULL },
	  "fetch HTTPS://p.example.com:443/app/?mac=000e08012345\n"
	  "submit https://p.example.com:443/app/?*** with a profile\n"
	  "done 0\n" },
	{ { QUIET, "Profile_Rule=http:///x" }, "https://p.example.com:8443",
	  { NULL }, { NULL },
	  "fetch HTTPS://p.example.com:8443/x\n"
	  "submit https://p.example.com:8443/x with a profile\ndone 0\n" },
	{ { QUIET, "Profile_Rule=http:///x" }, "tftp://p.example.com:8080",
	  { NULL }, { NULL },
	  "fetch HTTP://p.example.com:8080/x\n"
	  "submit http://p.example.com:8080/x with a profile\ndone 0\n" },
	{ { QUIET, "Profile_Rule=http:///x" }, "http://p.example.com:8080",
	  { NULL }, { NULL },
	  "fetch HTTP://p.example.com:8080/x\n"
	  "submit http://p.example.com:8080/x with a profile\ndone 0\n" },
	/* A server that the rule has beats DHCP. */
	{ { QUIET, "Profile_Rule=http://own.example.com/x" }, "p.example.com",
	  { NULL }, { NULL },
	  "fetch HTTP://own.example.com:80/x\n"
	  "submit http://own.example.com:80/x with a profile\ndone 0\n" },
	/* Restricted_Access_Domains. */
	{ { QUIET, "Restricted_Access_Domains=example.net" }, "p.example.com",
	  { NULL }, { NULL },
	  "done 2 Profile_Rule: tftp://p.example.com:69/8841.xml: " NOT_ALLOWED
	  "\n" },
	{ { QUIET, "Restricted_Access_Domains=example.com" }, "p.example.com",
	  { NULL }, { NULL },
	  "fetch TFTP://p.example.com:69/8841.xml\n"
	  "submit tftp://p.example.com:69/8841.xml with a profile\ndone 0\n" },
	{ { QUIET, "Restricted_Access_Domains=192.0.2.2" },
	  "150 192.0.2.1 192.0.2.2", { NULL }, { NULL },
	  "fetch TFTP://192.0.2.2:69/8841.xml from 192.0.2.2\n"
	  "submit tftp://192.0.2.2:69/8841.xml with a profile\ndone 0\n" },
	{ { QUIET, "Restricted_Access_Domains=192.0.2.9" },
	  "150 192.0.2.1 192.0.2.2", { NULL }, { NULL },
	  "done 2 Profile_Rule: tftp://192.0.2.1:69/8841.xml: " NOT_ALLOWED
	  "\n" },
	{ { QUIET, "Restricted_Access_Domains=*", "Profile_Rule=http://h/x" },
	  NULL, { NULL }, { NULL },
	  "done 2 Profile_Rule: http://h:80/x: " NOT_ALLOWED "\n" },
	/* Alternatives and conditions; a rule of which none applies is skipped. */
	{ { QUIET, "Profile_Rule=($SWVER lt 2.0)? http://h/old | http://h/new" },
	  NULL, { NULL }, { NULL },
	  "fetch HTTP://h:80/new\nsubmit http://h:80/new with a profile\n"
	  "done 0\n" },
	{ { QUIET, "Profile_Rule=($SWVER ge 2.0)? http://h/old | http://h/new" },
	  NULL, { NULL }, { NULL },
	  "fetch HTTP://h:80/old\nsubmit http://h:80/old with a profile\n"
	  "done 0\n" },
	{ { QUIET, "Profile_Rule=(\"$A\" eq \"y\")? http://h/x",
	    "Profile_Rule_B=http://h/b" }, NULL, { NULL }, { NULL },
	  "fetch HTTP://h:80/b\nsubmit http://h:80/b with a profile\n"
	  "done 0\n" },
	{ { QUIET, "Profile_Rule=($A lt 2)? http://h/x", "GPP_A=none" }, NULL,
	  { NULL }, { NULL },
	  "done 2 Profile_Rule: a condition compares what is no number or version; write both in quotation marks\n" },
	{ { QUIET, "Profile_Rule=(1 eq 2)? http://h/x" }, NULL, { NULL },
	  { NULL }, "done 0\n" },
	/* Assignments are submitted, and count in what follows. */
	{ { QUIET, "Profile_Rule=(GPP_A = \"x$MA\"; Foo = \"1\")!" }, NULL,
	  { NULL }, { NULL },
	  "submit the rule itself GPP_A=x000e08012345 Foo=1\ndone 0\n" },
	{ { QUIET, "Profile_Rule=(a = \"new\")! http://h/$A",
	    "Profile_Rule_B=http://h/b$A", "GPP_A=old" }, NULL, { NULL },
	  { NULL },
	  "fetch HTTP://h:80/new\nsubmit http://h:80/new GPP_A=new with a profile\n"
	  "fetch HTTP://h:80/bnew\nsubmit http://h:80/bnew with a profile\n"
	  "done 0\n" },
	/* A rule that is wrong ends the resync, when it is its turn. */
	{ { QUIET, "Profile_Rule=http://h/a", "Profile_Rule_B=x | y",
	    "Profile_Rule_C=http://h/c" }, NULL, { NULL }, { NULL },
	  "fetch HTTP://h:80/a\nsubmit http://h:80/a with a profile\n"
	  "done 2 Profile_Rule_B: *" },
	/* So does a file that does not come, is not there, or is refused. */
	{ { QUIET, "Profile_Rule=http://h/a", "Profile_Rule_B=http://h/b" },
	  NULL, { "no way" }, { NULL },
	  "fetch HTTP://h:80/a\ndone 2 Profile_Rule: http://h:80/a: no way\n" },
	{ { QUIET, "Profile_Rule=http://h/a", "Profile_Rule_B=http://h/b" },
	  NULL, { NULL, "404" }, { NULL },
	  "fetch HTTP://h:80/a\nsubmit http://h:80/a with a profile\n"
	  "fetch HTTP://h:80/b\ndone 1 Profile_Rule_B: http://h:80/b: 404\n" },
	{ { QUIET, "Profile_Rule=http://h/a", "Profile_Rule_B=http://h/b" },
	  NULL, { NULL }, { "it is wrong" },
	  "fetch HTTP://h:80/a\nsubmit http://h:80/a with a profile\n"
	  "done 2 Profile_Rule: http://h:80/a: it is wrong\n" },
	/* --key demands a file that is encrypted. */
	{ { QUIET, "Profile_Rule=[--key k] http://h/a" }, NULL, { NULL },
	  { NULL }, "fetch HTTP://h:80/a\ndone 2 Profile_Rule: http://h:80/a: *" },
	{ { QUIET, "Profile_Rule=[--uid u --pwd $SA] http://h/a", "GPP_SA=s" },
	  NULL, { NULL }, { NULL },
	  "fetch HTTP://h:80/a as u:s\n"
	  "submit http://h:80/a with a profile\ndone 0\n" },
	/* The messages, without a secret and without a query. */
	{ { "Profile_Rule=[--pwd $B --uid u] http://h/a?q=$A", "GPP_A=seen",
	    "GPP_B=hidden", "Log_Success_Msg=ok $B $SERVIP" }, NULL, { NULL },
	  { NULL },
	  "say CP mac -- Requesting resync HTTP://h:80/a?***\n"
	  "fetch HTTP://h:80/a?q=seen as u:hidden\n"
	  "submit http://h:80/a?*** with a profile\n"
	  "say ok *** 192.0.2.7\n"
	  "done 0\n" },
	{ { "Profile_Rule=https://h/a" }, NULL, { "no way" }, { NULL },
	  "say CP mac -- Requesting resync HTTPS://h:443/a\n"
	  "fetch HTTPS://h:443/a\n"
	  "say CP mac -- Resync failed: Profile_Rule: https://h:443/a: no way\n"
	  "done 2 Profile_Rule: https://h:443/a: no way\n" },
	/* Nothing was fetched, so nothing is told of. */
	{ { "Profile_Rule=(Foo = \"1\")!" }, NULL, { NULL }, { NULL },
	  "submit the rule itself Foo=1\ndone 0\n" },
	/* The last one of the macros. */
	{ { QUIET, "Profile_Rule=(GPP_P = \"new\")! http://h/$P", "GPP_P=old" },
	  NULL, { NULL }, { NULL },
	  "fetch HTTP://h:80/new\nsubmit http://h:80/new GPP_P=new with a profile\n"
	  "done 0\n" },
	/* RFC 8188: without a key, and with one that is none. */
	{ { QUIET, "Profile_Rule=http://h/a" }, NULL, { "aes128gcm" }, { NULL },
	  "fetch HTTP://h:80/a\ndone 2 Profile_Rule: http://h:80/a: the answer is encrypted*" },
	{ { QUIET, "Profile_Rule=http://h/a",
	    "IKM_HTTP_Encrypt_Content=AAECAwQFBgcICQoLDA0ODw" }, NULL,
	  { "aes128gcm" }, { NULL },
	  "fetch HTTP://h:80/a\ndone 2 Profile_Rule: http://h:80/a: the key is wrong*" },
	/* WRONG_RULE: a rule that is wrong, and no other. */
	{ { QUIET, "Profile_Rule=x | y" }, NULL, { NULL }, { NULL },
	  "done 2 Profile_Rule: *" },
};

#define WRONG_RULE	(sizeof(cases) / sizeof(cases[0]) - 1)

static size_t number;
static char text[4096];
static size_t fetches, submissions;
static bool is_fetching, is_submitting, is_done;

static void add(const char *format, ...)
{
	size_t used = strlen(text);
	va_list list;

	va_start(list, format);
	vsnprintf(text + used, sizeof(text) - used, format, list);
	va_end(list);
}

static char *find_server(const struct phonewall_macro_values *values,
			 struct phonewall_dhcp_server *server, void *argument)
{
	static const uint8_t addresses[] = { 192, 0, 2, 1, 192, 0, 2, 2 };
	const char *told = cases[number].told;

	(void)argument;
	if (!told)
		return phonewall_memory_print("there is no lease");
	if (!strncmp(told, "150", 3))
		assert_null(phonewall_dhcp_server_parse_addresses(addresses,
				sizeof(addresses), server));
	else
		assert_null(phonewall_dhcp_server_parse_text(
				(const uint8_t *)told, strlen(told), values,
				server));
	return NULL;
}

static void fetch(const struct phonewall_sequence_fetch *fetch, void *argument)
{
	const struct phonewall_server_url *url = fetch->url;
	char address[PHONEWALL_ADDRESS_TEXT];

	(void)argument;
	add("fetch %s://%s:%u%s", phonewall_scheme_name(url->scheme), url->host,
	    url->port ? url->port : phonewall_scheme_port(url->scheme),
	    url->path);
	if (fetch->user)
		add(" as %s:%s", fetch->user, fetch->password);
	for (size_t i = 0; i < fetch->address_count; i++)
		add("%s %s", i ? "" : " from",
		    phonewall_address_print(&fetch->addresses[i], address));
	add("\n");
	is_fetching = true;
}

static void submit(const struct phonewall_sequence_submission *submission,
		   void *argument)
{
	(void)argument;
	add("submit %s", submission->url);
	for (size_t i = 0; i < submission->count; i++)
		add(" %s=%s", submission->assignments[i].name,
		    submission->values[i]);
	if (submission->profile) {
		assert_string_equal(submission->profile, PROFILE);
		add(" with a profile");
	}
	add("\n");
	is_submitting = true;
}

static void say(enum phonewall_log_message message, const char *what,
		void *argument)
{
	(void)message;
	(void)argument;
	add("say %s\n", what);
}

static void done(enum phonewall_resync_result result, const char *reason,
		 void *argument)
{
	(void)argument;
	add("done %d%s%s\n", result, reason ? " " : "", reason ? reason : "");
	is_done = true;
}

static void answer_fetch(struct phonewall_sequence *sequence)
{
	const char *error = cases[number].files[fetches++];
	bool is_coded = error && !strcmp(error, "aes128gcm");
	const struct phonewall_sequence_fetched fetched = {
		.result = !error || is_coded ? PHONEWALL_RESYNC_SUCCESS :
			  !strcmp(error, "404") ? PHONEWALL_RESYNC_NOT_FOUND :
			  PHONEWALL_RESYNC_FAILURE,
		.bytes = PROFILE,
		.length = strlen(PROFILE),
		.server = { .family = AF_INET, .bytes = { 192, 0, 2, 7 } },
		.is_aes128gcm = is_coded,
		.error = error,
	};

	is_fetching = false;
	phonewall_sequence_take_file(sequence, &fetched);
}

static void answer_submission(struct phonewall_sequence *sequence)
{
	is_submitting = false;
	phonewall_sequence_take_answer(sequence,
				       cases[number].answers[submissions++]);
}

static void run(const struct phonewall_sequence_input *input)
{
	struct phonewall_sequence *sequence = phonewall_sequence_begin(input);

	text[0] = '\0';
	fetches = submissions = 0;
	is_done = is_fetching = is_submitting = false;
	phonewall_sequence_run(sequence);
	while (is_fetching || is_submitting) {
		assert_int_not_equal(is_fetching, is_submitting);
		assert_false(is_done);
		if (is_fetching)
			answer_fetch(sequence);
		else
			answer_submission(sequence);
	}
	assert_true(is_done);
	phonewall_sequence_free(sequence);
}

static void read_settings(const char *const *parameters,
			  struct phonewall_provisioning_settings *settings,
			  struct phonewall_faults *faults)
{
	struct phonewall_provisioning_values values = { 0 };
	struct phonewall_provisioning_value list[PARAMETERS];

	for (; values.count < PARAMETERS && parameters[values.count];
	     values.count++) {
		const char *parameter = parameters[values.count];
		const char *value = strchr(parameter, '=');

		list[values.count] = (struct phonewall_provisioning_value){
			.name = phonewall_memory_copy(parameter,
						      value - parameter),
			.value = phonewall_memory_print("%s", value + 1),
			.line = values.count + 1,
		};
	}
	values.list = list;
	phonewall_provisioning_interpret(&values, settings, faults);
	while (values.count--) {
		free(list[values.count].name);
		free(list[values.count].value);
	}
}

/* An expected text that ends in "*" is the beginning. */
static bool is_expected(const char *expected)
{
	size_t length = strlen(expected);

	if (expected[length - 1] == '*')
		return !strncmp(text, expected, length - 1);
	return !strcmp(text, expected);
}

static void run_case(const struct phonewall_rule *rule)
{
	static const struct phonewall_sequence_actions actions = {
		find_server, fetch, submit, say, done
	};
	struct phonewall_macro_values values = {
		.text = {
			[PHONEWALL_MACRO_PN] = "CP",
			[PHONEWALL_MACRO_PSN] = "8841",
			[PHONEWALL_MACRO_MA] = "000e08012345",
			[PHONEWALL_MACRO_MAC] = "mac",
			[PHONEWALL_MACRO_SWVER] = "2.0",
		},
	};
	struct phonewall_provisioning_settings settings = { 0 };
	struct phonewall_faults faults = { 0 };
	const struct phonewall_sequence_input input = {
		.settings = &settings,
		.faults = &faults,
		.values = &values,
		.rule = rule,
		.actions = &actions,
	};

	read_settings(cases[number].parameters, &settings, &faults);
	phonewall_provisioning_settings_set_macros(&settings, &values);
	run(&input);
	phonewall_provisioning_settings_clear(&settings);
	phonewall_faults_clear(&faults);
}

static void test_cases(void **state)
{
	(void)state;
	for (number = 0; number < sizeof(cases) / sizeof(cases[0]); number++) {
		run_case(NULL);
		if (!is_expected(cases[number].expected))
			fail_msg("case %zu:\n%sinstead of\n%s", number, text,
				 cases[number].expected);
	}
}

/* A rule of a command takes the place of all others, also of one that is wrong. */
static void test_command(void **state)
{
	struct phonewall_faults faults = { 0 };
	struct phonewall_rule rule;

	(void)state;
	assert_int_equal(phonewall_rule_parse(PHONEWALL_RULE_PROFILE,
					      "http://other/x", "rule", 0,
					      &rule, &faults), 0);
	assert_no_fault(&faults);
	for (number = 0; number <= WRONG_RULE; number += WRONG_RULE) {
		run_case(&rule);
		assert_string_equal(text,
				    "fetch HTTP://other:80/x\n"
				    "submit http://other:80/x with a profile\n"
				    "done 0\n");
	}
	phonewall_rule_clear(&rule);
}

/* It can be released whatever it waits for. */
static void test_release(void **state)
{
	static const struct phonewall_sequence_actions actions = {
		find_server, fetch, submit, say, done
	};
	static const char *const parameters[PARAMETERS] = {
		"Profile_Rule=(a = \"1\")! [--key k] http://h/x",
	};
	struct phonewall_provisioning_settings settings = { 0 };
	struct phonewall_macro_values values = { 0 };
	struct phonewall_faults faults = { 0 };
	const struct phonewall_sequence_input input = {
		&settings, &faults, &values, NULL, &actions, NULL
	};
	struct phonewall_sequence *sequence;

	(void)state;
	read_settings(parameters, &settings, &faults);
	sequence = phonewall_sequence_begin(&input);
	phonewall_sequence_free(sequence);
	sequence = phonewall_sequence_begin(&input);
	is_fetching = false;
	phonewall_sequence_run(sequence);
	assert_true(is_fetching);
	phonewall_sequence_free(sequence);
	phonewall_sequence_free(NULL);
	phonewall_provisioning_settings_clear(&settings);
	phonewall_faults_clear(&faults);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_command),
		cmocka_unit_test(test_release),
	};

	return cmocka_run_group_tests_name("sequence", tests, NULL, NULL);
}
