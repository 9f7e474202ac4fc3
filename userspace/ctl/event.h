/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_EVENT_OUTPUT_H
#define PHONEWALL_EVENT_OUTPUT_H

#include "module/event.h"
#include "output/writer.h"

/**
 * phonewall_event_write - write an event of the module: an object, in text a
 *	line
 * @writer: the writer
 * @event: the event; nothing is written of one of an unknown kind
 *
 * "event" in the object is "policy", "blocked", "dot1x" or "session", and says
 * which other members there are.
 */
void phonewall_event_write(struct phonewall_writer *writer,
			   const struct phonewall_event *event);

/**
 * phonewall_event_write_lost - write that events were lost
 * @writer: the writer
 *
 * "event" in the object is "lost", and there is nothing else in it.
 */
void phonewall_event_write_lost(struct phonewall_writer *writer);

#endif /* PHONEWALL_EVENT_OUTPUT_H */
