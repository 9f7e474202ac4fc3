/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_JSON_TEXT_H
#define PHONEWALL_JSON_TEXT_H

#include <json-c/json_types.h>

/**
 * phonewall_json_text_parse - read a text that is JSON (RFC 8259) and nothing else
 * @text: the text
 *
 * Return: its value, which the caller puts; NULL where the text is no JSON, has
 * something behind it, or is null.
 */
struct json_object *phonewall_json_text_parse(const char *text);

/**
 * phonewall_json_text_name - a file's name as a JSON string
 * @name: any bytes: as phonewall_text_printable() shows them, since JSON is UTF-8
 *
 * Return: the string, which the caller puts.
 */
struct json_object *phonewall_json_text_name(const char *name);

#endif /* PHONEWALL_JSON_TEXT_H */
