// SPDX-License-Identifier: MIT
#include "harness/phone_ports.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "harness/firewall.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

enum phone_ports ports_plain = PORTS_PLAIN;
enum phone_ports ports_bridged = PORTS_BRIDGED;
enum phone_ports ports_forwarding = PORTS_FORWARDING;

struct phone_wires wires = { -1, -1, -1, -1, -1 };

static enum phone_ports ports_now;
static void (*prepare_test)(void);

static void configure(const char *commands)
{
	host_run(HOST_PHONE, "ip -batch - <<'END'\n%sEND", commands);
}

/* No host sends anything by itself. */
static void create_port(const char *name, unsigned int number,
			enum host far_host)
{
	char *commands = phonewall_memory_print(
		"link add %s address 02:00:00:00:00:%02x type veth"
		" peer name " FAR_END " netns %s\n"
		"link set dev %s addrgenmode none\n"
		"link set dev %s up\n",
		name, number, host_path(far_host), name, name);

	configure(commands);
	free(commands);
	host_run(far_host, "ip link set dev " FAR_END " addrgenmode none up");
	link_wait(HOST_PHONE, name);
	link_wait(far_host, FAR_END);
}

static void open_wires_of_pc(void)
{
	wires.pc = frame_socket_wire(HOST_PC, FAR_END);
	wires.at_pc_port = frame_socket_supplicant(HOST_PHONE, PC_PORT);
}

static void open_wires(void)
{
	wires.lan = frame_socket_wire(HOST_LAN, FAR_END);
	wires.at_switch_port = frame_socket_supplicant(HOST_PHONE, SWITCH_PORT);
	wires.at_bridge = frame_socket_supplicant(HOST_PHONE, BRIDGE);
	open_wires_of_pc();
}

static void close_wire(int *wire)
{
	if (*wire >= 0)
		close(*wire);
	*wire = -1;
}

int phone_ports_begin(void **state)
{
	(void)state;
	hosts_create();
	firewall_open();
	configure("link add br0 address 02:00:00:00:00:0c type bridge"
		  " mcast_snooping 0\n"
		  "link set dev br0 addrgenmode none\n"
		  "link set dev br0 up\n");
	create_port(SWITCH_PORT, 0x0a, HOST_LAN);
	create_port(PC_PORT, 0x0b, HOST_PC);
	ports_now = PORTS_PLAIN;
	open_wires();
	return 0;
}

int phone_ports_end(void **state)
{
	(void)state;
	close_wire(&wires.lan);
	close_wire(&wires.pc);
	close_wire(&wires.at_switch_port);
	close_wire(&wires.at_pc_port);
	close_wire(&wires.at_bridge);
	firewall_close();
	hosts_destroy();
	return 0;
}

static void set_ports(enum phone_ports ports)
{
	static const char *const commands[] = {
		[PORTS_PLAIN] =
			"link set dev lan0 nomaster\n"
			"link set dev pc0 nomaster\n",
		[PORTS_BRIDGED] =
			"link set dev br0 type bridge group_fwd_mask 0\n"
			"link set dev lan0 master br0\n"
			"link set dev pc0 master br0\n",
		[PORTS_FORWARDING] =
			"link set dev br0 type bridge group_fwd_mask 8\n"
			"link set dev lan0 master br0\n"
			"link set dev pc0 master br0\n",
	};

	if (ports == ports_now)
		return;
	configure(commands[ports]);
	ports_now = ports;
	if (ports != PORTS_PLAIN)
		link_wait(HOST_PHONE, BRIDGE);
}

static void drain(void)
{
	const int all[] = {
		wires.lan, wires.pc, wires.at_switch_port, wires.at_pc_port,
		wires.at_bridge,
	};

	for (size_t i = 0; i < COUNT(all); i++)
		frame_drain(all[i]);
}

struct dot1x_settings phone_ports_settings(void)
{
	return (struct dot1x_settings){
		.pc_port = PC_PORT,
		.switch_port = SWITCH_PORT,
		.is_enabled = true,
		.session_limit = PHONEWALL_SESSION_LIMIT_DEFAULT,
	};
}

void phone_ports_set_enabled(bool is_enabled)
{
	struct dot1x_settings settings = phone_ports_settings();

	settings.is_enabled = is_enabled;
	dot1x_set(&settings);
}

int phone_ports_begin_test(void **state)
{
	const enum phone_ports *ports = *state;
	struct dot1x_settings settings = phone_ports_settings();

	dot1x_open();
	dot1x_withdraw();
	if (!link_index(HOST_PHONE, PC_PORT))
		phone_ports_create_pc_port();
	link_set_up(HOST_PHONE, SWITCH_PORT, true);
	link_set_up(HOST_PHONE, PC_PORT, true);
	phone_ports_plug();
	set_ports(*ports);
	dot1x_set(&settings);
	drain();
	dot1x_begin_count();
	if (prepare_test)
		prepare_test();
	return 0;
}

void phone_ports_prepare_tests(void (*prepare)(void))
{
	prepare_test = prepare;
}

int phone_ports_end_test(void **state)
{
	(void)state;
	hosts_close_sockets();
	return 0;
}

void phone_ports_create_pc_port(void)
{
	close_wire(&wires.pc);
	close_wire(&wires.at_pc_port);
	create_port(PC_PORT, 0x0b, HOST_PC);
	if (ports_now != PORTS_PLAIN)
		configure("link set dev pc0 master br0\n");
	open_wires_of_pc();
}

void phone_ports_plug(void)
{
	link_set_up(HOST_PC, FAR_END, true);
	link_wait(HOST_PHONE, PC_PORT);
	link_wait(HOST_PC, FAR_END);
}

void phone_ports_unplug(void)
{
	link_set_up(HOST_PC, FAR_END, false);
}

int phone_ports_supplicant(void **state)
{
	const enum phone_ports *ports = *state;

	return *ports == PORTS_FORWARDING ? wires.at_bridge :
					    wires.at_switch_port;
}

void phone_ports_expect_unheard(void **state)
{
	struct eapol_frame frame = eap_frame(pae_group, LAN_SWITCH,
					     EAP_REQUEST, 77);

	frame_send(wires.lan, &frame);
	frame_expect(wires.pc, &frame);
	frame_expect(phone_ports_supplicant(state), &frame);
	frame_expect_none(wires.pc);
	frame_expect_none(wires.at_switch_port);
	frame_expect_none(wires.at_pc_port);
	frame_expect_none(wires.at_bridge);
}

void phone_ports_pass(const struct eapol_frame *frame)
{
	frame_send(wires.pc, frame);
	frame_expect(wires.lan, frame);
}

void phone_ports_answer(const struct eapol_frame *frame)
{
	frame_send(wires.lan, frame);
	frame_expect(wires.pc, frame);
}

void phone_ports_authenticate(struct station pc)
{
	struct eapol_frame start = eapol_frame(pae_group, pc, EAPOL_START);
	struct eapol_frame request = eap_frame(pc, LAN_SWITCH, EAP_REQUEST, 1);
	struct eapol_frame response = eap_frame(pae_group, pc, EAP_RESPONSE, 1);
	struct eapol_frame success = eap_frame(pc, LAN_SWITCH, EAP_SUCCESS, 1);

	phone_ports_pass(&start);
	phone_ports_answer(&request);
	phone_ports_pass(&response);
	phone_ports_answer(&success);
	dot1x_expect_state(pc, PHONEWALL_SESSION_AUTHENTICATED);
}
