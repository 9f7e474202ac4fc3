// SPDX-License-Identifier: MIT
/*
 * tftp_get [--any-port] PORT NAME ADDRESS...: fetches a file by TFTP as
 * provisioning does, and prints it. Ends with 0, or 3 if the server does not have
 * the file, 1 if it failed otherwise.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "transfer/tftp.h"

#define FILE_SIZE_MAX	(1024 * 1024)
#define NOT_FOUND	3

static int exit_status = 1;

static void finished(const struct phonewall_tftp_result *result, void *context)
{
	(void)context;
	if (result->status == PHONEWALL_TFTP_COMPLETE)
		exit_status = fwrite(result->bytes, 1, result->length,
				     stdout) != result->length;
	else if (result->status == PHONEWALL_TFTP_NOT_FOUND)
		exit_status = NOT_FOUND;
	if (result->reason)
		warnx("%s", result->reason);
}

static void read_addresses(char **words, int count,
			   struct phonewall_address *addresses)
{
	bool has_port;
	uint16_t port;

	if (count > PHONEWALL_TFTP_ADDRESSES_MAX)
		errx(2, "%d addresses are too many", count);
	for (int i = 0; i < count; i++)
		if (!phonewall_address_parse(words[i], &addresses[i], &port,
					     &has_port))
			errx(2, "%s is not an address", words[i]);
}

int main(int count, char **arguments)
{
	struct phonewall_address addresses[PHONEWALL_TFTP_ADDRESSES_MAX];
	struct phonewall_tftp_request request = {
		.addresses = addresses,
		.limit = FILE_SIZE_MAX,
		.any_port = count > 1 && !strcmp(arguments[1], "--any-port"),
	};
	struct event_base *base = event_base_new();

	count -= request.any_port;
	arguments += request.any_port;
	if (count < 4 || !base)
		errx(2, "usage: tftp_get [--any-port] PORT NAME ADDRESS...");
	request.port = (uint16_t)atoi(arguments[1]);
	request.name = arguments[2];
	request.address_count = (size_t)count - 3;
	read_addresses(arguments + 3, count - 3, addresses);
	phonewall_tftp_start(base, &request, finished, NULL);
	event_base_dispatch(base);
	event_base_free(base);
	return exit_status;
}
