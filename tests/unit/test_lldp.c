// SPDX-License-Identifier: MIT
/*
 * How lldpcli is run. A script stands for it, which records each of its starts
 * and does what the test wants.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <event2/event.h>

#include "base/clock.h"
#include "base/memory.h"
#include "folder.h"
#include "search_path.h"
#include "vlan/lldp.h"

/* "lldpcli -f json0 configure ports lan0 ...", "... watch", "... show ...". */
#define SCRIPT	"#!/bin/sh\n"						\
		"cd %s\n"						\
		"echo \"$$ $3\" >>starts\n"				\
		"case $3 in\n"						\
		"configure) %s ;;\n"					\
		"watch) %s ;;\n"						\
		"show) cat neighbours; %s ;;\n"				\
		"esac\n"

#define NEIGHBOURS(vlan)						\
	"{\"lldp\":[{\"interface\":[{\"name\":\"lan0\",\"lldp-med\":[{"	\
	"\"device-type\":[{\"value\":\"Network Connectivity Device\"}],"	\
	"\"policy\":[{\"apptype\":\"Voice\",\"defined\":true,"		\
	"\"vlan\":[{\"vid\":\"" vlan "\"}]}]}]}]}]}"

static char directory[] = "/tmp/phonewall-lldp-XXXXXX";
static struct event_base *base;
static struct phonewall_lldp *lldp;
static uint64_t slowest;

static void put(const char *name, const char *text, mode_t mode)
{
	char *path = phonewall_memory_print("%s/%s", directory, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
	free(path);
}

static void script(const char *configure, const char *watch, const char *show)
{
	char *text = phonewall_memory_print(SCRIPT, directory, configure,
					    watch, show);

	put("lldpcli", text, 0755);
	free(text);
}

static void on_changed(void *argument)
{
	(void)argument;
}

static int set_up(void **state)
{
	(void)state;
	if (folder_make(directory))
		return -1;
	search_path_prepend(directory);
	put("neighbours", NEIGHBOURS("20"), 0644);
	slowest = 0;
	base = event_base_new();
	lldp = phonewall_lldp_open(base, on_changed, NULL);
	return lldp ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_lldp_close(lldp);
	event_base_free(base);
	search_path_restore();
	return folder_remove(directory);
}

static void on_tick(evutil_socket_t descriptor, short what, void *argument)
{
	uint64_t *last = argument;
	uint64_t now = phonewall_clock_elapsed();

	(void)descriptor;
	(void)what;
	if (now - *last > slowest)
		slowest = now - *last;
	*last = now;
}

/* Runs the loop, and measures for how long it was blocked. */
static void run_for(unsigned int seconds)
{
	const struct timeval delay = { .tv_sec = seconds };
	const struct timeval tick = { .tv_usec = 10000 };
	uint64_t last = phonewall_clock_elapsed();
	struct event *ticks = event_new(base, -1, EV_PERSIST, on_tick, &last);

	event_add(ticks, &tick);
	event_base_loopexit(base, &delay);
	event_base_dispatch(base);
	event_free(ticks);
}

/* Returns how often lldpcli was started; @first is set to the first process. */
static unsigned int starts(const char *word, int *first)
{
	char *path = phonewall_memory_print("%s/starts", directory);
	FILE *file = fopen(path, "r");
	unsigned int count = 0;
	char what[32];
	int process;

	free(path);
	while (file && fscanf(file, "%d %31s", &process, what) == 2) {
		if (word && strcmp(word, what))
			continue;
		if (first && !count)
			*first = process;
		count++;
	}
	if (file)
		fclose(file);
	return count;
}

static void test_learned(void **state)
{
	(void)state;
	script(":", "exec sleep 60", ":");
	phonewall_lldp_set(lldp, "lan0", true);
	run_for(4);
	assert_null(phonewall_lldp_error(lldp));
	assert_true(phonewall_lldp_voice(lldp).heard);
	assert_int_equal(phonewall_lldp_voice(lldp).vlan, 20);
	assert_int_equal(starts(NULL, NULL), 3);
}

static void test_chatty(void **state)
{
	(void)state;
	script(":", "exec yes", ":");
	phonewall_lldp_set(lldp, "lan0", true);
	run_for(6);
	assert_true(phonewall_lldp_voice(lldp).heard);
	assert_in_range(starts(NULL, NULL), 4, 7);
	put("neighbours", NEIGHBOURS("21"), 0644);
	run_for(4);
	assert_int_equal(phonewall_lldp_voice(lldp).vlan, 21);
}

/* lldpd answers and goes away, again and again. */
static void test_flapping(void **state)
{
	(void)state;
	script(":", "exec sleep 1.5", ":");
	phonewall_lldp_set(lldp, "lan0", true);
	run_for(10);
	assert_in_range(starts(NULL, NULL), 4, 9);
}

static void test_set_again_and_again(void **state)
{
	(void)state;
	script(":", "exec sleep 60", ":");
	for (unsigned int i = 0; i < 20; i++) {
		phonewall_lldp_set(lldp, i % 2 ? "lan0" : "lan1", true);
		event_base_loop(base, EVLOOP_NONBLOCK);
	}
	assert_in_range(starts(NULL, NULL), 0, 1);
	run_for(5);
	assert_int_equal(phonewall_lldp_voice(lldp).vlan, 20);
	assert_in_range(starts(NULL, NULL), 3, 5);
}

/*
 * Nothing in the loop takes 100 ms, but a busy machine may. A wait takes 5 s.
 */
#define LATE_MS	1000

#define DEAF	"trap '' TERM; while :; do sleep 0.1; done"

/* The first process that was started since the last call. */
static void assert_gone(const char *word)
{
	char *path = phonewall_memory_print("%s/starts", directory);
	int process = 0;

	assert_true(starts(word, &process));
	assert_int_equal(kill(process, 0), -1);
	unlink(path);
	free(path);
}

/* Each of the three may hang, with or without its output open. */
static void test_hangs(void **state)
{
	static const char *const commands[] = { DEAF, "exec >&-; " DEAF };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		script(commands[i], "exec sleep 60", ":");
		phonewall_lldp_set(lldp, i ? "lan1" : "lan0", true);
		run_for(8);
		assert_non_null(phonewall_lldp_error(lldp));
		assert_in_range(slowest, 0, LATE_MS);
		assert_gone("configure");
	}
	script(":", "exec sleep 60", DEAF);
	phonewall_lldp_set(lldp, "lan0", true);
	run_for(9);
	assert_non_null(phonewall_lldp_error(lldp));
	assert_gone("show");
	assert_in_range(slowest, 0, LATE_MS);
}

/* A watch that does not end does not delay the close. */
static void test_close(void **state)
{
	uint64_t before;

	(void)state;
	script(":", DEAF, DEAF);
	phonewall_lldp_set(lldp, "lan0", true);
	run_for(3);
	before = phonewall_clock_elapsed();
	phonewall_lldp_close(lldp);
	lldp = NULL;
	assert_in_range(phonewall_clock_elapsed() - before, 0, LATE_MS);
	assert_gone("watch");
}

static void test_missing(void **state)
{
	(void)state;
	setenv("PATH", directory, 1);
	phonewall_lldp_set(lldp, "lan0", true);
	run_for(1);
	assert_non_null(strstr(phonewall_lldp_error(lldp), "install lldpd"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_learned),
		TEST(test_chatty),
		TEST(test_flapping),
		TEST(test_set_again_and_again),
		TEST(test_hangs),
		TEST(test_close),
		TEST(test_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
