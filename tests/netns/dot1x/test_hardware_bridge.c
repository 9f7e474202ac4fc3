// SPDX-License-Identifier: MIT
/*
 * Ports of a switch chip, which forwards in hardware what no hook sees: the PC
 * port must not be one from which the chip forwards, and if it is disabled it
 * is kept down.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <unistd.h>

#include "harness/firewall.h"
#include "harness/inet_socket.h"
#include "harness/phone_ports.h"
#include "harness/rtnetlink.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

#define CHIP		"/phonewall/tests/switch_chip.ko"
#define THIRD_PORT	"third0"
#define OTHER_BRIDGE	"br1"
#define OTHER_NAME	"other0"
#define PROTOCOL_TEST	0x88b5
#define REASON		"switch chip"

static int third = -1;
static int at_pc_port = -1;
static int rtnetlink = -1;

static void configure(const char *commands)
{
	host_run(HOST_PHONE, "ip -batch - <<'END'\n%sEND", commands);
}

/* Sets one number of a device; returns 0 or a negative errno. */
static int try_to_set(const char *device, uint16_t type, uint32_t value,
		      char *words, size_t size)
{
	struct rtnetlink_request request;
	struct nlmsghdr *header;

	header = rtnetlink_begin(&request, RTM_NEWLINK, 0,
				 link_index(HOST_PHONE, device));
	mnl_attr_put_u32(header, type, value);
	return rtnetlink_ask(rtnetlink, &request, words, size);
}

static int try_to_bridge(const char *device, const char *bridge, char *words,
			 size_t size)
{
	return try_to_set(device, IFLA_MASTER, link_index(HOST_PHONE, bridge),
			  words, size);
}

static void bridge(const char *device)
{
	char words[128];
	int error = try_to_bridge(device, BRIDGE, words, sizeof(words));

	if (error)
		fail_msg("%s cannot be put into " BRIDGE ": %s, \"%s\"", device,
			 strerror(-error), words);
}

static void unbridge(const char *device)
{
	assert_int_equal(try_to_set(device, IFLA_MASTER, 0, NULL, 0), 0);
}

static void expect_not_bridged(const char *device, const char *to)
{
	char words[128];
	int error = try_to_bridge(device, to, words, sizeof(words));

	if (error != -EOPNOTSUPP || !strstr(words, REASON))
		fail_msg("%s is put into %s: %s, \"%s\"", device, to,
			 strerror(-error), words);
}

/* Returns 0 or a negative errno. */
static int try_to_set_up(const char *device)
{
	struct rtnetlink_request request;

	rtnetlink_begin(&request, RTM_NEWLINK, 0,
			link_index(HOST_PHONE, device));
	rtnetlink_change_flags(&request, IFF_UP, IFF_UP);
	return rtnetlink_ask(rtnetlink, &request, NULL, 0);
}

static int try_settings(const struct dot1x_settings *settings,
			struct genetlink_answer *answer)
{
	static struct genetlink_request request;
	struct genetlink genetlink;

	genetlink_open_phone(&genetlink);
	dot1x_put(genetlink_begin(&genetlink, &request,
				  PHONEWALL_CMD_DOT1X_SET), settings);
	genetlink_ask(&genetlink, &request, answer);
	host_close_socket(genetlink.fd);
	return answer->error;
}

static void expect_refused(const struct dot1x_settings *settings)
{
	static struct genetlink_answer answer;
	struct dot1x_status before, after;

	dot1x_get(&before);
	try_settings(settings, &answer);
	if ((answer.error != -EINVAL && answer.error != -EOPNOTSUPP) ||
	    !strstr(answer.words, REASON))
		fail_msg("settings that a switch chip would bypass: %s, \"%s\"",
			 strerror(-answer.error), answer.words);
	dot1x_get(&after);
	assert_memory_equal(&before, &after, sizeof(before));
}

static struct dot1x_settings disabled(void)
{
	struct dot1x_settings settings = phone_ports_settings();

	settings.is_enabled = false;
	return settings;
}

static struct eapol_frame to_lan(struct station from)
{
	return plain_frame(LAN_SWITCH, from, PROTOCOL_TEST);
}

