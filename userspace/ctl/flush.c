// SPDX-License-Identifier: MIT
#include "command.h"
#include "kernel.h"
#include "output/writer.h"

static void write_count(struct phonewall_writer *writer, uint32_t flushed)
{
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_number(writer, "flushed", flushed == 1 ?
			       "%s flow forgotten" : "%s flows forgotten",
			       flushed);
	phonewall_write_end_line(writer);
	phonewall_write_end_object(writer);
}

enum phonewall_exit
phonewall_command_flush(const struct phonewall_arguments *arguments)
{
	struct phonewall_client *client = phonewall_kernel_open();
	uint32_t flushed;
	int error;

	if (!client)
		return PHONEWALL_EXIT_FAILED;
	error = phonewall_client_flush_flows(client, &flushed);
	if (error)
		phonewall_kernel_report(client);
	else
		write_count(arguments->writer, flushed);
	phonewall_client_close(client);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}
