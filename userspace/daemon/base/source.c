// SPDX-License-Identifier: MIT
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

void phonewall_source_clear(struct phonewall_source *source)
{
	phonewall_file_clear(&source->file);
	source->error = 0;
}
