// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "faults.h"
#include "systems/systems.h"

static struct phonewall_systems systems;
static struct phonewall_faults faults;

static int clear(void **state)
{
	(void)state;
	phonewall_systems_clear(&systems);
	phonewall_faults_clear(&faults);
	return 0;
}

/* Translates a profile of these elements, each on its own line from 2 on. */
static int translate(const char *elements)
{
	char *text = phonewall_memory_print("<flat-profile>\n%s</flat-profile>\n",
					    elements);
	struct phonewall_settings settings;
	int result;

	clear(NULL);
	phonewall_settings_default(&settings);
	result = phonewall_systems_read(text, strlen(text), &settings, &systems,
					&faults, NULL);
	free(text);
	return result;
}

static const struct phonewall_systems *read_of(const char *elements)
{
	int result = translate(elements);

	assert_no_fault(&faults);
	assert_int_equal(result, 0);
	return &systems;
}

static void assert_refused(const char *elements, unsigned int line,
			   const char *parameter, const char *token,
			   const char *part)
{
	assert_int_equal(translate(elements), -1);
	assert_only_fault(&faults, line, parameter, token, part);
	assert_int_equal(systems.firewall.opening_count, 0);
	assert_false(systems.dot1x.pc_port_enabled);
}

static void assert_defaults(const struct phonewall_systems *read)
{
	assert_false(read->dot1x.authentication);
	assert_int_equal(read->dot1x.certificate,
			 PHONEWALL_CERTIFICATE_MANUFACTURING);
	assert_true(read->dot1x.pc_port_enabled);
	assert_false(read->vlan.enabled);
	assert_int_equal(read->vlan.vlan_id, PHONEWALL_VLAN_UNTAGGED);
	assert_int_equal(read->vlan.pc_port_vlan_id, PHONEWALL_VLAN_UNTAGGED);
	assert_true(read->vlan.cdp);
	assert_true(read->vlan.lldp_med);
}

static void test_defaults(void **state)
{
	(void)state;
	assert_defaults(read_of(""));
	assert_defaults(read_of(
		"<Enable_802.1X_Authentication/>\n<Certificate_Select/>\n"
		"<PC_PORT_Enable/>\n<Enable_VLAN/>\n<VLAN_ID/>\n"
		"<PC_Port_VLAN_ID/>\n<Enable_CDP/>\n<Enable_LLDP-MED/>\n"));
	assert_defaults(read_of("<PC_Port_Enable>No</PC_Port_Enable>\n"));
}

/* Return: whether check warns that the server may have any name. */
static bool warns(const char *elements,
		  const struct phonewall_settings *settings)
{
	char *text = phonewall_memory_print("<flat-profile>\n%s</flat-profile>\n",
					    elements);
	struct phonewall_faults warnings = { 0 };
	bool warned;

	clear(NULL);
	assert_int_equal(phonewall_systems_read(text, strlen(text), settings,
						&systems, &faults, &warnings),
			 0);
	warned = warnings.count;
	if (warned) {
		assert_int_equal(warnings.count, 1);
		assert_string_equal(warnings.list[0].warning, "no-server-name");
		assert_string_equal(warnings.list[0].parameter,
				    "Enable_802.1X_Authentication");
		assert_int_equal(warnings.list[0].line, 2);
		assert_contains(warnings.list[0].message,
				"set server_name in phonewall.conf, or");
	}
	phonewall_faults_clear(&warnings);
	free(text);
	return warned;
}

static void test_no_server_name(void **state)
{
	static const char yes[] = "<Enable_802.1X_Authentication>Yes"
				  "</Enable_802.1X_Authentication>\n";
	static char authority[] = "/ca.pem", name[] = "radius";
	struct phonewall_settings settings;

	(void)state;
	phonewall_settings_default(&settings);
	assert_false(warns(yes, &settings));
	settings.dot1x.ca_certificate = authority;
	assert_true(warns(yes, &settings));
	assert_false(warns("", &settings));
	settings.dot1x.server_name = name;
	assert_false(warns(yes, &settings));
}

/* Return: whether the server of this name may have a weak certificate. */
static bool may_be_weak(const char *server_name, const char *legacy_servers)
{
	struct phonewall_settings settings;

	phonewall_settings_default(&settings);
	settings.dot1x.server_name = (char *)server_name;
	settings.legacy_servers = (char *)legacy_servers;
	clear(NULL);
	assert_int_equal(phonewall_systems_read(NULL, 0, &settings, &systems,
						&faults, NULL), 0);
	return systems.dot1x.legacy_server;
}

