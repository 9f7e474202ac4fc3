/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROXY_FILE_H
#define PHONEWALL_PROXY_FILE_H

#include <event2/event.h>
#include <json-c/json_types.h>

#include "proxy/settings.h"

/**
 * struct phonewall_proxy_file - the file that tells programs of the HTTP proxy
 */
struct phonewall_proxy_file;

/**
 * phonewall_proxy_file_open() - prepare to write the file
 * @base: the event loop
 * @run_directory: the directory of the file
 * @changed: called from the event loop when the file could be written after all
 * @argument: handed to @changed
 *
 * Who may read it is as of phonewall_group_file_open().
 *
 * Return: a file that is not written yet, to be released with
 * phonewall_proxy_file_close(); NULL if memory is exhausted.
 */
struct phonewall_proxy_file *
phonewall_proxy_file_open(struct event_base *base, const char *run_directory,
			  void (*changed)(void *argument), void *argument);

/**
 * phonewall_proxy_file_write() - have the file say what the settings do
 * @file: the file, which is left alone if it says so already
 * @settings: the settings
 */
void phonewall_proxy_file_write(struct phonewall_proxy_file *file,
				const struct phonewall_proxy_settings *settings);

/**
 * phonewall_proxy_file_retry() - write again what could not be written
 * @file: the file
 */
void phonewall_proxy_file_retry(struct phonewall_proxy_file *file);

/**
 * phonewall_proxy_file_status() - tell how the file stands
 * @file: the file
 *
 * Return: an object of PHONEWALL_STATUS_PROXY, to be released with
 * json_object_put(); NULL if there is no proxy and nothing is wrong.
 */
struct json_object *
phonewall_proxy_file_status(const struct phonewall_proxy_file *file);

/**
 * phonewall_proxy_file_close() - release it; the file stays
 * @file: the file; may be NULL
 */
void phonewall_proxy_file_close(struct phonewall_proxy_file *file);

#endif /* PHONEWALL_PROXY_FILE_H */
