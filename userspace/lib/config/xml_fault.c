// SPDX-License-Identifier: MIT
#include "config/xml_fault.h"

#include <ctype.h>
#include <stdint.h>
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

unsigned int phonewall_xml_line(XML_Parser parser)
{
	return XML_GetCurrentLineNumber64(parser);
}

static unsigned int line_of(const struct phonewall_xml_reader *reader)
{
	return phonewall_xml_line(reader->parser);
}

/* Where the parser stopped. */
static const char *stopped_at(const struct phonewall_xml_reader *reader)
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
static bool is_after_ampersand(const struct phonewall_xml_reader *reader,
			       const char *place)
{
	while (place > reader->text && is_name_byte(place[-1]))
		place--;
	return place > reader->text && place[-1] == '&';
}

/* The "<" of the tag or comment that @place is in, or NULL. */
static const char *open_bracket(const struct phonewall_xml_reader *reader,
				const char *place)
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

/* The name of the tag at @bracket, with what makes it none. */
static char *tag_name(const struct phonewall_xml_reader *reader,
		      const char *bracket)
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
static bool may_be_shown(const struct phonewall_xml_reader *reader,
			 const char *name)
{
	const char *open = reader->parameter;

	if (!reader->profile_depth || reader->depth <= reader->profile_depth)
		return true;
	return open && phonewall_text_begins_with(name, strlen(name), open);
}

static size_t sequence_length(unsigned char lead)
{
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/* Return: the character at @place, or 0 if the bytes there are none. */
static unsigned int character_at(const struct phonewall_xml_reader *reader,
				 const char *place)
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

static bool declares_utf_8(const struct phonewall_xml_reader *reader)
{
	return !reader->encoding || !strcasecmp(reader->encoding, "UTF-8") ||
	       !strcasecmp(reader->encoding, "US-ASCII");
}

static void add_encoding_fault(const struct phonewall_xml_reader *reader)
{
	unsigned int line = line_of(reader);

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
static bool add_character_fault(const struct phonewall_xml_reader *reader,
				const char *place)
{
	unsigned int character = character_at(reader, place);

	if (!character) {
		add_encoding_fault(reader);
		return true;
	}
	if (!may_be_shown(reader, ""))
		return false;
	phonewall_fault_add(reader->faults, line_of(reader), NULL, NULL,
			    "contains the character U+%04X outside a value; delete it, or write the ASCII character in its place",
			    character);
	return true;
}

/* @name: what stands where a tag has its name; released here. */
static void add_name_fault(const struct phonewall_xml_reader *reader,
			   char *name)
{
	unsigned int line = line_of(reader);

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
static bool add_open_tag(const struct phonewall_xml_reader *reader,
			 const char *place)
{
	unsigned int line = line_of(reader);
	const char *bracket = place;

	while (bracket > reader->text && bracket[-1] != '<')
		if (*--bracket == '\n')
			line--;
	if (bracket == reader->text)
		return false;
	phonewall_fault_add(reader->faults, line_of(reader), NULL, NULL,
			    "the tag that begins in line %u does not end before this <; write its > or closing quotation mark, or < in text as &lt;",
			    line);
	return true;
}

static void add_outside_root(const struct phonewall_xml_reader *reader)
{
	phonewall_fault_add(reader->faults, line_of(reader), NULL, NULL,
			    "contains text outside the root element; delete it");
}

/* Whether text, and no tag that has not ended, stands before @place. */
static bool is_outside_root(const struct phonewall_xml_reader *reader,
			    const char *place)
{
	const char *text = place;

	while (text > reader->text && !strchr("<>", text[-1]))
		text--;
	return !reader->depth && !phonewall_text_is_blank(text, place - text) &&
	       (text == reader->text || text[-1] == '>');
}

/* Return: whether the cause was found and noted. */
static bool add_prolog_fault(const struct phonewall_xml_reader *reader)
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
static bool add_token_fault(const struct phonewall_xml_reader *reader)
{
	const char *place = stopped_at(reader);
	const char *end = reader->text + reader->length;
	const char *bracket = open_bracket(reader, place);
	char *name;

	if (place < end && (*place & 0x80) &&
	    !is_after_ampersand(reader, place) &&
	    add_character_fault(reader, place))
		return true;
	if (bracket &&
	    phonewall_text_begins_with(bracket, end - bracket, "<!--")) {
		phonewall_fault_add(reader->faults, line_of(reader), NULL,
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

static const char *syntax_remedy(const struct phonewall_xml_reader *reader,
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
static void add_mismatch(const struct phonewall_xml_reader *reader)
{
	bool in_value = reader->profile_depth &&
			reader->depth > reader->profile_depth + 1;

	phonewall_fault_add(reader->faults, line_of(reader),
			    in_value ? NULL : reader->element, NULL,
			    "begins in line %u and is not closed before this end tag; write its end tag, or correct this one",
			    reader->element_line);
}

static void add_early_end(const struct phonewall_xml_reader *reader,
			  enum XML_Error error)
{
	const char *place = stopped_at(reader);
	size_t left = reader->text + reader->length - place;
	unsigned int line = line_of(reader);

	if (phonewall_text_begins_with(place, left, "<!--"))
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
static bool add_cause(const struct phonewall_xml_reader *reader,
		      enum XML_Error error)
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
	case XML_ERROR_MISPLACED_XML_PI:
		phonewall_fault_add(reader->faults, line_of(reader), NULL,
				    "<?xml",
				    "does not begin the file; delete what is before it, blank lines and comments too");
		return true;
	default:
		return false;
	}
}

void phonewall_xml_fault_add(const struct phonewall_xml_reader *reader)
{
	enum XML_Error error = XML_GetErrorCode(reader->parser);

	if (error == XML_ERROR_NO_MEMORY)
		phonewall_memory_exhausted();
	if (error == XML_ERROR_ABORTED)
		return;
	if (add_cause(reader, error))
		return;
	phonewall_fault_add(reader->faults, line_of(reader), NULL, NULL,
			    "the file is not well-formed XML (%s at column %lu); %s",
			    XML_ErrorString(error),
			    (unsigned long)XML_GetCurrentColumnNumber64(
				    reader->parser) + 1,
			    syntax_remedy(reader, error));
}
