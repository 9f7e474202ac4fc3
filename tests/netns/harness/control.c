// SPDX-License-Identifier: MIT
#include "harness/control.h"

#include "harness/assertion.h"
#include "harness/firewall.h"
#include "harness/udp.h"
#include "harness/wire.h"

void control_pass(sa_family_t family)
{
	struct path path = path_to_phone(family, CONTROL_PORT, CONTROL_PORT);
	struct path back = path_back(&path);
	int lan = udp_open_path(HOST_LAN, &path);
	int phone = udp_open(HOST_PHONE, family, CONTROL_PORT);

	udp_send(lan, HOST_LAN, &path, "control");
	socket_expect(phone, "control");
	udp_send(phone, HOST_PHONE, &back, "answer");
	socket_expect(lan, "answer");
	host_close_socket(phone);
	host_close_socket(lan);
}

void control_expect_unheard(int fd, sa_family_t family)
{
	control_pass(family);
	socket_expect_none(fd);
}

static bool is_control(const struct phonewall_packet *facts)
{
	return facts->protocol == IPPROTO_UDP &&
	       facts->source_port == CONTROL_PORT &&
	       facts->destination_port == CONTROL_PORT;
}

void control_expect_unanswered(int wire, sa_family_t family)
{
	struct phonewall_packet facts, quoted;
	struct raw_packet packet;

	control_pass(family);
	for (;;) {
		if (!wire_receive(wire, &packet, &facts, &quoted, 0))
			fail_msg("the capture has no answer of the control");
		if (facts.family == family && is_control(&facts))
			return;
		if (facts.family == family &&
		    !phonewall_packet_is_to_group(&facts))
			fail_msg("the phone sent protocol %u, type %u",
				 facts.protocol, facts.icmp_type);
	}
}
