// SPDX-License-Identifier: MIT
/*
 * What cfg.xml and phonewall.conf say of the LDAP directory, and the file in
 * which phonewalld gives it to phonewall-directory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "base/memory.h"
#include "directory/configuration.h"
#include "faults.h"
#include "systems/systems.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

#define ON	"<LDAP_Dir_Enable>Yes</LDAP_Dir_Enable>"
#define SIMPLE \
	"<LDAP_Auth_Method>Simple</LDAP_Auth_Method>" \
	"<LDAP_Client_DN>cn=phone</LDAP_Client_DN>" \
	"<LDAP_Password> se\"cret\\ </LDAP_Password>"
#define SERVER(url)	"<LDAP_Server>" url "</LDAP_Server>"
#define STARTTLS	"<LDAP_StartTLS_Enable>Yes</LDAP_StartTLS_Enable>"

static struct phonewall_settings settings;
static struct phonewall_systems systems;
static struct phonewall_faults faults, warnings;
static const struct phonewall_directory_settings *const directory =
	&systems.directory;

static int clear(void **state)
{
	(void)state;
	phonewall_systems_clear(&systems);
	phonewall_settings_clear(&settings);
	phonewall_faults_clear(&faults);
	phonewall_faults_clear(&warnings);
	return 0;
}

static void read_file(const char *parameters)
{
	char *text = phonewall_memory_print("<flat-profile>%s</flat-profile>",
					    parameters);

	phonewall_systems_clear(&systems);
	phonewall_faults_clear(&warnings);
	if (phonewall_systems_read(text, strlen(text), &settings, &systems,
				   &faults, &warnings))
		fail_msg("%s: %s", parameters, faults.list[0].message);
	free(text);
}

static void assert_warning(const char *name)
{
	if (!name) {
		assert_no_fault(&warnings);
		return;
	}
	assert_int_equal(warnings.count, 1);
	assert_string_equal(warnings.list[0].warning, name);
	assert_readable(&warnings.list[0]);
}

static void test_off(void **state)
{
	(void)state;
	read_file(SERVER("nonsense://") SIMPLE
		  "<LDAP_Last_Name_Filter>(</LDAP_Last_Name_Filter>");
	assert_warning(NULL);
	assert_false(directory->enabled);
	assert_null(directory->fault);
	assert_null(directory->password);
	assert_int_equal(directory->filter_count, 0);
}

static void test_defaults(void **state)
{
	(void)state;
	read_file(ON SERVER("ldaps://10.45.76.79"));
	assert_warning(NULL);
	assert_true(directory->enabled);
	assert_null(directory->fault);
	assert_true(directory->server.is_tls);
	assert_int_equal(directory->starttls, PHONEWALL_STARTTLS_NO);
	assert_null(directory->name);
	assert_null(directory->password);
	assert_null(directory->authorities);
	assert_string_equal(directory->base, "");
	assert_int_equal(directory->filter_count, 2);
	assert_string_equal(directory->filters[0], "(sn=*$VALUE*)");
	assert_int_equal(directory->columns.count, 2);
	assert_true(directory->columns.list[1].is_number);
}

/* LDAP_StartTLS_Enable does not count for ldaps://; the setting counts more. */
static void test_starttls(void **state)
{
	static const struct {
		const char *parameters;
		bool required;
		enum phonewall_directory_starttls starttls;
		const char *warning;
	} cases[] = {
		{ SERVER("ldap://a"), false, PHONEWALL_STARTTLS_NO, NULL },
		{ SERVER("ldap://a"), true, PHONEWALL_STARTTLS_REQUIRED, NULL },
		{ SERVER("ldap://a") STARTTLS, false,
		  PHONEWALL_STARTTLS_OPTIONAL, NULL },
		{ SERVER("ldap://a") STARTTLS, true,
		  PHONEWALL_STARTTLS_REQUIRED, NULL },
		{ SERVER("ldaps://a") STARTTLS, false, PHONEWALL_STARTTLS_NO,
		  NULL },
		{ SERVER("ldaps://a"), true, PHONEWALL_STARTTLS_NO, NULL },
		{ SERVER("ldap://a") SIMPLE, false, PHONEWALL_STARTTLS_NO,
		  "plaintext-password" },
		{ SERVER("ldap://a") STARTTLS SIMPLE, false,
		  PHONEWALL_STARTTLS_OPTIONAL, "starttls-fallback" },
		{ SERVER("ldap://a") STARTTLS SIMPLE, true,
		  PHONEWALL_STARTTLS_REQUIRED, NULL },
		{ SERVER("ldap://a") SIMPLE, true, PHONEWALL_STARTTLS_REQUIRED,
		  NULL },
		{ SERVER("ldaps://a") STARTTLS SIMPLE, false,
		  PHONEWALL_STARTTLS_NO, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = phonewall_memory_print(ON "%s",
						    cases[i].parameters);

		settings.directory.starttls_required = cases[i].required;
		read_file(text);
		assert_int_equal(directory->starttls, cases[i].starttls);
		assert_warning(cases[i].warning);
		free(text);
	}
}

/* The vendor: without one of both the bind is anonymous. None sends neither. */
static void test_credentials(void **state)
{
	(void)state;
	read_file(ON SERVER("ldaps://a") SIMPLE);
	assert_string_equal(directory->name, "cn=phone");
	assert_string_equal(directory->password, "se\"cret\\");
	read_file(ON SERVER("ldap://a")
		  "<LDAP_Auth_Method>Simple</LDAP_Auth_Method>"
		  "<LDAP_Client_DN>cn=phone</LDAP_Client_DN>");
	assert_warning("anonymous-bind");
	assert_null(directory->name);
	assert_null(directory->password);
	read_file(ON SERVER("ldap://a")
		  "<LDAP_Auth_Method>None</LDAP_Auth_Method>"
		  "<LDAP_Client_DN>cn=phone</LDAP_Client_DN>"
		  "<LDAP_Password>secret</LDAP_Password>");
	assert_warning(NULL);
	assert_null(directory->name);
	assert_null(directory->password);
}

/* The firewall's part of the file counts nevertheless. */
static void test_unusable(void **state)
{
	static const struct {
		const char *parameters;
		const char *fault;
	} cases[] = {
		{ "", "LDAP_Server is empty; set it" },
		{ SERVER("http://a"), "LDAP_Server has an unknown scheme" },
		{ SERVER("ldap://a")
		  "<LDAP_Auth_Method>Digest-MD5</LDAP_Auth_Method>",
		  "LDAP_Auth_Method DIGEST-MD5 is not supported" },
		{ SERVER("ldap://a")
		  "<LDAP_First_Name_Filter>cn:(cn=$VALUE</LDAP_First_Name_Filter>",
		  "LDAP_First_Name_Filter is not a filter" },
		{ SERVER("ldap://a")
		  "<LDAP_Item_4_Filter>($VALUE=a)</LDAP_Item_4_Filter>",
		  "LDAP_Item_4_Filter is not a filter" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = phonewall_memory_print(ON "%s",
						    cases[i].parameters);

		read_file(text);
		assert_warning("no-directory");
		assert_contains(directory->fault, cases[i].fault);
		free(text);
	}
}

static void test_too_long(void **state)
{
	char base[PHONEWALL_DIRECTORY_TEXT_MAX + 2];
	char *text;

	(void)state;
	memset(base, 'a', sizeof(base));
	base[PHONEWALL_DIRECTORY_TEXT_MAX + 1] = '\0';
	text = phonewall_memory_print(ON SERVER("ldap://a")
		"<LDAP_Search_Base>%s</LDAP_Search_Base>", base);
	read_file(text);
	assert_warning("no-directory");
	free(text);
	text = phonewall_memory_print(ON SERVER("ldap://a")
		"<LDAP_Search_Base>%s</LDAP_Search_Base>", base + 1);
	read_file(text);
	assert_warning(NULL);
	assert_string_equal(directory->base, base + 1);
	free(text);
}

static void test_constant_filter(void **state)
{
	(void)state;
	read_file(ON SERVER("ldap://a")
		  "<LDAP_Last_Name_Filter>sn:(sn=L*)</LDAP_Last_Name_Filter>");
	assert_warning("constant-filter");
	assert_int_equal(directory->filter_count, 1);
	assert_string_equal(directory->filters[0], "(sn=L*)");
}

static void assert_columns(const char *text, const char *expected,
			   const char *fault)
{
	struct phonewall_directory_columns columns;
	const char *found = phonewall_directory_columns_read(text, &columns);
	char *list = phonewall_memory_print("%s", "");

	for (size_t i = 0; i < columns.count; i++) {
		char *longer = phonewall_memory_print("%s%s=%s%s ", list,
				columns.list[i].attribute,
				columns.list[i].label,
				columns.list[i].is_number ? "!" : "");

		free(list);
		list = longer;
	}
	assert_string_equal(list, expected);
	free(list);
	if (!fault)
		assert_null(found);
	else
		assert_contains(found, fault);
}

/* The vendor's example, what real files have, and what is none. */
static void test_columns(void **state)
{
	static const char standard[] = "cn=Name telephoneNumber=Phone! ";
	char many[17 * 5 + 1] = "";

	(void)state;
	assert_columns("", standard, NULL);
	assert_columns("a=givenName,n=firstname;a=sn,n=lastname;a=cn,n=cn;a=telephoneNumber,n=tele,t=p",
		       "givenName=firstname sn=lastname cn=cn telephoneNumber=tele! ",
		       NULL);
	assert_columns("a=cn;a=sn;a=telephoneNumber,t=p;",
		       "cn=cn sn=sn telephoneNumber=telephoneNumber! ", NULL);
	assert_columns("a=ipPhone, t=p; a=mobile, t=p;",
		       "ipPhone=ipPhone! mobile=mobile ", NULL);
	assert_columns("cn", standard, "not a list");
	assert_columns("n=Name", standard, "not a list");
	assert_columns("a=c n", standard, "not a list");
	assert_columns("a=cn)(x", standard, "not a list");
	assert_columns("a=cn,x=y", standard, "not a list");
	for (int i = 0; i < 16; i++)
		strcat(many, "a=b;");
	assert_columns(many, "b=b b=b b=b b=b b=b b=b b=b b=b "
			     "b=b b=b b=b b=b b=b b=b b=b b=b ", NULL);
	strcat(many, "a=b;");
	assert_columns(many, standard, "more than 16");
	read_file(ON SERVER("ldap://a")
		  "<LDAP_Display_Attrs>nonsense</LDAP_Display_Attrs>");
	assert_warning("display-attributes");
	assert_null(directory->fault);
}

/* The file for phonewall-directory */

static void assert_same(const struct phonewall_directory_settings *settings_read)
{
	char *before = phonewall_directory_configuration_print(directory);
	char *after = phonewall_directory_configuration_print(settings_read);

	assert_string_equal(before, after);
	free(before);
	free(after);
}

static void test_file(void **state)
{
	static const char *const cases[] = {
		"", ON, ON SERVER("ldap://a"), ON SERVER("ldap://a") STARTTLS,
		ON SERVER("ldaps://[2001:db8::1]:1") SIMPLE
		"<LDAP_Last_Name_Filter>sn:(sn=*$VALUE*)</LDAP_Last_Name_Filter>"
		"<LDAP_Display_Attrs>a=cn,n=Ä\";a=sn</LDAP_Display_Attrs>",
	};
	struct phonewall_directory_settings settings_read;

	(void)state;
	settings.directory.ca_certificate = phonewall_memory_print("/ca.pem");
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text;

		read_file(cases[i]);
		text = phonewall_directory_configuration_print(directory);
		assert_true(strlen(text) < PHONEWALL_DIRECTORY_FILE_MAX);
		assert_int_equal(phonewall_directory_configuration_parse(text,
							&settings_read), 0);
		assert_same(&settings_read);
		phonewall_directory_settings_clear(&settings_read);
		free(text);
	}
}

static void assert_file_refused(const char *text)
{
	struct phonewall_directory_settings settings_read;

	if (!phonewall_directory_configuration_parse(text, &settings_read))
		fail_msg("accepted: %s", text);
	assert_false(settings_read.enabled);
	assert_null(settings_read.password);
}

static void test_damaged_file(void **state)
{
	static const char *const values[] = {
		"null", "true", "1", "\"\"", "[]", "{}", "[1]", "[\"(\"]",
		"[{}]",
	};
	struct json_object *root;
	char *text;

	(void)state;
	read_file(ON SERVER("ldap://a") STARTTLS SIMPLE);
	text = phonewall_directory_configuration_print(directory);
	for (size_t length = 0; length < strlen(text) - 1; length++) {
		char *cut = phonewall_memory_copy(text, length);

		assert_file_refused(cut);
		free(cut);
	}
	root = json_tokener_parse(text);
	json_object_object_foreach(root, name, value) {
		struct json_object *before = json_object_get(value);

		for (size_t i = 0; i < COUNT(values); i++) {
			if (!strcmp(name, "base") || !strcmp(name, "fault") ||
			    !strcmp(name, "authorities") ||
			    (!strcmp(name, "enabled") && i == 1))
				continue;
			json_object_object_add(root, name,
					       json_tokener_parse(values[i]));
			assert_file_refused(json_object_to_json_string(root));
		}
		json_object_object_add(root, name, before);
	}
	json_object_put(root);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_off, clear),
		cmocka_unit_test_teardown(test_defaults, clear),
		cmocka_unit_test_teardown(test_starttls, clear),
		cmocka_unit_test_teardown(test_credentials, clear),
		cmocka_unit_test_teardown(test_unusable, clear),
		cmocka_unit_test_teardown(test_too_long, clear),
		cmocka_unit_test_teardown(test_constant_filter, clear),
		cmocka_unit_test_teardown(test_columns, clear),
		cmocka_unit_test_teardown(test_file, clear),
		cmocka_unit_test_teardown(test_damaged_file, clear),
	};

	return cmocka_run_group_tests_name("directory_settings", tests, NULL,
					   NULL);
}
