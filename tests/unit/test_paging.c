// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/address.h"
#include "faults.h"
#include "firewall/paging.h"

#define LINE		9
#define PARAMETER	"Group_3_Paging_Script"

static struct phonewall_translation translation;
static struct phonewall_faults faults;
static struct phonewall_faults warnings;

static void parse(const char *value)
{
	phonewall_paging_parse(PARAMETER, value, LINE, &translation, &faults,
			       &warnings);
}

static int clear(void **state)
{
	(void)state;
	phonewall_translation_clear(&translation);
	phonewall_faults_clear(&faults);
	phonewall_faults_clear(&warnings);
	return 0;
}

/* All endpoints in one text, as "239.1.2.3:34560 [ff15::1]:34560". */
static const char *endpoints(void)
{
	static char list[1024];
	size_t length = 0;

	list[0] = '\0';
	for (size_t i = 0; i < translation.endpoint_count; i++) {
		struct phonewall_endpoint *endpoint = &translation.endpoints[i];
		char address[PHONEWALL_ADDRESS_TEXT];

		inet_ntop(endpoint->family, &endpoint->address, address,
			  sizeof(address));
		length += snprintf(list + length, sizeof(list) - length,
				   endpoint->family == AF_INET ?
				   "%s%s:%u" : "%s[%s]:%u",
				   i ? " " : "", address, endpoint->port);
	}
	return list;
}

