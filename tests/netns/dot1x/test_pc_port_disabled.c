// SPDX-License-Identifier: MIT
/*
 * A disabled PC port: nothing crosses it in either direction.
 */
#include <inttypes.h>
#include <net/ethernet.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/phone_ports.h"
#include "stress/flood.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

#define PROTOCOL_PAE	0x888e
#define CHANGES		200
#define QUIET_US	200000

static const struct station broadcast = {
	{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }
};

static const uint16_t protocols[] = {
	ETHERTYPE_IP, ETHERTYPE_ARP, ETHERTYPE_IPV6, PROTOCOL_PAE, 0x88cc,
};

static void cross(int from, int to, struct station source, bool does_pass)
{
	struct eapol_frame frame;

	for (size_t i = 0; i < COUNT(protocols); i++) {
		frame = plain_frame(broadcast, source, protocols[i]);
		frame_send(from, &frame);
		if (does_pass)
			frame_expect(to, &frame);
	}
}

static void cross_both_ways(bool does_pass)
{
	cross(wires.pc, wires.lan, PC, does_pass);
	cross(wires.lan, wires.pc, LAN_SWITCH, does_pass);
}

static void drain_supplicants(void)
{
	frame_drain(wires.at_switch_port);
	frame_drain(wires.at_bridge);
}

static void test_both_ways(void **state)
{
	struct eapol_frame frame;

	cross_both_ways(true);
	drain_supplicants();
	phone_ports_set_enabled(false);
	cross_both_ways(false);
	frame = eap_frame(PC, LAN_SWITCH, EAP_REQUEST, 1);
	frame_send(wires.lan, &frame);
	frame = eapol_frame(pae_group, PC, EAPOL_START);
	frame_send(wires.pc, &frame);
	eapol_frame_tag(&frame, ETHERTYPE_VLAN, 5);
	frame_send(wires.pc, &frame);
	/*
	 * There was no copy of group EAPOL from the switch to block. A frame
	 * still in flight when the port is enabled may pass.
	 */
	dot1x_expect_counted(PHONEWALL_DOT1X_PORT_DISABLED,
			     2 * COUNT(protocols) - 1 + 3);
	drain_supplicants();
	phone_ports_set_enabled(true);
	cross_both_ways(true);
	drain_supplicants();
	phone_ports_expect_unheard(state);
	frame_expect_none(wires.lan);
}

/*
 * The phone and the switch still communicate; the phone and the PC do not.
 * Before 5.16 nothing in the kernel sees what a packet socket sends.
 */
static void test_for_the_phone(void **state)
{
	bool is_seen = host_kernel_is(5, 16);
	struct eapol_frame by_phone = plain_frame(PC, station_number(50),
						  ETHERTYPE_IP);
	struct eapol_frame frame;

	phone_ports_set_enabled(false);
	assert_int_equal(frame_try_send(wires.at_pc_port, &by_phone), !is_seen);
	if (!is_seen)
		frame_expect(wires.pc, &by_phone);
	frame = eapol_frame(pae_group, PC, EAPOL_START);
	frame_send(wires.pc, &frame);
	frame = eapol_frame(pae_group, LAN_SWITCH, EAPOL_START);
	frame_send(wires.lan, &frame);
	frame_expect(phone_ports_supplicant(state), &frame);
	phone_ports_set_enabled(true);
	frame_expect_none(wires.pc);
	frame_send(wires.at_pc_port, &by_phone);
	frame_expect(wires.pc, &by_phone);
	phone_ports_expect_unheard(state);
	frame_expect_none(wires.lan);
}

/*
 * One rule for each kind of packet that send_by_stack() makes the phone send.
 */
static void count_at_pc(void)
{
	host_run(HOST_PC, "nft -f - <<'END'\n"
		 "table netdev stack {\n"
		 "chain a { type filter hook ingress device " FAR_END
		 " priority 0;\n"
		 "ip saddr 198.51.100.1 counter\n"
		 "arp saddr ip 198.51.100.1 counter\n"
		 "ip6 saddr 2001:db8:f::1 counter\n"
		 "vlan id 5 counter\n"
		 "}\n}\nEND");
}

