// SPDX-License-Identifier: MIT
#include "sip/configuration.h"

#include <json-c/json.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_text.h"
#include "base/memory.h"

#define GENERATION	"generation"
#define DOMAINS		"domains"
#define BLOCK_NONPROXY	"block_nonproxy"
#define LINES		"lines"
#define LINE		"line"

/* The members of a line: each of one of these types. */
struct member {
	const char *name;
	size_t offset;
};

#define MEMBER(field) \
	{ #field, offsetof(struct phonewall_sip_line, field) }

static const struct member texts[] = {
	MEMBER(proxy), MEMBER(outbound_proxy), MEMBER(user), MEMBER(password),
};

static const struct member switches[] = {
	MEMBER(uses_srv), MEMBER(adds_srv_prefix), MEMBER(challenges),
	MEMBER(has_rfc8760), MEMBER(requests_mediasec),
	MEMBER(is_mediasec_over_tls_only),
};

#define TEXTS		(sizeof(texts) / sizeof(texts[0]))
#define SWITCHES	(sizeof(switches) / sizeof(switches[0]))

#define TRANSPORT	"transport"
#define PORT		"port"
#define SECURE_CALL	"secure_call"

static char **text_of(struct phonewall_sip_line *line,
		      const struct member *member)
{
	return (char **)((char *)line + member->offset);
}

static const char *text_in(const struct phonewall_sip_line *line,
			   const struct member *member)
{
	return *(char *const *)((const char *)line + member->offset);
}

static bool switch_in(const struct phonewall_sip_line *line,
		      const struct member *member)
{
	return *(const bool *)((const char *)line + member->offset);
}

bool phonewall_sip_line_is_used(const struct phonewall_sip_line *line)
{
	return line->is_enabled && (*line->proxy || *line->outbound_proxy);
}

static struct json_object *print_line(const struct phonewall_sip_line *line,
				      unsigned int number)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, LINE, json_object_new_int(number));
	json_object_object_add(object, TRANSPORT, json_object_new_string(
			phonewall_transport_choices[line->transport]));
	json_object_object_add(object, PORT, json_object_new_int(line->port));
	json_object_object_add(object, SECURE_CALL,
			       json_object_new_int(line->secure_call));
	for (size_t i = 0; i < TEXTS; i++)
		json_object_object_add(object, texts[i].name,
			json_object_new_string(text_in(line, &texts[i])));
	for (size_t i = 0; i < SWITCHES; i++)
		json_object_object_add(object, switches[i].name,
			json_object_new_boolean(switch_in(line, &switches[i])));
	return object;
}

