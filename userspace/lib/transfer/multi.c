// SPDX-License-Identifier: MIT
#include "transfer/multi.h"

#include <stdlib.h>

#include "base/memory.h"

struct phonewall_multi {
	struct event_base *base;
	CURLM *handle;
	CURL *easy;
	struct event *timer;
	struct event *end;
	CURLcode error;
	phonewall_multi_done done;
	void *argument;
};

static void act(struct phonewall_multi *multi, curl_socket_t which, int what)
{
	const CURLMsg *message;
	int running, left;

	if (curl_multi_socket_action(multi->handle, which, what, &running))
		phonewall_memory_exhausted();
	message = curl_multi_info_read(multi->handle, &left);
	if (!message || message->msg != CURLMSG_DONE)
		return;
	multi->error = message->data.result;
	event_active(multi->end, 0, 0);
}

static void on_timer(evutil_socket_t none, short what, void *argument)
{
	(void)none;
	(void)what;
	act(argument, CURL_SOCKET_TIMEOUT, 0);
}

static void on_ready(evutil_socket_t ready, short what, void *argument)
{
	act(argument, ready, (what & EV_READ ? CURL_CSELECT_IN : 0) |
			     (what & EV_WRITE ? CURL_CSELECT_OUT : 0));
}

static void on_end(evutil_socket_t none, short what, void *argument)
{
	const struct phonewall_multi *multi = argument;

	(void)none;
	(void)what;
	multi->done(multi->error, multi->argument);
}

static int watch(CURL *easy, curl_socket_t which, int what, void *argument,
		 void *former)
{
	struct phonewall_multi *multi = argument;
	struct event *event = NULL;

	(void)easy;
	if (former)
		event_free(former);
	if (what != CURL_POLL_REMOVE) {
		event = event_new(multi->base, which, EV_PERSIST |
				  (what & CURL_POLL_IN ? EV_READ : 0) |
				  (what & CURL_POLL_OUT ? EV_WRITE : 0),
				  on_ready, multi);
		if (!event || event_add(event, NULL))
			phonewall_memory_exhausted();
	}
	curl_multi_assign(multi->handle, which, event);
	return 0;
}

static int set_timer(CURLM *handle, long milliseconds, void *argument)
{
	struct phonewall_multi *multi = argument;
	const struct timeval delay = {
		.tv_sec = milliseconds / 1000,
		.tv_usec = milliseconds % 1000 * 1000,
	};

	(void)handle;
	if (milliseconds < 0)
		evtimer_del(multi->timer);
	else
		evtimer_add(multi->timer, &delay);
	return 0;
}

static void open_handle(struct phonewall_multi *multi)
{
	multi->handle = curl_multi_init();
	if (!multi->handle)
		phonewall_memory_exhausted();
	curl_multi_setopt(multi->handle, CURLMOPT_SOCKETFUNCTION, watch);
	curl_multi_setopt(multi->handle, CURLMOPT_SOCKETDATA, multi);
	curl_multi_setopt(multi->handle, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(multi->handle, CURLMOPT_TIMERDATA, multi);
	if (curl_multi_add_handle(multi->handle, multi->easy))
		phonewall_memory_exhausted();
}

struct phonewall_multi *phonewall_multi_begin(struct event_base *base,
					      CURL *easy,
					      phonewall_multi_done done,
					      void *argument)
{
	struct phonewall_multi *multi =
		phonewall_memory_resize(NULL, 1, sizeof(*multi));

	*multi = (struct phonewall_multi){ .base = base, .easy = easy,
					   .done = done, .argument = argument };
	multi->timer = evtimer_new(base, on_timer, multi);
	multi->end = evtimer_new(base, on_end, multi);
	if (!multi->timer || !multi->end)
		phonewall_memory_exhausted();
	open_handle(multi);
	return multi;
}

void phonewall_multi_end(struct phonewall_multi *multi)
{
	curl_multi_remove_handle(multi->handle, multi->easy);
	curl_multi_cleanup(multi->handle);
	event_free(multi->timer);
	event_free(multi->end);
	free(multi);
}
