// SPDX-License-Identifier: MIT
#include "store/view.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/merged.h"

/* @file: what cfg.xml has, for "ua". */
struct viewer {
	const struct phonewall_store_layers *layers;
	enum phonewall_login_account account;
	struct phonewall_profile *file;
	struct json_object *parameters;
};

/* The strictest, if it is none that is known, or nobody has said. */
static const char *ua_of(const struct viewer *viewer,
			 const struct phonewall_store_entry *entry,
			 const char *name)
{
	const struct phonewall_profile_element *element =
		phonewall_profile_find(viewer->file, name);
	const char *ua = element ? element->attributes[0] : NULL;

	if (entry && entry->ua)
		ua = entry->ua;
	if (!ua || (strcmp(ua, "ro") && strcmp(ua, "rw")))
		return "na";
	return ua;
}

static const char *origin_of(const struct phonewall_parameter *parameter,
			     const struct phonewall_store_entry *entry)
{
	if (entry)
		return phonewall_store_origin_name(entry->origin);
	return parameter->is_default ? "default" : "file";
}

static void add_value(struct json_object *object, const char *name,
		      const char *value)
{
	char *shown = phonewall_text_redact(name, value);
	bool is_secret = phonewall_text_names_secret(name) ||
			 strcmp(shown, value) || strstr(value, "--key") ||
			 strstr(value, "--pwd");

	phonewall_json_add_text(object, PHONEWALL_STORE_VALUE,
				is_secret ? NULL : value);
	json_object_object_add(object, PHONEWALL_STORE_SECRET,
			       json_object_new_boolean(is_secret));
	json_object_object_add(object, PHONEWALL_STORE_IS_SET,
			       json_object_new_boolean(*value));
	free(shown);
}

static void view_parameter(const struct viewer *viewer,
			   const struct phonewall_parameter *parameter)
{
	const struct phonewall_store_entry *entry = viewer->layers->store ?
		phonewall_store_find(viewer->layers->store, parameter->name) :
		NULL;
	const char *ua = ua_of(viewer, entry, parameter->name);
	struct json_object *object;
	char number[16];

	if (viewer->account != PHONEWALL_LOGIN_ADMIN && !strcmp(ua, "na"))
		return;
	snprintf(number, sizeof(number), "%u", parameter->number);
	object = json_object_new_object();
	add_value(object, parameter->name, parameter->text ?: number);
	phonewall_json_add_text(object, PHONEWALL_STORE_UA, ua);
	phonewall_json_add_text(object, PHONEWALL_STORE_ORIGIN,
				origin_of(parameter, entry));
	json_object_object_add(viewer->parameters, parameter->name, object);
}

static void view_table(const struct viewer *viewer,
		       const struct phonewall_parameters *parameters)
{
	for (size_t i = 0; i < parameters->table->count; i++) {
		const struct phonewall_parameter_row *row =
			&parameters->table->rows[i];
		unsigned int count = row->suffix ? row->instances : 1;

		for (unsigned int j = 0; j < count; j++)
			view_parameter(viewer, &parameters->list[i][j]);
	}
}

/* A value with a fault is shown as its default: nobody uses it. */
static void view_profile(const struct viewer *viewer,
			 const struct phonewall_profile *profile)
{
	struct phonewall_faults faults = { 0 };
	struct phonewall_parameters *list;
	size_t count = 0;

	while (phonewall_system_list[count].parameters)
		count++;
	list = phonewall_memory_resize(NULL, count, sizeof(*list));
	phonewall_parameters_read(phonewall_system_list, profile, list,
				  &faults, NULL);
	for (size_t i = 0; i < count; i++) {
		view_table(viewer, &list[i]);
		phonewall_parameters_clear(&list[i]);
	}
	free(list);
	phonewall_faults_clear(&faults);
}

struct json_object *
phonewall_store_view(const struct phonewall_store_layers *layers,
		     enum phonewall_login_account account)
{
	const struct phonewall_merged merged = {
		layers->text, layers->length, layers->store, layers->parsed,
	};
	struct phonewall_profile profile = { 0 };
	struct phonewall_faults faults = { 0 };
	struct phonewall_profile nothing = { 0 };
	const struct viewer viewer = {
		.layers = layers,
		.account = account,
		.file = layers->text ? &layers->parsed->profile : &nothing,
		.parameters = json_object_new_object(),
	};

	phonewall_merged_profile(&merged, &profile, &faults);
	view_profile(&viewer, &profile);
	for (size_t i = 0; i < profile.count; i++)
		explicit_bzero(profile.list[i].value,
			       strlen(profile.list[i].value));
	phonewall_profile_clear(&profile);
	phonewall_faults_clear(&faults);
	return viewer.parameters;
}

static const char *text_of(struct json_object *object, const char *name)
{
	struct json_object *member = NULL;

	json_object_object_get_ex(object, name, &member);
	return json_object_get_string(member) ?: "";
}

static void add_fault(struct phonewall_faults *faults, const char *name,
		      const char *message)
{
	phonewall_fault_add(faults, 0, name, NULL, "%s", message);
}

/* A secret was never shown, so it cannot be told whether it has changed. */
static void check_expected(struct json_object *seen, const char *name,
			   const char *expected,
			   struct phonewall_faults *faults)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(seen, PHONEWALL_STORE_VALUE, &value);
	if (!value || !strcmp(json_object_get_string(value), expected))
		return;
	phonewall_fault_add(faults, 0, name, json_object_get_string(value),
			    "is what somebody else has set meanwhile; look at it, and submit again if yours is to replace it");
}

void phonewall_store_view_check(struct json_object *view,
				enum phonewall_login_account account,
				struct phonewall_store_request *request,
				struct phonewall_faults *faults)
{
	const struct phonewall_profile *parameters = &request->parameters;

	for (size_t i = 0; i < parameters->count; i++) {
		const char *name = parameters->list[i].name;
		const struct phonewall_profile_element *before =
			phonewall_profile_find(&request->expected, name);
		struct json_object *seen = NULL;

		if (!json_object_object_get_ex(view, name, &seen))
			add_fault(faults, name, "is no parameter that this login may change");
		else if (account != PHONEWALL_LOGIN_ADMIN &&
			 strcmp(text_of(seen, PHONEWALL_STORE_UA), "rw"))
			add_fault(faults, name, "may be changed by an administrator only; log in as admin");
		else if (before)
			check_expected(seen, name, before->value, faults);
	}
}
