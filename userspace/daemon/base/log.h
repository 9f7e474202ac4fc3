/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LOG_H
#define PHONEWALL_LOG_H

#include <syslog.h>

#include "base/fault.h"

/**
 * phonewall_log_open - find out where standard error goes
 *
 * Where it is the journal, each line is given its priority as "<N>".
 */
void phonewall_log_open(void);

/**
 * phonewall_log - write one line to standard error
 * @priority: LOG_ERR, LOG_WARNING, LOG_NOTICE or LOG_INFO
 * @format: printf format, without the line end
 *
 * One write(2), so that lines of several processes are not mixed. If nobody reads
 * what is there it waits 100 ms, and then not at all until somebody does; how many
 * lines were lost meanwhile is told then.
 */
void phonewall_log(int priority, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * phonewall_log_faults - write every fault of a file, one a line and write(2)
 * @faults: the faults
 * @file: name of the file that they are in
 */
void phonewall_log_faults(const struct phonewall_faults *faults,
			  const char *file);

#endif /* PHONEWALL_LOG_H */
