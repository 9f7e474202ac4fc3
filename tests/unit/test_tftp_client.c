// SPDX-License-Identifier: MIT
/*
 * Transfers over loopback from a server that is played here. It answers each
 * request from one more port, as TFTP servers do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include <cmocka.h>

#include "transfer/tftp.h"

#define BLOCK	512

static const struct phonewall_address loopback = {
	.family = AF_INET, .bytes = { 127, 0, 0, 1 },
};

static const struct phonewall_address loopback6 = {
	.family = AF_INET6, .bytes = { [15] = 1 },
};

/* Nobody may send there: the kernel says so at once. */
static const struct phonewall_address broadcast = {
	.family = AF_INET, .bytes = { 255, 255, 255, 255 },
};

static struct event_base *base;

/**
 * struct server - the server that is played
 * @request: where requests come
 * @transfer: where the answers come from
 * @requests: how many requests came
 * @client_port: where the last one came from
 * @events: the events of the two sockets
 */
static struct server {
	int request;
	int transfer;
	unsigned int requests;
	uint16_t client_port;
	struct event *events[2];
} server;

/* The outcome */
static struct outcome {
	unsigned int calls;
	enum phonewall_tftp_status status;
	struct phonewall_address address;
	char bytes[2 * BLOCK];
	size_t length;
	char reason[500];
} outcome;

/* The server */

static socklen_t own_address(sa_family_t family,
			     struct sockaddr_storage *storage)
{
	struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)storage;
	struct sockaddr_in *ipv4 = (struct sockaddr_in *)storage;

	memset(storage, 0, sizeof(*storage));
	storage->ss_family = family;
	if (family == AF_INET) {
		ipv4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		return sizeof(*ipv4);
	}
	ipv6->sin6_addr = in6addr_loopback;
	return sizeof(*ipv6);
}

