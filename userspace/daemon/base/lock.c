// SPDX-License-Identifier: MIT
#include "base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"

/* Not flock(): a child would inherit the lock and hold it until exec. */
static int lock_for_process(int descriptor)
{
	const struct flock whole_file = {
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
	};

	return fcntl(descriptor, F_SETLK, &whole_file) ? -errno : 0;
}

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
	error = lock_for_process(descriptor);
	if (error) {
		close(descriptor);
		return error;
	}
	return descriptor;
}

const char *phonewall_lock_remedy(int error)
{
	if (error == -EACCES || error == -EPERM)
		return "run 'chown -R phonewall' on that directory, or run phonewalld as the user that owns it";
	if (error == -ENOLCK)
		return "name a directory whose file system has locks";
	return "name another directory";
}
