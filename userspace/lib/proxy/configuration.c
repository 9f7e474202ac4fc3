// SPDX-License-Identifier: MIT
#include "proxy/configuration.h"

#include <json-c/json.h>
#include <string.h>

#include "base/json_text.h"
#include "base/memory.h"
#include "proxy/target.h"

#define MODE		"mode"
#define HOST		"host"
#define PORT		"port"
#define USERNAME	"username"
#define PASSWORD	"password"
#define DISCOVERY	"discovery"
#define PAC_URL		"pac_url"

static const char *const mode_names[] = {
	[PHONEWALL_PROXY_MODE_OFF] = "off",
	[PHONEWALL_PROXY_MODE_MANUAL] = "manual",
	[PHONEWALL_PROXY_MODE_AUTO] = "auto",
};

#define MODES	(sizeof(mode_names) / sizeof(mode_names[0]))

const char *phonewall_proxy_mode_name(enum phonewall_proxy_mode mode)
{
	return mode_names[mode];
}

static void add_text(struct json_object *root, const char *name,
		     const char *text)
{
	json_object_object_add(root, name,
			       text ? json_object_new_string(text) : NULL);
}

static void add_proxy(struct json_object *root,
		      const struct phonewall_proxy_settings *settings)
{
	add_text(root, HOST, settings->proxy.host);
	json_object_object_add(root, PORT,
			       json_object_new_int(settings->proxy.port));
	add_text(root, USERNAME, settings->username);
	add_text(root, PASSWORD, settings->password);
}

char *phonewall_proxy_configuration_print(
	const struct phonewall_proxy_settings *settings)
{
	struct json_object *root = json_object_new_object();
	char *text;

	add_text(root, MODE, mode_names[settings->mode]);
	if (settings->mode == PHONEWALL_PROXY_MODE_MANUAL) {
		add_proxy(root, settings);
	} else if (settings->mode == PHONEWALL_PROXY_MODE_AUTO) {
		json_object_object_add(root, DISCOVERY,
			json_object_new_boolean(settings->is_discovered));
		add_text(root, PAC_URL, settings->pac_url);
	}
	text = phonewall_memory_print("%s\n",
			json_object_to_json_string_ext(root,
					JSON_C_TO_STRING_PRETTY |
					JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(root);
	return text;
}

/* Return: whether there is a member of this name; @value may be null. */
static bool find(struct json_object *root, const char *name,
		 struct json_object **value)
{
	return json_object_object_get_ex(root, name, value);
}

/* A text of at most @most bytes, or null. */
static bool read_text(struct json_object *root, const char *name, size_t most,
		      char **text)
{
	struct json_object *value;
	const char *string;

	if (!find(root, name, &value))
		return false;
	if (!value)
		return true;
	if (!json_object_is_type(value, json_type_string))
		return false;
	string = json_object_get_string(value);
	if (!*string || strlen(string) > most ||
	    strlen(string) != (size_t)json_object_get_string_len(value))
		return false;
	*text = phonewall_memory_print("%s", string);
	return true;
}

static bool read_mode(struct json_object *root,
		      enum phonewall_proxy_mode *mode)
{
	struct json_object *value;
	size_t i = 0;

	if (!find(root, MODE, &value) ||
	    !json_object_is_type(value, json_type_string))
		return false;
	while (i < MODES &&
	       strcmp(json_object_get_string(value), mode_names[i]))
		i++;
	*mode = i;
	return i < MODES;
}

static bool read_proxy(struct json_object *root,
		       struct phonewall_proxy_settings *settings)
{
	struct json_object *host, *port;
	int64_t number;

	settings->proxy.kind = PHONEWALL_PROXY_HTTP;
	if (!find(root, HOST, &host) || !find(root, PORT, &port) ||
	    !json_object_is_type(host, json_type_string) ||
	    !json_object_is_type(port, json_type_int))
		return false;
	number = json_object_get_int64(port);
	if (number < 1 || number > UINT16_MAX ||
	    !phonewall_proxy_parse(json_object_get_string(host), 0,
				   &settings->proxy) || settings->proxy.port)
		return false;
	settings->proxy.port = number;
	return read_text(root, USERNAME, PHONEWALL_PROXY_TEXT_MAX,
			 &settings->username) &&
	       read_text(root, PASSWORD, PHONEWALL_PROXY_TEXT_MAX,
			 &settings->password) &&
	       !settings->username == !settings->password;
}

static bool read_auto(struct json_object *root,
		      struct phonewall_proxy_settings *settings)
{
	struct json_object *discovery;

	if (!find(root, DISCOVERY, &discovery) ||
	    !json_object_is_type(discovery, json_type_boolean) ||
	    !read_text(root, PAC_URL, PHONEWALL_PAC_URL_MAX,
		       &settings->pac_url))
		return false;
	settings->is_discovered = json_object_get_boolean(discovery);
	return settings->is_discovered ? !settings->pac_url :
	       settings->pac_url && !phonewall_pac_url_fault(settings->pac_url);
}

static bool read_root(struct json_object *root,
		      struct phonewall_proxy_settings *settings)
{
	if (!json_object_is_type(root, json_type_object) ||
	    !read_mode(root, &settings->mode))
		return false;
	if (settings->mode == PHONEWALL_PROXY_MODE_MANUAL)
		return read_proxy(root, settings);
	return settings->mode == PHONEWALL_PROXY_MODE_OFF ||
	       read_auto(root, settings);
}

int phonewall_proxy_configuration_parse(
	const char *text, struct phonewall_proxy_settings *settings)
{
	struct json_object *root = phonewall_json_text_parse(text);
	bool is_read;

	*settings = (struct phonewall_proxy_settings){ 0 };
	is_read = root && read_root(root, settings);
	json_object_put(root);
	if (is_read)
		return 0;
	phonewall_proxy_settings_clear(settings);
	return -1;
}
