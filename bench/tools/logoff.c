// SPDX-License-Identifier: MIT
/*
 * logoff phonewall|listener - prints the time from the unplugging of a PC to
 * the EAPOL-Logoff at the LAN switch, in nanoseconds, the median of some: sent
 * by phonewall, or by a program that listens to rtnetlink.
 */
#include <arpa/inet.h>
#include <err.h>
#include <libmnl/libmnl.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "config/settings.h"
#include "harness/tool.h"
#include "host.h"
#include "module/client.h"
#include "stopwatch.h"

#define PAE		0x888e
#define EAPOL_START	1
#define EAPOL_LOGOFF	2
#define TYPE_OFFSET	(ETH_HLEN + 1)
#define TIMES		9
#define WAIT_MS		3000

static int lan;

static int open_packet_socket(const char *host, const char *device)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(PAE),
	};
	int fd;

	tool_enter_namespace(host);
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(PAE));
	address.sll_ifindex = if_nametoindex(device);
	if (fd < 0 || !address.sll_ifindex ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)))
		err(1, "packet socket at %s's %s", host, device);
	return fd;
}

static void send_eapol(int fd, uint8_t type)
{
	uint8_t frame[ETH_ZLEN] = {
		0x01, 0x80, 0xc2, 0, 0, 3, 2, 0, 0, 0, 0, 3,
		PAE >> 8, PAE & 0xff, 2, type,
	};

	if (send(fd, frame, sizeof(frame), 0) != sizeof(frame))
		err(1, "send EAPOL");
}

static void await_eapol(uint8_t type)
{
	struct pollfd wait = { .fd = lan, .events = POLLIN };
	uint8_t frame[ETH_FRAME_LEN];

	do {
		if (poll(&wait, 1, WAIT_MS) != 1)
			errx(1, "EAPOL of type %u does not arrive", type);
		if (recv(lan, frame, sizeof(frame), 0) <= TYPE_OFFSET)
			errx(1, "no EAPOL frame");
	} while (frame[TYPE_OFFSET] != type);
}

static void set_cable(bool plugged)
{
	struct ifreq request = { .ifr_name = "eth0" };
	int fd = host_socket("pc", SOCK_DGRAM, 0);

	request.ifr_flags = plugged ? IFF_UP : 0;
	if (ioctl(fd, SIOCSIFFLAGS, &request))
		err(1, "the PC's device");
	close(fd);
}

static bool is_lost(const struct nlmsghdr *message, int device)
{
	const struct ifinfomsg *link = mnl_nlmsg_get_payload(message);

	return message->nlmsg_type == RTM_NEWLINK && link->ifi_index == device &&
	       !(link->ifi_flags & IFF_RUNNING);
}

/* What an agent in userspace would do. */
static void listen_for_loss(struct mnl_socket *socket)
{
	int out = open_packet_socket("phone", "eth0");
	int device = if_nametoindex("pc0");
	char buffer[32768];
	const struct nlmsghdr *message;
	int length;

	while ((length = mnl_socket_recvfrom(socket, buffer,
					     sizeof(buffer))) > 0) {
		message = (const void *)buffer;
		for (; mnl_nlmsg_ok(message, length);
		     message = mnl_nlmsg_next(message, &length))
			if (is_lost(message, device))
				send_eapol(out, EAPOL_LOGOFF);
	}
	err(1, "rtnetlink");
}

static pid_t start_listener(void)
{
	struct mnl_socket *socket;
	pid_t child;

	tool_enter_namespace("phone");
	socket = mnl_socket_open(NETLINK_ROUTE);
	if (!socket || mnl_socket_bind(socket, RTMGRP_LINK,
				       MNL_SOCKET_AUTOPID) < 0)
		err(1, "rtnetlink");
	child = fork();
	if (!child)
		listen_for_loss(socket);
	return child;
}

static void set_up_phonewall(void)
{
	struct phonewall_settings settings;
	struct phonewall_client *client;

	tool_enter_namespace("phone");
	phonewall_settings_default(&settings);
	strcpy(settings.dot1x.pc_port, "pc0");
	strcpy(settings.dot1x.switch_port, "eth0");
	client = phonewall_client_open();
	if (!client)
		err(1, "no memory");
	if (phonewall_client_set_dot1x(client, &settings.dot1x, true))
		errx(1, "%s", phonewall_client_error(client));
	phonewall_client_close(client);
}

/*
 * The kernel reports a link change once a second at most, unless it is urgent.
 */
static uint64_t unplug(bool is_forwarded)
{
	uint64_t start;
	uint64_t duration;
	int pc;

	set_cable(true);
	sleep(2);
	pc = open_packet_socket("pc", "eth0");
	send_eapol(pc, EAPOL_START);
	close(pc);
	if (is_forwarded)
		await_eapol(EAPOL_START);
	start = stopwatch_now();
	set_cable(false);
	await_eapol(EAPOL_LOGOFF);
	duration = stopwatch_now() - start;
	sleep(2);
	return duration;
}

static int compare(const void *left, const void *right)
{
	const uint64_t *a = left;
	const uint64_t *b = right;

	return (*a > *b) - (*a < *b);
}

int main(int argc, char **argv)
{
	bool by_phonewall = argc == 2 && !strcmp(argv[1], "phonewall");
	uint64_t durations[TIMES];
	pid_t listener = 0;
	int i;

	if (argc != 2)
		errx(2, "Usage: logoff phonewall|listener");
	lan = open_packet_socket("lan", "eth0");
	if (by_phonewall)
		set_up_phonewall();
	else
		listener = start_listener();
	for (i = 0; i < TIMES; i++)
		durations[i] = unplug(by_phonewall);
	if (listener)
		kill(listener, SIGKILL);
	qsort(durations, TIMES, sizeof(*durations), compare);
	printf("%llu\n", (unsigned long long)durations[TIMES / 2]);
	return 0;
}
