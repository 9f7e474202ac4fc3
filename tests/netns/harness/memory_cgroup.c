// SPDX-License-Identifier: MIT
#include "harness/memory_cgroup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "harness/assertion.h"

#define ROOT	"/sys/fs/cgroup"

static char *group(void)
{
	return phonewall_memory_print(ROOT "/phonewall-%d", getpid());
}

static FILE *open_file(const char *name, const char *mode)
{
	char *folder = group();
	char *path = phonewall_memory_print("%s/%s", folder, name);
	FILE *file = fopen(path, mode);

	if (!file)
		fail_msg("cannot open %s", path);
	free(path);
	free(folder);
	return file;
}

static void write_word(FILE *file, const char *word)
{
	assert_non_null(file);
	assert_true(fputs(word, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* 0 is the writing process. */
void memory_cgroup_enter(void)
{
	char *folder = group();

	write_word(fopen(ROOT "/cgroup.subtree_control", "we"), "+memory");
	assert_int_equal(mkdir(folder, 0755), 0);
	write_word(open_file("cgroup.procs", "we"), "0");
	free(folder);
}

void memory_cgroup_leave(void)
{
	write_word(fopen(ROOT "/cgroup.procs", "we"), "0");
}

void memory_cgroup_remove(void)
{
	char *folder = group();

	assert_int_equal(rmdir(folder), 0);
	free(folder);
}

unsigned long memory_cgroup_charged(void)
{
	FILE *file = open_file("memory.current", "re");
	unsigned long bytes;

	assert_int_equal(fscanf(file, "%lu", &bytes), 1);
	fclose(file);
	return bytes;
}

unsigned long memory_cgroup_slab(void)
{
	FILE *file = open_file("memory.stat", "re");
	unsigned long bytes;
	char name[64];

	while (fscanf(file, "%63s %lu", name, &bytes) == 2) {
		if (!strcmp(name, "slab")) {
			fclose(file);
			return bytes;
		}
	}
	fail_msg("memory.stat has no slab");
	return 0;
}
