// SPDX-License-Identifier: MIT
#include "directory/configuration.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_text.h"
#include "base/memory.h"
#include "directory/filter.h"

#define ENABLED		"enabled"
#define FAULT		"fault"
#define SERVER		"server"
#define STARTTLS	"starttls"
#define NAME		"name"
#define PASSWORD	"password"
#define BASE		"base"
#define FILTERS		"filters"
#define COLUMNS		"columns"
#define AUTHORITIES	"authorities"
#define ATTRIBUTE	"attribute"
#define LABEL		"label"
#define IS_NUMBER	"number"

static const char *const starttls_names[] = {
	[PHONEWALL_STARTTLS_NO] = "no",
	[PHONEWALL_STARTTLS_OPTIONAL] = "optional",
	[PHONEWALL_STARTTLS_REQUIRED] = "required",
};

#define STARTTLS_COUNT	(sizeof(starttls_names) / sizeof(starttls_names[0]))

const char *phonewall_directory_starttls_name(
	enum phonewall_directory_starttls starttls)
{
	return starttls_names[starttls];
}

static void add_text(struct json_object *root, const char *name,
		     const char *text)
{
	json_object_object_add(root, name,
			       text ? json_object_new_string(text) : NULL);
}

static struct json_object *
filters_to_json(const struct phonewall_directory_settings *directory)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < directory->filter_count; i++)
		json_object_array_add(array, json_object_new_string(
						directory->filters[i]));
	return array;
}

static struct json_object *
columns_to_json(const struct phonewall_directory_columns *columns)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < columns->count; i++) {
		const struct phonewall_directory_column *column =
			&columns->list[i];
		struct json_object *object = json_object_new_object();

		add_text(object, ATTRIBUTE, column->attribute);
		add_text(object, LABEL, column->label);
		json_object_object_add(object, IS_NUMBER,
				json_object_new_boolean(column->is_number));
		json_object_array_add(array, object);
	}
	return array;
}

char *phonewall_directory_configuration_print(
	const struct phonewall_directory_settings *directory)
{
	struct json_object *root = json_object_new_object();
	bool is_usable = directory->enabled && !directory->fault;
	char *server = is_usable ?
		phonewall_directory_server_print(&directory->server) : NULL;
	char *text;

	json_object_object_add(root, ENABLED,
			       json_object_new_boolean(directory->enabled));
	add_text(root, FAULT, directory->fault);
	if (is_usable) {
		add_text(root, SERVER, server);
		add_text(root, STARTTLS, phonewall_directory_starttls_name(
						directory->starttls));
		add_text(root, NAME, directory->name);
		add_text(root, PASSWORD, directory->password);
		add_text(root, BASE, directory->base);
		json_object_object_add(root, FILTERS,
				       filters_to_json(directory));
		json_object_object_add(root, COLUMNS,
				       columns_to_json(&directory->columns));
		add_text(root, AUTHORITIES, directory->authorities);
	}
	text = phonewall_memory_print("%s\n",
			json_object_to_json_string_ext(root,
					JSON_C_TO_STRING_PRETTY |
					JSON_C_TO_STRING_NOSLASHESCAPE));
	free(server);
	json_object_put(root);
	return text;
}