char *phonewall_sip_configuration_print(
	const struct phonewall_sip_settings *settings, const char *domains,
	uint64_t generation)
{
	struct json_object *root = json_object_new_object();
	struct json_object *lines = json_object_new_array();
	char *text;

	for (unsigned int i = 0; i < PHONEWALL_LINES_MAX; i++)
		if (phonewall_sip_line_is_used(&settings->lines[i]))
			json_object_array_add(lines,
				print_line(&settings->lines[i], i + 1));
	json_object_object_add(root, GENERATION,
			       json_object_new_uint64(generation));
	json_object_object_add(root, DOMAINS, json_object_new_string(domains));
	json_object_object_add(root, BLOCK_NONPROXY,
		json_object_new_boolean(settings->blocks_nonproxy));
	json_object_object_add(root, LINES, lines);
	text = phonewall_memory_print("%s\n",
			json_object_to_json_string_ext(root,
					JSON_C_TO_STRING_PRETTY |
					JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(root);
	return text;
}

static bool find(struct json_object *object, const char *name,
		 enum json_type type, struct json_object **value)
{
	return json_object_object_get_ex(object, name, value) &&
	       json_object_is_type(*value, type);
}

static bool read_number(struct json_object *object, const char *name,
			int64_t least, int64_t most, int64_t *number)
{
	struct json_object *value;

	if (!find(object, name, json_type_int, &value))
		return false;
	*number = json_object_get_int64(value);
	return *number >= least && *number <= most;
}

/* A text without a NUL in it. */
static bool read_text(struct json_object *object, const char *name,
		      size_t most, char **text)
{
	struct json_object *value;
	size_t length;

	if (!find(object, name, json_type_string, &value))
		return false;
	length = json_object_get_string_len(value);
	if (length > most || strlen(json_object_get_string(value)) != length)
		return false;
	*text = phonewall_memory_print("%s", json_object_get_string(value));
	return true;
}

static bool read_transport(struct json_object *object,
			   enum phonewall_transport *transport)
{
	struct json_object *value;
	size_t i = 0;

	if (!find(object, TRANSPORT, json_type_string, &value))
		return false;
	while (phonewall_transport_choices[i] &&
	       strcmp(phonewall_transport_choices[i],
		      json_object_get_string(value)))
		i++;
	*transport = i;
	return phonewall_transport_choices[i];
}

static bool read_switches(struct json_object *object,
			  struct phonewall_sip_line *line)
{
	for (size_t i = 0; i < SWITCHES; i++) {
		struct json_object *value;

		if (!find(object, switches[i].name, json_type_boolean, &value))
			return false;
		*(bool *)((char *)line + switches[i].offset) =
			json_object_get_boolean(value);
	}
	return true;
}

/* What is set of a line that is refused is released with the others. */
static bool read_line(struct json_object *object,
		      struct phonewall_sip_settings *settings)
{
	struct phonewall_sip_line *line;
	int64_t number, port, secure_call;

	if (!json_object_is_type(object, json_type_object) ||
	    !read_number(object, LINE, 1, PHONEWALL_LINES_MAX, &number))
		return false;
	line = &settings->lines[number - 1];
	if (line->is_enabled || !read_transport(object, &line->transport) ||
	    !read_number(object, PORT, 0, UINT16_MAX, &port) ||
	    !read_number(object, SECURE_CALL, PHONEWALL_SECURE_CALL_OPTIONAL,
			 PHONEWALL_SECURE_CALL_STRICT, &secure_call))
		return false;
	line->is_enabled = true;
	line->port = port;
	line->secure_call = secure_call;
	for (size_t i = 0; i < TEXTS; i++)
		if (!read_text(object, texts[i].name,
			       PHONEWALL_SIP_LINE_TEXT_MAX,
			       text_of(line, &texts[i])))
			return false;
	return read_switches(object, line) && phonewall_sip_line_is_used(line);
}

static bool read_root(struct json_object *root,
		      struct phonewall_sip_configuration *configuration)
{
	struct json_object *lines, *blocks;
	int64_t generation;

	if (!json_object_is_type(root, json_type_object) ||
	    !read_number(root, GENERATION, 1, INT64_MAX, &generation) ||
	    !read_text(root, DOMAINS, PHONEWALL_SIP_FILE_MAX,
		       &configuration->domains) ||
	    !find(root, BLOCK_NONPROXY, json_type_boolean, &blocks) ||
	    !find(root, LINES, json_type_array, &lines))
		return false;
	configuration->generation = generation;
	configuration->settings.blocks_nonproxy =
		json_object_get_boolean(blocks);
	for (size_t i = 0; i < json_object_array_length(lines); i++)
		if (!read_line(json_object_array_get_idx(lines, i),
			       &configuration->settings))
			return false;
	return true;
}

int phonewall_sip_configuration_parse(
	const char *text, struct phonewall_sip_configuration *configuration)
{
	struct json_object *root = phonewall_json_text_parse(text);
	bool is_read;

	*configuration = (struct phonewall_sip_configuration){ 0 };
	is_read = root && read_root(root, configuration);
	json_object_put(root);
	if (is_read)
		return 0;
	phonewall_sip_configuration_clear(configuration);
	return -1;
}

bool phonewall_sip_line_is_same(const struct phonewall_sip_line *one,
				const struct phonewall_sip_line *other)
{
	if (one->is_enabled != other->is_enabled)
		return false;
	if (!one->is_enabled)
		return true;
	for (size_t i = 0; i < TEXTS; i++)
		if (strcmp(text_in(one, &texts[i]), text_in(other, &texts[i])))
			return false;
	for (size_t i = 0; i < SWITCHES; i++)
		if (switch_in(one, &switches[i]) !=
		    switch_in(other, &switches[i]))
			return false;
	return one->transport == other->transport && one->port == other->port &&
	       one->secure_call == other->secure_call;
}

void phonewall_sip_configuration_clear(
	struct phonewall_sip_configuration *configuration)
{
	phonewall_sip_settings_clear(&configuration->settings);
	free(configuration->domains);
	*configuration = (struct phonewall_sip_configuration){ 0 };
}
