// SPDX-License-Identifier: MIT
#include "harness/tool.h"

#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void tool_enter_namespace(const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		err(1, "network namespace %s", name);
	close(fd);
}

int tool_parse_protocol(const char *text)
{
	if (!strcmp(text, "udp"))
		return SOCK_DGRAM;
	if (!strcmp(text, "tcp"))
		return SOCK_STREAM;
	errx(2, "\"%s\" is not udp or tcp", text);
}
