/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_XML_FAULT_H
#define PHONEWALL_XML_FAULT_H

#include <expat.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

/**
 * struct phonewall_xml_reader - a parser of cfg.xml that has stopped
 * @parser: the parser
 * @text: what it read
 * @length: bytes of @text
 * @encoding: the encoding that the file declares, NULL if none
 * @single_byte: whether that is an encoding of one byte a character
 * @depth: how many elements are open
 * @profile_depth: depth of the <flat-profile> that is open, 0 if none is
 * @parameter: the used parameter that is open, NULL if none is
 * @element: name of the innermost open element, NULL if none is open
 * @element_line: line of its start tag
 * @faults: where the fault is added
 */
struct phonewall_xml_reader {
	XML_Parser parser;
	const char *text;
	size_t length;
	const char *encoding;
	bool single_byte;
	unsigned int depth;
	unsigned int profile_depth;
	const char *parameter;
	const char *element;
	unsigned int element_line;
	struct phonewall_faults *faults;
};

/**
 * phonewall_xml_line - the line that a parser is at
 * @parser: the parser
 *
 * Return: the line, from 1.
 */
unsigned int phonewall_xml_line(XML_Parser parser);

/**
 * phonewall_xml_fault_add - tell why a text is not well-formed XML
 * @reader: the parser and what is open; nothing is added if it was stopped by
 *	XML_StopParser()
 *
 * Adds one fault: the cause with the remedy, or Expat's own words and the
 * column if the cause is not known. No part of a value is shown, since it may be a
 * password.
 */
void phonewall_xml_fault_add(const struct phonewall_xml_reader *reader);

#endif /* PHONEWALL_XML_FAULT_H */
