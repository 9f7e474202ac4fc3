// SPDX-License-Identifier: MIT
#include "failing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

#include "harness/assertion.h"
#include "harness/inet_socket.h"
#include "harness/suite.h"
#include "module/message.h"

#define DEBUGFS	"/sys/kernel/debug/"

static int fail_nth = -1;
static int make_it_fail = -1;

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fail_msg("cannot set %s: %s", path, strerror(errno));
	close(fd);
}

void failing_open(void)
{
	if (access(DEBUGFS "failslab", F_OK) &&
	    mount("debugfs", DEBUGFS, "debugfs", 0, NULL))
		fail_msg("cannot mount debugfs: %s", strerror(errno));
	write_text(DEBUGFS "failslab/ignore-gfp-wait", "N");
	write_text(DEBUGFS "failslab/verbose", "0");
	write_text(DEBUGFS "failslab/task-filter", "Y");
	write_text(DEBUGFS "failslab/times", "-1");
	write_text(DEBUGFS "fail_page_alloc/ignore-gfp-wait", "N");
	write_text(DEBUGFS "fail_page_alloc/ignore-gfp-highmem", "N");
	write_text(DEBUGFS "fail_page_alloc/min-order", "0");
	write_text(DEBUGFS "fail_page_alloc/verbose", "0");
	write_text(DEBUGFS "failslab/probability", "100");
	fail_nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	make_it_fail = open("/proc/thread-self/make-it-fail",
			    O_RDWR | O_CLOEXEC);
	if (fail_nth < 0 || make_it_fail < 0)
		fail_msg("this kernel injects no faults");
}

int failing_begin_suite(void **state)
{
	suite_begin(state);
	failing_open();
	return 0;
}

void failing_begin(unsigned int number)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", number);

	assert_int_equal(pwrite(fail_nth, text, length, 0), length);
}

/* The kernel counts down to the failure. */
bool failing_end(void)
{
	char text[16] = "";

	assert_true(pread(fail_nth, text, sizeof(text) - 1, 0) > 0);
	assert_int_equal(pwrite(fail_nth, "0", 1, 0), 1);
	return !atoi(text);
}

/* Files must be open already: nothing can be opened meanwhile. */
void failing_begin_for_good(unsigned int bytes)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", bytes);
	write_text(DEBUGFS "failslab/space", text);
	assert_int_equal(pwrite(make_it_fail, "1", 1, 0), 1);
}

void failing_end_for_good(void)
{
	assert_int_equal(pwrite(make_it_fail, "0", 1, 0), 1);
}

/* If the kernel has no memory for an answer, the socket gets ENOBUFS. */
static enum outcome read_outcome(const struct genetlink *genetlink)
{
	static uint8_t bytes[GENETLINK_MAX] __attribute__((aligned(4)));
	const struct nlmsghdr *header = (const void *)bytes;
	const struct nlmsgerr *end = (const void *)(header + 1);
	ssize_t length = genetlink_read(genetlink, bytes, WAIT_MS);

	if (length == -ENOBUFS)
		return UNANSWERED;
	assert_true(length >= (ssize_t)(sizeof(*header) + sizeof(*end)));
	assert_int_equal(header->nlmsg_type, NLMSG_ERROR);
	return end->error ? REFUSED : GRANTED;
}

bool failing_ask(const struct genetlink *genetlink,
		 const struct genetlink_request *request, unsigned int number,
		 enum outcome *outcome)
{
	bool has_failed;
	int error;

	failing_begin(number);
	error = genetlink_send(genetlink, request);
	has_failed = failing_end();
	*outcome = error ? REFUSED : read_outcome(genetlink);
	return has_failed;
}

unsigned int failing_count_told(const struct genetlink *events, uint8_t command,
				uint8_t reason)
{
	static uint8_t bytes[GENETLINK_MAX] __attribute__((aligned(4)));
	struct phonewall_event event;
	unsigned int told = 0;
	ssize_t length;

	while ((length = genetlink_read(events, bytes, 0))) {
		if (length < 0) {
			told++;
			continue;
		}
		assert_int_equal(phonewall_message_read_event((void *)bytes,
							      &event), 0);
		assert_int_equal(event.command, command);
		assert_int_equal(event.reason, reason);
		told += 1 + event.left_out;
	}
	return told;
}
