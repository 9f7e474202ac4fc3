/* SPDX-License-Identifier: MIT */
#ifndef CHILD_H
#define CHILD_H

#include <stddef.h>
#include <sys/types.h>

#include "harness/host.h"

/*
 * Processes beside the test program. Each is killed when the test program ends.
 */

#define CHILD_ANY_PROCESSOR	(-1)

/*
 * Fork a child that runs on processor 0 or 1 only, or on CHILD_ANY_PROCESSOR.
 * It must end by _exit() and must not fail an assertion. Return 0 in the child,
 * its process ID in the test program.
 */
pid_t child_start(int processor);

/* Keep the calling process to a processor as child_start() does a child. */
void child_keep_to(int processor);

/*
 * Run a program, found in PATH, on @host. @arguments ends with NULL. Its output
 * is appended to the file @log. Return its process ID.
 */
pid_t child_exec(enum host host, char *const *arguments, const char *log);

/* Kill a child; fail the test if it has ended by itself. */
void child_kill(pid_t child);

/* Wait for a child; fail the test if its exit status is not 0. */
void child_wait(pid_t child);

/* Print the last lines of a log as comments of the test. */
void child_print_log(const char *log);

/*
 * Allocate zeroed memory that later children share. It stays until the test
 * program ends.
 */
void *child_share(size_t size);

#endif /* CHILD_H */
