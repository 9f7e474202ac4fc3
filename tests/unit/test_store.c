// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <expat.h>
#include <json-c/json.h>

#include "base/memory.h"
#include "faults.h"
#include "store/explanation.h"
#include "store/merged.h"
#include "store/peer.h"
#include "store/store_file.h"
#include "store/submission.h"

#define NOW	1800000000
#define COUNT(array)	(sizeof(array) / sizeof(array[0]))
#define URL	"https://s.example/a.xml"

static struct phonewall_store store;
static struct phonewall_faults faults;
/* How many texts were parsed. */
static unsigned int parsers;

/* In place of libexpat's. */
XML_Parser XML_ParserCreate(const XML_Char *encoding)
{
	parsers++;
	return XML_ParserCreate_MM(encoding, NULL, NULL);
}

static int set_up(void **state)
{
	(void)state;
	store = (struct phonewall_store){ 0 };
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_store_clear(&store);
	phonewall_faults_clear(&faults);
	return 0;
}

/* Return: what is wrong with the request, or NULL if the store takes it. */
static const char *ask(const char *text)
{
	struct phonewall_store_request request;
	struct phonewall_store candidate;
	const char *fault = phonewall_store_request_read(text, strlen(text),
							 &request);

	if (fault)
		return fault;
	if (phonewall_store_submit(&store, &request, 7, NOW, &candidate,
				   &faults)) {
		fault = faults.list[0].message;
	} else {
		phonewall_store_clear(&store);
		store = candidate;
	}
	phonewall_store_request_clear(&request);
	return fault;
}

static const char *submit(const char *profile)
{
	char *text = phonewall_memory_print(
		"{\"request\":\"submit\",\"url\":\"" URL "\",\"profile\":\"%s\"}",
		profile);
	const char *fault = ask(text);

	free(text);
	return fault;
}

static void assert_entry(const char *name, const char *value, const char *ua,
			 const char *source)
{
	const struct phonewall_store_entry *entry =
		phonewall_store_find(&store, name);

	assert_non_null(entry);
	assert_string_equal(entry->value, value);
	assert_text_equal(entry->ua, ua);
	assert_string_equal(entry->source, source);
	assert_int_equal(entry->time, NOW);
}

static void test_profile_is_taken(void **state)
{
	(void)state;
	assert_null(submit("<device><flat-profile><Firewall ua='rw'> Enabled </Firewall>"
			   "<Unknown>x</Unknown></flat-profile></device>"));
	assert_int_equal(store.count, 1);
	assert_entry("Firewall", "Enabled", "rw", URL);
}

/* A profile that leaves a parameter out keeps it, and its ua. */
static void test_left_out_is_kept(void **state)
{
	(void)state;
	assert_null(submit("<flat-profile><Firewall ua='ro'>Enabled</Firewall>"
			   "<Web_Server_Port>8080</Web_Server_Port></flat-profile>"));
	assert_null(submit("<flat-profile><Firewall>Disabled</Firewall></flat-profile>"));
	assert_int_equal(store.count, 2);
	assert_entry("Firewall", "Disabled", "ro", URL);
	assert_entry("Web_Server_Port", "8080", NULL, URL);
}

static void test_unknown_ua_is_the_strictest(void **state)
{
	(void)state;
	assert_null(submit("<flat-profile><Firewall ua='all'>Enabled</Firewall></flat-profile>"));
	assert_entry("Firewall", "Enabled", "na", URL);
}

/* Assignments of a rule go first, and the profile may override them. */
static void test_assignments(void **state)
{
	(void)state;
	assert_null(ask("{\"request\":\"submit\",\"url\":\"https://u:p@h/x?q\","
			"\"parameters\":{\"Firewall\":\"Disabled\","
			"\"Web_Server_Port\":\" 81 \",\"Unknown\":\"x\"},"
			"\"profile\":\"<flat-profile><Firewall>Enabled"
			"</Firewall></flat-profile>\"}"));
	assert_int_equal(store.count, 2);
	assert_entry("Firewall", "Enabled", NULL, "https://***@h/x?***");
	assert_entry("Web_Server_Port", "81", NULL, "https://***@h/x?***");
}

