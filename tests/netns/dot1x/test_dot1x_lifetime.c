// SPDX-License-Identifier: MIT
/*
 * The module, the device of a port, its name and the namespace go while EAPOL
 * crosses the ports: every authenticated PC is logged off, and no session
 * stays.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/child.h"
#include "harness/firewall.h"
#include "harness/inet_socket.h"
#include "harness/phone_ports.h"

#define ROUNDS		3
#define STATIONS	20
#define PASSED		50
#define POLL_US		2000
#define POLL_MS		50
#define DYING		"dying"
#define OTHER_NAME	"other0"

/* What arrives at the LAN switch with the source address PC. */
static int from_pc = -1;

/* Other sessions come and go; that of PC must stay. */
static void send_round(int pc, int lan, unsigned int round)
{
	struct station station = station_number(100 + round % STATIONS);
	struct eapol_frame frame;

	frame = eap_frame(pae_group, station, EAP_RESPONSE, 1);
	frame_try_send(pc, &frame);
	frame = eap_frame(station, LAN_SWITCH,
			  round % 3 ? EAP_SUCCESS : EAP_FAILURE, 1);
	frame_try_send(lan, &frame);
}

__attribute__((noreturn))
static void send_without_end(int pc, int lan)
{
	for (unsigned int round = 0;; round++)
		send_round(pc, lan, round);
}

static pid_t begin_traffic(int pc, int lan)
{
	pid_t child = child_start(1);

	if (!child)
		send_without_end(pc, lan);
	return child;
}

static void wait_for_traffic(void)
{
	for (int waited = 0; waited < WAIT_MS * 1000; waited += POLL_US) {
		if (dot1x_counted(PHONEWALL_DOT1X_TO_SWITCH) > PASSED &&
		    dot1x_counted(PHONEWALL_DOT1X_TO_PC) > PASSED)
			return;
		usleep(POLL_US);
	}
	fail_msg("there is no traffic");
}

static void expect_logoff(int socket, struct station station)
{
	struct eapol_frame logoff = eapol_logoff(station, 2);
	struct eapol_frame frame;

	while (frame_receive(socket, &frame, NULL, WAIT_MS)) {
		if (frame.length == logoff.length &&
		    !memcmp(frame.bytes, logoff.bytes, frame.length))
			return;
	}
	fail_msg("there is no Logoff for the PC");
}

static void expect_no_open_session(void)
{
	struct dot1x_status status;
	uint8_t state;

	dot1x_get(&status);
	for (unsigned int i = 0; i < status.session_count; i++) {
		state = status.sessions[i].state;
		assert_int_not_equal(state, PHONEWALL_SESSION_AUTHENTICATING);
		assert_int_not_equal(state, PHONEWALL_SESSION_AUTHENTICATED);
	}
}

static void set_again(void)
{
	struct dot1x_settings settings = phone_ports_settings();

	dot1x_set(&settings);
	frame_drain(from_pc);
	frame_drain(wires.lan);
	frame_drain(wires.pc);
	dot1x_begin_count();
	phone_ports_authenticate(PC);
}

static void reload(void)
{
	firewall_close();
	hosts_close_sockets();
	host_run(HOST_PHONE, "rmmod phonewall");
	firewall_open();
	dot1x_open();
}

/*
 * The PC goes under traffic, by whatever @go takes away; @come_back, which may
 * be NULL, restores it.
 */
static void lose_under_traffic(void (*go)(void),
			       void (*come_back)(unsigned int round))
{
	pid_t traffic;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		set_again();
		traffic = begin_traffic(wires.pc, wires.lan);
		wait_for_traffic();
		go();
		child_kill(traffic);
		expect_logoff(from_pc, PC);
		expect_no_open_session();
		if (come_back)
			come_back(i);
	}
	set_again();
}

static void test_module_goes(void **state)
{
	(void)state;
	lose_under_traffic(reload, NULL);
}

static void delete_device(void)
{
	host_run(HOST_PHONE, "ip link delete " PC_PORT);
}

static void create_device(unsigned int round)
{
	(void)round;
	phone_ports_create_pc_port();
}

static void test_device_goes(void **state)
{
	(void)state;
	lose_under_traffic(delete_device, create_device);
}

static void set_device_down(void)
{
	link_set_up(HOST_PHONE, PC_PORT, false);
}

static void set_device_up(unsigned int round)
{
	(void)round;
	link_set_up(HOST_PHONE, PC_PORT, true);
	phone_ports_plug();
}

static void test_device_goes_down(void **state)
{
	(void)state;
	lose_under_traffic(set_device_down, set_device_up);
}

