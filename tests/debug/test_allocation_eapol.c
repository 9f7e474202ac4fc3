// SPDX-License-Identifier: MIT
/*
 * EAPOL pass-through, sessions and Logoffs while the kernel has no memory: each
 * allocation fails in turn. A frame is forwarded once or counted as not sent, a
 * PC that goes gets its Logoff or that is counted as not sent, and the next PC
 * is served.
 *
 * The ports are tap devices: a frame written to one comes in within the writing
 * process, so its allocations can fail.
 */
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "failing.h"
#include "harness/firewall.h"
#include "harness/inet_socket.h"
#include "harness/phone_ports.h"
#include "module/client.h"
#include "module/message.h"

#define SITES_MAX	400
/* Longer than the interval of the module's limit of events. */
#define LIMIT_MS	1200

/**
 * struct taps - what is at the other ends of the ports
 * @pc: of the PC port
 * @lan: of the switch port
 * @supplicant: a socket that hears all at the switch port, so that every frame
 *	has two owners
 * @control: a socket to set devices up and down with
 */
struct taps {
	int pc;
	int lan;
	int supplicant;
	int control;
};

static struct taps taps = { -1, -1, -1, -1 };
static struct genetlink events;

static int open_tap(const char *name)
{
	int tap = link_create_tap(HOST_PHONE, name);

	link_set_up(HOST_PHONE, name, true);
	link_wait(HOST_PHONE, name);
	return tap;
}

static void open_pc(void)
{
	taps.pc = open_tap(PC_PORT);
}

/* Takes the next EAPOL frame that a port has sent. */
static bool take(int tap, struct eapol_frame *frame, int milliseconds)
{
	ssize_t length;

	while (socket_wait(tap, POLLIN, milliseconds)) {
		length = read(tap, frame->bytes, sizeof(frame->bytes));
		assert_true(length > 0);
		frame->length = length;
		if (eapol_frame_protocol(frame) == 0x888e)
			return true;
	}
	return false;
}

static void drain(int fd)
{
	struct eapol_frame frame;

	while (take(fd, &frame, 0))
		;
}

static void drain_all(void)
{
	static uint8_t bytes[GENETLINK_MAX];

	drain(taps.pc);
	drain(taps.lan);
	frame_drain(taps.supplicant);
	while (genetlink_read(&events, bytes, 0))
		;
}

/* Each event must be whole; returns how many there were. */
static unsigned int count_events(void)
{
	static uint8_t bytes[GENETLINK_MAX] __attribute__((aligned(4)));
	struct phonewall_event event;
	unsigned int count = 0;
	ssize_t length;

	while ((length = genetlink_read(&events, bytes, 0))) {
		if (length < 0)
			continue;
		assert_int_equal(phonewall_message_read_event((void *)bytes,
							      &event), 0);
		count++;
	}
	return count;
}

static bool write_frame(int tap, const struct eapol_frame *frame)
{
	return write(tap, frame->bytes, frame->length) ==
	       (ssize_t)frame->length;
}

static void cross(int from, int to, const struct eapol_frame *frame)
{
	struct eapol_frame taken;

	assert_true(write_frame(from, frame));
	assert_true(take(to, &taken, WAIT_MS));
	assert_int_equal(taken.length, frame->length);
	assert_memory_equal(taken.bytes, frame->bytes, frame->length);
}

static void authenticate(struct station pc)
{
	struct eapol_frame start = eapol_frame(pae_group, pc, EAPOL_START);
	struct eapol_frame request = eap_frame(pc, LAN_SWITCH, EAP_REQUEST, 1);
	struct eapol_frame response = eap_frame(pae_group, pc, EAP_RESPONSE, 1);
	struct eapol_frame success = eap_frame(pc, LAN_SWITCH, EAP_SUCCESS, 1);

	cross(taps.pc, taps.lan, &start);
	cross(taps.lan, taps.pc, &request);
	cross(taps.pc, taps.lan, &response);
	cross(taps.lan, taps.pc, &success);
	dot1x_expect_state(pc, PHONEWALL_SESSION_AUTHENTICATED);
}

static void begin_anew(void)
{
	struct dot1x_settings settings = phone_ports_settings();

	dot1x_withdraw();
	dot1x_set(&settings);
	drain_all();
	dot1x_begin_count();
}

/**
 * struct passing - a frame that crosses the phone
 * @name: what it is
 * @from_pc: which way
 * @count: the counter of forwarded frames
 * @frame: the frame
 */
