// SPDX-License-Identifier: MIT
#include "busy.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/memory.h"

bool phonewall_busy_is_set(const char *run_directory, int *error)
{
	char *path = phonewall_memory_print("%s/" PHONEWALL_BUSY_FILE,
					    run_directory);
	struct stat status;
	int code = lstat(path, &status) ? errno : 0;

	free(path);
	*error = code == ENOENT ? 0 : code;
	return code != ENOENT;
}
