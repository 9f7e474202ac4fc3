// SPDX-License-Identifier: MIT
#include "config/profile.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/name_index.h"
#include "base/text.h"
#include "config/xml_fault.h"

/**
 * struct open_element - an element that has not ended
 * @name: its name, cut
 * @line: line of its start tag
 */
struct open_element {
	char name[PHONEWALL_FAULT_TEXT_MAX + 1];
	unsigned int line;
};

/**
 * struct reader - where the parser stands
 * @parser: the parser
 * @text: what it reads
 * @length: bytes of @text
 * @encoding: the encoding that the file declares, NULL if none
 * @single_byte: whether the file declares an encoding of one byte a character
 * @names: who judges names
 * @profile: what was read
 * @faults: what is wrong
 * @warnings: what is hardly meant; may be NULL
 * @open: elements that are open, from the root on
 * @depth: how many
 * @profile_depth: depth of the <flat-profile> that is open, 0 if none is
 * @misplaced_line: line of the first <flat-profile> that is not directly in
 *	<device>, 0 if there is none
 * @inner_profile: whether the element directly in the profile that is open is a
 *	<flat-profile> again
 * @profile_seen: whether a <flat-profile> was opened at all
 * @element: the used parameter that is open, its name NULL if none is
 * @value: the text of @element so far
 * @value_length: bytes of @value
 * @value_too_long: whether @value had no room for all of it
 * @nested: whether an element was met in @element
 */
struct reader {
	XML_Parser parser;
	const char *text;
	size_t length;
	char *encoding;
	bool single_byte;
	const struct phonewall_profile_names *names;
	struct phonewall_profile *profile;
	struct phonewall_faults *faults;
	struct phonewall_faults *warnings;
	struct open_element open[PHONEWALL_PROFILE_DEPTH_MAX];
	unsigned int depth;
	unsigned int profile_depth;
	unsigned int misplaced_line;
	bool inner_profile;
	bool profile_seen;
	struct phonewall_profile_element element;
	char value[PHONEWALL_PROFILE_VALUE_MAX + 1];
	size_t value_length;
	bool value_too_long;
	bool nested;
};

static unsigned int current_line(const struct reader *reader)
{
	return phonewall_xml_line(reader->parser);
}

static void stop(struct reader *reader)
{
	XML_StopParser(reader->parser, XML_FALSE);
}

static void start_root(struct reader *reader, const char *name)
{
	if (!strcmp(name, "flat-profile")) {
		reader->profile_depth = reader->depth;
		reader->profile_seen = true;
	} else if (strcmp(name, "device")) {
		phonewall_fault_add(reader->faults, current_line(reader), name,
				    NULL,
				    "is not the root element of a phone's configuration; it must be <flat-profile>, or <device> with a <flat-profile> in it");
		stop(reader);
	}
}

/* A parameter that is used, at a place from which it is not read. */
static void warn_of_place(struct reader *reader, const char *name)
{
	if (reader->inner_profile || !reader->names->uses(name))
		return;
	phonewall_warning_add(reader->warnings, reader->profile_depth ?
			      "name-in-group" : "name-outside-profile",
			      current_line(reader), name, NULL,
			      reader->profile_depth ?
			      "is inside another element and not read; put it directly into <flat-profile>" :
			      "is outside <flat-profile> and not read; put it there");
}

/* An element directly in the profile, which no parameter that is used names. */
static void warn_of_unknown(struct reader *reader, const char *name)
{
	unsigned int line = current_line(reader);

	reader->inner_profile = !strcmp(name, "flat-profile");
	if (reader->inner_profile)
		phonewall_warning_add(reader->warnings, "profile-in-profile",
				      line, name, NULL,
				      "is inside another one and not read; remove the inner tags");
	else if (reader->warnings && reader->names->unknown)
		reader->names->unknown(name, line, reader->warnings);
}

static void start_in_device(struct reader *reader, const char *name)
{
	if (strcmp(name, "flat-profile")) {
		warn_of_place(reader, name);
		return;
	}
	if (reader->profile_seen)
		phonewall_warning_add(reader->warnings, "second-profile",
				      current_line(reader), name, NULL,
				      "is a second one; if a parameter is in both, the value here counts; merge them");
	reader->profile_depth = reader->depth;
	reader->profile_seen = true;
}