struct passing {
	const char *name;
	bool from_pc;
	enum phonewall_dot1x_count count;
	struct eapol_frame frame;
};

/*
 * A frame never came in if the tap had no memory for it. Returns true if there
 * was an allocation of that number.
 */
static bool try_to_pass(const struct passing *passing, unsigned int number)
{
	int from = passing->from_pc ? taps.pc : taps.lan;
	int to = passing->from_pc ? taps.lan : taps.pc;
	bool has_come, has_failed, is_passed;
	struct eapol_frame taken;
	uint64_t not_sent;

	begin_anew();
	failing_begin(number);
	has_come = write_frame(from, &passing->frame);
	has_failed = failing_end();
	is_passed = take(to, &taken, 0);
	not_sent = dot1x_counted(PHONEWALL_DOT1X_NOT_SENT);
	if (is_passed + not_sent != has_come)
		fail_msg("%s, allocation %u: %s, %s, %llu not sent",
			 passing->name, number, has_come ? "came" : "refused",
			 is_passed ? "passed" : "not passed",
			 (unsigned long long)not_sent);
	dot1x_expect_counted(passing->count, is_passed);
	assert_in_range(count_events(), 0, 1);
	if (is_passed)
		assert_memory_equal(taken.bytes, passing->frame.bytes,
				    passing->frame.length);
	return has_failed;
}

static void try_each_passing(const struct passing *passing)
{
	unsigned int number = 1;

	while (try_to_pass(passing, number))
		assert_in_range(number++, 1, SITES_MAX);
	dot1x_expect_counted(PHONEWALL_DOT1X_NOT_SENT, 0);
	printf("# %s: %u allocations failed\n", passing->name, number - 1);
	assert_true(number > 2);
	begin_anew();
	authenticate(PC);
}

static void test_start(void **state)
{
	const struct passing passing = {
		.name = "Start of the PC",
		.from_pc = true,
		.count = PHONEWALL_DOT1X_TO_SWITCH,
		.frame = eapol_frame(pae_group, PC, EAPOL_START),
	};

	(void)state;
	try_each_passing(&passing);
}

static void test_request(void **state)
{
	const struct passing passing = {
		.name = "Request to the PC",
		.count = PHONEWALL_DOT1X_TO_PC,
		.frame = eap_frame(PC, LAN_SWITCH, EAP_REQUEST, 1),
	};

	(void)state;
	try_each_passing(&passing);
}

static void test_group_request(void **state)
{
	const struct passing passing = {
		.name = "Request to the group",
		.count = PHONEWALL_DOT1X_TO_PC,
		.frame = eap_frame(pae_group, LAN_SWITCH, EAP_REQUEST, 1),
	};

	(void)state;
	try_each_passing(&passing);
}

/* The start of a session is reported now, or with the next one. */
static bool try_to_tell(unsigned int number)
{
	struct eapol_frame start = eapol_frame(pae_group, PC, EAPOL_START);
	struct eapol_frame next = eapol_frame(pae_group, OTHER_PC, EAPOL_START);
	struct eapol_frame first = eapol_frame(pae_group, THIRD_PC, EAPOL_START);
	struct dot1x_session session;
	bool has_failed, is_known;

	begin_anew();
	poll(NULL, 0, LIMIT_MS);
	/* The next event also reports the ones missed before. */
	assert_true(write_frame(taps.pc, &first));
	drain_all();
	failing_begin(number);
	write_frame(taps.pc, &start);
	has_failed = failing_end();
	is_known = dot1x_find(PC, &session);
	assert_true(write_frame(taps.pc, &next));
	assert_int_equal(failing_count_told(&events,
					    PHONEWALL_CMD_EVENT_SESSION, 0),
			 is_known + 1);
	return has_failed;
}

/* By its own flags, so that setting them allocates nothing else. */
static void go_down(struct ifreq *request)
{
	request->ifr_flags &= ~IFF_UP;
	ioctl(taps.control, SIOCSIFFLAGS, request);
}

/*
 * At once or, if there was no memory, with the retry. Events report the
 * session, a Logoff that could not be sent, and the settings if they change.
 */
static void expect_logoff(struct station pc, unsigned int number)
{
	struct eapol_frame logoff = eapol_logoff(pc, 2);
	struct eapol_frame taken;
	bool is_sent = take(taps.lan, &taken, 0);
	struct dot1x_session session;

	assert_in_range(dot1x_counted(PHONEWALL_DOT1X_NOT_SENT), !is_sent, 1);
	if (!is_sent && !take(taps.lan, &taken, WAIT_MS))
		fail_msg("allocation %u: no Logoff is tried again", number);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, 1);
	assert_int_equal(taken.length, logoff.length);
	assert_memory_equal(taken.bytes, logoff.bytes, logoff.length);
	assert_false(take(taps.lan, &taken, 0));
	if (dot1x_find(pc, &session))
		assert_int_equal(session.state,
				 PHONEWALL_SESSION_LOGGED_OFF);
	assert_in_range(count_events(), 0, 3);
}

