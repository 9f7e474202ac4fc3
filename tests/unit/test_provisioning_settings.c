// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "config/profile.h"
#include "faults.h"
#include "provisioning/server_url.h"
#include "provisioning/settings.h"

static const struct phonewall_system systems[] = {
	{ &phonewall_provisioning_parameters, 0,
	  phonewall_provisioning_settings_read,
	  phonewall_provisioning_settings_clear },
	{ 0 }
};

static struct phonewall_provisioning_settings settings;
static struct phonewall_faults faults, warnings;
static struct phonewall_macro_values values;

static bool is_used(const char *name)
{
	return phonewall_parameter_is_used(systems, name);
}

/* Reads elements of a flat profile. */
static void read_settings(const char *elements)
{
	char *text = phonewall_memory_print("<flat-profile>%s</flat-profile>",
					    elements);
	struct phonewall_profile profile = { 0 };
	struct phonewall_parameters parameters;
	struct phonewall_reading reading = {
		.parameters = &parameters,
		.faults = &faults,
		.warnings = &warnings,
	};

	phonewall_profile_read(text, strlen(text), is_used, &profile, &faults);
	phonewall_parameters_read(systems, &profile, &parameters, &faults,
				  &warnings);
	phonewall_provisioning_settings_read(&reading, &settings);
	phonewall_parameters_clear(&parameters);
	phonewall_profile_clear(&profile);
	free(text);
}

/* The text is gone by now: the settings do not need it. */
static void read_valid(const char *elements)
{
	read_settings(elements);
	assert_no_fault(&faults);
	assert_no_fault(&warnings);
	memset(&values, 0, sizeof(values));
	values.text[PHONEWALL_MACRO_PSN] = "8841-3PCC";
	values.text[PHONEWALL_MACRO_PN] = "CP-8841-3PCC";
	values.text[PHONEWALL_MACRO_MAC] = "00:0e:08:01:23:45";
	values.text[PHONEWALL_MACRO_MA] = "000e08012345";
	phonewall_provisioning_settings_set_macros(&settings, &values);
}

static void clear(void)
{
	phonewall_provisioning_settings_clear(&settings);
	phonewall_faults_clear(&faults);
	phonewall_faults_clear(&warnings);
}

static int64_t delay(const struct phonewall_delays *delays, size_t number)
{
	uint64_t seconds;

	return phonewall_delays_get(delays, number, 0, &seconds) ?
	       (int64_t)seconds : -1;
}

static void assert_path(const struct phonewall_rule *rule, const char *host,
			const char *path)
{
	const struct phonewall_alternative *alternative;
	struct phonewall_server_url url;

	assert_int_equal(phonewall_rule_select(rule, &values, &alternative), 0);
	assert_int_equal(alternative->target_count, 1);
	assert_null(phonewall_server_url_resolve(&alternative->targets[0].url,
						 &values, &url));
	assert_text_equal(url.host, host);
	assert_text_equal(url.path, path);
	phonewall_server_url_clear(&url);
}

static void assert_message(enum phonewall_log_message message,
			   const char *expected)
{
	char *text = phonewall_template_show(&settings.log_messages[message],
					     &values);

	assert_text_equal(text, expected);
	free(text);
}

static void test_default_resync(void **state)
{
	const struct phonewall_resync_settings *resync = &settings.resync;

	(void)state;
	read_valid("");
	assert_true(resync->is_enabled && resync->on_reset && resync->from_sip);
	assert_true(resync->after_upgrade && resync->fails_on_not_found);
	assert_int_equal(resync->random_delay, 2);
	assert_false(resync->has_time);
	assert_int_equal(resync->time_random_delay, 600);
	assert_int_equal(resync->forced_delay, 14400);
	assert_int_equal(delay(&resync->periodic, 0), 3600);
	assert_int_equal(delay(&resync->error_retry, 0), 60);
	assert_int_equal(delay(&resync->error_retry, 10), 61440);
	assert_int_equal(delay(&resync->error_retry, 11), 86400);
	assert_true(phonewall_triggers_allow(settings.triggers, 2, &values));
	clear();
}