static void drain(void)
{
	frame_drain(wires.lan);
	frame_drain(wires.pc);
	frame_drain(third);
	frame_drain(at_pc_port);
}

/* Also sends: a frame that cannot be sent does not pass either. */
static void send_from_pc(const struct eapol_frame *frame)
{
	frame_try_send(wires.pc, frame);
}

/* The chip forwards from the PC to the LAN; the kernel sees nothing of it. */
static void expect_forwarded(void)
{
	struct eapol_frame frame = to_lan(PC);
	struct eapol_frame start = eapol_frame(pae_group, PC, EAPOL_START);

	drain();
	frame_send(wires.pc, &frame);
	frame_expect(wires.lan, &frame);
	frame_send(wires.pc, &start);
	frame_expect(at_pc_port, &start);
	frame_expect_none(at_pc_port);
	drain();
}

/* Nothing that the PC sends arrives anywhere, nor anything sent to it. */
static void expect_closed(void)
{
	struct eapol_frame from_pc = to_lan(PC);
	struct eapol_frame from_third = plain_frame(LAN_SWITCH, OTHER_PC,
						    PROTOCOL_TEST);
	struct eapol_frame to_pc = plain_frame(PC, LAN_SWITCH, PROTOCOL_TEST);

	drain();
	send_from_pc(&from_pc);
	frame_send(wires.lan, &to_pc);
	/* The positive control: the chip forwards between the other ports. */
	frame_send(third, &from_third);
	frame_expect(wires.lan, &from_third);
	frame_expect(third, &to_pc);
	frame_expect_none(wires.pc);
	frame_expect_none(third);
}

static void plug_pc(void)
{
	link_set_up(HOST_PHONE, PC_PORT, true);
	link_wait(HOST_PHONE, PC_PORT);
	link_wait(HOST_PC, FAR_END);
}

static void expect_passing(void)
{
	struct eapol_frame start = eapol_frame(pae_group, PC, EAPOL_START);
	struct eapol_frame request = eap_frame(PC, LAN_SWITCH, EAP_REQUEST, 1);

	drain();
	frame_send(wires.pc, &start);
	frame_expect(wires.lan, &start);
	frame_send(wires.lan, &request);
	frame_expect(wires.pc, &request);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATING);
}

/* The PC is logged off at the same time. */
static void disable(void)
{
	const struct dot1x_settings settings = disabled();
	struct eapol_frame logoff = eapol_logoff(PC, 2);

	dot1x_set(&settings);
	frame_expect(wires.lan, &logoff);
}

static void bridge_all(void)
{
	bridge(SWITCH_PORT);
	bridge(PC_PORT);
	bridge(THIRD_PORT);
}

static void test_chip_forwards(void **state)
{
	struct eapol_frame frame = to_lan(PC);

	(void)state;
	frame_send(wires.pc, &frame);
	frame_expect(at_pc_port, &frame);
	frame_expect_none(wires.lan);
	bridge_all();
	expect_forwarded();
	link_set_up(HOST_PHONE, PC_PORT, false);
	expect_closed();
}

static void test_one_bridge_is_refused(void **state)
{
	struct dot1x_settings settings = phone_ports_settings();

	(void)state;
	bridge_all();
	expect_refused(&settings);
	expect_forwarded();
	unbridge(PC_PORT);
	unbridge(THIRD_PORT);
	dot1x_set(&settings);
	expect_passing();
}

static void test_no_common_bridge(void **state)
{
	struct dot1x_settings settings = phone_ports_settings();
	struct eapol_frame frame = to_lan(PC);

	(void)state;
	bridge(SWITCH_PORT);
	assert_int_equal(try_to_bridge(PC_PORT, OTHER_BRIDGE, NULL, 0), 0);
	dot1x_set(&settings);
	expect_passing();
	frame_send(wires.pc, &frame);
	expect_passing();
	frame_expect_none(wires.lan);
}

