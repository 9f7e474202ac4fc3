// SPDX-License-Identifier: MIT
#include "store/explanation.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/merged.h"
#include "store/request.h"

/* A rule may hold the key and the password of its server. */
static bool is_secret(const char *name, const char *value)
{
	return phonewall_text_names_secret(name) ||
	       strstr(value, "--key") || strstr(value, "--pwd");
}

static void add_value(struct json_object *layer, const char *name,
		      const char *value)
{
	char *shown = phonewall_text_redact(name, value);
	char *printable = phonewall_text_printable(shown);
	bool hidden = is_secret(name, value);

	phonewall_json_add_text(layer, PHONEWALL_STORE_VALUE,
				hidden ? NULL : printable);
	json_object_object_add(layer, PHONEWALL_STORE_SECRET,
			       json_object_new_boolean(hidden));
	free(printable);
	free(shown);
}

static void add_parameter(struct json_object *layer,
			  const struct phonewall_parameter *parameter)
{
	char number[16];

	snprintf(number, sizeof(number), "%u", parameter->number);
	add_value(layer, parameter->name, parameter->text ?: number);
}

/* What the layers of the file and of the store do not have is null. */
static void add_origin(struct json_object *layer, const char *origin,
		       const char *source,
		       const struct phonewall_store_entry *entry)
{
	phonewall_json_add_text(layer, PHONEWALL_STORE_ORIGIN, origin);
	phonewall_json_add_text(layer, PHONEWALL_STORE_SOURCE, source);
	phonewall_json_add_text(layer, PHONEWALL_STORE_UA,
				entry ? entry->ua : NULL);
	json_object_object_add(layer, PHONEWALL_STORE_TIME, entry ?
			       phonewall_json_time(entry->time) : NULL);
}

/* One layer's parameter with all that is below it. */
struct layer {
	const char *origin;
	const char *source;
	const struct phonewall_store_entry *entry;
	struct phonewall_merged merged;
};

static bool has_element(const struct phonewall_profile *profile,
			const char *name)
{
	for (size_t i = 0; i < profile->count; i++)
		if (!strcmp(profile->list[i].name, name))
			return true;
	return false;
}

/* Return: the layer, or NULL if it does not have the parameter. */
static struct json_object *explain_layer(const struct layer *layer,
					 const char *name)
{
	struct phonewall_profile profile = { 0 };
	struct phonewall_faults faults = { 0 };
	struct phonewall_parameter parameter;
	struct json_object *object = NULL;

	phonewall_merged_profile(&layer->merged, &profile, &faults);
	if ((!layer->source || has_element(&profile, name)) &&
	    phonewall_systems_find(&profile, name, &parameter)) {
		object = json_object_new_object();
		add_parameter(object, &parameter);
		add_origin(object, layer->origin, layer->source,
			   layer->entry);
	}
	phonewall_faults_clear(&faults);
	phonewall_profile_clear(&profile);
	return object;
}

static struct json_object *
explain_layers(const struct layer *list, size_t count, const char *name)
{
	struct json_object *overrides = json_object_new_array();
	struct json_object *in_force = NULL;

	for (size_t i = 0; i < count; i++) {
		struct json_object *object = explain_layer(&list[i], name);

		if (!object)
			continue;
		if (in_force)
			json_object_array_add(overrides, object);
		else
			in_force = object;
	}
	json_object_object_add(in_force, PHONEWALL_STORE_OVERRIDES, overrides);
	return in_force;
}

struct json_object *
phonewall_store_explain(const struct phonewall_store_layers *layers,
			const char *name)
{
	const struct phonewall_store_entry *entry = layers->store ?
		phonewall_store_find(layers->store, name) : NULL;
	struct layer list[3];
	size_t count = 0;

	if (!phonewall_systems_use(name))
		return NULL;
	if (entry)
		list[count++] = (struct layer){
			phonewall_store_origin_name(entry->origin),
			entry->source, entry,
			{ layers->text, layers->length, layers->store,
			  layers->parsed } };
	if (layers->text)
		list[count++] = (struct layer){
			"file", layers->file, NULL,
			{ layers->text, layers->length, NULL,
			  layers->parsed } };
	list[count++] = (struct layer){ .origin = "default" };
	return explain_layers(list, count, name);
}
