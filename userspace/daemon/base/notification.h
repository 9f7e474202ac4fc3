/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_NOTIFICATION_H
#define PHONEWALL_NOTIFICATION_H

/**
 * phonewall_notify() - send a state to the service manager
 * @state: newline-separated assignments, such as "READY=1"
 *
 * Does nothing if NOTIFY_SOCKET is not set. If the service manager cannot be
 * reached, logs that once, and again only after it was reached. If it does not
 * read, waits at most 100 ms and drops the message. See sd_notify(3).
 */
void phonewall_notify(const char *state);

/**
 * phonewall_notify_watchdog_interval() - get the interval of "WATCHDOG=1"
 *
 * It is half of the time after which the service manager considers this process
 * hung. See sd_watchdog_enabled(3).
 *
 * Return: microseconds; 0 if the service manager does not watch this process.
 */
unsigned long long phonewall_notify_watchdog_interval(void);

#endif /* PHONEWALL_NOTIFICATION_H */
