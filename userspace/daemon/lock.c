// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "lock.h"
#include "memory.h"

int phonewall_lock_take(const char *directory)
{
	char *path = phonewall_memory_print("%s/phonewalld.lock", directory);
	int descriptor;
	int error;

	descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
			  0600);
	free(path);
	if (descriptor < 0)
		return -errno;
	if (flock(descriptor, LOCK_EX | LOCK_NB)) {
		error = -errno;
		close(descriptor);
		return error;
	}
	return descriptor;
}
