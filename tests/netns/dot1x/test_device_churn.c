// SPDX-License-Identifier: MIT
/*
 * A port is one device, known by its own name. Whatever an unprivileged user
 * does to devices in a user namespace, no device has two roles, a disabled PC
 * port lets nothing through, and nothing is left behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "dot1x/device_churn.h"
#include "harness/environment.h"
#include "harness/inet_socket.h"
#include "harness/kernel_memory.h"
#include "harness/kernel_module.h"
#include "harness/phone_ports.h"
#include "harness/rtnetlink.h"
#include "harness/user_namespace.h"
#include "stress/flood.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

#define OPERATIONS		2000
#define OPERATIONS_FULL		20000
#define ROUND			200
#define ROUNDS_OF_A_LIFE	5
#define PROTOCOL_TEST		0x88b5
#define CHECKER			station_number(200)
#define UDP_PORT		4444
#define OTHER_NAME		"other0"
#define ALTERNATIVE		"altpc"
#define HELD			"eth7"
#define BLOCKED_ENOUGH		50
#define POLL_US			2000
#define PAUSE_US		50000
#define NOTHING_COMES_MS	300
#define NAMESPACES_KEPT		2

static const struct station broadcast = {
	{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }
};

static unsigned int seed;
static unsigned int life;
static unsigned int operations;

/* Ports that get their names one after the other. */

static int try_set(const char *pc_port, const char *switch_port,
		   struct genetlink_answer *answer)
{
	const struct dot1x_settings settings = {
		.pc_port = pc_port,
		.switch_port = switch_port,
		.is_enabled = true,
		.session_limit = PHONEWALL_SESSION_LIMIT_DEFAULT,
	};
	static struct genetlink_request request;
	struct genetlink genetlink;

	genetlink_open_phone(&genetlink);
	dot1x_put(genetlink_begin(&genetlink, &request,
				  PHONEWALL_CMD_DOT1X_SET), &settings);
	genetlink_ask(&genetlink, &request, answer);
	return answer->error;
}

static void expect_devices(uint32_t pc, uint32_t lan)
{
	struct dot1x_status status;

	dot1x_get(&status);
	assert_int_equal(status.pc_device, pc);
	assert_int_equal(status.switch_device, lan);
}

/*
 * If a removed device had been kept, its memory would be in use by another now.
 */
static void reuse_memory(void)
{
	host_run(HOST_PHONE, "for i in 1 2 3 4 5 6 7 8; do"
		 " ip link add new$i type veth peer name old$i || exit 1;"
		 " done;"
		 " for i in 1 2 3 4 5 6 7 8; do ip link delete new$i; done");
}

static void expect_refused(const struct genetlink_answer *answer)
{
	if (answer->error != -EINVAL ||
	    !strstr(answer->words, "alternative name of a device"))
		fail_msg("a port by an alternative name of " HELD ": %s, "
			 "\"%s\"", strerror(-answer->error), answer->words);
}

static void check_alternative_name(const char *pc_port,
				   const char *switch_port)
{
	static struct genetlink_answer answer;

	dot1x_withdraw();
	host_run(HOST_PHONE, "ip link add " HELD " type veth peer name peer7"
		 " && ip link property add dev " HELD " altname " ALTERNATIVE);
	try_set(pc_port, switch_port, &answer);
	host_run(HOST_PHONE, "ip link delete " HELD);
	reuse_memory();
	expect_devices(0, 0);
	expect_refused(&answer);
	dot1x_withdraw();
}

/* A device is no port if the port's name is only its alternative name. */
static void test_alternative_name(void **state)
{
	(void)state;
	check_alternative_name(ALTERNATIVE, HELD);
	check_alternative_name(HELD, ALTERNATIVE);
	check_alternative_name(ALTERNATIVE, SWITCH_PORT);
	check_alternative_name(PC_PORT, ALTERNATIVE);
}

/* It does not become one later either. */
static void test_alternative_name_later(void **state)
{
	static struct genetlink_answer answer;

	(void)state;
	assert_int_equal(try_set(ALTERNATIVE, SWITCH_PORT, &answer), 0);
	host_run(HOST_PHONE, "ip link property add dev " PC_PORT
		 " altname " ALTERNATIVE);
	expect_devices(0, link_index(HOST_PHONE, SWITCH_PORT));
	host_run(HOST_PHONE, "ip link property add dev " SWITCH_PORT
		 " altname lan9");
	expect_devices(0, link_index(HOST_PHONE, SWITCH_PORT));
	host_run(HOST_PHONE, "ip link property del dev " PC_PORT
		 " altname " ALTERNATIVE
		 " && ip link property del dev " SWITCH_PORT " altname lan9"
		 " && ip link add " ALTERNATIVE " type dummy");
	expect_devices(link_index(HOST_PHONE, ALTERNATIVE),
		       link_index(HOST_PHONE, SWITCH_PORT));
	host_run(HOST_PHONE, "ip link delete " ALTERNATIVE);
	expect_devices(0, link_index(HOST_PHONE, SWITCH_PORT));
}

