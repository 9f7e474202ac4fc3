// SPDX-License-Identifier: MIT
/*
 * EAPOL between the PC port and the switch port: where each frame goes, byte
 * for byte, and where it does not.
 */
#include <linux/if_ether.h>
#include <net/ethernet.h>

#include "harness/phone_ports.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

#define PROTOCOL_SERVICE_TAG	0x88a8
#define PRIORITY		0xa000
#define ETHERNET_HEADER		14
#define EAPOL_LENGTH_PLACE	16

#define STATION(...)	{ { __VA_ARGS__ } }

static const struct station group_addresses[] = {
	STATION(0x01, 0x80, 0xc2, 0x00, 0x00, 0x03),
	STATION(0x01, 0x80, 0xc2, 0x00, 0x00, 0x00),
	STATION(0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e),
	STATION(0x01, 0x00, 0x5e, 0x01, 0x02, 0x03),
	STATION(0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
};

static bool is_bridged(void **state)
{
	const enum phone_ports *ports = *state;

	return *ports != PORTS_PLAIN;
}

/* The phone's own addresses, those of its ports first. */
static unsigned int own_addresses(void **state, struct station addresses[3])
{
	addresses[0] = link_address(HOST_PHONE, SWITCH_PORT);
	addresses[1] = link_address(HOST_PHONE, PC_PORT);
	addresses[2] = link_address(HOST_PHONE, BRIDGE);
	return is_bridged(state) ? 3 : 2;
}

/* PC to switch */

static void test_every_type(void **state)
{
	struct eapol_frame frame;

	for (unsigned int type = 0; type <= 255; type++) {
		frame = eapol_frame_sized(pae_group, PC, type, 60);
		phone_ports_pass(&frame);
	}
	dot1x_expect_counted(PHONEWALL_DOT1X_TO_SWITCH, 256);
	phone_ports_expect_unheard(state);
	frame_expect_none(wires.lan);
}

static void test_every_destination(void **state)
{
	struct eapol_frame frame;

	for (size_t i = 0; i < COUNT(group_addresses); i++) {
		frame = eapol_frame(group_addresses[i], PC, EAPOL_START);
		phone_ports_pass(&frame);
	}
	frame = eap_frame(LAN_SWITCH, PC, EAP_RESPONSE, 1);
	phone_ports_pass(&frame);
	frame = eapol_frame(station_number(200), PC, EAPOL_MKA);
	phone_ports_pass(&frame);
	dot1x_expect_counted(PHONEWALL_DOT1X_TO_SWITCH,
			     COUNT(group_addresses) + 2);
	phone_ports_expect_unheard(state);
	frame_expect_none(wires.lan);
}

static void test_every_length(void **state)
{
	static const size_t lengths[] = {
		18, 19, 59, 60, 61, 64, 128, 1000, 1500, 1513, EAPOL_FRAME_FULL,
	};
	struct eapol_frame frame;

	for (size_t i = 0; i < COUNT(lengths); i++) {
		frame = eapol_frame_sized(pae_group, PC, EAPOL_MKA, lengths[i]);
		phone_ports_pass(&frame);
		frame = eapol_frame_sized(PC, LAN_SWITCH, EAPOL_MKA,
					  lengths[i]);
		phone_ports_answer(&frame);
	}
	phone_ports_expect_unheard(state);
}

/* Padding, or anything else behind the body, is no fault. */
static void test_padding(void **state)
{
	struct eapol_frame frame = eapol_frame(pae_group, PC, EAPOL_START);

	eapol_frame_pad(&frame);
	phone_ports_pass(&frame);
	memset(frame.bytes + 18, 0xee, 1000);
	frame.length = 1018;
	phone_ports_pass(&frame);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATING);
	phone_ports_expect_unheard(state);
}

static void check_priority_tag(uint16_t protocol)
{
	struct eapol_frame frame;

	frame = eapol_frame_sized(pae_group, PC, EAPOL_MKA, EAPOL_FRAME_FULL);
	eapol_frame_tag(&frame, protocol, PRIORITY);
	phone_ports_pass(&frame);
	frame = eapol_frame(pae_group, PC, EAPOL_START);
	eapol_frame_pad(&frame);
	eapol_frame_tag(&frame, protocol, 0);
	phone_ports_pass(&frame);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATING);
	frame = eap_frame(pae_group, PC, EAP_RESPONSE, 1);
	phone_ports_pass(&frame);
	frame = eap_frame(PC, LAN_SWITCH, EAP_SUCCESS, 1);
	eapol_frame_pad(&frame);
	eapol_frame_tag(&frame, protocol, PRIORITY);
	phone_ports_answer(&frame);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
}

