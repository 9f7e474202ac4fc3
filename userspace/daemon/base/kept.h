/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_KEPT_H
#define PHONEWALL_KEPT_H

#include <stdbool.h>

#include "base/file.h"
#include "base/state_writer.h"

/**
 * struct phonewall_kept - the last accepted version of a file
 * @directory: the state directory
 * @name: its name there
 * @file: its content; empty if none was accepted
 * @stored: true if the state directory holds that content
 * @is_being_stored: true if that content is being written there
 */
struct phonewall_kept {
	const char *directory;
	const char *name;
	struct phonewall_file file;
	bool stored;
	bool is_being_stored;
};

/**
 * phonewall_kept_load() - read the copy in the state directory
 * @kept: zero-initialised except for @directory and @name
 *
 * Logs an error. @kept stays empty then, and also if there is no copy.
 */
void phonewall_kept_load(struct phonewall_kept *kept);

/**
 * phonewall_kept_accept() - accept a new version of the file
 * @kept: what was accepted before
 * @file: the new version, copied
 *
 * phonewall_kept_store() writes it to the disk.
 */
void phonewall_kept_accept(struct phonewall_kept *kept,
			   const struct phonewall_file *file);

/**
 * phonewall_kept_store() - write what was accepted to the state directory
 * @kept: what was accepted; nothing is written if it is empty or stored already
 * @writer: the writer of that directory
 *
 * Return: 0, or a negative errno of phonewall_state_writer_write().
 */
int phonewall_kept_store(struct phonewall_kept *kept,
			 struct phonewall_state_writer *writer);

/**
 * phonewall_kept_written - note that a write has ended that went on
 * @kept: what was accepted; if that has changed meanwhile it is not stored yet
 * @name: the member of @kept if it is about that
 * @error: 0, or a negative errno
 */
void phonewall_kept_written(struct phonewall_kept *kept, const char *name,
			    int error);

/**
 * phonewall_kept_clear() - release the content
 * @kept: emptied; the copy in the state directory stays
 */
void phonewall_kept_clear(struct phonewall_kept *kept);

#endif /* PHONEWALL_KEPT_H */
