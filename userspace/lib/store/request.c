// SPDX-License-Identifier: MIT
#include "store/request.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_text.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/store.h"

/* The most values that the largest request has, and some. */
#define VALUES_MAX	(PHONEWALL_STORE_ENTRIES_MAX + 8)

/*
 * @name: of the request; @members: which it may have beside, each of which it may
 * leave out unless it is one of the first @required.
 */
struct form {
	const char *name;
	const char *members[4];
	size_t required;
};

static const struct form forms[PHONEWALL_STORE_REQUESTS] = {
	[PHONEWALL_STORE_SUBMIT] = {
		"submit", { PHONEWALL_STORE_URL, PHONEWALL_STORE_PROFILE_TEXT,
			    PHONEWALL_STORE_PARAMETERS }, 1 },
	[PHONEWALL_STORE_ASSIGN] = {
		"set", { PHONEWALL_STORE_PARAMETERS }, 1 },
	[PHONEWALL_STORE_RESET] = {
		"reset", { PHONEWALL_STORE_PARAMETERS }, 0 },
	[PHONEWALL_STORE_WHY] = {
		"why", { PHONEWALL_STORE_PARAMETER }, 1 },
	[PHONEWALL_STORE_LOGIN] = {
		"login", { PHONEWALL_STORE_ACCOUNT,
			   PHONEWALL_STORE_PASSWORD }, 2 },
	[PHONEWALL_STORE_LOGOUT] = {
		"logout", { PHONEWALL_STORE_SESSION }, 1 },
	[PHONEWALL_STORE_VIEW] = {
		"view", { PHONEWALL_STORE_SESSION }, 1 },
	[PHONEWALL_STORE_CHANGE] = {
		"change", { PHONEWALL_STORE_SESSION,
			    PHONEWALL_STORE_PARAMETERS,
			    PHONEWALL_STORE_EXPECTED }, 2 },
	[PHONEWALL_STORE_RESYNC] = {
		"resync", { PHONEWALL_STORE_SESSION,
			    PHONEWALL_STORE_URL }, 1 },
};

static bool find_kind(const char *name, enum phonewall_store_request_kind *kind)
{
	for (size_t i = 0; i < PHONEWALL_STORE_REQUESTS; i++) {
		if (strcmp(forms[i].name, name))
			continue;
		*kind = i;
		return true;
	}
	return false;
}

static bool has_member(const struct form *form, const char *name)
{
	if (!strcmp(name, PHONEWALL_STORE_REQUEST))
		return true;
	for (size_t i = 0; form->members[i]; i++)
		if (!strcmp(form->members[i], name))
			return true;
	return false;
}

/* A JSON string may hold NUL, which no parameter does. */
static char *copy_string(struct json_object *value)
{
	const char *text = json_object_get_string(value);

	if (!json_object_is_type(value, json_type_string) ||
	    strlen(text) != (size_t)json_object_get_string_len(value))
		return NULL;
	return phonewall_memory_copy(text, strlen(text));
}

/* The same text as phonewall_profile_read() would give, or NULL. */
static char *copy_value(struct json_object *value)
{
	char *text = copy_string(value);
	char *printable, *trimmed;
	bool is_plain;

	if (!text)
		return NULL;
	trimmed = phonewall_text_trim(text);
	printable = phonewall_text_printable(trimmed);
	is_plain = !strcmp(printable, trimmed) &&
		   strlen(trimmed) <= PHONEWALL_PROFILE_VALUE_MAX;
	free(printable);
	trimmed = is_plain ? phonewall_memory_copy(trimmed, strlen(trimmed)) :
			     NULL;
	explicit_bzero(text, strlen(text));
	free(text);
	return trimmed;
}

static const char *read_parameters(struct json_object *object,
				   struct phonewall_profile *parameters)
{
	if (!json_object_is_type(object, json_type_object))
		return "\"parameters\" must be an object";
	if (json_object_object_length(object) > PHONEWALL_STORE_ENTRIES_MAX)
		return "\"parameters\" has more than 4096 members";
	json_object_object_foreach(object, name, value) {
		struct phonewall_profile_element element = {
			.value = copy_value(value),
		};

		if (!element.value)
			return "a value in \"parameters\" must be a string of at most 4096 bytes of UTF-8 without control characters";
		element.name = phonewall_memory_copy(name, strlen(name));
		phonewall_profile_put(parameters, &element);
	}
	return NULL;
}

/* An empty list must not be taken for all. */
static const char *read_names(struct json_object *array,
			      struct phonewall_profile *parameters)
{
	size_t count = json_object_is_type(array, json_type_array) ?
		       json_object_array_length(array) : 0;

