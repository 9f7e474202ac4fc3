// SPDX-License-Identifier: MIT
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json_text.h"
#include "base/memory.h"
#include "command.h"
#include "json_member.h"
#include "output/message.h"
#include "output/writer.h"
#include "sip/status.h"

/* What JSON has of a line, in this order. */
static const char *const members[] = {
	PHONEWALL_SIP_STATUS_LINE, PHONEWALL_SIP_STATUS_STATE,
	PHONEWALL_SIP_STATUS_TRANSPORT, PHONEWALL_SIP_STATUS_SERVER,
	PHONEWALL_SIP_STATUS_ADDRESS, PHONEWALL_SIP_STATUS_CERTIFICATE,
	PHONEWALL_SIP_STATUS_MEDIASEC, PHONEWALL_SIP_STATUS_FAULT,
	PHONEWALL_SIP_STATUS_REFUSAL, PHONEWALL_SIP_STATUS_OUT,
	PHONEWALL_SIP_STATUS_IN, PHONEWALL_SIP_STATUS_REFUSED,
	PHONEWALL_SIP_STATUS_LOST,
};

/* What text has, and how it is called there. */
static const char *const labels[][2] = {
	{ PHONEWALL_SIP_STATUS_STATE, "state" },
	{ PHONEWALL_SIP_STATUS_TRANSPORT, "transport" },
	{ PHONEWALL_SIP_STATUS_SERVER, "server" },
	{ PHONEWALL_SIP_STATUS_ADDRESS, "address" },
	{ PHONEWALL_SIP_STATUS_CERTIFICATE, "certificate" },
	{ PHONEWALL_SIP_STATUS_MEDIASEC, "media security" },
	{ PHONEWALL_SIP_STATUS_FAULT, "fault" },
	{ PHONEWALL_SIP_STATUS_REFUSAL, "last refusal" },
};

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(object, name, &value);
	return value;
}

static void write_line(struct phonewall_writer *writer,
		       struct json_object *line)
{
	char *title = phonewall_memory_print("line %d",
		json_object_get_int(member(line, PHONEWALL_SIP_STATUS_LINE)));

	phonewall_write_begin_object(writer, NULL);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		phonewall_write_json(writer, members[i],
				     member(line, members[i]));
	phonewall_write_text(writer, "%s", title);
	phonewall_write_end_line(writer);
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		phonewall_write_labelled(writer, labels[i][1],
			phonewall_json_member_text(line, labels[i][0]));
	phonewall_write_end_object(writer);
	free(title);
}

/* Return: the status; NULL with the reason printed. */
static struct json_object *read_status(const char *directory)
{
	char *path = phonewall_memory_print("%s/" PHONEWALL_SIP_STATUS_FILE,
					    directory);
	struct phonewall_file file = { 0 };
	struct json_object *status = NULL;
	int error = phonewall_file_read(path, PHONEWALL_SIP_STATUS_MAX, &file);

	if (!error)
		status = phonewall_json_text_parse(file.text);
	if (error == -ENOENT)
		phonewall_output_message("phonewall-sip does not run: there is no %s; start phonewall-sip",
					 path);
	else if (error)
		phonewall_output_message("%s: cannot be read: %s; run this as root",
					 path, strerror(-error));
	else if (!json_object_is_type(member(status,
					     PHONEWALL_SIP_STATUS_LINES),
				      json_type_array))
		phonewall_output_message("%s: is damaged; restart phonewall-sip, which writes it again",
					 path);
	if (!json_object_is_type(member(status, PHONEWALL_SIP_STATUS_LINES),
				 json_type_array)) {
		json_object_put(status);
		status = NULL;
	}
	phonewall_file_clear(&file);
	free(path);
	return status;
}

enum phonewall_exit
phonewall_command_sip(const struct phonewall_arguments *arguments)
{
	struct phonewall_writer *writer = arguments->writer;
	struct json_object *lines, *status = read_status(
		arguments->run_directory ?: PHONEWALL_SIP_RUN_DIRECTORY);

	if (!status)
		return PHONEWALL_EXIT_FAILED;
	lines = member(status, PHONEWALL_SIP_STATUS_LINES);
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_json(writer, PHONEWALL_SIP_STATUS_GENERATION,
			     member(status, PHONEWALL_SIP_STATUS_GENERATION));
	phonewall_write_json(writer, PHONEWALL_SIP_STATUS_ERROR,
			     member(status, PHONEWALL_SIP_STATUS_ERROR));
	phonewall_write_labelled(writer, "error",
			phonewall_json_member_text(status,
						   PHONEWALL_SIP_STATUS_ERROR));
	if (!json_object_array_length(lines))
		phonewall_write_labelled(writer, "lines", "none has a proxy");
	phonewall_write_begin_array(writer, PHONEWALL_SIP_STATUS_LINES);
	for (size_t i = 0; i < json_object_array_length(lines); i++)
		write_line(writer, json_object_array_get_idx(lines, i));
	phonewall_write_end_array(writer);
	phonewall_write_end_object(writer);
	json_object_put(status);
	return PHONEWALL_EXIT_DONE;
}