static void test_priority_tag(void **state)
{
	struct eapol_frame frame;

	check_priority_tag(ETHERTYPE_VLAN);
	frame = eap_frame(pae_group, LAN_SWITCH, EAP_REQUEST, 1);
	eapol_frame_pad(&frame);
	eapol_frame_tag(&frame, ETHERTYPE_VLAN, PRIORITY);
	phone_ports_answer(&frame);
	assert_true(frame_receive(phone_ports_supplicant(state), &frame, NULL,
				  0));
	phone_ports_expect_unheard(state);
}

/* PC to switch, blocked */

static void expect_blocked(void **state, enum phonewall_dot1x_count count,
			   uint64_t number)
{
	struct eapol_frame frame = eapol_frame(pae_group, OTHER_PC,
					       EAPOL_START);
	struct dot1x_status status;

	phone_ports_pass(&frame);
	frame_expect_none(wires.lan);
	dot1x_expect_counted(count, number);
	dot1x_expect_counted(PHONEWALL_DOT1X_TO_SWITCH, 1);
	dot1x_get(&status);
	assert_int_equal(status.session_count, 1);
	phone_ports_expect_unheard(state);
}

static void send_from(struct station source)
{
	struct eapol_frame frame;

	frame = eapol_frame(pae_group, source, EAPOL_LOGOFF);
	frame_send(wires.pc, &frame);
	frame = eap_frame(LAN_SWITCH, source, EAP_RESPONSE, 1);
	frame_send(wires.pc, &frame);
	eapol_frame_tag(&frame, ETHERTYPE_VLAN, PRIORITY);
	frame_send(wires.pc, &frame);
}

static void test_spoofed(void **state)
{
	static const struct station zero;
	struct station own[3];
	unsigned int count = own_addresses(state, own);

	for (unsigned int i = 0; i < count; i++)
		send_from(own[i]);
	for (size_t i = 0; i < COUNT(group_addresses); i++)
		send_from(group_addresses[i]);
	send_from(zero);
	expect_blocked(state, PHONEWALL_DOT1X_SPOOFED,
		       3 * (count + COUNT(group_addresses) + 1));
}

static const struct station broadcast = STATION(255, 255, 255, 255, 255, 255);

/* Everything but EAPOL, untagged, with a priority tag and in a VLAN. */
static void send_each_kind(struct station source, bool does_pass)
{
	static const uint16_t protocols[] = {
		ETH_P_IP, ETH_P_ARP, ETH_P_IPV6, ETH_P_LLDP, 0x88b5,
	};
	struct eapol_frame frame;

	for (size_t i = 0; i < COUNT(protocols); i++) {
		for (unsigned int vlan = 0; vlan < 3; vlan++) {
			frame = plain_frame(broadcast, source, protocols[i]);
			if (vlan)
				eapol_frame_tag(&frame, ETHERTYPE_VLAN,
						vlan == 1 ? PRIORITY : 5);
			frame_send(wires.pc, &frame);
			if (does_pass)
				frame_expect(wires.lan, &frame);
		}
	}
}

static struct station address_of(const char *device)
{
	return link_address(HOST_PHONE, device);
}

/* A PC with the phone's address would use its authorization. */
static void test_phone_address(void **state)
{
	const unsigned int kinds = 15;

	(void)state;
	send_each_kind(PC, true);
	send_each_kind(address_of(PC_PORT), false);
	send_each_kind(address_of(SWITCH_PORT), false);
	send_each_kind(address_of(BRIDGE), false);
	dot1x_expect_counted(PHONEWALL_DOT1X_SPOOFED, 3 * kinds);
	send_each_kind(PC, true);
	frame_expect_none(wires.lan);
}

static void test_phone_address_changes(void **state)
{
	const struct station own = station_number(0x31);
	const struct station above = station_number(0x32);
	const struct station before = address_of(SWITCH_PORT);

	(void)state;
	send_each_kind(own, true);
	host_run(HOST_PHONE, "ip link set dev " SWITCH_PORT
		 " address 02:00:00:00:01:31");
	send_each_kind(own, false);
	host_run(HOST_PHONE, "ip link add link " BRIDGE " name " BRIDGE
		 ".7 address 02:00:00:00:01:32 type vlan id 7");
	send_each_kind(above, false);
	dot1x_expect_counted(PHONEWALL_DOT1X_SPOOFED, 2 * 15);
	host_run(HOST_PHONE, "ip link del " BRIDGE ".7");
	host_run(HOST_PHONE, "ip link set dev " SWITCH_PORT
		 " address %02x:%02x:%02x:%02x:%02x:%02x", before.bytes[0],
		 before.bytes[1], before.bytes[2], before.bytes[3],
		 before.bytes[4], before.bytes[5]);
	send_each_kind(own, true);
	send_each_kind(above, true);
	frame_expect_none(wires.lan);
}

