/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_RESYNC_COMMAND_H
#define PHONEWALL_PROVISION_RESYNC_COMMAND_H

#include <json-c/json_types.h>

#include "settings_files.h"

/**
 * struct phonewall_resync_command - a resync that the socket has asked for
 * @is_given: whether one is due or goes on
 * @has_rule: whether @rule is followed in place of Profile_Rule and the others
 * @rule: the rule
 *
 * Empty if all its bytes are 0. Release it with phonewall_resync_command_end().
 */
struct phonewall_resync_command {
	bool is_given;
	bool has_rule;
	struct phonewall_rule rule;
};

/**
 * phonewall_resync_command_take - take a command, if a resync can take place
 * @command: set if it can
 * @url: a rule in place of Profile_Rule and the others, or NULL
 * @files: the settings
 * @is_running: whether a resync goes on
 *
 * Return: NULL; else the answer that refuses it, with the remedy, to be released
 * with json_object_put().
 */
struct json_object *
phonewall_resync_command_take(struct phonewall_resync_command *command,
			      const char *url,
			      const struct phonewall_settings_files *files,
			      bool is_running);

/**
 * phonewall_resync_command_tell_wait - tell who has commanded a resync to wait
 * @resync: when it is due
 *
 * Return: NULL if it begins now; else the answer, to be released with
 * json_object_put().
 */
struct json_object *
phonewall_resync_command_tell_wait(const struct phonewall_resync *resync);

/**
 * phonewall_resync_command_end - forget a command
 * @command: emptied
 */
void phonewall_resync_command_end(struct phonewall_resync_command *command);

#endif /* PHONEWALL_PROVISION_RESYNC_COMMAND_H */