static void test_set_and_reset(void **state)
{
	(void)state;
	assert_null(ask("{\"request\":\"set\",\"parameters\":{\"Firewall\":\"Enabled\"}}"));
	assert_entry("Firewall", "Enabled", NULL, "7");
	assert_non_null(ask("{\"request\":\"set\",\"parameters\":{\"firewall\":\"Enabled\"}}"));
	assert_only_fault(&faults, 0, "firewall", NULL, "no parameter");
	assert_int_equal(store.count, 1);
	assert_null(ask("{\"request\":\"reset\"}"));
	assert_int_equal(store.count, 0);
}

/* What is named goes, with its ua; the rest stays as it was, in its order. */
static void test_reset_of_parameters(void **state)
{
	(void)state;
	assert_null(submit("<flat-profile><Firewall ua='ro'>Enabled</Firewall>"
			   "<Web_Server_Port>81</Web_Server_Port>"
			   "<Firewall_Config>TCP:1</Firewall_Config></flat-profile>"));
	assert_null(ask("{\"request\":\"reset\",\"parameters\":"
			"[\"Firewall\",\"Firewall_Config\",\"Firewall\"]}"));
	assert_int_equal(store.count, 1);
	assert_entry("Web_Server_Port", "81", NULL, URL);
	assert_null(submit("<flat-profile><Firewall>Enabled</Firewall></flat-profile>"));
	assert_entry("Firewall", "Enabled", NULL, URL);
	assert_null(ask("{\"request\":\"reset\",\"parameters\":[\"LDAP_Password\"]}"));
	assert_int_equal(store.count, 2);
}

/* Not one of them goes if a name is wrong; a store may have one of the past. */
static void test_reset_of_no_parameter(void **state)
{
	const struct phonewall_store_entry old = {
		.name = "Past", .value = "", .source = URL,
	};

	(void)state;
	assert_null(submit("<flat-profile><Firewall>Enabled</Firewall></flat-profile>"));
	assert_true(phonewall_store_put(&store, &old));
	assert_non_null(ask("{\"request\":\"reset\",\"parameters\":"
			    "[\"Firewall\",\"firewall\"]}"));
	assert_only_fault(&faults, 0, "firewall", NULL, "no parameter");
	assert_int_equal(store.count, 2);
	assert_null(ask("{\"request\":\"reset\",\"parameters\":[\"Past\"]}"));
	assert_int_equal(store.count, 1);
	assert_entry("Firewall", "Enabled", NULL, URL);
}

static void test_same_value_keeps_its_time(void **state)
{
	(void)state;
	assert_null(submit("<flat-profile><Firewall>Enabled</Firewall></flat-profile>"));
	store.list[0].time = 5;
	assert_null(submit("<flat-profile><Firewall>Enabled</Firewall></flat-profile>"));
	assert_int_equal(store.list[0].time, 5);
	assert_null(submit("<flat-profile><Firewall>Disabled</Firewall></flat-profile>"));
	assert_int_equal(store.list[0].time, NOW);
}

static void test_bad_profiles(void **state)
{
	static const char *const bad[] = {
		"", "x", "<flat-profile>", "<other/>",
		"<flat-profile><Firewall><x/></Firewall></flat-profile>",
		"<!DOCTYPE x><flat-profile/>",
	};

	(void)state;
	assert_null(submit("<flat-profile><Firewall>Enabled</Firewall></flat-profile>"));
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_non_null(submit(bad[i]));
		phonewall_faults_clear(&faults);
		assert_int_equal(store.count, 1);
		assert_entry("Firewall", "Enabled", NULL, URL);
	}
}

