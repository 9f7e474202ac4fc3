// SPDX-License-Identifier: MIT
#include <err.h>
#include <linux/icmp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "case.h"
#include "host.h"
#include "stopwatch.h"

#define IP_HEADER_SIZE	20

struct message {
	struct icmphdr header;
	char data[56];
};

static struct message request;
static struct sockaddr_in to_phone;
static int lan;

static void set_checksum(struct message *message)
{
	uint32_t sum = 0;
	uint16_t word;
	size_t i;

	message->header.checksum = 0;
	for (i = 0; i < sizeof(*message); i += sizeof(word)) {
		memcpy(&word, (char *)message + i, sizeof(word));
		sum += word;
	}
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	message->header.checksum = ~sum;
}

static void open_ping(void)
{
	struct icmp_filter only_replies = { .data = ~(1U << ICMP_ECHOREPLY) };

	lan = host_socket("lan", SOCK_RAW, IPPROTO_ICMP);
	if (setsockopt(lan, SOL_RAW, ICMP_FILTER, &only_replies,
		       sizeof(only_replies)))
		err(1, "ICMP_FILTER");
	to_phone = host_address(HOST_PHONE_ADDRESS, 0);
	request.header.un.echo.id = 1;
}

static void set_request(uint8_t type)
{
	request.header.type = type;
	request.header.un.echo.sequence++;
	set_checksum(&request);
}

static void send_request(void)
{
	if (sendto(lan, &request, sizeof(request), 0,
		   (struct sockaddr *)&to_phone, sizeof(to_phone)) !=
	    sizeof(request))
		err(1, "send");
}

static uint64_t echo(void)
{
	uint64_t start;
	uint64_t duration;

	set_request(ICMP_ECHO);
	start = stopwatch_now();
	send_request();
	duration = stopwatch_now() - start;
	host_must_receive(lan, IP_HEADER_SIZE + sizeof(request));
	return duration;
}

/* The kernel answers a timestamp request if nothing blocks it. */
static bool ping_is_filtered(void)
{
	struct icmp_filter only_timestamps = {
		.data = ~(1U << ICMP_TIMESTAMPREPLY),
	};
	int echoes = lan;
	char reply[128];
	bool filtered;

	echo();
	lan = host_socket("lan", SOCK_RAW, IPPROTO_ICMP);
	if (setsockopt(lan, SOL_RAW, ICMP_FILTER, &only_timestamps,
		       sizeof(only_timestamps)))
		err(1, "ICMP_FILTER");
	set_request(ICMP_TIMESTAMP);
	send_request();
	filtered = recv(lan, reply, sizeof(reply), MSG_DONTWAIT) < 0;
	lan = echoes;
	return filtered;
}

/* A reply that nobody has asked for. */
static uint64_t unasked(void)
{
	uint64_t start;

	set_request(ICMP_ECHOREPLY);
	start = stopwatch_now();
	send_request();
	return stopwatch_now() - start;
}

static bool unasked_is_filtered(void)
{
	int receiver = host_socket("phone", SOCK_RAW, IPPROTO_ICMP);
	char reply[128];
	bool filtered;

	unasked();
	filtered = recv(receiver, reply, sizeof(reply), MSG_DONTWAIT) < 0;
	close(receiver);
	return filtered && ping_is_filtered();
}

const struct bench_case bench_cases_icmp[] = {
	{ "echo-request", open_ping, echo, ping_is_filtered },
	{ "echo-reply-unasked", open_ping, unasked, unasked_is_filtered },
	{ 0 }
};
