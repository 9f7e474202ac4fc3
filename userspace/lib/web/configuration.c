// SPDX-License-Identifier: MIT
#include "web/configuration.h"

#include <json-c/json.h>
#include <string.h>

#include "base/json_text.h"
#include "base/memory.h"

static const char *const protocols[] = {
	[PHONEWALL_WEB_HTTP] = "http",
	[PHONEWALL_WEB_HTTPS] = "https",
};

char *phonewall_web_configuration_print(
	const struct phonewall_web_settings *settings)
{
	return phonewall_memory_print(
		"{\n  \"enabled\": %s,\n  \"protocol\": \"%s\",\n  \"port\": %u\n}\n",
		settings->is_enabled ? "true" : "false",
		protocols[settings->protocol], settings->port);
}

static struct json_object *member(struct json_object *root, const char *name,
				  enum json_type type)
{
	struct json_object *value;

	if (!json_object_object_get_ex(root, name, &value) ||
	    !json_object_is_type(value, type))
		return NULL;
	return value;
}

static bool find_protocol(const char *name,
			  enum phonewall_web_protocol *protocol)
{
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
		if (strcmp(protocols[i], name))
			continue;
		*protocol = i;
		return true;
	}
	return false;
}

static int read_object(struct json_object *root,
		       struct phonewall_web_configuration *configuration)
{
	struct json_object *enabled = member(root, "enabled", json_type_boolean);
	struct json_object *protocol = member(root, "protocol",
					      json_type_string);
	struct json_object *port = member(root, "port", json_type_int);
	int64_t number = json_object_get_int64(port);

	if (!enabled || !protocol || !port || number < 0 ||
	    number > UINT16_MAX ||
	    !find_protocol(json_object_get_string(protocol),
			   &configuration->protocol))
		return -1;
	configuration->is_enabled = json_object_get_boolean(enabled) && number;
	configuration->port = number;
	return 0;
}

int phonewall_web_configuration_parse(
	const char *text, struct phonewall_web_configuration *configuration)
{
	struct json_object *root = phonewall_json_text_parse(text);
	struct phonewall_web_configuration read = { 0 };
	int error = json_object_is_type(root, json_type_object) ?
		    read_object(root, &read) : -1;

	json_object_put(root);
	if (error)
		read = (struct phonewall_web_configuration){ 0 };
	*configuration = read;
	return error;
}
