// SPDX-License-Identifier: MIT
#include "harness/kernel_memory.h"

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "harness/assertion.h"

/* QUARANTINE_FRACTION of mm/kasan/quarantine.c */
#define QUARANTINE_PART	32

static FILE *open_attribute(const char *cache, const char *name,
			    const char *mode)
{
	char *path = phonewall_memory_print("/sys/kernel/slab/%s/%s", cache,
					    name);
	FILE *file = fopen(path, mode);

	free(path);
	return file;
}

/* Objects in the caches of processors count as allocated until then. */
static void shrink(const char *cache)
{
	FILE *file = open_attribute(cache, "shrink", "we");

	assert_non_null(file);
	assert_true(fputs("1", file) >= 0);
	assert_int_equal(fclose(file), 0);
}

unsigned long kernel_memory_objects(const char *cache)
{
	FILE *file = open_attribute(cache, "objects", "re");
	unsigned long objects;

	if (!file)
		return 0;
	shrink(cache);
	assert_int_equal(fscanf(file, "%lu", &objects), 1);
	fclose(file);
	return objects;
}

unsigned long kernel_memory_object_size(const char *cache)
{
	FILE *file = open_attribute(cache, "object_size", "re");
	unsigned long size;

	if (!file)
		return 0;
	assert_int_equal(fscanf(file, "%lu", &size), 1);
	fclose(file);
	return size;
}

unsigned long kernel_memory_flows(void)
{
	return kernel_memory_objects("phonewall_flow_ipv4") +
	       kernel_memory_objects("phonewall_flow_ipv6");
}

unsigned long kernel_memory_kmalloc_objects(void)
{
	unsigned long objects = 0;
	glob_t found;

	assert_int_equal(glob("/sys/kernel/slab/kmalloc-*", 0, NULL, &found),
			 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		objects += kernel_memory_objects(basename(found.gl_pathv[i]));
	globfree(&found);
	return objects;
}

unsigned long kernel_memory_free_pages(void)
{
	FILE *file = fopen("/proc/zoneinfo", "re");
	unsigned long pages, sum = 0;
	char line[256];

	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, " nr_free_pages %lu", &pages) == 1 ||
		    sscanf(line, " count: %lu", &pages) == 1)
			sum += pages;
	}
	fclose(file);
	return sum;
}

unsigned long kernel_memory_kilobytes(const char *name)
{
	FILE *file = fopen("/proc/meminfo", "re");
	unsigned long kilobytes;
	char word[64];

	assert_non_null(file);
	while (fscanf(file, "%63[^:]: %lu%*[^\n] ", word, &kilobytes) == 2) {
		if (!strcmp(word, name)) {
			fclose(file);
			return kilobytes;
		}
	}
	fail_msg("/proc/meminfo has no %s", name);
	return 0;
}

static bool kernel_has(const char *symbol)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	bool found = false;
	char name[128];

	assert_non_null(file);
	while (!found && fscanf(file, "%*s %*s %127s%*[^\n]", name) == 1)
		found = !strcmp(name, symbol);
	fclose(file);
	return found;
}

unsigned long kernel_memory_quarantine(void)
{
	if (!kernel_has("kasan_quarantine_put"))
		return 0;
	return kernel_memory_kilobytes("MemTotal") / QUARANTINE_PART;
}
