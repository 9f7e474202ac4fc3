/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_JSON_H
#define PHONEWALL_JSON_H

#include <time.h>

#include <json-c/json_types.h>

/**
 * phonewall_json_string - a string, or null
 * @text: the string in UTF-8, copied; or NULL
 *
 * Return: the value, to be released with json_object_put(), as is the other's.
 */
struct json_object *phonewall_json_string(const char *text);

/**
 * phonewall_json_time - a time, as ISO 8601 has it
 * @when: the time
 *
 * Return: a string such as "2026-11-24T03:00:00Z".
 */
struct json_object *phonewall_json_time(time_t when);

/**
 * phonewall_json_add_elements - add the elements of an array to another
 * @array: the array that gets them
 * @more: the other, whose elements are shared; NULL for none
 */
void phonewall_json_add_elements(struct json_object *array,
				 const struct json_object *more);

#endif /* PHONEWALL_JSON_H */
