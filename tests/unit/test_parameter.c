// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config/system.h"
#include "faults.h"
#include "firewall/parameters.h"
#include "systems/systems.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

/* The reader takes any list of systems: here that of the firewall alone. */
static const struct phonewall_system systems[] = {
	{ .parameters = &phonewall_firewall_parameters },
	{ 0 }
};

static struct phonewall_parameters parameters;
static struct phonewall_faults faults;

static int clear(void **state)
{
	(void)state;
	phonewall_parameters_clear(&parameters);
	phonewall_faults_clear(&faults);
	return 0;
}

static void read_profile(const struct phonewall_profile *profile)
{
	phonewall_parameters_clear(&parameters);
	phonewall_parameters_read(systems, profile, &parameters, &faults, NULL);
}

/* Reads a file that names this one parameter, on line 12. */
static const struct phonewall_parameter *
read_one(const char *name, const char *value,
	 enum phonewall_firewall_parameter row, size_t instance)
{
	struct phonewall_profile_element element = {
		(char *)name, (char *)value, 12, { 0 }, NULL
	};
	const struct phonewall_profile profile = {
		.list = &element,
		.count = 1,
	};

	read_profile(&profile);
	return &parameters.list[row][instance];
}

static void assert_described(const struct phonewall_parameter *parameter,
			     const char *expected)
{
	char *text = phonewall_parameter_describe(parameter);

	assert_string_equal(text, expected);
	free(text);
}

static void test_used(void **state)
{
	static const char *const single[] = {
		"Firewall", "Firewall_Config", "RTP_Port_Min", "RTP_Port_Max",
		"Upgrade_Enable", "Peer_Firmware_Sharing", "Enable_TR-069",
		"CWMP_V1.2_Support", "Connection_Request_URL",
		"Enable_Web_Server", "Web_Server_Port", "Broadcast_Echo",
		"Group_Paging_Script",
	};
	static const struct {
		const char *format;
		unsigned int count;
	} numbered[] = {
		{ "Line_Enable_%u_", 16 },
		{ "SIP_Transport_%u_", 16 },
		{ "SIP_Port_%u_", 16 },
		{ "Group_%u_Paging_Script", 10 },
	};
	char name[64];

	(void)state;
	for (size_t i = 0; i < COUNT(single); i++)
		assert_true(phonewall_parameter_is_used(systems, single[i]));
	for (size_t i = 0; i < COUNT(numbered); i++) {
		for (unsigned int n = 0; n <= 20; n++) {
			snprintf(name, sizeof(name), numbered[i].format, n);
			assert_int_equal(phonewall_parameter_is_used(systems,
								     name),
					 n >= 1 && n <= numbered[i].count);
		}
	}
}

