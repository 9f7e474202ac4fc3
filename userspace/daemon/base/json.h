/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_JSON_H
#define PHONEWALL_JSON_H

#include <time.h>

#include <json-c/json_types.h>

/**
 * phonewall_json_time() - make a JSON string of a time (ISO 8601)
 * @when: the time
 *
 * Return: a string such as "2026-11-24T03:00:00Z", to be released with
 * json_object_put().
 */
struct json_object *phonewall_json_time(time_t when);

/**
 * phonewall_json_add_text - add a string, or null, to an object
 * @object: the object
 * @name: the member's name
 * @text: the string in UTF-8, copied; or NULL
 */
void phonewall_json_add_text(struct json_object *object, const char *name,
			     const char *text);

/**
 * phonewall_json_add_elements - add the elements of an array to another
 * @array: the array that gets them
 * @more: the other, whose elements are shared; NULL for none
 */
void phonewall_json_add_elements(struct json_object *array,
				 const struct json_object *more);

#endif /* PHONEWALL_JSON_H */
