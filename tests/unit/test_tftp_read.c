// SPDX-License-Identifier: MIT
/*
 * A read request of TFTP, with each packet that a server may send, and those
 * that it may not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "transfer/tftp_read.h"

#define LIMIT		(1024 * 1024)
#define SERVER_PORT	69
#define TRANSFER	50000

/* A text with its NULs, and how long it is. */
#define TEXT(text)	(text), sizeof(text) - 1

static const struct phonewall_tftp_peer server = {
	.address = { .family = AF_INET, .bytes = { 192, 0, 2, 2 } },
	.port = SERVER_PORT,
};

static const struct phonewall_tftp_peer server6 = {
	.address = {
		.family = AF_INET6,
		.bytes = { 0x20, 1, 0xd, 0xb8, [15] = 2 },
	},
	.port = SERVER_PORT,
};

static struct phonewall_tftp_read request;
static struct phonewall_tftp_packet packet;
static struct phonewall_tftp_peer peer;
static uint64_t now;

/* The conversation */

static void begin_with(const struct phonewall_tftp_peer *to, size_t limit,
		       bool asks_options)
{
	peer = *to;
	peer.port = TRANSFER;
	phonewall_tftp_read_begin(&request, to, "/cfg.xml", limit, asks_options,
				  now, &packet);
}

static void begin(void)
{
	begin_with(&server, LIMIT, true);
}

/* In memory of its own, so that AddressSanitizer sees a byte too many. */
static enum phonewall_tftp_status
receive_from(const struct phonewall_tftp_peer *from, const void *bytes,
	     size_t length)
{
	uint8_t *copy = malloc(length ? length : 1);
	enum phonewall_tftp_status status;

	assert_non_null(copy);
	memcpy(copy, bytes, length);
	status = phonewall_tftp_read_take(&request, from, copy, length, now,
					  &packet);
	free(copy);
	assert_int_equal(status, request.status);
	assert_int_equal(!request.reason, status == PHONEWALL_TFTP_RUNNING ||
			 status == PHONEWALL_TFTP_COMPLETE);
	return status;
}

static enum phonewall_tftp_status receive(const void *bytes, size_t length)
{
	return receive_from(&peer, bytes, length);
}

static enum phonewall_tftp_status
receive_block_from(const struct phonewall_tftp_peer *from, uint16_t block,
		   size_t length)
{
	uint8_t bytes[4 + 2048] = { 0, 3, block >> 8, block & 0xff };

	memset(bytes + 4, 'a' + block % 26, length);
	return receive_from(from, bytes, 4 + length);
}

static enum phonewall_tftp_status receive_block(uint16_t block, size_t length)
{
	return receive_block_from(&peer, block, length);
}

static enum phonewall_tftp_status expire(void)
{
	now = request.deadline;
	return phonewall_tftp_read_expire(&request, now, &packet);
}

/* Assertions */

static void assert_sent(const struct phonewall_tftp_peer *to,
			const void *bytes, size_t length)
{
	assert_int_equal(packet.length, length);
	assert_memory_equal(packet.bytes, bytes, length);
	assert_int_equal(packet.to.port, to->port);
	assert_int_equal(packet.to.address.family, to->address.family);
	assert_memory_equal(packet.to.address.bytes, to->address.bytes, 16);
}

static void assert_acknowledged(uint16_t block)
{
	const uint8_t bytes[] = { 0, 4, block >> 8, block & 0xff };

	assert_sent(&peer, bytes, sizeof(bytes));
}

static void assert_error(const struct phonewall_tftp_peer *to, uint8_t code)
{
	assert_true(packet.length > 5);
	assert_memory_equal(packet.bytes, "\0\5\0", 3);
	assert_int_equal(packet.bytes[3], code);
	assert_int_equal(packet.bytes[packet.length - 1], 0);
	assert_int_equal(packet.to.port, to->port);
	assert_memory_equal(packet.to.address.bytes, to->address.bytes, 16);
}

static void assert_silent(void)
{
	assert_int_equal(packet.length, 0);
}

static void assert_running(enum phonewall_tftp_status status)
{
	assert_int_equal(status, PHONEWALL_TFTP_RUNNING);
}

static void assert_ended(enum phonewall_tftp_status status, const char *reason)
{
	assert_int_equal(request.status, status);
	if (!strstr(request.reason, reason))
		fail_msg("'%s' instead of '%s'", request.reason, reason);
	phonewall_tftp_read_clear(&request);
	assert_null(request.bytes);
}

static void assert_complete(size_t length)
{
	assert_int_equal(request.status, PHONEWALL_TFTP_COMPLETE);
	assert_int_equal(request.length, length);
	phonewall_tftp_read_clear(&request);
}

