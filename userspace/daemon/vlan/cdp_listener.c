// SPDX-License-Identifier: MIT
#include "vlan/cdp_listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

#include "base/clock.h"
#include "base/memory.h"

/*
 * Any station can send without end: after so many frames, rest for some
 * milliseconds. Frames that arrive meanwhile wait in the socket, or are lost.
 */
#define FRAMES_MAX	256
#define REST_MS		100

struct phonewall_cdp_listener {
	struct event_base *base;
	void (*heard)(const struct phonewall_cdp *cdp, void *argument);
	void *argument;
	unsigned int device;
	int socket;
	struct event *readable;
	struct event *rested;
};

/* Destination 01:00:0c:cc:cc:cc, SNAP of OUI 00-00-0c and type 0x2000. */
static struct sock_filter filter[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x01000ccc, 0, 7),
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 4),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0xcccc, 0, 5),
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 14),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0xaaaa0300, 0, 3),
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 18),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x000c2000, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, PHONEWALL_CDP_FRAME_MAX),
	BPF_STMT(BPF_RET | BPF_K, 0),
};

static void stop(struct phonewall_cdp_listener *listener)
{
	if (listener->readable)
		event_free(listener->readable);
	if (listener->rested)
		event_free(listener->rested);
	if (listener->socket >= 0)
		close(listener->socket);
	listener->readable = NULL;
	listener->rested = NULL;
	listener->socket = -1;
	listener->device = 0;
}

/*
 * An error means that the device is down or gone, which others report.
 *
 * Return: true if there may be more frames.
 */
static bool take_frame(struct phonewall_cdp_listener *listener)
{
	uint8_t frame[PHONEWALL_CDP_FRAME_MAX];
	struct phonewall_cdp cdp;
	ssize_t length;

	length = recv(listener->socket, frame, sizeof(frame), 0);
	if (length > 0 && !phonewall_cdp_parse(frame, length, &cdp))
		listener->heard(&cdp, listener->argument);
	return length > 0;
}

static void on_readable(evutil_socket_t descriptor, short what, void *argument)
{
	const struct timeval rest = phonewall_clock_delay(REST_MS);
	struct phonewall_cdp_listener *listener = argument;
	unsigned int count = 0;

	(void)descriptor;
	(void)what;
	while (count < FRAMES_MAX && take_frame(listener))
		count++;
	evtimer_add(listener->rested, &rest);
}

static void on_rested(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_cdp_listener *listener = argument;

	(void)descriptor;
	(void)what;
	event_add(listener->readable, NULL);
}

/* Without this membership, a device outside a bridge drops these frames. */
static int configure(int descriptor, unsigned int device)
{
	struct sock_fprog program = {
		.len = sizeof(filter) / sizeof(filter[0]), .filter = filter,
	};
	struct packet_mreq membership = {
		.mr_ifindex = device,
		.mr_type = PACKET_MR_MULTICAST,
		.mr_alen = ETH_ALEN,
		.mr_address = { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc },
	};
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = device,
	};
	int on = 1;

	if (setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program,
		       sizeof(program)) ||
	    setsockopt(descriptor, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on,
		       sizeof(on)) ||
	    setsockopt(descriptor, SOL_PACKET, PACKET_ADD_MEMBERSHIP,
		       &membership, sizeof(membership)) ||
	    bind(descriptor, (struct sockaddr *)&address, sizeof(address)))
		return -errno;
	return 0;
}

/* Only a socket for all protocols gets frames before a bridge takes them. */
static int listen_at(struct phonewall_cdp_listener *listener,
		     unsigned int device)
{
	int error;

	listener->socket = socket(AF_PACKET,
				  SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (listener->socket < 0)
		return -errno;
	error = configure(listener->socket, device);
	if (error)
		return error;
	listener->readable = event_new(listener->base, listener->socket,
				       EV_READ, on_readable, listener);
	listener->rested = evtimer_new(listener->base, on_rested, listener);
	if (!listener->readable || !listener->rested ||
	    event_add(listener->readable, NULL))
		return -ENOMEM;
	listener->device = device;
	return 0;
}

struct phonewall_cdp_listener *
phonewall_cdp_listener_open(struct event_base *base,
			    void (*heard)(const struct phonewall_cdp *cdp,
					  void *argument),
			    void *argument)
{
	struct phonewall_cdp_listener *listener;

	listener = phonewall_memory_resize(NULL, 1, sizeof(*listener));
	*listener = (struct phonewall_cdp_listener){
		.base = base, .heard = heard, .argument = argument,
		.socket = -1,
	};
	return listener;
}

int phonewall_cdp_listener_set(struct phonewall_cdp_listener *listener,
			       const char *port)
{
	unsigned int device = port[0] ? if_nametoindex(port) : 0;
	int error;

	if (device == listener->device)
		return 0;
	stop(listener);
	if (!device)
		return 0;
	error = listen_at(listener, device);
	if (error)
		stop(listener);
	return error;
}

void phonewall_cdp_listener_close(struct phonewall_cdp_listener *listener)
{
	if (!listener)
		return;
	stop(listener);
	free(listener);
}
