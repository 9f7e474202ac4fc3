/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_MULTI_H
#define PHONEWALL_MULTI_H

#include <curl/curl.h>
#include <event2/event.h>

struct phonewall_multi;

/**
 * typedef phonewall_multi_done - called when a libcurl handle has ended
 * @error: CURLE_OK, or what went wrong
 * @argument: as given to phonewall_multi_begin()
 */
typedef void (*phonewall_multi_done)(CURLcode error, void *argument);

/**
 * phonewall_multi_begin() - run a libcurl handle on an event loop
 * @base: the event loop
 * @easy: the handle, which stays the caller's. No connection of another one is
 *	used for it
 * @done: called from the event loop, from none of libcurl's callbacks; not from
 *	within this call
 * @argument: handed to @done
 *
 * Return: the run, to be ended with phonewall_multi_end() in any case.
 */
struct phonewall_multi *phonewall_multi_begin(struct event_base *base,
					      CURL *easy,
					      phonewall_multi_done done,
					      void *argument);

/**
 * phonewall_multi_end() - end a run, with its connections
 * @multi: the run, released. Not to be called from libcurl's callbacks
 */
void phonewall_multi_end(struct phonewall_multi *multi);

#endif /* PHONEWALL_MULTI_H */
