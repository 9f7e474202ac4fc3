// SPDX-License-Identifier: MIT
/*
 * What "phonewallctl tls" says: that the suites are those of a ClientHello, and
 * that it tells the origin of the list, the versions and the names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <json-c/json.h>

#include "agent_status.h"
#include "base/memory.h"
#include "base/text.h"
#include "command.h"
#include "faults.h"
#include "folder.h"
#include "output/writer.h"
#include "output_text.h"
#include "tls/context.h"
#include "tls/policy_file.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

/* Signals secure renegotiation, and is no suite (RFC 5746 section 3.3). */
#define EMPTY_RENEGOTIATION_INFO	0x00ff

static char directory[] = "/tmp/test_tls_output.XXXXXX";
static char *out, *error;

static char *put(const char *elements)
{
	char *path = phonewall_memory_print("%s/cfg.xml", directory);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fprintf(file, "<flat-profile>\n%s\n</flat-profile>\n",
			    elements) > 0);
	assert_int_equal(fclose(file), 0);
	return path;
}

static const char *settings_path;

/* Whether, without elements, what phonewalld has written is shown. */
static bool is_in_force;

/* What is said of these elements; @application is NULL for all. */
static enum phonewall_exit tls(bool json, const char *elements,
			       const char *application)
{
	char *file = elements ? put(elements) : NULL;
	char *word = (char *)application;
	struct phonewall_arguments arguments = {
		.config = file, .settings = settings_path,
		.state_directory = is_in_force ? NULL : "/nonexistent",
		.words = &word, .count = application != NULL,
	};
	enum phonewall_exit status;

	free(out);
	free(error);
	output_begin();
	arguments.writer = json ? phonewall_writer_open_json() :
				  phonewall_writer_open_text();
	status = phonewall_command_tls(&arguments);
	phonewall_writer_close(arguments.writer);
	output_end(&out, &error);
	free(file);
	return status;
}

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *value;

	assert_true(json_object_object_get_ex(object, name, &value));
	return value;
}

/* Reads the suites of a ClientHello (RFC 5246 section 7.4.1.2). */
static size_t hello_suites(SSL_CTX *client, unsigned int *suites, size_t most)
{
	unsigned char hello[2048];
	const unsigned char *at = hello + 5 + 4 + 2 + 32;
	SSL *connection = SSL_new(client);
	BIO *wire = BIO_new(BIO_s_mem());
	size_t length, count = 0;

	SSL_set_bio(connection, BIO_new(BIO_s_mem()), wire);
	assert_int_equal(phonewall_tls_set_host(connection, "x", 0), 0);
	SSL_connect(connection);
	assert_true(BIO_read(wire, hello, sizeof(hello)) > 100);
	at += 1 + *at;
	length = at[0] * 256 + at[1];
	assert_true(at + 2 + length < hello + sizeof(hello));
	for (at += 2; length; at += 2, length -= 2) {
		unsigned int suite = at[0] * 256 + at[1];

		if (suite == EMPTY_RENEGOTIATION_INFO)
			continue;
		assert_true(count < most);
		suites[count++] = suite;
	}
	SSL_free(connection);
	return count;
}

static size_t add_suites(struct json_object *application, const char *name,
			 unsigned int *suites, size_t count)
{
	struct json_object *array = member(application, name);

	for (size_t i = 0; i < json_object_array_length(array); i++)
		suites[count++] = strtoul(json_object_get_string(member(
			json_object_array_get_idx(array, i), "id")), NULL, 16);
	return count;
}

