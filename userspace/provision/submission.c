// SPDX-License-Identifier: MIT
#include "submission.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/answer.h"
#include "base/fault_json.h"
#include "base/json_text.h"
#include "base/memory.h"
#include "config/state.h"
#include "store/request.h"

/* Seconds: longer than phonewalld waits for its turn and the disk. */
#define TIME_MAX	20
#define ANSWER_MAX	(1024 * 1024)
/* Bytes of a profile that are written as JSON at a time. */
#define PIECE		(16 * 1024)

/* @failed: tells of @early, what failed at once. */
struct phonewall_submission {
	struct bufferevent *stream;
	void (*done)(const char *error, void *argument);
	void *argument;
	struct event *failed;
	char *early;
};

/* Return: the text of a member, or NULL. */
static const char *text_of(struct json_object *object, const char *name)
{
	struct json_object *member;

	if (!json_object_object_get_ex(object, name, &member) ||
	    !json_object_is_type(member, json_type_string))
		return NULL;
	return json_object_get_string(member);
}

/* All of it but for the profile. */
static struct json_object *
make_request(const struct phonewall_sequence_submission *content)
{
	struct json_object *request = json_object_new_object();
	struct json_object *parameters = json_object_new_object();

	for (size_t i = 0; i < content->count; i++)
		json_object_object_add(parameters, content->assignments[i].name,
				json_object_new_string(content->values[i]));
	json_object_object_add(request, PHONEWALL_STORE_REQUEST,
			       json_object_new_string("submit"));
	json_object_object_add(request, PHONEWALL_STORE_URL,
			       json_object_new_string(content->url));
	json_object_object_add(request, PHONEWALL_STORE_PARAMETERS, parameters);
	return request;
}

/*
 * Piece by piece: a profile of 1 MiB would be there three times more. JSON
 * escapes each byte by itself (RFC 8259, section 7).
 */
static void write_profile(struct bufferevent *stream, const char *profile)
{
	size_t left = strlen(profile);

	while (left) {
		size_t length = left < PIECE ? left : PIECE;
		struct json_object *piece =
			json_object_new_string_len(profile, (int)length);
		const char *quoted = json_object_to_json_string_ext(
				piece, JSON_C_TO_STRING_NOSLASHESCAPE);

		bufferevent_write(stream, quoted + 1, strlen(quoted) - 2);
		json_object_put(piece);
		profile += length;
		left -= length;
	}
}

static void write_request(struct bufferevent *stream,
			  const struct phonewall_sequence_submission *content)
{
	static const char begin[] = ",\"" PHONEWALL_STORE_PROFILE_TEXT "\":\"";
	struct json_object *request = make_request(content);
	const char *text = json_object_to_json_string(request);

	/* The profile comes before the brace at the end. */
	bufferevent_write(stream, text, strlen(text) - 1);
	json_object_put(request);
	if (content->profile) {
		bufferevent_write(stream, begin, strlen(begin));
		write_profile(stream, content->profile);
		bufferevent_write(stream, "\"", 1);
	}
	bufferevent_write(stream, "}", 1);
}

/* Return: the first fault, as a text to be released with free(); or NULL. */
static char *first_fault(struct json_object *answer)
{
	struct json_object *faults;
	struct json_object *fault;

	if (!json_object_object_get_ex(answer, PHONEWALL_STORE_FAULTS,
				       &faults) ||
	    !json_object_is_type(faults, json_type_array) ||
	    !json_object_array_length(faults))
		return NULL;
	fault = json_object_array_get_idx(faults, 0);
	return phonewall_memory_print("phonewalld refuses the profile: %s %s",
			text_of(fault, PHONEWALL_FAULT_PARAMETER) ?: "it",
			text_of(fault, PHONEWALL_FAULT_MESSAGE) ?: "is wrong");
}

/* Return: NULL if accepted; else why not, to be released with free(). */
static char *judge(const char *text)
{
	struct json_object *answer = phonewall_json_text_parse(text);
	const char *result = text_of(answer, PHONEWALL_ANSWER_RESULT);
	char *error = NULL;

	if (!result || strcmp(result, "accepted"))
		error = first_fault(answer);
	if (!error && (!result || strcmp(result, "accepted")))
		error = phonewall_memory_print("phonewalld does not take the profile: %s",
				text_of(answer, PHONEWALL_ANSWER_MESSAGE) ?:
				"it gives no answer; see its log");
	json_object_put(answer);
	return error;
}