static void expect_no_logoff(int at_lan)
{
	struct eapol_frame frame = eapol_frame(pae_group, PC, EAPOL_MKA);
	struct eapol_frame logoff = eapol_logoff(PC, 2);
	struct eapol_frame arrived;

	frame_send(wires.pc, &frame);
	do {
		assert_true(frame_receive(at_lan, &arrived, NULL, WAIT_MS));
		if (arrived.length == logoff.length &&
		    !memcmp(arrived.bytes, logoff.bytes, logoff.length))
			fail_msg("a Logoff has gone out");
	} while (arrived.length != frame.length ||
		 memcmp(arrived.bytes, frame.bytes, frame.length));
}

/* Changes of other devices and of other names leave a port as it is. */
static void test_port_stays(void **state)
{
	static const char *const commands[] = {
		"ip link property add dev " PC_PORT " altname pc9",
		"ip link property add dev " SWITCH_PORT " altname lan9",
		"ip link set dev " OTHER_NAME " name other1",
		"ip link property add dev other1 altname other9",
		"ip link set dev other9 name " OTHER_NAME,
		"ip link property del dev " PC_PORT " altname pc9",
		"ip link set dev lan9 mtu 1400 && ip link set dev lan9 mtu 1500",
		"ip link property del dev " SWITCH_PORT " altname lan9",
		"ip link delete " OTHER_NAME,
	};
	uint32_t pc = link_index(HOST_PHONE, PC_PORT);
	uint32_t lan = link_index(HOST_PHONE, SWITCH_PORT);

	(void)state;
	phone_ports_authenticate(PC);
	host_run(HOST_PHONE, "ip link add " OTHER_NAME " type dummy");
	for (size_t i = 0; i < COUNT(commands); i++) {
		host_run(HOST_PHONE, "%s", commands[i]);
		expect_devices(pc, lan);
		dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	}
	expect_no_logoff(wires.lan);
	phone_ports_expect_unheard(state);
}

static struct eapol_frame test_frame(struct station from, uint32_t number)
{
	struct eapol_frame frame = plain_frame(broadcast, from, PROTOCOL_TEST);

	memcpy(frame.bytes + 14, &number, sizeof(number));
	return frame;
}

/* What any device of a host, or the one with @index, gives to its stack. */
static int open_receiver(enum host host, unsigned int index, uint16_t protocol)
{
	const struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = index,
	};
	int fd = host_socket(host, AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);

	assert_int_equal(bind(fd, (const void *)&address, sizeof(address)), 0);
	return fd;
}

/* A UDP socket that sends by a device, whatever addresses that has. */
static int open_stack(enum host host, const char *device)
{
	int fd = host_socket(host, AF_INET, SOCK_DGRAM, 0);

	socket_enable(fd, SOL_SOCKET, SO_BROADCAST);
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device,
				    strlen(device) + 1), 0);
	return fd;
}

static void send_by_stack(int stack, uint32_t number)
{
	const struct sockaddr_in everybody = {
		.sin_family = AF_INET,
		.sin_port = htons(UDP_PORT),
		.sin_addr.s_addr = htonl(INADDR_BROADCAST),
	};

	sendto(stack, &number, sizeof(number), 0, (const void *)&everybody,
	       sizeof(everybody));
}

static bool take_bytes(int fd, uint8_t *bytes, size_t size)
{
	ssize_t length = recv(fd, bytes, size, MSG_DONTWAIT);

	if (length < 0)
		return false;
	memset(bytes + length, 0, size - length);
	return true;
}

/* Returns the number of a datagram or frame of the test; 0 for any other. */
static uint32_t read_number(const uint8_t *bytes)
{
	uint16_t protocol = bytes[12] << 8 | bytes[13];
	uint32_t number = 0;

	if (protocol == PROTOCOL_TEST)
		memcpy(&number, bytes + 14, sizeof(number));
	if (protocol == ETH_P_IP && bytes[23] == IPPROTO_UDP &&
	    (bytes[36] << 8 | bytes[37]) == UDP_PORT)
		memcpy(&number, bytes + 42, sizeof(number));
	return number;
}

