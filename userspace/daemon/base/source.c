// SPDX-License-Identifier: GPL-2.0
#include "base/source.h"

#include <errno.h>
#include <string.h>

#include "config/state.h"

bool phonewall_source_read(struct phonewall_source *source)
{
	struct phonewall_file file = { 0 };
	bool changed;
	int error;

	error = phonewall_file_read(source->path, PHONEWALL_STATE_FILE_MAX,
				    &file);
	changed = error != source->error ||
		  !phonewall_state_same(&file, &source->file);
	phonewall_file_clear(&source->file);
	source->file = file;
	source->error = error;
	return changed;
}

bool phonewall_source_is_missing(const struct phonewall_source *source)
{
	return source->error == -ENOENT || source->error == -ENOTDIR;
}

void phonewall_source_add_fault(const struct phonewall_source *source,
				struct phonewall_faults *faults)
{
	if (source->error == -EINVAL)
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "is not a regular file; put one in its place");
	else if (source->error == -EFBIG)
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "is longer than %d bytes; shorten it",
				    PHONEWALL_STATE_FILE_MAX);
	else
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "cannot be read: %s; make it readable for phonewalld",
				    strerror(-source->error));
}

void phonewall_source_clear(struct phonewall_source *source)
{
	phonewall_file_clear(&source->file);
	source->error = 0;
}
