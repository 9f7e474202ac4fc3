// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "command.h"
#include "flow_list.h"
#include "kernel.h"

enum phonewall_exit
phonewall_command_flows(const struct phonewall_arguments *arguments)
{
	struct phonewall_client *client = phonewall_kernel_open();
	struct phonewall_flow *flows = NULL;
	size_t count;
	int error;

	if (!client)
		return PHONEWALL_EXIT_FAILED;
	error = phonewall_client_get_flows(client, &flows, &count);
	if (error)
		phonewall_kernel_report(client);
	else
		phonewall_flow_list_write(arguments->writer, flows, count);
	free(flows);
	phonewall_client_close(client);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}
