/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LOG_H
#define PHONEWALL_LOG_H

#include <syslog.h>

#include "base/fault.h"

/**
 * phonewall_log_open() - detect whether standard error is the journal
 *
 * If it is, each line begins with its priority as "<N>", see sd-daemon(3).
 */
void phonewall_log_open(void);

/**
 * phonewall_log_name() - name the program, if it is not phonewalld
 * @name: what each line begins with outside the journal; not copied
 */
void phonewall_log_name(const char *name);

/**
 * phonewall_log() - write a message to standard error
 * @priority: LOG_ERR, LOG_WARNING, LOG_NOTICE or LOG_INFO
 * @format: printf format, without the line end; "%m" is allowed
 *
 * Uses one write(2), so that lines of several processes are not mixed. If
 * standard error is full, waits 100 ms; further messages are dropped without
 * waiting until there is room again. The number of dropped messages is logged
 * then.
 */
void phonewall_log(int priority, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * phonewall_log_faults() - log every fault of a file, each with one write(2)
 * @faults: the faults
 * @file: name of the file that they are in
 */
void phonewall_log_faults(const struct phonewall_faults *faults,
			  const char *file);

#endif /* PHONEWALL_LOG_H */