static void test_for_phone(void **state)
{
	struct station own[3];
	unsigned int count = own_addresses(state, own);
	struct eapol_frame frame;

	for (unsigned int i = 0; i < count; i++) {
		frame = eap_frame(own[i], PC, EAP_FAILURE, 1);
		frame_send(wires.pc, &frame);
		frame = eap_frame(own[i], LAN_SWITCH, EAP_REQUEST, 1);
		frame_send(wires.pc, &frame);
		eapol_frame_tag(&frame, ETHERTYPE_VLAN, PRIORITY);
		frame_send(wires.pc, &frame);
	}
	expect_blocked(state, PHONEWALL_DOT1X_FOR_PHONE, 3 * count);
}

static void test_tagged(void **state)
{
	static const uint16_t controls[] = { 1, 5, 4094, PRIORITY | 7 };
	struct eapol_frame frame;

	for (size_t i = 0; i < COUNT(controls); i++) {
		frame = eapol_frame(pae_group, PC, EAPOL_START);
		eapol_frame_tag(&frame, ETHERTYPE_VLAN, controls[i]);
		frame_send(wires.pc, &frame);
		frame = eapol_frame(LAN_SWITCH, PC, EAPOL_START);
		eapol_frame_tag(&frame, PROTOCOL_SERVICE_TAG, controls[i]);
		frame_send(wires.pc, &frame);
	}
	expect_blocked(state, PHONEWALL_DOT1X_TAGGED, 2 * COUNT(controls));
}

/*
 * The kernel removes priority tags one after the other, also behind the ingress
 * hook: a frame with two of them would reach the phone's own supplicant.
 */
static void test_stacked_tags(void **state)
{
	static const uint16_t controls[][2] = {
		{ 0, 0 }, { PRIORITY, 0 }, { 0, 5 }, { 5, 0 },
	};
	struct station own[3];
	unsigned int count = own_addresses(state, own);
	struct station to[] = { pae_group, LAN_SWITCH, own[0], own[1], own[2] };
	struct eapol_frame frame;

	for (size_t i = 0; i < COUNT(controls) * (2 + count); i++) {
		frame = eapol_frame(to[i / COUNT(controls)], PC, EAPOL_START);
		eapol_frame_tag(&frame, ETHERTYPE_VLAN,
				controls[i % COUNT(controls)][1]);
		eapol_frame_tag(&frame, ETHERTYPE_VLAN,
				controls[i % COUNT(controls)][0]);
		frame_send(wires.pc, &frame);
	}
	expect_blocked(state, PHONEWALL_DOT1X_TAGGED,
		       COUNT(controls) * (2 + count));
}

static void send_cut(struct eapol_frame frame, size_t length)
{
	frame.length = length;
	frame_send(wires.pc, &frame);
}

static void test_malformed(void **state)
{
	struct eapol_frame frame;
	size_t length;

	frame = eapol_frame_sized(pae_group, PC, EAPOL_EAP, EAPOL_FRAME_FULL);
	for (length = ETHERNET_HEADER; length < 64; length++)
		send_cut(frame, length);
	for (; length < EAPOL_FRAME_FULL; length += 145)
		send_cut(frame, length);
	memset(frame.bytes + EAPOL_LENGTH_PLACE, 0xff, 2);
	send_cut(frame, EAPOL_FRAME_FULL);
	expect_blocked(state, PHONEWALL_DOT1X_MALFORMED, 50 + 10 + 1);
}

/* From the switch they reach no one either. */
static void test_malformed_from_switch(void **state)
{
	static const struct station nobody = STATION(2, 0, 0, 0, 9, 9);
	struct station to[] = {
		pae_group, PC, link_address(HOST_PHONE, SWITCH_PORT), nobody,
	};
	struct eapol_frame frame;

	for (size_t i = 0; i < COUNT(to); i++) {
		frame = eap_frame(to[i], LAN_SWITCH, EAP_SUCCESS, 1);
		frame.length--;
		frame_send(wires.lan, &frame);
		frame.length = ETHERNET_HEADER + 3;
		frame_send(wires.lan, &frame);
	}
	phone_ports_expect_unheard(state);
	dot1x_expect_counted(PHONEWALL_DOT1X_MALFORMED, 2 * COUNT(to));
}