static void test_defaults(void **state)
{
	(void)state;
	read_valid("");
	assert_path(&settings.profile_rules[0], NULL, "/8841-3PCC.xml");
	for (size_t i = 1; i < PHONEWALL_PROFILE_RULES; i++)
		assert_int_equal(settings.profile_rules[i].count, 0);
	assert_true(settings.is_upgrade_enabled);
	assert_int_equal(settings.upgrade_rule.count, 0);
	assert_int_equal(settings.report_rule.count, 0);
	assert_int_equal(settings.custom_ca_rule.count, 0);
	assert_int_equal(delay(&settings.upgrade_error_retry, 1), 3600);
	assert_false(settings.domains.is_limited);
	assert_int_equal(settings.dhcp_order.count, 7);
	assert_int_equal(settings.dhcp_order.codes[0], 66);
	assert_int_equal(settings.dhcpv6_order.count, 3);
	assert_int_equal(settings.dhcpv6_order.codes[0], 17);
	assert_string_equal(settings.gpps[PHONEWALL_GPPS - 1], "");
	clear();
}

static void test_default_messages(void **state)
{
	(void)state;
	read_valid("");
	values.text[PHONEWALL_MACRO_SCHEME] = "HTTPS";
	values.text[PHONEWALL_MACRO_SERVIP] = "192.0.2.1";
	values.text[PHONEWALL_MACRO_PORT] = "443";
	values.text[PHONEWALL_MACRO_PATH] = "/x";
	values.text[PHONEWALL_MACRO_ERR] = "404";
#define PHONE	"CP-8841-3PCC 00:0e:08:01:23:45 -- "
#define URL	"HTTPS://192.0.2.1:443/x"
	assert_message(PHONEWALL_LOG_REQUEST, PHONE "Requesting resync " URL);
	assert_message(PHONEWALL_LOG_SUCCESS, PHONE "Successful resync " URL);
	assert_message(PHONEWALL_LOG_FAILURE, PHONE "Resync failed: 404");
	assert_message(PHONEWALL_LOG_UPGRADE_REQUEST,
		       PHONE "Requesting upgrade " URL);
	assert_message(PHONEWALL_LOG_UPGRADE_SUCCESS,
		       PHONE "Successful upgrade " URL " -- 404");
	assert_message(PHONEWALL_LOG_UPGRADE_FAILURE,
		       PHONE "Upgrade failed: 404");
	clear();
}

static void test_values(void **state)
{
	const struct phonewall_resync_settings *resync = &settings.resync;

	(void)state;
	read_valid("<Provision_Enable>No</Provision_Enable>"
		   "<Upgrade_Enable>no</Upgrade_Enable>"
		   "<Resync_On_Reset>No</Resync_On_Reset>"
		   "<Resync_Random_Delay>65535</Resync_Random_Delay>"
		   "<Resync_At__HHmm_>2359</Resync_At__HHmm_>"
		   "<Resync_At_Random_Delay>0</Resync_At_Random_Delay>"
		   "<Resync_Periodic ua=\"na\">60+5,120</Resync_Periodic>"
		   "<Resync_Error_Retry_Delay>0</Resync_Error_Retry_Delay>"
		   "<Forced_Resync_Delay>2147483647</Forced_Resync_Delay>"
		   "<Resync_From_SIP>No</Resync_From_SIP>"
		   "<Resync_After_Upgrade_Attempt>No</Resync_After_Upgrade_Attempt>"
		   "<Resync_Fails_On_FNF>No</Resync_Fails_On_FNF>"
		   "<Upgrade_Error_Retry_Delay>5</Upgrade_Error_Retry_Delay>");
	assert_false(resync->is_enabled || resync->on_reset);
	assert_false(resync->from_sip || resync->after_upgrade);
	assert_false(resync->fails_on_not_found || settings.is_upgrade_enabled);
	assert_int_equal(resync->random_delay, 65535);
	assert_true(resync->has_time);
	assert_int_equal(resync->time, 86340);
	assert_int_equal(resync->time_random_delay, 0);
	assert_int_equal(delay(&resync->periodic, 0), 60);
	assert_int_equal(delay(&resync->periodic, 1), 120);
	assert_int_equal(delay(&resync->error_retry, 0), -1);
	assert_int_equal(resync->forced_delay, INT32_MAX);
	assert_int_equal(delay(&settings.upgrade_error_retry, 0), 5);
	clear();
}