static void test_accepted(void **state)
{
	static const struct {
		const char *value;
		const char *endpoints;
	} cases[] = {
		{ "", "" },
		{ " ; ;; ", "" },
		{ "pggrp=239.1.2.3:34560;name=All;num=800;listen=yes;",
		  "239.1.2.3:34560" },
		{ "pggrp=239.1.2.3:34560;num=800;listen=yes",
		  "239.1.2.3:34560" },
		{ "pggrp=239.1.2.3:34560", "" },
		{ "pggrp=239.1.2.3:34560;name=All;num=800;listen=no;", "" },
		{ "pggrp=239.1.2.3:34560;name=All;num=800;", "" },
		{ "pggrp=239.1.2.3:34560;num=800;listen=yes;pri=4;codec=g722",
		  "239.1.2.3:34560" },
		{ " PGGRP = 239.1.2.3:34560 ; Num=800 ; LISTEN = Yes ",
		  "239.1.2.3:34560" },
		{ "pggrp=239.1.2.3:34560;num=800;listen=YES;listen=No", "" },
		{ "pggrp=239.1.2.3:34560;name=A, B=C,num;listen=yes",
		  "239.1.2.3:34560" },
		{ "pggrp=[ff15::7]:34560;name=a=b;num=800;listen=yes",
		  "[ff15::7]:34560" },
		{ "pggrp=239.1.2.3:1;listen=yes;pggrp=239.1.2.4:2;listen=yes;"
		  "pggrp=239.1.2.5:3;listen=yes;",
		  "239.1.2.3:1 239.1.2.4:2 239.1.2.5:3" },
		{ "pggrp=239.1.2.3:1;listen=yes;pggrp=239.1.2.4:2;num=1;"
		  "pggrp=239.1.2.5:3;listen=yes",
		  "239.1.2.3:1 239.1.2.5:3" },
		{ "pggrp=239.1.2.3:1;listen=yes;pggrp=239.1.2.3:1;listen=yes",
		  "239.1.2.3:1" },
		{ "pggrp=239.1.2.3:1;listen=yes;pggrp=239.1.2.3:2;listen=yes",
		  "239.1.2.3:1 239.1.2.3:2" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		parse(cases[i].value);
		assert_no_fault(&faults);
		assert_no_fault(&warnings);
		assert_string_equal(endpoints(), cases[i].endpoints);
		clear(state);
	}
}

static void test_reason(void **state)
{
	(void)state;
	parse("pggrp=239.1.2.3:34560;num=800;listen=yes");
	assert_int_equal(translation.endpoint_count, 1);
	assert_string_equal(translation.endpoints[0].reason,
			    PARAMETER " with listen=yes");
}

static void test_endpoint_of_two_scripts(void **state)
{
	(void)state;
	parse("pggrp=239.1.2.3:34560;num=800;listen=yes");
	phonewall_paging_parse("Group_4_Paging_Script",
			       "pggrp=239.1.2.3:34560;num=801;listen=yes", LINE,
			       &translation, &faults, NULL);
	assert_no_fault(&faults);
	assert_string_equal(endpoints(), "239.1.2.3:34560");
	assert_string_equal(translation.endpoints[0].reason,
			    PARAMETER " with listen=yes");
}

static void test_refused(void **state)
{
	static const char group[] = "does not name a multicast group and port";
	static const struct {
		const char *value;
		const char *token;
		const char *part;
	} cases[] = {
		{ "pggrp=;listen=yes", "pggrp=", group },
		{ "pggrp=239.1.2.3;listen=yes", "pggrp=239.1.2.3", group },
		{ "pggrp=239.1.2.3:0;listen=yes", "pggrp=239.1.2.3:0", group },
		{ "pggrp=239.1.2.3:65536", "pggrp=239.1.2.3:65536", group },
		{ "pggrp=192.0.2.7:34560;listen=yes", "pggrp=192.0.2.7:34560",
		  group },
		{ "pggrp=ff15::1:34560;listen=yes", "pggrp=ff15::1:34560",
		  group },
		{ " pggrp = all.example.com:1 ;listen=yes",
		  "pggrp = all.example.com:1", group },
		{ "pggrp=239.1.2.3:1;listen=maybe", "listen=maybe",
		  "listen=yes or listen=no" },
		{ "pggrp=239.1.2.3:1;listen=", "listen=",
		  "listen=yes or listen=no" },
		{ "pggrp=239.1.2.3:1;listn=yes", "listn=yes",
		  "allowed are pggrp, name, num, listen, pri and codec" },
		{ "pggrp=239.1.2.3:1;=yes", "=yes", "not a field" },
		{ "pggrp=239.1.2.3:1;listen", "listen", "form name=value" },
		{ "pggrp=239.1.2.3:1,num=800;yes", "pggrp=239.1.2.3:1,num=800",
		  "separate them by semicolons, as pggrp=" },
		{ "pggrp=239.1.2.3:5-9;listen=yes", "pggrp=239.1.2.3:5-9",
		  "names a range of ports" },
		{ "listen=yes", "listen=yes", "before any group" },
		{ "num=800;", "num=800", "before any group" },
		{ "239.1.2.3:34560", "239.1.2.3:34560", "form name=value" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		parse(cases[i].value);
		assert_true(faults.count > 0);
		assert_fault(&faults.list[0], LINE, PARAMETER, cases[i].token,
			     cases[i].part);
		assert_string_equal(endpoints(), "");
		clear(state);
	}
}

/* The file is accepted, but the group does not listen. */
static void test_comma(void **state)
{
	static const struct {
		const char *value;
		const char *token;
		const char *part;
	} cases[] = {
		{ "pggrp=239.1.2.3:1;num=800,listen=yes", "num=800,listen=yes",
		  "a part of num; separate fields by semicolons" },
		{ "pggrp=239.1.2.3:1;name=A, B, LISTEN = yes;num=1",
		  "name=A, B, LISTEN = yes", "a part of name" },
		{ "pggrp=239.1.2.3:1;codec=g711,pggrp=239.1.2.4:2",
		  "codec=g711,pggrp=239.1.2.4:2", "a part of codec" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		parse(cases[i].value);
		assert_no_fault(&faults);
		assert_int_equal(warnings.count, 1);
		assert_string_equal(warnings.list[0].warning,
				    "comma-in-paging-group");
		assert_only_fault(&warnings, LINE, PARAMETER, cases[i].token,
				  cases[i].part);
		assert_string_equal(endpoints(), "");
		clear(state);
	}
	phonewall_paging_parse(PARAMETER, cases[0].value, LINE, &translation,
			       &faults, NULL);
	assert_no_fault(&faults);
}

static void test_every_fault_is_reported(void **state)
{
	(void)state;
	parse("name=x;pggrp=1.2.3.4:5;listen=yes;listen=on;"
	      "pggrp=239.1.2.3:1;colour=red;listen=yes");
	assert_int_equal(faults.count, 4);
	assert_fault(&faults.list[0], LINE, PARAMETER, "name=x", "before any");
	assert_fault(&faults.list[1], LINE, PARAMETER, "pggrp=1.2.3.4:5",
		     "multicast");
	assert_fault(&faults.list[2], LINE, PARAMETER, "listen=on", "must be");
	assert_fault(&faults.list[3], LINE, PARAMETER, "colour=red",
		     "not a field");
	assert_string_equal(endpoints(), "239.1.2.3:1");
}

static void parse_groups(unsigned int count)
{
	char value[64];

	for (unsigned int i = 1; i <= count; i++) {
		snprintf(value, sizeof(value),
			 "pggrp=239.1.2.3:%u;num=%u;listen=yes", i, i);
		parse(value);
	}
}

static void test_bound(void **state)
{
	(void)state;
	parse_groups(PHONEWALL_ENDPOINTS_MAX);
	parse("pggrp=239.1.2.3:1;num=1;listen=yes");
	parse("pggrp=239.1.2.4:1;num=1;listen=no");
	assert_no_fault(&faults);
	assert_int_equal(translation.endpoint_count, PHONEWALL_ENDPOINTS_MAX);
	parse("pggrp=239.1.2.4:1;num=1;listen=yes");
	assert_int_equal(translation.endpoint_count, PHONEWALL_ENDPOINTS_MAX);
	assert_only_fault(&faults, LINE, PARAMETER, NULL,
			  "more paging groups than the 32 allowed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_accepted, clear),
		cmocka_unit_test_teardown(test_reason, clear),
		cmocka_unit_test_teardown(test_endpoint_of_two_scripts, clear),
		cmocka_unit_test_teardown(test_refused, clear),
		cmocka_unit_test_teardown(test_comma, clear),
		cmocka_unit_test_teardown(test_every_fault_is_reported, clear),
		cmocka_unit_test_teardown(test_bound, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