static void test_legacy_server(void **state)
{
	(void)state;
	assert_false(may_be_weak("radius", NULL));
	assert_false(may_be_weak(NULL, "radius"));
	assert_true(may_be_weak("radius", "pbx,Radius"));
	assert_false(may_be_weak("radius,other", "pbx,radius"));
	assert_true(may_be_weak("radius,pbx", "pbx,radius"));
}

static void test_every_parameter(void **state)
{
	const struct phonewall_systems *read = read_of(
		"<Enable_802.1X_Authentication ua=\"rw\">yes"
		"</Enable_802.1X_Authentication>\n"
		"<Certificate_Select>custom INSTALLED</Certificate_Select>\n"
		"<PC_PORT_Enable>No</PC_PORT_Enable>\n"
		"<Enable_VLAN>Yes</Enable_VLAN>\n"
		"<VLAN_ID>4094</VLAN_ID>\n"
		"<PC_Port_VLAN_ID>0x14</PC_Port_VLAN_ID>\n"
		"<Enable_CDP>No</Enable_CDP>\n"
		"<Enable_LLDP-MED>no</Enable_LLDP-MED>\n");

	(void)state;
	assert_true(read->dot1x.authentication);
	assert_int_equal(read->dot1x.certificate, PHONEWALL_CERTIFICATE_CUSTOM);
	assert_false(read->dot1x.pc_port_enabled);
	assert_true(read->vlan.enabled);
	assert_int_equal(read->vlan.vlan_id, 4094);
	assert_int_equal(read->vlan.pc_port_vlan_id, 20);
	assert_false(read->vlan.cdp);
	assert_false(read->vlan.lldp_med);
}

static void test_wrong_values(void **state)
{
	(void)state;
	assert_refused("<Enable_802.1X_Authentication>On"
		       "</Enable_802.1X_Authentication>\n", 2,
		       "Enable_802.1X_Authentication", "On", "No or Yes");
	assert_refused("<Certificate_Select>Custom</Certificate_Select>\n", 2,
		       "Certificate_Select", "Custom",
		       "Manufacturing installed or Custom installed");
	assert_refused("<PC_PORT_Enable>0</PC_PORT_Enable>\n", 2,
		       "PC_PORT_Enable", "0", "No or Yes");
	assert_refused("\n<Enable_VLAN>Enabled</Enable_VLAN>\n", 3,
		       "Enable_VLAN", "Enabled", "No or Yes");
	assert_refused("<VLAN_ID>4096</VLAN_ID>\n", 2, "VLAN_ID", "4096",
		       "from 0 to 4094");
	assert_refused("<PC_Port_VLAN_ID>-1</PC_Port_VLAN_ID>\n", 2,
		       "PC_Port_VLAN_ID", "-1", "from 0 to 4094");
	assert_refused("<Enable_CDP>x</Enable_CDP>\n", 2, "Enable_CDP", "x",
		       "No or Yes");
	assert_refused("<Enable_LLDP-MED>x</Enable_LLDP-MED>\n", 2,
		       "Enable_LLDP-MED", "x", "No or Yes");
}

/* 4095 is within the parameter's range, but no frame can carry it. */
static void test_reserved_vlan(void **state)
{
	(void)state;
	assert_int_equal(read_of("<VLAN_ID>4095</VLAN_ID>\n"
				   "<PC_Port_VLAN_ID>4095</PC_Port_VLAN_ID>\n")
			 ->vlan.vlan_id, 4095);
	assert_refused("<Enable_VLAN>Yes</Enable_VLAN>\n"
		       "<VLAN_ID>4095</VLAN_ID>\n", 3, "VLAN_ID", "4095",
		       "is reserved by IEEE 802.1Q");
	assert_refused("<Enable_VLAN>Yes</Enable_VLAN>\n"
		       "<PC_Port_VLAN_ID>4095</PC_Port_VLAN_ID>\n", 3,
		       "PC_Port_VLAN_ID", "4095", "set Enable_VLAN to No");
	assert_int_equal(read_of("<Enable_VLAN>Yes</Enable_VLAN>\n"
				   "<VLAN_ID>0</VLAN_ID>\n")->vlan.vlan_id, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_defaults, clear),
		cmocka_unit_test_teardown(test_no_server_name, clear),
		cmocka_unit_test_teardown(test_legacy_server, clear),
		cmocka_unit_test_teardown(test_every_parameter, clear),
		cmocka_unit_test_teardown(test_wrong_values, clear),
		cmocka_unit_test_teardown(test_reserved_vlan, clear),
	};

	return cmocka_run_group_tests_name("network_access", tests, NULL, NULL);
}
