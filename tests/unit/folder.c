// SPDX-License-Identifier: MIT
#include "folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNIQUE		"XXXXXX"	/* mkdtemp(3) */
#define DESCRIPTORS	8

int folder_make(char *name)
{
	memcpy(name + strlen(name) - strlen(UNIQUE), UNIQUE, strlen(UNIQUE));
	return mkdtemp(name) ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *status, int type,
			struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

int folder_remove(const char *name)
{
	return nftw(name, remove_entry, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}
