// SPDX-License-Identifier: MIT
#include "config/profile.h"

#include <ctype.h>
#include <expat.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"

/* Expat 2.9 has these and deprecates the others. */
#if XML_MAJOR_VERSION == 2 && XML_MINOR_VERSION < 9
#define XML_GetCurrentLineNumber64	XML_GetCurrentLineNumber
#define XML_GetCurrentColumnNumber64	XML_GetCurrentColumnNumber
#define XML_GetCurrentByteIndex64	XML_GetCurrentByteIndex
#endif

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
 * @profile_depth: depth of the <flat-profile> that is open, 0 where none is
 * @misplaced_line: line of the first <flat-profile> that is not directly in
 *	<device>, 0 where there is none
 * @inner_profile: whether the element directly in the profile that is open is a
 *	<flat-profile> again
 * @profile_seen: whether a <flat-profile> was opened at all
 * @element: the used parameter that is open, its name NULL where none is
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
	return XML_GetCurrentLineNumber64(reader->parser);
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

/* A parameter that is used, where it is not read. */
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
				      "is inside another one and not read; take the inner tags out");
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
				      "is a second one; both are read, and of a parameter in both the value here counts; keep one");
	reader->profile_depth = reader->depth;
	reader->profile_seen = true;
}

static void start_parameter(struct reader *reader, const char *name)
{
	if (!reader->names->uses(name)) {
		warn_of_unknown(reader, name);
		return;
	}
	reader->inner_profile = false;
	reader->element.name = phonewall_memory_copy(name, strlen(name));
	reader->element.line = current_line(reader);
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

	snprintf(element->name, sizeof(element->name), "%s", name);
	element->line = current_line(reader);
}

