// SPDX-License-Identifier: MIT
/*
 * Requests of the family: valid, nearly valid and random, one after the other
 * and from two processors at once. Each is answered, valid ones succeed, a
 * refused one changes nothing and has an error message, and the module still
 * works. If the kernel reports coverage, requests that reached a new place are
 * kept and changed again.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/child.h"
#include "harness/coverage.h"
#include "harness/firewall.h"
#include "harness/phone_ports.h"
#include "judge/random_message.h"
#include "judge/random_packet.h"

#define MESSAGES	1200
#define PROCESSORS	2
#define KEPT_MAX	256

/**
 * enum kind - what a message is
 * @RIGHT: the module has to grant it
 * @SPOILT: it was once right
 * @RANDOM: nothing is known about it
 */
enum kind {
	RIGHT,
	SPOILT,
	RANDOM,
	KINDS,
};

static unsigned int seed = 1;
static struct genetlink_request request;
static struct genetlink_answer answer;
static struct genetlink_request kept[KEPT_MAX];
static unsigned int kept_count;

static void make_spoilt(const struct genetlink *genetlink)
{
	if (kept_count && random_below(2))
		request = kept[random_below(kept_count)];
	else
		random_message_make(genetlink, &request);
	random_message_spoil(&request);
}

static void make(const struct genetlink *genetlink, enum kind kind)
{
	if (kind == RANDOM)
		random_message_make_any(genetlink, &request);
	else if (kind == SPOILT)
		make_spoilt(genetlink);
	else
		random_message_make(genetlink, &request);
}

static uint8_t command(void)
{
	const struct genlmsghdr *header =
		mnl_nlmsg_get_payload((void *)request.bytes);

	return header->cmd;
}

/* For unknown commands the kernel itself refuses, without a message. */
static const char *find_fault(enum kind kind)
{
	if (answer.error == -ETIMEDOUT)
		return "is not answered";
	if (kind == RIGHT && answer.error)
		return "is refused";
	if (answer.error && answer.error != -EOPNOTSUPP && !answer.words[0])
		return "is refused without a word";
	return NULL;
}

static const char *ask(const struct genetlink *genetlink, enum kind kind)
{
	make(genetlink, kind);
	coverage_begin();
	genetlink_ask(genetlink, &request, &answer);
	if (coverage_grows() && kept_count < KEPT_MAX)
		kept[kept_count++] = request;
	return find_fault(kind);
}

static void show(unsigned int number, enum kind kind, const char *fault)
{
	static const char *const kinds[] = { "valid", "damaged", "random" };

	printf("# seed %u, message %u, %s, command %u: %s: %s, \"%s\"\n", seed,
	       number, kinds[kind], command(), fault, strerror(-answer.error),
	       answer.words);
	fflush(stdout);
}

/* Everything that can be set, without counters. */
static size_t read_all(const struct genetlink *genetlink, uint8_t *bytes)
{
	struct dot1x_status status;
	size_t length;

	genetlink_ask_plain(genetlink, PHONEWALL_CMD_POLICY_GET, &answer);
	assert_int_equal(answer.error, 0);
	length = answer.length;
	memcpy(bytes, answer.reply, length);
	dot1x_get(&status);
	memset(status.counts, 0, sizeof(status.counts));
	memcpy(bytes + length, &status, sizeof(status));
	return length + sizeof(status);
}

static void expect_unchanged(const struct genetlink *genetlink,
			     const uint8_t *before, size_t length)
{
	static uint8_t after[2 * GENETLINK_MAX];

	assert_int_equal(read_all(genetlink, after), length);
	assert_memory_equal(before, after, length);
}

/* The carrier of ports that were just set, and what the PC may do. */
static void expect_working(void)
{
	struct phonewall_translation policy = firewall_policy();
	struct dot1x_settings settings = phone_ports_settings();
	struct eapol_frame frame = eapol_frame(pae_group, PC, EAPOL_START);

	firewall_set(&policy);
	assert_true(firewall_status().enabled);
	dot1x_withdraw();
	dot1x_set(&settings);
	phone_ports_pass(&frame);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATING);
}

