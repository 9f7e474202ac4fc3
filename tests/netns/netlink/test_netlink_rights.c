// SPDX-License-Identifier: MIT
/*
 * Who may read, and who may change: an unprivileged process and the root of a
 * user namespace, in the phone's network namespace and in one of its own.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/genetlink.h"
#include "harness/path.h"
#include "harness/raw_packet.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"

#define NOBODY		65534
#define EVENT_MS	300
#define WORDS_REFUSED \
	"CAP_NET_ADMIN is needed in the user namespace that owns this network namespace"

/**
 * enum attempt - what a process tries
 * @ATTEMPT_OPEN: to speak to the module at all
 * @ATTEMPT_POLICY_GET: to read the policy
 * @ATTEMPT_STATUS_GET: to read the status
 * @ATTEMPT_POLICY_SET: to disable the firewall
 * @ATTEMPT_FLOW_FLUSH: to forget the flows
 * @ATTEMPT_FLOW_GET: to read the flows
 * @ATTEMPT_VERDICT_GET: to ask for a verdict
 * @ATTEMPT_JOIN: to join the events
 * @ATTEMPT_BIND: the same as part of the socket's address
 * @ATTEMPTS: how many there are
 */
enum attempt {
	ATTEMPT_OPEN,
	ATTEMPT_POLICY_GET,
	ATTEMPT_STATUS_GET,
	ATTEMPT_POLICY_SET,
	ATTEMPT_FLOW_FLUSH,
	ATTEMPT_FLOW_GET,
	ATTEMPT_VERDICT_GET,
	ATTEMPT_JOIN,
	ATTEMPT_BIND,
	ATTEMPTS,
};

/**
 * struct result - how an attempt ended
 * @error: 0 or a negative errno
 * @words: of the refusal
 */
struct result {
	int error;
	char words[256];
};

static void ask(const struct genetlink *genetlink,
		const struct genetlink_request *request, struct result *result)
{
	static struct genetlink_answer answer;

	genetlink_ask(genetlink, request, &answer);
	result->error = answer.error;
	snprintf(result->words, sizeof(result->words), "%s", answer.words);
}

static void ask_plain(const struct genetlink *genetlink, uint8_t command,
		      struct result *result)
{
	struct genetlink_request request;

	genetlink_begin(genetlink, &request, command);
	ask(genetlink, &request, result);
}

static void try_set(const struct genetlink *genetlink, bool enabled,
		    struct result *result)
{
	struct genetlink_request request;
	struct nlmsghdr *header;
	struct nlattr *nest;

	header = genetlink_begin(genetlink, &request, PHONEWALL_CMD_POLICY_SET);
	nest = mnl_attr_nest_start(header, PHONEWALL_A_POLICY);
	mnl_attr_put_u8(header, PHONEWALL_A_POLICY_ENABLED, enabled);
	mnl_attr_nest_end(header, nest);
	ask(genetlink, &request, result);
}

static void try_dump(const struct genetlink *genetlink, struct result *result)
{
	struct genetlink_request request;

	genetlink_begin(genetlink, &request,
			PHONEWALL_CMD_FLOW_GET)->nlmsg_flags |= NLM_F_DUMP;
	ask(genetlink, &request, result);
}

static void try_verdict(const struct genetlink *genetlink,
			struct result *result)
{
	static const uint8_t packet[20] = { 0x45, [9] = IPPROTO_SCTP };
	struct genetlink_request request;
	struct nlmsghdr *header;

	header = genetlink_begin(genetlink, &request,
				 PHONEWALL_CMD_VERDICT_GET);
	mnl_attr_put_u8(header, PHONEWALL_A_DIRECTION, PHONEWALL_IN);
	mnl_attr_put(header, PHONEWALL_A_PACKET, sizeof(packet), packet);
	ask(genetlink, &request, result);
}

/* This works for groups up to the 32nd. */
static int bind_to_events(const struct genetlink *genetlink)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	int error;

	if (fd < 0)
		return -errno;
	assert_in_range(genetlink->events, 1, 32);
	address.nl_groups = 1U << (genetlink->events - 1);
	error = bind(fd, (const void *)&address, sizeof(address)) ? -errno : 0;
	close(fd);
	return error;
}

