// SPDX-License-Identifier: MIT
#include "store/parsed_text.h"

#include <string.h>

#include "base/memory.h"
#include "systems/systems.h"

static bool is_same(const struct phonewall_file *file, const char *text,
		    size_t length)
{
	return file->text && file->length == length &&
	       !memcmp(file->text, text, length);
}

static void parse(struct phonewall_parsed_text *parsed, const char *text,
		  size_t length)
{
	static const struct phonewall_profile_names names = {
		.uses = phonewall_systems_use,
		.attributes = { "ua" },
	};

	phonewall_parsed_text_clear(parsed);
	parsed->file.text = phonewall_memory_copy(text, length);
	parsed->file.length = length;
	phonewall_profile_check(text, length, &names, &parsed->profile,
				&parsed->faults, NULL);
}

static void copy_profile(const struct phonewall_profile *from,
			 struct phonewall_profile *to)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct phonewall_profile_element *element =
			&from->list[i];
		const struct phonewall_profile_element copy = {
			.name = phonewall_memory_copy(element->name,
						      strlen(element->name)),
			.value = phonewall_memory_copy(element->value,
						       strlen(element->value)),
			.line = element->line,
		};

		phonewall_profile_put(to, &copy);
	}
}

static void copy_faults(const struct phonewall_faults *from,
			struct phonewall_faults *to)
{
	for (size_t i = 0; i < from->count; i++)
		phonewall_fault_add(to, from->list[i].line,
				    from->list[i].parameter,
				    from->list[i].token, "%s",
				    from->list[i].message);
	to->more += from->more;
}

void phonewall_parsed_text_read(struct phonewall_parsed_text *parsed,
				const char *text, size_t length,
				struct phonewall_profile *profile,
				struct phonewall_faults *faults)
{
	if (!is_same(&parsed->file, text, length))
		parse(parsed, text, length);
	copy_profile(&parsed->profile, profile);
	copy_faults(&parsed->faults, faults);
}

void phonewall_parsed_text_clear(struct phonewall_parsed_text *parsed)
{
	struct phonewall_profile *profile = &parsed->profile;

	for (size_t i = 0; i < profile->count; i++)
		explicit_bzero(profile->list[i].value,
			       strlen(profile->list[i].value));
	phonewall_profile_clear(profile);
	phonewall_file_wipe(&parsed->file);
	phonewall_faults_clear(&parsed->faults);
}
