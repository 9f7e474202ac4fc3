// SPDX-License-Identifier: GPL-2.0
#include "broadcast_echo.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int phonewall_set_broadcast_echo(bool answer)
{
	int file = open(PHONEWALL_BROADCAST_ECHO_FILE, O_WRONLY | O_CLOEXEC);
	int error = 0;

	if (file < 0)
		return errno == ENOENT ? 0 : -errno;
	if (write(file, answer ? "0\n" : "1\n", 2) != 2)
		error = -errno;
	close(file);
	return error;
}