/* Return: the string, or NULL if there is none. */
static const char *text_of(struct json_object *root, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(root, name, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

static bool boolean_of(struct json_object *root, const char *name, bool *value)
{
	struct json_object *member;

	if (!json_object_object_get_ex(root, name, &member) ||
	    !json_object_is_type(member, json_type_boolean))
		return false;
	*value = json_object_get_boolean(member);
	return true;
}

/* Return: the array, or NULL if it is none or not of 1 to @most elements. */
static struct json_object *array_of(struct json_object *root, const char *name,
				    size_t most)
{
	struct json_object *value;

	if (!json_object_object_get_ex(root, name, &value) ||
	    !json_object_is_type(value, json_type_array) ||
	    !json_object_array_length(value) ||
	    json_object_array_length(value) > most)
		return NULL;
	return value;
}

static bool copy_text(struct json_object *root, const char *name, char **text)
{
	const char *value = text_of(root, name);

	if (value && strlen(value) <= PHONEWALL_DIRECTORY_TEXT_MAX)
		*text = phonewall_memory_print("%s", value);
	return *text;
}

static bool is_null(struct json_object *root, const char *name)
{
	struct json_object *value;

	return json_object_object_get_ex(root, name, &value) && !value;
}

static bool read_server(struct json_object *root,
			struct phonewall_directory_settings *directory)
{
	const char *server = text_of(root, SERVER);
	const char *starttls = text_of(root, STARTTLS);
	size_t i = 0;

	if (!server || !starttls ||
	    phonewall_directory_server_parse(server, &directory->server))
		return false;
	while (i < STARTTLS_COUNT && strcmp(starttls, starttls_names[i]))
		i++;
	directory->starttls = i;
	return i < STARTTLS_COUNT &&
	       (!directory->server.is_tls || i == PHONEWALL_STARTTLS_NO);
}

/* Both or none; an empty password would be an unauthenticated bind. */
static bool read_credentials(struct json_object *root,
			     struct phonewall_directory_settings *directory)
{
	if (is_null(root, NAME) && is_null(root, PASSWORD))
		return true;
	return copy_text(root, NAME, &directory->name) && *directory->name &&
	       copy_text(root, PASSWORD, &directory->password) &&
	       *directory->password;
}

static bool read_filters(struct json_object *root,
			 struct phonewall_directory_settings *directory)
{
	struct json_object *array = array_of(root, FILTERS,
					     PHONEWALL_DIRECTORY_FILTERS_MAX);
	size_t count = array ? json_object_array_length(array) : 0;
	const char *fault;

	for (size_t i = 0; i < count; i++) {
		const char *text = json_object_get_string(
				json_object_array_get_idx(array, i));
		char *filter = text ? phonewall_directory_filter_read(text,
								&fault) : NULL;

		if (!filter)
			return false;
		directory->filters[directory->filter_count++] = filter;
	}
	return count;
}

static bool read_column(struct json_object *object,
			struct phonewall_directory_column *column)
{
	const char *attribute = text_of(object, ATTRIBUTE);
	const char *label = text_of(object, LABEL);

	if (!attribute || !label ||
	    !phonewall_directory_attribute_is_valid(attribute) ||
	    strlen(label) > PHONEWALL_DIRECTORY_NAME_MAX)
		return false;
	strcpy(column->attribute, attribute);
	strcpy(column->label, label);
	return boolean_of(object, IS_NUMBER, &column->is_number);
}

static bool read_columns(struct json_object *root,
			 struct phonewall_directory_columns *columns)
{
	struct json_object *array = array_of(root, COLUMNS,
					     PHONEWALL_DIRECTORY_COLUMNS_MAX);
	size_t count = array ? json_object_array_length(array) : 0;

	for (size_t i = 0; i < count; i++)
		if (!read_column(json_object_array_get_idx(array, i),
				 &columns->list[columns->count++]))
			return false;
	return count;
}

static bool read_authorities(struct json_object *root,
			     struct phonewall_directory_settings *directory)
{
	const char *path = text_of(root, AUTHORITIES);

	if (path)
		directory->authorities = phonewall_memory_print("%s", path);
	return path || is_null(root, AUTHORITIES);
}

static bool read_root(struct json_object *root,
		      struct phonewall_directory_settings *directory)
{
	if (!boolean_of(root, ENABLED, &directory->enabled))
		return false;
	if (!directory->enabled || copy_text(root, FAULT, &directory->fault))
		return true;
	return read_server(root, directory) &&
	       read_credentials(root, directory) &&
	       copy_text(root, BASE, &directory->base) &&
	       read_filters(root, directory) &&
	       read_columns(root, &directory->columns) &&
	       read_authorities(root, directory);
}

int phonewall_directory_configuration_parse(
	const char *text, struct phonewall_directory_settings *directory)
{
	struct json_object *root = phonewall_json_text_parse(text);
	bool is_read;

	*directory = (struct phonewall_directory_settings){ 0 };
	is_read = root && read_root(root, directory);
	json_object_put(root);
	if (is_read)
		return 0;
	phonewall_directory_settings_clear(directory);
	return -1;
}