static void test_one_after_the_other(void **state)
{
	static uint8_t before[2 * GENETLINK_MAX];
	unsigned int refused = 0;
	struct genetlink genetlink;
	const char *fault;
	size_t length;
	enum kind kind;

	(void)state;
	genetlink_open_phone(&genetlink);
	coverage_open();
	length = read_all(&genetlink, before);
	for (unsigned int i = 0; i < MESSAGES; i++) {
		kind = random_below(KINDS);
		fault = ask(&genetlink, kind);
		if (fault) {
			show(i, kind, fault);
			fail();
		}
		refused += answer.error != 0;
		if (answer.error)
			expect_unchanged(&genetlink, before, length);
		else
			length = read_all(&genetlink, before);
	}
	assert_in_range(refused, MESSAGES / 5, MESSAGES * 4 / 5);
	printf("# %u places of the module, reached by %u messages\n",
	       coverage_places(), kept_count);
	coverage_close();
	expect_working();
}

/* In a child, whose exit status the test checks. */
static void ask_many(const struct genetlink *genetlink, unsigned int processor)
{
	const char *fault;
	enum kind kind;

	coverage_open();
	random_packet_seed(seed + processor);
	for (unsigned int i = 0; i < MESSAGES; i++) {
		kind = random_below(KINDS);
		fault = ask(genetlink, kind);
		if (fault) {
			show(i, kind, fault);
			_exit(1);
		}
	}
	_exit(0);
}

static pid_t begin_asking(unsigned int processor)
{
	struct genetlink genetlink;
	pid_t child;

	genetlink_open_phone(&genetlink);
	child = child_start(processor);
	if (!child)
		ask_many(&genetlink, processor);
	return child;
}

static void test_two_processors(void **state)
{
	pid_t children[PROCESSORS];

	(void)state;
	for (unsigned int i = 0; i < PROCESSORS; i++)
		children[i] = begin_asking(i);
	for (unsigned int i = 0; i < PROCESSORS; i++)
		child_wait(children[i]);
	expect_working();
}

/*
 * Hooks that stay: the kernel patches its own code with the first and the last
 * of a kind, which an emulated processor does not always survive.
 */
static void keep_hooks(void)
{
	const struct dot1x_settings settings = {
		.pc_port = "one",
		.switch_port = "other",
		.session_limit = 1,
	};
	struct phonewall_translation policy = firewall_policy();
	struct phonewall_client *client;
	struct genetlink genetlink;

	host_run(HOST_SWITCH, "ip link add one type veth peer name other");
	host_enter(HOST_SWITCH);
	client = phonewall_client_open();
	assert_non_null(client);
	assert_int_equal(phonewall_client_set_policy(client, &policy), 0);
	phonewall_client_close(client);
	assert_int_equal(genetlink_open(&genetlink), 0);
	host_leave();
	dot1x_put(genetlink_begin(&genetlink, &request,
				  PHONEWALL_CMD_DOT1X_SET), &settings);
	genetlink_ask(&genetlink, &request, &answer);
	assert_int_equal(answer.error, 0);
}

static int begin(void **state)
{
	phone_ports_begin(state);
	keep_hooks();
	return 0;
}

static void prepare(void)
{
	struct phonewall_translation policy = firewall_policy();

	firewall_set(&policy);
	random_packet_seed(seed);
}

/* test_netlink_fuzz [SEED] */
int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		PORTS_TEST(test_one_after_the_other, "", &ports_plain),
		TEST_BRIDGED(test_two_processors),
	};

	if (argc > 1)
		seed = strtoul(argv[1], NULL, 0);
	printf("# seed %u, %d messages from one processor and %d from each of"
	       " two\n", seed, MESSAGES, MESSAGES);
	phone_ports_prepare_tests(prepare);
	return cmocka_run_group_tests(tests, begin, phone_ports_end);
}