static void test_bad_requests(void **state)
{
	static const char *const bad[] = {
		"", "{", "[]", "null", "{}", "{\"request\":1}",
		"{\"request\":\"submit\"}", "{\"request\":\"x\"}",
		"{\"request\":\"set\"}", "{\"request\":\"set\",\"parameters\":1}",
		"{\"request\":\"set\",\"parameters\":{\"Firewall\":1}}",
		"{\"request\":\"set\",\"parameters\":{\"Firewall\":\"a\\nb\"}}",
		"{\"request\":\"set\",\"parameters\":{\"Firewall\":\"a\\u0000\"}}",
		"{\"request\":\"set\",\"parameters\":{\"Firewall\":\"\xff\"}}",
		"{\"request\":\"reset\",\"url\":\"x\"}",
		"{\"request\":\"reset\",\"parameters\":[]}",
		"{\"request\":\"reset\",\"parameters\":{}}",
		"{\"request\":\"reset\",\"parameters\":null}",
		"{\"request\":\"reset\",\"parameters\":\"Firewall\"}",
		"{\"request\":\"reset\",\"parameters\":[\"Firewall\",1]}",
		"{\"request\":\"reset\",\"parameters\":[\"Firewall\\u0000\"]}",
		"{\"request\":\"reset\",\"parameter\":\"Firewall\"}",
		"{\"request\":\"reset\"} x", "{\"request\":\"why\"}",
		"{\"request\":\"why\",\"parameter\":null}",
		"{\"request\":\"submit\",\"url\":\"x\",\"profile\":{}}",
	};

	(void)state;
	assert_null(submit("<flat-profile><Web_Server_Port>81</Web_Server_Port></flat-profile>"));
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (!ask(bad[i]))
			fail_msg("%s is taken", bad[i]);
		assert_int_equal(store.count, 1);
	}
}

static void test_round_trip(void **state)
{
	struct phonewall_store_entry entry = {
		.name = "Firewall", .value = "a<b>&\"c'\tÄ]]>", .ua = "rw",
		.origin = PHONEWALL_STORE_SET, .source = "\"&<\t0", .time = NOW,
	};
	struct phonewall_store read;
	char *text;

	(void)state;
	assert_true(phonewall_store_put(&store, &entry));
	entry = (struct phonewall_store_entry){
		.name = "Later", .value = "", .source = URL, .time = 0,
	};
	assert_true(phonewall_store_put(&store, &entry));
	text = phonewall_store_print(&store);
	assert_int_equal(phonewall_store_read(text, strlen(text), &read,
					      &faults), 0);
	phonewall_store_clear(&store);
	store = read;
	assert_int_equal(store.count, 2);
	assert_entry("Firewall", "a<b>&\"c'\tÄ]]>", "rw", "\"&<\t0");
	assert_int_equal(store.list[0].origin, PHONEWALL_STORE_SET);
	assert_int_equal(store.list[0].line, 2);
	assert_string_equal(store.list[1].value, "");
	assert_null(store.list[1].ua);
	assert_int_equal(store.list[1].line, 3);
	for (size_t i = 0; i + 2 < strlen(text); i++) {
		assert_int_equal(phonewall_store_read(text, i, &read, &faults),
				 -1);
		assert_int_equal(read.count, 0);
	}
	free(text);
}

