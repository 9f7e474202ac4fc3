// SPDX-License-Identifier: MIT
#include "settings_file.h"

#include <stdlib.h>

#include "base/memory.h"

static int parse(struct phonewall_settings_file *file,
		 const struct phonewall_file *content, const char *name)
{
	struct phonewall_settings settings;
	struct phonewall_faults faults = { 0 };
	int error;

	error = phonewall_settings_parse_file(content->text, content->length,
					      &settings, &faults);
	phonewall_daemon_status_add_faults(file->status, &faults, name);
	if (error) {
		phonewall_settings_clear(&settings);
		return error;
	}
	phonewall_settings_clear(&file->settings);
	file->settings = settings;
	return 0;
}

void phonewall_settings_file_load(struct phonewall_settings_file *file)
{
	struct phonewall_kept *kept = file->kept;
	char *name;

	phonewall_settings_default(&file->settings);
	if (!kept->file.text)
		return;
	name = phonewall_memory_print("%s/%s", kept->directory, kept->name);
	if (parse(file, &kept->file, name))
		phonewall_kept_clear(kept);
	free(name);
}

/* Return: what became of phonewall.conf. Unless accepted it changes nothing. */
static enum phonewall_file_state judge(struct phonewall_settings_file *file)
{
	const struct phonewall_source *source = &file->source;

	if (phonewall_source_is_missing(source))
		return PHONEWALL_FILE_MISSING;
	if (source->error) {
		phonewall_daemon_status_add_unreadable(file->status, source);
		return PHONEWALL_FILE_REFUSED;
	}
	if (parse(file, &source->file, source->path))
		return PHONEWALL_FILE_REFUSED;
	phonewall_kept_accept(file->kept, &source->file);
	return PHONEWALL_FILE_ACCEPTED;
}

void phonewall_settings_file_judge(struct phonewall_settings_file *file)
{
	enum phonewall_file_state state = judge(file);

	phonewall_daemon_status_set_settings(file->status, state,
					     file->kept->file.text);
}

void phonewall_settings_file_clear(struct phonewall_settings_file *file)
{
	phonewall_source_clear(&file->source);
	phonewall_settings_clear(&file->settings);
}
