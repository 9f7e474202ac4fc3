/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STORE_FILES_H
#define PHONEWALL_STORE_FILES_H

#include <stdbool.h>

#include <json-c/json_types.h>

#include "base/kept.h"
#include "store/store.h"

/**
 * struct phonewall_store_files - the configuration store, in the state directory
 * @file: what PHONEWALL_STATE_STORE there is to hold
 * @copy: the same of PHONEWALL_STATE_STORE_COPY, which is written after it and is
 *	used if it is damaged
 * @path: name of the first
 * @store: the values
 * @is_lost: whether neither file could be read. Then no cfg.xml is used either:
 *	the store may have closed what that opens
 * @fault: what was wrong with the files, or NULL; until the store is replaced
 * @generation: changes with @store, from 1
 */
struct phonewall_store_files {
	struct phonewall_kept file;
	struct phonewall_kept copy;
	char *path;
	struct phonewall_store store;
	bool is_lost;
	char *fault;
	unsigned long generation;
};

/**
 * phonewall_store_files_open - begin with an empty store; nothing is read yet
 * @files: set whole; release it with phonewall_store_files_clear()
 * @directory: the state directory, kept by the caller
 */
void phonewall_store_files_open(struct phonewall_store_files *files,
				const char *directory);

/**
 * phonewall_store_files_load - read the store, or else its copy
 * @files: opened
 *
 * Logs what is damaged, and sets it aside as PHONEWALL_STATE_STORE_DAMAGED.
 */
void phonewall_store_files_load(struct phonewall_store_files *files);

/**
 * phonewall_store_files_exchange - use other values, which are not saved
 * @files: the store
 * @store: the other values; set to those of before
 * @is_lost: whether the other values are lost; set to whether those of before are
 */
void phonewall_store_files_exchange(struct phonewall_store_files *files,
				    struct phonewall_store *store,
				    bool *is_lost);

/**
 * phonewall_store_files_accept - have the values saved
 * @files: the store
 *
 * phonewall_store_files_save() writes them to the disk.
 */
void phonewall_store_files_accept(struct phonewall_store_files *files);

/**
 * phonewall_store_files_save - write what was accepted
 * @files: the store
 * @writer: the writer of the state directory
 *
 * Return: as phonewall_kept_store().
 */
int phonewall_store_files_save(struct phonewall_store_files *files,
			       struct phonewall_state_writer *writer);

/**
 * phonewall_store_files_save_copy - write the copy, if the store itself is saved
 * @files: the store
 * @writer: the writer of the state directory
 *
 * Return: as phonewall_kept_store().
 */
int phonewall_store_files_save_copy(struct phonewall_store_files *files,
				    struct phonewall_state_writer *writer);

/**
 * phonewall_store_files_are_saved - whether the disk has the store and its copy
 * @files: the store
 *
 * Return: whether it has.
 */
bool phonewall_store_files_are_saved(const struct phonewall_store_files *files);

/**
 * phonewall_store_files_written - note that a write has ended that went on
 * @files: the store
 * @name: as of phonewall_kept_written()
 * @error: 0, or a negative errno
 */
void phonewall_store_files_written(struct phonewall_store_files *files,
				   const char *name, int error);

/**
 * phonewall_store_files_status - tell how many values there are
 * @files: the store
 *
 * Return: a JSON object, to be released with json_object_put().
 */
struct json_object *
phonewall_store_files_status(const struct phonewall_store_files *files);

/**
 * phonewall_store_files_clear - release the store; the files stay
 * @files: emptied
 */
void phonewall_store_files_clear(struct phonewall_store_files *files);

#endif /* PHONEWALL_STORE_FILES_H */
