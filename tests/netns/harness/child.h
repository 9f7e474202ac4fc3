/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CHILD_H
#define CHILD_H

#include <stddef.h>
#include <sys/types.h>

#include "harness/host.h"

/*
 * Processes beside the test program. Each is killed when the test program ends.
 */

#define CHILD_ANY_PROCESSOR	(-1)

/**
 * child_start - fork a process that runs on one processor
 * @processor: its number, 0 or 1, or CHILD_ANY_PROCESSOR
 *
 * The child must end by _exit(), and must not fail an assertion of the test.
 *
 * Return: 0 in the child, its process ID in the test program.
 */
pid_t child_start(int processor);

/**
 * child_exec - run a program on a host
 * @host: the host
 * @arguments: its name, found in PATH, and its arguments, up to a NULL
 * @log: the file that its output is appended to
 *
 * Return: its process ID.
 */
pid_t child_exec(enum host host, char *const *arguments, const char *log);

/**
 * child_kill - kill a child; fails the test if it has ended by itself
 * @child: its process ID
 */
void child_kill(pid_t child);

/**
 * child_wait - wait for a child; fails the test if its exit status is not 0
 * @child: its process ID
 */
void child_wait(pid_t child);

/**
 * child_print_log - print the end of a log as comments of the test
 * @log: the file
 */
void child_print_log(const char *log);

/**
 * child_share - allocate memory that the children to come share, all zero
 * @size: in bytes
 *
 * Return: the memory, which stays until the test program ends.
 */
void *child_share(size_t size);

#endif /* CHILD_H */