/* The suites of "sip" are those of a ClientHello. */
static void assert_hello(const char *elements, const char *list, int version)
{
	struct phonewall_tls_settings settings = {
		.cipher_list = list, .client_min_version = version,
	};
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(&settings);
	SSL_CTX *client = phonewall_tls_client_new(policy, PHONEWALL_TLS_SIP);
	unsigned int sent[256], said[256];
	struct json_object *object, *application;
	size_t count;

	assert_int_equal(tls(true, elements, "sip"), PHONEWALL_EXIT_DONE);
	object = json_tokener_parse(out);
	application = json_object_array_get_idx(member(object, "applications"),
						0);
	count = add_suites(application, "tls13_suites", said, 0);
	assert_int_equal(count, 3);
	count = add_suites(application, "suites", said, count);
	assert_int_equal(hello_suites(client, sent, COUNT(sent)), count);
	assert_memory_equal(said, sent, count * sizeof(*said));
	assert_int_equal(json_object_array_length(member(application,
							 "versions")),
			 TLS1_3_VERSION + 1 - version);
	json_object_put(object);
	SSL_CTX_free(client);
	phonewall_tls_policy_free(policy);
}

static void test_hello(void **state)
{
	(void)state;
	assert_hello("", NULL, TLS1_2_VERSION);
	assert_hello("<TLS_Cipher_List>RSA:!aNULL:!eNULL</TLS_Cipher_List>",
		     "RSA:!aNULL:!eNULL", TLS1_2_VERSION);
	assert_hello("<TLS_Cipher_List>DHE+AES@STRENGTH</TLS_Cipher_List>"
		     "<TLS_Client_Min_Version>TLS 1.0</TLS_Client_Min_Version>",
		     "DHE+AES@STRENGTH", TLS1_VERSION);
	assert_hello("<TLS_Cipher_List>AES</TLS_Cipher_List>"
		     "<TLS_Client_Min_Version>TLS 1.3</TLS_Client_Min_Version>",
		     "AES", TLS1_3_VERSION);
	assert_hello("<TLS_Cipher_List>SUITEB128</TLS_Cipher_List>",
		     "SUITEB128", TLS1_2_VERSION);
	assert_hello("<TLS_Cipher_List>NOSUCH</TLS_Cipher_List>", "NOSUCH",
		     TLS1_2_VERSION);
}

/* Text of @application, in which no line is too long. */
static void assert_says(const char *elements, const char *application,
			const char *part)
{
	const char *line;
	size_t length;

	assert_int_equal(tls(false, elements, application),
			 PHONEWALL_EXIT_DONE);
	assert_contains(out, part);
	for (line = out; *line; line += length + !!line[length]) {
		length = strcspn(line, "\n");
		assert_in_range(length, 1, PHONEWALL_TEXT_COLUMNS);
	}
}

static void test_origin(void **state)
{
	(void)state;
	assert_says("\n<TLS_Cipher_List>AES</TLS_Cipher_List>", "sip",
		    "\n  cipher list: AES\n  its origin: TLS_Cipher_List (line 3)\n");
	assert_says("", "xmpp",
		    "\n  cipher list: HIGH:MEDIUM:AES:@STRENGTH\n"
		    "  its origin: default, because TLS_Cipher_List is empty\n");
	assert_says("<TLS_Cipher_List></TLS_Cipher_List>", "tr069",
		    "default, because TLS_Cipher_List (line 2) is empty\n");
	assert_says("<TLS_Cipher_List>AES:NO\xc3\xa9</TLS_Cipher_List>", "sip",
		    "DEFAULT\n  its origin: default, because TLS_Cipher_List (line 2) is invalid: column 5, 'NO':");
	assert_says("<TLS_Cipher_List>AES\xc3\xa9</TLS_Cipher_List>", "sip",
		    "invalid: column 4, '\\xc3':");
	assert_says("<TLS_Cipher_List>AES:!</TLS_Cipher_List>", "sip",
		    "invalid: column 6: no cipher string follows");
	assert_says("<TLS_Cipher_List>aNULL</TLS_Cipher_List>", "sip",
		    "(line 2) is invalid:\n    this OpenSSL has no suite of the list");
}

/* An invalid list may be anything, also what was meant for another parameter. */
static void test_no_secret(void **state)
{
	static const char list[] =
		"<TLS_Cipher_List>AES:password=Pw99</TLS_Cipher_List>";

	(void)state;
	for (int json = 0; json <= 1; json++) {
		tls(json, list, "sip");
		assert_non_null(strstr(out, "password***"));
		assert_null(strstr(out, "Pw99"));
		tls(json, list, NULL);
		assert_non_null(strstr(out, "password***"));
		assert_null(strstr(out, "Pw99"));
	}
}

