// SPDX-License-Identifier: MIT
#include "firewall/many_flows.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "harness/assertion.h"
#include "harness/firewall.h"
#include "harness/genetlink.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "module/message.h"

#define FIRST_ADDRESS	0xc6120000U	/* 198.18.0.0/15, RFC 2544 */
#define OF_A_PORT	0x20000U
#define LOCAL_PORT	7000
#define REMOTE_PORT	7
#define BATCH		64
#define HOUR		3600

static int sockets[2];

/* By way of a router, so that the phone needs one neighbour there only. */
void many_flows_begin(void)
{
	struct path path = path_from_phone(AF_INET, LOCAL_PORT, 0);

	host_run(HOST_PHONE, "ip link show sink >/dev/null 2>&1 || {"
		 " ip link add sink type dummy && ip link set sink up &&"
		 " ip address add 203.0.113.1/24 dev sink &&"
		 " ip route add 198.18.0.0/15 via 203.0.113.2; }");
	for (unsigned int i = 0; i < 2; i++) {
		sockets[i] = udp_open_path(HOST_PHONE, &path);
		path.from_port++;
	}
}

static struct sockaddr_in address_of(uint32_t number)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(REMOTE_PORT),
		.sin_addr.s_addr = htonl(FIRST_ADDRESS + number % OF_A_PORT),
	};
}

static void send_batch(uint32_t first, unsigned int count)
{
	struct mmsghdr messages[BATCH] = { 0 };
	struct sockaddr_in to[BATCH];
	struct iovec byte = { .iov_base = (void *)"", .iov_len = 1 };

	for (unsigned int i = 0; i < count; i++) {
		to[i] = address_of(first + i);
		messages[i].msg_hdr = (struct msghdr){
			.msg_name = &to[i],
			.msg_namelen = sizeof(to[i]),
			.msg_iov = &byte,
			.msg_iovlen = 1,
		};
	}
	assert_int_equal(sendmmsg(sockets[first / OF_A_PORT], messages, count,
				  0), count);
}

void many_flows_make(uint32_t first, uint32_t count)
{
	const uint32_t end = first + count;
	unsigned int batch;

	for (; first < end; first += batch) {
		batch = end - first < BATCH ? end - first : BATCH;
		if (batch > OF_A_PORT - first % OF_A_PORT)
			batch = OF_A_PORT - first % OF_A_PORT;
		send_batch(first, batch);
	}
}

struct path many_flows_answer(uint32_t number)
{
	struct sockaddr_in from = address_of(number);
	struct path path = path_to_phone(AF_INET, REMOTE_PORT,
					 LOCAL_PORT + number / OF_A_PORT);

	memcpy(path.from.bytes, &from.sin_addr, 4);
	return path;
}

static void note_flow(uint8_t *times, struct nlmsghdr *message)
{
	struct phonewall_flow flow;
	uint32_t address;

	assert_int_equal(phonewall_message_read_flow(message, &flow), 0);
	if (flow.remote.family != AF_INET || flow.remote_port != REMOTE_PORT)
		return;
	memcpy(&address, flow.remote.bytes, 4);
	address = ntohl(address) - FIRST_ADDRESS;
	if (address < OF_A_PORT)
		times[(flow.local_port - LOCAL_PORT) * OF_A_PORT + address]++;
}

/* Returns true if the dump continues. */
static bool note_datagram(const struct genetlink *genetlink, uint8_t *times)
{
	static uint8_t datagram[GENETLINK_MAX] __attribute__((aligned(4)));
	struct nlmsghdr *message = (void *)datagram;
	int length = genetlink_read(genetlink, datagram, WAIT_MS);

	assert_true(length > 0);
	for (; mnl_nlmsg_ok(message, length);
	     message = mnl_nlmsg_next(message, &length)) {
		assert_false(message->nlmsg_flags & NLM_F_DUMP_INTR);
		if (message->nlmsg_type == NLMSG_DONE)
			return false;
		assert_int_equal(message->nlmsg_type, genetlink->family);
		note_flow(times, message);
	}
	return true;
}

void many_flows_expect_told(uint32_t count)
{
	uint8_t *times = calloc(2, OF_A_PORT);
	struct genetlink_request request;
	struct genetlink genetlink;

	assert_non_null(times);
	genetlink_open_phone(&genetlink);
	genetlink_begin(&genetlink, &request,
			PHONEWALL_CMD_FLOW_GET)->nlmsg_flags |= NLM_F_DUMP;
	assert_int_equal(genetlink_send(&genetlink, &request), 0);
	while (note_datagram(&genetlink, times))
		;
	for (uint32_t i = 0; i < count; i++) {
		if (times[i] != 1)
			fail_msg("flow %u was told %u times", i, times[i]);
	}
	host_close_socket(genetlink.fd);
	free(times);
}

void many_flows_set_limit(uint32_t limit)
{
	struct phonewall_translation policy = firewall_policy();

	policy.limits.flows = limit;
	policy.limits.timeout_udp = HOUR;
	policy.limits.timeout_udp_replied = HOUR;
	firewall_set(&policy);
}