static void finish(struct phonewall_submission *submission, char *error)
{
	submission->done(error, submission->argument);
	free(error);
}

/* A phonewalld that listens and does not answer is not started by starting it. */
static char *describe(int error)
{
	if (error == ETIMEDOUT || error == EAGAIN)
		return phonewall_memory_print("phonewalld does not answer in time; restart it");
	return phonewall_memory_print("cannot reach phonewalld: %s; %sstart it",
				      strerror(error), error == ENOENT ||
				      error == ECONNREFUSED ? "" : "re");
}

static void on_event(struct bufferevent *stream, short what, void *argument)
{
	struct phonewall_submission *submission = argument;
	struct evbuffer *input = bufferevent_get_input(stream);
	int error;
	char *text;

	if (what & BEV_EVENT_CONNECTED)
		return;
	if (what & (BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT)) {
		error = what & BEV_EVENT_TIMEOUT ? ETIMEDOUT : errno;
		bufferevent_disable(stream, EV_READ | EV_WRITE);
		finish(submission, describe(error));
		return;
	}
	text = phonewall_memory_copy((char *)evbuffer_pullup(input, -1) ?: "",
				     evbuffer_get_length(input));
	bufferevent_disable(stream, EV_READ | EV_WRITE);
	finish(submission, judge(text));
	free(text);
}

/* It would be read to the end, which may never come. */
static void on_read(struct bufferevent *stream, void *argument)
{
	struct phonewall_submission *submission = argument;

	if (evbuffer_get_length(bufferevent_get_input(stream)) <= ANSWER_MAX)
		return;
	bufferevent_disable(stream, EV_READ | EV_WRITE);
	finish(submission, phonewall_memory_print("phonewalld answers more than %u bytes; restart it",
						  ANSWER_MAX));
}

/* Everything was written: phonewalld reads to the end. */
static void on_written(struct bufferevent *stream, void *argument)
{
	(void)argument;
	shutdown(bufferevent_getfd(stream), SHUT_WR);
}

static void on_early(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_submission *submission = argument;
	char *error = submission->early;

	(void)descriptor;
	(void)what;
	submission->early = NULL;
	finish(submission, error);
}

static int connect_to(struct bufferevent *stream, const char *run_directory)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int length = snprintf(address.sun_path, sizeof(address.sun_path),
			      "%s/" PHONEWALL_RUN_STORE, run_directory);

	if (length >= (int)sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return bufferevent_socket_connect(stream, (struct sockaddr *)&address,
					  sizeof(address));
}

struct phonewall_submission *
phonewall_submission_begin(struct event_base *base, const char *run_directory,
			   const struct phonewall_sequence_submission *content,
			   void (*done)(const char *error, void *argument),
			   void *argument)
{
	static const struct timeval limit = { .tv_sec = TIME_MAX };
	static const struct timeval now;
	struct phonewall_submission *submission;

	submission = phonewall_memory_resize(NULL, 1, sizeof(*submission));
	*submission = (struct phonewall_submission){
		.stream = bufferevent_socket_new(base, -1,
				BEV_OPT_CLOSE_ON_FREE |
				BEV_OPT_DEFER_CALLBACKS),
		.done = done,
		.argument = argument,
		.failed = evtimer_new(base, on_early, submission),
	};
	if (!submission->stream || !submission->failed)
		phonewall_memory_exhausted();
	bufferevent_setcb(submission->stream, on_read, on_written, on_event,
			  submission);
	bufferevent_set_timeouts(submission->stream, &limit, &limit);
	write_request(submission->stream, content);
	bufferevent_enable(submission->stream, EV_READ | EV_WRITE);
	if (connect_to(submission->stream, run_directory)) {
		bufferevent_disable(submission->stream, EV_READ | EV_WRITE);
		submission->early = describe(errno);
		evtimer_add(submission->failed, &now);
	}
	return submission;
}

void phonewall_submission_free(struct phonewall_submission *submission)
{
	if (!submission)
		return;
	bufferevent_free(submission->stream);
	event_free(submission->failed);
	free(submission->early);
	free(submission);
}
