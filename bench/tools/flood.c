// SPDX-License-Identifier: MIT
#include <arpa/inet.h>
#include <err.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/tool.h"
#include "host.h"

#define FIRST_SOURCE	0x0b000000	/* 11.0.0.0 */
#define SOURCES		0x70000000

struct frame {
	struct ether_header ethernet;
	struct iphdr ip;
	struct udphdr udp;
	char data[18];
} __attribute__((packed));

/* xorshift32: the same sources in every run. */
static uint32_t random_number(void)
{
	static uint32_t state = 1;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static uint16_t ip_checksum(const struct frame *frame)
{
	uint16_t words[sizeof(frame->ip) / sizeof(uint16_t)];
	uint32_t sum = 0;
	size_t i;

	memcpy(words, &frame->ip, sizeof(words));
	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		sum += words[i];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static struct frame frame_to(uint16_t port)
{
	static const uint8_t phone_mac[] = { 2, 0, 0, 0, 0, 1 };
	struct frame frame = {
		.ethernet.ether_type = htons(ETHERTYPE_IP),
		.ip.version = 4,
		.ip.ihl = sizeof(frame.ip) / 4,
		.ip.tot_len = htons(sizeof(frame) - sizeof(frame.ethernet)),
		.ip.ttl = 64,
		.ip.protocol = IPPROTO_UDP,
		.ip.daddr = htonl(HOST_PHONE_ADDRESS),
		.udp.dest = htons(port),
		.udp.len = htons(sizeof(frame.udp) + sizeof(frame.data)),
	};

	memcpy(frame.ethernet.ether_dhost, phone_mac, sizeof(phone_mac));
	return frame;
}

static void send_from_random_source(int fd, const struct sockaddr_ll *device,
				    struct frame *frame)
{
	frame->ip.saddr = htonl(FIRST_SOURCE + random_number() % SOURCES);
	frame->ip.check = 0;
	frame->ip.check = ip_checksum(frame);
	frame->udp.source = htons(1024 + random_number() % 60000);
	if (sendto(fd, frame, sizeof(*frame), 0,
		   (const struct sockaddr *)device, sizeof(*device)) !=
	    sizeof(*frame))
		err(1, "send");
}

/*
 * flood COUNT PORT... - sends COUNT datagrams from random sources to the phone,
 * to the ports in turn. The first port has a socket, whose queue overflows.
 */
int main(int argc, char **argv)
{
	struct sockaddr_ll device = { .sll_family = AF_PACKET };
	struct frame frame;
	unsigned long count;
	unsigned long i;
	int fd;

	if (argc < 3)
		errx(2, "Usage: flood COUNT PORT...");
	count = strtoul(argv[1], NULL, 10);
	host_bound("phone", SOCK_DGRAM, strtoul(argv[2], NULL, 10));
	tool_enter_namespace("lan");
	fd = socket(AF_PACKET, SOCK_RAW, 0);
	device.sll_ifindex = if_nametoindex("eth0");
	if (fd < 0 || !device.sll_ifindex)
		err(1, "packet socket at eth0");
	for (i = 0; i < count; i++) {
		frame = frame_to(strtoul(argv[2 + i % (argc - 2)], NULL, 10));
		send_from_random_source(fd, &device, &frame);
	}
	return 0;
}
