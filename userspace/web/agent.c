// SPDX-License-Identifier: MIT
#include "agent.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/clock.h"
#include "base/json_text.h"
#include "base/memory.h"

/* phonewalld has as many places for a user that is not root. */
#define ASKED_MAX	2
#define ANSWER_MAX	(1024 * 1024)
/* Longer than phonewalld waits for its turn and the disk. */
#define ANSWER_MS	15000

/* @stream: NULL until its turn. @done: NULL if it was forgotten. */
struct phonewall_web_asking {
	struct phonewall_web_agent *agent;
	struct phonewall_web_asking *next;
	char *text;
	struct bufferevent *stream;
	struct event *limit;
	void (*done)(struct json_object *answer, void *argument);
	void *argument;
};

struct phonewall_web_agent {
	struct event_base *base;
	char *path;
	struct phonewall_web_asking *first;
};

static void begin_next(struct phonewall_web_agent *agent);

static void unlink_asking(struct phonewall_web_asking *asking)
{
	struct phonewall_web_asking **place = &asking->agent->first;

	while (*place != asking)
		place = &(*place)->next;
	*place = asking->next;
}

static void free_asking(struct phonewall_web_asking *asking)
{
	if (asking->text) {
		explicit_bzero(asking->text, strlen(asking->text));
		free(asking->text);
	}
	if (asking->stream)
		bufferevent_free(asking->stream);
	event_free(asking->limit);
	free(asking);
}

/* Takes @answer over. */
static void finish(struct phonewall_web_asking *asking,
		   struct json_object *answer)
{
	struct phonewall_web_agent *agent = asking->agent;
	void (*done)(struct json_object *answer, void *argument) = asking->done;
	void *argument = asking->argument;

	unlink_asking(asking);
	free_asking(asking);
	begin_next(agent);
	if (done)
		done(answer, argument);
	json_object_put(answer);
}

static void on_limit(evutil_socket_t number, short what, void *argument)
{
	(void)number;
	(void)what;
	finish(argument, NULL);
}

static void on_event(struct bufferevent *stream, short what, void *argument)
{
	struct evbuffer *input = bufferevent_get_input(stream);
	struct json_object *answer = NULL;
	char *text;

	if (what & BEV_EVENT_CONNECTED)
		return;
	if (what & BEV_EVENT_EOF) {
		text = phonewall_memory_copy(
			(char *)evbuffer_pullup(input, -1) ?: "",
			evbuffer_get_length(input));
		answer = phonewall_json_text_parse(text);
		explicit_bzero(text, strlen(text));
		free(text);
	}
	finish(argument, answer);
}

/* phonewalld reads to the end. */
static void on_written(struct bufferevent *stream, void *argument)
{
	(void)argument;
	shutdown(bufferevent_getfd(stream), SHUT_WR);
}

static void connect_stream(struct phonewall_web_asking *asking)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	static const struct timeval now;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s",
		 asking->agent->path);
	if (bufferevent_socket_connect(asking->stream,
				       (struct sockaddr *)&address,
				       sizeof(address)))
		evtimer_add(asking->limit, &now);
}

static void begin(struct phonewall_web_asking *asking)
{
	const struct timeval delay = phonewall_clock_delay(ANSWER_MS);

	asking->stream = bufferevent_socket_new(asking->agent->base, -1,
						BEV_OPT_CLOSE_ON_FREE |
						BEV_OPT_DEFER_CALLBACKS);
	if (!asking->stream)
		phonewall_memory_exhausted();
	bufferevent_setcb(asking->stream, NULL, on_written, on_event, asking);
	bufferevent_setwatermark(asking->stream, EV_READ, 0, ANSWER_MAX);
	bufferevent_write(asking->stream, asking->text, strlen(asking->text));
	explicit_bzero(asking->text, strlen(asking->text));
	bufferevent_enable(asking->stream, EV_READ | EV_WRITE);
	evtimer_add(asking->limit, &delay);
	connect_stream(asking);
}

static void begin_next(struct phonewall_web_agent *agent)
{
	struct phonewall_web_asking *asking = agent->first;

	for (int asked = 0; asking && asked < ASKED_MAX; asked++) {
		if (!asking->stream)
			begin(asking);
		asking = asking->next;
	}
}

struct phonewall_web_agent *phonewall_web_agent_open(struct event_base *base,
						     const char *path)
{
	struct phonewall_web_agent *agent =
		phonewall_memory_resize(NULL, 1, sizeof(*agent));

	*agent = (struct phonewall_web_agent){
		.base = base,
		.path = phonewall_memory_print("%s", path),
	};
	return agent;
}

struct phonewall_web_asking *
phonewall_web_agent_ask(struct phonewall_web_agent *agent,
			struct json_object *request,
			void (*done)(struct json_object *answer,
				     void *argument),
			void *argument)
{
	struct phonewall_web_asking *asking =
		phonewall_memory_resize(NULL, 1, sizeof(*asking));
	struct phonewall_web_asking **last = &agent->first;

	*asking = (struct phonewall_web_asking){
		.agent = agent,
		.text = phonewall_memory_print("%s",
				json_object_to_json_string_ext(request,
						JSON_C_TO_STRING_PLAIN)),
		.limit = evtimer_new(agent->base, on_limit, asking),
		.done = done,
		.argument = argument,
	};
	if (!asking->limit)
		phonewall_memory_exhausted();
	json_object_put(request);
	while (*last)
		last = &(*last)->next;
	*last = asking;
	begin_next(agent);
	return asking;
}

void phonewall_web_agent_forget(struct phonewall_web_asking *asking)
{
	if (asking)
		asking->done = NULL;
}

void phonewall_web_agent_close(struct phonewall_web_agent *agent)
{
	if (!agent)
		return;
	while (agent->first) {
		struct phonewall_web_asking *asking = agent->first;

		agent->first = asking->next;
		free_asking(asking);
	}
	free(agent->path);
	free(agent);
}
