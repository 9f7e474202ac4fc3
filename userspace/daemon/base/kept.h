/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_KEPT_H
#define PHONEWALL_KEPT_H

#include <stdbool.h>

#include "base/file.h"

/**
 * struct phonewall_kept - a file as it was when it was last accepted
 * @directory: the state directory
 * @name: its name there
 * @file: its content; empty where none was accepted
 * @stored: whether the state directory holds that content
 */
struct phonewall_kept {
	const char *directory;
	const char *name;
	struct phonewall_file file;
	bool stored;
};

/**
 * phonewall_kept_load - read what was kept before
 * @kept: zero-initialised but for @directory and @name
 *
 * Logs what goes wrong; @kept is empty then, as where nothing was kept.
 */
void phonewall_kept_load(struct phonewall_kept *kept);

/**
 * phonewall_kept_accept - take a newer file
 * @kept: what was accepted before
 * @file: the newer file, copied
 */
void phonewall_kept_accept(struct phonewall_kept *kept,
			   const struct phonewall_file *file);

/**
 * phonewall_kept_store - bring what was accepted to the disk
 * @kept: what was accepted; where it is stored already, or empty, nothing is
 *	written
 *
 * Return: 0, or a negative errno.
 */
int phonewall_kept_store(struct phonewall_kept *kept);

/**
 * phonewall_kept_clear - release the content
 * @kept: emptied; what is stored stays
 */
void phonewall_kept_clear(struct phonewall_kept *kept);

#endif /* PHONEWALL_KEPT_H */