static int open_at_loopback(sa_family_t family)
{
	struct sockaddr_storage storage;
	socklen_t length = own_address(family, &storage);
	int handle = socket(family, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	assert_true(handle >= 0);
	assert_int_equal(bind(handle, (struct sockaddr *)&storage, length), 0);
	return handle;
}

/* IPv4 and IPv6 have the port at the same place. */
static uint16_t port_of(const struct sockaddr_storage *storage)
{
	return ntohs(((const struct sockaddr_in *)storage)->sin_port);
}

static uint16_t server_port(void)
{
	struct sockaddr_storage storage;
	socklen_t length = sizeof(storage);

	assert_int_equal(getsockname(server.request,
				     (struct sockaddr *)&storage, &length), 0);
	return port_of(&storage);
}

static void answer(const struct sockaddr_storage *to, socklen_t length,
		   const void *bytes, size_t size)
{
	assert_int_equal(sendto(server.transfer, bytes, size, 0,
				(const struct sockaddr *)to, length), size);
}

static void send_block(const struct sockaddr_storage *to, socklen_t length,
		       uint8_t block, size_t size)
{
	uint8_t bytes[4 + BLOCK] = { 0, 3, 0, block };

	memset(bytes + 4, '0' + block, size);
	answer(to, length, bytes, 4 + size);
}

static void take_request(evutil_socket_t socket, short what, void *context)
{
	struct sockaddr_storage from;
	socklen_t length = sizeof(from);
	char bytes[600] = "";
	const char *name = bytes + 2;

	(void)what;
	(void)context;
	assert_true(recvfrom(socket, bytes, sizeof(bytes) - 1, 0,
			     (struct sockaddr *)&from, &length) > 4);
	server.requests++;
	server.client_port = port_of(&from);
	if (!strcmp(name, "/none"))
		answer(&from, length, "\0\5\0\1none", 9);
	else if (!strcmp(name, "/busy"))
		answer(&from, length, "\0\5\0\0busy", 9);
	else if (!strcmp(name, "/simple") &&
		 !strcmp(name + sizeof("/simple\0octet"), "blksize"))
		answer(&from, length, "\0\5\0\10what", 9);
	else if (strcmp(name, "/silent"))
		send_block(&from, length, 1, BLOCK);
}

static void take_acknowledgement(evutil_socket_t socket, short what,
				 void *context)
{
	struct sockaddr_storage from;
	socklen_t length = sizeof(from);
	uint8_t bytes[4];

	(void)what;
	(void)context;
	assert_int_equal(recvfrom(socket, bytes, sizeof(bytes), 0,
				  (struct sockaddr *)&from, &length), 4);
	if (bytes[1] == 4 && bytes[3] == 1)
		send_block(&from, length, 2, 10);
}

static void open_server(sa_family_t family)
{
	base = event_base_new();
	server = (struct server){
		.request = open_at_loopback(family),
		.transfer = open_at_loopback(family),
	};
	server.events[0] = event_new(base, server.request,
				     EV_READ | EV_PERSIST, take_request, NULL);
	server.events[1] = event_new(base, server.transfer,
				     EV_READ | EV_PERSIST,
				     take_acknowledgement, NULL);
	event_add(server.events[0], NULL);
	event_add(server.events[1], NULL);
	outcome = (struct outcome){ 0 };
}

static void close_server(void)
{
	for (size_t i = 0; i < 2; i++)
		event_free(server.events[i]);
	close(server.request);
	close(server.transfer);
	event_base_free(base);
}

/* The client */

static void finished(const struct phonewall_tftp_result *result, void *context)
{
	assert_ptr_equal(context, &server);
	outcome.calls++;
	outcome.status = result->status;
	outcome.address = result->address;
	outcome.length = result->length;
	assert_true(result->length <= sizeof(outcome.bytes));
	if (result->bytes)
		memcpy(outcome.bytes, result->bytes, result->length);
	if (result->reason)
		strncpy(outcome.reason, result->reason,
			sizeof(outcome.reason) - 1);
	event_base_loopbreak(base);
}

static struct phonewall_tftp *
start(const char *name, const struct phonewall_address *addresses,
      size_t count, bool any_port)
{
	const struct phonewall_tftp_request request = {
		.addresses = addresses,
		.address_count = count,
		.port = server_port(),
		.name = name,
		.limit = 1024 * 1024,
		.any_port = any_port,
	};

	return phonewall_tftp_start(base, &request, finished, &server);
}

static void fetch(const char *name, const struct phonewall_address *addresses,
		  size_t count, bool any_port)
{
	assert_non_null(start(name, addresses, count, any_port));
	assert_int_equal(outcome.calls, 0);
	event_base_dispatch(base);
	assert_int_equal(outcome.calls, 1);
}

static void assert_file(void)
{
	assert_int_equal(outcome.status, PHONEWALL_TFTP_COMPLETE);
	assert_int_equal(outcome.length, BLOCK + 10);
	assert_memory_equal(outcome.bytes + BLOCK - 1, "122", 3);
	assert_string_equal(outcome.reason, "");
}

static bool is_client_port(uint16_t port)
{
	return port >= PHONEWALL_TFTP_CLIENT_FIRST &&
	       port <= PHONEWALL_TFTP_CLIENT_LAST;
}

/* Tests */

static void test_ports(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		open_server(i / 2 ? AF_INET6 : AF_INET);
		fetch("/file", i / 2 ? &loopback6 : &loopback, 1, i % 2);
		assert_file();
		assert_int_equal(is_client_port(server.client_port), !(i % 2));
		close_server();
	}
}

/* Holds all client ports but @free_port. */
static void hold_ports(int handles[6], unsigned int free_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET };

	for (unsigned int i = 0; i < 6; i++) {
		handles[i] = socket(AF_INET, SOCK_DGRAM, 0);
		address.sin_port = htons(PHONEWALL_TFTP_CLIENT_FIRST + i);
		if (PHONEWALL_TFTP_CLIENT_FIRST + i != free_port)
			assert_int_equal(bind(handles[i],
					      (struct sockaddr *)&address,
					      sizeof(address)), 0);
	}
}

