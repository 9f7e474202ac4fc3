/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_AGENT_STATUS_H
#define PHONEWALL_AGENT_STATUS_H

#include <stdbool.h>

#include <json-c/json_types.h>

#include "output/writer.h"

/*
 * What phonewalld wrote about itself. Nothing about it is certain: a member may
 * be missing or have any type.
 */

/**
 * phonewall_agent_status_use - name the run directory of phonewalld
 * @directory: the directory, which is not copied; by default
 *	PHONEWALL_RUN_DIRECTORY
 */
void phonewall_agent_status_use(const char *directory);

/**
 * phonewall_agent_status_directory - the run directory of phonewalld
 *
 * Return: its name.
 */
const char *phonewall_agent_status_directory(void);

/**
 * phonewall_agent_status_read - read the status file of phonewalld
 *
 * What is wrong with the file is reported to standard error; a missing file is
 * no error. Unless the directory was named, the status of a phonewalld in
 * another network namespace is not read, and standard error says so.
 *
 * Return: an object to be released with json_object_put(), or NULL.
 */
struct json_object *phonewall_agent_status_read(void);

/**
 * phonewall_agent_status_is_running - whether the phonewalld that wrote the
 *	status still runs
 * @status: what was read; may be NULL
 *
 * Return: true if it runs.
 */
bool phonewall_agent_status_is_running(struct json_object *status);

/**
 * phonewall_agent_status_transaction - the state of the phone's own
 *	authentication
 * @status: what was read; may be NULL
 *
 * Return: "Disabled", "Authenticating", "Authenticated" or "Failed"; NULL if
 * phonewalld is not running.
 */
const char *phonewall_agent_status_transaction(struct json_object *status);

/**
 * phonewall_agent_status_write - write the whole status
 * @writer: the writer, in an object, which gets "daemon"
 * @status: what was read; may be NULL
 *
 * In JSON it is the status as it was read, with "running" in it.
 */
void phonewall_agent_status_write(struct phonewall_writer *writer,
				  struct json_object *status);

/**
 * phonewall_agent_status_write_dot1x - write the phone's own authentication
 * @writer: the writer, in an object, which gets "running", "status" and the
 *	members of "dot1x", null if phonewalld is not running
 * @status: what was read; may be NULL
 */
void phonewall_agent_status_write_dot1x(struct phonewall_writer *writer,
					struct json_object *status);

/**
 * phonewall_agent_status_write_change - write the phone's own authentication as
 *	an event
 * @writer: the writer
 * @status: what was read; may be NULL
 */
void phonewall_agent_status_write_change(struct phonewall_writer *writer,
					 struct json_object *status);

#endif /* PHONEWALL_AGENT_STATUS_H */
