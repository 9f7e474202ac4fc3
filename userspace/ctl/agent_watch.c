// SPDX-License-Identifier: MIT
#include "agent_watch.h"

#include <errno.h>
#include <json-c/json.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "agent_status.h"
#include "base/memory.h"
#include "json_member.h"
#include "output/message.h"
#include "status/status_file.h"

/* Called again at each event: phonewalld removes the directory and makes it. */
static void watch_directory(int descriptor)
{
	inotify_add_watch(descriptor, phonewall_agent_status_directory(),
			  IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE);
}

static int watch_parent(int descriptor)
{
	const char *directory = phonewall_agent_status_directory();
	char *copy = phonewall_memory_copy(directory, strlen(directory));
	int watch = inotify_add_watch(descriptor, dirname(copy), IN_CREATE);

	free(copy);
	return watch;
}

static int open_descriptor(void)
{
	int descriptor = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	if (descriptor < 0)
		return -1;
	if (watch_parent(descriptor) < 0) {
		close(descriptor);
		return -1;
	}
	watch_directory(descriptor);
	return descriptor;
}

/* Return: a text that differs if the state does, to be released with free(). */
static char *state_of(struct json_object *agent)
{
	const char *status = phonewall_agent_status_transaction(agent);
	struct json_object *dot1x =
		phonewall_json_member_object(agent, PHONEWALL_STATUS_DOT1X);
	const char *protocol = phonewall_json_member_text(dot1x,
					PHONEWALL_STATUS_DOT1X_PROTOCOL);
	const char *reason = phonewall_json_member_text(dot1x,
					PHONEWALL_STATUS_DOT1X_REASON);

	if (!status)
		return phonewall_memory_print("not running");
	return phonewall_memory_print("%s, %s: %s", status, protocol ?: "",
				      reason ?: "");
}

void phonewall_agent_watch_open(struct phonewall_agent_watch *watch)
{
	struct json_object *agent;

	watch->descriptor = open_descriptor();
	if (watch->descriptor < 0)
		phonewall_output_message("cannot watch the status of phonewalld: %s; its changes are not shown",
					 strerror(errno));
	agent = phonewall_agent_status_read();
	watch->state = state_of(agent);
	json_object_put(agent);
}

/* The events are not read: the file has the state. */
static void drain(int descriptor)
{
	char events[4096];

	while (read(descriptor, events, sizeof(events)) > 0)
		;
}

void phonewall_agent_watch_write(struct phonewall_agent_watch *watch,
				 struct phonewall_writer *writer)
{
	struct json_object *agent;
	char *state;

	drain(watch->descriptor);
	watch_directory(watch->descriptor);
	agent = phonewall_agent_status_read();
	state = state_of(agent);
	if (strcmp(state, watch->state))
		phonewall_agent_status_write_change(writer, agent);
	free(watch->state);
	watch->state = state;
	json_object_put(agent);
}

void phonewall_agent_watch_close(struct phonewall_agent_watch *watch)
{
	if (watch->descriptor >= 0)
		close(watch->descriptor);
	free(watch->state);
}
