// SPDX-License-Identifier: MIT
/*
 * A TFTP server answers from a port of its own choice (RFC 1350 4).
 */
#include <stdio.h>

#include "harness/control.h"
#include "harness/raw_socket.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "harness/wire.h"

#define SERVER_PORT	69
#define TRANSFER_PORT	50001
#define OTHER_PORT	50002
#define UNREPLIED_MS	30000
#define REPLIED_MS	180000

#define CLIENT_PORT	53240	/* open unless NO_CISCO_TFTP is set */

/* A client on the phone, and ports of the LAN neighbour. */
struct transfer {
	struct path request;
	int client;
	int server;
	int first;
	int second;
};

static int open_port(const struct phonewall_address *address, uint16_t port)
{
	struct path path = { .from = *address, .from_port = port };

	return udp_open_path(HOST_LAN, &path);
}

static void open_transfer_from(struct transfer *transfer, sa_family_t family,
			       uint16_t client_port)
{
	struct path *request = &transfer->request;

	*request = path_from_phone(family, client_port, SERVER_PORT);
	transfer->client = udp_open(HOST_PHONE, family, client_port);
	transfer->server = open_port(&request->to, SERVER_PORT);
	transfer->first = open_port(&request->to, TRANSFER_PORT);
	transfer->second = open_port(&request->to, OTHER_PORT);
}

static void open_transfer(struct transfer *transfer, sa_family_t family)
{
	open_transfer_from(transfer, family, UDP_CLOSED);
}

static void ask(const struct transfer *transfer)
{
	udp_send(transfer->client, HOST_PHONE, &transfer->request, "request");
	socket_expect(transfer->server, "request");
}

static void answer(const struct transfer *transfer, int from)
{
	udp_send_to(from, HOST_LAN, &transfer->request.from,
		    transfer->request.from_port, "block");
}

static void expect_answer(const struct transfer *transfer, int from)
{
	answer(transfer, from);
	socket_expect(transfer->client, "block");
}

static void expect_no_answer(const struct transfer *transfer, int from)
{
	answer(transfer, from);
	control_expect_unheard(transfer->client,
			       transfer->request.to.family);
}

static void test_first_answer_fixes_the_port(void **state)
{
	struct transfer transfer;

	open_transfer(&transfer, suite_family(state));
	expect_no_answer(&transfer, transfer.first);
	ask(&transfer);
	expect_answer(&transfer, transfer.first);
	expect_no_answer(&transfer, transfer.second);
	expect_answer(&transfer, transfer.first);
}

static void test_answer_from_the_server_port_passes(void **state)
{
	struct transfer transfer;

	open_transfer(&transfer, suite_family(state));
	ask(&transfer);
	expect_answer(&transfer, transfer.server);
	expect_answer(&transfer, transfer.first);
	expect_no_answer(&transfer, transfer.second);
}

static void test_transfer_goes_on_both_ways(void **state)
{
	struct transfer transfer;
	struct path on;

	open_transfer(&transfer, suite_family(state));
	ask(&transfer);
	expect_answer(&transfer, transfer.first);
	on = transfer.request;
	on.to_port = TRANSFER_PORT;
	udp_send(transfer.client, HOST_PHONE, &on, "acknowledged");
	socket_expect(transfer.first, "acknowledged");
	expect_answer(&transfer, transfer.first);
	expect_no_answer(&transfer, transfer.second);
}

static void test_new_request_awaits_a_new_port(void **state)
{
	struct transfer transfer;

	open_transfer(&transfer, suite_family(state));
	ask(&transfer);
	expect_answer(&transfer, transfer.first);
	ask(&transfer);
	expect_answer(&transfer, transfer.second);
}

static void test_other_server_stays_blocked(void **state)
{
	sa_family_t family = suite_family(state);
	struct phonewall_address other = lan_other_address(family);
	struct transfer transfer;

	open_transfer(&transfer, family);
	ask(&transfer);
	expect_no_answer(&transfer, open_port(&other, TRANSFER_PORT));
	expect_no_answer(&transfer, open_port(&other, SERVER_PORT));
	expect_answer(&transfer, transfer.first);
}

static void test_other_local_port_stays_blocked(void **state)
{
	sa_family_t family = suite_family(state);
	int other = udp_open(HOST_PHONE, family, UDP_OTHER);
	struct transfer transfer;

	open_transfer(&transfer, family);
	ask(&transfer);
	udp_send_to(transfer.first, HOST_LAN, &transfer.request.from,
		    UDP_OTHER, "block");
	control_expect_unheard(other, family);
	expect_answer(&transfer, transfer.first);
}

static void use_other_server_port(struct transfer *transfer)
{
	host_close_socket(transfer->server);
	transfer->request.to_port = SERVER_PORT + 1;
	transfer->server = open_port(&transfer->request.to, SERVER_PORT + 1);
}

static void test_other_server_port_makes_no_expectation(void **state)
{
	struct transfer transfer;

	open_transfer(&transfer, suite_family(state));
	use_other_server_port(&transfer);
	ask(&transfer);
	expect_no_answer(&transfer, transfer.first);
	expect_answer(&transfer, transfer.server);
}

