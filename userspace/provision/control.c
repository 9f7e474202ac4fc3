// SPDX-License-Identifier: MIT
#include "control.h"

#include <grp.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/answer.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/request_socket.h"
#include "provisioning/command.h"

#define GROUP		"phonewall"

/* @waiting: the client that waits for the end of a resync, or NULL. */
struct phonewall_control {
	const struct phonewall_control_handlers *handlers;
	void *argument;
	struct phonewall_request_socket *requests;
	struct phonewall_request_client *waiting;
	struct event *timer;
	bool has_group;
	gid_t group;
};

void phonewall_control_answer(struct phonewall_control *control,
			      struct json_object *answer)
{
	struct phonewall_request_client *client;

	if (!control || !control->waiting) {
		json_object_put(answer);
		return;
	}
	client = control->waiting;
	control->waiting = NULL;
	evtimer_del(control->timer);
	phonewall_request_answer(client, answer);
}

static void on_timer(evutil_socket_t descriptor, short what, void *argument)
{
	(void)descriptor;
	(void)what;
	phonewall_control_answer(argument,
		phonewall_answer_make(PHONEWALL_PROVISION_RUNS,
				      "the resync goes on; see 'phonewallctl provision'"));
}

static void on_gone(struct phonewall_request_client *client, void *argument)
{
	struct phonewall_control *control = argument;

	if (control->waiting != client)
		return;
	control->waiting = NULL;
	evtimer_del(control->timer);
}

static void resync(struct phonewall_control *control,
		   struct phonewall_request_client *client, const char *url)
{
	const struct timeval limit =
		phonewall_clock_delay(PHONEWALL_PROVISION_WAIT_MS);
	struct json_object *answer;

	if (control->waiting)
		answer = phonewall_answer_make(PHONEWALL_PROVISION_REFUSED,
					       "another command's resync goes on; try again when it has ended");
	else
		answer = control->handlers->resync(url, control->argument);
	if (answer) {
		phonewall_request_answer(client, answer);
		return;
	}
	control->waiting = client;
	evtimer_add(control->timer, &limit);
}

static void on_request(struct phonewall_request_client *client,
		       const char *text, size_t length, void *argument)
{
	struct phonewall_control *control = argument;
	struct phonewall_provision_command command;
	const char *fault = phonewall_provision_command_read(text, length,
							     &command);

	if (fault)
		phonewall_request_fail(client, fault);
	else if (command.kind == PHONEWALL_PROVISION_RESYNC)
		resync(control, client, command.url);
	else
		phonewall_request_answer(client, control->handlers->status(
							control->argument));
	phonewall_provision_command_clear(&command);
}

static bool may_connect(const struct ucred *peer, void *argument)
{
	const struct phonewall_control *control = argument;

	return !peer->uid ||
	       (control->has_group && peer->gid == control->group);
}

static void let_group_connect(const struct phonewall_control *control,
			      const char *path)
{
	int error;

	if (!control->has_group)
		return;
	error = phonewall_file_let_group_connect(path, control->group);
	if (error)
		phonewall_log(LOG_WARNING,
			      "cannot let the group " GROUP " use %s: %s; until this is fixed, only root can command a resync",
			      path, strerror(-error));
}

struct phonewall_control *
phonewall_control_open(struct event_base *base, const char *run_directory,
		       const struct phonewall_control_handlers *handlers,
		       void *argument)
{
	static const struct phonewall_request_service service = {
		.size_max = PHONEWALL_PROVISION_COMMAND_MAX,
		.too_large = "the request is larger than 16 KiB",
		.no_right = "this user may not command phonewall-provision; run this as root",
		.may_connect = may_connect,
		.take = on_request,
		.gone = on_gone,
	};
	const struct group *group = getgrnam(GROUP);
	char *path = phonewall_memory_print("%s/" PHONEWALL_PROVISION_SOCKET,
					    run_directory);
	struct phonewall_control *control;

	control = phonewall_memory_resize(NULL, 1, sizeof(*control));
	*control = (struct phonewall_control){
		.handlers = handlers,
		.argument = argument,
		.timer = evtimer_new(base, on_timer, control),
		.has_group = group,
		.group = group ? group->gr_gid : 0,
	};
	if (!control->timer)
		phonewall_memory_exhausted();
	control->requests = phonewall_request_socket_open(base, path, &service,
							  control);
	if (control->requests) {
		let_group_connect(control, path);
	} else {
		phonewall_log(LOG_WARNING,
			      "cannot listen on %s: %m; until this is fixed and phonewall-provision restarted, 'phonewallctl resync' and 'phonewallctl provision' fail",
			      path);
		phonewall_control_close(control);
		control = NULL;
	}
	free(path);
	return control;
}

void phonewall_control_close(struct phonewall_control *control)
{
	if (!control)
		return;
	phonewall_request_socket_close(control->requests);
	event_free(control->timer);
	free(control);
}
