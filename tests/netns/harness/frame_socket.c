// SPDX-License-Identifier: MIT
#include "harness/frame_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>

#include "harness/assertion.h"
#include "harness/inet_socket.h"

#define RECEIVE_BUFFER	(4 << 20)
#define SHOWN		32

/**
 * union frame_control - what the kernel says about a frame
 * @bytes: control messages
 * @header: the first of them
 */
union frame_control {
	char bytes[CMSG_SPACE(sizeof(struct tpacket_auxdata)) +
		   CMSG_SPACE(sizeof(struct timespec))];
	struct cmsghdr header;
};

static void set_up(int fd, unsigned int device, uint16_t protocol)
{
	const struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = device,
	};
	const int size = RECEIVE_BUFFER;

	socket_enable(fd, SOL_PACKET, PACKET_AUXDATA);
	socket_enable(fd, SOL_SOCKET, SO_TIMESTAMPNS);
	socket_enable(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING);
	/* Root of a user namespace gets the default buffer. */
	if ((setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) &&
	     setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size))) ||
	    bind(fd, (const void *)&address, sizeof(address)))
		fail_msg("cannot set up a packet socket: %s", strerror(errno));
}

static int open_here(const char *device, uint16_t protocol)
{
	unsigned int index = if_nametoindex(device);
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0 || !index)
		fail_msg("cannot open a packet socket at %s", device);
	set_up(fd, index, protocol);
	return fd;
}

static int open_at(enum host host, const char *device, uint16_t protocol)
{
	int fd;

	host_enter(host);
	fd = open_here(device, protocol);
	host_leave();
	return fd;
}

int frame_socket_wire(enum host host, const char *device)
{
	return open_at(host, device, ETH_P_ALL);
}

int frame_socket_here(const char *device)
{
	return open_here(device, ETH_P_ALL);
}

int frame_socket_supplicant(enum host host, const char *device)
{
	return open_at(host, device, ETH_P_PAE);
}

static uint32_t read_word(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 |
	       bytes[3];
}

int frame_socket_of(enum host host, const char *device, struct station station)
{
	struct sock_filter is_of_station[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ETH_ALEN),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, read_word(station.bytes),
			 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, ETH_ALEN + 4),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
			 station.bytes[4] << 8 | station.bytes[5], 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog program = {
		.len = sizeof(is_of_station) / sizeof(is_of_station[0]),
		.filter = is_of_station,
	};
	int fd = open_at(host, device, ETH_P_PAE);

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
		       sizeof(program)))
		fail_msg("cannot filter a packet socket: %s", strerror(errno));
	return fd;
}

/*
 * If the device went down meanwhile, the next call reports it, whichever that
 * is.
 */
static void forget_error(int fd)
{
	socklen_t length = sizeof(int);
	int error;

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length))
		fail_msg("cannot read a socket's error: %s", strerror(errno));
}

bool frame_try_send(int fd, const struct eapol_frame *frame)
{
	forget_error(fd);
	if (!socket_wait(fd, POLLOUT, WAIT_MS))
		fail_msg("frames do not leave");
	return send(fd, frame->bytes, frame->length, 0) ==
	       (ssize_t)frame->length;
}

void frame_send(int fd, const struct eapol_frame *frame)
{
	if (!frame_try_send(fd, frame))
		fail_msg("cannot send a frame: %s", strerror(errno));
}

static void restore_tag(struct eapol_frame *frame,
			const struct tpacket_auxdata *data)
{
	if (data->tp_status & TP_STATUS_VLAN_VALID)
		eapol_frame_tag(frame, data->tp_vlan_tpid, data->tp_vlan_tci);
}

static void read_control(struct msghdr *message, struct eapol_frame *frame,
			 struct timespec *arrival)
{
	struct tpacket_auxdata data;
	struct cmsghdr *header;

	for (header = CMSG_FIRSTHDR(message); header;
	     header = CMSG_NXTHDR(message, header)) {
		if (header->cmsg_level == SOL_PACKET &&
		    header->cmsg_type == PACKET_AUXDATA) {
			memcpy(&data, CMSG_DATA(header), sizeof(data));
			restore_tag(frame, &data);
		} else if (header->cmsg_level == SOL_SOCKET && arrival) {
			memcpy(arrival, CMSG_DATA(header), sizeof(*arrival));
		}
	}
}

static bool is_of_the_test(const struct eapol_frame *frame)
{
	struct station source = eapol_frame_source(frame);
	struct station known = station_number(source.bytes[5]);

	return eapol_frame_protocol(frame) == ETH_P_PAE ||
	       station_equal(source, known);
}

/*
 * Returns true if there was a frame; @frame is empty if it is of no interest.
 */
static bool take(int fd, struct eapol_frame *frame, struct timespec *arrival)
{
	union frame_control control;
	struct iovec data = { frame->bytes, sizeof(frame->bytes) };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control),
	};
	ssize_t length = recvmsg(fd, &message, MSG_DONTWAIT);

	if (length < 0)
		return false;
	frame->length = length;
	read_control(&message, frame, arrival);
	if (!is_of_the_test(frame))
		frame->length = 0;
	return true;
}

bool frame_receive(int fd, struct eapol_frame *frame, struct timespec *arrival,
		   int milliseconds)
{
	while (socket_wait(fd, POLLIN, milliseconds)) {
		if (take(fd, frame, arrival) && frame->length)
			return true;
	}
	return false;
}

static const char *show(const struct eapol_frame *frame)
{
	static char texts[2][SHOWN * 3 + 16];
	static unsigned int next;
	char *text = texts[next++ % 2];
	size_t length = 0;

	for (size_t i = 0; i < frame->length && i < SHOWN; i++)
		length += sprintf(text + length, "%02x ", frame->bytes[i]);
	sprintf(text + length, "(%zu)", frame->length);
	return text;
}

void frame_expect(int fd, const struct eapol_frame *expected)
{
	struct eapol_frame frame;

	if (!frame_receive(fd, &frame, NULL, WAIT_MS))
		fail_msg("no frame has arrived; expected: %s", show(expected));
	if (frame.length != expected->length ||
	    memcmp(frame.bytes, expected->bytes, frame.length))
		fail_msg("%s has arrived instead of %s", show(&frame),
			 show(expected));
}

void frame_expect_none(int fd)
{
	struct eapol_frame frame;

	if (frame_receive(fd, &frame, NULL, 0))
		fail_msg("%s has arrived", show(&frame));
}

void frame_drain(int fd)
{
	struct eapol_frame frame;

	while (frame_receive(fd, &frame, NULL, 0))
		;
}