static void begin_session(void)
{
	begin_anew();
	authenticate(PC);
	drain_all();
	dot1x_begin_count();
}

/* Returns true if there was an allocation of that number. */
static bool try_down(unsigned int number)
{
	struct ifreq request = { .ifr_name = PC_PORT };
	bool has_failed;

	begin_session();
	assert_int_equal(ioctl(taps.control, SIOCGIFFLAGS, &request), 0);
	failing_begin(number);
	go_down(&request);
	has_failed = failing_end();
	assert_false(link_is_up(HOST_PHONE, PC_PORT));
	expect_logoff(PC, number);
	link_set_up(HOST_PHONE, PC_PORT, true);
	link_wait(HOST_PHONE, PC_PORT);
	return has_failed;
}

static void try_each(const char *name, bool (*try)(unsigned int number))
{
	unsigned int number = 1;

	while (try(number))
		assert_in_range(number++, 1, SITES_MAX);
	printf("# %s: %u allocations failed\n", name, number - 1);
	assert_true(number > 2);
	begin_anew();
	authenticate(PC);
}

static void test_told(void **state)
{
	(void)state;
	try_each("a session that begins", try_to_tell);
}

static void test_down(void **state)
{
	(void)state;
	try_each("PC port down", try_down);
}

/* Returns true if there was an allocation of that number. */
static bool try_removal(unsigned int number)
{
	struct dot1x_status status;
	bool has_failed;

	begin_session();
	failing_begin(number);
	close(taps.pc);
	has_failed = failing_end();
	assert_int_equal(link_index(HOST_PHONE, PC_PORT), 0);
	dot1x_get(&status);
	assert_int_equal(status.pc_device, 0);
	expect_logoff(PC, number);
	open_pc();
	return has_failed;
}

static void test_removal(void **state)
{
	(void)state;
	try_each("PC port removed", try_removal);
}

static bool try_settings(const struct dot1x_settings *settings,
			 unsigned int number)
{
	static struct genetlink_request request;
	struct genetlink genetlink;
	enum outcome outcome;
	bool has_failed;

	begin_session();
	genetlink_open_phone(&genetlink);
	dot1x_put(genetlink_begin(&genetlink, &request,
				  PHONEWALL_CMD_DOT1X_SET), settings);
	has_failed = failing_ask(&genetlink, &request, number, &outcome);
	host_close_socket(genetlink.fd);
	if (outcome == REFUSED)
		dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	else if (outcome == GRANTED)
		expect_logoff(PC, number);
	return has_failed;
}

static bool try_disabling(unsigned int number)
{
	struct dot1x_settings disabled = phone_ports_settings();

	disabled.is_enabled = false;
	return try_settings(&disabled, number);
}

static void test_disabling(void **state)
{
	(void)state;
	try_each("PC port disabled", try_disabling);
}

static int begin(void **state)
{
	(void)state;
	hosts_create();
	firewall_open();
	/* No host sends anything by itself. */
	host_set(HOST_PHONE, "ipv6/conf/default/disable_ipv6", "1");
	taps.lan = open_tap(SWITCH_PORT);
	open_pc();
	taps.supplicant = frame_socket_wire(HOST_PHONE, SWITCH_PORT);
	failing_open();
	return 0;
}

static int end(void **state)
{
	(void)state;
	close(taps.pc);
	close(taps.lan);
	close(taps.supplicant);
	firewall_close();
	hosts_destroy();
	return 0;
}

static int begin_test(void **state)
{
	(void)state;
	dot1x_open();
	taps.control = host_socket(HOST_PHONE, AF_INET, SOCK_DGRAM, 0);
	genetlink_open_phone(&events);
	assert_int_equal(genetlink_join(&events), 0);
	return 0;
}

static int end_test(void **state)
{
	(void)state;
	dot1x_withdraw();
	hosts_close_sockets();
	return 0;
}

#define TEST(test)	{ #test, test, begin_test, end_test, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_start),
		TEST(test_request),
		TEST(test_group_request),
		TEST(test_told),
		TEST(test_down),
		TEST(test_removal),
		TEST(test_disabling),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