static void rename_device(const char *from, const char *to)
{
	host_run(HOST_PHONE, "ip -batch - <<'END'\n"
		 "link set dev %s down\n"
		 "link set dev %s name %s\n"
		 "link set dev %s up\n"
		 "END", from, from, to, to);
	link_wait(HOST_PHONE, to);
	link_wait(HOST_PC, FAR_END);
}

static void expect_no_port(void)
{
	struct dot1x_status status;

	dot1x_get(&status);
	assert_int_equal(status.pc_device, 0);
}

static struct station newcomer(unsigned int number)
{
	return station_number(50 + number);
}

static void start_newcomer(unsigned int number)
{
	struct eapol_frame frame = eapol_frame(pae_group, newcomer(number),
					       EAPOL_START);

	assert_true(frame_try_send(wires.pc, &frame));
}

/* A frame that comes in by a device that is no port belongs to no session. */
static void expect_unnoted(unsigned int number)
{
	start_newcomer(number);
	assert_false(dot1x_find(newcomer(number), NULL));
}

static void expect_noted(unsigned int number)
{
	start_newcomer(number);
	dot1x_wait_state(newcomer(number), PHONEWALL_SESSION_AUTHENTICATING);
}

static void take_name(void)
{
	rename_device(PC_PORT, OTHER_NAME);
	expect_no_port();
}

static void give_name_back(unsigned int round)
{
	expect_unnoted(round);
	rename_device(OTHER_NAME, PC_PORT);
	expect_noted(round);
}

static void test_device_is_renamed(void **state)
{
	(void)state;
	lose_under_traffic(take_name, give_name_back);
}

/* Another device takes the name of the port as soon as the port is renamed. */
static void exchange_names(void)
{
	host_run(HOST_PHONE, "ip link add " DYING " type dummy");
	rename_device(PC_PORT, OTHER_NAME);
	host_run(HOST_PHONE, "ip link set " DYING " name " PC_PORT);
}

static void exchange_names_back(unsigned int round)
{
	expect_unnoted(round);
	delete_device();
	rename_device(OTHER_NAME, PC_PORT);
	expect_noted(round);
}

static void test_names_are_exchanged(void **state)
{
	(void)state;
	lose_under_traffic(exchange_names, exchange_names_back);
}

static void move_device(const char *device, enum host from, enum host to)
{
	host_run(from, "ip link set dev %s netns %s", device, host_path(to));
	host_run(to, "ip link set dev %s up", device);
	link_wait(to, device);
	link_wait(HOST_PC, FAR_END);
}

/* In the other namespace it is no port, and back here it is the port again. */
static void move_away(void)
{
	move_device(PC_PORT, HOST_PHONE, HOST_SWITCH);
	expect_no_port();
}

static void move_back(unsigned int round)
{
	expect_unnoted(round);
	move_device(PC_PORT, HOST_SWITCH, HOST_PHONE);
	expect_noted(round);
}

static void move_back_into_bridge(unsigned int round)
{
	move_back(round);
	host_run(HOST_PHONE, "ip link set dev " PC_PORT " master " BRIDGE);
}

static void test_device_moves(void **state)
{
	const enum phone_ports *ports = *state;

	lose_under_traffic(move_away, *ports == PORTS_PLAIN ?
				      move_back : move_back_into_bridge);
}

static bool succeeds(enum host host, const char *command)
{
	char output[256];

	return !host_output(host, output, sizeof(output), "%s 2>&1", command);
}

/*
 * A device that cannot be a port arrives with the port's name. It cannot be
 * created here or renamed to it, but the kernel lets no one veto a move between
 * namespaces. It is no port then.
 */
static void test_odd_device_comes(void **state)
{
	(void)state;
	host_run(HOST_PHONE, "ip link delete " PC_PORT);
	host_run(HOST_SWITCH, "modprobe tun");
	for (unsigned int i = 0; i < ROUNDS; i++) {
		assert_false(succeeds(HOST_PHONE, "ip tuntap add dev " PC_PORT
				      " mode tun"));
		host_run(HOST_SWITCH, "ip tuntap add dev " PC_PORT " mode tun");
		host_run(HOST_SWITCH, "ip link set dev " PC_PORT " netns %s",
			 host_path(HOST_PHONE));
		expect_no_port();
		host_run(HOST_PHONE, "ip link set dev " PC_PORT " name "
			 OTHER_NAME);
		assert_false(succeeds(HOST_PHONE, "ip link set dev " OTHER_NAME
				      " name " PC_PORT));
		host_run(HOST_PHONE, "ip link delete " OTHER_NAME);
	}
	phone_ports_create_pc_port();
	set_again();
}

static void test_settings_go(void **state)
{
	(void)state;
	lose_under_traffic(dot1x_withdraw, NULL);
}

