// SPDX-License-Identifier: MIT
#include "base/mount_watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/memory.h"

#define MOUNTS	"/proc/self/mountinfo"

/*
 * A change of the mounts is EPOLLPRI on @mounts, for which libevent has no
 * event. @epoll waits for that alone, and is then readable itself.
 */
struct phonewall_mount_watch {
	void (*changed)(void *argument);
	void *argument;
	int mounts;
	int epoll;
	struct event *readable;
};

/* Polling the file resets it; its content need not be read. */
static void on_readable(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_mount_watch *watch = argument;
	struct epoll_event event;

	(void)what;
	epoll_wait(descriptor, &event, 1, 0);
	watch->changed(watch->argument);
}

/* Return: 0, or a negative errno. */
static int wait_for_mounts(struct phonewall_mount_watch *watch,
			   struct event_base *base)
{
	struct epoll_event priority = { .events = EPOLLPRI };

	watch->mounts = open(MOUNTS, O_RDONLY | O_CLOEXEC);
	if (watch->mounts < 0)
		return -errno;
	watch->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (watch->epoll < 0 ||
	    epoll_ctl(watch->epoll, EPOLL_CTL_ADD, watch->mounts, &priority))
		return -errno;
	watch->readable = event_new(base, watch->epoll, EV_READ | EV_PERSIST,
				    on_readable, watch);
	return watch->readable && !event_add(watch->readable, NULL) ? 0 :
								      -ENOMEM;
}

struct phonewall_mount_watch *
phonewall_mount_watch_open(struct event_base *base,
			   void (*changed)(void *argument), void *argument)
{
	struct phonewall_mount_watch *watch;
	int error;

	watch = phonewall_memory_resize(NULL, 1, sizeof(*watch));
	*watch = (struct phonewall_mount_watch){
		.changed = changed, .argument = argument,
		.mounts = -1, .epoll = -1,
	};
	error = wait_for_mounts(watch, base);
	if (!error)
		return watch;
	phonewall_mount_watch_close(watch);
	errno = -error;
	return NULL;
}

void phonewall_mount_watch_close(struct phonewall_mount_watch *watch)
{
	if (!watch)
		return;
	if (watch->readable)
		event_free(watch->readable);
	if (watch->epoll >= 0)
		close(watch->epoll);
	if (watch->mounts >= 0)
		close(watch->mounts);
	free(watch);
}
