// SPDX-License-Identifier: MIT
/*
 * When a resync takes place, under a clock that only the cases move. A case has
 * settings, which differ from the vendor's defaults, and steps:
 *
 *   power, reboot, update  the phone starts; with "!" a resync has succeeded before
 *   CAUSE@SECOND, never    what phonewall_resync_next() must tell
 *   at=SECOND              it is that second
 *   wall=HHMM, wall=       the wall clock is set, or is found to be wrong
 *   random=PERCENT         the random numbers from here on
 *   run                    the resync that is due begins, at its time
 *   skip                   the same, but no trigger is true
 *   early                  nothing can begin now
 *   ok, fnf, fail          the resync ends
 *   command, notify, upgrade, busy, idle, leased
 *   NAME=VALUE             another setting
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "provisioning/resync.h"

static const struct {
	const char *settings;
	const char *steps;
} cases[] = {
	/* Resync_On_Reset and Resync_Random_Delay, in units of 20 s. */
	{ "", "power by_reset@0" },
	{ "", "random=100 power by_reset@40" },
	{ "", "random=50 power by_reset@20" },
	{ "delay=0", "random=100 power by_reset@0" },
	{ "delay=65535", "random=100 power by_reset@1310700" },
	{ "", "random=100 reboot by_reset@0" },
	{ "", "random=100 at=7 power by_reset@47" },
	{ "", "update never" },
	{ "", "update! by_period@3600" },
	{ "reset=No", "power never" },
	{ "reset=No", "reboot never" },
	{ "reset=No", "power! by_period@3600" },
	{ "reset=No periodic=0", "power! never" },
	{ "", "random=100 power at=39 early at=40 run never" },
	/* Provision_Enable is the master switch. */
	{ "enable=No", "power never command never notify never" },
	{ "enable=No", "update! never at=9999 early" },
	{ "", "power run ok enable=No never at=9999 early" },
	{ "", "power run ok enable=No at=100 enable=Yes by_period@3600" },
	/* Resync_Periodic. */
	{ "", "power run ok by_period@3600 run at=3605 ok by_period@7205" },
	{ "periodic=0", "power run ok never" },
	{ "periodic=", "power run ok never" },
	{ "periodic=0", "power run ok command by_request@0 run ok never" },
	{ "periodic=60,120,0", "power run ok by_period@60 run ok by_period@180 "
	  "run ok never" },
	{ "periodic=60,120,300", "power run ok by_period@60 run ok "
	  "by_period@180 run ok by_period@480 run ok by_period@780" },
	{ "periodic=600+60", "power run ok by_period@600" },
	{ "periodic=600+60", "power random=100 run ok by_period@660" },
	{ "periodic=600+60,10+4", "power random=50 run ok by_period@630 "
	  "run ok by_period@642" },
	{ "", "power run ok at=3599 early at=3600 run ok by_period@7200" },
	/* It begins after the first success only. */
	{ "retry=0", "power run fail never" },
	{ "retry=0", "update! by_period@3600 run fail never" },
	/* Resync_Error_Retry_Delay. */
	{ "", "power run fail by_failure@60 run fail by_failure@180 run fail "
	  "by_failure@420" },
	{ "retry=10", "power run fail by_failure@10 run fail by_failure@20 run "
	  "ok by_period@3620" },
	{ "retry=10,20,40", "power run fail by_failure@10 run fail "
	  "by_failure@30 run fail by_failure@70 run fail by_failure@110" },
	{ "retry=10,20,40", "power run fail run fail by_failure@30 run ok "
	  "by_period@3630 run fail by_failure@3640" },
	{ "retry=10+10", "power random=100 run fail by_failure@20" },
	{ "retry=10,0", "power run fail by_failure@10 run fail never" },
	{ "retry=0", "power run fail never command by_request@0 run ok "
	  "by_period@3600" },
	{ "retry=10", "power run at=500 fail by_failure@510" },
	/* Another lease hastens a retry, and nothing else. */
	{ "", "power run fail at=10 leased by_failure@12" },
	{ "", "power run fail at=59 leased by_failure@60" },
	{ "", "power run fail leased by_failure@2 run fail by_failure@122" },
	{ "retry=0", "power run fail leased never" },
	{ "", "random=100 power leased by_reset@40" },
	{ "", "power run leased ok by_period@3600 leased by_period@3600" },
	/* Resync_Fails_On_FNF. */
	{ "", "power run fnf by_failure@60" },
	{ "fnf=No", "power run fnf by_period@3600" },
	{ "fnf=No", "power run fail by_failure@60 run fnf by_period@3660" },
	{ "fnf=No retry=10,20", "power run fail run fnf run fail "
	  "by_failure@3620" },
	/* Resync_At__HHmm_ and its random delay, 600 s at least. */
	{ "time=0300", "wall=0200 power run ok by_time@3600" },
	{ "time=0300", "wall=0300 power run ok by_time@86400" },
	{ "time=0300", "wall=0301 power run ok by_time@86340" },
	{ "time=0000", "wall=2359 power run ok by_time@60" },
	{ "time=2359", "wall=0000 power run ok by_time@86340" },
	{ "time=0300", "wall=0200 power run ok random=100 by_time@3600 run ok "
	  "by_time@90600" },
	{ "time=0300 timedelay=0", "random=100 wall=0200 power by_reset@40 run "
	  "ok by_time@4200" },
	{ "time=0300 timedelay=629", "random=100 wall=0200 update by_time@4200" },
	{ "time=0300 timedelay=630", "random=100 wall=0200 update by_time@4260" },
	{ "time=0300 timedelay=65535", "random=100 wall=0200 update "
	  "by_time@69120" },
	/* Resync_Periodic is ignored then, and failures are not. */
	{ "time=0300", "wall=0200 update! by_time@3600 run ok by_time@90000" },
	{ "time=0300 retry=10", "wall=0200 power run fail by_failure@10 run "
	  "fail by_failure@20" },
	{ "time=0300 retry=7200", "wall=0200 power run fail by_time@3600 run "
	  "fail by_failure@10800" },
	{ "time=0300 retry=0", "wall=0200 power run fail by_time@3600" },
	/* A command within the random delay stands for today's. */
	{ "time=0300", "random=100 wall=0200 update by_time@4200 at=3700 "
	  "command by_request@3700 run ok by_time@4200" },
	/* Without the right time there is none. */
	{ "time=0300", "power run ok never" },
	{ "time=0300", "power run ok never at=50 wall=0259 by_time@110" },
	{ "time=0300", "wall=0200 update by_time@3600 wall= never" },
	{ "time=0300", "wall=0200 update at=60 wall=0230 by_time@1860" },
	{ "time=0300", "random=100 wall=0200 update by_time@4200 at=3660 "
	  "wall=0301 by_time@4200" },
	{ "time=0300", "wall=0259 update run ok by_time@86460 at=120 wall=0301 "
	  "by_time@86460" },
	{ "", "wall=0200 power run ok by_period@3600 wall=0300 "
	  "by_period@3600" },
	/* Summer begins: 02:00 is 03:00, seen at once or ten minutes late. */
	{ "time=0300", "wall=0100 update by_time@7200 at=3600 wall=0300 "
	  "by_time@3600 run ok by_time@90000" },
	{ "time=0300", "wall=0100 update at=4200 wall=0310 by_time@3600 run ok "
	  "by_time@90000" },
	{ "time=0230", "wall=0100 update by_time@5400 at=3600 wall=0300 "
	  "by_time@1800 run ok by_time@88200" },
	{ "time=0500", "wall=0100 update by_time@14400 at=3600 wall=0300 "
	  "by_time@10800 run ok by_time@97200" },
	/* It ends: 03:00 is 02:00, which repeats no resync. */
	{ "time=0230", "wall=0100 update run ok by_time@91800 at=7200 wall=0200 "
	  "by_time@95400" },
	{ "time=0330", "wall=0100 update by_time@9000 at=7200 wall=0200 "
	  "by_time@12600" },
	/* The clock steps back or forward by other amounts. */
	{ "time=0300", "random=100 wall=0200 update by_time@4200 at=3700 "
	  "wall=0255 by_time@4600" },
	{ "time=0300", "wall=0200 update run ok by_time@90000 at=3660 wall=0255 "
	  "by_time@90360" },
	{ "time=0300", "wall=0200 update by_time@3600 at=60 wall=0900 by_time@0 "
	  "run ok by_time@64860" },
	{ "time=0300", "wall=0200 update by_time@3600 at=60 wall=0201 wall=0201 "
	  "wall=0201 by_time@3600" },
	{ "time=0300", "wall=0200 update at=60 wall= never wall=0200 "
	  "by_time@3660" },
	{ "", "wall=0200 power run fail by_failure@60 wall=0100 by_failure@60" },
	/* The system was suspended: what was due takes place once. */
	{ "periodic=60", "power run ok by_period@60 at=200000 run ok "
	  "by_period@200060" },
	{ "retry=10,20", "power run fail at=9000 run fail by_failure@9020" },
	{ "time=0300", "wall=0200 update by_time@3600 at=20000 run ok "
	  "by_time@90000" },
	{ "time=0300", "wall=0200 update at=19980 wall=0733 by_time@3600 run ok "
	  "by_time@90000" },
	{ "forced=300", "power run ok busy by_period@3900 at=9000 run ok" },
	{ "", "power run ok at=9000 command by_request@9000 run ok "
	  "by_period@12600" },
	/* Busy lines, and Forced_Resync_Delay. */
	{ "forced=300", "power run ok busy at=10 command by_request@310 run ok "
	  "by_period@4210" },
	{ "forced=300", "busy power by_reset@0" },
	{ "forced=300 retry=10", "power run fail busy by_failure@310 at=100 idle "
	  "by_failure@10 run" },
	{ "forced=300", "power run busy command fail by_request@300 idle "
	  "by_request@0 run ok" },
	{ "forced=300", "power run ok busy at=3600 early at=3700 idle busy early "
	  "idle run ok by_period@7300" },
	{ "forced=300 time=0300", "random=100 wall=0200 update busy by_time@4500 "
	  "idle by_time@4200" },
	{ "", "power busy by_reset@14400 idle by_reset@0" },
	{ "", "power run ok busy by_period@18000 at=3600 early idle run ok" },
	{ "forced=300", "power run ok busy by_period@3900 at=3899 early at=3900 "
	  "run never ok by_period@7800" },
	{ "forced=0", "power busy by_reset@0 run ok" },
	{ "forced=300", "power run ok busy idle by_period@3600" },
	{ "forced=300", "power run ok at=50 busy command by_request@350 early "
	  "idle by_request@50 run" },
	{ "forced=300 time=0300", "wall=0200 update busy by_time@3900 run ok "
	  "by_time@90300" },
	/* Requests. */
	{ "", "power run ok at=9 command by_request@9 run ok by_period@3609" },
	{ "", "power run ok at=9 command at=20 command by_request@9" },
	{ "", "power run ok at=9 notify by_request@9" },
	{ "sip=No", "power run ok at=9 notify by_period@3600" },
	{ "sip=No", "power run ok at=9 command by_request@9" },
	{ "", "power run ok at=9 upgrade by_request@9" },
	{ "upgrade=No", "power run ok at=9 upgrade by_period@3600" },
	{ "", "power run command never ok by_request@0 run ok by_period@3600" },
	{ "", "power run command notify at=5 fail by_request@5 run ok "
	  "by_period@3605" },
	{ "retry=10,20", "power run fail command by_request@0 run fail "
	  "by_failure@20" },
	{ "", "random=100 power command by_request@0 run ok random=0" },
	/* Triggers: only a request does not need one. */
	{ "", "power skip by_period@3600 skip by_period@7200 run ok" },
	{ "", "power run ok command run ok by_period@3600 skip "
	  "by_period@7200" },
	{ "periodic=0", "power skip never" },
	{ "retry=10", "power run fail skip by_period@3610" },
	{ "time=0300", "wall=0200 update skip by_time@90000" },
	{ "time=0300", "wall=0200 power skip by_time@3600" },
	/* Other settings. */
	{ "", "power run ok at=100 periodic=60 by_period@160" },
	{ "", "power run ok at=100 periodic=3600 by_period@3600" },
	{ "", "power run ok at=100 forced=5 by_period@3600" },
	{ "", "power run ok at=100 periodic=0 never" },
	{ "", "random=100 power periodic=60 by_reset@40" },
	{ "", "power run ok command periodic=60 by_request@0" },
	{ "retry=10,20", "power run fail retry=7 by_failure@7 run fail "
	  "by_failure@14" },
	{ "retry=10,20", "power run fail periodic=60 by_failure@10" },
	{ "retry=0", "power run fail never at=5 retry=7 by_failure@12" },
	{ "", "wall=0200 power run ok at=60 time=0300 by_time@3600" },
	{ "time=0300", "wall=0200 power run ok at=60 time= by_period@3660" },
	{ "", "power run periodic=60 never ok by_period@60" },
	{ "", "power run ok at=10 retry=7 by_period@3600" },
	{ "", "reset=No power never periodic=60 never" },
	/* What does not take place does not end. */
	{ "", "power ok by_reset@0 fail by_reset@0" },
	{ "", "power run ok fail by_period@3600" },
};

