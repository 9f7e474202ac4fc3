// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "command.h"
#include "faults.h"
#include "folder.h"
#include "output/writer.h"
#include "output_text.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static char directory[] = "/tmp/test_audit.XXXXXX";
static char *out, *error;

static char *path(const char *name)
{
	return phonewall_memory_print("%s/%s", directory, name);
}

static void put(const char *name, const char *text)
{
	char *file_path = path(name);
	FILE *file = fopen(file_path, "w");

	assert_non_null(file);
	assert_int_equal(fputs(text, file) < 0, 0);
	assert_int_equal(fclose(file), 0);
	free(file_path);
}

static void put_configuration(const char *name, const char *elements)
{
	char *text = phonewall_memory_print("<flat-profile>\n%s\n</flat-profile>\n",
					    elements);

	put(name, text);
	free(text);
}

/* What audit says of these files, with the settings "phonewall.conf". */
static enum phonewall_exit audit(bool json, bool strict,
				 const char *const *names, size_t count)
{
	char **words = phonewall_memory_resize(NULL, count, sizeof(*words));
	char *settings = path("phonewall.conf");
	struct phonewall_arguments arguments = {
		.strict = strict, .settings = settings,
		.state_directory = directory, .words = words, .count = count,
	};
	enum phonewall_exit status;

	for (size_t i = 0; i < count; i++)
		words[i] = path(names[i]);
	free(out);
	free(error);
	output_begin();
	arguments.writer = json ? phonewall_writer_open_json() :
				  phonewall_writer_open_text();
	status = phonewall_command_audit(&arguments);
	phonewall_writer_close(arguments.writer);
	output_end(&out, &error);
	for (size_t i = 0; i < count; i++)
		free(words[i]);
	free(words);
	free(settings);
	return status;
}

#define AUDIT(json, strict, ...) \
	audit(json, strict, (const char *const []){ __VA_ARGS__ }, \
	      COUNT(((const char *const []){ __VA_ARGS__ })))

/* A row of the table, in one line or more, with its white space made one space. */
static void assert_row(const char *expected)
{
	char *squeezed = phonewall_memory_copy(out, strlen(out));
	char *end = squeezed;

	for (const char *from = out; *from; from++)
		if ((*from != ' ' && *from != '\n') || from[1] != ' ')
			*end++ = *from;
	*end = '\0';
	assert_contains(squeezed, expected);
	free(squeezed);
}

static int set_up(void **state)
{
	(void)state;
	if (folder_make(directory))
		return -1;
	put("phonewall.conf", "switch_port = lan0\neap_method = fast\n");
	put_configuration("good.xml", "");
	put_configuration("doubtful.xml",
			  "<Firewal>Disabled</Firewal>\n"
			  "<Firewall_Config>UDP:1:3000,TCP:1:3000</Firewall_Config>\n"
			  "<Enable_802.1X_Authentication>Yes</Enable_802.1X_Authentication>\n"
			  "<Enable_VLAN>Yes</Enable_VLAN><VLAN_ID>20</VLAN_ID>");
	put_configuration("off.xml",
			  "<Firewall>Disabled</Firewall><PC_PORT_Enable>No</PC_PORT_Enable>");
	put_configuration("bad.xml", "<Firewall>On</Firewall>\n"
			  "<Enable_VLAN>Perhaps</Enable_VLAN>");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(out);
	free(error);
	out = error = NULL;
	return folder_remove(directory);
}

static void test_table(void **state)
{
	(void)state;
	assert_int_equal(AUDIT(false, false, "good.xml", "doubtful.xml",
			       "off.xml"), PHONEWALL_EXIT_DONE);
	assert_string_equal(error, "");
	assert_row("/good.xml accepted enabled 110 3 0 disabled enabled disabled -\n");
	assert_row("/doubtful.xml accepted enabled 3108 3002 0 EAP-FAST enabled 20 misspelt-name, 2 wide-range\n");
	assert_row("/off.xml accepted disabled all all all disabled disabled disabled -\n");
	assert_row("\n3 files: 3 accepted, 0 refused, 1 with warnings\n");
}

/* The first line of each row has its columns where the first row has them. */
static void assert_columns(const char *heading, const char *const *cells)
{
	size_t at = strstr(out, heading) - out;
	const char *line = strchr(out, '\n') + 1;

	for (; *cells; cells++, line = strchr(line, '\n') + 1) {
		while (*line == ' ')
			line = strchr(line, '\n') + 1;
		assert_memory_equal(line + at - 2, "  ", 2);
		assert_memory_equal(line + at, *cells, strlen(*cells));
	}
}

static void test_columns(void **state)
{
	(void)state;
	AUDIT(false, false, "good.xml", "bad.xml", "doubtful.xml");
	assert_columns("RESULT", (const char *const []){
		"accepted", "2 faults", "accepted", NULL });
	assert_columns("802.1X", (const char *const []){
		"disabled  ", "-  ", "EAP-FAST  ", NULL });
	put_configuration("odd.xml", "<Firewal>No</Firewal>");
	AUDIT(false, false, "off.xml", "odd.xml");
	assert_columns("REMARKS", (const char *const []){
		"-\n", "misspelt-name\n", NULL });
}

