// SPDX-License-Identifier: MIT
#include "provision_client.h"

#include <json-c/json.h>

#include "provisioning/command.h"
#include "request_client.h"

/* Beside the resync: the request has to be sent and read. */
#define WAIT_MORE_MS	15000

struct json_object *
phonewall_provision_ask(const struct phonewall_arguments *arguments,
			const char *request, const char *url)
{
	const struct phonewall_request_server server = {
		.program = "phonewall-provision",
		.directory = arguments->run_directory ?:
			     PHONEWALL_PROVISION_RUN_DIRECTORY,
		.socket = PHONEWALL_PROVISION_SOCKET,
		.wait_ms = PHONEWALL_PROVISION_WAIT_MS + WAIT_MORE_MS,
	};
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, PHONEWALL_PROVISION_REQUEST,
			       json_object_new_string(request));
	if (url)
		json_object_object_add(object, PHONEWALL_PROVISION_URL,
				       json_object_new_string(url));
	return phonewall_request_ask(&server, object);
}