static void test_store_of_others(void **state)
{
	static const char *const bad[] = {
		"<flat-profile><Firewall>Enabled</Firewall></flat-profile>",
		"<flat-profile><F origin=\"x\" source=\"0\" time=\"2026-01-01T00:00:00Z\"/></flat-profile>",
		"<flat-profile><F origin=\"set\" time=\"2026-01-01T00:00:00Z\"/></flat-profile>",
		"<flat-profile><F origin=\"set\" source=\"0\" time=\"now\"/></flat-profile>",
		"<flat-profile><F ua=\"x\" origin=\"set\" source=\"0\" time=\"2026-01-01T00:00:00Z\"/></flat-profile>",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(phonewall_store_read(bad[i], strlen(bad[i]),
						      &store, &faults), -1);
}

static void test_size_is_bounded(void **state)
{
	char name[32];
	struct phonewall_store_entry entry = {
		.name = name, .value = "", .source = "",
	};

	(void)state;
	for (unsigned int i = 0; i < PHONEWALL_STORE_ENTRIES_MAX; i++) {
		sprintf(name, "P%u", i);
		assert_true(phonewall_store_put(&store, &entry));
	}
	assert_true(phonewall_store_put(&store, &entry));
	strcpy(name, "More");
	assert_false(phonewall_store_put(&store, &entry));
}

static void test_large_store_is_refused(void **state)
{
	char value[PHONEWALL_PROFILE_VALUE_MAX + 1];
	char name[32];
	struct phonewall_store_entry entry = {
		.name = name, .value = value, .source = "",
	};

	(void)state;
	memset(value, 'x', PHONEWALL_PROFILE_VALUE_MAX);
	value[PHONEWALL_PROFILE_VALUE_MAX] = '\0';
	for (unsigned int i = 0; i < 256; i++) {
		sprintf(name, "P%u", i);
		assert_true(phonewall_store_put(&store, &entry));
	}
	assert_non_null(submit("<flat-profile><Firewall>Enabled</Firewall></flat-profile>"));
	assert_only_fault(&faults, 0, NULL, NULL, "more than 1048576 bytes");
	assert_int_equal(store.count, 256);
}

/*
 * Factory defaults, then cfg.xml, then the store: NULL is a layer that does not
 * have the parameter.
 */
static const struct {
	const char *file;
	const char *profile;
	const char *value;
	const char *origin;
	const char *overrides[2];
} merges[] = {
	{ NULL, NULL, "80", "default", { NULL } },
	{ "81", NULL, "81", "file", { "80" } },
	{ NULL, "82", "82", "profile", { "80" } },
	{ "81", "82", "82", "profile", { "81", "80" } },
	{ "81", "", "80", "profile", { "81", "80" } },
	{ "", NULL, "80", "file", { "80" } },
	{ "x", "82", "82", "profile", { "80", "80" } },
};

#define PROFILE_OF(value)	"<flat-profile>%s%s%s</flat-profile>",	\
	(value) ? "<Web_Server_Port>" : "", (value) ?: "",		\
	(value) ? "</Web_Server_Port>" : ""

static void assert_member(struct json_object *object, const char *name,
			  const char *value)
{
	struct json_object *member = json_object_object_get(object, name);

	assert_text_equal(json_object_get_string(member), value);
}

static void assert_merged(size_t row)
{
	char *file = phonewall_memory_print(PROFILE_OF(merges[row].file));
	char *profile = phonewall_memory_print(PROFILE_OF(merges[row].profile));
	struct phonewall_store_layers layers = {
		file, strlen(file), "cfg.xml", &store, NULL,
	};
	struct json_object *told, *overrides;
	size_t count = 0;

	assert_null(submit(profile));
	told = phonewall_store_explain(&layers, "Web_Server_Port");
	assert_member(told, "value", merges[row].value);
	assert_member(told, "origin", merges[row].origin);
	overrides = json_object_object_get(told, "overrides");
	while (count < 2 && merges[row].overrides[count]) {
		assert_member(json_object_array_get_idx(overrides, count),
			      "value", merges[row].overrides[count]);
		count++;
	}
	assert_int_equal(json_object_array_length(overrides), count);
	json_object_put(told);
	phonewall_store_clear(&store);
	free(profile);
	free(file);
}

static void test_layers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(merges); i++)
		assert_merged(i);
}

/* Whether the merged configuration is valid, and whose faults it has. */
static void assert_judged(const char *file, size_t of_file, size_t of_store,
			  size_t of_submission)
{
	const struct phonewall_merged merged = {
		file, strlen(file), &store, NULL,
	};
	struct phonewall_merged_faults found = { 0 };
	struct phonewall_settings settings;
	struct phonewall_systems systems;

	phonewall_settings_default(&settings);
	assert_int_equal(phonewall_merged_read(&merged, &settings, &systems,
					       &found),
			 of_file + of_store + of_submission ? -1 : 0);
	assert_int_equal(found.of_file.count, of_file);
	assert_int_equal(found.of_store.count, of_store);
	assert_int_equal(found.of_submission.count, of_submission);
	phonewall_systems_clear(&systems);
	phonewall_settings_clear(&settings);
	phonewall_merged_faults_clear(&found);
}

static void test_faults_are_of_their_layer(void **state)
{
	(void)state;
	assert_null(submit("<flat-profile><Firewall>On</Firewall></flat-profile>"));
	assert_judged("<flat-profile/>", 0, 0, 1);
	store.list[0].is_submitted = false;
	assert_judged("<flat-profile/>", 0, 1, 0);
	assert_judged("<flat-profile><Web_Server_Port>x</Web_Server_Port></flat-profile>",
		      1, 1, 0);
	assert_null(submit("<flat-profile><Firewall>Enabled</Firewall></flat-profile>"));
	assert_judged("<flat-profile><Firewall>Off</Firewall></flat-profile>",
		      0, 0, 0);
	assert_judged("<flat-profile><Firewall>Off</Fire></flat-profile>",
		      1, 0, 0);
}

