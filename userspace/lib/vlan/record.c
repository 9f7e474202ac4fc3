// SPDX-License-Identifier: MIT
#include "vlan/record.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/json_text.h"
#include "base/memory.h"

static void add_number(struct json_object *object, const char *name,
		       int64_t number)
{
	json_object_object_add(object, name, json_object_new_int64(number));
}

static struct json_object *
change_to_json(const struct phonewall_vlan_change *change)
{
	struct json_object *object = json_object_new_object();

	add_number(object, "target", change->target);
	add_number(object, "device", change->device);
	add_number(object, "bridge", change->bridge);
	add_number(object, "vlan", change->vlan);
	add_number(object, "before", change->before);
	add_number(object, "after", change->after);
	return object;
}

static struct json_object *
changes_to_json(const struct phonewall_vlan_changes *changes)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < changes->count; i++)
		json_object_array_add(array, change_to_json(&changes->list[i]));
	return array;
}

char *phonewall_vlan_record_print(const struct phonewall_vlan_record *record)
{
	struct json_object *root = json_object_new_object();
	char *text;

	json_object_object_add(root, "boot_id",
			       json_object_new_string(record->boot_id));
	add_number(root, "source", record->choice.source);
	add_number(root, "voice", record->choice.voice);
	add_number(root, "pc", record->choice.pc);
	json_object_object_add(root, "made", changes_to_json(&record->changes));
	text = phonewall_memory_print("%s\n", json_object_to_json_string_ext(
		root, JSON_C_TO_STRING_PRETTY));
	json_object_put(root);
	return text;
}

/* A number that is missing or out of range makes the whole record invalid. */
static int64_t get_number(const struct json_object *object, const char *name,
			  int64_t max, bool *valid)
{
	struct json_object *member;
	int64_t number;

	if (!json_object_object_get_ex(object, name, &member) ||
	    !json_object_is_type(member, json_type_int)) {
		*valid = false;
		return 0;
	}
	number = json_object_get_int64(member);
	if (number < 0 || number > max) {
		*valid = false;
		return 0;
	}
	return number;
}

static bool is_membership(uint8_t number)
{
	return !number || number & PHONEWALL_VLAN_MEMBER;
}

/* Return: true if the change is valid: to undo an invalid one would make it. */
static bool is_change(const struct phonewall_vlan_change *change)
{
	if (!change->device ||
	    !change->vlan != (change->target ==
			      PHONEWALL_VLAN_TARGET_FILTERING))
		return false;
	if (change->target == PHONEWALL_VLAN_TARGET_MEMBERSHIP)
		return is_membership(change->before) &&
		       is_membership(change->after);
	return change->before <= 1 && change->after <= 1;
}

static bool parse_change(const struct json_object *object,
			 struct phonewall_vlan_change *change)
{
	bool valid = true;

	*change = (struct phonewall_vlan_change){
		.target = get_number(object, "target",
				     PHONEWALL_VLAN_TARGET_DEVICE, &valid),
		.device = get_number(object, "device", INT32_MAX, &valid),
		.bridge = get_number(object, "bridge", 1, &valid),
		.vlan = get_number(object, "vlan", PHONEWALL_VLAN_RESERVED - 1,
				   &valid),
		.before = get_number(object, "before", 7, &valid),
		.after = get_number(object, "after", 7, &valid),
	};
	return valid && is_change(change);
}

static bool parse_changes(const struct json_object *root,
			  struct phonewall_vlan_changes *changes)
{
	struct phonewall_vlan_change change;
	struct json_object *array;

	if (!json_object_object_get_ex(root, "made", &array) ||
	    !json_object_is_type(array, json_type_array))
		return false;
	for (size_t i = 0; i < json_object_array_length(array); i++) {
		if (!parse_change(json_object_array_get_idx(array, i),
				  &change) ||
		    phonewall_vlan_changes_find(changes, &change) ||
		    !phonewall_vlan_changes_add(changes, &change))
			return false;
	}
	return true;
}

static bool parse_record(const struct json_object *root,
			 struct phonewall_vlan_record *record)
{
	struct json_object *boot_id;
	bool valid = true;

	if (!json_object_object_get_ex(root, "boot_id", &boot_id) ||
	    !json_object_is_type(boot_id, json_type_string))
		return false;
	snprintf(record->boot_id, sizeof(record->boot_id), "%s",
		 json_object_get_string(boot_id));
	record->choice = (struct phonewall_vlan_choice){
		.source = get_number(root, "source",
				     PHONEWALL_VLAN_SOURCE_VLAN_ID, &valid),
		.voice = get_number(root, "voice", PHONEWALL_VLAN_RESERVED - 1,
				    &valid),
		.pc = get_number(root, "pc", PHONEWALL_VLAN_RESERVED - 1,
				 &valid),
	};
	return valid && parse_changes(root, &record->changes);
}

int phonewall_vlan_record_parse(const char *text,
				struct phonewall_vlan_record *record)
{
	struct json_object *root = phonewall_json_text_parse(text);
	bool valid;

	*record = (struct phonewall_vlan_record){ 0 };
	valid = json_object_is_type(root, json_type_object) &&
		parse_record(root, record);
	if (!valid)
		*record = (struct phonewall_vlan_record){ 0 };
	json_object_put(root);
	return valid ? 0 : -1;
}
