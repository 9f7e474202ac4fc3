// SPDX-License-Identifier: MIT
#include <err.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "host.h"

#define FIRST_ADDRESS	0xc6120000	/* 198.18.0.0/15, RFC 2544 */
#define COUNT_MAX	0x20000
#define LOCAL_PORT	40002
#define REMOTE_PORT	7

/*
 * flows COUNT - makes the phone send a datagram to COUNT addresses, so that
 * there are as many flows. There are no answers.
 */
int main(int argc, char **argv)
{
	unsigned long count = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
	struct sockaddr_in to;
	unsigned long i;
	int fd;

	if (!count || count > COUNT_MAX)
		errx(2, "Usage: flows COUNT (at most %u)", COUNT_MAX);
	fd = host_bound("phone", SOCK_DGRAM, LOCAL_PORT);
	for (i = 0; i < count; i++) {
		to = host_address(FIRST_ADDRESS + i, REMOTE_PORT);
		host_send(fd, &to, 1);
	}
	return 0;
}