static struct phonewall_resync resync;
static struct phonewall_resync_settings settings;
static struct phonewall_resync_clock now;
/* Local time at second 0. */
static uint32_t wall;
static bool is_started;

static void tick(uint64_t second)
{
	now.now = second;
	now.second_of_day = (wall + second) % 86400;
}

static void parse_delays(const char *text, struct phonewall_delays *delays)
{
	struct phonewall_faults faults = { 0 };

	assert_int_equal(phonewall_delays_parse(text, "x", 0, delays, &faults),
			 0);
}

static uint32_t seconds_of(const char *hhmm)
{
	uint32_t number = atoi(hhmm);

	return number / 100 * 3600 + number % 100 * 60;
}

static bool set_switch(const char *name, const char *value)
{
	const struct {
		const char *name;
		bool *field;
	} switches[] = {
		{ "enable", &settings.is_enabled },
		{ "reset", &settings.on_reset },
		{ "sip", &settings.from_sip },
		{ "upgrade", &settings.after_upgrade },
		{ "fnf", &settings.fails_on_not_found },
	};

	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
		if (strcmp(switches[i].name, name))
			continue;
		*switches[i].field = !strcmp(value, "Yes");
		return true;
	}
	return false;
}

static bool set_setting(const char *name, const char *value)
{
	if (!strcmp(name, "periodic")) {
		parse_delays(value, &settings.periodic);
	} else if (!strcmp(name, "retry")) {
		parse_delays(value, &settings.error_retry);
	} else if (!strcmp(name, "time")) {
		settings.has_time = *value;
		settings.time = seconds_of(value);
	} else if (!strcmp(name, "timedelay")) {
		settings.time_random_delay = atoi(value);
	} else if (!strcmp(name, "delay")) {
		settings.random_delay = atoi(value);
	} else if (!strcmp(name, "forced")) {
		settings.forced_delay = atoi(value);
	} else {
		return set_switch(name, value);
	}
	return true;
}

