// SPDX-License-Identifier: MIT
#include "store/merged.h"

#include <string.h>

#include "base/memory.h"

static void overlay(const struct phonewall_store *store,
		    struct phonewall_profile *profile)
{
	for (size_t i = 0; store && i < store->count; i++) {
		const struct phonewall_store_entry *entry = &store->list[i];
		const struct phonewall_profile_element element = {
			.name = phonewall_memory_copy(entry->name,
						      strlen(entry->name)),
			.value = phonewall_memory_copy(entry->value,
						       strlen(entry->value)),
			.line = entry->line,
			.origin = phonewall_store_origin_name(entry->origin),
		};

		phonewall_profile_put(profile, &element);
	}
}

static void read_text(const struct phonewall_merged *merged,
		      struct phonewall_profile *profile,
		      struct phonewall_faults *faults)
{
	if (merged->parsed)
		phonewall_parsed_text_read(merged->parsed, merged->text,
					   merged->length, profile, faults);
	else
		phonewall_profile_read(merged->text, merged->length,
				       phonewall_systems_use, profile, faults);
}

void phonewall_merged_profile(const struct phonewall_merged *merged,
			      struct phonewall_profile *profile,
			      struct phonewall_faults *faults)
{
	if (merged->text)
		read_text(merged, profile, faults);
	overlay(merged->store, profile);
}

static struct phonewall_faults *
list_of(const struct phonewall_merged *merged,
	struct phonewall_merged_faults *faults,
	const struct phonewall_fault *fault)
{
	const struct phonewall_store_entry *entry = NULL;

	if (merged->store && fault->parameter)
		entry = phonewall_store_find(merged->store, fault->parameter);
	if (!entry)
		return &faults->of_file;
	return entry->is_submitted ? &faults->of_submission :
				     &faults->of_store;
}

static void copy_fault(struct phonewall_faults *list,
		       const struct phonewall_fault *fault)
{
	phonewall_fault_add(list, fault->line, fault->parameter, fault->token,
			    "%s", fault->message);
}

/* Those beyond the list, which are only counted, may be of any layer. */
static void sort(const struct phonewall_merged *merged,
		 const struct phonewall_faults *of_text,
		 const struct phonewall_faults *of_values,
		 struct phonewall_merged_faults *faults)
{
	for (size_t i = 0; i < of_text->count; i++)
		copy_fault(&faults->of_file, &of_text->list[i]);
	for (size_t i = 0; i < of_values->count; i++)
		copy_fault(list_of(merged, faults, &of_values->list[i]),
			   &of_values->list[i]);
	faults->of_file.more += of_text->more + of_values->more;
}

int phonewall_merged_read(const struct phonewall_merged *merged,
			  const struct phonewall_settings *settings,
			  struct phonewall_systems *systems,
			  struct phonewall_merged_faults *faults)
{
	struct phonewall_faults of_text = { 0 };
	struct phonewall_faults of_values = { 0 };
	struct phonewall_profile profile = { 0 };
	int error;

	phonewall_merged_profile(merged, &profile, &of_text);
	error = phonewall_systems_read_profile(&profile, settings, systems,
					       &of_values, NULL);
	if (of_text.count && !error) {
		phonewall_systems_clear(systems);
		error = -1;
	}
	sort(merged, &of_text, &of_values, faults);
	phonewall_faults_clear(&of_text);
	phonewall_faults_clear(&of_values);
	phonewall_profile_clear(&profile);
	return error;
}

void phonewall_merged_faults_clear(struct phonewall_merged_faults *faults)
{
	phonewall_faults_clear(&faults->of_file);
	phonewall_faults_clear(&faults->of_store);
	phonewall_faults_clear(&faults->of_submission);
}
