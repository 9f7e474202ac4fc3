// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>

/* After <net/if.h>: the two are compatible in this order only. */
#include <linux/if.h>

#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/assertion.h"
#include "harness/inet_socket.h"
#include "harness/link.h"
#include "harness/rtnetlink.h"

#define TUN	"/dev/net/tun"
#define LINKWATCH_MS	1000

static struct ifreq make_request(const char *device)
{
	struct ifreq request = { 0 };

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", device);
	return request;
}

static void ask(int fd, unsigned long command, struct ifreq *request)
{
	if (ioctl(fd, command, request))
		fail_msg("%s: request 0x%lx failed: %s", request->ifr_name,
			 command, strerror(errno));
}

/* Any socket of its namespace serves for an ioctl on a device. */
static int open_socket(enum host host)
{
	int fd;

	host_enter(host);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	host_leave();
	assert_true(fd >= 0);
	return fd;
}

void link_set_up(enum host host, const char *device, bool is_up)
{
	struct ifreq request = make_request(device);
	int fd = open_socket(host);

	ask(fd, SIOCGIFFLAGS, &request);
	if (is_up)
		request.ifr_flags |= IFF_UP;
	else
		request.ifr_flags &= ~IFF_UP;
	ask(fd, SIOCSIFFLAGS, &request);
	close(fd);
}

bool link_is_up(enum host host, const char *device)
{
	struct ifreq request = make_request(device);
	int fd = open_socket(host);

	ask(fd, SIOCGIFFLAGS, &request);
	close(fd);
	return request.ifr_flags & IFF_UP;
}

static int open_rtnetlink(enum host host)
{
	int fd;

	host_enter(host);
	fd = rtnetlink_open();
	host_leave();
	assert_true(fd >= 0);
	return fd;
}

/*
 * A device whose state has not been determined yet counts as running. It has
 * the carrier that it was brought up with if it stays running for longer than
 * the kernel needs to determine it.
 */
static bool is_running(const struct rtnetlink_device *device, int waited)
{
	return device->operstate == IF_OPER_UP ||
	       (device->operstate == IF_OPER_UNKNOWN &&
		device->flags & IFF_LOWER_UP && waited > LINKWATCH_MS);
}

/*
 * The kernel marks the device before it lets it send, but has done both once
 * flags can be set again.
 */
void link_wait(enum host host, const char *device)
{
	struct ifreq request = make_request(device);
	struct rtnetlink_device found = { 0 };
	int rtnetlink = open_rtnetlink(host);
	int fd = open_socket(host);

	for (int waited = 0; waited < WAIT_MS; waited++) {
		assert_int_equal(rtnetlink_find(rtnetlink, device, &found), 0);
		if (is_running(&found, waited))
			break;
		poll(NULL, 0, 1);
	}
	if (!is_running(&found, WAIT_MS))
		fail_msg("%s has no carrier", device);
	ask(fd, SIOCGIFFLAGS, &request);
	ask(fd, SIOCSIFFLAGS, &request);
	close(fd);
	close(rtnetlink);
}

struct station link_address(enum host host, const char *device)
{
	struct ifreq request = make_request(device);
	int fd = open_socket(host);
	struct station address;

	ask(fd, SIOCGIFHWADDR, &request);
	close(fd);
	memcpy(address.bytes, request.ifr_hwaddr.sa_data,
	       sizeof(address.bytes));
	return address;
}

unsigned int link_index(enum host host, const char *device)
{
	unsigned int index;

	host_enter(host);
	index = if_nametoindex(device);
	host_leave();
	return index;
}

int link_create_tap(enum host host, const char *device)
{
	struct ifreq request = make_request(device);
	int fd;

	request.ifr_flags = IFF_TAP | IFF_NO_PI;
	if (access(TUN, F_OK))
		host_run(host, "modprobe tun");
	host_enter(host);
	fd = open(TUN, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		fail_msg("cannot open " TUN ": %s", strerror(errno));
	ask(fd, TUNSETIFF, &request);
	host_leave();
	return fd;
}

void link_set_carrier(int tap, bool has_carrier)
{
	int carrier = has_carrier;

	if (ioctl(tap, TUNSETCARRIER, &carrier))
		fail_msg("cannot set a carrier: %s", strerror(errno));
}
