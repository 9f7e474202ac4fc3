/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_RESYNC_H
#define PHONEWALL_RESYNC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "provisioning/delays.h"

/* Resync_Random_Delay is in units of so many seconds. */
#define PHONEWALL_RESYNC_RANDOM_UNIT	20
/* Resync_At_Random_Delay counts as this if it is less. */
#define PHONEWALL_RESYNC_AT_RANDOM_MIN	600
/* Seconds after a lease: its client may still be setting the address. */
#define PHONEWALL_RESYNC_LEASE_DELAY	2

/**
 * struct phonewall_resync_settings - when the phone asks for its profile
 * @is_enabled: Provision_Enable; without it never, not even by command
 * @on_reset: Resync_On_Reset
 * @random_delay: Resync_Random_Delay, 0 to 65535
 * @has_time: Resync_At__HHmm_ is valid, so @periodic is not used
 * @time: its seconds since midnight, 0 to 86340
 * @time_random_delay: Resync_At_Random_Delay, 0 to 65535
 * @periodic: Resync_Periodic
 * @error_retry: Resync_Error_Retry_Delay
 * @forced_delay: Forced_Resync_Delay: seconds that busy lines delay a resync at
 *	most
 * @from_sip: Resync_From_SIP
 * @after_upgrade: Resync_After_Upgrade_Attempt
 * @fails_on_not_found: Resync_Fails_On_FNF
 */
struct phonewall_resync_settings {
	bool is_enabled;
	bool on_reset;
	uint32_t random_delay;
	bool has_time;
	uint32_t time;
	uint32_t time_random_delay;
	struct phonewall_delays periodic;
	struct phonewall_delays error_retry;
	uint32_t forced_delay;
	bool from_sip;
	bool after_upgrade;
	bool fails_on_not_found;
};

/**
 * enum phonewall_resync_start - why the phone has started
 * @PHONEWALL_RESYNC_POWER_ON: it was switched on
 * @PHONEWALL_RESYNC_REBOOT: it was restarted
 * @PHONEWALL_RESYNC_UPDATE: it was restarted because parameters were changed
 *	or the firmware was upgraded
 */
enum phonewall_resync_start {
	PHONEWALL_RESYNC_POWER_ON,
	PHONEWALL_RESYNC_REBOOT,
	PHONEWALL_RESYNC_UPDATE,
};

/**
 * enum phonewall_resync_event - what has happened
 * @PHONEWALL_RESYNC_COMMAND: somebody asks for a resync, by phonewallctl or the
 *	web page
 * @PHONEWALL_RESYNC_NOTIFY: a SIP NOTIFY with "Event: resync", which was
 *	authenticated
 * @PHONEWALL_RESYNC_UPGRADE_ATTEMPT: an attempt to upgrade has ended
 * @PHONEWALL_RESYNC_LINES_BUSY: a line is in use
 * @PHONEWALL_RESYNC_LINES_IDLE: no line is in use, as at the start
 * @PHONEWALL_RESYNC_LEASED: DHCP tells something else than before; what has failed
 *	is tried again soon
 * @PHONEWALL_RESYNC_CLOCK_SET: the wall clock was set, or local time changed;
 *	changes nothing if it did not
 */
enum phonewall_resync_event {
	PHONEWALL_RESYNC_COMMAND,
	PHONEWALL_RESYNC_NOTIFY,
	PHONEWALL_RESYNC_UPGRADE_ATTEMPT,
	PHONEWALL_RESYNC_LINES_BUSY,
	PHONEWALL_RESYNC_LINES_IDLE,
	PHONEWALL_RESYNC_LEASED,
	PHONEWALL_RESYNC_CLOCK_SET,
};

/**
 * enum phonewall_resync_result - how a resync has ended
 * @PHONEWALL_RESYNC_SUCCESS: every rule was followed
 * @PHONEWALL_RESYNC_NOT_FOUND: the server does not have the file
 * @PHONEWALL_RESYNC_FAILURE: anything else
 */
enum phonewall_resync_result {
	PHONEWALL_RESYNC_SUCCESS,
	PHONEWALL_RESYNC_NOT_FOUND,
	PHONEWALL_RESYNC_FAILURE,
};

/**
 * enum phonewall_resync_cause - why a resync takes place
 * @PHONEWALL_RESYNC_NEVER: none is due
 * @PHONEWALL_RESYNC_BY_RESET: the phone has started
 * @PHONEWALL_RESYNC_BY_PERIOD: the period has passed
 * @PHONEWALL_RESYNC_BY_TIME: it is the time of day
 * @PHONEWALL_RESYNC_BY_FAILURE: the last one has failed
 * @PHONEWALL_RESYNC_BY_REQUEST: a command, a NOTIFY or an attempt to upgrade
 */
