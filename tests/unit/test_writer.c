// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <json-c/json.h>
#include <locale.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "output/table.h"
#include "output/terminal.h"
#include "output/width.h"
#include "output/writer.h"
#include "output_text.h"

static const struct phonewall_column columns[] = {
	{ .heading = "NAME" },
	{ .heading = "NUMBER", .is_number = true },
	{ .heading = "REMARK" },
};

static const struct phonewall_table table = {
	.columns = columns,
	.count = sizeof(columns) / sizeof(columns[0]),
};

/* What a writer prints of what @describe describes. */
static char *print(struct phonewall_writer *(*open_writer)(void),
		   void (*describe)(struct phonewall_writer *writer))
{
	struct phonewall_writer *writer;
	char *out, *error;

	output_begin();
	writer = open_writer();
	describe(writer);
	phonewall_writer_close(writer);
	output_end(&out, &error);
	assert_string_equal(error, "");
	free(error);
	return out;
}

static void assert_printed(void (*describe)(struct phonewall_writer *writer),
			   const char *json, const char *text)
{
	char *printed = print(phonewall_writer_open_json, describe);

	assert_string_equal(printed, json);
	free(printed);
	printed = print(phonewall_writer_open_text, describe);
	assert_string_equal(printed, text);
	free(printed);
}

static void describe_members(struct phonewall_writer *writer)
{
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_string(writer, "name", "%s:", "a/\"\xc3\xbc\"\n");
	phonewall_write_number(writer, "number", " %s s", UINT64_MAX);
	phonewall_write_boolean(writer, "boolean", true, ", yes", ", no");
	phonewall_write_boolean(writer, "other", false, ", yes", ", no");
	phonewall_write_string(writer, "none", ", %s", NULL);
	phonewall_write_string(writer, "hidden", NULL, "x");
	phonewall_write_null(writer, "null");
	phonewall_write_text(writer, ", %u%%", 7);
	phonewall_write_end_line(writer);
	phonewall_write_end_object(writer);
}

static void test_members(void **state)
{
	(void)state;
	assert_printed(describe_members,
		       "{\"name\":\"a/\\\"\xc3\xbc\\\"\\n\","
		       "\"number\":18446744073709551615,\"boolean\":true,"
		       "\"other\":false,\"none\":null,\"hidden\":\"x\","
		       "\"null\":null}\n",
		       "a/\"\xc3\xbc\"?: 18446744073709551615 s, yes, no, 7%\n");
}

static void describe_nested(struct phonewall_writer *writer)
{
	struct json_object *read = json_tokener_parse("{\"a\":[1,null]}");

	phonewall_write_begin_object(writer, NULL);
	phonewall_write_begin_array(writer, "empty");
	phonewall_write_end_array(writer);
	phonewall_write_begin_array(writer, "words");
	phonewall_write_string(writer, NULL, " %s", "a");
	phonewall_write_string(writer, NULL, " %s", "b");
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_end_object(writer);
	phonewall_write_end_array(writer);
	phonewall_write_json(writer, "read", read);
	phonewall_write_json(writer, "nothing", NULL);
	phonewall_write_end_object(writer);
	phonewall_write_end_line(writer);
	phonewall_write_end_line(writer);
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_end_object(writer);
	json_object_put(read);
}

static void test_nested(void **state)
{
	(void)state;
	assert_printed(describe_nested,
		       "{\"empty\":[],\"words\":[\"a\",\"b\",{}],"
		       "\"read\":{\"a\":[1,null]},\"nothing\":null}\n{}\n",
		       " a b\n");
}

static void describe_hidden(struct phonewall_writer *writer)
{
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_hide(writer);
	phonewall_write_number(writer, "a", "%s", 1);
	phonewall_write_hide(writer);
	phonewall_write_text(writer, "x");
	phonewall_write_show(writer);
	phonewall_write_number(writer, "b", "%s", 2);
	phonewall_write_begin_table(writer, &table);
	phonewall_write_column(writer, 0);
	phonewall_write_end_line(writer);
	phonewall_write_end_table(writer);
	phonewall_write_sentence(writer, PHONEWALL_COLOUR_BAD, "x");
	phonewall_write_labelled(writer, "x", "x");
	phonewall_write_show(writer);
	phonewall_write_number(writer, "c", "%s", 3);
	phonewall_write_end_line(writer);
	phonewall_write_end_object(writer);
}

static void test_hidden(void **state)
{
	(void)state;
	assert_printed(describe_hidden, "{\"a\":1,\"b\":2,\"c\":3}\n", "3\n");
}

static void describe_sentences(struct phonewall_writer *writer)
{
	phonewall_write_labelled(writer, "label", "a\033[31mb");
	phonewall_write_labelled(writer, "label", NULL);
	phonewall_write_sentence(writer, PHONEWALL_COLOUR_BAD,
		"0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 9");
}

