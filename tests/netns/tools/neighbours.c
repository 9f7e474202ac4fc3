// SPDX-License-Identifier: MIT
/*
 * neighbours DEVICE SEED: announces LAN switches without end and as fast as
 * frames can be sent, by CDP and by LLDP; they change their names and their
 * voice VLANs. Every fourth frame is damaged or cut. After SIGTERM it prints
 * how many frames it sent.
 */
#include <err.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if_packet.h>

#include "harness/discovery_frame.h"

#define HEADER	14	/* the part that makes it a frame of CDP or LLDP stays */

static volatile sig_atomic_t is_over;

static void on_terminate(int number)
{
	(void)number;
	is_over = true;
}

static unsigned int below(unsigned int bound)
{
	return random() % bound;
}

static void announce(struct discovery_frame *frame)
{
	char name[16];
	const struct announcement announcement = {
		.name = name,
		.vlan = below(8) ? (int)below(4096) : -1,
		.hold_time = below(4) ? below(256) : 0,
		.capabilities = below(4) ? CDP_SWITCH : below(0x1000),
	};

	snprintf(name, sizeof(name), "switch%04x", below(0x10000));
	if (below(2))
		discovery_frame_cdp(frame, &announcement);
	else
		discovery_frame_lldp(frame, &announcement);
}

static void garble(struct discovery_frame *frame)
{
	unsigned int count = 1 + below(4);

	while (count--)
		frame->bytes[HEADER + below(frame->length - HEADER)] =
			below(256);
	if (below(2))
		frame->length = HEADER + below(frame->length - HEADER);
}

/* The first processor is for those who measure with packets. */
static void leave_the_first_processor(void)
{
	cpu_set_t others;

	CPU_ZERO(&others);
	for (long i = 1; i < sysconf(_SC_NPROCESSORS_ONLN); i++)
		CPU_SET(i, &others);
	sched_setaffinity(0, sizeof(others), &others);
}

static int open_device(const char *name)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(name),
	};
	int descriptor = socket(AF_PACKET, SOCK_RAW, 0);

	if (descriptor < 0 ||
	    bind(descriptor, (struct sockaddr *)&address, sizeof(address)))
		err(1, "%s", name);
	return descriptor;
}

/* While the port is down sending fails, and works again afterwards. */
static bool transmit(int descriptor, const struct discovery_frame *frame)
{
	if (send(descriptor, frame->bytes, frame->length, 0) >= 0)
		return true;
	if (errno != ENETDOWN && errno != ENOBUFS && errno != EINTR)
		err(1, "send");
	usleep(10000);
	return false;
}

int main(int count, char **arguments)
{
	struct sigaction action = { .sa_handler = on_terminate };
	struct discovery_frame frame;
	unsigned long sent = 0;
	int descriptor;

	if (count != 3)
		errx(2, "Usage: neighbours DEVICE SEED");
	srandom(strtoul(arguments[2], NULL, 10));
	sigaction(SIGTERM, &action, NULL);
	leave_the_first_processor();
	descriptor = open_device(arguments[1]);
	while (!is_over) {
		announce(&frame);
		if (!below(4))
			garble(&frame);
		sent += transmit(descriptor, &frame);
	}
	printf("%lu\n", sent);
	return 0;
}
