// SPDX-License-Identifier: MIT
/* What cfg.xml says of provisioning, and the file that phonewall-provision reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "provisioning/configuration.h"
#include "systems/systems.h"

static struct phonewall_systems systems;
static struct phonewall_faults faults, warnings;

/* Reads elements of a flat profile for every system. */
static int read_elements(const char *elements)
{
	char *text = phonewall_memory_print("<flat-profile>%s</flat-profile>",
					    elements);
	struct phonewall_settings settings;
	int error;

	phonewall_settings_default(&settings);
	error = phonewall_systems_read(text, strlen(text), &settings, &systems,
				       &faults, &warnings);
	free(text);
	return error;
}

static int clear(void **state)
{
	(void)state;
	phonewall_systems_clear(&systems);
	phonewall_faults_clear(&faults);
	phonewall_faults_clear(&warnings);
	return 0;
}

static void assert_warned(const char *name, const char *parameter)
{
	for (size_t i = 0; i < warnings.count; i++)
		if (!strcmp(warnings.list[i].warning, name) &&
		    !strcmp(warnings.list[i].parameter, parameter))
			return;
	fail_msg("no warning \"%s\" of %s", name, parameter);
}

/* The firewall is set, and the values are kept as they are. */
static void assert_only_warned(const char *elements, const char *parameter)
{
	assert_int_equal(read_elements(elements), 0);
	assert_true(systems.firewall.enabled);
	assert_int_equal(warnings.count, 1);
	assert_warned("provisioning", parameter);
	assert_non_null(strstr(systems.provisioning.fault, parameter));
	clear(NULL);
}

static void test_wrong_text_is_a_warning(void **state)
{
	(void)state;
	assert_only_warned("<Log_Failure_Msg>\\000</Log_Failure_Msg>",
			   "Log_Failure_Msg");
	assert_only_warned("<Profile_Rule_B>[--nothing]</Profile_Rule_B>",
			   "Profile_Rule_B");
	assert_only_warned("<Resync_Periodic>often</Resync_Periodic>",
			   "Resync_Periodic");
	assert_only_warned("<Resync_Trigger_1>$A</Resync_Trigger_1>",
			   "Resync_Trigger_1");
	assert_only_warned("<DHCP_Option_To_Use>1</DHCP_Option_To_Use>",
			   "DHCP_Option_To_Use");
	assert_only_warned("<Restricted_Access_Domains>*</Restricted_Access_Domains>",
			   "Restricted_Access_Domains");
}

static void test_wrong_number_is_a_fault(void **state)
{
	(void)state;
	assert_int_equal(read_elements("<Resync_Random_Delay>70000</Resync_Random_Delay>"),
			 -1);
}

/* Upgrade_Enable is the firewall's too, and its fault is told once. */
static void test_shared_parameter(void **state)
{
	(void)state;
	assert_int_equal(read_elements("<Upgrade_Enable>No</Upgrade_Enable>"),
			 0);
	assert_int_equal(systems.provisioning.count, 1);
	assert_string_equal(systems.provisioning.list[0].value, "No");
	clear(NULL);
	assert_int_equal(read_elements("<Upgrade_Enable>?</Upgrade_Enable>"),
			 -1);
	assert_int_equal(phonewall_faults_total(&faults), 1);
}

static void test_blocked_server(void **state)
{
	(void)state;
	assert_int_equal(read_elements(
		"<Restricted_Access_Domains>example.com</Restricted_Access_Domains>"
		"<Profile_Rule>https://a.example.com/$MA.xml</Profile_Rule>"
		"<Profile_Rule_B>https://example.net/b.xml</Profile_Rule_B>"
		"<Report_Rule>https://10.0.0.1/report</Report_Rule>"), 0);
	assert_int_equal(warnings.count, 2);
	assert_warned("blocked-server", "Profile_Rule_B");
	assert_warned("blocked-server", "Report_Rule");
}

static void test_unprotected_profile(void **state)
{
	(void)state;
	assert_int_equal(read_elements(
		"<GPP_A>http://example.com</GPP_A>"
		"<Profile_Rule>$A/$MA.xml</Profile_Rule>"
		"<Profile_Rule_B>[--key $SA] tftp://example.com/b</Profile_Rule_B>"
		"<Profile_Rule_C>/by-dhcp.xml</Profile_Rule_C>"
		"<Profile_Rule_D>https://$SN.example.com/d</Profile_Rule_D>"
		"<Upgrade_Rule>tftp://example.com/firmware</Upgrade_Rule>"
		"<Report_Rule>http://example.com/report</Report_Rule>"), 0);
	assert_int_equal(warnings.count, 2);
	assert_warned("unprotected-profile", "Profile_Rule");
	assert_warned("unprotected-profile", "Upgrade_Rule");
}