/* Requests */

static void test_request(void **state)
{
	(void)state;
	begin();
	assert_sent(&server, TEXT("\0\1/cfg.xml\0octet\0"
				  "blksize\0" "1428\0tsize\0" "0\0"));
	phonewall_tftp_read_clear(&request);
	begin_with(&server6, LIMIT, false);
	assert_sent(&server6, TEXT("\0\1/cfg.xml\0octet\0"));
	phonewall_tftp_read_clear(&request);
}

static void test_longest_name(void **state)
{
	char name[PHONEWALL_TFTP_NAME_MAX + 1] = "";

	(void)state;
	memset(name, 'x', PHONEWALL_TFTP_NAME_MAX);
	phonewall_tftp_read_begin(&request, &server, name, LIMIT, true, now,
				  &packet);
	assert_true(packet.length <= 512);
	assert_memory_equal(packet.bytes + 2, name, sizeof(name));
	phonewall_tftp_read_clear(&request);
}

/* Files */

static void test_without_options(void **state)
{
	static const struct phonewall_tftp_peer *const servers[] = {
		&server, &server6,
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		begin_with(servers[i], LIMIT, true);
		assert_running(receive_block(1, 512));
		assert_acknowledged(1);
		assert_running(receive_block(2, 512));
		assert_acknowledged(2);
		receive_block(3, 1);
		assert_acknowledged(3);
		assert_memory_equal(request.bytes + 510, "bbcc", 4);
		assert_memory_equal(request.bytes + 1023, "cd", 2);
		assert_complete(1025);
	}
}

static void test_empty_block(void **state)
{
	(void)state;
	begin();
	receive_block(1, 0);
	assert_acknowledged(1);
	assert_complete(0);
	begin();
	assert_running(receive_block(1, 512));
	receive_block(2, 0);
	assert_complete(512);
}

static void test_with_options(void **state)
{
	(void)state;
	begin();
	assert_running(receive(TEXT("\0\6blksize\0" "1428\0tsize\0"
				    "1429\0")));
	assert_acknowledged(0);
	assert_running(receive_block(1, 1428));
	assert_acknowledged(1);
	receive_block(2, 1);
	assert_acknowledged(2);
	assert_complete(1429);
}

static void test_smaller_blocks(void **state)
{
	(void)state;
	begin();
	assert_running(receive(TEXT("\0\6BLKSIZE\0" "8\0")));
	assert_running(receive_block(1, 8));
	receive_block(2, 7);
	assert_complete(15);
}

static void test_size_only(void **state)
{
	(void)state;
	begin();
	assert_running(receive(TEXT("\0\6tsize\0" "513\0")));
	assert_running(receive_block(1, 512));
	receive_block(2, 1);
	assert_complete(513);
}

/* The size of a file that is not what was told. */
static void test_other_size(void **state)
{
	(void)state;
	begin();
	receive(TEXT("\0\6tsize\0" "10\0"));
	receive_block(1, 9);
	assert_ended(PHONEWALL_TFTP_FAILED, "9 bytes have come of a file of 10");
	begin();
	receive(TEXT("\0\6tsize\0" "10\0"));
	receive_block(1, 11);
	assert_ended(PHONEWALL_TFTP_FAILED, "11 bytes");
}

static void test_wrong_options(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
	} cases[] = {
		{ TEXT("\0\6blksize\0" "1429\0") },
		{ TEXT("\0\6blksize\0" "65464\0") },
		{ TEXT("\0\6blksize\0" "4294967304\0") },
		{ TEXT("\0\6blksize\0" "7\0") },
		{ TEXT("\0\6blksize\0" "0\0") },
		{ TEXT("\0\6blksize\0" "-8\0") },
		{ TEXT("\0\6blksize\0" " 8\0") },
		{ TEXT("\0\6blksize\0" "0x8\0") },
		{ TEXT("\0\6blksize\0\0") },
		{ TEXT("\0\6blksize\0") },
		{ TEXT("\0\6blksize") },
		{ TEXT("\0\6blksize\0" "512") },
		{ TEXT("\0\6blksize\0" "512\0blksize\0" "512\0") },
		{ TEXT("\0\6tsize\0" "1\0tsize\0" "1\0") },
		{ TEXT("\0\6tsize\0" "x\0") },
		{ TEXT("\0\6tsize\0" "4294967296\0") },
		{ TEXT("\0\6tsize\0" "1\0x") },
		{ TEXT("\0\6timeout\0" "1\0") },
		{ TEXT("\0\6windowsize\0" "1\0") },
		{ TEXT("\0\6\0\0") },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		begin();
		receive(cases[i].bytes, cases[i].length);
		assert_error(&peer, 8);
		assert_ended(PHONEWALL_TFTP_FAILED, "options");
	}
	begin_with(&server, LIMIT, false);
	receive(TEXT("\0\6tsize\0" "1\0"));
	assert_error(&peer, 8);
	assert_ended(PHONEWALL_TFTP_FAILED, "options");
}

