// SPDX-License-Identifier: MIT
#include "event.h"

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>

#include "dot1x_output.h"
#include "firewall/packet_spec.h"
#include "module/names.h"

static void begin_event(struct phonewall_writer *writer, const char *name,
			const char *form)
{
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_string(writer, "event", form, name);
}

static void end_event(struct phonewall_writer *writer)
{
	phonewall_write_end_line(writer);
	phonewall_write_end_object(writer);
}

/* @form: how text shows that events were not reported. */
static void write_left_out(struct phonewall_writer *writer,
			   const struct phonewall_event *event,
			   const char *form)
{
	phonewall_write_number(writer, "left_out",
			       event->left_out ? form : NULL, event->left_out);
}

static void write_policy(struct phonewall_writer *writer,
			 const struct phonewall_event *event)
{
	begin_event(writer, "policy", "%s: ");
	phonewall_write_boolean(writer, "enabled", event->enabled,
				"firewall enabled", "firewall disabled");
	phonewall_write_number(writer, "generation", ", generation %s",
			       event->generation);
	end_event(writer);
}

static void print_packet(const struct phonewall_event *event, FILE *stream)
{
	struct phonewall_packet_spec spec;

	if (phonewall_packet_spec_read(event->direction, event->packet,
				       event->captured, &spec))
		phonewall_packet_spec_print(&spec, stream);
	else
		fprintf(stream, "%s unreadable packet",
			event->direction == PHONEWALL_IN ? "in" : "out");
}

/* Return: NULL if the device was removed or was never known. */
static const char *device_name(const struct phonewall_event *event,
			       char name[IF_NAMESIZE])
{
	return if_indextoname(event->device, name);
}

/* Return: to be released with free(). */
static char *describe_packet(const struct phonewall_event *event)
{
	char *packet = NULL;
	size_t size;
	FILE *stream = open_memstream(&packet, &size);

	if (!stream)
		return NULL;
	print_packet(event, stream);
	fclose(stream);
	return packet;
}

static void write_blocked(struct phonewall_writer *writer,
			  const struct phonewall_event *event)
{
	char *packet = describe_packet(event);
	char device[IF_NAMESIZE];

	begin_event(writer, "blocked", NULL);
	phonewall_write_judgement(writer, "verdict", "%s ",
				  phonewall_reason_verdict(event->reason),
				  phonewall_reason_accepts(event->reason));
	phonewall_write_string(writer, "packet", "%s: ", packet);
	phonewall_write_string(writer, "reason", "%s",
			       phonewall_reason_name(event->reason));
	phonewall_write_number(writer, "length", ", %s bytes", event->length);
	phonewall_write_string(writer, "device", ", %s",
			       device_name(event, device));
	write_left_out(writer, event,
		       " (%s more were blocked and not shown)");
	end_event(writer);
	free(packet);
}

static void write_dot1x(struct phonewall_writer *writer,
			const struct phonewall_event *event)
{
	begin_event(writer, "dot1x", "802.1X: ");
	phonewall_dot1x_write_settings(writer, &event->dot1x);
	end_event(writer);
}

static void write_session(struct phonewall_writer *writer,
			  const struct phonewall_event *event)
{
	begin_event(writer, "session", "PC ");
	phonewall_dot1x_write_session(writer, "session",
				      &event->dot1x.sessions[0]);
	write_left_out(writer, event, " (%s more changes are not shown)");
	end_event(writer);
}

void phonewall_event_write(struct phonewall_writer *writer,
			   const struct phonewall_event *event)
{
	switch (event->command) {
	case PHONEWALL_CMD_EVENT_POLICY:
		write_policy(writer, event);
		break;
	case PHONEWALL_CMD_EVENT_BLOCKED:
		write_blocked(writer, event);
		break;
	case PHONEWALL_CMD_EVENT_DOT1X:
		write_dot1x(writer, event);
		break;
	case PHONEWALL_CMD_EVENT_SESSION:
		write_session(writer, event);
		break;
	default:
		break;
	}
}

void phonewall_event_write_lost(struct phonewall_writer *writer)
{
	begin_event(writer, "lost",
		    "%s: events came faster than they were read");
	end_event(writer);
}
