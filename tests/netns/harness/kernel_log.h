/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_LOG_H
#define KERNEL_LOG_H

/**
 * kernel_log_begin - look at the kernel's log from here on
 */
void kernel_log_begin(void);

/**
 * kernel_log_lines - count what the kernel has said since
 *
 * Return: the number of messages that were not counted before.
 */
unsigned int kernel_log_lines(void);

/**
 * kernel_log_expect_no_complaint - assert that the kernel has not complained
 */
void kernel_log_expect_no_complaint(void);

#endif /* KERNEL_LOG_H */
