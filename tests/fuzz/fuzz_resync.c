// SPDX-License-Identifier: MIT
/*
 * The timers of resyncs. The first line has the lists of delays, the second one
 * that of failures; the rest are steps, two bytes each: what happens, and how
 * many seconds have passed.
 */
#include <string.h>

#include "base/memory.h"
#include "fuzzer.h"
#include "provisioning/resync.h"

/* What a byte does besides an event and a result. */
enum step {
	BEGIN = 16,
	SKIP,
	SUCCEED,
	FAIL,
	NOT_FIND,
	SWITCH,
	WAIT_LONG,
	STEPS,
};

static struct phonewall_resync resync;
static struct phonewall_resync_settings settings;
static struct phonewall_resync_clock now;

static void take_begin(bool is_triggered)
{
	uint64_t time = 0;
	enum phonewall_resync_cause cause = phonewall_resync_next(&resync,
								  &time);
	enum phonewall_resync_cause begun =
		phonewall_resync_begin(&resync, &now, is_triggered);

	if (begun == PHONEWALL_RESYNC_NEVER) {
		REQUIRE(cause == PHONEWALL_RESYNC_NEVER || time > now.now ||
			!is_triggered);
		return;
	}
	REQUIRE(cause != PHONEWALL_RESYNC_NEVER && time <= now.now);
	REQUIRE(resync.settings.is_enabled && resync.is_running);
	REQUIRE(is_triggered || begun == PHONEWALL_RESYNC_BY_REQUEST);
	REQUIRE(phonewall_resync_next(&resync, &time) ==
		PHONEWALL_RESYNC_NEVER);
}

static void take_end(enum phonewall_resync_result result)
{
	bool was_running = resync.is_running, is_requested = resync.is_requested;
	enum phonewall_resync_cause cause;
	uint64_t time;

	phonewall_resync_end(&resync, result, &now);
	REQUIRE(!resync.is_running);
	cause = phonewall_resync_next(&resync, &time);
	if (!was_running || !resync.settings.is_enabled)
		return;
	if (is_requested) {
		REQUIRE(cause == PHONEWALL_RESYNC_BY_REQUEST ||
			cause == PHONEWALL_RESYNC_BY_TIME);
	} else if (cause != PHONEWALL_RESYNC_NEVER &&
		   cause != PHONEWALL_RESYNC_BY_TIME) {
		/* Never at once again: a server is not asked without end. */
		REQUIRE(time > now.now);
		REQUIRE(time <= now.now + 2ull * PHONEWALL_DELAY_MAX +
			settings.forced_delay);
	}
}

static void take_switch(uint8_t bits)
{
	settings.is_enabled = bits & 1;
	settings.has_time = bits & 2;
	settings.from_sip = bits & 4;
	settings.fails_on_not_found = bits & 8;
	settings.time = (bits >> 4) * 3600;
	phonewall_resync_configure(&resync, &settings, &now);
}

static void take_step(uint8_t step, uint8_t value)
{
	now.now += value;
	now.random = value * 0x01010101u;
	now.second_of_day = (now.now + (step & 0x80 ? 3600 : 0)) % 86400;
	now.is_set = value % 16;
	step %= STEPS;
	if (step <= PHONEWALL_RESYNC_CLOCK_SET)
		phonewall_resync_handle(&resync, step, &now);
	else if (step == BEGIN || step == SKIP)
		take_begin(step == BEGIN);
	else if (step == SUCCEED)
		take_end(PHONEWALL_RESYNC_SUCCESS);
	else if (step == FAIL)
		take_end(PHONEWALL_RESYNC_FAILURE);
	else if (step == NOT_FIND)
		take_end(PHONEWALL_RESYNC_NOT_FOUND);
	else if (step == SWITCH)
		take_switch(value);
	else if (step == WAIT_LONG)
		now.now += (uint64_t)value << 16;
}

static void parse(const char *text, struct phonewall_delays *delays)
{
	struct phonewall_faults faults = { 0 };
	int error = phonewall_delays_parse(text ? text : "", "x", 1, delays,
					   &faults);

	REQUIRE(!error == !phonewall_faults_total(&faults));
	REQUIRE(delays->count <= PHONEWALL_DELAYS_MAX);
	REQUIRE(!error || !delays->count);
	phonewall_faults_clear(&faults);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, '\n', size);
	const uint8_t *steps = end ? memchr(end + 1, '\n',
					    data + size - end - 1) : NULL;
	char *text = phonewall_memory_copy((const char *)data, size);
	char *rest = text;

	memset(&settings, 0, sizeof(settings));
	memset(&now, 0, sizeof(now));
	parse(strsep(&rest, "\n"), &settings.periodic);
	parse(strsep(&rest, "\n"), &settings.error_retry);
	settings.is_enabled = true;
	settings.on_reset = size % 2;
	settings.random_delay = size;
	settings.forced_delay = size * 16;
	settings.after_upgrade = true;
	phonewall_resync_start(&resync, &settings, size % 3, size % 5, &now);
	for (; steps && steps + 2 < data + size; steps += 2)
		take_step(steps[1], steps[2]);
	free(text);
	return 0;
}
