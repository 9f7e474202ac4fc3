/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_NOTIFICATION_H
#define PHONEWALL_NOTIFICATION_H

/**
 * phonewall_notify - tell the service manager how it stands
 * @state: newline-separated assignments, as "READY=1"
 *
 * Does nothing where NOTIFY_SOCKET does not name one. See sd_notify(3).
 */
void phonewall_notify(const char *state);

#endif /* PHONEWALL_NOTIFICATION_H */
