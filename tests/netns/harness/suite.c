// SPDX-License-Identifier: MIT
#include "harness/suite.h"

#include "harness/topology.h"
#include "harness/wire.h"

struct suite_variant suite_ipv4 = { AF_INET, true };
struct suite_variant suite_ipv6 = { AF_INET6, true };
struct suite_variant suite_ipv4_late = { AF_INET, false };
struct suite_variant suite_ipv6_late = { AF_INET6, false };

static void (*prepare_test)(void);

void suite_lift_rate_limits(enum host host)
{
	host_set(host, "ipv4/icmp_ratelimit", "0");
	host_set(host, "ipv4/icmp_ratemask", "0");
	host_set(host, "ipv6/icmp/ratelimit", "0");
	host_set(host, "ipv6/icmp/ratemask", "255");
}

int suite_begin(void **state)
{
	(void)state;
	hosts_create();
	topology_build();
	firewall_open();
	return 0;
}

int suite_end(void **state)
{
	(void)state;
	firewall_close();
	wires_close();
	hosts_destroy();
	return 0;
}

static void set_early_demux(bool on)
{
	const char *value = on ? "1" : "0";

	host_set(HOST_PHONE, "ipv4/ip_early_demux", value);
	host_set(HOST_PHONE, "ipv4/tcp_early_demux", value);
	host_set(HOST_PHONE, "ipv4/udp_early_demux", value);
}

int suite_begin_test(void **state)
{
	const struct suite_variant *variant = *state;
	struct phonewall_translation policy = firewall_policy();

	suite_lift_rate_limits(HOST_PHONE);
	set_early_demux(variant->early_demux);
	firewall_set(&policy);
	firewall_flush();
	if (prepare_test)
		prepare_test();
	return 0;
}

void suite_prepare_tests(void (*prepare)(void))
{
	prepare_test = prepare;
}

int suite_end_test(void **state)
{
	(void)state;
	hosts_close_sockets();
	return 0;
}

sa_family_t suite_family(void **state)
{
	const struct suite_variant *variant = *state;

	return variant->family;
}