static void interpret(const char *elements,
		      struct phonewall_provisioning_settings *settings,
		      struct phonewall_faults *found)
{
	struct phonewall_provisioning_values values;
	bool any_tftp_port = false;
	uint64_t generation;
	char *text;

	assert_int_equal(read_elements(elements), 0);
	text = phonewall_provisioning_configuration_print(&systems.provisioning,
							  true, 7);
	assert_int_equal(phonewall_provisioning_configuration_parse(text,
						&values, &any_tftp_port,
						&generation), 0);
	free(text);
	assert_true(any_tftp_port);
	assert_int_equal(generation, 7);
	assert_int_equal(values.count, systems.provisioning.count);
	phonewall_provisioning_interpret(&values, settings, found);
	phonewall_provisioning_values_clear(&values);
	clear(NULL);
}

static void test_file(void **state)
{
	struct phonewall_provisioning_settings settings;
	struct phonewall_faults found = { 0 };

	(void)state;
	interpret("<Provision_Enable>No</Provision_Enable>"
		  "<Resync_Random_Delay>17</Resync_Random_Delay>"
		  "<GPP_SA>a \"secret\" / \xc3\xa9</GPP_SA>"
		  "<Syslog_Server>log.example.com:5514</Syslog_Server>"
		  "<Resync_Trigger_2>$A = 1</Resync_Trigger_2>",
		  &settings, &found);
	assert_int_equal(found.count, 0);
	assert_false(settings.resync.is_enabled);
	assert_int_equal(settings.resync.random_delay, 17);
	assert_string_equal(settings.gpps[16], "a \"secret\" / \xc3\xa9");
	assert_string_equal(settings.syslog_server, "log.example.com:5514");
	assert_int_equal(settings.triggers[1].condition.count, 1);
	assert_int_equal(settings.profile_rules[0].count, 1);
	phonewall_provisioning_settings_clear(&settings);
}

/* The file may say what is wrong, and it is found again on the other side. */
static void test_faults_in_file(void **state)
{
	struct phonewall_provisioning_settings settings;
	struct phonewall_faults found = { 0 };

	(void)state;
	interpret("<Restricted_Access_Domains>*.example.com</Restricted_Access_Domains>"
		  "<Resync_Periodic>often</Resync_Periodic>"
		  "<Profile_Rule>[--nothing]</Profile_Rule>",
		  &settings, &found);
	assert_int_equal(found.count, 3);
	assert_false(phonewall_domains_allow(&settings.domains,
					     "a.example.com"));
	assert_int_equal(settings.resync.periodic.count, 1);
	assert_int_equal(settings.resync.periodic.list[0].seconds, 3600);
	assert_int_equal(settings.profile_rules[0].count, 0);
	phonewall_provisioning_settings_clear(&settings);
	phonewall_faults_clear(&found);
}

#define ANY	",\"any_tftp_port\":false"

static void test_other_files(void **state)
{
	static const char *const texts[] = {
		"", "null", "[]", "{}", "{\"generation\":1}",
		"{\"generation\":1,\"parameters\":{}}",
		"{\"generation\":1,\"any_tftp_port\":1,\"parameters\":{}}",
		"{\"generation\":\"1\"" ANY ",\"parameters\":{}}",
		"{\"generation\":1" ANY ",\"parameters\":[]}",
		"{\"generation\":1" ANY ",\"parameters\":{\"GPP_A\":1}}",
		"{\"generation\":1" ANY ",\"parameters\":{\"LDAP_Server\":\"x\"}}",
		"{\"generation\":1" ANY ",\"parameters\":{\"GPP_A\":\"x\"}",
	};
	struct phonewall_provisioning_values values;
	bool any_tftp_port;
	uint64_t generation;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(phonewall_provisioning_configuration_parse(
				texts[i], &values, &any_tftp_port, &generation),
				 -1);
		assert_int_equal(values.count, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_wrong_text_is_a_warning, clear),
		cmocka_unit_test_teardown(test_wrong_number_is_a_fault, clear),
		cmocka_unit_test_teardown(test_shared_parameter, clear),
		cmocka_unit_test_teardown(test_blocked_server, clear),
		cmocka_unit_test_teardown(test_unprotected_profile, clear),
		cmocka_unit_test_teardown(test_file, clear),
		cmocka_unit_test_teardown(test_faults_in_file, clear),
		cmocka_unit_test_teardown(test_other_files, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
