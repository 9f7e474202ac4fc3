// SPDX-License-Identifier: MIT
#include <json-c/json.h>
#include <string.h>

#include "agent_status.h"
#include "base/answer.h"
#include "command.h"
#include "output/message.h"
#include "output/writer.h"
#include "provision_client.h"
#include "provisioning/command.h"

static void write_member(struct phonewall_writer *writer,
			 struct json_object *answer, const char *name)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(answer, name, &value);
	phonewall_write_json(writer, name, value);
}

static void write_answer(struct phonewall_writer *writer,
			 struct json_object *answer, const char *result,
			 const char *reason)
{
	bool is_good = !strcmp(result, "success");

	phonewall_write_begin_object(writer, NULL);
	phonewall_write_judgement(writer, PHONEWALL_PROVISION_RESULT, "%s",
				  result, is_good);
	phonewall_write_end_line(writer);
	write_member(writer, answer, PHONEWALL_PROVISION_ENDED);
	write_member(writer, answer, PHONEWALL_PROVISION_RULE);
	write_member(writer, answer, PHONEWALL_PROVISION_SERVER);
	phonewall_write_string(writer, PHONEWALL_PROVISION_REASON, NULL,
			       reason);
	write_member(writer, answer, PHONEWALL_PROVISION_NEXT);
	phonewall_write_end_object(writer);
}

static enum phonewall_exit
report(const struct phonewall_arguments *arguments, struct json_object *answer)
{
	const char *result = phonewall_agent_status_text(answer,
					PHONEWALL_PROVISION_RESULT) ?: "";
	const char *reason = phonewall_agent_status_text(answer,
					PHONEWALL_PROVISION_REASON);

	if (!reason)
		reason = phonewall_agent_status_text(answer,
						PHONEWALL_ANSWER_MESSAGE);
	write_answer(arguments->writer, answer, result, reason);
	if (reason)
		phonewall_output_message("%s", reason);
	return strcmp(result, "success") ? PHONEWALL_EXIT_FAILED :
					   PHONEWALL_EXIT_DONE;
}

enum phonewall_exit
phonewall_command_resync(const struct phonewall_arguments *arguments)
{
	const char *url = arguments->count ? arguments->words[0] : NULL;
	struct json_object *answer = phonewall_provision_ask(arguments,
							     "resync", url);
	enum phonewall_exit status;

	if (!answer)
		return PHONEWALL_EXIT_FAILED;
	status = report(arguments, answer);
	json_object_put(answer);
	return status;
}
