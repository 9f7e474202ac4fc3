// SPDX-License-Identifier: MIT
#include "firewall/broadcast_echo.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int read_switch(const char *path, char *value)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	int error = 0;

	if (file < 0)
		return -errno;
	if (read(file, value, 1) != 1)
		error = -EIO;
	close(file);
	return error;
}

static int write_switch(const char *path, char value)
{
	const char text[] = { value, '\n' };
	int file = open(path, O_WRONLY | O_CLOEXEC);
	int error = 0;

	if (file < 0)
		return -errno;
	if (write(file, text, sizeof(text)) != sizeof(text))
		error = -errno;
	close(file);
	return error;
}

int phonewall_set_switch(const char *path, char value)
{
	char before;

	if (!read_switch(path, &before) && before == value)
		return 0;
	return write_switch(path, value);
}

int phonewall_set_broadcast_echo(bool answer)
{
	int error = phonewall_set_switch(PHONEWALL_BROADCAST_ECHO_FILE,
					 answer ? '0' : '1');

	return error == -ENOENT ? 0 : error;
}