	if (!count || count > PHONEWALL_STORE_ENTRIES_MAX)
		return "\"parameters\" must be a list of 1 to 4096 names; leave it out to reset all";
	for (size_t i = 0; i < count; i++) {
		struct phonewall_profile_element element = {
			.name = copy_value(json_object_array_get_idx(array, i)),
		};

		if (!element.name)
			return "a name in \"parameters\" must be the name of a parameter";
		element.value = phonewall_memory_copy("", 0);
		phonewall_profile_put(parameters, &element);
	}
	return NULL;
}

/* A password is not trimmed as a value is: it is what was typed. */
static const char *read_login_member(const char *name,
				     struct json_object *value,
				     struct phonewall_store_request *request)
{
	if (!strcmp(name, PHONEWALL_STORE_ACCOUNT)) {
		request->account = copy_value(value);
		if (!request->account)
			return "\"account\" must be admin or user";
	} else if (!strcmp(name, PHONEWALL_STORE_PASSWORD)) {
		request->password = copy_string(value);
		if (!request->password)
			return "\"password\" must be a string";
	} else if (!strcmp(name, PHONEWALL_STORE_SESSION)) {
		request->session = copy_value(value);
		if (!request->session)
			return "\"session\" must be a string";
	}
	return NULL;
}

static const char *read_member(const char *name, struct json_object *value,
			       struct phonewall_store_request *request)
{
	if (!strcmp(name, PHONEWALL_STORE_PARAMETERS))
		return request->kind == PHONEWALL_STORE_RESET ?
		       read_names(value, &request->parameters) :
		       read_parameters(value, &request->parameters);
	if (!strcmp(name, PHONEWALL_STORE_EXPECTED))
		return read_parameters(value, &request->expected);
	if (!strcmp(name, PHONEWALL_STORE_URL)) {
		request->url = copy_value(value);
		if (!request->url)
			return "\"url\" must be a string without control characters";
	} else if (!strcmp(name, PHONEWALL_STORE_PARAMETER)) {
		request->parameter = copy_value(value);
		if (!request->parameter)
			return "\"parameter\" must be the name of a parameter";
	} else if (!strcmp(name, PHONEWALL_STORE_PROFILE_TEXT)) {
		request->profile = copy_string(value);
		if (!request->profile)
			return "\"profile\" must be a string";
		request->profile_length = strlen(request->profile);
	}
	return read_login_member(name, value, request);
}

static const char *read_members(struct json_object *object,
				struct phonewall_store_request *request)
{
	const struct form *form = &forms[request->kind];

	json_object_object_foreach(object, name, value) {
		const char *fault;

		if (!has_member(form, name))
			return "the request has a member that it must not have; see phonewalld(8)";
		fault = read_member(name, value, request);
		if (fault)
			return fault;
	}
	for (size_t i = 0; i < form->required; i++)
		if (!json_object_object_get_ex(object, form->members[i], NULL))
			return "the request lacks a member; see phonewalld(8)";
	return NULL;
}

static const char *read_object(struct json_object *object,
			       struct phonewall_store_request *request)
{
	struct json_object *name;

	if (!json_object_is_type(object, json_type_object))
		return "the request must be one JSON object";
	if (!json_object_object_get_ex(object, PHONEWALL_STORE_REQUEST,
				       &name) ||
	    !json_object_is_type(name, json_type_string) ||
	    !find_kind(json_object_get_string(name), &request->kind))
		return "\"request\" must be submit, set, reset, why, login, logout, view, change or resync";
	return read_members(object, request);
}

const char *phonewall_store_request_read(const char *text, size_t length,
				struct phonewall_store_request *request)
{
	struct json_object *object;
	const char *fault;

	*request = (struct phonewall_store_request){ 0 };
	if (length > PHONEWALL_STORE_REQUEST_MAX)
		return "the request is larger than 2 MiB";
	if (strlen(text) != length)
		return "the request must be one JSON object";
	if (phonewall_json_text_count(text) > VALUES_MAX)
		return "the request has more than 4096 parameters";
	object = phonewall_json_text_parse(text);
	fault = read_object(object, request);
	json_object_put(object);
	if (fault)
		phonewall_store_request_clear(request);
	return fault;
}

static void clear_values(struct phonewall_profile *values)
{
	for (size_t i = 0; i < values->count; i++)
		explicit_bzero(values->list[i].value,
			       strlen(values->list[i].value));
	phonewall_profile_clear(values);
}

static void clear_secret(char *secret)
{
	if (secret)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

void phonewall_store_request_clear(struct phonewall_store_request *request)
{
	clear_values(&request->parameters);
	clear_values(&request->expected);
	if (request->profile)
		explicit_bzero(request->profile, request->profile_length);
	clear_secret(request->password);
	clear_secret(request->session);
	free(request->account);
	free(request->profile);
	free(request->url);
	free(request->parameter);
	*request = (struct phonewall_store_request){ 0 };
}
