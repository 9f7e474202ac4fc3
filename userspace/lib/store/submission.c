// SPDX-License-Identifier: MIT
#include "store/submission.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "store/store_file.h"
#include "systems/systems.h"

/* @entry: what every value of the submission has in common. */
struct submission {
	struct phonewall_store_entry entry;
	struct phonewall_store *candidate;
	struct phonewall_faults *faults;
};

/* The strictest, if it is none that is known. */
static char *ua_of(const struct phonewall_profile_element *element)
{
	static char *const known[] = { "na", "ro", "rw" };
	const char *given = element->attributes[0];

	for (size_t i = 0; given && i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i], given))
			return known[i];
	return given ? known[0] : NULL;
}

static bool is_same(const struct phonewall_store_entry *before,
		    const struct phonewall_store_entry *now)
{
	return !strcmp(before->value, now->value) &&
	       before->origin == now->origin &&
	       !strcmp(before->source, now->source);
}

static void put(const struct submission *submission,
		const struct phonewall_profile_element *element)
{
	const struct phonewall_store_entry *before =
		phonewall_store_find(submission->candidate, element->name);
	struct phonewall_store_entry entry = submission->entry;

	entry.name = element->name;
	entry.value = element->value;
	entry.ua = ua_of(element);
	entry.line = element->line;
	if (before && is_same(before, &entry))
		entry.time = before->time;
	if (!phonewall_store_put(submission->candidate, &entry))
		phonewall_fault_add(submission->faults, element->line,
				    element->name, NULL,
				    "is one of more than %d parameters; submit fewer",
				    PHONEWALL_STORE_ENTRIES_MAX);
}

static void refuse_name(const struct submission *submission, const char *name)
{
	phonewall_fault_add(submission->faults, 0, name, NULL,
			    "is no parameter that phonewall uses; check its spelling, in which case matters");
}

static void put_parameters(const struct submission *submission,
			   const struct phonewall_profile *parameters)
{
	for (size_t i = 0; i < parameters->count; i++) {
		const struct phonewall_profile_element *element =
			&parameters->list[i];

		if (phonewall_systems_use(element->name))
			put(submission, element);
		else if (submission->entry.origin != PHONEWALL_STORE_PROFILE)
			refuse_name(submission, element->name);
	}
}

static void put_profile(const struct submission *submission,
			const struct phonewall_store_request *request)
{
	static const struct phonewall_profile_names names = {
		.uses = phonewall_systems_use,
		.attributes = { "ua" },
	};
	struct phonewall_profile profile = { 0 };

	phonewall_profile_check(request->profile, request->profile_length,
				&names, &profile, submission->faults, NULL);
	for (size_t i = 0; i < profile.count; i++)
		put(submission, &profile.list[i]);
	phonewall_profile_clear(&profile);
}

/* What is going to be written must be readable, and not too long for a file. */
static void check_text(const struct phonewall_store *candidate,
		       struct phonewall_faults *faults)
{
	char *text = phonewall_store_print(candidate);
	size_t length = strlen(text);
	struct phonewall_store read = { 0 };

	if (length > PHONEWALL_STORE_SIZE_MAX)
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "with this the store would have more than %d bytes; submit less, or reset it",
				    PHONEWALL_STORE_SIZE_MAX);
	else
		phonewall_store_read(text, length, &read, faults);
	phonewall_store_clear(&read);
	explicit_bzero(text, length);
	free(text);
}

static enum phonewall_store_origin
origin_of(const struct phonewall_store_request *request)
{
	if (request->kind == PHONEWALL_STORE_SUBMIT)
		return PHONEWALL_STORE_PROFILE;
	return request->login ? PHONEWALL_STORE_WEB : PHONEWALL_STORE_SET;
}

/* Return: the source, to be released with free(). */
static char *source_of(const struct phonewall_store_request *request,
		       uid_t user)
{
	if (request->kind == PHONEWALL_STORE_SUBMIT)
		return phonewall_text_redact(NULL, request->url);
	return request->login ? phonewall_memory_print("%s", request->login) :
				phonewall_memory_print("%u", user);
}

static void submit(struct submission *submission,
		   const struct phonewall_store_request *request, uid_t user)
{
	char *source = source_of(request, user);

	submission->entry.source = source;
	submission->entry.origin = origin_of(request);
	put_parameters(submission, &request->parameters);
	if (request->profile)
		put_profile(submission, request);
	check_text(submission->candidate, submission->faults);
	free(source);
}

static bool has_name(const struct phonewall_profile *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (!strcmp(names->list[i].name, name))
			return true;
	return false;
}

static void reset(const struct submission *submission,
		  const struct phonewall_store *store,
		  const struct phonewall_profile *names)
{
	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->list[i].name;

		if (!phonewall_systems_use(name) &&
		    !phonewall_store_find(store, name))
			refuse_name(submission, name);
	}
	for (size_t i = 0; names->count && i < store->count; i++)
		if (!has_name(names, store->list[i].name))
			phonewall_store_put(submission->candidate,
					    &store->list[i]);
}

int phonewall_store_submit(const struct phonewall_store *store,
			   const struct phonewall_store_request *request,
			   uid_t user, time_t now,
			   struct phonewall_store *candidate,
			   struct phonewall_faults *faults)
{
	struct submission submission = {
		.entry = { .time = now, .is_submitted = true },
		.candidate = candidate,
		.faults = faults,
	};
	size_t before = phonewall_faults_total(faults);

	*candidate = (struct phonewall_store){ 0 };
	if (request->kind == PHONEWALL_STORE_RESET) {
		reset(&submission, store, &request->parameters);
	} else {
		*candidate = phonewall_store_copy(store);
		submit(&submission, request, user);
	}
	if (phonewall_faults_total(faults) == before)
		return 0;
	phonewall_store_clear(candidate);
	return -1;
}
