/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_JSON_MEMBER_H
#define PHONEWALL_JSON_MEMBER_H

#include <json-c/json_types.h>

/**
 * phonewall_json_member_object - a member that is an object
 * @object: an object; may be NULL
 * @name: the member's name
 *
 * Return: the member, which belongs to @object; NULL if there is none.
 */
struct json_object *phonewall_json_member_object(struct json_object *object,
						 const char *name);

/**
 * phonewall_json_member_text - a member as text
 * @object: an object; may be NULL
 * @name: the member's name
 *
 * Return: the text, which lives as long as @object; NULL if there is none.
 */
const char *phonewall_json_member_text(struct json_object *object,
				       const char *name);

#endif /* PHONEWALL_JSON_MEMBER_H */