/* Without a terminal there is no colour, and lines have 120 columns. */
static void test_sentences(void **state)
{
	(void)state;
	assert_printed(describe_sentences, "",
		       "  label                   a?[31mb\n"
		       "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789\n"
		       "    9\n");
}

static void describe_row(struct phonewall_writer *writer, const char *name,
			 uint64_t number, const char *remark)
{
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_column(writer, 0);
	phonewall_write_string(writer, "name", "%s", name);
	phonewall_write_column(writer, 2);
	phonewall_write_string(writer, "remark", "%s", remark);
	phonewall_write_column(writer, 1);
	phonewall_write_number(writer, "number", "%s", number);
	phonewall_write_text(writer, " B");
	phonewall_write_end_line(writer);
	phonewall_write_end_object(writer);
}

static void describe_table(struct phonewall_writer *writer)
{
	phonewall_write_begin_table(writer, &table);
	describe_row(writer, "B\xc3\xbcro", 7, NULL);
	describe_row(writer, "a", 1234567,
		     "one two three four five six seven eight nine ten");
	phonewall_write_end_table(writer);
}

static void test_table(void **state)
{
	(void)state;
	assert_printed(describe_table,
		       "{\"name\":\"B\xc3\xbcro\",\"remark\":null,\"number\":7}\n"
		       "{\"name\":\"a\",\"remark\":\"one two three four five six seven eight nine ten\",\"number\":1234567}\n",
		       "NAME     NUMBER  REMARK\n"
		       "B\xc3\xbcro        7 B  -\n"
		       "a     1234567 B  one two three four five six seven eight nine ten\n");
}

static void describe_long_row(struct phonewall_writer *writer,
			      const struct phonewall_table *described)
{
	phonewall_write_begin_table(writer, described);
	describe_row(writer, "a", 7, "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789");
	phonewall_write_end_table(writer);
}

static void describe_long_line(struct phonewall_writer *writer)
{
	describe_long_row(writer, &table);
}

static void describe_long_rows(struct phonewall_writer *writer)
{
	static const struct phonewall_table narrow = {
		.columns = columns, .width = 120,
		.count = sizeof(columns) / sizeof(columns[0]),
	};

	describe_long_row(writer, &narrow);
	phonewall_write_text(writer, "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 9");
	phonewall_write_end_line(writer);
}

/* Without a terminal a table is as wide as it says, and a line as it needs. */
static void test_long_rows(void **state)
{
	char *printed = print(phonewall_writer_open_text, describe_long_rows);

	(void)state;
	assert_string_equal(printed,
		"NAME  NUMBER  REMARK\n"
		"a        7 B  0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789\n"
		"              0123456789 0123456789\n"
		"0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 9\n");
	free(printed);
	printed = print(phonewall_writer_open_text, describe_long_line);
	assert_string_equal(printed,
		"NAME  NUMBER  REMARK\n"
		"a        7 B  0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789\n");
	free(printed);
}

/* What is printed to a terminal of so many columns, with "\n" at line ends. */
static char *print_to_terminal(void (*describe)(struct phonewall_writer *writer),
			       unsigned short width)
{
	const struct winsize size = { .ws_row = 24, .ws_col = width };
	int before = dup(STDOUT_FILENO);
	struct phonewall_writer *writer;
	char *text = calloc(1, 4096);
	char *end = text;
	int master, slave;
	ssize_t length;

	assert_non_null(text);
	assert_int_equal(openpty(&master, &slave, NULL, NULL, &size), 0);
	fflush(stdout);
	dup2(slave, STDOUT_FILENO);
	writer = phonewall_writer_open_text();
	describe(writer);
	phonewall_writer_close(writer);
	fflush(stdout);
	dup2(before, STDOUT_FILENO);
	close(before);
	close(slave);
	while ((length = read(master, end, text + 4095 - end)) > 0)
		end += length;
	close(master);
	end = text;
	for (const char *from = text; *from; from++)
		if (*from != '\r')
			*end++ = *from;
	*end = '\0';
	return text;
}

static void assert_on_terminal(unsigned short width, const char *expected)
{
	char *printed = print_to_terminal(describe_table, width);

	assert_string_equal(printed, expected);
	free(printed);
}

static void test_table_on_terminal(void **state)
{
	(void)state;
	assert_on_terminal(80, "NAME     NUMBER  REMARK\n"
			   "B\xc3\xbcro        7 B  -\n"
			   "a     1234567 B  one two three four five six seven eight nine ten\n");
	assert_on_terminal(45, "NAME     NUMBER  REMARK\n"
			   "B\xc3\xbcro        7 B  -\n"
			   "a     1234567 B  one two three four five six\n"
			   "                 seven eight nine ten\n");
	assert_on_terminal(40, "NAME     NUMBER  REMARK\n"
			   "B\xc3\xbcro        7 B  -\n"
			   "a     1234567 B\n"
			   "    one two three four five six seven\n"
			   "    eight nine ten\n");
}

