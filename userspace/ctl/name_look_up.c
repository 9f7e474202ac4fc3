// SPDX-License-Identifier: MIT
#include "name_look_up.h"

#include <arpa/inet.h>
#include <ares.h>
#include <netdb.h>
#include <sys/select.h>
#include <time.h>

#define TIME_MS	1000

/* @address: where the answer goes. */
struct look_up {
	char *address;
	bool is_found;
	bool has_ended;
};

static void on_answer(void *argument, int status, int timeouts,
		      struct hostent *host)
{
	struct look_up *look_up = argument;

	(void)timeouts;
	look_up->has_ended = true;
	if (status == ARES_SUCCESS && host->h_addr_list[0])
		look_up->is_found = inet_ntop(AF_INET, host->h_addr_list[0],
					      look_up->address,
					      INET_ADDRSTRLEN);
}

static unsigned int elapsed_since(const struct timespec *begin)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - begin->tv_sec) * 1000 +
	       (now.tv_nsec - begin->tv_nsec) / 1000000;
}

static void wait_for(ares_channel channel, const struct look_up *look_up)
{
	struct timespec begin;
	unsigned int elapsed;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	while (!look_up->has_ended &&
	       (elapsed = elapsed_since(&begin)) < TIME_MS) {
		struct timeval rest = {
			.tv_usec = (TIME_MS - elapsed) * 1000 - 1,
		};
		fd_set readable, writable;
		int count;

		FD_ZERO(&readable);
		FD_ZERO(&writable);
		count = ares_fds(channel, &readable, &writable);
		select(count, &readable, &writable, NULL,
		       ares_timeout(channel, &rest, &rest));
		ares_process(channel, &readable, &writable);
	}
	ares_cancel(channel);
}

bool phonewall_name_look_up(const char *name, char address[INET_ADDRSTRLEN])
{
	struct ares_options options = { .timeout = TIME_MS, .tries = 1 };
	struct look_up look_up = { .address = address };
	ares_channel channel;

	if (ares_library_init(ARES_LIB_INIT_ALL))
		return false;
	if (!ares_init_options(&channel, &options,
			       ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES)) {
		ares_gethostbyname(channel, name, AF_INET, on_answer, &look_up);
		wait_for(channel, &look_up);
		ares_destroy(channel);
	}
	ares_library_cleanup();
	return look_up.is_found;
}
