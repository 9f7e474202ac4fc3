// SPDX-License-Identifier: MIT
#include "sip/look_up.h"

#include <arpa/nameser.h>
#include <stdlib.h>

#include "base/memory.h"
#include "transfer/dns_channel.h"

/**
 * struct query - a question that c-ares asks
 * @look_up: what it is a part of
 * @number: place among the locator's questions
 * @is_waiting: it has no answer yet
 */
struct query {
	struct phonewall_sip_look_up *look_up;
	unsigned int number;
	bool is_waiting;
};

/* @end: runs when the time is over, or all is known. */
struct phonewall_sip_look_up {
	struct phonewall_sip_locator locator;
	struct phonewall_dns_channel channel;
	struct query queries[PHONEWALL_SIP_QUESTIONS_MAX];
	const char *fault;
	struct event *end;
	phonewall_sip_look_up_done done;
	void *argument;
};

static void ask(struct phonewall_sip_look_up *look_up);

/* The last answer of a round brings new questions, or the end. */
static void take(struct query *query,
		 const struct phonewall_sip_dns_answer *answer)
{
	struct phonewall_sip_look_up *look_up = query->look_up;

	query->is_waiting = false;
	if (!phonewall_sip_locate_answer(&look_up->locator, query->number,
					 answer))
		return;
	if (look_up->locator.question_count)
		ask(look_up);
	else
		event_active(look_up->end, 0, 0);
}

static void on_answer(void *argument, int status, int timeouts,
		      unsigned char *bytes, int length)
{
	struct query *query = argument;
	const struct phonewall_sip_question *question =
		&query->look_up->locator.questions[query->number];
	struct phonewall_sip_dns_answer answer;

	(void)timeouts;
	if (status == ARES_EDESTRUCTION)
		return;
	phonewall_sip_dns_read(bytes, bytes ? (size_t)length : 0,
			       question->name, question->type, &answer);
	take(query, &answer);
}

static void ask(struct phonewall_sip_look_up *look_up)
{
	const struct phonewall_sip_question *questions =
		look_up->locator.questions;
	size_t count = look_up->locator.question_count, i;

	for (i = 0; i < count; i++)
		look_up->queries[i] = (struct query){ look_up, i, true };
	for (i = 0; i < count; i++)
		ares_query(look_up->channel.ares, questions[i].name, ns_c_in,
			   questions[i].type, on_answer, &look_up->queries[i]);
}

/* What has not arrived until now never will. */
static void give_up(struct phonewall_sip_look_up *look_up)
{
	static const struct phonewall_sip_dns_answer nothing;
	struct phonewall_sip_locator *locator = &look_up->locator;

	for (size_t i = 0, count = locator->question_count; i < count; i++)
		if (look_up->queries[i].is_waiting)
			phonewall_sip_locate_answer(locator, i, &nothing);
}

static void on_end(evutil_socket_t none, short what, void *argument)
{
	struct phonewall_sip_look_up *look_up = argument;
	phonewall_sip_look_up_done done = look_up->done;
	struct phonewall_sip_targets targets;
	void *whose = look_up->argument;
	const char *fault;

	(void)none;
	(void)what;
	if (!look_up->fault)
		give_up(look_up);
	fault = look_up->fault ?: look_up->locator.fault;
	targets = look_up->locator.targets;
	phonewall_sip_look_up_cancel(look_up);
	done(&targets, fault, whose);
}

struct phonewall_sip_look_up *
phonewall_sip_look_up_begin(struct event_base *base,
			    const struct phonewall_sip_goal *goal,
			    const char *servers,
			    phonewall_sip_look_up_done done, void *argument)
{
	static const struct timeval limit = {
		.tv_sec = PHONEWALL_SIP_LOOK_UP_TIME / 1000,
	};
	struct phonewall_sip_look_up *look_up =
		phonewall_memory_resize(NULL, 1, sizeof(*look_up));

	*look_up = (struct phonewall_sip_look_up){ .done = done,
						   .argument = argument };
	look_up->end = evtimer_new(base, on_end, look_up);
	if (!look_up->end || evtimer_add(look_up->end, &limit))
		phonewall_memory_exhausted();
	phonewall_sip_locate_begin(&look_up->locator, goal);
	look_up->fault = phonewall_dns_channel_open(&look_up->channel, base,
						    servers);
	if (look_up->fault || !look_up->locator.question_count) {
		event_active(look_up->end, 0, 0);
		return look_up;
	}
	ask(look_up);
	phonewall_dns_channel_begun(&look_up->channel);
	return look_up;
}

void phonewall_sip_look_up_cancel(struct phonewall_sip_look_up *look_up)
{
	if (!look_up)
		return;
	phonewall_dns_channel_close(&look_up->channel);
	event_free(look_up->end);
	free(look_up);
}
