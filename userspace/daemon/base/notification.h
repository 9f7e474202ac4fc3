/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_NOTIFICATION_H
#define PHONEWALL_NOTIFICATION_H

/**
 * phonewall_notify - tell the service manager how it stands
 * @state: newline-separated assignments, as "READY=1"
 *
 * Does nothing where NOTIFY_SOCKET does not name one. One that cannot be reached is
 * complained of once, and so again after it was reached; one that does not read
 * holds this up for 100 ms at most, and is not told. See sd_notify(3).
 */
void phonewall_notify(const char *state);

/**
 * phonewall_notify_watchdog_interval - how often to tell "WATCHDOG=1"
 *
 * Half of the time after which the service manager takes this process for
 * stuck. See sd_watchdog_enabled(3).
 *
 * Return: microseconds; 0 if the service manager does not watch this process.
 */
unsigned long long phonewall_notify_watchdog_interval(void);

#endif /* PHONEWALL_NOTIFICATION_H */