/* Limits */

static void test_limit(void **state)
{
	(void)state;
	begin_with(&server, 1024, true);
	assert_running(receive(TEXT("\0\6tsize\0" "1024\0")));
	phonewall_tftp_read_clear(&request);
	begin_with(&server, 1024, true);
	receive(TEXT("\0\6tsize\0" "1025\0"));
	assert_error(&peer, 3);
	assert_ended(PHONEWALL_TFTP_FORBIDDEN, "larger than 1024 bytes");
	begin_with(&server, 1024, true);
	receive_block(1, 512);
	assert_running(receive_block(2, 512));
	receive_block(3, 0);
	assert_complete(1024);
	begin_with(&server, 1024, true);
	receive_block(1, 512);
	receive_block(2, 512);
	receive_block(3, 1);
	assert_error(&peer, 3);
	assert_ended(PHONEWALL_TFTP_FORBIDDEN, "larger than 1024 bytes");
}

/* An endless file ends at the limit, and the blocks are counted beyond 65535. */
static void test_roll_over(void **state)
{
	unsigned int block;

	(void)state;
	begin();
	receive(TEXT("\0\6blksize\0" "8\0"));
	for (block = 1; block <= LIMIT / 8; block++) {
		assert_running(receive_block((uint16_t)block, 8));
		assert_acknowledged((uint16_t)block);
	}
	assert_int_equal(block, 131073);
	receive_block((uint16_t)block, 8);
	assert_ended(PHONEWALL_TFTP_FORBIDDEN, "larger");
}

static void test_long_block(void **state)
{
	(void)state;
	begin();
	receive_block(1, 513);
	assert_error(&peer, 4);
	assert_ended(PHONEWALL_TFTP_FAILED, "not TFTP");
	begin();
	receive(TEXT("\0\6blksize\0" "1428\0"));
	receive_block(1, 1429);
	assert_error(&peer, 4);
	assert_ended(PHONEWALL_TFTP_FAILED, "not TFTP");
}

/* Blocks twice and out of order */

static void test_sorcerers_apprentice(void **state)
{
	(void)state;
	begin();
	receive_block(1, 512);
	assert_acknowledged(1);
	for (int i = 0; i < 100; i++) {
		assert_running(receive_block(1, 512));
		assert_silent();
	}
	assert_int_equal(request.length, 512);
	expire();
	assert_acknowledged(1);
	assert_running(receive_block(2, 512));
	assert_acknowledged(2);
	assert_running(receive_block(1, 512));
	assert_silent();
	receive_block(3, 3);
	assert_complete(1027);
}

static void test_other_blocks(void **state)
{
	static const uint16_t blocks[] = { 0, 1, 3, 4, 0x8000, 0xffff };

	(void)state;
	begin();
	receive_block(1, 512);
	for (size_t i = 0; i < sizeof(blocks) / sizeof(*blocks); i++) {
		assert_running(receive_block(blocks[i], 512));
		assert_silent();
		assert_running(receive_block(blocks[i], 1));
		assert_silent();
	}
	receive_block(2, 1);
	assert_complete(513);
}

static void test_options_twice(void **state)
{
	static const char options[] = "\0\6blksize\0" "8\0tsize\0" "9\0";

	(void)state;
	begin();
	receive(options, sizeof(options) - 1);
	assert_acknowledged(0);
	assert_running(receive(options, sizeof(options) - 1));
	assert_silent();
	expire();
	assert_acknowledged(0);
	receive_block(1, 8);
	assert_running(receive(options, sizeof(options) - 1));
	assert_silent();
	receive_block(2, 1);
	assert_complete(9);
}

/* Packets from elsewhere */

static struct phonewall_tftp_peer other_address(void)
{
	struct phonewall_tftp_peer other = peer;

	other.address.bytes[3]++;
	return other;
}

static void test_other_address(void **state)
{
	struct phonewall_tftp_peer other;

	(void)state;
	begin();
	other = other_address();
	assert_running(receive_block_from(&other, 1, 3));
	assert_error(&other, 5);
	assert_running(receive_from(&other, TEXT("\0\6blksize\0" "8\0")));
	assert_error(&other, 5);
	other.port = SERVER_PORT;
	assert_running(receive_block_from(&other, 1, 3));
	assert_error(&other, 5);
	other = server6;
	memcpy(other.address.bytes, server.address.bytes, 4);
	assert_running(receive_block_from(&other, 1, 3));
	assert_error(&other, 5);
	assert_int_equal(request.length, 0);
	receive_block(1, 4);
	assert_complete(4);
}

