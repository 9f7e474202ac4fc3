// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Behind net/if.h, which it makes way for. */
#include <linux/if.h>

#include "assertion.h"
#include "inet_socket.h"
#include "link.h"
#include "rtnetlink.h"

#define TUN		"/dev/net/tun"
#define REQUEST_MAX	128

/**
 * struct link_state - how far the kernel is with a device's carrier
 * @is_running: IFF_RUNNING
 * @operational: IF_OPER_*
 * @carrier_changes: how often the carrier came or went
 */
struct link_state {
	bool is_running;
	uint8_t operational;
	uint32_t carrier_changes;
};

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

/* An ioctl on a device goes by any socket of its namespace. */
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

static int read_attribute(const struct nlattr *attribute, void *argument)
{
	struct link_state *state = argument;

	switch (mnl_attr_get_type(attribute)) {
	case IFLA_OPERSTATE:
		state->operational = mnl_attr_get_u8(attribute);
		break;
	case IFLA_CARRIER_CHANGES:
		state->carrier_changes = mnl_attr_get_u32(attribute);
		break;
	}
	return MNL_CB_OK;
}

static int read_state(const struct nlmsghdr *header, void *argument)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(header);
	struct link_state *state = argument;

	state->is_running = info->ifi_flags & IFF_RUNNING;
	return mnl_attr_parse(header, sizeof(*info), read_attribute, state);
}

static struct link_state get_state(struct phonewall_rtnetlink *rtnetlink,
				   const char *device)
{
	struct link_state state = { 0 };
	char buffer[REQUEST_MAX];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);

	request->nlmsg_type = RTM_GETLINK;
	mnl_nlmsg_put_extra_header(request, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(request, IFLA_IFNAME, device);
	if (phonewall_rtnetlink_ask(rtnetlink, request, read_state, &state))
		fail_msg("%s: %s", device, phonewall_rtnetlink_error(rtnetlink));
	return state;
}

/*
 * A device whose carrier came or went is said to run as soon as its carrier is
 * there, but lets nothing out before the kernel has looked at it, which in a
 * busy machine is later: its operational state tells.
 */
static bool can_send(const struct link_state *state)
{
	return state->is_running && (state->operational == IF_OPER_UP ||
				     !state->carrier_changes);
}

static void wait_for_state(enum host host, const char *device)
{
	struct phonewall_rtnetlink *rtnetlink;
	struct link_state state;
	int waited = 0;

	host_enter(host);
	rtnetlink = phonewall_rtnetlink_open();
	host_leave();
	assert_non_null(rtnetlink);
	for (;;) {
		state = get_state(rtnetlink, device);
		if (can_send(&state))
			break;
		if (waited++ == WAIT_MS)
			fail_msg("%s has no carrier", device);
		poll(NULL, 0, 1);
	}
	phonewall_rtnetlink_close(rtnetlink);
}

/*
 * The kernel marks the device before it lets it send, but has done both when
 * flags can be set again.
 */
void link_wait(enum host host, const char *device)
{
	struct ifreq request = make_request(device);
	int fd = open_socket(host);

	wait_for_state(host, device);
	ask(fd, SIOCGIFFLAGS, &request);
	ask(fd, SIOCSIFFLAGS, &request);
	close(fd);
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
