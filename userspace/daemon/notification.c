// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "log.h"
#include "notification.h"

/* An "@" in front stands for the abstract name space. */
static socklen_t set_address(struct sockaddr_un *address, const char *name)
{
	size_t length = strlen(name);

	if ((*name != '/' && *name != '@') ||
	    length >= sizeof(address->sun_path)) {
		errno = EINVAL;
		return 0;
	}
	address->sun_family = AF_UNIX;
	memcpy(address->sun_path, name, length);
	if (*name == '@')
		address->sun_path[0] = '\0';
	return offsetof(struct sockaddr_un, sun_path) + length;
}

/* WATCHDOG_PID is inherited: it tells for which process the rest is. */
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

void phonewall_notify(const char *state)
{
	const char *name = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = { 0 };
	socklen_t length;
	int descriptor;

	if (!name)
		return;
	length = set_address(&address, name);
	descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (!length || descriptor < 0 ||
	    sendto(descriptor, state, strlen(state), MSG_NOSIGNAL,
		   (struct sockaddr *)&address, length) < 0)
		phonewall_log(LOG_WARNING,
			      "cannot reach the service manager at NOTIFY_SOCKET=%s: %m; correct that variable",
			      name);
	if (descriptor >= 0)
		close(descriptor);
}
