/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISIONING_FILE_H
#define PHONEWALL_PROVISIONING_FILE_H

#include <event2/event.h>
#include <json-c/json_types.h>

#include "provisioning/values.h"

/**
 * struct phonewall_provisioning_file - the file that phonewall-provision reads
 */
struct phonewall_provisioning_file;

/**
 * phonewall_provisioning_file_open() - prepare to write the file
 * @base: the event loop
 * @run_directory: the directory of the file
 * @changed: called from the event loop when the file could be written after all
 * @argument: handed to @changed
 *
 * Who may read it is as of phonewall_group_file_open().
 *
 * Return: a file that is not written yet, to be released with
 * phonewall_provisioning_file_close(); NULL if memory is exhausted.
 */
struct phonewall_provisioning_file *
phonewall_provisioning_file_open(struct event_base *base,
				 const char *run_directory,
				 void (*changed)(void *argument),
				 void *argument);

/**
 * phonewall_provisioning_file_write() - have the file say what the values do
 * @file: the file, which is left alone if it says so already
 * @values: the values
 * @any_tftp_port: whether the ports of TFTP clients are closed
 */
void phonewall_provisioning_file_write(
	struct phonewall_provisioning_file *file,
	const struct phonewall_provisioning_values *values, bool any_tftp_port);

/**
 * phonewall_provisioning_file_retry() - write again what could not be written
 * @file: the file
 */
void
phonewall_provisioning_file_retry(struct phonewall_provisioning_file *file);

/**
 * phonewall_provisioning_file_status() - tell how the file stands
 * @file: the file
 *
 * Return: an object of PHONEWALL_STATUS_PROVISIONING, to be released with
 * json_object_put().
 */
struct json_object *phonewall_provisioning_file_status(
	const struct phonewall_provisioning_file *file);

/**
 * phonewall_provisioning_file_close() - release it; the file stays
 * @file: the file; may be NULL
 */
void
phonewall_provisioning_file_close(struct phonewall_provisioning_file *file);

#endif /* PHONEWALL_PROVISIONING_FILE_H */