static void try_by(const struct genetlink *genetlink,
		   struct result results[ATTEMPTS])
{
	ask_plain(genetlink, PHONEWALL_CMD_POLICY_GET,
		  &results[ATTEMPT_POLICY_GET]);
	ask_plain(genetlink, PHONEWALL_CMD_STATUS_GET,
		  &results[ATTEMPT_STATUS_GET]);
	try_set(genetlink, false, &results[ATTEMPT_POLICY_SET]);
	ask_plain(genetlink, PHONEWALL_CMD_FLOW_FLUSH,
		  &results[ATTEMPT_FLOW_FLUSH]);
	try_dump(genetlink, &results[ATTEMPT_FLOW_GET]);
	try_verdict(genetlink, &results[ATTEMPT_VERDICT_GET]);
	results[ATTEMPT_JOIN].error = genetlink_join(genetlink);
	results[ATTEMPT_BIND].error = bind_to_events(genetlink);
}

static void try_all(struct result results[ATTEMPTS])
{
	struct genetlink genetlink;

	memset(results, 0, ATTEMPTS * sizeof(*results));
	results[ATTEMPT_OPEN].error = genetlink_open(&genetlink);
	if (!results[ATTEMPT_OPEN].error)
		try_by(&genetlink, results);
}

static void expect_may_only_read(const struct result results[ATTEMPTS])
{
	enum attempt attempt;

	for (attempt = 0; attempt < ATTEMPTS; attempt++) {
		if (attempt <= ATTEMPT_STATUS_GET) {
			assert_int_equal(results[attempt].error, 0);
			continue;
		}
		if (results[attempt].error != -EPERM)
			fail_msg("attempt %d: error %d", attempt,
				 results[attempt].error);
		if (attempt < ATTEMPT_JOIN &&
		    strcmp(results[attempt].words, WORDS_REFUSED))
			fail_msg("attempt %d: \"%s\"", attempt,
				 results[attempt].words);
	}
}

static void expect_may_do_all(const struct result results[ATTEMPTS])
{
	enum attempt attempt;

	for (attempt = 0; attempt < ATTEMPTS; attempt++) {
		if (results[attempt].error)
			fail_msg("attempt %d: %s, \"%s\"", attempt,
				 strerror(-results[attempt].error),
				 results[attempt].words);
	}
}

/* A flow that an attempt could flush, and the policy that must stay. */
static struct phonewall_status begin_watch(void)
{
	struct path path = path_to_phone(AF_INET, 7777, 40000);
	struct path back = path_back(&path);

	udp_send(udp_open_path(HOST_PHONE, &back), HOST_PHONE, &back, "hello");
	return firewall_status();
}

static void expect_untouched(const struct phonewall_status *before)
{
	struct phonewall_status after = firewall_status();

	assert_true(before->flows > 0);
	assert_int_equal(after.generation, before->generation);
	assert_int_equal(after.enabled, true);
	assert_int_equal(after.flows, before->flows);
}

static void test_root(void **state)
{
	struct result results[ATTEMPTS];

	(void)state;
	host_enter(HOST_PHONE);
	try_all(results);
	host_leave();
	expect_may_do_all(results);
	assert_false(firewall_status().enabled);
}

static void test_nobody(void **state)
{
	struct phonewall_status before = begin_watch();
	struct result results[ATTEMPTS];

	(void)state;
	host_enter(HOST_PHONE);
	assert_int_equal(seteuid(NOBODY), 0);
	try_all(results);
	assert_int_equal(seteuid(0), 0);
	host_leave();
	expect_may_only_read(results);
	expect_untouched(&before);
}

/* Counts the events until the socket is silent. */
static unsigned int count_events(const struct genetlink *genetlink)
{
	static uint8_t bytes[GENETLINK_MAX];
	unsigned int count = 0;

	while (genetlink_read(genetlink, bytes, EVENT_MS) > 0)
		count++;
	return count;
}