static void describe_wide_cell(struct phonewall_writer *writer)
{
	phonewall_write_begin_table(writer, &table);
	describe_row(writer,
		     "/0123456789/0123456789/0123456789/0123456789/0123456789",
		     7, "x");
	phonewall_write_end_table(writer);
}

/* Nothing is cut off. */
static void test_wide_cell(void **state)
{
	char *printed = print_to_terminal(describe_wide_cell, 40);

	(void)state;
	assert_string_equal(printed,
			    "NAME\n"
			    "    NUMBER  REMARK\n"
			    "/0123456789/0123456789/0123456789/012345\n"
			    "6789/0123456789\n"
			    "       7 B  x\n");
	free(printed);
}

static void describe_judgements(struct phonewall_writer *writer)
{
	phonewall_write_judgement(writer, "a", "%s ", "accept", true);
	phonewall_write_judgement(writer, "b", "%s ", "block", false);
	phonewall_write_coloured(writer, PHONEWALL_COLOUR_NONE, "plain");
	phonewall_write_end_line(writer);
	phonewall_write_sentence(writer, PHONEWALL_COLOUR_BAD, "a fault");
}

#define PLAIN		"accept block plain\na fault\n"

static void assert_colours(const char *expected)
{
	char *printed = print_to_terminal(describe_judgements, 80);

	assert_string_equal(printed, expected);
	free(printed);
}

static void test_colours(void **state)
{
	char *printed;

	(void)state;
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	assert_colours("\033[32maccept\033[0m \033[31mblock\033[0m plain\n"
		       "\033[31ma fault\033[0m\n");
	setenv("NO_COLOR", "", 1);
	assert_colours("\033[32maccept\033[0m \033[31mblock\033[0m plain\n"
		       "\033[31ma fault\033[0m\n");
	setenv("NO_COLOR", "0", 1);
	assert_colours(PLAIN);
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	assert_colours(PLAIN);
	setenv("TERM", "xterm", 1);
	printed = print(phonewall_writer_open_text, describe_judgements);
	assert_string_equal(printed, PLAIN);
	free(printed);
}

static void assert_columns(const char *environment, unsigned short width,
			   unsigned int expected)
{
	const struct winsize size = { .ws_col = width };
	int master, slave;

	if (environment)
		setenv("COLUMNS", environment, 1);
	else
		unsetenv("COLUMNS");
	assert_int_equal(openpty(&master, &slave, NULL, NULL, &size), 0);
	assert_int_equal(phonewall_terminal_columns(slave), expected);
	close(slave);
	close(master);
	unsetenv("COLUMNS");
}

static void test_columns(void **state)
{
	int ends[2];

	(void)state;
	assert_columns(NULL, 132, 132);
	assert_columns(NULL, 0, 80);
	assert_columns(NULL, 10, PHONEWALL_TERMINAL_LEAST);
	assert_columns("60", 132, 60);
	assert_columns("0", 132, 132);
	assert_columns("x", 132, 132);
	assert_columns("4", 132, PHONEWALL_TERMINAL_LEAST);
	assert_int_equal(pipe(ends), 0);
	setenv("COLUMNS", "60", 1);
	assert_int_equal(phonewall_terminal_columns(ends[1]), 0);
	unsetenv("COLUMNS");
	close(ends[0]);
	close(ends[1]);
}

static void test_width(void **state)
{
	(void)state;
	setlocale(LC_CTYPE, "C.UTF-8");
	assert_int_equal(phonewall_width(""), 0);
	assert_int_equal(phonewall_width("B\xc3\xbcro"), 4);
	assert_int_equal(phonewall_width("\xe9\x9b\xbb\xe8\xa9\xb1"), 4);
	assert_int_equal(phonewall_width("\xfc\xfc"), 2);
	assert_int_equal(phonewall_width("\033[31mred\033[0m"), 3);
	assert_int_equal(phonewall_width("\033"), 0);
	assert_int_equal(phonewall_width_fit("", 5), 0);
	assert_int_equal(phonewall_width_fit("one two", 7), 7);
	assert_int_equal(phonewall_width_fit("one two", 6), 3);
	assert_int_equal(phonewall_width_fit("  onetwo", 5), 5);
	assert_int_equal(phonewall_width_fit("\xe9\x9b\xbb\xe8\xa9\xb1", 3), 3);
	assert_int_equal(phonewall_width_fit("\xe9\x9b\xbb", 1), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_long_rows),
		cmocka_unit_test(test_table_on_terminal),
		cmocka_unit_test(test_wide_cell),
		cmocka_unit_test(test_colours),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_width),
	};

	unsetenv("COLUMNS");
	setenv("TERM", "xterm", 1);
	setenv("NO_COLOR", "1", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