static void test_role(void **state)
{
	static const char versions[] =
		"<TLS_Client_Min_Version>TLS 1.1</TLS_Client_Min_Version>"
		"<TLS_Server_Min_Version>TLS 1.3</TLS_Server_Min_Version>";

	(void)state;
	assert_says(versions, "web-server",
		    "Web Server (web-server): the phone is the server\n"
		    "  versions: TLS 1.3, by TLS_Server_Min_Version\n");
	assert_contains(out, "the preferred first: none, because");
	assert_null(strstr(out, "server's name"));
	assert_says(versions, "xml",
		    "XML Services (xml): the phone is the client\n"
		    "  versions: TLS 1.1, TLS 1.2, TLS 1.3, by TLS_Client_Min_Version\n"
		    "  server's name: ");
}

static void test_names(void **state)
{
	static const char lines[] =
		"<TLS_Name_Validate_2_>No</TLS_Name_Validate_2_>"
		"<TLS_Name_Validate_16_>No</TLS_Name_Validate_16_>";
	static const char one[] =
		"<TLS_Name_Validate_1_>No</TLS_Name_Validate_1_>";

	(void)state;
	assert_says(lines, "sip", "(RFC 5922)\n  name not verified: lines 2, 16, by");
	assert_says(one, "sip", "\n  name not verified: line 1, by");
	assert_says("", "sip", "'sip:DOMAIN' in a URI");
	assert_null(strstr(out, "not verified"));
	assert_says(lines, "ldaps", "(RFC 6125)\n  cipher list");
	assert_says(lines, "provisioning", "up to its first '/'");
}

/* A row of the table, with its white space made one space. */
static void assert_row(const char *expected)
{
	char *squeezed = phonewall_memory_copy(out, strlen(out));
	char *end = squeezed;

	for (const char *from = out; *from; from++)
		if (*from != ' ' || from[1] != ' ')
			*end++ = *from;
	*end = '\0';
	assert_contains(squeezed, expected);
	free(squeezed);
}

static void test_table(void **state)
{
	(void)state;
	assert_int_equal(tls(false, "<TLS_Name_Validate_3_>No</TLS_Name_Validate_3_>",
			     NULL), PHONEWALL_EXIT_DONE);
	assert_contains(out, "cfg.xml:\n  cipher list: default, because TLS_Cipher_List is empty\n");
	assert_row("\nsip SIP over TLS client TLS 1.2, TLS 1.3 27 DEFAULT\n");
	assert_row("\nweb-server Web Server server TLS 1.2, TLS 1.3 4 ECDHE-RSA-AES256-GCM-SHA384:");
	assert_row(" HIGH:MEDIUM:AES:@STRENGTH\n");
	assert_contains(out, "name for line 3\n");
	tls(false, "<TLS_Cipher_List>RSA:!aNULL:!eNULL</TLS_Cipher_List>"
	    "<TLS_Server_Min_Version>TLS 1.3</TLS_Server_Min_Version>", NULL);
	assert_contains(out, "cipher list: TLS_Cipher_List (line 2): RSA:!aNULL:!eNULL\n");
	assert_row("\nxmpp XMPP client TLS 1.2, TLS 1.3 16 TLS_Cipher_List\n");
	assert_row("\nweb-server Web Server server TLS 1.3 0 TLS_Cipher_List\n");
	assert_null(strstr(out, "name for"));
}

static void test_factory_defaults(void **state)
{
	(void)state;
	assert_int_equal(tls(false, NULL, "sip"), PHONEWALL_EXIT_DONE);
	assert_contains(out, "the factory defaults:\nSIP over TLS (sip)");
	assert_string_equal(error, "");
}