/* The reasons of the ports, and those of the groups, that hold @part. */
static unsigned int count_reasons(const struct phonewall_translation *firewall,
				  const char *part)
{
	unsigned int count = 0;

	for (size_t i = 0; i < firewall->opening_count; i++)
		count += !!strstr(firewall->openings[i].reason, part);
	for (size_t i = 0; i < firewall->endpoint_count; i++)
		count += !!strstr(firewall->endpoints[i].reason, part);
	return count;
}

static void test_reasons_name_the_origin(void **state)
{
	static const char file[] = "<flat-profile>"
		"<Enable_Web_Server>Yes</Enable_Web_Server>"
		"<RTP_Port_Max>16500</RTP_Port_Max></flat-profile>";
	static const char *const reasons[] = {
		"Enable_Web_Server=Yes, Web_Server_Port=8080 (profile)",
		"Firewall_Config with UDP:9000 (set)",
		"Firewall_Config without NO_CISCO_TFTP (set)",
		"Group_Paging_Script with listen=yes (profile)",
		"RTP_Port_Min=16384 (default), RTP_Port_Max=16500",
	};
	const struct phonewall_merged merged = {
		file, strlen(file), &store, NULL,
	};
	struct phonewall_merged_faults found = { 0 };
	struct phonewall_settings settings;
	struct phonewall_systems systems;

	(void)state;
	assert_null(submit("<flat-profile><Web_Server_Port>8080</Web_Server_Port>"
			   "<Group_Paging_Script>pggrp=239.1.2.3:34560;num=8;listen=yes"
			   "</Group_Paging_Script></flat-profile>"));
	assert_null(ask("{\"request\":\"set\",\"parameters\":{\"Firewall_Config\":\"UDP:9000\"}}"));
	phonewall_settings_default(&settings);
	assert_int_equal(phonewall_merged_read(&merged, &settings, &systems,
					       &found), 0);
	for (size_t i = 0; i < COUNT(reasons); i++)
		assert_int_equal(count_reasons(&systems.firewall, reasons[i]),
				 1);
	assert_int_equal(count_reasons(&systems.firewall, "16500 ("), 0);
	phonewall_systems_clear(&systems);
	phonewall_settings_clear(&settings);
	phonewall_merged_faults_clear(&found);
}

static void read_with(struct phonewall_parsed_text *parsed, const char *file,
		      size_t of_file)
{
	const struct phonewall_merged merged = {
		file, strlen(file), &store, parsed,
	};
	struct phonewall_profile profile = { 0 };
	struct phonewall_faults found = { 0 };

	phonewall_merged_profile(&merged, &profile, &found);
	assert_int_equal(phonewall_faults_total(&found), of_file);
	assert_int_equal(profile.count, 2);
	assert_string_equal(profile.list[0].name, "Web_Server_Port");
	assert_string_equal(profile.list[0].value, "81");
	assert_int_equal(profile.list[0].line, 2);
	assert_string_equal(profile.list[1].value, "Enabled");
	phonewall_profile_clear(&profile);
	phonewall_faults_clear(&found);
}

/* The store does not get into what is remembered of the file. */
static void test_same_file_is_parsed_once(void **state)
{
	static const char file[] = "<flat-profile>\n<Web_Server_Port>81"
		"</Web_Server_Port><Firewall>Disabled</Firewall></flat-profile>";
	static const char bad[] = "<flat-profile>\n<Web_Server_Port>81"
		"</Web_Server_Port><Firewall>Disabled</Firewall><x>";
	struct phonewall_parsed_text parsed = { 0 };

	(void)state;
	assert_null(submit("<flat-profile><Firewall>Enabled</Firewall></flat-profile>"));
	parsers = 0;
	read_with(&parsed, file, 0);
	read_with(&parsed, file, 0);
	assert_int_equal(parsers, 1);
	assert_string_equal(parsed.profile.list[1].value, "Disabled");
	read_with(&parsed, bad, 1);
	read_with(&parsed, bad, 1);
	assert_int_equal(parsers, 2);
	read_with(&parsed, file, 0);
	assert_int_equal(parsers, 3);
	read_with(NULL, file, 0);
	assert_int_equal(parsers, 4);
	phonewall_parsed_text_clear(&parsed);
	read_with(&parsed, file, 0);
	assert_int_equal(parsers, 5);
	phonewall_parsed_text_clear(&parsed);
}

