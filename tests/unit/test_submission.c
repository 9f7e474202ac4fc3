// SPDX-License-Identifier: MIT
/* What phonewall-provision asks of phonewalld, and what it makes of the answer. */
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <event2/event.h>

#include "base/memory.h"
#include "config/state.h"
#include "event_loop.h"
#include "folder.h"
#include "store/request.h"
#include "submission.h"

/* Bytes of a request that the agent of the test takes. */
#define REQUEST_MAX	(4 * 1024 * 1024)

static char folder[] = "/tmp/test_submission.XXXXXX";
static struct event_base *base;

/**
 * struct agent - a peer in place of phonewalld, which takes one request
 * @answer: what it answers once the request has ended; NULL for nothing
 * @is_rude: whether it answers after the first byte
 * @is_silent: whether it answers nothing until it is left
 * @is_endless: whether it answers until it is left
 * @request: what it was asked, with a NUL behind it
 * @length: bytes of it
 */
static struct {
	const char *answer;
	bool is_rude;
	bool is_silent;
	bool is_endless;
	char *request;
	size_t length;
	int listener;
	pthread_t thread;
} agent;

static struct phonewall_submission *submission;
static bool is_done, is_accepted;
static char error[512];

/* Seconds by which the clock of the event loop, which is the test's own, is fast. */
static time_t fast;

int clock_gettime(clockid_t clock, struct timespec *now)
{
	int result = syscall(SYS_clock_gettime, clock, now);

	now->tv_sec += fast;
	return result;
}

static void *serve(void *argument)
{
	int peer = accept(agent.listener, NULL, NULL);
	ssize_t got = 1;

	(void)argument;
	while (got > 0 && !(agent.is_rude && agent.length)) {
		got = read(peer, agent.request + agent.length,
			   agent.is_rude ? 1 : REQUEST_MAX - agent.length);
		agent.length += got > 0 ? got : 0;
	}
	if (agent.is_silent)
		poll(&(struct pollfd){ .fd = peer }, 1, -1);
	do {
		if (agent.answer)
			got = send(peer, agent.answer, strlen(agent.answer),
				   MSG_NOSIGNAL);
	} while (agent.is_endless && got > 0);
	close(peer);
	return NULL;
}

static void start_agent(const char *answer)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path),
		 "%s/" PHONEWALL_RUN_STORE, folder);
	unlink(address.sun_path);
	free(agent.request);
	agent.request = calloc(1, REQUEST_MAX + 1);
	agent.length = 0;
	agent.answer = answer;
	agent.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(agent.listener, (struct sockaddr *)&address,
			      sizeof(address)), 0);
	assert_int_equal(listen(agent.listener, 1), 0);
	pthread_create(&agent.thread, NULL, serve, NULL);
}

static void stop_agent(void)
{
	pthread_join(agent.thread, NULL);
	close(agent.listener);
}

static void on_done(const char *why, void *argument)
{
	assert_ptr_equal(argument, &is_done);
	assert_false(is_done);
	is_done = true;
	is_accepted = !why;
	snprintf(error, sizeof(error), "%s", why ?: "");
	phonewall_submission_free(submission);
	event_base_loopbreak(base);
}

static void submit_in(const char *directory,
		      const struct phonewall_sequence_submission *content)
{
	is_done = false;
	submission = phonewall_submission_begin(base, directory, content,
						on_done, &is_done);
	assert_false(is_done);
	event_loop_run(base, 10000);
	assert_true(is_done);
}

/* Submits a text to an agent that answers so. */
static void submit(const char *profile, const char *answer)
{
	const struct phonewall_sequence_submission content = {
		.url = "https://a/cfg.xml", .profile = profile,
	};

	start_agent(answer);
	submit_in(folder, &content);
	stop_agent();
}

static void expect_error(const char *part)
{
	assert_false(is_accepted);
	if (!strstr(error, part))
		fail_msg("'%s' is not in: %s", part, error);
}

/* It is read as phonewalld reads it. */
static void test_request(void **state)
{
	static const char profile[] = "<flat-profile>\n\"\\ \xc3\xa9 /</flat-profile>";
	const struct phonewall_assignment assignments[] = {
		{ .name = "GPP_A" }, { .name = "GPP_SB" },
	};
	char *values[] = { (char *)"\"a\"", (char *)"" };
	const struct phonewall_sequence_submission content = {
		.url = "https://a/cfg.xml", .profile = profile,
		.assignments = assignments, .values = values, .count = 2,
	};
	struct phonewall_store_request request;

	(void)state;
	start_agent("{\"result\":\"accepted\"}\n");
	submit_in(folder, &content);
	stop_agent();
	assert_true(is_accepted);
	assert_null(phonewall_store_request_read(agent.request, agent.length,
						 &request));
	assert_int_equal(request.kind, PHONEWALL_STORE_SUBMIT);
	assert_string_equal(request.url, "https://a/cfg.xml");
	assert_string_equal(request.profile, profile);
	assert_int_equal(request.parameters.count, 2);
	assert_string_equal(request.parameters.list[0].name, "GPP_A");
	assert_string_equal(request.parameters.list[0].value, "\"a\"");
	assert_string_equal(request.parameters.list[1].value, "");
	phonewall_store_request_clear(&request);
}

