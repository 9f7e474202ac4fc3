// SPDX-License-Identifier: MIT
#include "base/notification.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"

/* Milliseconds to wait for a service manager that does not read. */
#define LIMIT_MS	100

/*
 * A leading "@" stands for the abstract namespace.
 *
 * Return: the address's length, or 0 if @name is invalid.
 */
static socklen_t set_address(struct sockaddr_un *address, const char *name)
{
	size_t length = strlen(name);

	if ((*name != '/' && *name != '@') ||
	    length >= sizeof(address->sun_path)) {
		return 0;
	}
	address->sun_family = AF_UNIX;
	memcpy(address->sun_path, name, length);
	if (*name == '@')
		address->sun_path[0] = '\0';
	return offsetof(struct sockaddr_un, sun_path) + length;
}

/* WATCHDOG_PID is inherited: the rest is only for the process that it names. */
unsigned long long phonewall_notify_watchdog_interval(void)
{
	const char *process = getenv("WATCHDOG_PID");
	const char *text = getenv("WATCHDOG_USEC");
	unsigned long long limit;
	char *end;

	if (!text || (process && strtoll(process, NULL, 10) != getpid()))
		return 0;
	errno = 0;
	limit = strtoull(text, &end, 10);
	if (errno || *end || end == text || *text == '-') {
		phonewall_log(LOG_WARNING,
			      "WATCHDOG_USEC=%s is not a number; correct that variable",
			      text);
		return 0;
	}
	return limit / 2;
}

/* Return: 0, or a negative errno. */
static int send_to(const char *name, const char *state)
{
	static const struct timeval limit = { .tv_usec = LIMIT_MS * 1000 };
	struct sockaddr_un address = { 0 };
	socklen_t length = set_address(&address, name);
	int descriptor;
	int error = 0;

	if (!length)
		return -EINVAL;
	descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (descriptor < 0)
		return -errno;
	if (setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit,
		       sizeof(limit)) ||
	    sendto(descriptor, state, strlen(state), MSG_NOSIGNAL,
		   (struct sockaddr *)&address, length) < 0)
		error = -errno;
	close(descriptor);
	return error;
}

static const char *remedy(int error)
{
	return error == -EAGAIN ? "it does not read that socket; restart it" :
				  "correct that variable";
}

/* The watchdog is notified all the time: log an error only once. */
void phonewall_notify(const char *state)
{
	static bool has_complained;
	const char *name = getenv("NOTIFY_SOCKET");
	int error;

	if (!name)
		return;
	error = send_to(name, state);
	if (error && !has_complained)
		phonewall_log(LOG_WARNING,
			      "cannot reach the service manager at NOTIFY_SOCKET=%s: %s; %s",
			      name, strerror(-error), remedy(error));
	else if (!error && has_complained)
		phonewall_log(LOG_NOTICE, "the service manager is reached again");
	has_complained = error;
}
