// SPDX-License-Identifier: MIT
#include "provisioning/resync_sender.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "provisioning/command.h"

static int connect_to_provision(void)
{
	static const struct sockaddr_un address = {
		.sun_family = AF_UNIX,
		.sun_path = PHONEWALL_PROVISION_RUN_DIRECTORY "/"
			    PHONEWALL_PROVISION_SOCKET,
	};
	int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK |
				SOCK_CLOEXEC, 0);

	if (descriptor < 0 ||
	    !connect(descriptor, (const struct sockaddr *)&address,
		     sizeof(address)))
		return descriptor;
	close(descriptor);
	return -1;
}

/* The kernel takes the few bytes of a command whole, or none of them. */
static bool send_command(int descriptor, struct json_object *command)
{
	const char *text = json_object_to_json_string_ext(command,
				JSON_C_TO_STRING_PLAIN |
				JSON_C_TO_STRING_NOSLASHESCAPE);
	size_t length = strlen(text);

	return send(descriptor, text, length, MSG_NOSIGNAL) ==
	       (ssize_t)length;
}

const char *phonewall_provisioning_resync(const char *url)
{
	struct json_object *command = json_object_new_object();
	int descriptor = connect_to_provision();
	bool is_sent;

	json_object_object_add(command, PHONEWALL_PROVISION_REQUEST,
			       json_object_new_string("resync"));
	if (url)
		json_object_object_add(command, PHONEWALL_PROVISION_URL,
				       json_object_new_string(url));
	is_sent = descriptor >= 0 && send_command(descriptor, command);
	if (descriptor >= 0)
		close(descriptor);
	json_object_put(command);
	return is_sent ? NULL : "phonewall-provision cannot be told; start it, and try again";
}
