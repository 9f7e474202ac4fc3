/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_FILE_H
#define PHONEWALL_DIRECTORY_FILE_H

#include <event2/event.h>
#include <json-c/json_types.h>

#include "directory/settings.h"

/**
 * struct phonewall_directory_file - the file that phonewall-directory reads
 */
struct phonewall_directory_file;

/**
 * phonewall_directory_file_open() - prepare to write the file
 * @base: the event loop
 * @run_directory: the directory of the file
 * @changed: called from the event loop when the file could be written after all
 * @argument: handed to @changed
 *
 * The group of PHONEWALL_DIRECTORY_GROUP is looked up here; only its members,
 * the caller's user and root may read the file. If there is no such group, or
 * the caller is not a member, only the user and root may.
 *
 * Return: a file that is not written yet, to be released with
 * phonewall_directory_file_close(); NULL if memory is exhausted.
 */
struct phonewall_directory_file *
phonewall_directory_file_open(struct event_base *base,
			      const char *run_directory,
			      void (*changed)(void *argument), void *argument);

/**
 * phonewall_directory_file_write() - have the file say what the settings do
 * @file: the file, which is left alone if it says so already
 * @directory: the settings
 *
 * What goes wrong is logged once, and tried again every five seconds. A file of a
 * directory that is off is removed if it cannot be written, since it holds the
 * password.
 */
void phonewall_directory_file_write(
	struct phonewall_directory_file *file,
	const struct phonewall_directory_settings *directory);

/**
 * phonewall_directory_file_retry() - write again what could not be written
 * @file: the file
 */
void phonewall_directory_file_retry(struct phonewall_directory_file *file);

/**
 * phonewall_directory_file_status() - tell how the directory stands
 * @file: the file
 *
 * Return: an object of PHONEWALL_STATUS_DIRECTORY, to be released with
 * json_object_put(); NULL if the directory is off.
 */
struct json_object *
phonewall_directory_file_status(const struct phonewall_directory_file *file);

/**
 * phonewall_directory_file_close() - release it; the file stays
 * @file: the file
 */
void phonewall_directory_file_close(struct phonewall_directory_file *file);

#endif /* PHONEWALL_DIRECTORY_FILE_H */
