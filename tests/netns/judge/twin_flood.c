// SPDX-License-Identifier: MIT
#include "judge/twin_flood.h"

#include <time.h>
#include <unistd.h>

#include "harness/assertion.h"
#include "harness/firewall.h"
#include "harness/path.h"
#include "judge/twin.h"

/* As many in a second keep the hook. */
#define BURST		1000
#define BURSTS_MAX	100
#define POLL_US		20000
#define SECONDS		2

static void send_burst(void)
{
	const struct tcp_fields fields = { .flags = TCP_SYN, .sequence = 1 };
	struct path path = path_to_phone(AF_INET, 40000, TCP_CLOSED);
	struct raw_packet syn;

	raw_packet_make_tcp(&syn, &path, &fields, "");
	twin_expect_blocked(TWIN_PHONEWALL, &syn, BURST);
}

bool twin_is_flooded(void)
{
	return firewall_status().flood_device;
}

void twin_flood(void)
{
	static time_t last;
	struct timespec now;
	unsigned int bursts;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (last && now.tv_sec < last + SECONDS)
		return;
	last = now.tv_sec;
	send_burst();
	for (bursts = 1; !twin_is_flooded(); bursts++) {
		assert_true(bursts < BURSTS_MAX);
		usleep(POLL_US);
		send_burst();
	}
}