static void expect_number(int fd, uint32_t number)
{
	uint8_t bytes[64];
	uint32_t arrived;

	while (socket_wait(fd, POLLIN, WAIT_MS)) {
		if (!take_bytes(fd, bytes, sizeof(bytes)))
			continue;
		arrived = read_number(bytes);
		if (arrived == number)
			return;
		if (arrived)
			fail_msg("frame %u has crossed instead of %u", arrived,
				 number);
	}
	fail_msg("frame %u does not cross", number);
}

static bool flood_from_pc(uint32_t number)
{
	struct eapol_frame frame = test_frame(PC, number);

	return send(wires.pc, frame.bytes, frame.length, MSG_DONTWAIT) > 0;
}

static void wait_for_blocked(void)
{
	uint64_t before = dot1x_counted(PHONEWALL_DOT1X_PORT_DISABLED);

	for (int waited = 0; waited < WAIT_MS * 1000; waited += POLL_US) {
		if (dot1x_counted(PHONEWALL_DOT1X_PORT_DISABLED) >
		    before + BLOCKED_ENOUGH)
			return;
		usleep(POLL_US);
	}
	fail_msg("nothing comes to the disabled PC port");
}

static void rename_down(const char *from, const char *to)
{
	host_run(HOST_PHONE, "ip -batch - <<'END'\n"
		 "link set dev %s down\n"
		 "link set dev %s name %s\n"
		 "END", from, from, to);
}

static void rename_away_and_back(int receiver)
{
	struct eapol_frame frame;

	rename_down(PC_PORT, OTHER_NAME);
	link_set_up(HOST_PHONE, OTHER_NAME, true);
	assert_true(frame_receive(receiver, &frame, NULL, WAIT_MS));
	rename_down(OTHER_NAME, PC_PORT);
	usleep(PAUSE_US);
	frame_drain(receiver);
	link_set_up(HOST_PHONE, PC_PORT, true);
}

static void ask_rtnetlink(enum host host,
			  const struct rtnetlink_request *request)
{
	char words[128];
	int error;
	int fd;

	host_enter(host);
	fd = rtnetlink_open();
	host_leave();
	assert_true(fd >= 0);
	error = rtnetlink_ask(fd, request, words, sizeof(words));
	close(fd);
	if (error)
		fail_msg("%s, \"%s\"", strerror(-error), words);
}

/* Moves the PC port and sets it up in the same request. */
static void move_and_set_up(enum host from, enum host to)
{
	struct rtnetlink_request request;
	struct nlmsghdr *header;
	int path = open(host_path(to), O_RDONLY | O_CLOEXEC);

	assert_true(path >= 0);
	header = rtnetlink_begin(&request, RTM_NEWLINK, 0,
				 link_index(from, PC_PORT));
	rtnetlink_change_flags(&request, IFF_UP, IFF_UP);
	mnl_attr_put_u32(header, IFLA_NET_NS_FD, path);
	ask_rtnetlink(from, &request);
	close(path);
}

static void move_away_and_back(int receiver)
{
	int elsewhere = open_receiver(HOST_SWITCH, 0, PROTOCOL_TEST);
	struct eapol_frame frame;

	(void)receiver;
	move_and_set_up(HOST_PHONE, HOST_SWITCH);
	assert_true(frame_receive(elsewhere, &frame, NULL, WAIT_MS));
	move_and_set_up(HOST_SWITCH, HOST_PHONE);
	host_close_socket(elsewhere);
}

static void restart(int receiver)
{
	(void)receiver;
	link_set_up(HOST_PHONE, PC_PORT, false);
	link_set_up(HOST_PHONE, PC_PORT, true);
}

static void exchange_names(int receiver)
{
	host_run(HOST_PHONE, "ip link add " HELD " type dummy");
	rename_down(PC_PORT, OTHER_NAME);
	rename_down(HELD, PC_PORT);
	host_run(HOST_PHONE, "ip link property add dev " PC_PORT
		 " altname " ALTERNATIVE " && ip link delete " PC_PORT);
	rename_down(OTHER_NAME, PC_PORT);
	usleep(PAUSE_US);
	frame_drain(receiver);
	link_set_up(HOST_PHONE, PC_PORT, true);
}

/* In either case nothing that the stack sends by it arrives. */
static void expect_closed(int receiver)
{
	int stack = open_stack(HOST_PHONE, PC_PORT);
	struct eapol_frame frame;

	send_by_stack(stack, 1);
	host_close_socket(stack);
	wait_for_blocked();
	if (frame_receive(receiver, &frame, NULL, 0))
		fail_msg("a frame has come by the disabled PC port");
}