static void test_not_used(void **state)
{
	static const char *const names[] = {
		"", "firewall", "FIREWALL", "Firewall_", "Firewall_config",
		"Firewall_Config_1_", "Firewal", "Line_Enable", "Line_Enable_",
		"Line_Enable_1", "Line_Enable_01_", "Line_Enable_+1_",
		"Line_Enable_00_", "Line_Enable_4294967297_",
		"Line_Enable_18446744073709551617_", "Line_Enable_1_\xc3",
		"Line_Enable__", "Line_Enable_1_1_", "Line_Enable_11__",
		"SIP_TCP_Port_Min", "SIP_Port", "SIP_Port_1_x",
		"Group_Call_Pickup_Code", "Group_Paging_Script_1_",
		"Group_1_Paging_Script_", "Group_1_paging_Script", "IP_Mode",
		"Enable_TR069", "Enable_Web_Server_", "Enable_Protocol",
		"RTP_Port", "Connection_Request_Username",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		if (phonewall_parameter_is_used(systems, names[i]))
			fail_msg("'%s' counts as used", names[i]);
}

static void test_defaults(void **state)
{
	static const struct {
		enum phonewall_firewall_parameter row;
		size_t instance;
		const char *described;
	} cases[] = {
		{ PHONEWALL_PARAMETER_FIREWALL, 0, "Firewall=Enabled" },
		{ PHONEWALL_PARAMETER_FIREWALL_CONFIG, 0,
		  "Firewall_Config=\"\"" },
		{ PHONEWALL_PARAMETER_LINE_ENABLE, 0, "Line_Enable_1_=Yes" },
		{ PHONEWALL_PARAMETER_LINE_ENABLE, 15, "Line_Enable_16_=Yes" },
		{ PHONEWALL_PARAMETER_SIP_TRANSPORT, 0, "SIP_Transport_1_=UDP" },
		{ PHONEWALL_PARAMETER_SIP_TRANSPORT, 15,
		  "SIP_Transport_16_=UDP" },
		{ PHONEWALL_PARAMETER_SIP_PORT, 0, "SIP_Port_1_=5060" },
		{ PHONEWALL_PARAMETER_SIP_PORT, 1, "SIP_Port_2_=5061" },
		{ PHONEWALL_PARAMETER_SIP_PORT, 15, "SIP_Port_16_=5075" },
		{ PHONEWALL_PARAMETER_RTP_PORT_MIN, 0, "RTP_Port_Min=16384" },
		{ PHONEWALL_PARAMETER_RTP_PORT_MAX, 0, "RTP_Port_Max=16482" },
		{ PHONEWALL_PARAMETER_UPGRADE_ENABLE, 0, "Upgrade_Enable=Yes" },
		{ PHONEWALL_PARAMETER_PEER_FIRMWARE_SHARING, 0,
		  "Peer_Firmware_Sharing=Yes" },
		{ PHONEWALL_PARAMETER_ENABLE_TR069, 0, "Enable_TR-069=No" },
		{ PHONEWALL_PARAMETER_CWMP_V12_SUPPORT, 0,
		  "CWMP_V1.2_Support=Yes" },
		{ PHONEWALL_PARAMETER_CONNECTION_REQUEST_URL, 0,
		  "Connection_Request_URL=\"\"" },
		{ PHONEWALL_PARAMETER_ENABLE_WEB_SERVER, 0,
		  "Enable_Web_Server=Yes" },
		{ PHONEWALL_PARAMETER_WEB_SERVER_PORT, 0, "Web_Server_Port=80" },
		{ PHONEWALL_PARAMETER_BROADCAST_ECHO, 0,
		  "Broadcast_Echo=Disabled" },
		{ PHONEWALL_PARAMETER_GROUP_PAGING_SCRIPT, 0,
		  "Group_Paging_Script=\"\"" },
		{ PHONEWALL_PARAMETER_GROUP_N_PAGING_SCRIPT, 0,
		  "Group_1_Paging_Script=\"\"" },
		{ PHONEWALL_PARAMETER_GROUP_N_PAGING_SCRIPT, 9,
		  "Group_10_Paging_Script=\"\"" },
	};
	char expected[64];

	(void)state;
	read_one("Unknown", "x", PHONEWALL_PARAMETER_FIREWALL, 0);
	assert_no_fault(&faults);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct phonewall_parameter *parameter =
			&parameters.list[cases[i].row][cases[i].instance];

		snprintf(expected, sizeof(expected), "%s (default)",
			 cases[i].described);
		assert_described(parameter, expected);
		assert_int_equal(parameter->line, 0);
		assert_true(parameter->is_default);
	}
}

