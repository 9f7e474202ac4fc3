// SPDX-License-Identifier: MIT
#include "harness/rtnetlink.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_SIZE	65536

int rtnetlink_open(void)
{
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	const int on = 1;
	int error;

	if (fd < 0)
		return -errno;
	if (!setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)) &&
	    !setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on)) &&
	    !bind(fd, (const void *)&any, sizeof(any)))
		return fd;
	error = -errno;
	close(fd);
	return error;
}

struct nlmsghdr *rtnetlink_begin(struct rtnetlink_request *request,
				 uint16_t type, uint16_t flags,
				 unsigned int index)
{
	struct ifinfomsg *link;
	struct nlmsghdr *header;

	memset(request, 0, sizeof(*request));
	header = mnl_nlmsg_put_header(request->bytes);
	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	header->nlmsg_seq = 1;
	link = mnl_nlmsg_put_extra_header(header, sizeof(*link));
	link->ifi_family = AF_UNSPEC;
	link->ifi_index = index;
	return header;
}

void rtnetlink_change_flags(struct rtnetlink_request *request,
			    unsigned int flags, unsigned int mask)
{
	struct ifinfomsg *link = mnl_nlmsg_get_payload((void *)request->bytes);

	link->ifi_flags = flags;
	link->ifi_change = mask;
}

static int send_request(int fd, const struct rtnetlink_request *request)
{
	const struct nlmsghdr *header = (const void *)request->bytes;

	if (send(fd, header, header->nlmsg_len, 0) < 0)
		return -errno;
	return 0;
}

static void read_words(const struct nlmsghdr *message, size_t fixed,
		       char *words, size_t size)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, message, fixed) {
		if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
			snprintf(words, size, "%s", mnl_attr_get_str(attr));
	}
}

static void read_data(const struct nlattr *info,
		      struct rtnetlink_device *device)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, info) {
		if (mnl_attr_get_type(attr) == IFLA_INFO_KIND)
			snprintf(device->kind, sizeof(device->kind), "%s",
				 mnl_attr_get_str(attr));
	}
}

static void read_attribute(const struct nlattr *attr,
			   struct rtnetlink_device *device)
{
	switch (mnl_attr_get_type(attr)) {
	case IFLA_IFNAME:
		snprintf(device->name, sizeof(device->name), "%s",
			 mnl_attr_get_str(attr));
		break;
	case IFLA_LINK:
		device->lower = mnl_attr_get_u32(attr);
		break;
	case IFLA_LINK_NETNSID:
		device->is_lower_elsewhere = true;
		break;
	case IFLA_OPERSTATE:
		device->operstate = mnl_attr_get_u8(attr);
		break;
	case IFLA_MASTER:
		device->master = mnl_attr_get_u32(attr);
		break;
	case IFLA_LINKINFO:
		read_data(attr, device);
		break;
	}
}

static void read_device(const struct nlmsghdr *message,
			struct rtnetlink_device *device)
{
	const struct ifinfomsg *link = mnl_nlmsg_get_payload(message);
	const struct nlattr *attr;

	memset(device, 0, sizeof(*device));
	device->index = link->ifi_index;
	device->flags = link->ifi_flags;
	mnl_attr_for_each(attr, message, sizeof(*link))
		read_attribute(attr, device);
}

/**
 * struct answer - what has been read of an answer
 * @devices: devices that it tells of; NULL if they are not wanted
 * @limit: how many @devices has room for
 * @count: how many there were
 * @words: the kernel's words; NULL if they are not wanted
 * @size: bytes of @words
 * @error: of its end
 */
struct answer {
	struct rtnetlink_device *devices;
	int limit;
	int count;
	char *words;
	size_t size;
	int error;
};

/* Returns true if it was the last message of the answer. */
static bool read_message(const struct nlmsghdr *message, struct answer *answer)
{
	const int *error = mnl_nlmsg_get_payload(message);

	switch (message->nlmsg_type) {
	case NLMSG_ERROR:
		answer->error = *error;
		if (answer->words && message->nlmsg_flags & NLM_F_ACK_TLVS)
			read_words(message, sizeof(struct nlmsgerr),
				   answer->words, answer->size);
		return true;
	case NLMSG_DONE:
		answer->error = *error;
		return true;
	case RTM_NEWLINK:
		if (answer->count < answer->limit)
			read_device(message,
				    &answer->devices[answer->count++]);
		return false;
	default:
		return false;
	}
}

static int read_answer(int fd, struct answer *answer)
{
	static uint8_t bytes[BUFFER_SIZE] __attribute__((aligned(4)));
	const struct nlmsghdr *message;
	ssize_t received;
	int length;

	for (;;) {
		received = recv(fd, bytes, sizeof(bytes), 0);
		if (received < 0)
			return -errno;
		length = received;
		for (message = (const void *)bytes;
		     mnl_nlmsg_ok(message, length);
		     message = mnl_nlmsg_next(message, &length)) {
			if (read_message(message, answer))
				return answer->error;
		}
	}
}

int rtnetlink_ask(int fd, const struct rtnetlink_request *request, char *words,
		  size_t size)
{
	struct answer answer = { .words = words, .size = size };
	int error = send_request(fd, request);

	if (words)
		words[0] = '\0';
	return error ? error : read_answer(fd, &answer);
}

int rtnetlink_list(int fd, struct rtnetlink_device *devices)
{
	struct answer answer = {
		.devices = devices,
		.limit = RTNETLINK_DEVICES_MAX,
	};
	struct rtnetlink_request request;
	int error;

	rtnetlink_begin(&request, RTM_GETLINK, NLM_F_DUMP, 0);
	error = send_request(fd, &request);
	if (!error)
		error = read_answer(fd, &answer);
	return error ? error : answer.count;
}

int rtnetlink_find(int fd, const char *name, struct rtnetlink_device *device)
{
	struct answer answer = { .devices = device, .limit = 1 };
	struct rtnetlink_request request;
	struct nlmsghdr *header;
	int error;

	header = rtnetlink_begin(&request, RTM_GETLINK, 0, 0);
	mnl_attr_put_strz(header, IFLA_IFNAME, name);
	error = send_request(fd, &request);
	return error ? error : read_answer(fd, &answer);
}
