// SPDX-License-Identifier: MIT
#include "resync_command.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "base/answer.h"
#include "base/json.h"
#include "base/memory.h"
#include "provisioning/command.h"
#include "resync_clock.h"

/* Return: why no resync can be commanded now, or NULL. */
static const char *
find_obstacle(const struct phonewall_resync_command *command,
	      const struct phonewall_settings_files *files, bool is_running)
{
	if (!files->is_configured)
		return files->is_described ?
		       "phonewalld has not told its configuration; start it, or see its log" :
		       "the file about this phone has a fault, which the log names; mend that file";
	if (!files->settings.resync.is_enabled)
		return "Provision_Enable is No; set it to Yes";
	if (is_running)
		return "a resync goes on; try again when it has ended";
	if (command->is_given)
		return "a resync waits for idle lines; it will take place without another command";
	return NULL;
}

/* Return: NULL, or what is wrong with the rule, to be released with free(). */
static char *set_rule(struct phonewall_resync_command *command,
		      const char *text)
{
	struct phonewall_faults faults = { 0 };
	char *fault = NULL;

	if (!text)
		return NULL;
	command->has_rule =
		!phonewall_rule_parse(PHONEWALL_RULE_PROFILE, text, "URL", 0,
				      &command->rule, &faults);
	if (!command->has_rule)
		fault = phonewall_memory_print("the URL %s",
					       faults.list[0].message);
	phonewall_faults_clear(&faults);
	return fault;
}

struct json_object *
phonewall_resync_command_take(struct phonewall_resync_command *command,
			      const char *url,
			      const struct phonewall_settings_files *files,
			      bool is_running)
{
	const char *obstacle = find_obstacle(command, files, is_running);
	struct json_object *answer;
	char *fault;

	if (obstacle)
		return phonewall_answer_make(PHONEWALL_PROVISION_REFUSED,
					     obstacle);
	fault = set_rule(command, url);
	if (fault) {
		answer = phonewall_answer_make(PHONEWALL_ANSWER_ERROR, fault);
		free(fault);
		return answer;
	}
	command->is_given = true;
	return NULL;
}

static struct json_object *make_wait(time_t last)
{
	struct json_object *next = phonewall_json_time(last);
	char *message = phonewall_memory_print("a line is in use; the resync begins when none is, at %s at the latest",
					       json_object_get_string(next));
	struct json_object *answer =
		phonewall_answer_make(PHONEWALL_PROVISION_WAITS, message);

	json_object_object_add(answer, PHONEWALL_PROVISION_NEXT, next);
	free(message);
	return answer;
}

struct json_object *
phonewall_resync_command_tell_wait(const struct phonewall_resync *resync)
{
	struct phonewall_resync_clock clock;
	uint64_t due = 0;

	phonewall_resync_clock_read(&clock);
	phonewall_resync_next(resync, &due);
	return due > clock.now ?
	       make_wait(phonewall_resync_clock_wall_time(due)) : NULL;
}

void phonewall_resync_command_end(struct phonewall_resync_command *command)
{
	if (command->has_rule)
		phonewall_rule_clear(&command->rule);
	command->has_rule = false;
	command->is_given = false;
}
