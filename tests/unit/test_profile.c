// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "config/profile.h"
#include "faults.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

static struct phonewall_profile profile;
static struct phonewall_faults faults;

static bool uses(const char *name)
{
	return !strcmp(name, "Used") || !strcmp(name, "Used.1-2_") ||
	       !strcmp(name, "Other");
}

static void read_bytes(const char *text, size_t length)
{
	phonewall_profile_read(text, length, uses, &profile, &faults);
}

static void read_text(const char *text)
{
	read_bytes(text, strlen(text));
}

static int clear(void **state)
{
	(void)state;
	phonewall_profile_clear(&profile);
	phonewall_faults_clear(&faults);
	return 0;
}

/* All parameters in one text, as "3:Used=a b|4:Other=c". */
static const char *parameters(void)
{
	static char list[16384];
	size_t length = 0;

	list[0] = '\0';
	for (size_t i = 0; i < profile.count; i++)
		length += snprintf(list + length, sizeof(list) - length,
				   "%s%u:%s=%s", i ? "|" : "",
				   profile.list[i].line, profile.list[i].name,
				   profile.list[i].value);
	return list;
}

/* Reads the text, and fails unless it gives these parameters and no fault. */
static void assert_read(const char *text, const char *expected)
{
	read_text(text);
	assert_no_fault(&faults);
	assert_string_equal(parameters(), expected);
	clear(NULL);
}

/* Reads the text, and fails unless it has exactly this fault. */
static void assert_refused(const char *text, unsigned int line,
			   const char *parameter, const char *token,
			   const char *part)
{
	read_text(text);
	assert_only_fault(&faults, line, parameter, token, part);
	clear(NULL);
}

