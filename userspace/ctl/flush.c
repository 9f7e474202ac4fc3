// SPDX-License-Identifier: MIT
#include <json-c/json.h>
#include <stdio.h>

#include "command.h"
#include "kernel.h"
#include "output.h"

static void print(bool json, uint32_t flushed)
{
	struct json_object *object;

	if (!json) {
		printf("%u flow%s forgotten\n", flushed,
		       flushed == 1 ? "" : "s");
		return;
	}
	object = json_object_new_object();
	json_object_object_add(object, "flushed",
			       json_object_new_uint64(flushed));
	phonewall_output_json(object);
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
		print(arguments->json, flushed);
	phonewall_client_close(client);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}