static void test_other_port(void **state)
{
	struct phonewall_tftp_peer other;

	(void)state;
	begin();
	other = peer;
	other.port++;
	receive_block(1, 512);
	assert_running(receive_block_from(&other, 2, 3));
	assert_error(&other, 5);
	other.port = SERVER_PORT;
	assert_running(receive_block_from(&other, 2, 3));
	assert_error(&other, 5);
	assert_int_equal(request.length, 512);
	receive_block(2, 4);
	assert_complete(516);
}

/* Else two ends would answer each other for ever. */
static void test_other_errors(void **state)
{
	struct phonewall_tftp_peer other;

	(void)state;
	begin();
	other = other_address();
	assert_running(receive_from(&other, TEXT("\0\5\0\1gone\0")));
	assert_silent();
	receive_block(1, 512);
	other = peer;
	other.port++;
	assert_running(receive_from(&other, TEXT("\0\5\0\1gone\0")));
	assert_silent();
	receive_block(2, 4);
	assert_complete(516);
}

static void test_many_strangers(void **state)
{
	struct phonewall_tftp_peer other;

	(void)state;
	begin();
	other = other_address();
	for (int i = 0; i < PHONEWALL_TFTP_STRANGERS_MAX; i++) {
		receive_block_from(&other, 1, 3);
		assert_error(&other, 5);
	}
	for (int i = 0; i < 100; i++) {
		assert_running(receive_block_from(&other, 1, 3));
		assert_silent();
	}
	receive_block(1, 4);
	assert_acknowledged(1);
	assert_complete(4);
}

/* They do not put off the time when a packet is sent again. */
static void test_strangers_and_time(void **state)
{
	struct phonewall_tftp_peer other;
	uint64_t deadline;

	(void)state;
	begin();
	deadline = request.deadline;
	other = other_address();
	now += 500;
	receive_block_from(&other, 1, 3);
	assert_int_equal(request.deadline, deadline);
	receive_block(1, 512);
	deadline = request.deadline;
	now += 500;
	receive_block(1, 512);
	assert_int_equal(request.deadline, deadline);
	phonewall_tftp_read_clear(&request);
}

/* An earlier transfer from the same server may still be under way. */
static void test_earlier_transfer(void **state)
{
	struct phonewall_tftp_peer earlier;

	(void)state;
	begin();
	earlier = peer;
	earlier.port++;
	assert_running(receive_block_from(&earlier, 7, 512));
	assert_error(&earlier, 5);
	assert_running(receive_from(&earlier, TEXT("\0\4\0\1")));
	assert_error(&earlier, 5);
	receive_block(1, 4);
	assert_complete(4);
}

/* Errors of the server */

static void test_errors(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
		enum phonewall_tftp_status status;
		const char *reason;
	} cases[] = {
		{ TEXT("\0\5\0\1File not found\0"), PHONEWALL_TFTP_NOT_FOUND,
		  "\"File not found\" (error 1); put it there" },
		{ TEXT("\0\5\0\1"), PHONEWALL_TFTP_NOT_FOUND, "\"\" (error 1)" },
		{ TEXT("\0\5\0\2no\0"), PHONEWALL_TFTP_FORBIDDEN,
		  "let the server read it" },
		{ TEXT("\0\5\0\0busy\0"), PHONEWALL_TFTP_FAILED,
		  "see the server's log" },
		{ TEXT("\0\5\0\3full\0"), PHONEWALL_TFTP_FAILED, "error 3" },
		{ TEXT("\0\5\0\4what\0"), PHONEWALL_TFTP_NO_OPTIONS,
		  "error 4" },
		{ TEXT("\0\5\0\5who\0"), PHONEWALL_TFTP_FAILED, "error 5" },
		{ TEXT("\0\5\0\10no options\0"), PHONEWALL_TFTP_NO_OPTIONS,
		  "error 8" },
		{ TEXT("\0\5\1\1x\0"), PHONEWALL_TFTP_FAILED, "error 257" },
		{ TEXT("\0\5\0\1no end"), PHONEWALL_TFTP_NOT_FOUND,
		  "\"no end\"" },
		{ TEXT("\0\5\0\1\x1b[2J\xff\"\n\0"), PHONEWALL_TFTP_NOT_FOUND,
		  "\"\\x1b[2J\\xff" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		begin();
		receive(cases[i].bytes, cases[i].length);
		assert_silent();
		assert_ended(cases[i].status, cases[i].reason);
	}
}

