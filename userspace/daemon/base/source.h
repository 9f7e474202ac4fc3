/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SOURCE_H
#define PHONEWALL_SOURCE_H

#include <stdbool.h>

#include "base/fault.h"
#include "base/file.h"

/**
 * struct phonewall_source - a file that another program writes, as last read
 * @path: its name
 * @file: its content; empty if @error is not 0
 * @error: 0, or the negative errno with which reading failed
 */
struct phonewall_source {
	const char *path;
	struct phonewall_file file;
	int error;
};

/**
 * phonewall_source_read() - read the file again
 * @source: zero-initialised except for its path, or read before
 *
 * Return: true if it differs from when it was last read.
 */
bool phonewall_source_read(struct phonewall_source *source);

/**
 * phonewall_source_is_missing - whether there is no such file
 * @source: was read
 *
 * Return: whether there is none.
 */
bool phonewall_source_is_missing(const struct phonewall_source *source);

/**
 * phonewall_source_clear() - release what was read
 * @source: as if it was never read
 */
void phonewall_source_clear(struct phonewall_source *source);

#endif /* PHONEWALL_SOURCE_H */