static void read_attributes(struct reader *reader,
			    const XML_Char *const *attributes)
{
	for (; *attributes; attributes += 2) {
		for (size_t i = 0; i < PHONEWALL_PROFILE_ATTRIBUTES; i++) {
			const char *wanted = reader->names->attributes[i];

			if (wanted && !strcmp(attributes[0], wanted))
				phonewall_memory_replace(
					&reader->element.attributes[i],
					attributes[1]);
		}
	}
}

static void start_parameter(struct reader *reader, const char *name,
			    const XML_Char *const *attributes)
{
	if (!reader->names->uses(name)) {
		warn_of_unknown(reader, name);
		return;
	}
	reader->inner_profile = false;
	reader->element.name = phonewall_memory_copy(name, strlen(name));
	reader->element.line = current_line(reader);
	read_attributes(reader, attributes);
	reader->value_length = 0;
	reader->value_too_long = false;
	reader->nested = false;
}

/* One fault for a parameter, however many elements it holds. */
static void start_nested(struct reader *reader, const char *name)
{
	if (reader->nested)
		return;
	reader->nested = true;
	phonewall_fault_add(reader->faults, current_line(reader),
			    reader->element.name, name,
			    "is an element inside the parameter; it must hold text only");
}

static void note_open(struct reader *reader, const char *name)
{
	struct open_element *element = &reader->open[reader->depth - 1];

	element->name[0] = '\0';
	strncat(element->name, name, sizeof(element->name) - 1);
	element->line = current_line(reader);
}

static void start_element(void *data, const XML_Char *name,
			  const XML_Char **attributes)
{
	struct reader *reader = data;

	reader->depth++;
	if (reader->depth > PHONEWALL_PROFILE_DEPTH_MAX) {
		phonewall_fault_add(reader->faults, current_line(reader), name,
				    NULL,
				    "is nested more than %d elements deep; put each parameter directly into <flat-profile>",
				    PHONEWALL_PROFILE_DEPTH_MAX);
		stop(reader);
		return;
	}
	note_open(reader, name);
	if (reader->element.name) {
		start_nested(reader, name);
	} else if (reader->depth == 1) {
		start_root(reader, name);
	} else if (reader->profile_depth == reader->depth - 1) {
		start_parameter(reader, name, attributes);
	} else if (reader->depth == 2) {
		start_in_device(reader, name);
	} else if (!reader->misplaced_line && !strcmp(name, "flat-profile")) {
		reader->misplaced_line = current_line(reader);
	} else {
		warn_of_place(reader, name);
	}
}

static void character_data(void *data, const XML_Char *text, int length)
{
	struct reader *reader = data;
	size_t room = PHONEWALL_PROFILE_VALUE_MAX - reader->value_length;
	size_t taken = (size_t)length;

	if (!reader->element.name)
		return;
	if (taken > room) {
		reader->value_too_long = true;
		taken = room;
	}
	memcpy(reader->value + reader->value_length, text, taken);
	reader->value_length += taken;
}

static void clear_element(struct phonewall_profile_element *element)
{
	free(element->name);
	free(element->value);
	for (size_t i = 0; i < PHONEWALL_PROFILE_ATTRIBUTES; i++)
		free(element->attributes[i]);
	*element = (struct phonewall_profile_element){ 0 };
}

static const char *name_at(const void *list, size_t place)
{
	const struct phonewall_profile_element *elements = list;

	return elements[place].name;
}

struct phonewall_profile_element *
phonewall_profile_find(struct phonewall_profile *profile, const char *name)
{
	const struct phonewall_named_list named = { profile->list, name_at };
	size_t place;

	profile->index = phonewall_name_index_follow(profile->index, &named,
						     profile->count);
	if (!phonewall_name_index_find(profile->index, &named, name, &place))
		return NULL;
	return &profile->list[place];
}

