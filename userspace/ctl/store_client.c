// SPDX-License-Identifier: MIT
#include "store_client.h"

#include <json-c/json.h>
#include <string.h>

#include "agent_status.h"
#include "base/answer.h"
#include "base/fault.h"
#include "base/fault_json.h"
#include "config/state.h"
#include "output/writer.h"
#include "request_client.h"
#include "store/request.h"

/* Longer than phonewalld waits for the request, its turn and the disk. */
#define WAIT_MS		15000

struct json_object *phonewall_store_ask(const struct phonewall_arguments *arguments,
					struct json_object *request)
{
	const struct phonewall_request_server server = {
		.program = "phonewalld",
		.directory = arguments->run_directory ?:
			     PHONEWALL_RUN_DIRECTORY,
		.socket = PHONEWALL_RUN_STORE,
		.wait_ms = WAIT_MS,
	};

	return phonewall_request_ask(&server, request);
}

static void print_fault(struct json_object *fault)
{
	struct phonewall_faults faults = { 0 };
	struct json_object *line = NULL;

	json_object_object_get_ex(fault, PHONEWALL_FAULT_LINE, &line);
	phonewall_fault_add(&faults, json_object_get_int(line),
			    phonewall_agent_status_text(fault,
						PHONEWALL_FAULT_PARAMETER),
			    phonewall_agent_status_text(fault,
						PHONEWALL_FAULT_TOKEN), "%s",
			    phonewall_agent_status_text(fault,
						PHONEWALL_FAULT_MESSAGE) ?: "");
	phonewall_faults_print(&faults, phonewall_agent_status_text(fault,
						PHONEWALL_FAULT_FILE) ?: "",
			       stderr);
	phonewall_faults_clear(&faults);
}

static void print_faults(struct json_object *faults)
{
	if (!json_object_is_type(faults, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(faults); i++)
		print_fault(json_object_array_get_idx(faults, i));
}

enum phonewall_exit
phonewall_store_change(const struct phonewall_arguments *arguments,
		       struct json_object *request)
{
	struct phonewall_writer *writer = arguments->writer;
	struct json_object *answer = phonewall_store_ask(arguments, request);
	struct json_object *faults = NULL;
	const char *result;
	bool is_accepted;

	if (!answer)
		return PHONEWALL_EXIT_FAILED;
	result = phonewall_agent_status_text(answer, PHONEWALL_ANSWER_RESULT) ?:
		 "";
	is_accepted = !strcmp(result, "accepted");
	json_object_object_get_ex(answer, PHONEWALL_STORE_FAULTS, &faults);
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_judgement(writer, PHONEWALL_ANSWER_RESULT,
				  is_accepted ? "%s" : NULL, result,
				  is_accepted);
	phonewall_write_end_line(writer);
	if (faults)
		phonewall_write_json(writer, PHONEWALL_STORE_FAULTS, faults);
	print_faults(faults);
	phonewall_write_end_object(writer);
	json_object_put(answer);
	return is_accepted ? PHONEWALL_EXIT_DONE : PHONEWALL_EXIT_FAILED;
}
