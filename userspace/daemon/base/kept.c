// SPDX-License-Identifier: MIT
#include "base/kept.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "config/state.h"

void phonewall_kept_load(struct phonewall_kept *kept)
{
	int error = phonewall_state_read(kept->directory, kept->name,
					 &kept->file);

	kept->stored = !error;
	if (error && error != -ENOENT)
		phonewall_log(LOG_WARNING,
			      "cannot read the last accepted file %s/%s: %s; remove it",
			      kept->directory, kept->name, strerror(-error));
}

void phonewall_kept_accept(struct phonewall_kept *kept,
			   const struct phonewall_file *file)
{
	if (phonewall_state_same(&kept->file, file))
		return;
	phonewall_kept_clear(kept);
	kept->file = *file;
	kept->file.text = phonewall_memory_copy(file->text, file->length);
}

int phonewall_kept_store(struct phonewall_kept *kept,
			 struct phonewall_state_writer *writer)
{
	int error;

	if (kept->stored || !kept->file.text)
		return 0;
	error = phonewall_state_writer_write(writer, kept->name, &kept->file);
	kept->stored = !error;
	if (error == -EINPROGRESS)
		kept->is_being_stored = true;
	return error;
}

void phonewall_kept_written(struct phonewall_kept *kept, const char *name,
			    int error)
{
	if (name != kept->name)
		return;
	if (kept->is_being_stored && !error)
		kept->stored = true;
	kept->is_being_stored = false;
}

void phonewall_kept_clear(struct phonewall_kept *kept)
{
	phonewall_file_clear(&kept->file);
	kept->stored = false;
	kept->is_being_stored = false;
}