static void expect_open(int receiver, int at_pc)
{
	int stack = open_stack(HOST_PHONE, PC_PORT);
	struct eapol_frame frame;

	assert_true(frame_receive(receiver, &frame, NULL, WAIT_MS));
	send_by_stack(stack, 2);
	expect_number(at_pc, 2);
	host_close_socket(stack);
}

/*
 * A disabled PC port comes back closed: the PC sends frames without end, and
 * none is forwarded from the moment at which the device is up.
 */
static void test_disabled_port_comes_back(void **state)
{
	static void (*const ways[])(int receiver) = {
		restart, rename_away_and_back, move_away_and_back,
		exchange_names,
	};
	int receiver = open_receiver(HOST_PHONE, 0, PROTOCOL_TEST);
	int at_pc = open_receiver(HOST_PC, link_index(HOST_PC, FAR_END),
				  ETH_P_IP);

	(void)state;
	phone_ports_set_enabled(false);
	flood_begin(1, flood_from_pc);
	for (size_t i = 0; i < COUNT(ways); i++) {
		printf("# way %zu\n", i);
		ways[i](receiver);
		link_wait(HOST_PHONE, PC_PORT);
		expect_closed(receiver);
		expect_devices(link_index(HOST_PHONE, PC_PORT),
			       link_index(HOST_PHONE, SWITCH_PORT));
	}
	phone_ports_set_enabled(true);
	expect_open(receiver, at_pc);
	flood_end();
}

static void expect_one_logoff(int from_pc)
{
	struct eapol_frame logoff = eapol_logoff(PC, 2);
	struct eapol_frame arrived;

	frame_expect(from_pc, &logoff);
	if (frame_receive(from_pc, &arrived, NULL, NOTHING_COMES_MS))
		fail_msg("more than a Logoff has come");
}

static void delete_pc_port(void)
{
	host_run(HOST_PHONE, "ip link delete " PC_PORT);
}

static void rename_pc_port(void)
{
	rename_down(PC_PORT, OTHER_NAME);
}

/*
 * A port that is removed or renamed is a port no more: one Logoff is sent for
 * the PC, which cannot tell that the port has gone.
 */
static void test_one_logoff(void **state)
{
	static void (*const ways[])(void) = { delete_pc_port, rename_pc_port };
	int from_pc = frame_socket_of(HOST_LAN, FAR_END, PC);
	struct dot1x_session session;

	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++) {
		if (!link_index(HOST_PHONE, PC_PORT))
			phone_ports_create_pc_port();
		frame_drain(wires.lan);
		phone_ports_authenticate(PC);
		expect_no_logoff(wires.lan);
		frame_drain(from_pc);
		ways[i]();
		expect_one_logoff(from_pc);
		assert_true(dot1x_find(PC, &session));
		assert_int_equal(session.state, PHONEWALL_SESSION_LOGGED_OFF);
		expect_devices(0, link_index(HOST_PHONE, SWITCH_PORT));
	}
	host_run(HOST_PHONE, "ip link delete " OTHER_NAME);
	phone_ports_create_pc_port();
	close(from_pc);
}

static void create_pair(const char *name, enum host far_host)
{
	host_run(HOST_PHONE, "ip link add %s type veth peer name far1 netns %s"
		 " && ip link set dev %s addrgenmode none up", name,
		 host_path(far_host), name);
	host_run(far_host, "ip link set dev far1 addrgenmode none up");
	link_wait(HOST_PHONE, name);
	link_wait(far_host, "far1");
}

static void delete_port(const char *name)
{
	host_run(HOST_PHONE, "ip link delete %s", name);
}

static void create_port(const char *name)
{
	create_pair(name, strcmp(name, "pc1") ? HOST_LAN : HOST_PC);
}

static uint32_t index_of(const char *name)
{
	return link_index(HOST_PHONE, name);
}

/* EAPOL passes both ways, whatever these devices are now. */
static void expect_passing(void)
{
	struct eapol_frame start = eapol_frame(pae_group, PC, EAPOL_START);
	struct eapol_frame request = eap_frame(PC, LAN_SWITCH, EAP_REQUEST, 1);
	int pc = frame_socket_wire(HOST_PC, "far1");
	int lan = frame_socket_wire(HOST_LAN, "far1");

	frame_send(pc, &start);
	frame_expect(lan, &start);
	frame_send(lan, &request);
	frame_expect(pc, &request);
	close(pc);
	close(lan);
}