static void set_defaults(void)
{
	static const char defaults[] =
		"enable=Yes reset=Yes delay=2 timedelay=600 periodic=3600 "
		"retry=60,120,240,480,960 forced=14400 sip=Yes upgrade=Yes fnf=Yes";
	char copy[sizeof(defaults)];
	char *rest = copy, *word;

	memset(&settings, 0, sizeof(settings));
	strcpy(copy, defaults);
	while ((word = strsep(&rest, " "))) {
		char *value = strchr(word, '=');

		*value++ = '\0';
		assert_true(set_setting(word, value));
	}
}

static bool step_number(const char *name, const char *value)
{
	if (!strcmp(name, "at")) {
		tick(atoi(value));
	} else if (!strcmp(name, "random")) {
		now.random = (uint64_t)UINT32_MAX * atoi(value) / 100;
	} else if (!strcmp(name, "wall")) {
		now.is_set = *value;
		wall = (seconds_of(value) + 86400 - now.now % 86400) % 86400;
		tick(now.now);
		if (is_started)
			phonewall_resync_handle(&resync,
				PHONEWALL_RESYNC_CLOCK_SET, &now);
	} else {
		return false;
	}
	return true;
}

static bool step_start(const char *word)
{
	static const char *const names[] = {
		[PHONEWALL_RESYNC_POWER_ON] = "power",
		[PHONEWALL_RESYNC_REBOOT] = "reboot",
		[PHONEWALL_RESYNC_UPDATE] = "update",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t length = strlen(names[i]);

		if (strncmp(word, names[i], length) ||
		    (word[length] && strcmp(word + length, "!")))
			continue;
		phonewall_resync_start(&resync, &settings, i, word[length],
				       &now);
		is_started = true;
		return true;
	}
	return false;
}

