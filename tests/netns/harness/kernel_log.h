/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_LOG_H
#define KERNEL_LOG_H

/* Read the kernel's log from here on. */
void kernel_log_begin(void);

/* Return the number of messages since the last call. */
unsigned int kernel_log_lines(void);

/* Assert that the kernel has not complained. */
void kernel_log_expect_no_complaint(void);

#endif /* KERNEL_LOG_H */