static void set_mtu(enum host host, const char *device, unsigned int mtu)
{
	host_run(host, "ip link set dev %s mtu %u", device, mtu);
}

static void test_too_long(void **state)
{
	struct eapol_frame frame = eapol_frame_sized(pae_group, OTHER_PC,
						     EAPOL_MKA, 2000);

	set_mtu(HOST_PHONE, PC_PORT, 9000);
	set_mtu(HOST_PC, FAR_END, 9000);
	frame_send(wires.pc, &frame);
	set_mtu(HOST_PC, FAR_END, 1500);
	set_mtu(HOST_PHONE, PC_PORT, 1500);
	expect_blocked(state, PHONEWALL_DOT1X_NOT_SENT, 1);
}

static void test_too_long_from_switch(void **state)
{
	struct eapol_frame frame;

	set_mtu(HOST_PHONE, SWITCH_PORT, 9000);
	set_mtu(HOST_LAN, FAR_END, 9000);
	frame = eapol_frame_sized(pae_group, LAN_SWITCH, EAPOL_MKA, 2000);
	frame_send(wires.lan, &frame);
	frame_expect(wires.at_switch_port, &frame);
	frame = eapol_frame_sized(PC, LAN_SWITCH, EAPOL_MKA, 2000);
	frame_send(wires.lan, &frame);
	set_mtu(HOST_LAN, FAR_END, 1500);
	set_mtu(HOST_PHONE, SWITCH_PORT, 1500);
	phone_ports_expect_unheard(state);
	dot1x_expect_counted(PHONEWALL_DOT1X_NOT_SENT, 2);
}

static void test_switch_port_down(void **state)
{
	struct eapol_frame frame = eapol_frame(pae_group, PC, EAPOL_START);

	link_set_up(HOST_PHONE, SWITCH_PORT, false);
	frame_send(wires.pc, &frame);
	dot1x_expect_counted(PHONEWALL_DOT1X_NOT_SENT, 1);
	link_set_up(HOST_PHONE, SWITCH_PORT, true);
	link_wait(HOST_PHONE, SWITCH_PORT);
	link_wait(HOST_LAN, FAR_END);
	phone_ports_pass(&frame);
	phone_ports_expect_unheard(state);
}

/* Switch to PC and phone */

static void test_group_from_switch(void **state)
{
	struct eapol_frame frame;

	for (unsigned int type = 0; type <= 255; type++) {
		frame = eapol_frame_sized(pae_group, LAN_SWITCH, type, 60);
		phone_ports_answer(&frame);
		frame_expect(phone_ports_supplicant(state), &frame);
	}
	dot1x_expect_counted(PHONEWALL_DOT1X_TO_PC, 256);
	dot1x_expect_counted(PHONEWALL_DOT1X_TO_PHONE, 256);
	phone_ports_expect_unheard(state);
	frame_expect_none(wires.lan);
}

/* Whether the PC has a session or not. */
static void test_unicast_to_pc(void **state)
{
	struct eapol_frame frame;

	frame = eap_frame(PC, LAN_SWITCH, EAP_REQUEST, 1);
	phone_ports_answer(&frame);
	phone_ports_authenticate(PC);
	phone_ports_answer(&frame);
	frame = eap_frame(OTHER_PC, LAN_SWITCH, EAP_REQUEST, 1);
	phone_ports_answer(&frame);
	phone_ports_expect_unheard(state);
}

/*
 * A supplicant at a bridge port receives it as a frame to the group: the bridge
 * keeps the phone's own address from its ports.
 */
static void test_unicast_to_phone(void **state)
{
	struct station own[3];
	unsigned int count = own_addresses(state, own);
	struct eapol_frame frame, heard;

	for (unsigned int i = 0; i < count; i++) {
		frame = eap_frame(own[i], LAN_SWITCH, EAP_REQUEST, i);
		frame_send(wires.lan, &frame);
		assert_true(frame_receive(phone_ports_supplicant(state), &heard,
					  NULL, 1000));
		assert_int_equal(heard.length, frame.length);
		assert_memory_equal(heard.bytes + 6, frame.bytes + 6,
				    frame.length - 6);
		frame_expect_none(wires.pc);
	}
	dot1x_expect_counted(PHONEWALL_DOT1X_TO_PHONE, count);
	dot1x_expect_counted(PHONEWALL_DOT1X_TO_PC, 0);
	phone_ports_expect_unheard(state);
}

/* The phone's own */