/* In that order: the names of the applications and what their lists miss. */
static void assert_missing(const char *elements, const char *expected)
{
	char *missing = phonewall_memory_print("%s", "");
	struct json_object *object, *applications;

	assert_int_equal(tls(true, elements, NULL), PHONEWALL_EXIT_DONE);
	object = json_tokener_parse(out);
	applications = member(object, "applications");
	for (size_t i = 0; i < json_object_array_length(applications); i++) {
		struct json_object *application =
			json_object_array_get_idx(applications, i);
		struct json_object *words = member(application, "missing");
		char *longer;

		if (!json_object_array_length(words))
			continue;
		longer = phonewall_memory_print("%s%s%s", missing,
			json_object_get_string(member(application, "name")),
			json_object_to_json_string_ext(words,
						JSON_C_TO_STRING_PLAIN));
		free(missing);
		missing = longer;
	}
	assert_string_equal(missing, expected);
	free(missing);
	json_object_put(object);
}

static void test_missing(void **state)
{
	static const char list[] =
		"<TLS_Cipher_List>AES:!RC4-SHA:MEDIUM:RC4-MD5</TLS_Cipher_List>";

	(void)state;
	assert_says("", "web-server", "DES-CBC3-SHA\n  its origin: default, because TLS_Cipher_List is empty\n"
		    "  in the list, but not in this OpenSSL: DES-CBC3-SHA\n");
	assert_says("", "sip", "cipher list: DEFAULT\n");
	assert_null(strstr(out, "not in this OpenSSL"));
	tls(false, "", NULL);
	assert_contains(out, "\n  in the list of web-server, but not in this OpenSSL: DES-CBC3-SHA\n");
	assert_missing("", "web-server[\"DES-CBC3-SHA\"]xmpp[\"MEDIUM\"]");
	tls(false, list, NULL);
	assert_contains(out, "\n  in TLS_Cipher_List, but not in this OpenSSL: MEDIUM, RC4-MD5\n");
	assert_null(strstr(out, "in the list of"));
}

