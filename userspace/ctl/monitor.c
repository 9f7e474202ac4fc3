// SPDX-License-Identifier: MIT
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "agent_watch.h"
#include "command.h"
#include "event.h"
#include "kernel.h"
#include "output/message.h"

static void write_event(const struct phonewall_event *event, void *argument)
{
	phonewall_event_write(argument, event);
}

/* Writes the events that the module has reported. */
static int write_events(struct phonewall_client *client,
			struct phonewall_writer *writer)
{
	int error = phonewall_client_receive(client, write_event, writer);

	if (error == -ENOBUFS) {
		phonewall_event_write_lost(writer);
		return 0;
	}
	if (error)
		phonewall_kernel_report(client);
	return error;
}

/* Waits for the module or phonewalld to report something, and writes it. */
static int serve(struct phonewall_client *client,
		 struct phonewall_agent_watch *watch,
		 struct phonewall_writer *writer)
{
	struct pollfd descriptors[] = {
		{ .fd = phonewall_client_descriptor(client), .events = POLLIN },
		{ .fd = watch->descriptor, .events = POLLIN },
	};
	int error;

	if (poll(descriptors, 2, -1) < 0) {
		if (errno == EINTR)
			return 0;
		phonewall_output_failure("cannot wait for events: %s",
					 strerror(errno));
		return -1;
	}
	error = descriptors[0].revents ? write_events(client, writer) : 0;
	if (descriptors[1].revents)
		phonewall_agent_watch_write(watch, writer);
	return fflush(stdout) ? -1 : error;
}

static void monitor(struct phonewall_client *client,
		    struct phonewall_writer *writer)
{
	struct phonewall_agent_watch watch;
	int error;

	phonewall_agent_watch_open(&watch);
	do {
		error = serve(client, &watch, writer);
	} while (!error);
	phonewall_agent_watch_close(&watch);
}

enum phonewall_exit
phonewall_command_monitor(const struct phonewall_arguments *arguments)
{
	struct phonewall_client *client = phonewall_kernel_open();

	if (!client)
		return PHONEWALL_EXIT_FAILED;
	if (phonewall_client_subscribe(client))
		phonewall_kernel_report(client);
	else
		monitor(client, arguments->writer);
	phonewall_client_close(client);
	return PHONEWALL_EXIT_FAILED;
}