/* Removed and created again in any order, each is its port again. */
static void test_removal_in_any_order(void **state)
{
	static const char *const ports[] = { "pc1", "lan1" };
	static struct genetlink_answer answer;

	(void)state;
	assert_int_equal(try_set(ports[0], ports[1], &answer), 0);
	for (unsigned int order = 0; order < 4; order++) {
		printf("# %s comes first, %s goes first\n", ports[order & 1],
		       ports[order >> 1]);
		create_port(ports[order & 1]);
		expect_devices(index_of("pc1"), index_of("lan1"));
		create_port(ports[!(order & 1)]);
		expect_devices(index_of("pc1"), index_of("lan1"));
		assert_true(index_of("pc1") && index_of("lan1"));
		expect_passing();
		delete_port(ports[order >> 1]);
		expect_devices(index_of("pc1"), index_of("lan1"));
		delete_port(ports[!(order >> 1)]);
		expect_devices(0, 0);
	}
}

/* Random devices, settings and frames. */

static uint32_t own_index(const struct rtnetlink_device *devices, int count,
			  const char *name)
{
	for (int i = 0; i < count; i++) {
		if (!strcmp(devices[i].name, name))
			return devices[i].index;
	}
	return 0;
}

static const struct rtnetlink_device *
find_index(const struct rtnetlink_device *devices, int count, uint32_t index)
{
	for (int i = 0; i < count; i++) {
		if (devices[i].index == index)
			return &devices[i];
	}
	return NULL;
}

/**
 * struct view - a namespace in a quiet moment
 * @devices: its devices
 * @count: how many there are
 * @status: what the module says
 */
struct view {
	struct rtnetlink_device devices[RTNETLINK_DEVICES_MAX];
	int count;
	struct dot1x_status status;
};

static void look(enum host host, struct view *view)
{
	view->count = rtnetlink_list(device_churn_rtnetlink(host),
				     view->devices);
	assert_in_range(view->count, 1, RTNETLINK_DEVICES_MAX - 1);
	device_churn_read(host, &view->status);
}

static void check_port(const struct view *view, const char *name,
		       uint32_t device, const char *role)
{
	uint32_t expected = own_index(view->devices, view->count, name);

	if (device != expected)
		fail_msg("the %s %s is device %u; device %u has that name",
			 role, name, device, expected);
}

/* A session whose Logoff could not be sent keeps its state until it can be. */
static void check_no_open_session(const struct dot1x_status *status)
{
	const struct dot1x_session *session;

	for (unsigned int i = 0; i < status->session_count; i++) {
		session = &status->sessions[i];
		if ((session->state == PHONEWALL_SESSION_AUTHENTICATING ||
		     session->state == PHONEWALL_SESSION_AUTHENTICATED) &&
		    !session->is_logoff_unsent)
			fail_msg("station %u is in state %u without a PC port",
				 session->address.bytes[5], session->state);
	}
}

static void check_identity(enum host host, const struct view *view)
{
	const struct dot1x_status *status = &view->status;
	const char *difference;

	difference = device_churn_find_difference(host, status);
	if (difference)
		fail_msg("namespace %d has %s", host, difference);
	if (!status->pc_port[0])
		return;
	if (status->pc_device && status->pc_device == status->switch_device)
		fail_msg("device %u holds two roles", status->pc_device);
	check_port(view, status->pc_port, status->pc_device, "PC port");
	check_port(view, status->switch_port, status->switch_device,
		   "switch port");
	if (!status->pc_device)
		check_no_open_session(status);
}

/* Devices that receive the PAE group, and those that must not. */

/**
 * struct hearers - devices, by their indices, of either namespace
 * @indices: the devices
 * @count: how many there are in each
 */
struct hearers {
	uint32_t indices[DEVICE_CHURN_HOSTS][RTNETLINK_DEVICES_MAX];
	unsigned int count[DEVICE_CHURN_HOSTS];
};

static void add_hearer(struct hearers *hearers, enum host host, uint32_t index)
{
	assert_true(hearers->count[host] < RTNETLINK_DEVICES_MAX);
	hearers->indices[host][hearers->count[host]++] = index;
}

static bool is_hearer(const struct hearers *hearers, enum host host,
		      uint32_t index)
{
	for (unsigned int i = 0; i < hearers->count[host]; i++) {
		if (hearers->indices[host][i] == index)
			return true;
	}
	return false;
}

/* A device receives what a device on top of it receives. */
static void add_port(struct hearers *hearers, const struct view *views,
		     enum host host, uint32_t index)
{
	const struct rtnetlink_device *device;

	while (index) {
		add_hearer(hearers, host, index);
		device = find_index(views[host].devices, views[host].count,
				    index);
		if (!device || (strcmp(device->kind, "vlan") &&
				strcmp(device->kind, "macvlan")))
			return;
		index = device->lower;
		if (device->is_lower_elsewhere)
			host = host == HOST_PHONE ? HOST_LAN : HOST_PHONE;
	}
}