static void expect_kinds_at_pc(int count)
{
	char text[16];

	host_output(HOST_PC, text, sizeof(text), "nft list table netdev stack |"
		    " grep -c 'packets [1-9]'");
	assert_int_equal(atoi(text), count);
	host_run(HOST_PC, "nft delete table netdev stack");
}

static void make_stack(const char *device)
{
	host_run(HOST_PHONE,
		 "ip link add link " PC_PORT " name vlan5 type vlan id 5 &&"
		 " ip link set dev vlan5 addrgenmode none up &&"
		 " ip address add 203.0.113.1/24 dev vlan5 &&"
		 " ip address add 198.51.100.1/24 dev %s &&"
		 " ip address add 2001:db8:f::1/64 dev %s nodad", device,
		 device);
	host_run(HOST_PHONE,
		 "ip neighbour replace 203.0.113.2 dev vlan5 lladdr"
		 " 02:00:00:00:00:50 nud permanent &&"
		 " ip neighbour replace 198.51.100.2 dev %s lladdr"
		 " 02:00:00:00:00:50 nud permanent &&"
		 " ip neighbour replace 2001:db8:f::2 dev %s lladdr"
		 " 02:00:00:00:00:50 nud permanent", device, device);
}

/*
 * To the PC, which does not answer, and to an address that ARP has to resolve.
 */
static void send_by_stack(void)
{
	host_run(HOST_PHONE, "for to in 198.51.100.2 2001:db8:f::2 203.0.113.2"
		 " 198.51.100.3; do ping -c 1 -W 0.2 $to >/dev/null 2>&1;"
		 " done; true");
}

/* What the phone's own IP and ARP send, by the port or by its bridge. */
static void test_for_the_stack(void **state)
{
	const enum phone_ports *ports = *state;
	const char *device = *ports == PORTS_PLAIN ? PC_PORT : BRIDGE;

	make_stack(device);
	phone_ports_set_enabled(false);
	count_at_pc();
	send_by_stack();
	expect_kinds_at_pc(0);
	phone_ports_set_enabled(true);
	count_at_pc();
	send_by_stack();
	expect_kinds_at_pc(4);
	host_run(HOST_PHONE, "ip link delete vlan5 && ip address flush dev %s",
		 device);
	drain_supplicants();
	frame_drain(wires.lan);
	frame_drain(wires.pc);
}

static bool send_both_ways(uint32_t number)
{
	struct eapol_frame by_pc = plain_frame(broadcast, PC, ETHERTYPE_IP);
	struct eapol_frame by_lan = plain_frame(broadcast, LAN_SWITCH,
						ETHERTYPE_IP);

	return number % 2 ? frame_try_send(wires.pc, &by_pc) :
			    frame_try_send(wires.lan, &by_lan);
}

static uint64_t blocked(void)
{
	return dot1x_counted(PHONEWALL_DOT1X_PORT_DISABLED);
}

/* The flood's last frames may still be in flight. */
static void wait_until_quiet(void)
{
	uint64_t before;

	do {
		before = blocked();
		usleep(QUIET_US);
	} while (blocked() != before);
}

/* It is not open for a moment if only the switch port changes. */
static void test_while_switch_port_changes(void **state)
{
	struct dot1x_settings settings = phone_ports_settings();

	(void)state;
	settings.is_enabled = false;
	dot1x_set(&settings);
	flood_begin(1, send_both_ways);
	for (unsigned int i = 1; i <= CHANGES; i++) {
		settings.switch_port = i % 2 ? "lan1" : SWITCH_PORT;
		dot1x_set(&settings);
	}
	flood_end();
	wait_until_quiet();
	printf("# %d changes, %u frames sent, %" PRIu64 " blocked\n", CHANGES,
	       flood_sent(), blocked());
	assert_true(blocked() > CHANGES);
	frame_expect_none(wires.lan);
	frame_expect_none(wires.pc);
	phone_ports_set_enabled(true);
	cross_both_ways(true);
	drain_supplicants();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BRIDGES(test_both_ways),
		TEST_PORTS(test_for_the_phone),
		TEST_PORTS(test_for_the_stack),
		TEST_BRIDGES(test_while_switch_port_changes),
	};

	return cmocka_run_group_tests(tests, phone_ports_begin,
				      phone_ports_end);
}
