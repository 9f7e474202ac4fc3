// SPDX-License-Identifier: MIT
#include "search_path.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static char *before;

void search_path_prepend(const char *directory)
{
	char *path;

	before = strdup(getenv("PATH"));
	path = phonewall_memory_print("%s:%s", directory, before);
	setenv("PATH", path, 1);
	free(path);
}

void search_path_restore(void)
{
	setenv("PATH", before, 1);
	free(before);
}
