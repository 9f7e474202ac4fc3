// SPDX-License-Identifier: MIT
#include "provisioning/resync.h"

#include <string.h>

#define DAY	86400

/* Whole minutes, as the vendor's phones count them. */
static uint32_t time_range(const struct phonewall_resync_settings *settings)
{
	uint32_t minutes = (settings->time_random_delay + 30) / 60;

	return minutes * 60 < PHONEWALL_RESYNC_AT_RANDOM_MIN ?
	       PHONEWALL_RESYNC_AT_RANDOM_MIN : minutes * 60;
}

static void arm(struct phonewall_resync *resync,
		enum phonewall_resync_cause cause, uint64_t due)
{
	resync->cause = cause;
	resync->due = due;
}

/* From 0, if it is now, to a second less than a day. */
static uint32_t seconds_to_time(const struct phonewall_resync *resync,
				const struct phonewall_resync_clock *clock)
{
	return (resync->settings.time + DAY - clock->second_of_day) % DAY;
}

/* The next time of day, which is never now. */
static void arm_daily(struct phonewall_resync *resync,
		      const struct phonewall_resync_clock *clock)
{
	const struct phonewall_resync_settings *settings = &resync->settings;
	uint32_t wait;

	resync->has_daily = settings->has_time && clock->is_set;
	if (!resync->has_daily)
		return;
	wait = seconds_to_time(resync, clock);
	resync->daily_delay = phonewall_delay_scale(clock->random,
						    time_range(settings));
	resync->daily = clock->now + (wait ? wait : DAY) + resync->daily_delay;
}

static void arm_period(struct phonewall_resync *resync,
		       const struct phonewall_resync_clock *clock)
{
	uint64_t seconds;

	resync->cause = PHONEWALL_RESYNC_NEVER;
	if (!resync->settings.has_time &&
	    phonewall_delays_get(&resync->settings.periodic,
				 resync->periods++, clock->random, &seconds))
		arm(resync, PHONEWALL_RESYNC_BY_PERIOD, clock->now + seconds);
}

static void arm_retry(struct phonewall_resync *resync,
		      const struct phonewall_resync_clock *clock)
{
	uint64_t seconds;

	resync->cause = PHONEWALL_RESYNC_NEVER;
	if (phonewall_delays_get(&resync->settings.error_retry,
				 resync->retries++, clock->random, &seconds))
		arm(resync, PHONEWALL_RESYNC_BY_FAILURE, clock->now + seconds);
}

void phonewall_resync_start(struct phonewall_resync *resync,
			    const struct phonewall_resync_settings *settings,
			    enum phonewall_resync_start start,
			    bool has_succeeded,
			    const struct phonewall_resync_clock *clock)
{
	uint32_t delay = 0;

	*resync = (struct phonewall_resync){
		.settings = *settings,
		.has_succeeded = has_succeeded,
	};
	arm_daily(resync, clock);
	if (settings->on_reset && start != PHONEWALL_RESYNC_UPDATE) {
		if (start == PHONEWALL_RESYNC_POWER_ON)
			delay = phonewall_delay_scale(clock->random,
				settings->random_delay *
				PHONEWALL_RESYNC_RANDOM_UNIT);
		arm(resync, PHONEWALL_RESYNC_BY_RESET, clock->now + delay);
	} else if (has_succeeded) {
		arm_period(resync, clock);
	}
}

static bool has_same_delays(const struct phonewall_delays *a,
			    const struct phonewall_delays *b)
{
	return a->count == b->count &&
	       !memcmp(a->list, b->list, a->count * sizeof(*a->list));
}

static bool has_same_time(const struct phonewall_resync_settings *a,
			  const struct phonewall_resync_settings *b)
{
	return a->has_time == b->has_time && a->time == b->time &&
	       a->time_random_delay == b->time_random_delay;
}

void phonewall_resync_configure(struct phonewall_resync *resync,
				const struct phonewall_resync_settings *settings,
				const struct phonewall_resync_clock *clock)
{
	const struct phonewall_resync_settings before = resync->settings;
	bool is_other_time = !has_same_time(&before, settings);
	bool is_other_period = is_other_time ||
		!has_same_delays(&before.periodic, &settings->periodic);
	bool is_other_retry = !has_same_delays(&before.error_retry,
					       &settings->error_retry);
	bool is_failed = resync->retries;

	resync->settings = *settings;
	if (is_other_time)
		arm_daily(resync, clock);
	if (is_other_period)
		resync->periods = 0;
	if (is_other_retry)
		resync->retries = 0;
	if (resync->is_running ||
	    resync->cause == PHONEWALL_RESYNC_BY_RESET ||
	    resync->cause == PHONEWALL_RESYNC_BY_REQUEST)
		return;
	if (is_failed && is_other_retry)
		arm_retry(resync, clock);
	else if (!is_failed && is_other_period && resync->has_succeeded)
		arm_period(resync, clock);
}

static void request(struct phonewall_resync *resync,
		    const struct phonewall_resync_clock *clock)
{
	if (resync->is_running)
		resync->is_requested = true;
	else if (resync->cause != PHONEWALL_RESYNC_BY_REQUEST)
		arm(resync, PHONEWALL_RESYNC_BY_REQUEST, clock->now);
}

