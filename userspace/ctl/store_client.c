// SPDX-License-Identifier: MIT
#include "store_client.h"

#include <errno.h>
#include <json-c/json.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "agent_status.h"
#include "base/fault.h"
#include "base/fault_json.h"
#include "base/json_text.h"
#include "base/memory.h"
#include "config/state.h"
#include "output/message.h"
#include "output/writer.h"
#include "store/request.h"

/* Longer than phonewalld waits for the request, its turn and the disk. */
#define WAIT_MS		15000
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
static char *receive_all(int descriptor)
{
	struct pollfd readable = { .fd = descriptor, .events = POLLIN };
	char *text = phonewall_memory_resize(NULL, ANSWER_MAX + 1, 1);
	size_t length = 0;

	while (length < ANSWER_MAX && poll(&readable, 1, WAIT_MS) == 1) {
		ssize_t received = read(descriptor, text + length,
					ANSWER_MAX - length);

		if (received <= 0)
			break;
		length += received;
	}
	text[length] = '\0';
	return text;
}

static struct json_object *parse_answer(const char *text)
{
	struct json_object *answer = phonewall_json_text_parse(text);
	const char *result = NULL;

	if (json_object_is_type(answer, json_type_object))
		result = phonewall_agent_status_text(answer,
						     PHONEWALL_STORE_RESULT);
	if (result && strcmp(result, "error"))
		return answer;
	phonewall_output_failure("%s", (result ?
		phonewall_agent_status_text(answer, PHONEWALL_STORE_MESSAGE) :
		NULL) ?: "phonewalld gives no answer; see its log");
	json_object_put(answer);
	return NULL;
}

static const char *remedy(int error)
{
	return error == EACCES ? "run this as root" : "start phonewalld";
}

struct json_object *phonewall_store_ask(const struct phonewall_arguments *arguments,
					struct json_object *request)
{
	char *path = phonewall_memory_print("%s/" PHONEWALL_RUN_STORE,
					    arguments->run_directory ?:
					    PHONEWALL_RUN_DIRECTORY);
	int descriptor = connect_to(path);
	struct json_object *answer = NULL;
	char *text;

	if (descriptor < 0) {
		phonewall_output_failure("cannot connect to %s: %s; %s", path,
					 strerror(errno), remedy(errno));
	} else {
		send_all(descriptor, json_object_to_json_string(request));
		text = receive_all(descriptor);
		answer = parse_answer(text);
		free(text);
		close(descriptor);
	}
	free(path);
	json_object_put(request);
	return answer;
}

static void print_fault(struct json_object *fault)
{
	struct phonewall_faults faults = { 0 };
	struct json_object *line = NULL;

	json_object_object_get_ex(fault, PHONEWALL_FAULT_LINE, &line);
	phonewall_fault_add(&faults, json_object_get_int(line),
			    phonewall_agent_status_text(fault,
						PHONEWALL_FAULT_PARAMETER),
			    phonewall_agent_status_text(fault,
						PHONEWALL_FAULT_TOKEN), "%s",
			    phonewall_agent_status_text(fault,
						PHONEWALL_FAULT_MESSAGE) ?: "");
	phonewall_faults_print(&faults, phonewall_agent_status_text(fault,
						PHONEWALL_FAULT_FILE) ?: "",
			       stderr);
	phonewall_faults_clear(&faults);
}

static void print_faults(struct json_object *faults)
{
	if (!json_object_is_type(faults, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(faults); i++)
		print_fault(json_object_array_get_idx(faults, i));
}

enum phonewall_exit
phonewall_store_change(const struct phonewall_arguments *arguments,
		       struct json_object *request)
{
	struct phonewall_writer *writer = arguments->writer;
	struct json_object *answer = phonewall_store_ask(arguments, request);
	struct json_object *faults = NULL;
	const char *result;
	bool is_accepted;

	if (!answer)
		return PHONEWALL_EXIT_FAILED;
	result = phonewall_agent_status_text(answer, PHONEWALL_STORE_RESULT);
	is_accepted = !strcmp(result, "accepted");
	json_object_object_get_ex(answer, PHONEWALL_STORE_FAULTS, &faults);
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_judgement(writer, PHONEWALL_STORE_RESULT,
				  is_accepted ? "%s" : NULL, result,
				  is_accepted);
	phonewall_write_end_line(writer);
	if (faults)
		phonewall_write_json(writer, PHONEWALL_STORE_FAULTS, faults);
	print_faults(faults);
	phonewall_write_end_object(writer);
	json_object_put(answer);
	return is_accepted ? PHONEWALL_EXIT_DONE : PHONEWALL_EXIT_FAILED;
}
