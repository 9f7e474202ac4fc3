// SPDX-License-Identifier: MIT
/*
 * DOT1X_SET while the kernel has no memory: each allocation fails in turn. A
 * refusal leaves the old settings in force, success puts the new ones in force,
 * and the PC works with either. If all allocations fail from one on, a disabled
 * PC port is still disabled, or down if another port was to replace it. A
 * device whose hooks cannot be registered is no port.
 */
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <sys/socket.h>

#include "failing.h"
#include "harness/phone_ports.h"

#define SITES_MAX	400
#define LATER		"later0"
#define BYTES_STEP	64
#define BYTES_MAX	65536

static struct genetlink genetlink;

static const struct dot1x_settings none;
static const struct dot1x_settings set = {
	.pc_port = PC_PORT,
	.switch_port = SWITCH_PORT,
	.is_enabled = true,
	.session_limit = 8,
};
static const struct dot1x_settings disabled = {
	.pc_port = PC_PORT,
	.switch_port = SWITCH_PORT,
	.session_limit = 8,
};
static const struct dot1x_settings limits = {
	.pc_port = PC_PORT,
	.switch_port = SWITCH_PORT,
	.is_enabled = true,
	.hold_time = 300,
	.session_limit = 9,
};
static const struct dot1x_settings others = {
	.pc_port = BRIDGE,
	.switch_port = SWITCH_PORT,
	.session_limit = 7,
};
static const struct dot1x_settings elsewhere = {
	.pc_port = PC_PORT,
	.switch_port = BRIDGE,
	.session_limit = 7,
};

static bool is_in_force(const struct dot1x_settings *settings)
{
	struct dot1x_status status;

	dot1x_get(&status);
	if (!settings->pc_port)
		return !status.pc_port[0];
	return !strcmp(status.pc_port, settings->pc_port) &&
	       !strcmp(status.switch_port, settings->switch_port) &&
	       status.is_enabled == settings->is_enabled &&
	       status.hold_time == settings->hold_time &&
	       status.session_limit == settings->session_limit &&
	       status.pc_device == link_index(HOST_PHONE, settings->pc_port) &&
	       status.switch_device ==
		       link_index(HOST_PHONE, settings->switch_port);
}

/* The hooks are registered if the settings say so, and only there. */
static void expect_served(const struct dot1x_settings *settings, void **state)
{
	struct eapol_frame from_pc = eapol_frame(pae_group, PC, EAPOL_START);
	struct eapol_frame to_pc = eapol_frame(pae_group, LAN_SWITCH,
					       EAPOL_MKA);

	if (settings == &set || settings == &limits) {
		phone_ports_pass(&from_pc);
		phone_ports_expect_unheard(state);
		return;
	}
	frame_send(wires.pc, &from_pc);
	frame_send(wires.lan, &to_pc);
	frame_expect(wires.at_switch_port, &to_pc);
	frame_expect_none(wires.pc);
	frame_expect_none(wires.lan);
	frame_drain(wires.at_pc_port);
}

static void drain(void)
{
	frame_drain(wires.lan);
	frame_drain(wires.pc);
	frame_drain(wires.at_pc_port);
	frame_drain(wires.at_switch_port);
}

/* Returns true if there was an allocation of that number. */
static bool try(const struct dot1x_settings *old,
		const struct dot1x_settings *new, unsigned int number,
		void **state)
{
	static struct genetlink_request request;
	enum outcome outcome;
	bool has_failed;

	dot1x_withdraw();
	dot1x_set(old);
	dot1x_put(genetlink_begin(&genetlink, &request,
				  PHONEWALL_CMD_DOT1X_SET), new);
	has_failed = failing_ask(&genetlink, &request, number, &outcome);
	if (outcome == UNANSWERED)
		outcome = is_in_force(new) ? GRANTED : REFUSED;
	if (!is_in_force(outcome == GRANTED ? new : old))
		fail_msg("allocation %u: %s, but other settings are in force",
			 number, outcome == GRANTED ? "granted" : "refused");
	drain();
	expect_served(outcome == GRANTED ? new : old, state);
	return has_failed;
}