/* Each rule goes to its place, and is of its kind. */
static void test_rules(void **state)
{
	(void)state;
	read_valid("<Profile_Rule>http:///app/provision/?mac=$MA</Profile_Rule>"
		   "<Profile_Rule_B>[--key $SA]http://b/$C</Profile_Rule_B>"
		   "<Profile_Rule_C>/c</Profile_Rule_C>"
		   "<Profile_Rule_D>/d</Profile_Rule_D>"
		   "<Upgrade_Rule>http://u/x.loads</Upgrade_Rule>"
		   "<Report_Rule>[--delta --key \"$D\"]http://r/x</Report_Rule>"
		   "<Custom_CA_Rule>http://ca/x.pem</Custom_CA_Rule>"
		   "<GPP_C>of C</GPP_C><GPP_D>key</GPP_D><GPP_SA>of SA</GPP_SA>"
		   "<Restricted_Access_Domains>b, r</Restricted_Access_Domains>");
	assert_path(&settings.profile_rules[0], NULL,
		    "/app/provision/?mac=000e08012345");
	assert_path(&settings.profile_rules[1], "b", "/of%20C");
	assert_path(&settings.profile_rules[2], NULL, "/c");
	assert_path(&settings.profile_rules[3], NULL, "/d");
	assert_path(&settings.upgrade_rule, "u", "/x.loads");
	assert_path(&settings.report_rule, "r", "/x");
	assert_path(&settings.custom_ca_rule, "ca", "/x.pem");
	assert_string_equal(values.text[PHONEWALL_MACRO_SA], "of SA");
	assert_true(values.is_secret[PHONEWALL_MACRO_A + 3]);
	assert_false(values.is_secret[PHONEWALL_MACRO_A + 2]);
	assert_true(phonewall_domains_allow(&settings.domains, "r"));
	assert_false(phonewall_domains_allow(&settings.domains, "u"));
	clear();
}

static void test_gpps(void **state)
{
	static const char letters[] = "ABCDEFGHIJKLMNOP";
	char elements[2048] = "";
	char *end = elements;

	(void)state;
	for (size_t i = 0; i < PHONEWALL_GPPS; i++) {
		const char *s = i < 16 ? "" : "S";
		char letter = letters[i % 16];

		end += sprintf(end, "<GPP_%s%c>%s%c</GPP_%s%c>", s, letter, s,
			       letter, s, letter);
	}
	read_valid(elements);
	for (size_t i = 0; i < PHONEWALL_GPPS; i++) {
		const char expected[] = { i < 16 ? letters[i] : 'S',
					  i < 16 ? 0 : letters[i % 16], 0 };

		assert_string_equal(values.text[PHONEWALL_MACRO_A + i],
				    expected);
	}
	clear();
}

static void test_triggers(void **state)
{
	(void)state;
	read_valid("<Resync_Trigger_1>$PRVTMR gt 60</Resync_Trigger_1>"
		   "<Resync_Trigger_2>\"$A\" eq \"x\"</Resync_Trigger_2>"
		   "<GPP_A>y</GPP_A>");
	/* What cannot be evaluated, as without a number, is not true. */
	assert_false(phonewall_triggers_allow(settings.triggers, 2, &values));
	values.text[PHONEWALL_MACRO_PRVTMR] = "60";
	assert_false(phonewall_triggers_allow(settings.triggers, 2, &values));
	values.text[PHONEWALL_MACRO_PRVTMR] = "61";
	assert_true(phonewall_triggers_allow(settings.triggers, 2, &values));
	values.text[PHONEWALL_MACRO_PRVTMR] = NULL;
	values.text[PHONEWALL_MACRO_A] = "x";
	assert_true(phonewall_triggers_allow(settings.triggers, 2, &values));
	clear();
}

