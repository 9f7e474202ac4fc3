// SPDX-License-Identifier: MIT
#include <json-c/json.h>

#include "agent_status.h"
#include "command.h"
#include "dot1x_output.h"
#include "kernel.h"
#include "output/message.h"

static void write_status(struct phonewall_writer *writer,
			 struct json_object *agent,
			 const struct phonewall_kernel_dot1x *held)
{
	phonewall_write_begin_object(writer, NULL);
	phonewall_agent_status_write_dot1x(writer, agent);
	if (held)
		phonewall_dot1x_write_held(writer, held);
	else
		phonewall_write_string(writer, "error", NULL,
				       phonewall_output_error_text());
	phonewall_write_end_object(writer);
}

static int get_held(struct phonewall_kernel_dot1x *held)
{
	struct phonewall_client *client = phonewall_kernel_open();
	int error;

	if (!client)
		return -1;
	error = phonewall_client_get_dot1x(client, held);
	if (error)
		phonewall_kernel_report(client);
	phonewall_client_close(client);
	return error;
}

/* The phone's own authentication needs no module. */
enum phonewall_exit
phonewall_command_dot1x(const struct phonewall_arguments *arguments)
{
	struct phonewall_kernel_dot1x held;
	int error = get_held(&held);
	struct json_object *agent = phonewall_agent_status_read();

	write_status(arguments->writer, agent, error ? NULL : &held);
	json_object_put(agent);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}