static void try_each(const char *what, const struct dot1x_settings *old,
		     const struct dot1x_settings *new, void **state)
{
	unsigned int number = 1;

	genetlink_open_phone(&genetlink);
	while (try(old, new, number, state))
		assert_in_range(number++, 1, SITES_MAX);
	assert_true(is_in_force(new));
	printf("# %s: %u allocations failed\n", what, number - 1);
	assert_true(number > 2);
}

static void test_set(void **state)
{
	try_each("set", &none, &set, state);
}

static void test_set_disabled(void **state)
{
	try_each("set disabled", &none, &disabled, state);
}

static void test_withdraw(void **state)
{
	try_each("withdraw", &set, &none, state);
}

static void test_disable(void **state)
{
	try_each("disable", &set, &disabled, state);
}

static void test_enable(void **state)
{
	try_each("enable", &disabled, &set, state);
}

static void test_limits(void **state)
{
	try_each("limits", &set, &limits, state);
}

static void test_other_ports(void **state)
{
	try_each("other ports", &set, &others, state);
}

static void test_other_switch_port(void **state)
{
	try_each("other switch port", &set, &elsewhere, state);
}

static void test_other_switch_port_disabled(void **state)
{
	try_each("other switch port, disabled", &disabled, &elsewhere, state);
}

/* From disabled to @new, while all allocations fail after so many bytes. */
static void set_for_good(const struct dot1x_settings *new, unsigned int bytes)
{
	static uint8_t answer[GENETLINK_MAX];
	static struct genetlink_request request;

	dot1x_withdraw();
	dot1x_set(&disabled);
	dot1x_put(genetlink_begin(&genetlink, &request,
				  PHONEWALL_CMD_DOT1X_SET), new);
	failing_begin_for_good(bytes);
	genetlink_send(&genetlink, &request);
	failing_end_for_good();
	while (genetlink_read(&genetlink, answer, 0))
		;
}

/* The PC port has no hooks, so it is down; it gets them before it is up. */
static void expect_down(void)
{
	struct dot1x_status status;

	dot1x_get(&status);
	assert_string_equal(status.pc_port, PC_PORT);
	assert_false(status.is_enabled);
	assert_int_equal(status.pc_device, 0);
	assert_false(link_is_up(HOST_PHONE, PC_PORT));
	link_set_up(HOST_PHONE, PC_PORT, true);
	dot1x_get(&status);
	assert_int_equal(status.pc_device, link_index(HOST_PHONE, PC_PORT));
	dot1x_set(&disabled);
	assert_true(is_in_force(&disabled));
}

/* Returns true if the new settings are in force. */
static bool try_bytes(unsigned int bytes, unsigned int *brought_down)
{
	set_for_good(&others, bytes);
	if (is_in_force(&others))
		return true;
	if (!is_in_force(&disabled)) {
		expect_down();
		(*brought_down)++;
	}
	return false;
}

/*
 * Until there is enough memory. @try_amount returns true if there was, and
 * counts the other results.
 */
static void try_each_amount(const char *what,
			    bool (*try_amount)(unsigned int bytes,
					       unsigned int *count))
{
	unsigned int count = 0, bytes = 0;

	genetlink_open_phone(&genetlink);
	while (!try_amount(bytes, &count)) {
		bytes += BYTES_STEP;
		assert_in_range(bytes, 0, BYTES_MAX);
	}
	printf("# all failed behind 0 to %u bytes: %s %u times\n", bytes, what,
	       count);
	assert_true(count > 0);
}

static void test_no_memory_for_old_settings(void **state)
{
	(void)state;
	try_each_amount("brought down", try_bytes);
}

