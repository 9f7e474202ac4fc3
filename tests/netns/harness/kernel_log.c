// SPDX-License-Identifier: MIT
#include "harness/kernel_log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "harness/assertion.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define RECORD_SIZE	8192

static int log_fd = -1;

void kernel_log_begin(void)
{
	if (log_fd < 0)
		log_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_true(log_fd >= 0);
	assert_true(lseek(log_fd, 0, SEEK_END) >= 0);
}

unsigned int kernel_log_lines(void)
{
	char record[RECORD_SIZE];
	unsigned int lines = 0;

	while (read(log_fd, record, sizeof(record)) > 0)
		lines++;
	assert_int_equal(errno, EAGAIN);
	return lines;
}

void kernel_log_expect_no_complaint(void)
{
	static const char *const complaints[] = {
		"BUG", "WARNING", "Call Trace", "Oops", "still has objects",
		"unregister_netdevice",
	};
	char record[RECORD_SIZE];
	ssize_t length;

	while ((length = read(log_fd, record, sizeof(record) - 1)) > 0) {
		record[length] = '\0';
		for (size_t i = 0; i < COUNT(complaints); i++) {
			if (strstr(record, complaints[i]))
				fail_msg("the kernel says: %s", record);
		}
	}
	assert_int_equal(errno, EAGAIN);
}
