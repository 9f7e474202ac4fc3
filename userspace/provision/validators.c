// SPDX-License-Identifier: MIT
#include "validators.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json_text.h"
#include "base/memory.h"
#include "config/state.h"
#include "status/status_file.h"

#define STATUS_MAX	(1024 * 1024)

/* @url: NULL if it is free; it may have secrets. */
struct known {
	char *url;
	char *etag;
	char *last_modified;
};

/* @store: which store the files are in, or NULL; @next: is replaced next. */
struct phonewall_validators {
	char *status;
	char *store;
	struct known list[PHONEWALL_VALIDATORS_MAX];
	size_t next;
	struct known offered;
};

static void clear(struct known *known)
{
	if (known->url)
		explicit_bzero(known->url, strlen(known->url));
	free(known->url);
	free(known->etag);
	free(known->last_modified);
	*known = (struct known){ 0 };
}

struct phonewall_validators *
phonewall_validators_new(const char *agent_directory)
{
	struct phonewall_validators *validators;

	validators = phonewall_memory_resize(NULL, 1, sizeof(*validators));
	*validators = (struct phonewall_validators){
		.status = phonewall_memory_print("%s/" PHONEWALL_RUN_STATUS,
						 agent_directory),
	};
	return validators;
}

/* Return: which store phonewalld has, to be released with free(); or NULL. */
static char *name_store(struct json_object *status)
{
	struct json_object *pid, *store, *generation;

	if (!json_object_object_get_ex(status, PHONEWALL_STATUS_PID, &pid) ||
	    !json_object_object_get_ex(status, PHONEWALL_STATUS_STORE,
				       &store) ||
	    !json_object_object_get_ex(store,
				       PHONEWALL_STATUS_STORE_GENERATION,
				       &generation) ||
	    !json_object_is_type(pid, json_type_int) ||
	    !json_object_is_type(generation, json_type_int))
		return NULL;
	return phonewall_memory_print("%d.%llu", json_object_get_int(pid),
		(unsigned long long)json_object_get_uint64(generation));
}

static char *read_store(const struct phonewall_validators *validators)
{
	struct phonewall_file file = { 0 };
	struct json_object *status;
	char *store;

	if (phonewall_file_read(validators->status, STATUS_MAX, &file))
		return NULL;
	status = phonewall_json_text_parse(file.text);
	store = name_store(status);
	json_object_put(status);
	phonewall_file_clear(&file);
	return store;
}

static struct known *find(struct phonewall_validators *validators,
			  const char *url)
{
	for (size_t i = 0; i < PHONEWALL_VALIDATORS_MAX; i++) {
		struct known *known = &validators->list[i];

		if (known->url && !strcmp(known->url, url))
			return known;
	}
	return NULL;
}

void phonewall_validators_find(struct phonewall_validators *validators,
			       const char *url,
			       struct phonewall_validator *validator)
{
	char *store = read_store(validators);
	const struct known *known;

	*validator = (struct phonewall_validator){ 0 };
	if (!store || !validators->store || strcmp(store, validators->store))
		phonewall_validators_forget(validators);
	free(store);
	known = find(validators, url);
	if (!known)
		return;
	validator->etag = known->etag;
	validator->last_modified = known->last_modified;
}

void phonewall_validators_offer(struct phonewall_validators *validators,
				const char *url,
				const struct phonewall_validator *validator)
{
	struct known *known = find(validators, url);

	if (known)
		clear(known);
	clear(&validators->offered);
	if (!validator->etag && !validator->last_modified)
		return;
	validators->offered.url = phonewall_memory_print("%s", url);
	phonewall_memory_replace(&validators->offered.etag, validator->etag);
	phonewall_memory_replace(&validators->offered.last_modified,
				 validator->last_modified);
}

void phonewall_validators_accept(struct phonewall_validators *validators)
{
	struct known *known = &validators->list[validators->next];

	free(validators->store);
	validators->store = read_store(validators);
	if (!validators->offered.url)
		return;
	clear(known);
	*known = validators->offered;
	validators->offered = (struct known){ 0 };
	validators->next = (validators->next + 1) % PHONEWALL_VALIDATORS_MAX;
}

void phonewall_validators_forget(struct phonewall_validators *validators)
{
	for (size_t i = 0; i < PHONEWALL_VALIDATORS_MAX; i++)
		clear(&validators->list[i]);
	clear(&validators->offered);
	phonewall_memory_replace(&validators->store, NULL);
}

void phonewall_validators_free(struct phonewall_validators *validators)
{
	if (!validators)
		return;
	phonewall_validators_forget(validators);
	free(validators->status);
	free(validators);
}