static void release_ports(const int handles[6])
{
	for (int i = 0; i < 6; i++)
		close(handles[i]);
}

static void test_ports_in_use(void **state)
{
	int handles[6];

	(void)state;
	open_server(AF_INET);
	hold_ports(handles, 53243);
	fetch("/file", &loopback, 1, false);
	assert_file();
	assert_int_equal(server.client_port, 53243);
	release_ports(handles);
	outcome = (struct outcome){ 0 };
	hold_ports(handles, 0);
	fetch("/file", &loopback, 1, false);
	assert_int_equal(outcome.status, PHONEWALL_TFTP_FAILED);
	assert_string_equal(outcome.reason,
			    "127.0.0.1: UDP ports 53240 to 53245 are all in use; wait for the other transfers to end");
	release_ports(handles);
	close_server();
}

static void test_refused_options(void **state)
{
	(void)state;
	open_server(AF_INET);
	fetch("/simple", &loopback, 1, true);
	assert_file();
	assert_int_equal(server.requests, 2);
	close_server();
}

static void test_not_found(void **state)
{
	const struct phonewall_address both[] = { loopback, loopback };

	(void)state;
	open_server(AF_INET);
	fetch("/none", both, 2, true);
	assert_int_equal(outcome.status, PHONEWALL_TFTP_NOT_FOUND);
	assert_non_null(strstr(outcome.reason, "127.0.0.1: the server answers"));
	assert_int_equal(server.requests, 1);
	close_server();
}

static void test_next_address(void **state)
{
	const struct phonewall_address addresses[] = {
		broadcast, loopback, broadcast,
	};

	(void)state;
	open_server(AF_INET);
	fetch("/file", addresses, 3, true);
	assert_file();
	assert_memory_equal(outcome.address.bytes, loopback.bytes, 4);
	close_server();
	open_server(AF_INET);
	fetch("/busy", addresses, 3, true);
	assert_int_equal(outcome.status, PHONEWALL_TFTP_FAILED);
	assert_non_null(strstr(outcome.reason, "255.255.255.255: Permission"));
	assert_non_null(strstr(outcome.reason, "; 127.0.0.1: the server"));
	assert_memory_equal(outcome.address.bytes, broadcast.bytes, 4);
	close_server();
}

static void test_names(void **state)
{
	char name[PHONEWALL_TFTP_NAME_MAX + 2] = "";

	(void)state;
	open_server(AF_INET);
	fetch("", &loopback, 1, true);
	assert_int_equal(outcome.status, PHONEWALL_TFTP_FORBIDDEN);
	assert_non_null(strstr(outcome.reason, "the path is empty"));
	outcome = (struct outcome){ 0 };
	memset(name, 'x', sizeof(name) - 1);
	fetch(name, &loopback, 1, true);
	assert_int_equal(outcome.status, PHONEWALL_TFTP_FORBIDDEN);
	assert_non_null(strstr(outcome.reason, "longer than 255 bytes"));
	assert_int_equal(server.requests, 0);
	close_server();
}

static void test_cancel(void **state)
{
	struct phonewall_tftp *tftp;

	(void)state;
	open_server(AF_INET);
	phonewall_tftp_cancel(start("/file", &loopback, 1, true));
	phonewall_tftp_cancel(NULL);
	tftp = start("/silent", &loopback, 1, true);
	while (!server.requests)
		event_base_loop(base, EVLOOP_ONCE);
	phonewall_tftp_cancel(tftp);
	event_base_loop(base, EVLOOP_NONBLOCK);
	assert_int_equal(outcome.calls, 0);
	close_server();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_ports_in_use),
		cmocka_unit_test(test_refused_options),
		cmocka_unit_test(test_not_found),
		cmocka_unit_test(test_next_address),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_cancel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