static void read_hearers(enum host host, struct hearers *hearers)
{
	char line[256], address[32];
	unsigned int index;
	FILE *file;

	host_enter(host);
	file = fopen("/proc/thread-self/net/dev_mcast", "re");
	host_leave();
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		assert_int_equal(sscanf(line, "%u %*s %*d %*d %31s", &index,
					address), 2);
		if (!strcmp(address, "0180c2000003"))
			add_hearer(hearers, host, index);
	}
	fclose(file);
}

static void show(const struct view *views)
{
	const struct rtnetlink_device *device;

	for (enum host host = 0; host < DEVICE_CHURN_HOSTS; host++) {
		printf("# namespace %d: ports %u %s, %u %s\n", host,
		       views[host].status.pc_device,
		       views[host].status.pc_port,
		       views[host].status.switch_device,
		       views[host].status.switch_port);
		for (int i = 0; i < views[host].count; i++) {
			device = &views[host].devices[i];
			printf("#   %u %s %s %sover %u, flags 0x%x, in %u\n",
			       device->index, device->name, device->kind,
			       device->is_lower_elsewhere ? "elsewhere " : "",
			       device->lower, device->flags, device->master);
		}
	}
}

/*
 * If the device under a VLAN or a macvlan moves to another namespace, the
 * kernel never removes a group from it again: such a device may receive what it
 * should not.
 */
static bool may_hear(const struct hearers *expected, const struct view *views,
		     enum host host, uint32_t index)
{
	const struct rtnetlink_device *device;

	device = find_index(views[host].devices, views[host].count, index);
	assert_non_null(device);
	return is_hearer(expected, host, index) ||
	       !strcmp(device->kind, "vlan") ||
	       !strcmp(device->kind, "macvlan");
}

static void check_hearers(const struct view *views)
{
	struct hearers expected = { 0 }, found = { 0 };

	for (enum host host = 0; host < DEVICE_CHURN_HOSTS; host++) {
		add_port(&expected, views, host, views[host].status.pc_device);
		add_port(&expected, views, host,
			 views[host].status.switch_device);
		read_hearers(host, &found);
	}
	for (enum host host = 0; host < DEVICE_CHURN_HOSTS; host++) {
		for (unsigned int i = 0; i < found.count[host]; i++) {
			if (may_hear(&expected, views, host,
				     found.indices[host][i]))
				continue;
			show(views);
			fail_msg("device %u of namespace %d hears the PAE "
				 "group, but is no port",
				 found.indices[host][i], host);
		}
	}
}

static void look_at_all(struct view *views)
{
	for (enum host host = 0; host < DEVICE_CHURN_HOSTS; host++) {
		look(host, &views[host]);
		check_identity(host, &views[host]);
	}
	check_hearers(views);
}

/* The way across a port whose other end can be reached. */

/**
 * struct way - a port and what is at its other end
 * @host: where the port is
 * @port: its name
 * @index: its index
 * @far_host: where the other end is
 * @end: its name
 * @end_index: its index
 * @receivers: of frames that came by the port, and at the other end
 * @sender: at the other end
 * @stack: a UDP socket that sends by the port
 */
struct way {
	enum host host;
	char port[IFNAMSIZ];
	uint32_t index;
	enum host far_host;
	char end[IFNAMSIZ];
	uint32_t end_index;
	int receivers[2];
	int sender;
	int stack;
};

static bool find_way(enum host host, const struct view *views, uint32_t index,
		     struct way *way)
{
	const struct rtnetlink_device *port, *end;

	port = find_index(views[host].devices, views[host].count, index);
	if (!port || strcmp(port->kind, "veth"))
		return false;
	memset(way, 0, sizeof(*way));
	way->host = host;
	way->index = index;
	way->far_host = !port->is_lower_elsewhere ? host :
			host == HOST_PHONE ? HOST_LAN : HOST_PHONE;
	end = find_index(views[way->far_host].devices,
			 views[way->far_host].count, port->lower);
	assert_non_null(end);
	way->end_index = end->index;
	snprintf(way->port, sizeof(way->port), "%s", port->name);
	snprintf(way->end, sizeof(way->end), "%s", end->name);
	return true;
}

static void leave_bridge(const struct way *way)
{
	struct rtnetlink_request request;
	struct nlmsghdr *header;

	header = rtnetlink_begin(&request, RTM_NEWLINK, 0, way->index);
	mnl_attr_put_u32(header, IFLA_MASTER, 0);
	assert_int_equal(rtnetlink_ask(device_churn_rtnetlink(way->host),
				       &request, NULL, 0), 0);
}