static bool step_event(const char *word)
{
	static const char *const names[] = {
		[PHONEWALL_RESYNC_COMMAND] = "command",
		[PHONEWALL_RESYNC_NOTIFY] = "notify",
		[PHONEWALL_RESYNC_UPGRADE_ATTEMPT] = "upgrade",
		[PHONEWALL_RESYNC_LINES_BUSY] = "busy",
		[PHONEWALL_RESYNC_LINES_IDLE] = "idle",
		[PHONEWALL_RESYNC_LEASED] = "leased",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(word, names[i]))
			continue;
		phonewall_resync_handle(&resync, i, &now);
		return true;
	}
	return false;
}

static bool step_end(const char *word)
{
	static const char *const names[] = {
		[PHONEWALL_RESYNC_SUCCESS] = "ok",
		[PHONEWALL_RESYNC_NOT_FOUND] = "fnf",
		[PHONEWALL_RESYNC_FAILURE] = "fail",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(word, names[i]))
			continue;
		phonewall_resync_end(&resync, i, &now);
		return true;
	}
	return false;
}

static const char *const cause_names[] = {
	[PHONEWALL_RESYNC_NEVER] = "never",
	[PHONEWALL_RESYNC_BY_RESET] = "by_reset",
	[PHONEWALL_RESYNC_BY_PERIOD] = "by_period",
	[PHONEWALL_RESYNC_BY_TIME] = "by_time",
	[PHONEWALL_RESYNC_BY_FAILURE] = "by_failure",
	[PHONEWALL_RESYNC_BY_REQUEST] = "by_request",
};

