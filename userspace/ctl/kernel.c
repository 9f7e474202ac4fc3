// SPDX-License-Identifier: MIT
#include "kernel.h"

#include "output/message.h"

void phonewall_kernel_report(const struct phonewall_client *client)
{
	phonewall_output_failure("%s", phonewall_client_error(client));
}

struct phonewall_client *phonewall_kernel_open(void)
{
	struct phonewall_client *client = phonewall_client_open();

	if (!client) {
		phonewall_output_failure("out of memory");
		return NULL;
	}
	if (!phonewall_client_error(client))
		return client;
	phonewall_kernel_report(client);
	phonewall_client_close(client);
	return NULL;
}