static void open_way(struct way *way)
{
	const struct sockaddr_ll end = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = way->end_index,
	};

	leave_bridge(way);
	link_set_up(way->host, way->port, true);
	link_set_up(way->far_host, way->end, true);
	link_wait(way->host, way->port);
	link_wait(way->far_host, way->end);
	way->receivers[0] = open_receiver(way->host, way->index,
					  PROTOCOL_TEST);
	way->sender = host_socket(way->far_host, AF_PACKET,
				  SOCK_RAW | SOCK_NONBLOCK, 0);
	socket_enable(way->sender, SOL_PACKET, PACKET_IGNORE_OUTGOING);
	assert_int_equal(bind(way->sender, (const void *)&end, sizeof(end)), 0);
	way->receivers[1] = way->sender;
	way->stack = open_stack(way->host, way->port);
}

static void close_way(const struct way *way)
{
	host_close_socket(way->receivers[0]);
	host_close_socket(way->sender);
	host_close_socket(way->stack);
}

/* A frame by the port and, the other way, a datagram of the stack. */
static void send_across(const struct way *way, uint32_t number)
{
	struct eapol_frame frame = test_frame(CHECKER, number);

	frame_send(way->sender, &frame);
	send_by_stack(way->stack, number);
}

static void drain_way(const struct way *way)
{
	uint8_t bytes[64];

	for (size_t i = 0; i < COUNT(way->receivers); i++) {
		while (take_bytes(way->receivers[i], bytes, sizeof(bytes)))
			;
	}
}

static void expect_across(const struct way *way, uint32_t number)
{
	send_across(way, number);
	expect_number(way->receivers[0], number);
	expect_number(way->receivers[1], number);
}

/* Settings are refused while a device has a port's name as an alternative. */
static void free_name(enum host host, const char *name)
{
	int fd = device_churn_rtnetlink(host);
	struct rtnetlink_request request;
	struct rtnetlink_device device;
	struct nlmsghdr *header;
	struct nlattr *list;

	if (rtnetlink_find(fd, name, &device) || !strcmp(device.name, name))
		return;
	header = rtnetlink_begin(&request, RTM_DELLINKPROP, 0, device.index);
	list = mnl_attr_nest_start(header, IFLA_PROP_LIST | NLA_F_NESTED);
	mnl_attr_put_strz(header, IFLA_ALT_IFNAME, name);
	mnl_attr_nest_end(header, list);
	assert_int_equal(rtnetlink_ask(fd, &request, NULL, 0), 0);
}

static void set_enabled(enum host host, const struct dot1x_status *status,
			bool is_enabled)
{
	static char names[DEVICE_CHURN_HOSTS][2][IFNAMSIZ];
	static struct genetlink_answer answer;
	struct dot1x_settings settings = {
		.is_enabled = is_enabled,
		.hold_time = status->hold_time,
		.session_limit = status->session_limit,
	};

	memcpy(names[host][0], status->pc_port, IFNAMSIZ);
	memcpy(names[host][1], status->switch_port, IFNAMSIZ);
	settings.pc_port = names[host][0];
	settings.switch_port = names[host][1];
	free_name(host, settings.pc_port);
	free_name(host, settings.switch_port);
	if (device_churn_ask(host, &settings, &answer))
		fail_msg("the PC port cannot be %s: %s, \"%s\"",
			 is_enabled ? "enabled" : "disabled",
			 strerror(-answer.error), answer.words);
}

/*
 * In the state after the churn, then enabled, disabled, and enabled again. No
 * frame sent while it is disabled arrives.
 */
static void check_pc_port(enum host host, const struct view *views)
{
	const struct dot1x_status *status = &views[host].status;
	struct way way;

	if (!find_way(host, views, status->pc_device, &way))
		return;
	open_way(&way);
	drain_way(&way);
	if (!status->is_enabled) {
		send_across(&way, 1);
		set_enabled(host, status, true);
	}
	expect_across(&way, 2);
	set_enabled(host, status, false);
	send_across(&way, 3);
	set_enabled(host, status, true);
	expect_across(&way, 4);
	close_way(&way);
}

/*
 * A device that is a port no more: its EAPOL reaches the phone like any frame.
 */
static void check_no_port(const struct way *way)
{
	struct eapol_frame start = eapol_frame(pae_group, CHECKER, EAPOL_START);
	int supplicant = frame_socket_supplicant(way->host, way->port);

	frame_send(way->sender, &start);
	frame_expect(supplicant, &start);
	close(supplicant);
	expect_across(way, 5);
}