static void test_phone_speaks_by_switch_port(void **state)
{
	struct station phone = link_address(HOST_PHONE, SWITCH_PORT);
	struct eapol_frame frame = eapol_frame(pae_group, phone, EAPOL_START);

	frame_send(wires.at_switch_port, &frame);
	frame_expect(wires.lan, &frame);
	phone_ports_expect_unheard(state);
	frame_expect_none(wires.lan);
}

static void test_phone_speaks_by_bridge(void **state)
{
	struct station phone = link_address(HOST_PHONE, BRIDGE);
	struct eapol_frame frame = eapol_frame(pae_group, phone, EAPOL_START);

	frame_send(wires.at_bridge, &frame);
	frame_expect(wires.lan, &frame);
	frame = eapol_frame(station_number(99), phone, EAPOL_START);
	frame_send(wires.at_bridge, &frame);
	frame_expect(wires.lan, &frame);
	phone_ports_expect_unheard(state);
	frame_expect_none(wires.lan);
}

/* The settings */

/* Without settings a plain bridge behaves as without the module. */
static void test_without_settings(void **state)
{
	struct eapol_frame frame = eapol_frame(pae_group, PC, EAPOL_START);
	const enum phone_ports *ports = *state;

	dot1x_withdraw();
	frame_send(wires.pc, &frame);
	if (*ports == PORTS_FORWARDING) {
		frame_expect(wires.lan, &frame);
		frame_expect(wires.at_bridge, &frame);
	} else {
		frame_expect(wires.at_pc_port, &frame);
	}
	frame_expect_none(wires.lan);
	dot1x_expect_counted(PHONEWALL_DOT1X_TO_SWITCH, 0);
}

/* A port that gets its name later is a port from then on. */
static void test_device_comes_later(void **state)
{
	struct eapol_frame frame = eapol_frame(pae_group, PC, EAPOL_START);
	struct dot1x_status status;

	host_run(HOST_PHONE, "ip link delete " PC_PORT);
	dot1x_get(&status);
	assert_int_equal(status.pc_device, 0);
	assert_int_equal(status.switch_device,
			 link_index(HOST_PHONE, SWITCH_PORT));
	phone_ports_create_pc_port();
	dot1x_get(&status);
	assert_int_equal(status.pc_device, link_index(HOST_PHONE, PC_PORT));
	phone_ports_pass(&frame);
	phone_ports_expect_unheard(state);
}

static void rename_pc_port(const char *from, const char *to)
{
	link_set_up(HOST_PHONE, from, false);
	host_run(HOST_PHONE, "ip link set dev %s name %s", from, to);
	link_set_up(HOST_PHONE, to, true);
	link_wait(HOST_PHONE, to);
	link_wait(HOST_PC, FAR_END);
}

static void test_device_is_renamed(void **state)
{
	struct eapol_frame frame = eapol_frame(pae_group, PC, EAPOL_START);
	struct dot1x_status status;

	rename_pc_port(PC_PORT, "other");
	dot1x_get(&status);
	assert_int_equal(status.pc_device, 0);
	frame_send(wires.pc, &frame);
	frame_expect(wires.at_pc_port, &frame);
	frame_expect_none(wires.lan);
	rename_pc_port("other", PC_PORT);
	dot1x_get(&status);
	assert_int_equal(status.pc_device, link_index(HOST_PHONE, PC_PORT));
	phone_ports_pass(&frame);
	phone_ports_expect_unheard(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_PORTS(test_every_type),
		TEST_PORTS(test_every_destination),
		TEST_PORTS(test_every_length),
		TEST_PORTS(test_padding),
		TEST_PORTS(test_priority_tag),
		TEST_PORTS(test_spoofed),
		TEST_BRIDGED(test_phone_address),
		TEST_BRIDGED(test_phone_address_changes),
		TEST_PORTS(test_for_phone),
		TEST_PORTS(test_tagged),
		TEST_PORTS(test_stacked_tags),
		TEST_PORTS(test_malformed),
		TEST_PORTS(test_malformed_from_switch),
		TEST_PORTS(test_too_long),
		PORTS_TEST(test_too_long_from_switch, "_plain", &ports_plain),
		TEST_PORTS(test_switch_port_down),
		TEST_PORTS(test_group_from_switch),
		TEST_PORTS(test_unicast_to_pc),
		TEST_PORTS(test_unicast_to_phone),
		TEST_PORTS(test_phone_speaks_by_switch_port),
		TEST_BRIDGES(test_phone_speaks_by_bridge),
		TEST_PORTS(test_without_settings),
		TEST_BRIDGED(test_device_comes_later),
		PORTS_TEST(test_device_is_renamed, "", &ports_plain),
	};

	return cmocka_run_group_tests(tests, phone_ports_begin,
				      phone_ports_end);
}