static void wait_gone(enum host host)
{
	for (int waited = 0; waited < WAIT_MS * 1000; waited += POLL_US) {
		if (!link_index(host, DYING))
			return;
		usleep(POLL_US);
	}
	fail_msg("a device has outlived its namespace");
}

static void create_end(const char *port, enum host far_host)
{
	host_run(HOST_PHONE, "ip -n " DYING " link add %s type veth peer name "
		 DYING " netns %s && ip -n " DYING " link set dev %s up",
		 port, host_path(far_host), port);
	host_run(far_host, "ip link set dev " DYING " addrgenmode none up");
	link_wait(far_host, DYING);
}

static struct genetlink open_genetlink(void)
{
	struct genetlink genetlink;
	int fd = open("/run/netns/" DYING, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(setns(fd, CLONE_NEWNET), 0);
	close(fd);
	assert_int_equal(genetlink_open(&genetlink), 0);
	host_leave();
	return genetlink;
}

/* Without a socket, which would keep the namespace. */
static void set_in_dying(void)
{
	struct dot1x_settings settings = phone_ports_settings();
	struct genetlink genetlink = open_genetlink();
	static struct genetlink_request request;
	static struct genetlink_answer answer;

	dot1x_put(genetlink_begin(&genetlink, &request,
				  PHONEWALL_CMD_DOT1X_SET), &settings);
	genetlink_ask(&genetlink, &request, &answer);
	assert_int_equal(answer.error, 0);
	host_close_socket(genetlink.fd);
}

static void create_dying(void)
{
	host_run(HOST_PHONE, "ip netns add " DYING);
	create_end(PC_PORT, HOST_PC);
	create_end(SWITCH_PORT, HOST_LAN);
	set_in_dying();
}

static void wait_for_frames(int wire)
{
	struct eapol_frame frame;

	for (unsigned int i = 0; i < PASSED; i++)
		assert_true(frame_receive(wire, &frame, NULL, WAIT_MS));
}

/* No event reports when the ports of that namespace can send. */
static void pass_response(int pc, int lan)
{
	struct eapol_frame frame = eap_frame(pae_group, PC, EAP_RESPONSE, 1);
	struct eapol_frame passed;

	for (int waited = 0; waited < WAIT_MS; waited += POLL_MS) {
		frame_send(pc, &frame);
		if (frame_receive(lan, &passed, NULL, POLL_MS))
			return;
	}
	fail_msg("EAPOL does not pass");
}

static void check_dying(void)
{
	pid_t traffic;
	int pc, lan, from_pc_here;

	create_dying();
	from_pc_here = frame_socket_of(HOST_LAN, DYING, PC);
	pc = frame_socket_wire(HOST_PC, DYING);
	lan = frame_socket_wire(HOST_LAN, DYING);
	pass_response(pc, lan);
	traffic = begin_traffic(pc, lan);
	wait_for_frames(lan);
	host_run(HOST_PHONE, "ip netns delete " DYING);
	expect_logoff(from_pc_here, PC);
	child_kill(traffic);
	close(pc);
	close(lan);
	close(from_pc_here);
	wait_gone(HOST_PC);
	wait_gone(HOST_LAN);
}

static void test_namespace_goes(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ROUNDS; i++)
		check_dying();
	set_again();
}

/*
 * Hooks that stay: the kernel patches its own code with the first and the last
 * of a kind, which an emulated processor does not always survive. Before 5.16
 * there is no egress hook.
 */
static void keep_hooks(void)
{
	host_run(HOST_SWITCH, "nft -f - <<'END'\n"
		 "table netdev stays {\n"
		 "chain a { type filter hook ingress device lo priority 0; }\n"
		 "%s"
		 "}\n"
		 "table bridge stays {\n"
		 "chain a { type filter hook forward priority 0; }\n"
		 "chain b { type filter hook output priority 0; }\n"
		 "}\nEND", host_kernel_is(5, 16) ?
		 "chain b { type filter hook egress device lo priority 0; }\n" :
		 "");
}

static int begin(void **state)
{
	phone_ports_begin(state);
	keep_hooks();
	from_pc = frame_socket_of(HOST_LAN, FAR_END, PC);
	return 0;
}

static int end(void **state)
{
	close(from_pc);
	return phone_ports_end(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BRIDGES(test_settings_go),
		TEST_BRIDGES(test_device_goes_down),
		TEST_BRIDGES(test_device_goes),
		TEST_PORTS(test_device_is_renamed),
		TEST_BRIDGED(test_names_are_exchanged),
		TEST_PORTS(test_device_moves),
		TEST_BRIDGED(test_odd_device_comes),
		PORTS_TEST(test_namespace_goes, "", &ports_plain),
		TEST_BRIDGES(test_module_goes),
	};

	printf("# %d rounds of each\n", ROUNDS);
	return cmocka_run_group_tests(tests, begin, end);
}
