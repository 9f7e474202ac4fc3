/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_OUTPUT_H
#define PHONEWALL_OUTPUT_H

#include <stdio.h>

#include <json-c/json_types.h>

#include "base/address.h"
#include "configuration.h"
#include "firewall/translation.h"

/**
 * phonewall_output_json - print a JSON value on a line of its own, and release
 *	it
 * @value: the value
 */
void phonewall_output_json(struct json_object *value);

/**
 * phonewall_output_message - tell the user something, on standard error
 * @format: printf format: what is wrong, and behind a semicolon what to do; the
 *	program's name is put before it
 *
 * Wrapped as by phonewall_text_wrap(); what is not printable is escaped.
 */
void phonewall_output_message(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/**
 * phonewall_output_wrapped - print text, wrapped as by phonewall_text_wrap()
 * @text: the text, without control characters
 */
void phonewall_output_wrapped(const char *text);

/**
 * phonewall_output_error - remember why the command fails, for JSON
 * @message: what standard error was told; copied
 */
void phonewall_output_error(const char *message);

/**
 * phonewall_output_error_json - what phonewall_output_error() was told
 *
 * Return: a JSON string.
 */
struct json_object *phonewall_output_error_json(void);

/**
 * phonewall_output_finish_json - print an object with "error" if no JSON was
 *	printed
 *
 * For a command that failed: whoever reads JSON always gets some.
 */
void phonewall_output_finish_json(void);

/**
 * phonewall_output_flags - print policy flags, each as ", KEYWORD"
 * @flags: PHONEWALL_FLAG_*
 */
void phonewall_output_flags(uint32_t flags);

/**
 * phonewall_output_flags_json - policy flags as a JSON array of keywords
 * @flags: PHONEWALL_FLAG_*
 */
struct json_object *phonewall_output_flags_json(uint32_t flags);

/**
 * phonewall_output_address_json - an address as a JSON string
 * @address: the address
 */
struct json_object *
phonewall_output_address_json(const struct phonewall_address *address);

/**
 * phonewall_output_result - print what became of a cfg.xml
 * @json: whether to print JSON
 * @done: what was done with it where there is no fault, as "accepted"
 * @configuration: the file; in text its faults are on standard error already
 */
void phonewall_output_result(bool json, const char *done,
			     const struct phonewall_configuration *configuration);

/**
 * phonewall_output_refusal - print why a cfg.xml is of no use to a command
 * @json: whether to print JSON; in text all is on standard error already
 * @configuration: the file
 */
void phonewall_output_refusal(bool json,
			      const struct phonewall_configuration *configuration);

#endif /* PHONEWALL_OUTPUT_H */
