/* SPDX-License-Identifier: MIT */
#ifndef EVENT_LOOP_H
#define EVENT_LOOP_H

#include <event2/event.h>

/**
 * event_loop_run - run an event loop for a while
 * @base: the loop
 * @milliseconds: for how long
 */
void event_loop_run(struct event_base *base, unsigned int milliseconds);

#endif /* EVENT_LOOP_H */