static void start_element(void *data, const XML_Char *name,
			  const XML_Char **attributes)
{
	struct reader *reader = data;

	(void)attributes;
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
		start_parameter(reader, name);
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

static void store(struct reader *reader,
		  struct phonewall_profile_element *element)
{
	struct phonewall_profile *profile = reader->profile;

	for (size_t i = 0; i < profile->count; i++) {
		if (strcmp(profile->list[i].name, element->name))
			continue;
		phonewall_warning_add(reader->warnings, "repeated-element",
				      element->line, element->name, NULL,
				      "is given again, so that of line %u does not count; keep one",
				      profile->list[i].line);
		free(profile->list[i].name);
		free(profile->list[i].value);
		profile->list[i] = *element;
		return;
	}
	profile->list = phonewall_memory_resize(profile->list,
						profile->count + 1,
						sizeof(*profile->list));
	profile->list[profile->count++] = *element;
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
	store(reader, &reader->element);
	reader->element = (struct phonewall_profile_element){ 0 };
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

/* Where the parser stopped. */
static const char *stopped_at(const struct reader *reader)
{
	int64_t index = XML_GetCurrentByteIndex64(reader->parser);

	if (index < 0)
		return reader->text;
	return reader->text + ((size_t)index < reader->length ?
			       (size_t)index : reader->length);
}

static bool is_name_byte(char c)
{
	return (c & 0x80) || isalnum(c) || strchr("._:#-", c);
}

/* Whether @place ends what begins with "&" as a reference to an entity does. */
static bool is_after_ampersand(const struct reader *reader, const char *place)
{
	while (place > reader->text && is_name_byte(place[-1]))
		place--;
	return place > reader->text && place[-1] == '&';
}

/* The "<" of the tag or comment that @place is in, or NULL. */
static const char *open_bracket(const struct reader *reader, const char *place)
{
	const char *bracket;

	if (place < reader->text + reader->length && *place == '<')
		return place;
	for (bracket = place; bracket > reader->text; bracket--) {
		if (bracket[-1] == '<')
			return bracket - 1;
		if (bracket[-1] == '>')
			return NULL;
	}
	return NULL;
}

static bool begins_with(const char *text, size_t length, const char *bytes)
{
	size_t count = strlen(bytes);

	return length >= count && !memcmp(text, bytes, count);
}

/* The name of the tag at @bracket, with what makes it none. */
static char *tag_name(const struct reader *reader, const char *bracket)
{
	const char *end = reader->text + reader->length;
	const char *name = bracket + 1;
	size_t length = 0;

	if (name < end && *name == '/')
		name++;
	while (name + length < end && length < PHONEWALL_FAULT_TEXT_MAX &&
	       !strchr(" \t\r\n></", name[length]))
		length++;
	return phonewall_memory_copy(name, length);
}

/*
 * A value may be a password, and what stands behind a < in it a part of that.
 * There only the end of a parameter that is used is shown.
 */
static bool may_be_shown(const struct reader *reader, const char *name)
{
	const char *open = reader->element.name;

	if (!reader->profile_depth || reader->depth <= reader->profile_depth)
		return true;
	return open && begins_with(name, strlen(name), open);
}

static size_t sequence_length(unsigned char lead)
{
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/* Return: the character at @place, or 0 if the bytes there are none. */
static unsigned int character_at(const struct reader *reader, const char *place)
{
	const unsigned char *byte = (const unsigned char *)place;
	size_t length = sequence_length(*byte);
	unsigned int character;

	if (reader->single_byte)
		return *byte;
	if (!length || length > (size_t)(reader->text + reader->length - place))
		return 0;
	character = *byte & (0x7f >> length);
	for (size_t i = 1; i < length; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
		character = character << 6 | (byte[i] & 0x3f);
	}
	if ((length == 3 && character < 0x800) ||
	    (character >= 0xd800 && character < 0xe000) ||
	    (length == 4 && (character < 0x10000 || character > 0x10ffff)))
		return 0;
	return character;
}

static bool declares_utf_8(const struct reader *reader)
{
	return !reader->encoding || !strcasecmp(reader->encoding, "UTF-8") ||
	       !strcasecmp(reader->encoding, "US-ASCII");
}

static void add_encoding_fault(struct reader *reader)
{
	unsigned int line = current_line(reader);

	if (declares_utf_8(reader))
		phonewall_fault_add(reader->faults, line, NULL, NULL,
				    "contains a byte that is not UTF-8; save the file as UTF-8, or declare its encoding");
	else
		phonewall_fault_add(reader->faults, line, NULL,
				    reader->encoding,
				    "is an encoding that is not supported; save the file as UTF-8");
}

/*
 * A character that may be a part of a value is not named.
 *
 * Return: whether the cause was found and noted.
 */
static bool add_character_fault(struct reader *reader, const char *place)
{
	unsigned int character = character_at(reader, place);

	if (!character) {
		add_encoding_fault(reader);
		return true;
	}
	if (!may_be_shown(reader, ""))
		return false;
	phonewall_fault_add(reader->faults, current_line(reader), NULL, NULL,
			    "contains the character U+%04X outside a value; delete it, or write the ASCII character in its place",
			    character);
	return true;
}

/* @name: what stands where a tag has its name; released here. */
static void add_name_fault(struct reader *reader, char *name)
{
	unsigned int line = current_line(reader);

	if (*name == '?')
		phonewall_fault_add(reader->faults, line, NULL, NULL,
				    "contains a <? that does not begin an instruction; write <?xml in small letters, or delete it");
	else if (*name == '!')
		phonewall_fault_add(reader->faults, line, NULL, NULL,
				    "contains a <! that begins no comment; write a comment as <!-- -->, < in text as &lt;, or delete it");
	else if (!*name || *name == '&')
		phonewall_fault_add(reader->faults, line, NULL, NULL,
				    "contains a < that does not begin an element; write it as &lt;");
	else if (!may_be_shown(reader, name))
		phonewall_fault_add(reader->faults, line, NULL, NULL,
				    "contains a value with an invalid tag; correct the tag, or write < as &lt; if it is text");
	else
		phonewall_fault_add(reader->faults, line, name, NULL,
				    "is not a valid element name; correct it, or write < as &lt; if it is text");
	free(name);
}

/*
 * In a tag a "<" is always at fault, so that the one before it begins the tag.
 *
 * Return: whether the cause was found and noted.
 */
static bool add_open_tag(struct reader *reader, const char *place)
{
	unsigned int line = current_line(reader);
	const char *bracket = place;

	while (bracket > reader->text && bracket[-1] != '<')
		if (*--bracket == '\n')
			line--;
	if (bracket == reader->text)
		return false;
	phonewall_fault_add(reader->faults, current_line(reader), NULL, NULL,
			    "the tag that begins in line %u does not end before this <; write its > or closing quotation mark, or < in text as &lt;",
			    line);
	return true;
}

static void add_outside_root(struct reader *reader)
{
	phonewall_fault_add(reader->faults, current_line(reader), NULL, NULL,
			    "contains text outside the root element; delete it");
}

/* Whether text, and no tag that has not ended, stands before @place. */
static bool is_outside_root(const struct reader *reader, const char *place)
{
	const char *text = place;

	while (text > reader->text && !strchr("<>", text[-1]))
		text--;
	return !reader->depth && !phonewall_text_is_blank(text, place - text) &&
	       (text == reader->text || text[-1] == '>');
}

/* Return: whether the cause was found and noted. */
static bool add_prolog_fault(struct reader *reader)
{
	const char *place = stopped_at(reader);
	const char *end = reader->text + reader->length;

	if (place == end || !memchr(place, '<', end - place))
		return false;
	if (*place == '<')
		add_name_fault(reader, tag_name(reader, place));
	else
		add_outside_root(reader);
	return true;
}

/* Return: whether the cause was found and noted. */
static bool add_token_fault(struct reader *reader)
{
	const char *place = stopped_at(reader);
	const char *end = reader->text + reader->length;
	const char *bracket = open_bracket(reader, place);
	char *name;

	if (place < end && (*place & 0x80) &&
	    !is_after_ampersand(reader, place) &&
	    add_character_fault(reader, place))
		return true;
	if (bracket && begins_with(bracket, end - bracket, "<!--")) {
		phonewall_fault_add(reader->faults, current_line(reader), NULL,
				    "<!--",
				    "is a comment with -- in it, which XML forbids; take the extra hyphens out");
		return true;
	}
	if (!bracket || is_after_ampersand(reader, place))
		return false;
	if (bracket == place && is_outside_root(reader, place)) {
		add_outside_root(reader);
		return true;
	}
	if (bracket == place && place > reader->text && *--bracket != '<')
		return add_open_tag(reader, place);
	name = tag_name(reader, bracket);
	if (place > bracket + 1 + strlen(name)) {
		free(name);
		return false;
	}
	add_name_fault(reader, name);
	return true;
}

static const char *syntax_remedy(const struct reader *reader,
				 enum XML_Error error)
{
	const char *place = stopped_at(reader);

	if (error == XML_ERROR_UNDEFINED_ENTITY ||
	    (error == XML_ERROR_INVALID_TOKEN &&
	     (is_after_ampersand(reader, place) ||
	      (place < reader->text + reader->length && *place == '&'))))
		return "write & as &amp;";
	return "correct it at this place or just before";
}

/* An element whose name may be a part of a value is not named. */
static void add_mismatch(struct reader *reader)
{
	const struct open_element *element = &reader->open[reader->depth - 1];
	bool in_value = reader->profile_depth &&
			reader->depth > reader->profile_depth + 1;

	phonewall_fault_add(reader->faults, current_line(reader),
			    in_value ? NULL : element->name, NULL,
			    "begins in line %u and is not closed before this end tag; write its end tag, or correct this one",
			    element->line);
}

static void add_early_end(struct reader *reader, enum XML_Error error)
{
	const char *place = stopped_at(reader);
	size_t left = reader->text + reader->length - place;
	unsigned int line = current_line(reader);

	if (begins_with(place, left, "<!--"))
		phonewall_fault_add(reader->faults, line, NULL, "<!--",
				    "is a comment that does not end; write --> at its end");
	else if (error == XML_ERROR_UNCLOSED_CDATA_SECTION)
		phonewall_fault_add(reader->faults, line, NULL, "<![CDATA[",
				    "does not end; write ]]> at its end");
	else
		phonewall_fault_add(reader->faults, line, NULL, NULL,
				    "the file ends before </%s>; it is cut short, so copy it again",
				    reader->profile_depth || !reader->depth ?
				    "flat-profile" : "device");
}

/* Return: whether the cause was found and noted. */
static bool add_cause(struct reader *reader, enum XML_Error error)
{
	switch (error) {
	case XML_ERROR_INVALID_TOKEN:
		return add_token_fault(reader);
	case XML_ERROR_TAG_MISMATCH:
		add_mismatch(reader);
		return true;
	case XML_ERROR_NO_ELEMENTS:
	case XML_ERROR_UNCLOSED_TOKEN:
	case XML_ERROR_PARTIAL_CHAR:
	case XML_ERROR_UNCLOSED_CDATA_SECTION:
		add_early_end(reader, error);
		return true;
	case XML_ERROR_SYNTAX:
		return add_prolog_fault(reader);
	default:
		return false;
	}
}

static void add_syntax_fault(struct reader *reader)
{
	enum XML_Error error = XML_GetErrorCode(reader->parser);

	if (error == XML_ERROR_NO_MEMORY)
		phonewall_memory_exhausted();
	if (error == XML_ERROR_ABORTED)
		return;
	if (add_cause(reader, error))
		return;
	phonewall_fault_add(reader->faults, current_line(reader), NULL, NULL,
			    "the file is not well-formed XML (%s at column %lu); %s",
			    XML_ErrorString(error),
			    (unsigned long)XML_GetCurrentColumnNumber64(
				    reader->parser) + 1,
			    syntax_remedy(reader, error));
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

	if (!begins_with(reader->text, reader->length, "\xef\xbb\xbf"))
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
	free(reader->element.name);
	free(reader->encoding);
}

/*
 * What the parser would call an invalid token: files of another kind, each with
 * its own remedy.
 *
 * Return: what is wrong with the file, or NULL where it may be XML.
 */
static const char *foreign_content(const char *text, size_t length)
{
	if (length > PHONEWALL_PROFILE_SIZE_MAX)
		return "the file is larger than 1 MiB; a phone's configuration is not, so check that it is the right file";
	if (begins_with(text, length, "\x1f\x8b"))
		return "the file is compressed with gzip; unpack it with gunzip first";
	if (begins_with(text, length, "Salted__"))
		return "the file is encrypted with openssl enc; decrypt it first";
	if (begins_with(text, length, "\xff\xfe") ||
	    begins_with(text, length, "\xfe\xff"))
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
	for (size_t i = 0; i < profile->count; i++) {
		free(profile->list[i].name);
		free(profile->list[i].value);
	}
	free(profile->list);
	*profile = (struct phonewall_profile){ 0 };
}
