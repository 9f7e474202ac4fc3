// SPDX-License-Identifier: MIT
#include "config/state.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Of the permissions of an original, the copy has those to read. */
#define READERS 0044

int phonewall_state_read(const char *directory, const char *name,
			 struct phonewall_file *file)
{
	char *path = phonewall_memory_print("%s/%s", directory, name);
	int error = phonewall_file_read(path, PHONEWALL_STATE_FILE_MAX, file);

	free(path);
	return error;
}

int phonewall_state_write(const char *directory, const char *name,
			  const struct phonewall_file *file)
{
	char *path = phonewall_memory_print("%s/%s", directory, name);
	int error = phonewall_file_replace(path, file->text, file->length,
					   0600 | (file->mode & READERS));

	free(path);
	return error;
}

bool phonewall_state_same(const struct phonewall_file *a,
			  const struct phonewall_file *b)
{
	if (!a->text || !b->text)
		return a->text == b->text;
	return a->length == b->length &&
	       (a->mode & READERS) == (b->mode & READERS) &&
	       !memcmp(a->text, b->text, a->length);
}