static void test_long_message(void **state)
{
	char bytes[1000] = { 0, 5, 0, 1 };

	(void)state;
	memset(bytes + 4, '\x1b', sizeof(bytes) - 4);
	begin();
	receive(bytes, sizeof(bytes));
	assert_true(strlen(request.reason) < 500);
	assert_ended(PHONEWALL_TFTP_NOT_FOUND, "\\x1b\\x1b");
}

static void test_late_errors(void **state)
{
	(void)state;
	begin();
	receive_block(1, 512);
	receive(TEXT("\0\5\0\10x\0"));
	assert_ended(PHONEWALL_TFTP_FAILED, "error 8");
	begin_with(&server, LIMIT, false);
	receive(TEXT("\0\5\0\10x\0"));
	assert_ended(PHONEWALL_TFTP_FAILED, "error 8");
	begin();
	receive_block(1, 512);
	receive(TEXT("\0\5\0\1gone\0"));
	assert_ended(PHONEWALL_TFTP_NOT_FOUND, "gone");
}

/* What is not TFTP, before and after the first block. */
static void test_malformed(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
	} cases[] = {
		{ TEXT("") }, { TEXT("\0") }, { TEXT("\0\3") },
		{ TEXT("\0\3\0") }, { TEXT("\0\4\0\1") }, { TEXT("\0\5") },
		{ TEXT("\0\5\0") }, { TEXT("\0\1x\0octet\0") },
		{ TEXT("\0\2x\0octet\0") }, { TEXT("\0\7\0\1") },
		{ TEXT("\1\3\0\1") }, { TEXT("\3\0\1\0") },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		begin();
		assert_running(receive(cases[i].bytes, cases[i].length));
		assert_running(receive_block(1, 512));
		receive(cases[i].bytes, cases[i].length);
		assert_error(&peer, 4);
		assert_ended(PHONEWALL_TFTP_FAILED, "not TFTP");
	}
}

/* Time */

static void test_back_off(void **state)
{
	uint64_t start = now;

	(void)state;
	begin();
	for (int i = 1; i < PHONEWALL_TFTP_SENDS_MAX; i++) {
		assert_running(expire());
		assert_sent(&server, TEXT("\0\1/cfg.xml\0octet\0"
					  "blksize\0" "1428\0tsize\0" "0\0"));
		assert_int_equal(now - start, (1000 << i) - 1000);
	}
	expire();
	assert_silent();
	assert_int_equal(now - start, 15000);
	assert_ended(PHONEWALL_TFTP_FAILED, "no TFTP server answers at port 69");
}

static void test_stops(void **state)
{
	(void)state;
	begin();
	expire();
	receive_block(1, 512);
	for (int i = 1; i < PHONEWALL_TFTP_SENDS_MAX; i++) {
		assert_running(expire());
		assert_acknowledged(1);
	}
	expire();
	assert_silent();
	assert_ended(PHONEWALL_TFTP_FAILED, "stopped answering after 512 bytes");
}

/* With each block that comes, the time begins anew. */
static void test_slow(void **state)
{
	(void)state;
	begin();
	for (uint16_t block = 1; block <= 100; block++) {
		assert_running(expire());
		assert_running(expire());
		assert_running(receive_block(block, 512));
		assert_acknowledged(block);
		assert_int_equal(request.deadline - now, 1000);
	}
	receive_block(101, 0);
	assert_complete(51200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_longest_name),
		cmocka_unit_test(test_without_options),
		cmocka_unit_test(test_empty_block),
		cmocka_unit_test(test_with_options),
		cmocka_unit_test(test_smaller_blocks),
		cmocka_unit_test(test_size_only),
		cmocka_unit_test(test_other_size),
		cmocka_unit_test(test_wrong_options),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_roll_over),
		cmocka_unit_test(test_long_block),
		cmocka_unit_test(test_sorcerers_apprentice),
		cmocka_unit_test(test_other_blocks),
		cmocka_unit_test(test_options_twice),
		cmocka_unit_test(test_other_address),
		cmocka_unit_test(test_other_port),
		cmocka_unit_test(test_other_errors),
		cmocka_unit_test(test_many_strangers),
		cmocka_unit_test(test_strangers_and_time),
		cmocka_unit_test(test_earlier_transfer),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_long_message),
		cmocka_unit_test(test_late_errors),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_back_off),
		cmocka_unit_test(test_stops),
		cmocka_unit_test(test_slow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