static void test_expectation_ages_out(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	struct transfer transfer;

	open_transfer(&transfer, suite_family(state));
	ask(&transfer);
	assert_true(firewall_find_flow(NULL, IPPROTO_UDP, UDP_CLOSED, 0));
	policy.limits.timeout_udp = 1;
	firewall_set(&policy);
	ask(&transfer);
	firewall_wait_flow_gone(IPPROTO_UDP, UDP_CLOSED, 0);
	expect_no_answer(&transfer, transfer.first);
	policy = firewall_policy();
	firewall_set(&policy);
	ask(&transfer);
	expect_answer(&transfer, transfer.first);
}

/* From the server, but from port 0. */
static void answer_from_no_port(const struct transfer *transfer)
{
	struct path path = path_back(&transfer->request);
	struct raw_packet packet;

	path.from_port = 0;
	raw_packet_make_text(&packet, &path, "block");
	wire_send(wire_open(HOST_LAN), &packet);
}

/*
 * The expectation of any port is no flow of port 0. No host can send to port 0,
 * so no server answers from it.
 */
static void test_port_0_answers_nothing(void **state)
{
	sa_family_t family = suite_family(state);
	struct transfer transfer;
	struct phonewall_flow flow;

	open_transfer(&transfer, family);
	answer_from_no_port(&transfer);
	control_expect_unheard(transfer.client, family);
	ask(&transfer);
	answer_from_no_port(&transfer);
	control_expect_unheard(transfer.client, family);
	assert_true(firewall_find_flow(&flow, IPPROTO_UDP, UDP_CLOSED, 0));
	assert_true(flow.expectation);
	assert_false(flow.replied);
	assert_in_range(flow.expires_ms, 1, UNREPLIED_MS);
	expect_answer(&transfer, transfer.first);
	answer_from_no_port(&transfer);
	control_expect_unheard(transfer.client, family);
}

/* No UDP socket sends to port 0, but a raw one can. */
static void test_request_to_port_0_makes_no_expectation(void **state)
{
	sa_family_t family = suite_family(state);
	int raw = raw_socket_open(HOST_PHONE, family, IPPROTO_UDP);
	struct raw_packet packet;
	struct transfer transfer;
	struct path path;

	open_transfer(&transfer, family);
	path = transfer.request;
	path.to_port = 0;
	raw_packet_make_text(&packet, &path, "request");
	raw_socket_send(raw, &packet, &path);
	assert_int_equal(firewall_status().flows, 0);
	expect_no_answer(&transfer, transfer.first);
	answer_from_no_port(&transfer);
	control_expect_unheard(transfer.client, family);
	path.to_port = SERVER_PORT;
	raw_packet_make_text(&packet, &path, "request");
	raw_socket_send(raw, &packet, &path);
	assert_int_equal(firewall_status().flows, 2);
	expect_answer(&transfer, transfer.first);
}

static void test_answered_transfer_is_a_replied_flow(void **state)
{
	struct transfer transfer;
	struct phonewall_flow flow;

	open_transfer(&transfer, suite_family(state));
	ask(&transfer);
	expect_answer(&transfer, transfer.first);
	assert_true(firewall_find_flow(&flow, IPPROTO_UDP, UDP_CLOSED,
				       TRANSFER_PORT));
	assert_true(flow.replied);
	assert_false(flow.expectation);
	assert_in_range(flow.expires_ms, UNREPLIED_MS + 1, REPLIED_MS);
}

/* CONTROL_PORT is open too. */
static void set_options(const char *options)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "<flat-profile><Firewall_Config>%s</Firewall_Config>"
		 "</flat-profile>", options);
	firewall_set_file(text);
}

static void test_no_cisco_tftp(void **state)
{
	struct transfer transfer;

	open_transfer_from(&transfer, suite_family(state), CLIENT_PORT);
	set_options("NO_CISCO_TFTP,UDP:5999");
	ask(&transfer);
	expect_answer(&transfer, transfer.first);
	expect_no_answer(&transfer, transfer.second);
	use_other_server_port(&transfer);
	ask(&transfer);
	expect_no_answer(&transfer, transfer.second);

	set_options("UDP:5999");
	ask(&transfer);
	expect_answer(&transfer, transfer.second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_DEMUX(test_first_answer_fixes_the_port),
		TEST_DEMUX(test_answer_from_the_server_port_passes),
		TEST_DEMUX(test_transfer_goes_on_both_ways),
		TEST_DEMUX(test_new_request_awaits_a_new_port),
		TEST_DEMUX(test_other_server_stays_blocked),
		TEST_DEMUX(test_other_local_port_stays_blocked),
		TEST_DEMUX(test_other_server_port_makes_no_expectation),
		TEST_DEMUX(test_expectation_ages_out),
		TEST_DEMUX(test_port_0_answers_nothing),
		TEST_FAMILIES(test_request_to_port_0_makes_no_expectation),
		TEST_FAMILIES(test_answered_transfer_is_a_replied_flow),
		TEST_DEMUX(test_no_cisco_tftp),
	};

	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
