/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_JSON_TEXT_H
#define PHONEWALL_JSON_TEXT_H

#include <json-c/json_types.h>
#include <stddef.h>

/**
 * phonewall_json_text_parse() - parse a text that is JSON (RFC 8259)
 * @text: the text
 *
 * Return: its value, to be released with json_object_put(); NULL if the text is
 * not JSON, has something after it, or is null.
 */
struct json_object *phonewall_json_text_parse(const char *text);

/**
 * phonewall_json_text_count() - count the values of a JSON text, without memory
 * @text: the text, which need not be JSON
 *
 * Return: how many members and elements it has, if it is JSON, but for one of each
 * object and array.
 */
size_t phonewall_json_text_count(const char *text);

/**
 * phonewall_json_text_name() - make a JSON string of a file's name
 * @name: any bytes; shown as by phonewall_text_printable(), since JSON is UTF-8
 *
 * Return: the string, to be released with json_object_put().
 */
struct json_object *phonewall_json_text_name(const char *name);

#endif /* PHONEWALL_JSON_TEXT_H */
