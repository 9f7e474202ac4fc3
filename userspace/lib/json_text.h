/* SPDX-License-Identifier: GPL-2.0 */
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

#endif /* PHONEWALL_JSON_TEXT_H */