static void expect_disabled(void)
{
	struct eapol_frame start = eapol_frame(pae_group, PC, EAPOL_START);
	struct dot1x_status status;

	dot1x_get(&status);
	assert_false(status.is_enabled);
	assert_int_equal(status.pc_device, link_index(HOST_PHONE, PC_PORT));
	dot1x_begin_count();
	frame_send(wires.pc, &start);
	dot1x_expect_counted(PHONEWALL_DOT1X_PORT_DISABLED, 1);
	frame_expect_none(wires.at_pc_port);
}

/* Returns true if the new settings are in force. */
static bool try_bytes_elsewhere(unsigned int bytes, unsigned int *without)
{
	struct dot1x_status status;

	set_for_good(&elsewhere, bytes);
	expect_disabled();
	if (is_in_force(&elsewhere))
		return true;
	dot1x_get(&status);
	assert_string_equal(status.switch_port, SWITCH_PORT);
	if (!is_in_force(&disabled)) {
		assert_int_equal(status.switch_device, 0);
		(*without)++;
	}
	return false;
}

static void test_no_memory_for_old_switch_port(void **state)
{
	struct eapol_frame start = eapol_frame(pae_group, PC, EAPOL_START);

	(void)state;
	try_each_amount("no switch port", try_bytes_elsewhere);
	dot1x_withdraw();
	frame_send(wires.pc, &start);
	frame_expect(wires.at_pc_port, &start);
}

static void make_device(struct genetlink_request *request)
{
	struct ifinfomsg *message;
	struct nlmsghdr *header;
	struct nlattr *nest;

	header = mnl_nlmsg_put_header(request->bytes);
	header->nlmsg_type = RTM_NEWLINK;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE |
			      NLM_F_EXCL;
	message = mnl_nlmsg_put_extra_header(header, sizeof(*message));
	message->ifi_family = AF_UNSPEC;
	mnl_attr_put_strz(header, IFLA_IFNAME, LATER);
	nest = mnl_attr_nest_start(header, IFLA_LINKINFO);
	mnl_attr_put_strz(header, IFLA_INFO_KIND, "dummy");
	mnl_attr_nest_end(header, nest);
}

/* Returns true if there was an allocation of that number. */
static bool try_device(const struct genetlink *route, unsigned int number)
{
	static struct genetlink_request request;
	struct dot1x_status status;
	enum outcome outcome;
	bool has_failed;
	unsigned int index;

	make_device(&request);
	has_failed = failing_ask(route, &request, number, &outcome);
	index = link_index(HOST_PHONE, LATER);
	dot1x_get(&status);
	assert_int_equal(status.pc_device, index);
	if (outcome != UNANSWERED)
		assert_int_equal(outcome == GRANTED, index != 0);
	if (index)
		host_run(HOST_PHONE, "ip link delete " LATER);
	dot1x_get(&status);
	assert_int_equal(status.pc_device, 0);
	return has_failed;
}

static void test_device_comes(void **state)
{
	const struct dot1x_settings later = {
		.pc_port = LATER,
		.switch_port = SWITCH_PORT,
		.session_limit = 8,
	};
	struct genetlink route = {
		.fd = host_socket(HOST_PHONE, AF_NETLINK, SOCK_RAW,
				  NETLINK_ROUTE),
	};
	unsigned int number = 1;

	(void)state;
	dot1x_set(&later);
	while (try_device(&route, number))
		assert_in_range(number++, 1, SITES_MAX);
	printf("# device: %u allocations failed\n", number - 1);
	assert_true(number > 10);
}

static int begin(void **state)
{
	phone_ports_begin(state);
	failing_open();
	return 0;
}

#define TEST(test)	PORTS_TEST(test, "", &ports_plain)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_set),
		TEST(test_set_disabled),
		TEST(test_withdraw),
		TEST(test_disable),
		TEST(test_enable),
		TEST(test_limits),
		TEST(test_other_ports),
		TEST(test_other_switch_port),
		TEST(test_other_switch_port_disabled),
		TEST(test_no_memory_for_old_settings),
		TEST(test_no_memory_for_old_switch_port),
		TEST(test_device_comes),
	};

	return cmocka_run_group_tests(tests, begin, phone_ports_end);
}