static void check_withdrawn(struct view *views)
{
	const struct dot1x_settings none = { 0 };
	struct way ways[2];
	unsigned int count = 0;
	struct dot1x_status status = views[HOST_PHONE].status;

	count += find_way(HOST_PHONE, views, status.pc_device, &ways[count]);
	count += find_way(HOST_PHONE, views, status.switch_device,
			  &ways[count]);
	for (enum host host = 0; host < DEVICE_CHURN_HOSTS; host++)
		assert_int_equal(device_churn_ask(host, &none, NULL), 0);
	look_at_all(views);
	for (unsigned int i = 0; i < count; i++) {
		open_way(&ways[i]);
		drain_way(&ways[i]);
		check_no_port(&ways[i]);
		close_way(&ways[i]);
	}
}

/*
 * Each round continues from the state that the last one left. Every second life
 * ends with everything set.
 */
static void test_churn(void **state)
{
	static struct view views[DEVICE_CHURN_HOSTS];
	unsigned int round = life * ROUNDS_OF_A_LIFE;

	(void)state;
	for (unsigned int i = 0; i < ROUNDS_OF_A_LIFE; i++) {
		device_churn_run(seed + round + i, ROUND);
		look_at_all(views);
		for (enum host host = 0; host < DEVICE_CHURN_HOSTS; host++)
			check_pc_port(host, views);
		look_at_all(views);
		if (i % 2 == life % 2)
			check_withdrawn(views);
	}
}

static int begin_churn(void **state)
{
	(void)state;
	hosts_create();
	device_churn_begin();
	return 0;
}

static int end_churn(void **state)
{
	(void)state;
	hosts_destroy();
	return 0;
}

static int run_churn(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_churn),
	};

	return cmocka_run_group_tests(tests, begin_churn, end_churn);
}

static int run_ports(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BRIDGED(test_port_stays),
		TEST_PORTS(test_disabled_port_comes_back),
		TEST_BRIDGED(test_one_logoff),
		TEST_BRIDGED(test_removal_in_any_order),
		TEST_BRIDGED(test_alternative_name_later),
		TEST_BRIDGED(test_alternative_name),
	};

	return cmocka_run_group_tests(tests, phone_ports_begin,
				      phone_ports_end);
}

/* What is left after the user has gone. */

static unsigned long namespaces_before;

static int end_at_once(void)
{
	return 0;
}

/* The kernel keeps the memory of the last namespaces until others end. */
static void test_namespaces_end(void **state)
{
	unsigned long left = 0;

	(void)state;
	for (int waited = 0; waited < WAIT_MS * 1000; waited += PAUSE_US) {
		assert_int_equal(user_namespace_run(end_at_once), 0);
		left = kernel_memory_objects("net_namespace");
		if (left <= namespaces_before + NAMESPACES_KEPT)
			return;
		usleep(PAUSE_US);
	}
	fail_msg("%lu namespaces are left of the user's",
		 left - namespaces_before);
}

static void test_module_goes(void **state)
{
	(void)state;
	kernel_module_unload();
	kernel_module_load();
}

static void test_everything_was_tried(void **state)
{
	(void)state;
	assert_int_equal(device_churn_report(), 0);
}

static int run_last(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_namespaces_end),
		cmocka_unit_test(test_module_goes),
		cmocka_unit_test(test_everything_was_tried),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The full form needs a debug kernel, which finds most faults. */
static unsigned int operations_by_default(void)
{
	return kernel_memory_quarantine() ? OPERATIONS_FULL : OPERATIONS;
}

static void load_modules(void)
{
	int status = system("modprobe -a veth dummy bridge 8021q macvlan"
			    " phonewall 2>/dev/null");

	if (status)
		printf("# the modules are part of the kernel, or missing\n");
}

/* DEVICE_CHURN_SEED and DEVICE_CHURN_OPERATIONS in the environment set both. */
int main(void)
{
	int failed;

	operations = environment_number("DEVICE_CHURN_OPERATIONS",
					operations_by_default());
	seed = environment_number("DEVICE_CHURN_SEED", time(NULL));
	printf("# seed %u, %u operations\n", seed, operations);
	load_modules();
	device_churn_open();
	kernel_hurry(true);
	namespaces_before = kernel_memory_objects("net_namespace");
	failed = user_namespace_run(run_ports);
	for (life = 0; life * ROUNDS_OF_A_LIFE * ROUND < operations; life++)
		failed |= user_namespace_run(run_churn);
	failed |= run_last();
	kernel_hurry(false);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