static void test_later_bridge_is_refused(void **state)
{
	static const char *const orders[][2] = {
		{ SWITCH_PORT, PC_PORT }, { PC_PORT, SWITCH_PORT },
	};
	const struct dot1x_settings settings = phone_ports_settings();

	(void)state;
	for (size_t i = 0; i < COUNT(orders); i++) {
		dot1x_set(&settings);
		bridge(orders[i][0]);
		expect_not_bridged(orders[i][1], BRIDGE);
		expect_passing();
		disable();
		expect_not_bridged(orders[i][1], BRIDGE);
		unbridge(orders[i][0]);
	}
}

/* A bridge with another device added first. */
static void test_later_bridge_of_a_vlan(void **state)
{
	struct dot1x_settings settings = phone_ports_settings();

	(void)state;
	configure("link add link " PC_PORT " name pc0.5 type vlan id 5\n"
		  "link add link " SWITCH_PORT " name lan0.5 type vlan id 5\n");
	dot1x_set(&settings);
	bridge("lan0.5");
	expect_not_bridged("pc0.5", BRIDGE);
	configure("link delete pc0.5\nlink delete lan0.5\n");
}

static void test_disabled_is_brought_down(void **state)
{
	const struct dot1x_settings settings = disabled();
	const struct dot1x_settings enabled = phone_ports_settings();

	(void)state;
	bridge_all();
	expect_forwarded();
	dot1x_set(&settings);
	assert_false(link_is_up(HOST_PHONE, PC_PORT));
	expect_closed();
	assert_int_equal(try_to_set_up(PC_PORT), -EPERM);
	assert_false(link_is_up(HOST_PHONE, PC_PORT));
	expect_closed();
	expect_refused(&enabled);
	assert_false(link_is_up(HOST_PHONE, PC_PORT));
	dot1x_withdraw();
	plug_pc();
	expect_forwarded();
}

/* Outside the bridge it may be up, and the hooks keep it closed. */
static void test_disabled_leaves_bridge(void **state)
{
	const struct dot1x_settings settings = disabled();
	const struct dot1x_settings enabled = phone_ports_settings();

	(void)state;
	bridge_all();
	dot1x_set(&settings);
	unbridge(PC_PORT);
	plug_pc();
	dot1x_begin_count();
	expect_closed();
	dot1x_expect_counted(PHONEWALL_DOT1X_PORT_DISABLED, 1);
	expect_not_bridged(PC_PORT, BRIDGE);
	unbridge(THIRD_PORT);
	dot1x_set(&enabled);
	expect_passing();
}

/* Down, it may be added to the bridge, and cannot be brought up there. */
static void test_disabled_and_down(void **state)
{
	const struct dot1x_settings settings = disabled();

	(void)state;
	dot1x_set(&settings);
	link_set_up(HOST_PHONE, PC_PORT, false);
	bridge_all();
	assert_int_equal(try_to_set_up(PC_PORT), -EPERM);
	expect_closed();
	unbridge(PC_PORT);
	plug_pc();
	expect_closed();
}

/* Returns 0 or a negative errno. */
static int try_to_rename(const char *from, const char *to)
{
	struct rtnetlink_request request;
	struct nlmsghdr *header;

	link_set_up(HOST_PHONE, from, false);
	header = rtnetlink_begin(&request, RTM_NEWLINK, 0,
				 link_index(HOST_PHONE, from));
	mnl_attr_put_strz(header, IFLA_IFNAME, to);
	return rtnetlink_ask(rtnetlink, &request, NULL, 0);
}

static void rename_device(const char *from, const char *to)
{
	assert_int_equal(try_to_rename(from, to), 0);
}

static void bridge_renamed(const struct dot1x_settings *settings)
{
	rename_device(PC_PORT, OTHER_NAME);
	bridge(SWITCH_PORT);
	bridge(OTHER_NAME);
	bridge(THIRD_PORT);
	dot1x_set(settings);
}

/* A device in the bridge cannot be renamed to a port. */
static void test_renamed_in_bridge(void **state)
{
	const struct dot1x_settings settings = phone_ports_settings();

	(void)state;
	bridge_renamed(&settings);
	assert_int_equal(try_to_rename(OTHER_NAME, PC_PORT), -EOPNOTSUPP);
	assert_int_equal(link_index(HOST_PHONE, PC_PORT), 0);
	unbridge(OTHER_NAME);
	unbridge(THIRD_PORT);
	rename_device(OTHER_NAME, PC_PORT);
	plug_pc();
	expect_passing();
}

