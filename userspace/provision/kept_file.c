// SPDX-License-Identifier: MIT
#include "kept_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"

bool phonewall_kept_file_exists(const char *directory, const char *name)
{
	char *path = phonewall_memory_print("%s/%s", directory, name);
	bool is_there = !access(path, F_OK);

	free(path);
	return is_there;
}

void phonewall_kept_file_write(const char *directory, const char *name,
			       const char *text, bool outlives_boot)
{
	char *path = phonewall_memory_print("%s/%s", directory, name);
	int error = outlives_boot ?
		phonewall_file_replace(path, text, strlen(text), 0644) :
		phonewall_file_replace_for_this_boot(path, text, strlen(text),
						     0644);

	if (error)
		phonewall_log(LOG_WARNING, "cannot write %s: %s; make room, or let the user phonewall-provision write there",
			      path, strerror(-error));
	free(path);
}