/* The faults of Firewall_Config are found after those of all parameters. */
static void test_first_fault(void **state)
{
	(void)state;
	put_configuration("late.xml", "<Firewall_Config>UDP:0</Firewall_Config>"
			  "\n<Firewall>On</Firewall>");
	AUDIT(false, false, "late.xml");
	assert_row("/late.xml 2 faults - - - - - - - first fault in line 2\n");
}

static void test_status(void **state)
{
	(void)state;
	assert_int_equal(AUDIT(false, false, "doubtful.xml"),
			 PHONEWALL_EXIT_DONE);
	assert_int_equal(AUDIT(false, true, "good.xml", "off.xml"),
			 PHONEWALL_EXIT_DONE);
	assert_int_equal(AUDIT(false, true, "doubtful.xml", "good.xml"),
			 PHONEWALL_EXIT_FAILED);
	assert_int_equal(AUDIT(false, false, "good.xml", "bad.xml", "good.xml"),
			 PHONEWALL_EXIT_FAILED);
	assert_row("\n3 files: 2 accepted, 1 refused, 0 with warnings\n");
	assert_int_equal(AUDIT(false, false, "none.xml"),
			 PHONEWALL_EXIT_FAILED);
}

static void test_unreadable(void **state)
{
	char *folder = path("folder");
	char *fifo = path("fifo");

	(void)state;
	assert_int_equal(mkfifo(fifo, 0600), 0);
	free(fifo);
	assert_int_equal(mkdir(folder, 0755), 0);
	free(folder);
	assert_int_equal(AUDIT(false, false, "none.xml", "folder", "good.xml"),
			 PHONEWALL_EXIT_FAILED);
	assert_row("/none.xml 1 fault - - - - - - - no such file; check the name\n");
	assert_row("/folder 1 fault - - - - - - - is a directory; name a file in");
	assert_row("/good.xml accepted");
	AUDIT(false, false, "fifo", "../../dev/null");
	assert_row("/fifo 1 fault - - - - - - - is a pipe, not a file; give '-'");
	assert_row("/dev/null 1 fault - - - - - - - is a device or socket,");
	AUDIT(true, false, "none.xml");
	assert_contains(out, "\"message\":\"no such file; check the name\"");
}

/* How many bytes stand before the result in the row of this file. */
static size_t bytes_before_result(const char *name)
{
	const char *row = strstr(out, name);

	assert_non_null(row);
	while (row > out && row[-1] != '\n')
		row--;
	return strstr(row, "accepted") - row;
}

static void test_names(void **state)
{
	static const char name[] = "B\xfcro\n\x1b[31m.xml";

	(void)state;
	put_configuration(name, "");
	put_configuration("B\xc3\xbcro.xml", "");
	AUDIT(false, false, name, "B\xc3\xbcro.xml", "good.xml");
	assert_row("/B\\xfcro\\x0a\\x1b[31m.xml accepted");
	assert_null(strchr(out, 0x1b));
	assert_null(strchr(out, 0xfc));
	/* Two bytes, one column. */
	assert_int_equal(bytes_before_result("B\xc3\xbcro"),
			 bytes_before_result("good.xml") + 1);
	AUDIT(true, false, name);
	assert_contains(out, "/B\\\\xfcro\\\\x0a\\\\x1b[31m.xml");
}

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *value;

	assert_true(json_object_object_get_ex(object, name, &value));
	return value;
}

static void test_json(void **state)
{
	static const char *const results[] = { "accepted", "refused" };
	char *rest;

	(void)state;
	assert_int_equal(AUDIT(true, false, "doubtful.xml", "bad.xml"),
			 PHONEWALL_EXIT_FAILED);
	rest = out;
	for (size_t i = 0; i < COUNT(results); i++) {
		char *line = strsep(&rest, "\n");
		struct json_object *object = json_tokener_parse(line);

		assert_non_null(object);
		assert_string_equal(json_object_get_string(
				member(object, "result")), results[i]);
		assert_int_equal(json_object_array_length(
				member(object, "faults")), i ? 2 : 0);
		assert_int_equal(json_object_array_length(
				member(object, "warnings")), i ? 0 : 3);
		if (!i)
			assert_int_equal(json_object_get_int(member(member(
				object, "open_ports"), "udp")), 3108);
		json_object_put(object);
	}
	assert_string_equal(rest, "");
}

/* None of the files is judged by settings that nobody meant. */
static void test_bad_settings(void **state)
{
	(void)state;
	put("phonewall.conf", "lines = many\n");
	assert_int_equal(AUDIT(false, false, "good.xml"),
			 PHONEWALL_EXIT_FAILED);
	assert_string_equal(out, "");
	assert_contains(error, "phonewall.conf:1: lines: 'many': ");
	assert_int_equal(AUDIT(true, false, "good.xml"), PHONEWALL_EXIT_FAILED);
	assert_contains(out, "\"parameter\":\"lines\"");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_table),
		TEST(test_columns),
		TEST(test_first_fault),
		TEST(test_status),
		TEST(test_unreadable),
		TEST(test_names),
		TEST(test_json),
		TEST(test_bad_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
