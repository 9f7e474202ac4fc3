// SPDX-License-Identifier: MIT
#include "request_client.h"

#include <errno.h>
#include <json-c/json.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "agent_status.h"
#include "base/answer.h"
#include "base/json_text.h"
#include "base/memory.h"
#include "output/message.h"

#define ANSWER_MAX	(1024 * 1024)

static int connect_to(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int descriptor;

	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(address.sun_path, path);
	descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (descriptor < 0)
		return -1;
	if (!connect(descriptor, (struct sockaddr *)&address, sizeof(address)))
		return descriptor;
	close(descriptor);
	return -1;
}

/* What was refused before it was read is still answered. */
static void send_all(int descriptor, const char *text)
{
	size_t length = strlen(text);

	while (length) {
		ssize_t sent = send(descriptor, text, length, MSG_NOSIGNAL);

		if (sent < 0)
			break;
		text += sent;
		length -= sent;
	}
	shutdown(descriptor, SHUT_WR);
}

/* Return: the answer, to be released with free(). */
static char *receive_all(int descriptor, int wait_ms)
{
	struct pollfd readable = { .fd = descriptor, .events = POLLIN };
	char *text = phonewall_memory_resize(NULL, ANSWER_MAX + 1, 1);
	size_t length = 0;

	while (length < ANSWER_MAX && poll(&readable, 1, wait_ms) == 1) {
		ssize_t received = read(descriptor, text + length,
					ANSWER_MAX - length);

		if (received <= 0)
			break;
		length += received;
	}
	text[length] = '\0';
	return text;
}

static struct json_object *
parse_answer(const struct phonewall_request_server *server, const char *text)
{
	struct json_object *answer = phonewall_json_text_parse(text);
	bool is_answer = json_object_is_type(answer, json_type_object);
	const char *result = NULL;
	const char *message = NULL;

	if (is_answer)
		result = phonewall_agent_status_text(answer,
						     PHONEWALL_ANSWER_RESULT);
	if (is_answer && (!result || strcmp(result, PHONEWALL_ANSWER_ERROR)))
		return answer;
	if (is_answer)
		message = phonewall_agent_status_text(answer,
						PHONEWALL_ANSWER_MESSAGE);
	if (message)
		phonewall_output_failure("%s", message);
	else
		phonewall_output_failure("%s gives no answer; see its log",
					 server->program);
	json_object_put(answer);
	return NULL;
}

struct json_object *
phonewall_request_ask(const struct phonewall_request_server *server,
		      struct json_object *request)
{
	char *path = phonewall_memory_print("%s/%s", server->directory,
					    server->socket);
	int descriptor = connect_to(path);
	struct json_object *answer = NULL;
	char *text;

	if (descriptor < 0 && errno == EACCES) {
		phonewall_output_failure("cannot connect to %s: %m; run this as root",
					 path);
	} else if (descriptor < 0) {
		phonewall_output_failure("cannot connect to %s: %m; start %s",
					 path, server->program);
	} else {
		send_all(descriptor, json_object_to_json_string(request));
		text = receive_all(descriptor, server->wait_ms);
		answer = parse_answer(server, text);
		free(text);
		close(descriptor);
	}
	free(path);
	json_object_put(request);
	return answer;
}