static void test_orders(void **state)
{
	(void)state;
	read_valid("<DHCP_Option_To_Use>160,66</DHCP_Option_To_Use>"
		   "<DHCPv6_Option_To_Use>\"\"</DHCPv6_Option_To_Use>");
	assert_int_equal(settings.dhcp_order.count, 2);
	assert_int_equal(settings.dhcp_order.codes[0], 160);
	assert_int_equal(settings.dhcpv6_order.count, 0);
	clear();
}

/* "" is empty, not the default. */
static void test_empty(void **state)
{
	(void)state;
	read_valid("<Profile_Rule>\"\"</Profile_Rule>"
		   "<Resync_Periodic>\"\"</Resync_Periodic>"
		   "<Log_Request_Msg>\"\"</Log_Request_Msg>"
		   "<Log_Failure_Msg>$SA $MPWD \\101</Log_Failure_Msg>"
		   "<GPP_SA>secret</GPP_SA>");
	assert_int_equal(settings.profile_rules[0].count, 0);
	assert_int_equal(delay(&settings.resync.periodic, 0), -1);
	assert_message(PHONEWALL_LOG_REQUEST, "");
	assert_message(PHONEWALL_LOG_FAILURE, "*** *** A");
	clear();
}

static void test_times(void **state)
{
	static const struct {
		const char *element;
		int64_t time;
	} cases[] = {
		{ "0000", 0 }, { "0959", 35940 }, { "2359", 86340 },
		{ "2400", 0 }, { "2401", -1 }, { "2360", -1 }, { "0960", -1 },
		{ "959", -1 }, { "00959", -1 }, { "9:59", -1 }, { "-100", -1 },
		{ "0x10", -1 }, { "noon", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char element[64];

		sprintf(element, "\n<Resync_At__HHmm_>%s</Resync_At__HHmm_>",
			cases[i].element);
		read_settings(element);
		assert_no_fault(&faults);
		assert_int_equal(settings.resync.has_time, cases[i].time >= 0);
		assert_int_equal(warnings.count, cases[i].time < 0);
		if (cases[i].time >= 0)
			assert_int_equal(settings.resync.time, cases[i].time);
		else
			assert_only_fault(&warnings, 2, "Resync_At__HHmm_",
					  cases[i].element, "is no time");
		clear();
	}
}

static void test_faults(void **state)
{
	static const char *const cases[][3] = {
		{ "Profile_Rule", "x", "the URL has no path" },
		{ "Profile_Rule_B", "|", "an alternative is empty" },
		{ "Profile_Rule_C", "/$SA", "a secret macro" },
		{ "Profile_Rule_D", "(1)? /", "no operator" },
		{ "Upgrade_Rule", "/x", "the URL has no server" },
		{ "Report_Rule", "/x", "the URL has no server" },
		{ "Custom_CA_Rule", "[--key a]http://h/", "no option" },
		{ "Resync_Trigger_1", "(1 eq 1)", "an operand is missing" },
		{ "Resync_Trigger_2", "1 eq 1)", "a parenthesis in a trigger" },
		{ "Resync_Periodic", "0,1", "has a 0" },
		{ "Resync_Error_Retry_Delay", "x", "must be seconds" },
		{ "Upgrade_Error_Retry_Delay", "x", "must be seconds" },
		{ "Resync_Random_Delay", "65536", "must be a whole number" },
		{ "Forced_Resync_Delay", "-1", "must be a whole number" },
		{ "DHCP_Option_To_Use", "17", "is no option" },
		{ "DHCPv6_Option_To_Use", "66", "is no option" },
		{ "Restricted_Access_Domains", "*.x.y", "has a wildcard" },
		{ "Log_Success_Msg", "\\000", "an escape" },
		{ "Provision_Enable", "1", "must be No or Yes" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char element[128];

		sprintf(element, "\n\n<%s>%s</%s>", cases[i][0], cases[i][1],
			cases[i][0]);
		read_settings(element);
		assert_int_equal(faults.count, 1);
		assert_fault(&faults.list[0], 3, cases[i][0],
			     faults.list[0].token, cases[i][2]);
		/* A wrong list is not read as no limit. */
		if (strstr(element, "Restricted"))
			assert_false(phonewall_domains_allow(&settings.domains,
							     "x.y"));
		clear();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_default_resync),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_default_messages),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_gpps),
		cmocka_unit_test(test_triggers),
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
