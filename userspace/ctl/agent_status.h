/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_AGENT_STATUS_H
#define PHONEWALL_AGENT_STATUS_H

#include <stdbool.h>

#include <json-c/json_types.h>

/*
 * What phonewalld wrote about itself. Nothing is taken for granted of it: a
 * member may be missing or be of any type.
 */

/**
 * phonewall_agent_status_use - name the run directory of phonewalld
 * @directory: the directory, which is not copied; by default
 *	PHONEWALL_RUN_DIRECTORY
 */
void phonewall_agent_status_use(const char *directory);

/**
 * phonewall_agent_status_directory - the run directory of phonewalld
 */
const char *phonewall_agent_status_directory(void);

/**
 * phonewall_agent_status_read - read the status file of phonewalld
 *
 * What is wrong with the file is reported to standard error; that there is none
 * is not wrong. Unless the directory was named, a phonewalld of another network
 * namespace is told of there, and its status is not read.
 *
 * Return: an object to be released with json_object_put(), or NULL.
 */
struct json_object *phonewall_agent_status_read(void);

/**
 * phonewall_agent_status_is_running - whether the phonewalld that wrote it is
 *	still there
 * @status: what was read; may be NULL
 */
bool phonewall_agent_status_is_running(struct json_object *status);

/**
 * phonewall_agent_status_object - a member that is an object
 * @status: what was read, or an object of it; may be NULL
 * @name: the member's name
 *
 * Return: the object, which belongs to @status; NULL where there is none.
 */
struct json_object *phonewall_agent_status_object(struct json_object *status,
						  const char *name);

/**
 * phonewall_agent_status_text - a member as text
 * @status: what was read, or an object of it; may be NULL
 * @name: the member's name
 *
 * Return: the text, which lives as long as @status; NULL where there is none.
 */
const char *phonewall_agent_status_text(struct json_object *status,
					const char *name);

/**
 * phonewall_agent_status_transaction - the state of the phone's own
 *	authentication
 * @status: what was read; may be NULL
 *
 * Return: "Disabled", "Authenticating", "Authenticated" or "Failed"; NULL where
 * phonewalld is not running.
 */
const char *phonewall_agent_status_transaction(struct json_object *status);

/**
 * phonewall_agent_status_print - print text of phonewalld's
 * @text: the text; a byte that would not be seen on a terminal is printed as ?
 */
void phonewall_agent_status_print(const char *text);

/**
 * phonewall_agent_status_print_line - print a member on a line of its own
 * @label: what it is
 * @text: the text; nothing is printed where it is NULL
 */
void phonewall_agent_status_print_line(const char *label, const char *text);

/**
 * phonewall_agent_status_print_dot1x - print why the phone's own authentication
 *	is as it is, and what it needs
 * @dot1x: the member "dot1x"; may be NULL
 *
 * Everything but the transaction status and the protocol.
 */
void phonewall_agent_status_print_dot1x(struct json_object *dot1x);

#endif /* PHONEWALL_AGENT_STATUS_H */