static void print_next(char text[64])
{
	uint64_t time;
	enum phonewall_resync_cause cause = phonewall_resync_next(&resync,
								  &time);

	if (cause == PHONEWALL_RESYNC_NEVER)
		strcpy(text, cause_names[cause]);
	else
		snprintf(text, 64, "%s@%" PRIu64, cause_names[cause], time);
}

/* Return: NULL, or what is wrong. */
static const char *step_begin(const char *word)
{
	enum phonewall_resync_cause cause, begun;
	uint64_t time = now.now;

	cause = phonewall_resync_next(&resync, &time);
	if (!strcmp(word, "early")) {
		cause = PHONEWALL_RESYNC_NEVER;
	} else {
		if (cause == PHONEWALL_RESYNC_NEVER)
			return "nothing is due";
		if (time > now.now) {
			tick(time - 1);
			if (phonewall_resync_begin(&resync, &now, true))
				return "begins too early";
			tick(time);
		}
		if (!strcmp(word, "skip"))
			cause = PHONEWALL_RESYNC_NEVER;
	}
	begun = phonewall_resync_begin(&resync, &now, strcmp(word, "skip"));
	return begun == cause ? NULL : "begins for another cause";
}

static const char *step(char *word)
{
	char next[64];
	char *value;

	if (!strcmp(word, "run") || !strcmp(word, "skip") ||
	    !strcmp(word, "early"))
		return step_begin(word);
	if (step_start(word) || step_event(word) || step_end(word))
		return NULL;
	value = strchr(word, '=');
	if (value) {
		*value++ = '\0';
		if (step_number(word, value))
			return NULL;
		assert_true(set_setting(word, value));
		if (is_started)
			phonewall_resync_configure(&resync, &settings, &now);
		return NULL;
	}
	print_next(next);
	return strcmp(next, word) ? "is not what is next" : NULL;
}

static void run(const char *text)
{
	char copy[512];
	char *rest = copy, *word;

	snprintf(copy, sizeof(copy), "%s", text);
	while ((word = strsep(&rest, " "))) {
		const char *wrong = *word ? step(word) : NULL;
		char next[64];

		if (!wrong)
			continue;
		print_next(next);
		fail_msg("'%s': %s %s, but %s", text, word, wrong, next);
	}
}

static void test_cases(void **state)
{
	(void)state;
	assert_true(sizeof(cases) / sizeof(cases[0]) >= 60);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(&now, 0, sizeof(now));
		wall = 0;
		is_started = false;
		set_defaults();
		run(cases[i].settings);
		run(cases[i].steps);
	}
}

/* A server that never answers is asked 20 times in a week at most. */
static void test_bound(void **state)
{
	unsigned int resyncs = 0;
	uint64_t time;

	(void)state;
	memset(&now, 0, sizeof(now));
	set_defaults();
	set_setting("retry", "60,120,240,480,960,1920,3840,7680,15360,30720,61440,86400");
	phonewall_resync_start(&resync, &settings, PHONEWALL_RESYNC_POWER_ON,
			       false, &now);
	while (phonewall_resync_next(&resync, &time) && time < 7 * 86400) {
		tick(time);
		assert_true(phonewall_resync_begin(&resync, &now, true));
		phonewall_resync_end(&resync, PHONEWALL_RESYNC_FAILURE, &now);
		resyncs++;
	}
	assert_in_range(resyncs, 12, 20);
}

static void test_prvst(void **state)
{
	(void)state;
	assert_string_equal(phonewall_resync_prvst(PHONEWALL_RESYNC_BY_REQUEST),
			    "-1");
	assert_string_equal(phonewall_resync_prvst(PHONEWALL_RESYNC_BY_RESET),
			    "0");
	assert_string_equal(phonewall_resync_prvst(PHONEWALL_RESYNC_BY_PERIOD),
			    "1");
	assert_string_equal(phonewall_resync_prvst(PHONEWALL_RESYNC_BY_TIME),
			    "1");
	assert_string_equal(phonewall_resync_prvst(PHONEWALL_RESYNC_BY_FAILURE),
			    "2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_prvst),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