static void test_choices(void **state)
{
	static const struct {
		const char *name;
		enum phonewall_firewall_parameter row;
		size_t instance;
		const char *value;
		uint32_t number;
		const char *described;
	} cases[] = {
		{ "Firewall", PHONEWALL_PARAMETER_FIREWALL, 0, "Disabled", 0,
		  "Firewall=Disabled" },
		{ "Firewall", PHONEWALL_PARAMETER_FIREWALL, 0, "eNABLED", 1,
		  "Firewall=Enabled" },
		{ "Broadcast_Echo", PHONEWALL_PARAMETER_BROADCAST_ECHO, 0,
		  "ENABLED", 1, "Broadcast_Echo=Enabled" },
		{ "Enable_TR-069", PHONEWALL_PARAMETER_ENABLE_TR069, 0, "yes",
		  1, "Enable_TR-069=Yes" },
		{ "Line_Enable_7_", PHONEWALL_PARAMETER_LINE_ENABLE, 6, "nO",
		  0, "Line_Enable_7_=No" },
		{ "SIP_Transport_2_", PHONEWALL_PARAMETER_SIP_TRANSPORT, 1,
		  "udp", PHONEWALL_TRANSPORT_UDP, "SIP_Transport_2_=UDP" },
		{ "SIP_Transport_2_", PHONEWALL_PARAMETER_SIP_TRANSPORT, 1,
		  "Tcp", PHONEWALL_TRANSPORT_TCP, "SIP_Transport_2_=TCP" },
		{ "SIP_Transport_2_", PHONEWALL_PARAMETER_SIP_TRANSPORT, 1,
		  "tLS", PHONEWALL_TRANSPORT_TLS, "SIP_Transport_2_=TLS" },
		{ "SIP_Transport_2_", PHONEWALL_PARAMETER_SIP_TRANSPORT, 1,
		  "AUTO", PHONEWALL_TRANSPORT_AUTO, "SIP_Transport_2_=Auto" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct phonewall_parameter *parameter =
			read_one(cases[i].name, cases[i].value, cases[i].row,
				 cases[i].instance);

		assert_no_fault(&faults);
		assert_int_equal(parameter->number, cases[i].number);
		assert_int_equal(parameter->line, 12);
		assert_false(parameter->is_default);
		assert_described(parameter, cases[i].described);
	}
}

static void test_numbers(void **state)
{
	static const struct {
		const char *value;
		uint32_t number;
	} cases[] = {
		{ "0", 0 }, { "1", 1 }, { "65535", 65535 }, { "05070", 5070 },
		{ "0x0", 0 }, { "0x13c4", 5060 }, { "0X13C4", 5060 },
		{ "0xffff", 65535 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct phonewall_parameter *parameter =
			read_one("SIP_Port_3_", cases[i].value,
				 PHONEWALL_PARAMETER_SIP_PORT, 2);

		assert_no_fault(&faults);
		assert_int_equal(parameter->number, cases[i].number);
		assert_false(parameter->is_default);
	}
	assert_described(read_one("Web_Server_Port", "0x1f90",
				  PHONEWALL_PARAMETER_WEB_SERVER_PORT, 0),
			 "Web_Server_Port=8080");
	assert_int_equal(read_one("RTP_Port_Min", "4294967295",
				  PHONEWALL_PARAMETER_RTP_PORT_MIN, 0)->number,
			 UINT32_MAX);
	assert_no_fault(&faults);
}

static void test_strings(void **state)
{
	(void)state;
	assert_described(read_one("Firewall_Config", "NO_ICMP_PING",
				  PHONEWALL_PARAMETER_FIREWALL_CONFIG, 0),
			 "Firewall_Config=NO_ICMP_PING");
	assert_described(read_one("Firewall_Config", "\"\"",
				  PHONEWALL_PARAMETER_FIREWALL_CONFIG, 0),
			 "Firewall_Config=\"\"");
	assert_string_equal(parameters.list
			    [PHONEWALL_PARAMETER_FIREWALL_CONFIG][0].text, "");
	assert_described(read_one("Group_10_Paging_Script", "anything at all",
				  PHONEWALL_PARAMETER_GROUP_N_PAGING_SCRIPT, 9),
			 "Group_10_Paging_Script=anything at all");
	assert_no_fault(&faults);
}

static void test_empty_is_default(void **state)
{
	static const struct {
		const char *name;
		enum phonewall_firewall_parameter row;
		size_t instance;
		const char *described;
	} cases[] = {
		{ "Firewall", PHONEWALL_PARAMETER_FIREWALL, 0,
		  "Firewall=Enabled (default)" },
		{ "SIP_Port_4_", PHONEWALL_PARAMETER_SIP_PORT, 3,
		  "SIP_Port_4_=5063 (default)" },
		{ "Firewall_Config", PHONEWALL_PARAMETER_FIREWALL_CONFIG, 0,
		  "Firewall_Config=\"\" (default)" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct phonewall_parameter *parameter =
			read_one(cases[i].name, "", cases[i].row,
				 cases[i].instance);

		assert_no_fault(&faults);
		assert_described(parameter, cases[i].described);
		assert_int_equal(parameter->line, 12);
	}
}

static void test_refused(void **state)
{
	static const char yes_no[] = "must be No or Yes";
	static const char switch_[] = "must be Disabled or Enabled";
	static const char transport[] = "must be UDP, TCP, TLS or Auto";
	static const char port[] = "must be a whole number from 1 to 65535";
	static const char number[] =
		"must be a whole number from 2048 to 49151, decimal or";
	static const struct {
		const char *name;
		const char *value;
		const char *part;
	} cases[] = {
		{ "Firewall", "On", switch_ },
		{ "Firewall", "Yes", switch_ },
		{ "Firewall", "Enable", switch_ },
		{ "Firewall", "Enabled.", switch_ },
		{ "Firewall", "1", switch_ },
		{ "Firewall", "\"\"", switch_ },
		{ "Broadcast_Echo", "No", switch_ },
		{ "Line_Enable_1_", "Enabled", yes_no },
		{ "Line_Enable_16_", "1", yes_no },
		{ "Upgrade_Enable", "true", yes_no },
		{ "Peer_Firmware_Sharing", "y", yes_no },
		{ "Enable_TR-069", "Ye", yes_no },
		{ "CWMP_V1.2_Support", "Yess", yes_no },
		{ "Enable_Web_Server", "Yes No", yes_no },
		{ "SIP_Transport_1_", "SCTP", transport },
		{ "SIP_Transport_16_", "UDP|TCP", transport },
		{ "SIP_Port_1_", "65536", port },
		{ "SIP_Port_16_", "-1", port },
		{ "SIP_Port_1_", "0x10000", port },
		{ "SIP_Port_1_", "0x", port },
		{ "SIP_Port_1_", "x5060", port },
		{ "SIP_Port_1_", "0x 5", port },
		{ "SIP_Port_1_", "0x0x5", port },
		{ "SIP_Port_1_", "5060 ", port },
		{ "SIP_Port_1_", "5060,5061", port },
		{ "SIP_Port_1_", "SIP", port },
		{ "Web_Server_Port", "http", port },
		{ "Web_Server_Port", "80.5", port },
		{ "RTP_Port_Min", "many", number },
		{ "RTP_Port_Max", "4294967296", number },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		read_one(cases[i].name, cases[i].value,
			 PHONEWALL_PARAMETER_FIREWALL, 0);
		assert_only_fault(&faults, 12, cases[i].name, cases[i].value,
				  cases[i].part);
	}
}

static void test_refused_leaves_the_default(void **state)
{
	(void)state;
	assert_described(read_one("Firewall", "Off",
				  PHONEWALL_PARAMETER_FIREWALL, 0),
			 "Firewall=Enabled (default)");
	assert_described(read_one("SIP_Port_2_", "65536",
				  PHONEWALL_PARAMETER_SIP_PORT, 1),
			 "SIP_Port_2_=5061 (default)");
	assert_int_equal(faults.count, 2);
}

static void test_faults_in_the_order_of_the_file(void **state)
{
	struct phonewall_profile_element elements[] = {
		{ "Web_Server_Port", "x", 3, { 0 }, NULL },
		{ "SIP_Port_2_", "5070", 4, { 0 }, NULL },
		{ "Firewall", "x", 5, { 0 }, NULL },
		{ "SIP_Port_1_", "x", 6, { 0 }, NULL },
	};
	const struct phonewall_profile profile = {
		.list = elements,
		.count = COUNT(elements),
	};

	(void)state;
	read_profile(&profile);
	assert_int_equal(faults.count, 3);
	assert_int_equal(faults.list[0].line, 3);
	assert_int_equal(faults.list[1].line, 5);
	assert_int_equal(faults.list[2].line, 6);
}

static void assert_row(const struct phonewall_parameter_row *row)
{
	size_t choices = 0;

	assert_int_equal(!row->suffix, !row->instances);
	assert_int_equal(row->kind == PHONEWALL_PARAMETER_CHOICE,
			 row->choices != NULL);
	while (row->choices && row->choices[choices])
		choices++;
	if (row->kind == PHONEWALL_PARAMETER_CHOICE)
		assert_in_range(row->initial, 0, choices - 1);
	else if (row->kind == PHONEWALL_PARAMETER_NUMBER)
		assert_in_range(row->initial + row->instances * row->step, 0,
				row->max);
	/* Numbers of lines and groups have two digits at most. */
	assert_in_range(strlen(row->prefix) +
			(row->suffix ? 2 + strlen(row->suffix) : 0), 1,
			PHONEWALL_PARAMETER_NAME_MAX);
}

/* A condition is a choice that may be off, of as many instances, and always counts. */
static void assert_condition(const struct phonewall_parameter_table *table,
			     const struct phonewall_parameter_row *row)
{
	const struct phonewall_parameter_row *condition;

	if (!row->is_conditional)
		return;
	assert_in_range(row->condition, 0, table->count - 1);
	condition = &table->rows[row->condition];
	assert_int_equal(condition->kind, PHONEWALL_PARAMETER_CHOICE);
	assert_true(!strcmp(condition->choices[0], "No") ||
		    !strcmp(condition->choices[0], "Off"));
	assert_int_equal(condition->instances, row->instances);
	assert_false(condition->is_conditional);
}

static void test_tables(void **state)
{
	const struct phonewall_system *system;

	(void)state;
	for (system = phonewall_system_list; system->parameters; system++) {
		const struct phonewall_parameter_table *table =
			system->parameters;

		for (size_t i = 0; i < table->count; i++) {
			assert_row(&table->rows[i]);
			assert_condition(table, &table->rows[i]);
		}
	}
}

/* A name that two systems have would be read by the first alone. */
static const struct phonewall_parameter_row *
find_row(const struct phonewall_parameter_table *table, const char *prefix)
{
	for (size_t i = 0; i < table->count; i++)
		if (!strcmp(table->rows[i].prefix, prefix))
			return &table->rows[i];
	return NULL;
}

static void assert_same_values(const struct phonewall_parameter_row *a,
			       const struct phonewall_parameter_row *b)
{
	assert_int_equal(a->instances, b->instances);
	assert_int_equal(a->kind, b->kind);
	assert_ptr_equal(a->choices, b->choices);
	assert_int_equal(a->max, b->max);
	assert_int_equal(a->initial, b->initial);
}

/* Two systems may use a parameter, but not understand it in two ways. */
static void test_same_name_same_values(void **state)
{
	const struct phonewall_system *a, *b;
	size_t shared = 0;

	(void)state;
	for (a = phonewall_system_list; a->parameters; a++)
		for (b = a + 1; b->parameters; b++)
			for (size_t i = 0; i < a->parameters->count; i++) {
				const struct phonewall_parameter_row *row =
					&a->parameters->rows[i];
				const struct phonewall_parameter_row *other =
					find_row(b->parameters, row->prefix);

				if (!other)
					continue;
				assert_same_values(row, other);
				shared++;
			}
	/*
	 * Upgrade_Enable, Line_Enable_n_, SIP_Transport_n_, SIP_Port_n_,
	 * Enable_Web_Server and Web_Server_Port.
	 */
	assert_int_equal(shared, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_used, clear),
		cmocka_unit_test_teardown(test_not_used, clear),
		cmocka_unit_test_teardown(test_defaults, clear),
		cmocka_unit_test_teardown(test_choices, clear),
		cmocka_unit_test_teardown(test_numbers, clear),
		cmocka_unit_test_teardown(test_strings, clear),
		cmocka_unit_test_teardown(test_empty_is_default, clear),
		cmocka_unit_test_teardown(test_refused, clear),
		cmocka_unit_test_teardown(test_refused_leaves_the_default,
					  clear),
		cmocka_unit_test_teardown(test_faults_in_the_order_of_the_file,
					  clear),
		cmocka_unit_test_teardown(test_tables, clear),
		cmocka_unit_test_teardown(test_same_name_same_values, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