void phonewall_profile_put(struct phonewall_profile *profile,
			   const struct phonewall_profile_element *element)
{
	struct phonewall_profile_element *before =
		phonewall_profile_find(profile, element->name);

	if (before) {
		clear_element(before);
		*before = *element;
		return;
	}
	profile->list = phonewall_memory_grow(profile->list, profile->count,
					      sizeof(*profile->list));
	profile->list[profile->count++] = *element;
}

static void refuse_element(struct reader *reader)
{
	phonewall_fault_add(reader->faults, reader->element.line,
			    reader->element.name, NULL,
			    "is one of more than %d parameters; remove some",
			    PHONEWALL_PROFILE_COUNT_MAX);
	clear_element(&reader->element);
	stop(reader);
}

static void store_element(struct reader *reader)
{
	struct phonewall_profile_element *element = &reader->element;
	const struct phonewall_profile_element *before =
		phonewall_profile_find(reader->profile, element->name);

	if (!before && reader->profile->count >= PHONEWALL_PROFILE_COUNT_MAX) {
		refuse_element(reader);
		return;
	}
	if (before)
		phonewall_warning_add(reader->warnings, "repeated-element",
				      element->line, element->name, NULL,
				      "is given again, so the element of line %u is ignored; keep one",
				      before->line);
	phonewall_profile_put(reader->profile, element);
	*element = (struct phonewall_profile_element){ 0 };
}

static void end_parameter(struct reader *reader)
{
	char *value = reader->value;

	value[reader->value_length] = '\0';
	for (char *c = value; *c; c++)
		if (*c == '\n' || *c == '\r')
			*c = ' ';
	if (reader->value_too_long)
		phonewall_fault_add(reader->faults, reader->element.line,
				    reader->element.name, NULL,
				    "is longer than %d bytes; shorten it",
				    PHONEWALL_PROFILE_VALUE_MAX);
	value = reader->value_too_long ? "" : phonewall_text_trim(value);
	reader->element.value = phonewall_memory_copy(value, strlen(value));
	store_element(reader);
}

static void end_element(void *data, const XML_Char *name)
{
	struct reader *reader = data;

	(void)name;
	if (reader->depth == reader->profile_depth)
		reader->profile_depth = 0;
	else if (reader->element.name &&
		 reader->depth == reader->profile_depth + 1)
		end_parameter(reader);
	reader->depth--;
}

static void start_doctype(void *data, const XML_Char *name,
			  const XML_Char *system_id, const XML_Char *public_id,
			  int has_internal_subset)
{
	struct reader *reader = data;

	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_internal_subset;
	phonewall_fault_add(reader->faults, current_line(reader), NULL,
			    "<!DOCTYPE",
			    "a document type and its entities are not read; delete it and write the values out");
	stop(reader);
}

/*
 * Bytes beyond ASCII matter in no parameter that is used. In an encoding that has
 * one byte for each character they need only be let through, as ISO-8859-1.
 */
static bool is_single_byte(const char *encoding)
{
	return !strncasecmp(encoding, "ISO-8859-", 9) ||
	       !strncasecmp(encoding, "windows-125", 11);
}

/* The parser is started again, with the encoding that is declared. */
static void declaration(void *data, const XML_Char *version,
			const XML_Char *encoding, int standalone)
{
	struct reader *reader = data;

	(void)version;
	(void)standalone;
	if (!encoding)
		return;
	reader->encoding = phonewall_memory_copy(encoding, strlen(encoding));
	if (!is_single_byte(encoding))
		return;
	reader->single_byte = true;
	stop(reader);
}

static void add_syntax_fault(const struct reader *reader)
{
	const struct open_element *innermost =
		reader->depth ? &reader->open[reader->depth - 1] : NULL;
	const struct phonewall_xml_reader stopped = {
		.parser = reader->parser,
		.text = reader->text,
		.length = reader->length,
		.encoding = reader->encoding,
		.single_byte = reader->single_byte,
		.depth = reader->depth,
		.profile_depth = reader->profile_depth,
		.parameter = reader->element.name,
		.element = innermost ? innermost->name : NULL,
		.element_line = innermost ? innermost->line : 0,
		.faults = reader->faults,
	};

	phonewall_xml_fault_add(&stopped);
}