/* Resync_Error_Retry_Delay is about servers that fail in the same way again. */
static void hasten_retry(struct phonewall_resync *resync,
			 const struct phonewall_resync_clock *clock)
{
	uint64_t soon = clock->now + PHONEWALL_RESYNC_LEASE_DELAY;

	if (resync->cause == PHONEWALL_RESYNC_BY_FAILURE && resync->due > soon)
		resync->due = soon;
}

/*
 * Of the days, that one is meant whose time of day is nearest to what was planned:
 * a clock that goes back by an hour does not repeat today's resync, and one that
 * goes forward over the time of day does not skip it.
 */
static void set_clock(struct phonewall_resync *resync,
		      const struct phonewall_resync_clock *clock)
{
	uint64_t planned = resync->daily;
	uint64_t next;

	if (!resync->has_daily || !clock->is_set) {
		arm_daily(resync, clock);
		return;
	}
	next = clock->now + seconds_to_time(resync, clock) +
	       resync->daily_delay;
	if (planned > next + DAY / 2)
		next += DAY;
	else if (next > planned + DAY / 2)
		next -= next > DAY ? DAY : next;
	resync->daily = next;
}

void phonewall_resync_handle(struct phonewall_resync *resync,
			     enum phonewall_resync_event event,
			     const struct phonewall_resync_clock *clock)
{
	switch (event) {
	case PHONEWALL_RESYNC_COMMAND:
		request(resync, clock);
		break;
	case PHONEWALL_RESYNC_NOTIFY:
		if (resync->settings.from_sip)
			request(resync, clock);
		break;
	case PHONEWALL_RESYNC_UPGRADE_ATTEMPT:
		if (resync->settings.after_upgrade)
			request(resync, clock);
		break;
	case PHONEWALL_RESYNC_LINES_BUSY:
		resync->is_busy = true;
		break;
	case PHONEWALL_RESYNC_LINES_IDLE:
		resync->is_busy = false;
		break;
	case PHONEWALL_RESYNC_LEASED:
		hasten_retry(resync, clock);
		break;
	case PHONEWALL_RESYNC_CLOCK_SET:
		set_clock(resync, clock);
		break;
	}
}

enum phonewall_resync_cause
phonewall_resync_next(const struct phonewall_resync *resync, uint64_t *time)
{
	enum phonewall_resync_cause cause = resync->cause;
	uint64_t due = resync->due;

	if (!resync->settings.is_enabled || resync->is_running)
		return PHONEWALL_RESYNC_NEVER;
	if (resync->has_daily &&
	    (cause == PHONEWALL_RESYNC_NEVER || resync->daily < due)) {
		cause = PHONEWALL_RESYNC_BY_TIME;
		due = resync->daily;
	}
	if (cause == PHONEWALL_RESYNC_NEVER)
		return cause;
	*time = due + (resync->is_busy ? resync->settings.forced_delay : 0);
	return cause;
}

enum phonewall_resync_cause
phonewall_resync_begin(struct phonewall_resync *resync,
		       const struct phonewall_resync_clock *clock,
		       bool is_triggered)
{
	uint64_t time;
	enum phonewall_resync_cause cause = phonewall_resync_next(resync,
								  &time);

	if (cause == PHONEWALL_RESYNC_NEVER || time > clock->now)
		return PHONEWALL_RESYNC_NEVER;
	if (resync->has_daily && resync->daily <= clock->now)
		arm_daily(resync, clock);
	/* A request that is due too is followed, whatever the triggers say. */
	if (resync->cause == PHONEWALL_RESYNC_BY_REQUEST)
		cause = resync->cause;
	if (!is_triggered && cause != PHONEWALL_RESYNC_BY_REQUEST) {
		if (cause != PHONEWALL_RESYNC_BY_TIME)
			arm_period(resync, clock);
		return PHONEWALL_RESYNC_NEVER;
	}
	resync->cause = PHONEWALL_RESYNC_NEVER;
	resync->is_running = true;
	return cause;
}

void phonewall_resync_end(struct phonewall_resync *resync,
			  enum phonewall_resync_result result,
			  const struct phonewall_resync_clock *clock)
{
	bool is_success = result == PHONEWALL_RESYNC_SUCCESS ||
			  (result == PHONEWALL_RESYNC_NOT_FOUND &&
			   !resync->settings.fails_on_not_found);

	if (!resync->is_running)
		return;
	resync->is_running = false;
	if (is_success) {
		resync->has_succeeded = true;
		resync->retries = 0;
		arm_period(resync, clock);
	} else {
		arm_retry(resync, clock);
	}
	if (resync->is_requested)
		arm(resync, PHONEWALL_RESYNC_BY_REQUEST, clock->now);
	resync->is_requested = false;
}

const char *phonewall_resync_prvst(enum phonewall_resync_cause cause)
{
	switch (cause) {
	case PHONEWALL_RESYNC_BY_REQUEST:
		return "-1";
	case PHONEWALL_RESYNC_BY_RESET:
		return "0";
	case PHONEWALL_RESYNC_BY_FAILURE:
		return "2";
	default:
		return "1";
	}
}