/* A rule may only assign. */
static void test_without_profile(void **state)
{
	(void)state;
	submit(NULL, "{\"result\":\"accepted\"}");
	assert_true(is_accepted);
	assert_null(strstr(agent.request, PHONEWALL_STORE_PROFILE_TEXT "\""));
}

static void test_large(void **state)
{
	char *profile = phonewall_memory_resize(NULL, 1024 * 1024 + 1, 1);

	(void)state;
	memset(profile, '"', 1024 * 1024);
	profile[1024 * 1024] = '\0';
	submit(profile, "{\"result\":\"accepted\"}");
	assert_true(is_accepted);
	assert_true(agent.length > 2 * 1024 * 1024);
	free(profile);
}

static void test_refused(void **state)
{
	(void)state;
	submit("a", "{\"result\":\"refused\",\"faults\":[{\"parameter\":"
	       "\"Web_Server_Port\",\"message\":\"is no port\"},{}]}");
	expect_error("refuses the profile: Web_Server_Port is no port");
	submit("a", "{\"result\":\"refused\",\"faults\":[{}]}");
	expect_error("refuses the profile: it is wrong");
	submit("a", "{\"result\":\"error\",\"message\":\"you may not\"}");
	expect_error("does not take the profile: you may not");
}

/* What is not said to be accepted is not. */
static void test_other_answers(void **state)
{
	static const char *const answers[] = {
		NULL, "", "accepted", "null", "[]", "\"accepted\"",
		"{\"result\":\"acc", "{\"result\":\"accepted\"",
		"{\"result\":\"Accepted\"}", "{\"result\":true}", "{}",
		"{\"result\":\"accepted\"} {\"result\":\"accepted\"}",
		"{\"result\":\"refused\"}", "{\"faults\":{}}",
		"{\"result\":\"refused\",\"faults\":[null]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		submit("a", answers[i]);
		if (is_accepted)
			fail_msg("accepted: %s", answers[i]);
	}
}

/* The answer counts, whether all was read or not. */
static void test_rude_agent(void **state)
{
	char *profile = phonewall_memory_resize(NULL, 1024 * 1024 + 1, 1);

	(void)state;
	memset(profile, 'a', 1024 * 1024);
	profile[1024 * 1024] = '\0';
	agent.is_rude = true;
	submit(profile, "");
	assert_false(is_accepted);
	agent.is_rude = false;
	free(profile);
}

/* Longer than phonewalld may take, and not for ever. */
static void test_silent_agent(void **state)
{
	const struct phonewall_sequence_submission content = { .url = "a" };

	(void)state;
	agent.is_silent = true;
	start_agent(NULL);
	is_done = false;
	submission = phonewall_submission_begin(base, folder, &content,
						on_done, &is_done);
	event_loop_run(base, 300);
	fast = 19;
	event_loop_run(base, 100);
	assert_false(is_done);
	fast = 22;
	event_loop_run(base, 1000);
	fast = 0;
	assert_true(is_done);
	expect_error("phonewalld does not answer in time; restart it");
	/* libevent closes what is released in its next turn. */
	event_loop_run(base, 10);
	stop_agent();
	agent.is_silent = false;
}

static void test_endless_answer(void **state)
{
	const struct phonewall_sequence_submission content = { .url = "a" };

	(void)state;
	agent.is_endless = true;
	start_agent("{\"result\":\"accepted\"}                                 ");
	submit_in(folder, &content);
	expect_error("phonewalld answers more than 1048576 bytes; restart it");
	event_loop_run(base, 10);
	stop_agent();
	agent.is_endless = false;
}

static void test_nobody(void **state)
{
	const struct phonewall_sequence_submission content = { .url = "a" };
	char *path = phonewall_memory_print("%s/" PHONEWALL_RUN_STORE, folder);
	char *long_path = phonewall_memory_print("/%0200d", 0);

	(void)state;
	unlink(path);
	submit_in(folder, &content);
	expect_error("cannot reach phonewalld: No such file or directory; start it");
	submit_in(long_path, &content);
	expect_error("cannot reach phonewalld: File name too long");
	free(long_path);
	free(path);
}

static void test_cancelled(void **state)
{
	const struct phonewall_sequence_submission content = { .url = "a" };

	(void)state;
	is_done = false;
	submission = phonewall_submission_begin(base, "/nowhere", &content,
						on_done, &is_done);
	phonewall_submission_free(submission);
	event_loop_run(base, 10);
	assert_false(is_done);
	phonewall_submission_free(NULL);
}

static int set_up(void **state)
{
	(void)state;
	/* As in the program. */
	signal(SIGPIPE, SIG_IGN);
	base = event_base_new();
	return folder_make(folder);
}

static int tear_down(void **state)
{
	(void)state;
	free(agent.request);
	event_base_free(base);
	return folder_remove(folder);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_without_profile),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_other_answers),
		cmocka_unit_test(test_rude_agent),
		cmocka_unit_test(test_silent_agent),
		cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_endless_answer),
		cmocka_unit_test(test_cancelled),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
