// SPDX-License-Identifier: MIT
#include "request_client.h"

#include <errno.h>
#include <json-c/json.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/answer.h"
#include "base/json_text.h"
#include "base/memory.h"
#include "json_member.h"
#include "output/message.h"

#define ANSWER_MAX	(1024 * 1024)

/* Of a server that does not accept, connecting would wait for ever. */
static void limit_time(int descriptor, int wait_ms)
{
	const struct timeval limit = {
		.tv_sec = wait_ms / 1000,
		.tv_usec = wait_ms % 1000 * 1000,
	};

	setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

static int connect_to(const char *path, int wait_ms)
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
	limit_time(descriptor, wait_ms);
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

/* Return: the answer, to be released with free(); NULL if it did not end. */
static char *receive_all(int descriptor, int wait_ms)
{
	struct pollfd readable = { .fd = descriptor, .events = POLLIN };
	char *text = phonewall_memory_resize(NULL, ANSWER_MAX + 1, 1);
	size_t length = 0;
	ssize_t received = 1;

	while (length < ANSWER_MAX && received > 0) {
		if (poll(&readable, 1, wait_ms) != 1) {
			free(text);
			return NULL;
		}
		received = read(descriptor, text + length, ANSWER_MAX - length);
		if (received > 0)
			length += received;
	}
	text[length] = '\0';
	return text;
}

static void tell_silent(const struct phonewall_request_server *server)
{
	phonewall_output_failure("%s does not answer in time; restart %s",
				 server->program, server->program);
}

static void tell_unreachable(const struct phonewall_request_server *server,
			     const char *path, int error)
{
	if (error == EACCES)
		phonewall_output_failure("cannot connect to %s: %s; run this as root",
					 path, strerror(error));
	else if (error == EAGAIN)
		tell_silent(server);
	else
		phonewall_output_failure("cannot connect to %s: %s; start %s",
					 path, strerror(error),
					 server->program);
}

static struct json_object *
parse_answer(const struct phonewall_request_server *server, const char *text)
{
	struct json_object *answer = phonewall_json_text_parse(text);
	bool is_answer = json_object_is_type(answer, json_type_object);
	const char *result = NULL;
	const char *message = NULL;

	if (is_answer)
		result = phonewall_json_member_text(answer,
						     PHONEWALL_ANSWER_RESULT);
	if (is_answer && (!result || strcmp(result, PHONEWALL_ANSWER_ERROR)))
		return answer;
	if (is_answer)
		message = phonewall_json_member_text(answer,
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
	int descriptor = connect_to(path, server->wait_ms);
	struct json_object *answer = NULL;
	char *text;

	if (descriptor < 0) {
		tell_unreachable(server, path, errno);
	} else {
		send_all(descriptor, json_object_to_json_string(request));
		text = receive_all(descriptor, server->wait_ms);
		if (text)
			answer = parse_answer(server, text);
		else
			tell_silent(server);
		free(text);
		close(descriptor);
	}
	free(path);
	json_object_put(request);
	return answer;
}