/* A blocked packet and a policy: root receives both events, nobody none. */
static void test_events_of_nobody(void **state)
{
	struct path path = path_to_phone(AF_INET, 7777, UDP_CLOSED);
	struct genetlink of_root, of_nobody, setter;
	struct result result;

	(void)state;
	genetlink_open_phone(&setter);
	genetlink_open_phone(&of_root);
	assert_int_equal(genetlink_join(&of_root), 0);
	host_enter(HOST_PHONE);
	assert_int_equal(seteuid(NOBODY), 0);
	assert_int_equal(genetlink_open(&of_nobody), 0);
	assert_int_equal(genetlink_join(&of_nobody), -EPERM);
	assert_int_equal(seteuid(0), 0);
	host_leave();
	udp_send(udp_open_path(HOST_LAN, &path), HOST_LAN, &path, "stray");
	assert_in_range(count_events(&of_root), 1, 20);
	try_set(&setter, true, &result);
	assert_int_equal(result.error, 0);
	assert_int_equal(count_events(&of_root), 1);
	assert_int_equal(count_events(&of_nobody), 0);
}

/* Root's socket gives nobody no privileges, nor the other way round. */
static void test_socket_of_another(void **state)
{
	struct phonewall_status before = begin_watch();
	struct genetlink of_root, of_nobody;
	struct result result;
	int error;

	(void)state;
	genetlink_open_phone(&of_root);
	host_enter(HOST_PHONE);
	assert_int_equal(seteuid(NOBODY), 0);
	try_set(&of_root, false, &result);
	error = genetlink_open(&of_nobody);
	assert_int_equal(seteuid(0), 0);
	host_leave();
	assert_int_equal(result.error, -EPERM);
	assert_int_equal(error, 0);
	try_set(&of_nobody, false, &result);
	assert_int_equal(result.error, -EPERM);
	expect_untouched(&before);
	try_set(&of_root, false, &result);
	assert_int_equal(result.error, 0);
}

/* Runs @body in a child: a process cannot leave a user namespace again. */
static void run_child(void (*body)(struct result results[ATTEMPTS]),
		      struct result results[ATTEMPTS])
{
	const size_t size = ATTEMPTS * sizeof(*results);
	int status, pipes[2];
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		body(results);
		_exit(write(pipes[1], results, size) != (ssize_t)size);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(read(pipes[0], results, size), size);
	close(pipes[0]);
	close(pipes[1]);
}

static void be_root_of_a_user_namespace(struct result results[ATTEMPTS])
{
	memset(results, 0, ATTEMPTS * sizeof(*results));
	if (unshare(CLONE_NEWUSER))
		results[ATTEMPT_OPEN].error = -errno;
	else
		try_all(results);
}

static void be_root_of_a_network_too(struct result results[ATTEMPTS])
{
	memset(results, 0, ATTEMPTS * sizeof(*results));
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		results[ATTEMPT_OPEN].error = -errno;
	else
		try_all(results);
}

static void test_root_of_a_user_namespace(void **state)
{
	struct phonewall_status before = begin_watch();
	struct result results[ATTEMPTS];

	(void)state;
	host_enter(HOST_PHONE);
	run_child(be_root_of_a_user_namespace, results);
	host_leave();
	expect_may_only_read(results);
	expect_untouched(&before);
}

/* A container has a firewall of its own, and the phone's stays. */
static void test_root_of_a_network_too(void **state)
{
	struct phonewall_status before = begin_watch();
	struct result results[ATTEMPTS];

	(void)state;
	host_enter(HOST_PHONE);
	run_child(be_root_of_a_network_too, results);
	host_leave();
	expect_may_do_all(results);
	expect_untouched(&before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IPV4(test_root),
		TEST_IPV4(test_nobody),
		TEST_IPV4(test_events_of_nobody),
		TEST_IPV4(test_socket_of_another),
		TEST_IPV4(test_root_of_a_user_namespace),
		TEST_IPV4(test_root_of_a_network_too),
	};

	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