/* Return: a request to set so many parameters, to be released with free(). */
static char *request_of(unsigned int parameters)
{
	char *text = malloc(32 * parameters + 64);
	size_t length = sprintf(text, "{\"request\":\"submit\",\"url\":\"x\","
				      "\"parameters\":{\"Firewall\":\"\\\",,\"");

	for (unsigned int i = 1; i < parameters; i++)
		length += sprintf(text + length, ",\"P%u\":\",\"", i);
	sprintf(text + length, "}}");
	return text;
}

static void test_values_are_bounded(void **state)
{
	char *text = request_of(PHONEWALL_STORE_ENTRIES_MAX);

	(void)state;
	assert_null(ask(text));
	assert_entry("Firewall", "\",,", NULL, "x");
	free(text);
	text = request_of(PHONEWALL_STORE_ENTRIES_MAX + 1);
	assert_non_null(strstr(ask(text), "more than 4096"));
	free(text);
	text = request_of(2 * PHONEWALL_STORE_ENTRIES_MAX);
	assert_non_null(strstr(ask(text), "more than 4096"));
	free(text);
}

static void test_secrets_are_not_told(void **state)
{
	const struct phonewall_store_layers layers = { .store = &store };
	struct json_object *told;

	(void)state;
	assert_null(ask("{\"request\":\"set\",\"parameters\":"
			"{\"LDAP_Password\":\"hidden\"}}"));
	told = phonewall_store_explain(&layers, "LDAP_Password");
	assert_non_null(told);
	assert_member(told, "value", NULL);
	assert_member(told, "secret", "true");
	assert_null(strstr(json_object_to_json_string(told), "hidden"));
	json_object_put(told);
	assert_null(phonewall_store_explain(&layers, "Nothing"));
}

/*
 * Rows: root; the user and the group of provisioning, and of the web page; others.
 * Columns: submit, set, reset, why, login, logout, view, change,
 * resync.
 */
static void test_permissions(void **state)
{
	static const struct {
		uid_t user;
		gid_t group;
		bool may[PHONEWALL_STORE_REQUESTS];
	} peers[] = {
		{ 0, 0, { true, true, true, true, true, true, true, true,
			  true } },
		{ 200, 1, { true, false, false, true } },
		{ 5, 300, { true, false, false, true } },
		{ 400, 1, { [PHONEWALL_STORE_LOGIN] = true, true, true, true,
			    true } },
		{ 5, 500, { [PHONEWALL_STORE_LOGIN] = true, true, true, true,
			    true } },
		{ 300, 200, { false } },
		{ 500, 400, { false } },
		{ 5, 0, { false } },
	};
	static const struct phonewall_store_accounts accounts = {
		.provision = { true, true, 200, 300 },
		.web = { true, true, 400, 500 },
	};
	static const struct phonewall_store_accounts none;

	(void)state;
	for (size_t i = 0; i < COUNT(peers); i++) {
		for (int j = 0; j < PHONEWALL_STORE_REQUESTS; j++) {
			assert_int_equal(phonewall_store_peer_may(&accounts,
					peers[i].user, peers[i].group, j),
					peers[i].may[j]);
			assert_int_equal(phonewall_store_peer_may(&none,
					peers[i].user, peers[i].group, j),
					!peers[i].user);
		}
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_profile_is_taken),
		TEST(test_left_out_is_kept),
		TEST(test_unknown_ua_is_the_strictest),
		TEST(test_assignments),
		TEST(test_set_and_reset),
		TEST(test_reset_of_parameters),
		TEST(test_reset_of_no_parameter),
		TEST(test_same_value_keeps_its_time),
		TEST(test_bad_profiles),
		TEST(test_bad_requests),
		TEST(test_round_trip),
		TEST(test_store_of_others),
		TEST(test_size_is_bounded),
		TEST(test_large_store_is_refused),
		TEST(test_layers),
		TEST(test_faults_are_of_their_layer),
		TEST(test_reasons_name_the_origin),
		TEST(test_same_file_is_parsed_once),
		TEST(test_values_are_bounded),
		TEST(test_secrets_are_not_told),
		TEST(test_permissions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