static void test_structure(void **state)
{
	static const struct {
		const char *text;
		const char *parameters;
	} cases[] = {
		{ "<flat-profile/>", "" },
		{ "<flat-profile></flat-profile>", "" },
		{ "<flat-profile><Used>a</Used></flat-profile>", "1:Used=a" },
		{ "<flat-profile>\n<Used>a</Used>\n</flat-profile>\n",
		  "2:Used=a" },
		{ "<device><flat-profile><Used>a</Used></flat-profile></device>",
		  "1:Used=a" },
		{ "<device><x><Used>b</Used></x>\n<flat-profile>"
		  "<Used>a</Used></flat-profile><Used>c</Used></device>",
		  "2:Used=a" },
		{ "<device><flat-profile><Used>a</Used></flat-profile>\n"
		  "<flat-profile><Used>b</Used></flat-profile></device>",
		  "2:Used=b" },
		{ "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<flat-profile>"
		  "<Used ua=\"na\" group=\"x\">a</Used></flat-profile>",
		  "2:Used=a" },
		{ "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
		  "<flat-profile><Used>a</Used></flat-profile>", "1:Used=a" },
		{ "\xef\xbb\xbf<flat-profile><Used>a</Used></flat-profile>",
		  "1:Used=a" },
		{ "<flat-profile lang=\"en\"><Used.1-2_>a</Used.1-2_>"
		  "</flat-profile>", "1:Used.1-2_=a" },
		{ "<flat-profile>\n<Other>1</Other>\n<Used>2</Used>\n"
		  "</flat-profile>", "2:Other=1|3:Used=2" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_read(cases[i].text, cases[i].parameters);
}

static void test_ignored(void **state)
{
	static const char *const texts[] = {
		"<used>a</used>", "<USED>a</USED>", "<Used_>a</Used_>",
		"<Use>a</Use>", "<x:Used>a</x:Used>",
		"<Unknown><Used>a</Used></Unknown>",
		"<flat-profile><Used>a</Used></flat-profile>",
		"<!-- <Used>a</Used> -->", "<?Used a?>", "// Used a",
		"# <!-- --> Used a", "<Unknown>\x41\xc3\xa9&#x41;</Unknown>",
		"<![CDATA[<Used>a</Used>]]>",
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		snprintf(text, sizeof(text),
			 "<flat-profile>%s\n<Other>o</Other></flat-profile>",
			 texts[i]);
		assert_read(text, "2:Other=o");
	}
}

static void test_values(void **state)
{
	static const struct {
		const char *element;
		const char *value;
	} cases[] = {
		{ "<Used/>", "" },
		{ "<Used ua=\"na\"/>", "" },
		{ "<Used></Used>", "" },
		{ "<Used> \t\r\n </Used>", "" },
		{ "<Used> a </Used>", "a" },
		{ "<Used>\n\ta,\n\tb\n</Used>", "a, \tb" },
		{ "<Used>a\r\nb\rc</Used>", "a b c" },
		{ "<Used>a&#13;b&#10;c</Used>", "a b c" },
		{ "<Used>&lt;&gt;&amp;&apos;&quot;</Used>", "<>&'\"" },
		{ "<Used>&#40;&#x2e;&#x2E;</Used>", "(.." },
		{ "<Used><![CDATA[<a>&amp;]]></Used>", "<a>&amp;" },
		{ "<Used>a<!-- b -->c<?d e?>f</Used>", "acf" },
		{ "<Used>\xc3\xa9</Used>", "\xc3\xa9" },
		{ "<Used>\"\"</Used>", "\"\"" },
	};
	char text[256];
	char expected[64];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(text, sizeof(text), "<flat-profile>%s</flat-profile>",
			 cases[i].element);
		snprintf(expected, sizeof(expected), "1:Used=%s",
			 cases[i].value);
		assert_read(text, expected);
	}
}

static void test_last_wins(void **state)
{
	(void)state;
	assert_read("<flat-profile>\n<Used>a</Used>\n<Other>b</Other>\n"
		    "<Used>c</Used>\n<Other/>\n</flat-profile>",
		    "4:Used=c|5:Other=");
}

static void test_nested_element(void **state)
{
	(void)state;
	assert_refused("<flat-profile>\n<Used>a\n<b>c</b></Used>\n"
		       "</flat-profile>", 3, "Used", "b", "must hold text only");
	assert_refused("<flat-profile><Used><Other/></Used></flat-profile>",
		       1, "Used", "Other", "must hold text only");
	read_text("<flat-profile>\n<Used><b/></Used>\n"
		  "<Other><c><d/></c><e/></Other>\n</flat-profile>");
	assert_int_equal(faults.count, 2);
	assert_fault(&faults.list[0], 2, "Used", "b", "text only");
	assert_fault(&faults.list[1], 3, "Other", "c", "text only");
}

static void test_root(void **state)
{
	static const char part[] = "must be <flat-profile>";

	(void)state;
	assert_refused("<html><flat-profile/></html>", 1, "html", NULL, part);
	assert_refused("\n<Flat-Profile/>", 2, "Flat-Profile", NULL, part);
	assert_refused("<Used>a</Used>", 1, "Used", NULL, part);
	assert_refused("<device/>", 1, "device", NULL, "no <flat-profile>");
	assert_refused("<device><x><flat-profile/></x></device>", 1,
		       "flat-profile", NULL, "put it directly into <device>");
	assert_refused("<device>\n<Used>a</Used></device>", 1, "device", NULL,
		       "no <flat-profile>");
}

static void test_not_well_formed(void **state)
{
	static const struct {
		const char *text;
		unsigned int line;
		const char *part;
	} cases[] = {
		{ "<", 1, "ends before </flat-profile>" },
		{ "x", 1, "(syntax error at column 1)" },
		{ "<flat-profile>", 1, "ends before </flat-profile>" },
		{ "<flat-profile>\n<Used>a</Used>", 2, "ends before </flat-profile>" },
		{ "<flat-profile>\n<Used>a", 2, "ends before </flat-profile>" },
		{ "<flat-profile>\n<Used", 2, "cut short" },
		{ "<flat-profile/><flat-profile/>", 1, "(junk after" },
		{ "<flat-profile/>\nx", 2, "(junk after" },
		{ "<flat-profile>\n<Used>a & b</Used></flat-profile>", 2,
		  "write & as &amp;" },
		{ "<flat-profile>\n<Used>a < b</Used></flat-profile>", 2,
		  "it as &lt;" },
		{ "<flat-profile>&nbsp;</flat-profile>", 1,
		  "(undefined entity at column 15); write & as &amp;" },
		{ "<flat-profile><Used ua=na/></flat-profile>", 1,
		  "(not well-formed" },
		{ "<flat-profile><Used a=\"1\" a=\"2\"/></flat-profile>", 1,
		  "(duplicate attribute" },
		{ "<flat-profile><Used>\x80</Used></flat-profile>", 1,
		  "UTF-8" },
		{ "<flat-profile>\n<Used>\xc3</Used></flat-profile>", 2,
		  "UTF-8" },
		{ "<flat-profile><Used>\xc0\xaf</Used></flat-profile>", 1,
		  "UTF-8" },
		{ "<flat-profile><Used>\xed\xa0\x80</Used></flat-profile>", 1,
		  "UTF-8" },
		{ "<flat-profile><Used>\xf4\x90\x80\x80</Used></flat-profile>",
		  1, "UTF-8" },
		{ "<flat-profile><Used>\x1b</Used></flat-profile>", 1,
		  "(not well-formed" },
		{ "<flat-profile>&#0;</flat-profile>", 1, "not well-formed" },
		{ "<flat-profile>&#xD800;</flat-profile>", 1,
		  "not well-formed" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_refused(cases[i].text, cases[i].line, NULL, NULL,
			       cases[i].part);
}

static void test_read_up_to_the_fault(void **state)
{
	(void)state;
	read_text("<flat-profile>\n<Used>a</Used>\n<Other>b</Used>");
	assert_only_fault(&faults, 3, "Other", NULL, "begins in line 3");
	assert_string_equal(parameters(), "2:Used=a");
}

static void test_doctype(void **state)
{
	static const char *const declarations[] = {
		"<!DOCTYPE flat-profile>",
		"<!DOCTYPE flat-profile SYSTEM \"http://192.0.2.1/x.dtd\">",
		"<!DOCTYPE flat-profile PUBLIC \"x\" \"file:///etc/passwd\">",
		"<!DOCTYPE flat-profile [<!ENTITY a \"b\">]>",
		"<!DOCTYPE flat-profile [<!ENTITY a SYSTEM \"/etc/passwd\">]>",
		"<!DOCTYPE flat-profile [<!ENTITY % a SYSTEM \"x\"> %a;]>",
		"<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">"
		"<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
		"<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">"
		"<!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">]>",
	};
	char text[1024];

	(void)state;
	for (size_t i = 0; i < COUNT(declarations); i++) {
		snprintf(text, sizeof(text),
			 "<?xml version=\"1.0\"?>\n%s\n<flat-profile>"
			 "<Used>&a;</Used></flat-profile>", declarations[i]);
		read_text(text);
		assert_int_equal(profile.count, 0);
		assert_only_fault(&faults, 2, NULL, "<!DOCTYPE",
				  "document type and its entities");
	}
}

static void test_foreign_files(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		const char *part;
	} cases[] = {
		{ "", 0, "is empty" },
		{ " \t\r\n", 4, "is empty" },
		{ "\x1f\x8b\x08\0\0", 5, "compressed with gzip" },
		{ "\x1f\x8b\x08", 3, "gunzip" },
		{ "Salted__\x01\0\xff", 11, "encrypted with openssl" },
		{ "\xff\xfe<\0f\0", 6, "UTF-16" },
		{ "\xfe\xff\0<\0f", 6, "UTF-16" },
		{ "<\0f\0l\0", 6, "NUL bytes" },
		{ "\0", 1, "NUL bytes" },
		{ "<flat-profile/>\0", 16, "NUL bytes" },
		{ "\x7f" "ELF\x02\x01\x01\0", 8, "NUL bytes" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		read_bytes(cases[i].text, cases[i].length);
		assert_only_fault(&faults, 0, NULL, NULL, cases[i].part);
		assert_int_equal(profile.count, 0);
	}
}

/* Nothing beyond the length is read: ASan would notice. */
static void test_length(void **state)
{
	static const char text[] = "<flat-profile/>";
	size_t length = sizeof(text) - 1;

	(void)state;
	for (size_t i = 1; i <= length; i++) {
		char *copy = malloc(i);

		assert_non_null(copy);
		memcpy(copy, text, i);
		read_bytes(copy, i);
		assert_int_equal(faults.count, i == length ? 0 : 1);
		clear(state);
		free(copy);
	}
}

static void read_padded(size_t length)
{
	static const char start[] = "<flat-profile><Used>a</Used>";
	static const char end[] = "</flat-profile>";
	size_t padding = length - (sizeof(start) - 1) - (sizeof(end) - 1);
	char *text = malloc(length + 1);

	assert_non_null(text);
	strcpy(text, start);
	memset(text + sizeof(start) - 1, 'x', padding);
	strcpy(text + sizeof(start) - 1 + padding, end);
	read_bytes(text, length);
	free(text);
}

static void test_size_bound(void **state)
{
	(void)state;
	read_padded(PHONEWALL_PROFILE_SIZE_MAX);
	assert_no_fault(&faults);
	assert_string_equal(parameters(), "1:Used=a");
	clear(state);
	read_padded(PHONEWALL_PROFILE_SIZE_MAX + 1);
	assert_int_equal(profile.count, 0);
	assert_only_fault(&faults, 0, NULL, NULL, "larger than 1 MiB");
}

/* @depth elements in all, the first of which is <flat-profile>. */
static void read_nested(size_t depth)
{
	size_t room = depth * sizeof("<x></x>") + 64;
	char *text = calloc(1, room);
	char *end = text;

	assert_non_null(text);
	end = stpcpy(end, "<flat-profile>");
	for (size_t i = 1; i < depth; i++)
		end = stpcpy(end, "<x>");
	for (size_t i = 1; i < depth; i++)
		end = stpcpy(end, "</x>");
	strcpy(end, "</flat-profile>");
	read_text(text);
	free(text);
}

static bool use_all(const char *name)
{
	(void)name;
	return true;
}

/* Of those that are used, by their names; one that is repeated counts once. */
static void test_count_bound(void **state)
{
	static char text[64 * PHONEWALL_PROFILE_COUNT_MAX];
	size_t length = sprintf(text, "<flat-profile>\n");

	(void)state;
	for (unsigned int i = 0; i < PHONEWALL_PROFILE_COUNT_MAX; i++)
		length += sprintf(text + length, "<N%u>%u</N%u>\n", i, i, i);
	sprintf(text + length, "<N7>again</N7>\n</flat-profile>");
	phonewall_profile_read(text, strlen(text), use_all, &profile, &faults);
	assert_int_equal(faults.count, 0);
	assert_int_equal(profile.count, PHONEWALL_PROFILE_COUNT_MAX);
	assert_string_equal(profile.list[7].value, "again");
	phonewall_profile_clear(&profile);
	sprintf(text + length, "<More/>\n<N7>again</N7>\n</flat-profile>");
	phonewall_profile_read(text, strlen(text), use_all, &profile, &faults);
	assert_only_fault(&faults, PHONEWALL_PROFILE_COUNT_MAX + 2, "More",
			  NULL, "more than 4096 parameters");
	assert_int_equal(profile.count, PHONEWALL_PROFILE_COUNT_MAX);
}

static void test_depth_bound(void **state)
{
	(void)state;
	read_nested(PHONEWALL_PROFILE_DEPTH_MAX);
	assert_no_fault(&faults);
	read_nested(PHONEWALL_PROFILE_DEPTH_MAX + 1);
	assert_only_fault(&faults, 1, "x", NULL, "more than 16 elements deep");
	read_nested(100000);
	assert_only_fault(&faults, 1, "x", NULL, "more than 16 elements deep");
}

static void read_value(size_t length)
{
	char *value = malloc(length + 1);
	char *text;

	assert_non_null(value);
	memset(value, 'v', length);
	value[length] = '\0';
	text = phonewall_memory_print("<flat-profile>\n<x>%s</x><Used>%s</Used></flat-profile>",
				      value, value);
	read_text(text);
	free(text);
	free(value);
}

static void test_value_bound(void **state)
{
	(void)state;
	read_value(PHONEWALL_PROFILE_VALUE_MAX);
	assert_no_fault(&faults);
	assert_int_equal(strlen(profile.list[0].value),
			 PHONEWALL_PROFILE_VALUE_MAX);
	clear(state);
	read_value(PHONEWALL_PROFILE_VALUE_MAX + 1);
	assert_only_fault(&faults, 2, "Used", NULL, "longer than 4096 bytes");
	clear(state);
	read_value(300000);
	assert_only_fault(&faults, 2, "Used", NULL, "longer than 4096 bytes");
}

/* A value after one that was too long is whole again. */
static void test_value_after_long_one(void **state)
{
	char *text = phonewall_memory_print("<flat-profile><Used>%5000s</Used><Other>o</Other></flat-profile>",
					    "x");

	(void)state;
	read_text(text);
	free(text);
	assert_only_fault(&faults, 1, "Used", NULL, "longer than");
	assert_string_equal(profile.list[0].value, "");
	assert_string_equal(profile.list[1].value, "o");
}

/* The content of an unused parameter is ignored, except for its characters. */
static void test_encodings_of_one_byte(void **state)
{
	static const char *const encodings[] = {
		"ISO-8859-1", "iso-8859-15", "Windows-1252",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(encodings); i++) {
		char *text = phonewall_memory_print(
			"<?xml version=\"1.0\" encoding=\"%s\"?>\n<flat-profile>"
			"<Name>B\xfcro\x80</Name><Used>a\xfc</Used>"
			"</flat-profile>", encodings[i]);

		assert_read(text, "2:Used=a\xc3\xbc");
		free(text);
	}
	/*
	 * Neither a file that declares another encoding nor one with a mark of
	 * UTF-8.
	 */
	assert_refused("<?xml version=\"1.0\" encoding=\"UTF-8\"?><flat-profile>"
		       "<Name>B\xfcro</Name></flat-profile>", 1, NULL, NULL,
		       "save the file as UTF-8");
	assert_refused("\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
		       "<flat-profile><Name>B\xfcro</Name></flat-profile>", 1,
		       NULL, NULL, "save the file as UTF-8");
	/* The mistakes in such a file are found as in any other. */
	assert_refused("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n"
		       "<flat-profile>\n<Name>B\xfcro</Nam></flat-profile>", 3,
		       "Name", NULL, "begins in line 3");
}

static void test_causes_are_named(void **state)
{
	static const char declaration[] =
		"does not begin the file; delete what is before it";

	(void)state;
	assert_refused("\n<?xml version=\"1.0\"?><flat-profile/>", 2, NULL,
		       "<?xml", declaration);
	assert_refused("<!-- x -->\n<?xml version=\"1.0\"?><flat-profile/>", 2,
		       NULL, "<?xml", declaration);
	assert_refused("<flat-profile>\n<!------ x ------>\n</flat-profile>", 2,
		       NULL, "<!--", "comment with --");
	assert_refused("<flat-profile>\n<!-- a -- b -->\n</flat-profile>", 2,
		       NULL, "<!--", "comment with --");
	assert_refused("<flat-profile>\n<Line_Enable[1]>Yes</Line_Enable[1]>",
		       2, "Line_Enable[1]", NULL, "not a valid element name");
	assert_refused("<flat-profile>\n<Used>x</Used[1]>", 2, "Used[1]", NULL,
		       "not a valid element name");
	assert_refused("<flat-profile><1x>y</1x>", 1, "1x", NULL,
		       "not a valid element name");
	assert_refused("<flat-profile><Password><s[cret</Password>", 1, NULL,
		       NULL, "a value with an invalid tag");
	assert_refused("<flat-profile><Password>p</s[cret</Password>", 1, NULL,
		       NULL, "a value with an invalid tag");
	assert_refused("<device><flat-profile><Used>p<s[cret</Used>", 1, NULL,
		       NULL, "a value with an invalid tag");
	assert_refused("<flat-profile><Used>a < b</Used>", 1, NULL, NULL,
		       "write it as &lt;");
	assert_refused("<flat-profile><Used>a & b</Used>", 1, NULL, NULL,
		       "write & as &amp;");
	assert_refused("<device>\n<g>\n<flat-profile/></g></device>", 3,
		       "flat-profile", NULL, "directly into <device>");
}

/* The end of the reference that the "&" seems to begin is not its cause. */
static void test_ampersands(void **state)
{
	static const char *const values[] = {
		"AT&T", "A &", "R&D Dept", "http://a/?a=1&b=2", "a && b",
		"&a.b-c_d:1<x/>", "&#12x", "\xc3\xa9&\xc3\xa9 b",
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		snprintf(text, sizeof(text),
			 "<flat-profile>\n<Phone>%s</Phone></flat-profile>",
			 values[i]);
		assert_refused(text, 2, NULL, NULL, "write & as &amp;");
	}
	assert_refused("<flat-profile>\n<Phone ua=\"R&D\"/></flat-profile>", 2,
		       NULL, NULL, "write & as &amp;");
	assert_refused("<flat-profile><!-- R&D-- -->", 1, NULL, "<!--",
		       "comment with --");
	assert_refused("<flat-profile>\n<Phone>&amp;<1/></flat-profile>", 2,
		       NULL, NULL, "write < as &lt;");
}

static void test_end_tags(void **state)
{
	(void)state;
	assert_refused("<flat-profile><Used>\n</flat-profile>", 2, "Used", NULL,
		       "begins in line 1 and is not closed before this end");
	assert_refused("<flat-profile>\n<Phone>\n<Name>x</Name>\n\n"
		       "</flat-profile>", 5, "Phone", NULL,
		       "begins in line 2 and is not closed");
	assert_refused("<flat-profile>\n\n</flat-profil>", 3, "flat-profile",
		       NULL, "begins in line 1 and is not closed");
	/* A part of a possible password is not shown. */
	assert_refused("<flat-profile>\n<Password>p<s>cret</Password>", 2,
		       NULL, NULL, "begins in line 2 and is not closed");
}

static void test_early_end(void **state)
{
	(void)state;
	assert_refused("<flat-profile>\n<Used>a</Used>\n<Oth", 3, NULL, NULL,
		       "the file ends before </flat-profile>; it is cut short");
	assert_refused("<device>\n<flat-profile>\n<Used>B\xc3", 3, NULL, NULL,
		       "the file ends before </flat-profile>");
	assert_refused("<device>\n<flat-profile/>\n", 3, NULL, NULL,
		       "the file ends before </device>");
	assert_refused("<flat-profile>\n<!-- a\n</flat-profile>", 2, NULL,
		       "<!--", "comment that does not end; write -->");
	assert_refused("<flat-profile>\n<![CDATA[a</flat-profile>", 2, NULL,
		       "<![CDATA[", "write ]]>");
}

static void test_tags_without_end(void **state)
{
	static const char *const elements[] = {
		"<Firewall ua=\"na>Enabled\n</Firewall>",
		"<Firewall Enabled\n</Firewall>",
		"<Firewall>Enabled</Firewall\n<Used>x</Used>",
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < COUNT(elements); i++) {
		snprintf(text, sizeof(text),
			 "<flat-profile>\n%s</flat-profile>", elements[i]);
		assert_refused(text, 3, NULL, NULL,
			       "tag that begins in line 2 does not end");
	}
	assert_refused("<flat-profile><Used>a <<b></Used>", 1, NULL, NULL,
		       "contains a < that does not begin an element");
}

static void test_characters_out_of_place(void **state)
{
	(void)state;
	assert_refused("<flat-profile>\n<Used ua=\xe2\x80\x9cna\xe2\x80\x9d/>",
		       2, NULL, NULL, "the character U+201C outside a value");
	assert_refused("<flat-profile>\n<Used\xc2\xa0ua=\"na\"/>", 2, NULL, NULL,
		       "the character U+00A0");
	assert_refused("\xef\xbb\xbf\xef\xbb\xbf<flat-profile/>", 1, NULL, NULL,
		       "the character U+FEFF");
	assert_refused("<flat-profile><Used \xf0\x9f\x93\x9e/>", 1, NULL, NULL,
		       "the character U+1F4DE");
	assert_refused("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
		       "<flat-profile><Used \xa0/>", 1, NULL, NULL,
		       "the character U+00A0");
	/* A part of a possible password is not shown. */
	assert_refused("<flat-profile><Password><\xe2\x82\xac</Password>", 1,
		       NULL, NULL, "write");
}

static void test_declared_encodings(void **state)
{
	static const char *const encodings[] = {
		"GBK", "latin1", "cp1252", "KOI8-R",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(encodings); i++) {
		char *text = phonewall_memory_print(
			"<?xml version=\"1.0\" encoding=\"%s\"?>\n<flat-profile>"
			"<Name>B\xfcro</Name></flat-profile>", encodings[i]);

		assert_refused(text, 2, NULL, encodings[i],
			       "not supported; save the file as UTF-8");
		free(text);
	}
}

static void test_before_the_root(void **state)
{
	(void)state;
	assert_refused("xyz<flat-profile/>", 1, NULL, NULL,
		       "text outside the root element; delete it");
	assert_refused("<?xml version=\"1.0\"?>\nx y<flat-profile/>", 2, NULL,
		       NULL, "text outside the root element");
	assert_refused("<?xml version=\"1.0\"?>\nxyz<flat-profile/>", 2, NULL,
		       NULL, "text outside the root element");
	assert_refused("<flat-profile ua=\"na>\n<Used/></flat-profile>", 2, NULL,
		       NULL, "tag that begins in line 1 does not end");
	assert_refused("<?XML version=\"1.0\"?><flat-profile/>", 1, NULL, NULL,
		       "write <?xml in small letters");
	assert_refused("<? xml version=\"1.0\"?><flat-profile/>", 1, NULL, NULL,
		       "write <?xml in small letters");
	assert_refused("<!ENTITY a \"b\"><flat-profile/>", 1, NULL, NULL,
		       "<! that begins no comment");
	assert_refused("<flat-profile>\n<!ENTITY a \"b\"></flat-profile>", 2,
		       NULL, NULL, "<! that begins no comment");
	assert_refused("<flat-profile>\n<!- a -></flat-profile>", 2, NULL, NULL,
		       "<! that begins no comment");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_encodings_of_one_byte, clear),
		cmocka_unit_test_teardown(test_causes_are_named, clear),
		cmocka_unit_test_teardown(test_ampersands, clear),
		cmocka_unit_test_teardown(test_end_tags, clear),
		cmocka_unit_test_teardown(test_early_end, clear),
		cmocka_unit_test_teardown(test_tags_without_end, clear),
		cmocka_unit_test_teardown(test_characters_out_of_place, clear),
		cmocka_unit_test_teardown(test_declared_encodings, clear),
		cmocka_unit_test_teardown(test_before_the_root, clear),
		cmocka_unit_test_teardown(test_structure, clear),
		cmocka_unit_test_teardown(test_ignored, clear),
		cmocka_unit_test_teardown(test_values, clear),
		cmocka_unit_test_teardown(test_last_wins, clear),
		cmocka_unit_test_teardown(test_nested_element, clear),
		cmocka_unit_test_teardown(test_root, clear),
		cmocka_unit_test_teardown(test_not_well_formed, clear),
		cmocka_unit_test_teardown(test_read_up_to_the_fault, clear),
		cmocka_unit_test_teardown(test_doctype, clear),
		cmocka_unit_test_teardown(test_foreign_files, clear),
		cmocka_unit_test_teardown(test_length, clear),
		cmocka_unit_test_teardown(test_size_bound, clear),
		cmocka_unit_test_teardown(test_count_bound, clear),
		cmocka_unit_test_teardown(test_depth_bound, clear),
		cmocka_unit_test_teardown(test_value_bound, clear),
		cmocka_unit_test_teardown(test_value_after_long_one, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
