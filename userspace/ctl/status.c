// SPDX-License-Identifier: MIT
#include <json-c/json.h>

#include "agent_status.h"
#include "command.h"
#include "kernel.h"
#include "module_status.h"
#include "output/message.h"

/* @status is NULL if the module cannot be asked. */
static void write_status(struct phonewall_writer *writer,
			 const struct phonewall_status *status,
			 struct json_object *agent)
{
	phonewall_write_begin_object(writer, NULL);
	if (status)
		phonewall_module_status_write(writer, status);
	else
		phonewall_write_string(writer, "error", NULL,
				       phonewall_output_error_text());
	phonewall_agent_status_write(writer, agent);
	phonewall_write_end_object(writer);
}

static int get_status(struct phonewall_status *status)
{
	struct phonewall_client *client = phonewall_kernel_open();
	int error;

	if (!client)
		return -1;
	error = phonewall_client_get_status(client, status);
	if (error)
		phonewall_kernel_report(client);
	phonewall_client_close(client);
	return error;
}

/* If the module is missing, the status of phonewalld says most about it. */
enum phonewall_exit
phonewall_command_status(const struct phonewall_arguments *arguments)
{
	struct phonewall_status status;
	int error = get_status(&status);
	struct json_object *agent = phonewall_agent_status_read();

	write_status(arguments->writer, error ? NULL : &status, agent);
	json_object_put(agent);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}
