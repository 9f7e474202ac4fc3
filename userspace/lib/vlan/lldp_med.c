// SPDX-License-Identifier: MIT
#include "vlan/lldp_med.h"

#include <json-c/json.h>
#include <string.h>

#include "base/json_text.h"
#include "base/text.h"

/* In the format json0, every object is in an array, even a single one. */
static struct json_object *list(const struct json_object *object,
				const char *name)
{
	struct json_object *member;

	if (!json_object_object_get_ex(object, name, &member) ||
	    !json_object_is_type(member, json_type_array))
		return NULL;
	return member;
}

static struct json_object *item(const struct json_object *array, size_t number)
{
	if (!array || number >= json_object_array_length(array))
		return NULL;
	return json_object_array_get_idx(array, number);
}

static const char *string(const struct json_object *object, const char *name)
{
	struct json_object *member;

	if (!json_object_object_get_ex(object, name, &member) ||
	    !json_object_is_type(member, json_type_string))
		return "";
	return json_object_get_string(member);
}

static bool is_true(const struct json_object *object, const char *name)
{
	struct json_object *member;

	return json_object_object_get_ex(object, name, &member) &&
	       json_object_get_boolean(member);
}

/* Voice is untagged if "vlan" is missing, and if it is "priority". */
static void read_policy(const struct json_object *policy,
			struct phonewall_learned_vlan *voice)
{
	const struct json_object *vlan = item(list(policy, "vlan"), 0);
	uint32_t number;

	voice->heard = true;
	if (phonewall_text_number(string(vlan, "vid"), 10,
				  PHONEWALL_VLAN_RESERVED - 1, &number))
		voice->vlan = number;
}

/*
 * In TIA-1057, the policy comes from a Network Connectivity Device. Endpoints
 * send theirs too, to confirm it, and a hub or another switch may forward that.
 */
static bool is_connectivity_device(const struct json_object *neighbour)
{
	const struct json_object *med = item(list(neighbour, "lldp-med"), 0);
	const struct json_object *type = item(list(med, "device-type"), 0);

	return !strcmp(string(type, "value"), "Network Connectivity Device");
}

/* Not sufficient by itself: a phone with a PC port is a bridge too. */
static bool relays(const struct json_object *neighbour)
{
	static const char *const relays[] = {
		"Bridge", "Router", "Wlan", "Repeater",
	};
	const struct json_object *all, *capability;

	all = list(item(list(neighbour, "chassis"), 0), "capability");
	for (size_t i = 0; (capability = item(all, i)); i++) {
		const char *type = string(capability, "type");

		for (size_t j = 0; j < sizeof(relays) / sizeof(relays[0]); j++)
			if (!strcmp(type, relays[j]) &&
			    is_true(capability, "enabled"))
				return true;
	}
	return !all;
}

static bool is_switch(const struct json_object *neighbour)
{
	return is_connectivity_device(neighbour) && relays(neighbour);
}

static void read_neighbour(const struct json_object *neighbour,
			   struct phonewall_learned_vlan *voice)
{
	const struct json_object *policies, *policy;

	policies = list(item(list(neighbour, "lldp-med"), 0), "policy");
	for (size_t i = 0; (policy = item(policies, i)); i++) {
		if (!strcmp(string(policy, "apptype"), "Voice") &&
		    is_true(policy, "defined")) {
			read_policy(policy, voice);
			return;
		}
	}
}

int phonewall_lldp_med_parse(const char *text, const char *port,
			     struct phonewall_learned_vlan *voice)
{
	struct json_object *root = phonewall_json_text_parse(text);
	const struct json_object *neighbours, *neighbour, *all;

	*voice = (struct phonewall_learned_vlan){ 0 };
	all = list(root, "lldp");
	neighbours = list(item(all, 0), "interface");
	for (size_t i = 0; (neighbour = item(neighbours, i)); i++) {
		if (!voice->heard && !strcmp(string(neighbour, "name"), port) &&
		    is_switch(neighbour))
			read_neighbour(neighbour, voice);
	}
	json_object_put(root);
	return all ? 0 : -1;
}