/* If the port is disabled it can, and stays down. */
static void test_disabled_is_renamed_in_bridge(void **state)
{
	const struct dot1x_settings settings = disabled();

	(void)state;
	bridge_renamed(&settings);
	rename_device(OTHER_NAME, PC_PORT);
	assert_int_equal(try_to_set_up(PC_PORT), -EPERM);
	expect_closed();
	unbridge(PC_PORT);
	plug_pc();
	expect_closed();
}

/* The same for the switch port: what the PC sends to it crosses the chip. */
static void test_switch_port_is_renamed_in_bridge(void **state)
{
	const struct dot1x_settings settings = disabled();

	(void)state;
	rename_device(SWITCH_PORT, OTHER_NAME);
	link_set_up(HOST_PHONE, OTHER_NAME, true);
	link_wait(HOST_PHONE, OTHER_NAME);
	bridge(OTHER_NAME);
	bridge(THIRD_PORT);
	link_set_up(HOST_PHONE, PC_PORT, false);
	bridge(PC_PORT);
	dot1x_set(&settings);
	rename_device(OTHER_NAME, SWITCH_PORT);
	link_set_up(HOST_PHONE, SWITCH_PORT, true);
	link_wait(HOST_PHONE, SWITCH_PORT);
	link_wait(HOST_LAN, FAR_END);
	try_to_set_up(PC_PORT);
	expect_closed();
	configure("link set dev " PC_PORT " down\n");
}

/* The chip forwards to any of its ports, even one unknown to phonewall. */
static void test_disabled_beside_a_third_port(void **state)
{
	struct eapol_frame from_pc = plain_frame(OTHER_PC, PC, PROTOCOL_TEST);
	struct eapol_frame to_pc = plain_frame(PC, OTHER_PC, PROTOCOL_TEST);
	const struct dot1x_settings settings = disabled();
	const struct dot1x_settings enabled = phone_ports_settings();

	(void)state;
	bridge(PC_PORT);
	bridge(THIRD_PORT);
	drain();
	frame_send(wires.pc, &from_pc);
	frame_expect(third, &from_pc);
	expect_refused(&enabled);
	dot1x_set(&settings);
	assert_false(link_is_up(HOST_PHONE, PC_PORT));
	assert_int_not_equal(try_to_set_up(PC_PORT), 0);
	send_from_pc(&from_pc);
	frame_send(third, &to_pc);
	unbridge(PC_PORT);
	plug_pc();
	dot1x_set(&enabled);
	expect_passing();
	frame_expect_none(third);
}

/*
 * Another device in the chip's bridge: the kernel forwards, and the hooks see
 * it.
 */
static void test_software_bridge(void **state)
{
	const struct dot1x_settings settings = phone_ports_settings();
	struct eapol_frame frame = to_lan(PC);

	(void)state;
	bridge(SWITCH_PORT);
	rename_device(PC_PORT, OTHER_NAME);
	host_run(HOST_PHONE, "ip link add " PC_PORT " type veth peer name far1"
		 " netns %s && ip link set dev " PC_PORT " addrgenmode none"
		 " master " BRIDGE " up", host_path(HOST_PC));
	host_run(HOST_PC, "ip link set dev far1 addrgenmode none up");
	link_wait(HOST_PHONE, PC_PORT);
	link_wait(HOST_PC, "far1");
	close(wires.pc);
	wires.pc = frame_socket_wire(HOST_PC, "far1");
	dot1x_set(&settings);
	expect_passing();
	frame_send(wires.pc, &frame);
	frame_expect(wires.lan, &frame);
	disable();
	assert_true(link_is_up(HOST_PHONE, PC_PORT));
	frame_send(wires.pc, &frame);
	dot1x_set(&settings);
	expect_passing();
	frame_expect_none(wires.lan);
	dot1x_withdraw();
	host_run(HOST_PHONE, "ip link delete " PC_PORT);
	rename_device(OTHER_NAME, PC_PORT);
	close(wires.pc);
	wires.pc = frame_socket_wire(HOST_PC, FAR_END);
}