enum phonewall_resync_cause {
	PHONEWALL_RESYNC_NEVER,
	PHONEWALL_RESYNC_BY_RESET,
	PHONEWALL_RESYNC_BY_PERIOD,
	PHONEWALL_RESYNC_BY_TIME,
	PHONEWALL_RESYNC_BY_FAILURE,
	PHONEWALL_RESYNC_BY_REQUEST,
};

/**
 * struct phonewall_resync_clock - what time it is
 * @now: seconds of a monotonic clock that also counts while suspended
 * @is_set: whether the wall clock is right
 * @second_of_day: local time: seconds since midnight, 0 to 86399
 * @random: a random number, a new one each time, each value equally likely
 */
struct phonewall_resync_clock {
	uint64_t now;
	bool is_set;
	uint32_t second_of_day;
	uint32_t random;
};

/**
 * struct phonewall_resync - when the next resync is due
 * @settings: the settings in force
 * @has_succeeded: whether one ever has, before the phone's start too
 * @is_running: whether one takes place
 * @is_requested: whether another one was asked for meanwhile
 * @is_busy: whether a line is in use
 * @cause: why the next one takes place, but for the time of day
 * @due: when, in seconds as of struct phonewall_resync_clock
 * @has_daily: whether @daily is set
 * @daily: when the next one takes place for the time of day
 * @daily_delay: its random delay, which is part of @daily
 * @periods: how many periods of @settings.periodic have begun
 * @retries: how many resyncs in a row have failed
 *
 * It has no timer: the owner asks phonewall_resync_next() after each call here,
 * and calls phonewall_resync_begin() at that time.
 */
struct phonewall_resync {
	struct phonewall_resync_settings settings;
	bool has_succeeded;
	bool is_running;
	bool is_requested;
	bool is_busy;
	enum phonewall_resync_cause cause;
	uint64_t due;
	bool has_daily;
	uint64_t daily;
	uint32_t daily_delay;
	size_t periods;
	size_t retries;
};

/**
 * phonewall_resync_start - begin when the phone starts
 * @resync: set whole
 * @settings: the settings, copied
 * @start: why it has started
 * @has_succeeded: whether a resync ever has, as kept from before
 * @clock: the time
 *
 * The first resync follows at once or, if the phone was switched on, after a
 * random delay; none follows without Resync_On_Reset or after an update. A
 * period begins only if a resync ever has succeeded.
 */
void phonewall_resync_start(struct phonewall_resync *resync,
			    const struct phonewall_resync_settings *settings,
			    enum phonewall_resync_start start,
			    bool has_succeeded,
			    const struct phonewall_resync_clock *clock);

/**
 * phonewall_resync_configure - use other settings
 * @resync: the resyncs
 * @settings: the settings, copied; nothing changes if they are the same
 * @clock: the time
 *
 * The lists of delays begin anew. What is due for a reset or a request stays.
 */
void phonewall_resync_configure(struct phonewall_resync *resync,
				const struct phonewall_resync_settings *settings,
				const struct phonewall_resync_clock *clock);

/**
 * phonewall_resync_handle - tell what has happened
 * @resync: the resyncs
 * @event: the event
 * @clock: the time
 */
void phonewall_resync_handle(struct phonewall_resync *resync,
			     enum phonewall_resync_event event,
			     const struct phonewall_resync_clock *clock);

/**
 * phonewall_resync_next - when the next resync takes place
 * @resync: the resyncs
 * @time: set unless the answer is PHONEWALL_RESYNC_NEVER; may have passed
 *
 * Return: why it takes place; PHONEWALL_RESYNC_NEVER if none is due, or while
 * one takes place.
 */
enum phonewall_resync_cause
phonewall_resync_next(const struct phonewall_resync *resync, uint64_t *time);

/**
 * phonewall_resync_begin - begin the resync that is due
 * @resync: the resyncs
 * @clock: the time
 * @is_triggered: whether Resync_Trigger_1 or _2 is true, or both are empty;
 *	else only a request is followed, and the next period begins
 *
 * Return: why it takes place; end it by phonewall_resync_end().
 * PHONEWALL_RESYNC_NEVER if it is too early, or @is_triggered says no.
 */
enum phonewall_resync_cause
phonewall_resync_begin(struct phonewall_resync *resync,
		       const struct phonewall_resync_clock *clock,
		       bool is_triggered);

/**
 * phonewall_resync_end - tell how the resync has ended
 * @resync: the resyncs; nothing changes if none takes place
 * @result: how
 * @clock: the time
 */
void phonewall_resync_end(struct phonewall_resync *resync,
			  enum phonewall_resync_result result,
			  const struct phonewall_resync_clock *clock);

/**
 * phonewall_resync_prvst - what $PRVST tells of a resync
 * @cause: why it takes place, not PHONEWALL_RESYNC_NEVER
 *
 * Return: "-1" for a request, "0" for a reset, "1" for a period or the time of
 * day, "2" for a failure.
 */
const char *phonewall_resync_prvst(enum phonewall_resync_cause cause);

#endif /* PHONEWALL_RESYNC_H */
