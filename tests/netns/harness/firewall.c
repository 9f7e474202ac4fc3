// SPDX-License-Identifier: MIT
#include "harness/firewall.h"

#include <poll.h>
#include <stdlib.h>

#include "harness/assertion.h"
#include "harness/host.h"
#include "systems/systems.h"

#define OPENINGS	8
#define POLL_MS		50
#define AGED_OUT_MS	10000

static struct phonewall_client *client;
static struct phonewall_status before;

static const struct phonewall_opening always_open[] = {
	{ .protocol = IPPROTO_UDP, .range = { UDP_OPEN, UDP_OPEN } },
	{ .protocol = IPPROTO_UDP, .range = { RTP_FIRST, RTP_LAST } },
	{ .protocol = IPPROTO_UDP, .range = { CONTROL_PORT, CONTROL_PORT } },
	{ .protocol = IPPROTO_TCP, .range = { TCP_OPEN, TCP_OPEN } },
};

#define ALWAYS_OPEN	(sizeof(always_open) / sizeof(*always_open))

static void check(int error)
{
	if (error)
		fail_msg("%s", phonewall_client_error(client));
}

void firewall_open(void)
{
	host_run(HOST_PHONE, "modprobe phonewall");
	firewall_connect();
}

void firewall_connect(void)
{
	host_enter(HOST_PHONE);
	client = phonewall_client_open();
	host_leave();
	assert_non_null(client);
}

void firewall_close(void)
{
	phonewall_client_close(client);
	client = NULL;
}

struct phonewall_translation firewall_policy(void)
{
	static struct phonewall_opening openings[OPENINGS];
	struct phonewall_settings settings;

	memcpy(openings, always_open, sizeof(always_open));
	phonewall_settings_default(&settings);
	return (struct phonewall_translation){
		.enabled = true,
		.rtp = { RTP_FIRST, RTP_LAST },
		.limits = settings.limits,
		.openings = openings,
		.opening_count = ALWAYS_OPEN,
	};
}

void firewall_set(const struct phonewall_translation *policy)
{
	check(phonewall_client_set_policy(client, policy));
	before = firewall_status();
}

void firewall_set_file(const char *text)
{
	struct phonewall_systems systems;
	struct phonewall_faults faults = { 0 };
	struct phonewall_settings settings;

	phonewall_settings_default(&settings);
	if (phonewall_systems_read(text, strlen(text), &settings, &systems,
				   &faults, NULL))
		fail_msg("cfg.xml: %s", faults.list[0].message);
	firewall_set(&systems.firewall);
	phonewall_systems_clear(&systems);
}

void firewall_set_flags(uint32_t flags)
{
	struct phonewall_translation policy = firewall_policy();

	policy.flags = flags;
	firewall_set(&policy);
}

void firewall_disable(void)
{
	struct phonewall_translation policy = firewall_policy();

	policy.enabled = false;
	firewall_set(&policy);
}

/* It is the last opening of firewall_policy(). */
void firewall_close_tcp_open(void)
{
	struct phonewall_translation policy = firewall_policy();

	if (!firewall_status().enabled)
		return;
	policy.opening_count--;
	firewall_set(&policy);
}

static void open_too(uint8_t protocol, uint16_t port)
{
	struct phonewall_translation policy = firewall_policy();

	policy.openings[policy.opening_count++] = (struct phonewall_opening){
		.protocol = protocol,
		.range = { port, port },
	};
	firewall_set(&policy);
}

void firewall_open_udp_too(uint16_t port)
{
	open_too(IPPROTO_UDP, port);
}

void firewall_open_tcp_too(uint16_t port)
{
	open_too(IPPROTO_TCP, port);
}

struct phonewall_status firewall_status(void)
{
	struct phonewall_status status;

	check(phonewall_client_get_status(client, &status));
	return status;
}

uint64_t firewall_counted(enum phonewall_reason reason)
{
	return firewall_status().packets[reason] - before.packets[reason];
}

bool firewall_find_flow(struct phonewall_flow *flow, uint8_t protocol,
			uint16_t local_port, uint16_t remote_port)
{
	struct phonewall_flow *flows;
	bool found = false;
	size_t count, i;

	check(phonewall_client_get_flows(client, &flows, &count));
	for (i = 0; i < count && !found; i++) {
		found = flows[i].protocol == protocol &&
			flows[i].local_port == local_port &&
			flows[i].remote_port == remote_port;
		if (found && flow)
			*flow = flows[i];
	}
	free(flows);
	return found;
}

void firewall_wait_flow_gone(uint8_t protocol, uint16_t local_port,
			     uint16_t remote_port)
{
	int waited;

	for (waited = 0; waited < AGED_OUT_MS; waited += POLL_MS) {
		if (!firewall_find_flow(NULL, protocol, local_port,
					remote_port))
			return;
		poll(NULL, 0, POLL_MS);
	}
	fail_msg("a flow did not age out");
}

uint32_t firewall_flush(void)
{
	uint32_t flushed;

	check(phonewall_client_flush_flows(client, &flushed));
	return flushed;
}
