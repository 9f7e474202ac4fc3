/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WEB_AGENT_H
#define PHONEWALL_WEB_AGENT_H

#include <event2/event.h>
#include <json-c/json_types.h>

/**
 * struct phonewall_web_agent - phonewalld, whom requests are sent to
 *
 * Two at a time; the others wait for their turn.
 */
struct phonewall_web_agent;

/**
 * struct phonewall_web_asking - a request to phonewalld
 */
struct phonewall_web_asking;

/**
 * phonewall_web_agent_open() - begin to send requests
 * @base: the event loop
 * @path: phonewalld's socket; copied
 *
 * Return: the agent, to be released with phonewall_web_agent_close().
 */
struct phonewall_web_agent *phonewall_web_agent_open(struct event_base *base,
						     const char *path);

/**
 * phonewall_web_agent_ask() - send a request
 * @agent: phonewalld
 * @request: the request, which is released, its text overwritten
 * @done: called once, not from within this call, with the answer, which it does not
 *	own; NULL if there is none
 * @argument: handed to @done
 *
 * Return: the request, until @done is called.
 */
struct phonewall_web_asking *
phonewall_web_agent_ask(struct phonewall_web_agent *agent,
			struct json_object *request,
			void (*done)(struct json_object *answer,
				     void *argument),
			void *argument);

/**
 * phonewall_web_agent_forget() - do not call @done of a request any more
 * @asking: the request; may be NULL
 */
void phonewall_web_agent_forget(struct phonewall_web_asking *asking);

/**
 * phonewall_web_agent_close() - end; nobody is called any more
 * @agent: may be NULL
 */
void phonewall_web_agent_close(struct phonewall_web_agent *agent);

#endif /* PHONEWALL_WEB_AGENT_H */
