// SPDX-License-Identifier: MIT
#include "schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "folder.h"

/* By the system's Python, which has the packages of scripts/setup. */
#define VALIDATOR	"/usr/bin/python3 tests/netns/agent/json_schema.py " \
			"--strict docs/phonewallctl.schema.json"

static char directory[] = "/tmp/test-schema-XXXXXX";
static int is_made;

static FILE *open_values(const char *definition)
{
	char *path;
	FILE *file;

	if (!is_made && folder_make(directory))
		abort();
	is_made = 1;
	path = phonewall_memory_print("%s/%s", directory, definition);
	file = fopen(path, "a");
	free(path);
	if (!file)
		abort();
	return file;
}

void schema_add(const char *definition, const char *json)
{
	FILE *file = open_values(definition);

	if (fprintf(file, "%s\n", json) < 0 || fclose(file))
		abort();
}

void schema_add_file(const char *definition, const char *path)
{
	FILE *values = open_values(definition);
	FILE *file = fopen(path, "r");
	char block[4096];
	size_t length;

	if (!file)
		abort();
	while ((length = fread(block, 1, sizeof(block), file)) > 0)
		fwrite(block, 1, length, values);
	fclose(file);
	if (fclose(values))
		abort();
}

int schema_check(void **state)
{
	char *command = phonewall_memory_print(VALIDATOR " %s/*", directory);
	int status;

	(void)state;
	status = is_made ? system(command) : -1;
	free(command);
	if (is_made)
		folder_remove(directory);
	is_made = 0;
	return status ? -1 : 0;
}
