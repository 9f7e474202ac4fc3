/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_UPGRADE_H
#define PHONEWALL_UPGRADE_H

#include "errand.h"

/* Bytes of an image at most; bytes of the disk that it leaves free at least. */
#define PHONEWALL_UPGRADE_IMAGE_MAX	(256 * 1024 * 1024)
#define PHONEWALL_UPGRADE_DISK_MIN	(16 * 1024 * 1024)
/* Seconds that fetching it, and the hook, may take. */
#define PHONEWALL_UPGRADE_FETCH_TIME	3600
#define PHONEWALL_UPGRADE_HOOK_TIME	900
/* Seconds after which a busy line is looked at again. */
#define PHONEWALL_UPGRADE_BUSY_TIME	5

/**
 * struct phonewall_upgrade_actions - what an upgrade tells its owner
 * @log: a message for Syslog_Server, as of struct phonewall_sequence_actions
 * @ended: an attempt has ended, well or not
 */
struct phonewall_upgrade_actions {
	void (*log)(enum phonewall_log_message message, const char *text,
		    void *argument);
	void (*ended)(void *argument);
};

/**
 * struct phonewall_upgrade - follows Upgrade_Rule
 *
 * The image is fetched into the state directory and given to the hook of
 * provision.conf, which must verify it; nothing is installed here. Neither begins
 * while a line is busy. What was given to the hook once is not fetched again
 * before the rule or its URL changes, whatever the hook has said: a phone whose
 * hook restarts it does not do so for ever.
 */
struct phonewall_upgrade;

/**
 * phonewall_upgrade_open - prepare to follow it
 * @base: the event loop
 * @actions: kept by the caller
 * @argument: handed to each of them
 *
 * Return: to be released with phonewall_upgrade_close().
 */
struct phonewall_upgrade *
phonewall_upgrade_open(struct event_base *base,
		       const struct phonewall_upgrade_actions *actions,
		       void *argument);

/**
 * phonewall_upgrade_follow - begin an upgrade if there is one
 * @upgrade: which
 * @errand: with what, copied; what it points to is kept by the caller until
 *	phonewall_upgrade_pause()
 *
 * A failure is tried again after Upgrade_Error_Retry_Delay, whenever this is
 * called.
 */
void phonewall_upgrade_follow(struct phonewall_upgrade *upgrade,
			      const struct phonewall_errand *errand);

/**
 * phonewall_upgrade_pause - do no more until phonewall_upgrade_follow()
 * @upgrade: which; a hook that runs goes on
 */
void phonewall_upgrade_pause(struct phonewall_upgrade *upgrade);

/**
 * phonewall_upgrade_close - release it, and end the hook
 * @upgrade: may be NULL
 */
void phonewall_upgrade_close(struct phonewall_upgrade *upgrade);

#endif /* PHONEWALL_UPGRADE_H */
