// SPDX-License-Identifier: MIT
#include <json-c/json.h>
#include <stdlib.h>

#include "agent_status.h"
#include "base/memory.h"
#include "command.h"
#include "output/writer.h"
#include "provision_client.h"
#include "provisioning/command.h"

/* What JSON has, in this order. */
static const char *const members[] = {
	PHONEWALL_PROVISION_STATE, PHONEWALL_PROVISION_GENERATION,
	PHONEWALL_PROVISION_BUSY, PHONEWALL_PROVISION_NEXT,
	PHONEWALL_PROVISION_CAUSE, PHONEWALL_PROVISION_RESULT,
	PHONEWALL_PROVISION_ENDED, PHONEWALL_PROVISION_RULE,
	PHONEWALL_PROVISION_SERVER, PHONEWALL_PROVISION_REASON,
};

static const char *text_of(struct json_object *status, const char *name)
{
	return phonewall_agent_status_text(status, name);
}

static void write_members(struct phonewall_writer *writer,
			  struct json_object *status)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		struct json_object *value = NULL;

		json_object_object_get_ex(status, members[i], &value);
		phonewall_write_json(writer, members[i], value);
	}
}

/* Writes two members on a line, or what stands for them if the first is null. */
static void write_pair(struct phonewall_writer *writer, const char *label,
		       const char *first, const char *form, const char *second,
		       const char *otherwise)
{
	char *text = NULL;

	if (first && second)
		text = phonewall_memory_print(form, first, second);
	phonewall_write_labelled(writer, label, text ?: first ?: otherwise);
	free(text);
}

static void write_text(struct phonewall_writer *writer,
		       struct json_object *status)
{
	struct json_object *busy = NULL;

	json_object_object_get_ex(status, PHONEWALL_PROVISION_BUSY, &busy);
	phonewall_write_labelled(writer, "state",
				 text_of(status, PHONEWALL_PROVISION_STATE));
	write_pair(writer, "next resync",
		   text_of(status, PHONEWALL_PROVISION_NEXT), "%s, by %s",
		   text_of(status, PHONEWALL_PROVISION_CAUSE), "none is due");
	if (json_object_get_boolean(busy))
		phonewall_write_labelled(writer, "lines",
					 "in use: a resync waits");
	write_pair(writer, "last resync",
		   text_of(status, PHONEWALL_PROVISION_RESULT), "%s, %s",
		   text_of(status, PHONEWALL_PROVISION_ENDED), "none yet");
	phonewall_write_labelled(writer, "rule",
				 text_of(status, PHONEWALL_PROVISION_RULE));
	phonewall_write_labelled(writer, "server",
				 text_of(status, PHONEWALL_PROVISION_SERVER));
	phonewall_write_labelled(writer, "reason",
				 text_of(status, PHONEWALL_PROVISION_REASON));
}

enum phonewall_exit
phonewall_command_provision(const struct phonewall_arguments *arguments)
{
	struct phonewall_writer *writer = arguments->writer;
	struct json_object *status = phonewall_provision_ask(arguments,
							     "status", NULL);

	if (!status)
		return PHONEWALL_EXIT_FAILED;
	phonewall_write_begin_object(writer, NULL);
	write_members(writer, status);
	write_text(writer, status);
	phonewall_write_end_object(writer);
	json_object_put(status);
	return PHONEWALL_EXIT_DONE;
}
