/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_GROUP_FILE_H
#define PHONEWALL_GROUP_FILE_H

#include <stdbool.h>

#include <event2/event.h>

/**
 * struct phonewall_group_file_kind - a file that another program reads
 * @name: its name in the run directory
 * @group: the group whose members may read it
 * @is_needed: whether a program of that group reads it, so that a group that is
 *	missing is told
 * @stale: what that program does while the file cannot be written, for the log
 */
struct phonewall_group_file_kind {
	const char *name;
	const char *group;
	bool is_needed;
	const char *stale;
};

/**
 * struct phonewall_group_file - a file with secrets, for the members of a group
 */
struct phonewall_group_file;

/**
 * phonewall_group_file_open() - prepare to write the file
 * @base: the event loop
 * @kind: which file; kept by the caller
 * @run_directory: the directory of the file
 * @changed: called from the event loop when the file could be written after all
 * @argument: handed to @changed
 *
 * The group is looked up here; only its members, the caller's user and root may
 * read the file. If there is no such group, or the caller may not give it the
 * file, only the user and root may.
 *
 * Return: a file that is not written yet, to be released with
 * phonewall_group_file_close(); NULL with the reason logged if memory is
 * exhausted.
 */
struct phonewall_group_file *
phonewall_group_file_open(struct event_base *base,
			  const struct phonewall_group_file_kind *kind,
			  const char *run_directory,
			  void (*changed)(void *argument), void *argument);

/**
 * phonewall_group_file_is() - compare what the file is to say
 * @file: the file
 * @content: a text
 *
 * Return: whether @content was what was written, or tried to be, last.
 */
bool phonewall_group_file_is(const struct phonewall_group_file *file,
			     const char *content);

/**
 * phonewall_group_file_write() - have the file say something
 * @file: the file, which is left alone if it says so already
 * @content: what it is to say, taken over
 * @may_remain: whether the old file may remain if it cannot be written; else it
 *	is removed
 *
 * What goes wrong is logged once, and tried again every five seconds.
 */
void phonewall_group_file_write(struct phonewall_group_file *file,
				char *content, bool may_remain);

/**
 * phonewall_group_file_retry() - write again what could not be written
 * @file: the file
 */
void phonewall_group_file_retry(struct phonewall_group_file *file);

/**
 * phonewall_group_file_error() - tell what is wrong with the file
 * @file: the file
 *
 * Return: why it is not written, or why the group cannot read it; NULL if all is
 * well.
 */
const char *phonewall_group_file_error(const struct phonewall_group_file *file);

/**
 * phonewall_group_file_close() - release it; the file stays
 * @file: the file; may be NULL
 */
void phonewall_group_file_close(struct phonewall_group_file *file);

#endif /* PHONEWALL_GROUP_FILE_H */