static void write_file(const char *name, const char *text)
{
	char *path = phonewall_memory_print("%s/%s", directory, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	free(path);
}

/* As phonewalld does. */
static void publish(const struct phonewall_tls_settings *settings)
{
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(settings);
	char *text = phonewall_tls_policy_print(policy);

	write_file("tls.conf", text);
	free(text);
	phonewall_tls_policy_free(policy);
}

/* @pid: of phonewalld. @rest: members of the status. */
static void write_status(int pid, const char *rest)
{
	char *text = phonewall_memory_print("{\"pid\":%d,\"file\":\"/etc/a.xml\",%s}",
					    pid, rest);

	write_file("status.json", text);
	free(text);
}

static void expect_in_force(const char *first, const char *origin)
{
	assert_int_equal(tls(false, NULL, NULL), PHONEWALL_EXIT_DONE);
	assert_ptr_equal(strstr(out, first), out);
	assert_contains(out, origin);
	assert_string_equal(error, "");
}

static void test_in_force(void **state)
{
	static const struct phonewall_tls_settings list = {
		.cipher_list = "AES128-SHA", .any_name_lines = 4,
		.legacy_servers = "pbx",
	};
	static const struct phonewall_tls_settings none;

	(void)state;
	phonewall_agent_status_use(directory);
	is_in_force = true;
	expect_in_force("the factory defaults, because phonewalld is not running:\n",
			"because TLS_Cipher_List is empty\n");
	write_status(getpid(), "\"policy\":\"file\"");
	expect_in_force("the factory defaults, because phonewalld has not written a policy:\n",
			"because TLS_Cipher_List is empty\n");
	publish(&list);
	expect_in_force("/etc/a.xml, in force:\n",
			"\n  cipher list: TLS_Cipher_List: AES128-SHA\n");
	assert_contains(out, "server's name for line 3\n  weak certificates of pbx are");
	write_status(getpid(), "\"policy\":\"last-accepted\"");
	expect_in_force("the cfg.xml that phonewalld accepted last, in force:\n",
			"AES128-SHA\n");
	publish(&none);
	write_status(0, "\"policy\":\"file\",\"tls\":{\"fault\":{\"column\":5,\"word\":\"NO\",\"message\":\"is wrong\"}}");
	expect_in_force("/etc/a.xml, in force although phonewalld is not running:\n",
			"because TLS_Cipher_List is invalid: column 5, 'NO': is wrong\n");
	write_status(getpid(), "\"policy\":\"defaults\",\"tls\":{\"fault\":null}");
	expect_in_force("the factory defaults, in force:\n", "is empty\n");
	write_status(getpid(), "\"policy\":\"file\"");
	expect_in_force("/etc/a.xml, in force:\n", "is empty or invalid\n");
	write_file("tls.conf", "damaged\n");
	assert_int_equal(tls(true, NULL, "sip"), PHONEWALL_EXIT_FAILED);
	assert_string_equal(out, "");
	assert_contains(error, "tls.conf: cannot be read: Invalid argument; restart phonewalld");
	is_in_force = false;
	phonewall_agent_status_use(NULL);
}

static void test_refused(void **state)
{
	(void)state;
	assert_int_equal(tls(false, "", "SIP"), PHONEWALL_EXIT_USAGE);
	assert_string_equal(out, "");
	assert_contains(error, "unknown application 'SIP'");
	assert_int_equal(tls(true, "<Firewall>On</Firewall>", "sip"),
			 PHONEWALL_EXIT_FAILED);
	assert_contains(out, "\"result\":\"refused\"");
	assert_contains(error, "Firewall: 'On': ");
}

/* Counts the words of a line of bold ones, of which each must be known. */
static size_t count_strings(char *line)
{
	struct phonewall_cipher_list_fault fault;
	size_t count = 0;
	char *word;

	while ((word = strsep(&line, " \",;\n"))) {
		if (!*word)
			continue;
		phonewall_cipher_list_validate(word, &fault);
		if (fault.error == PHONEWALL_CIPHER_LIST_UNKNOWN)
			fail_msg("'%s' is no cipher string", word);
		count++;
	}
	return count;
}

/* The manual page, to which a message points, has the strings of table 6. */
static void test_manual(void **state)
{
	FILE *page = fopen("man/phonewallctl.8", "r");
	bool is_section = false, is_tag = false;
	char line[256], *words;
	size_t count = 0;

	(void)state;
	assert_non_null(page);
	while (fgets(line, sizeof(line), page)) {
		if (!strncmp(line, ".SH", 3))
			is_section = !strcmp(line, ".SH CIPHER LISTS\n");
		words = strchr(line, ' ');
		if (is_section && is_tag && words)
			count += count_strings(words);
		is_tag = !strcmp(line, ".TP\n");
	}
	fclose(page);
	assert_int_equal(count, 53);
}

static int set_up(void **state)
{
	(void)state;
	return folder_make(directory);
}

static int tear_down(void **state)
{
	(void)state;
	free(out);
	free(error);
	return folder_remove(directory);
}

static void expect_legacy_servers(const char *application, bool are_shown)
{
	static const char sentence[] =
		"weak certificates of pbx.example.com,radius are accepted, by legacy_servers";

	assert_int_equal(tls(false, "", application), PHONEWALL_EXIT_DONE);
	if (are_shown)
		assert_contains(out, sentence);
	else
		assert_null(strstr(out, "weak certificates"));
}

static void test_legacy_servers(void **state)
{
	char *path = phonewall_memory_print("%s/phonewall.conf", directory);
	FILE *file = fopen(path, "w");

	(void)state;
	assert_non_null(file);
	fputs("legacy_servers = pbx.example.com, radius\n", file);
	assert_int_equal(fclose(file), 0);
	expect_legacy_servers(NULL, false);
	settings_path = path;
	expect_legacy_servers(NULL, true);
	expect_legacy_servers("sip", true);
	expect_legacy_servers("web-server", false);
	settings_path = NULL;
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hello),
		cmocka_unit_test(test_origin),
		cmocka_unit_test(test_no_secret),
		cmocka_unit_test(test_role),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_factory_defaults),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_in_force),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_legacy_servers),
		cmocka_unit_test(test_manual),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
