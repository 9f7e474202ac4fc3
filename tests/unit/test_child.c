// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/child.h"

#define TIMES	50

static struct event_base *base;
static struct event *terminate;
static struct phonewall_children *children;
static struct phonewall_child_end last;
static unsigned int terminations, ends;

static void on_terminate(evutil_socket_t number, short what, void *argument)
{
	(void)number;
	(void)what;
	(void)argument;
	terminations++;
}

static void sleep_long(void *argument)
{
	(void)argument;
	execlp("sleep", "sleep", "60", NULL);
}

static void on_ended(const struct phonewall_child_end *end, void *argument)
{
	(void)argument;
	last = *end;
	ends++;
	event_base_loopbreak(base);
}

static const struct phonewall_child_handlers handlers = {
	.run = sleep_long,
	.ended = on_ended,
};

static int set_up(void **state)
{
	(void)state;
	terminations = 0;
	ends = 0;
	base = event_base_new();
	terminate = evsignal_new(base, SIGTERM, on_terminate, NULL);
	event_add(terminate, NULL);
	children = phonewall_children_open(base);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_children_close(children, 0);
	event_free(terminate);
	event_base_free(base);
	return 0;
}

static struct phonewall_child *start(void)
{
	struct phonewall_child *child;

	child = phonewall_child_start(children, &handlers, NULL);
	assert_non_null(child);
	return child;
}

/*
 * The signal arrives while the child still is a copy of this process, with a
 * handler that writes to a pipe of both.
 */
static void test_end_at_once(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < TIMES; i++) {
		phonewall_child_end(start());
		event_base_dispatch(base);
		assert_int_equal(ends, i + 1);
		assert_true(WIFSIGNALED(last.status));
		assert_int_equal(WTERMSIG(last.status), SIGTERM);
	}
	event_base_loop(base, EVLOOP_NONBLOCK);
	assert_int_equal(terminations, 0);
	assert_int_equal(raise(SIGTERM), 0);
	event_base_loop(base, EVLOOP_NONBLOCK);
	assert_int_equal(terminations, 1);
}

static void test_deadline(void **state)
{
	(void)state;
	phonewall_child_set_deadline(start(), 50);
	event_base_dispatch(base);
	assert_int_equal(ends, 1);
	assert_true(last.is_late);
	assert_int_equal(WTERMSIG(last.status), SIGTERM);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_end_at_once),
		TEST(test_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