static enum XML_Status parse_text(struct reader *reader)
{
	XML_SetUserData(reader->parser, reader);
	XML_SetElementHandler(reader->parser, start_element, end_element);
	XML_SetCharacterDataHandler(reader->parser, character_data);
	XML_SetStartDoctypeDeclHandler(reader->parser, start_doctype);
	return XML_Parse(reader->parser, reader->text, (int)reader->length, 1);
}

/* The encoding given here overrides the one that the file declares. */
static enum XML_Status parse_encoded(struct reader *reader)
{
	enum XML_Status status;

	if (!phonewall_text_begins_with(reader->text, reader->length, "\xef\xbb\xbf"))
		XML_SetXmlDeclHandler(reader->parser, declaration);
	status = parse_text(reader);
	if (!reader->single_byte)
		return status;
	XML_ParserReset(reader->parser, "ISO-8859-1");
	return parse_text(reader);
}

static void parse(struct reader *reader)
{
	if (parse_encoded(reader) != XML_STATUS_OK)
		add_syntax_fault(reader);
	else if (reader->misplaced_line && !reader->profile_seen)
		phonewall_fault_add(reader->faults, reader->misplaced_line,
				    "flat-profile", NULL,
				    "is nested too deep; put it directly into <device>");
	else if (!reader->profile_seen)
		phonewall_fault_add(reader->faults, 1, "device", NULL,
				    "contains no <flat-profile>; put the parameters into one");
	clear_element(&reader->element);
	free(reader->encoding);
}

/*
 * What the parser would call an invalid token: files of another kind, each with
 * its own remedy.
 *
 * Return: what is wrong with the file, or NULL if it may be XML.
 */
static const char *foreign_content(const char *text, size_t length)
{
	if (length > PHONEWALL_PROFILE_SIZE_MAX)
		return "the file is larger than 1 MiB; a phone's configuration is not, so check that it is the right file";
	if (phonewall_text_begins_with(text, length, "\x1f\x8b"))
		return "the file is compressed with gzip; unpack it with gunzip first";
	if (phonewall_text_begins_with(text, length, "Salted__"))
		return "the file is encrypted with openssl enc; decrypt it first";
	if (phonewall_text_begins_with(text, length, "\xff\xfe") ||
	    phonewall_text_begins_with(text, length, "\xfe\xff"))
		return "the file is in UTF-16; save it as UTF-8";
	if (phonewall_text_is_blank(text, length))
		return "the file is empty; it must hold a <flat-profile>";
	if (memchr(text, '\0', length))
		return "the file holds NUL bytes, so it is not text; save it as UTF-8, or if it is encrypted or compressed, decrypt or unpack it first";
	return NULL;
}

void phonewall_profile_check(const char *text, size_t length,
			     const struct phonewall_profile_names *names,
			     struct phonewall_profile *profile,
			     struct phonewall_faults *faults,
			     struct phonewall_faults *warnings)
{
	const char *foreign = foreign_content(text, length);
	struct reader reader = {
		.text = text,
		.length = length,
		.names = names,
		.profile = profile,
		.faults = faults,
		.warnings = warnings,
	};

	if (foreign) {
		phonewall_fault_add(faults, 0, NULL, NULL, "%s", foreign);
		return;
	}
	reader.parser = XML_ParserCreate("UTF-8");
	if (!reader.parser)
		phonewall_memory_exhausted();
	parse(&reader);
	XML_ParserFree(reader.parser);
}

void phonewall_profile_read(const char *text, size_t length,
			    bool (*uses)(const char *name),
			    struct phonewall_profile *profile,
			    struct phonewall_faults *faults)
{
	const struct phonewall_profile_names names = { .uses = uses };

	phonewall_profile_check(text, length, &names, profile, faults, NULL);
}

void phonewall_profile_clear(struct phonewall_profile *profile)
{
	for (size_t i = 0; i < profile->count; i++)
		clear_element(&profile->list[i]);
	free(profile->list);
	free(profile->index);
	*profile = (struct phonewall_profile){ 0 };
}
