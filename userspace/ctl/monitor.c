// SPDX-License-Identifier: MIT
#include <errno.h>
#include <json-c/json.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent_watch.h"
#include "command.h"
#include "dot1x_output.h"
#include "firewall/packet_spec.h"
#include "kernel.h"
#include "module/names.h"
#include "output.h"

static void add(struct json_object *object, const char *name,
		struct json_object *value)
{
	json_object_object_add(object, name, value);
}

static struct json_object *new_event(const char *name)
{
	struct json_object *object = json_object_new_object();

	add(object, "event", json_object_new_string(name));
	return object;
}

static void print_policy(const struct phonewall_event *event, bool json)
{
	struct json_object *object;

	if (!json) {
		printf("policy: firewall %s, generation %u\n",
		       event->enabled ? "enabled" : "disabled",
		       event->generation);
		return;
	}
	object = new_event("policy");
	add(object, "enabled", json_object_new_boolean(event->enabled));
	add(object, "generation", json_object_new_uint64(event->generation));
	phonewall_output_json(object);
}

static void print_packet(const struct phonewall_event *event, FILE *stream)
{
	struct phonewall_packet_spec description;

	if (phonewall_packet_spec_read(event->direction, event->packet,
				       event->captured, &description))
		phonewall_packet_spec_print(&description, stream);
	else
		fprintf(stream, "%s unreadable packet",
			event->direction == PHONEWALL_IN ? "in" : "out");
}

/* Set to the empty string where the device is gone or was never known. */
static const char *device_name(const struct phonewall_event *event,
			       char name[IF_NAMESIZE])
{
	if (!if_indextoname(event->device, name))
		*name = '\0';
	return name;
}

static void print_blocked_text(const struct phonewall_event *event)
{
	char device[IF_NAMESIZE];

	printf("%s ", phonewall_reason_verdict(event->reason));
	print_packet(event, stdout);
	printf(": %s, %u bytes", phonewall_reason_name(event->reason),
	       event->length);
	if (*device_name(event, device))
		printf(", %s", device);
	if (event->left_out)
		printf(" (%u more were blocked and not shown)",
		       event->left_out);
	putchar('\n');
}

static void print_blocked_json(const struct phonewall_event *event)
{
	struct json_object *object = new_event("blocked");
	char device[IF_NAMESIZE];
	char *packet = NULL;
	size_t size;
	FILE *stream = open_memstream(&packet, &size);

	if (stream) {
		print_packet(event, stream);
		fclose(stream);
	}
	add(object, "verdict", json_object_new_string(
				phonewall_reason_verdict(event->reason)));
	add(object, "reason", json_object_new_string(
				phonewall_reason_name(event->reason)));
	add(object, "packet", packet ? json_object_new_string(packet) : NULL);
	add(object, "length", json_object_new_uint64(event->length));
	add(object, "device", *device_name(event, device) ?
	    json_object_new_string(device) : NULL);
	add(object, "left_out", json_object_new_uint64(event->left_out));
	phonewall_output_json(object);
	free(packet);
}

static void print_blocked(const struct phonewall_event *event, bool json)
{
	if (json)
		print_blocked_json(event);
	else
		print_blocked_text(event);
}

static void print_dot1x(const struct phonewall_event *event, bool json)
{
	struct json_object *object;

	if (!json) {
		fputs("802.1X: ", stdout);
		phonewall_dot1x_print_settings(&event->dot1x);
		putchar('\n');
		return;
	}
	object = new_event("dot1x");
	phonewall_dot1x_settings_to_json(&event->dot1x, object);
	phonewall_output_json(object);
}

static void print_session_text(const struct phonewall_event *event)
{
	fputs("PC ", stdout);
	phonewall_dot1x_print_session(&event->dot1x.sessions[0]);
	if (event->left_out)
		printf(" (%u more changes are not shown)", event->left_out);
	putchar('\n');
}

static void print_session(const struct phonewall_event *event, bool json)
{
	struct json_object *object;

	if (!json) {
		print_session_text(event);
		return;
	}
	object = new_event("session");
	add(object, "session", phonewall_dot1x_session_to_json(
				&event->dot1x.sessions[0]));
	add(object, "left_out", json_object_new_uint64(event->left_out));
	phonewall_output_json(object);
}

static void print_event(const struct phonewall_event *event, void *argument)
{
	const struct phonewall_arguments *arguments = argument;

	switch (event->command) {
	case PHONEWALL_CMD_EVENT_POLICY:
		print_policy(event, arguments->json);
		break;
	case PHONEWALL_CMD_EVENT_BLOCKED:
		print_blocked(event, arguments->json);
		break;
	case PHONEWALL_CMD_EVENT_DOT1X:
		print_dot1x(event, arguments->json);
		break;
	case PHONEWALL_CMD_EVENT_SESSION:
		print_session(event, arguments->json);
		break;
	default:
		break;
	}
}

static void print_lost(bool json)
{
	if (json)
		phonewall_output_json(new_event("lost"));
	else
		puts("lost: events came faster than they were read");
}

/* Prints the events of the module that are there. */
static int print_events(struct phonewall_client *client,
			const struct phonewall_arguments *arguments)
{
	int error = phonewall_client_receive(client, print_event,
					     (void *)arguments);

	if (error == -ENOBUFS) {
		print_lost(arguments->json);
		return 0;
	}
	if (error)
		phonewall_kernel_report(client);
	return error;
}

/* Waits for the module or phonewalld to report something, and prints it. */
static int serve(struct phonewall_client *client,
		 struct phonewall_agent_watch *watch,
		 const struct phonewall_arguments *arguments)
{
	struct pollfd descriptors[] = {
		{ .fd = phonewall_client_descriptor(client), .events = POLLIN },
		{ .fd = watch->descriptor, .events = POLLIN },
	};
	int error;

	if (poll(descriptors, 2, -1) < 0) {
		if (errno == EINTR)
			return 0;
		phonewall_output_message("cannot wait for events: %s",
					 strerror(errno));
		return -1;
	}
	error = descriptors[0].revents ? print_events(client, arguments) : 0;
	if (descriptors[1].revents)
		phonewall_agent_watch_print(watch, arguments->json);
	return fflush(stdout) ? -1 : error;
}

static void monitor(struct phonewall_client *client,
		    const struct phonewall_arguments *arguments)
{
	struct phonewall_agent_watch watch;
	int error;

	phonewall_agent_watch_open(&watch);
	do {
		error = serve(client, &watch, arguments);
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
		monitor(client, arguments);
	phonewall_client_close(client);
	return PHONEWALL_EXIT_FAILED;
}