/**
 * struct cable - a port of the chip and what is at its other end
 * @chip: the chip's name for the port
 * @port: the phone's
 * @cable: the chip's name for the other end
 * @host: where that is
 */
static const struct cable {
	const char *chip;
	const char *port;
	const char *cable;
	enum host host;
} cables[] = {
	{ "chip0", SWITCH_PORT, "cable0", HOST_LAN },
	{ "chip1", PC_PORT, "cable1", HOST_PC },
	{ "chip2", THIRD_PORT, "cable2", HOST_SWITCH },
};

static void lay_cable(const struct cable *cable)
{
	host_run(HOST_PHONE, "ip link set dev %s name %s &&"
		 " ip link set dev %s addrgenmode none up &&"
		 " ip link set dev %s netns %s name " FAR_END, cable->chip,
		 cable->port, cable->port, cable->cable,
		 host_path(cable->host));
	host_run(cable->host, "ip link set dev " FAR_END
		 " addrgenmode none up");
	link_wait(HOST_PHONE, cable->port);
	link_wait(cable->host, FAR_END);
}

static void open_sockets(void)
{
	wires.lan = frame_socket_wire(HOST_LAN, FAR_END);
	wires.pc = frame_socket_wire(HOST_PC, FAR_END);
	third = frame_socket_wire(HOST_SWITCH, FAR_END);
	at_pc_port = frame_socket_wire(HOST_PHONE, PC_PORT);
	host_enter(HOST_PHONE);
	rtnetlink = rtnetlink_open();
	host_leave();
	assert_true(rtnetlink >= 0);
}

static int begin(void **state)
{
	(void)state;
	hosts_create();
	firewall_open();
	host_run(HOST_PHONE, "modprobe -a bridge 8021q 2>/dev/null;"
		 " insmod " CHIP);
	configure("link add " BRIDGE " type bridge mcast_snooping 0\n"
		  "link add " OTHER_BRIDGE " type bridge mcast_snooping 0\n"
		  "link set dev " BRIDGE " addrgenmode none\n"
		  "link set dev " OTHER_BRIDGE " addrgenmode none\n"
		  "link set dev " BRIDGE " up\n"
		  "link set dev " OTHER_BRIDGE " up\n");
	for (size_t i = 0; i < COUNT(cables); i++)
		lay_cable(&cables[i]);
	open_sockets();
	return 0;
}

static int end(void **state)
{
	const int sockets[] = {
		wires.lan, wires.pc, third, at_pc_port, rtnetlink,
	};

	(void)state;
	for (size_t i = 0; i < COUNT(sockets); i++)
		close(sockets[i]);
	firewall_close();
	host_run(HOST_PHONE, "rmmod switch_chip");
	hosts_destroy();
	return 0;
}

static int begin_test(void **state)
{
	(void)state;
	dot1x_open();
	dot1x_withdraw();
	configure("link set dev " SWITCH_PORT " nomaster\n"
		  "link set dev " PC_PORT " nomaster\n"
		  "link set dev " THIRD_PORT " nomaster\n");
	link_set_up(HOST_PHONE, SWITCH_PORT, true);
	link_set_up(HOST_PHONE, PC_PORT, true);
	link_wait(HOST_PHONE, SWITCH_PORT);
	link_wait(HOST_PHONE, PC_PORT);
	drain();
	dot1x_begin_count();
	return 0;
}

static int end_test(void **state)
{
	(void)state;
	hosts_close_sockets();
	return 0;
}

#define TEST(test)	{ #test, test, begin_test, end_test, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_chip_forwards),
		TEST(test_one_bridge_is_refused),
		TEST(test_no_common_bridge),
		TEST(test_later_bridge_is_refused),
		TEST(test_later_bridge_of_a_vlan),
		TEST(test_disabled_is_brought_down),
		TEST(test_disabled_leaves_bridge),
		TEST(test_disabled_and_down),
		TEST(test_renamed_in_bridge),
		TEST(test_disabled_is_renamed_in_bridge),
		TEST(test_switch_port_is_renamed_in_bridge),
		TEST(test_software_bridge),
		TEST(test_disabled_beside_a_third_port),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
