// SPDX-License-Identifier: MIT
/*
 * What a TFTP server and others send. The first byte tells whether the request
 * has options (bit 0), and the second how large the file may be, in units of 64
 * bytes. Then comes a step after the other: the first two bits of its first byte
 * tell what happens, the other six how many bytes follow after the packet's
 * length, which is two bytes; what is missing of the packet is zero.
 */
#include <string.h>

#include "base/memory.h"
#include "fuzzer.h"
#include "transfer/tftp_read.h"

#define LENGTH_MAX	1600
#define LIMIT_UNIT	64
#define DELAY_MAX	8000

enum happening {
	FROM_TRANSFER,		/* from the port that the server answers from */
	FROM_OTHER_PORT,	/* from another of the server's */
	FROM_OTHER_ADDRESS,
	NOTHING,		/* until the time is over */
};

static const struct phonewall_tftp_peer server = {
	.address = { .family = AF_INET, .bytes = { 192, 0, 2, 2 } },
	.port = 69,
};

static uint64_t now;

static struct phonewall_tftp_peer peer_of(enum happening happening)
{
	struct phonewall_tftp_peer peer = server;

	peer.port = happening == FROM_OTHER_PORT ? 50001 : 50000;
	if (happening == FROM_OTHER_ADDRESS)
		peer.address.bytes[3]++;
	return peer;
}

static void require_sane(const struct phonewall_tftp_read *read,
			 const struct phonewall_tftp_packet *packet)
{
	REQUIRE(packet->length <= sizeof(packet->bytes));
	REQUIRE(read->length <= read->limit && read->length <= read->room);
	REQUIRE(read->strangers <= PHONEWALL_TFTP_STRANGERS_MAX);
	REQUIRE(read->sends >= 1 && read->sends <= PHONEWALL_TFTP_SENDS_MAX);
	REQUIRE(read->block_size >= 8 &&
		read->block_size <= PHONEWALL_TFTP_BLOCK_MAX);
	if (read->status == PHONEWALL_TFTP_RUNNING)
		REQUIRE(!read->reason && read->deadline <= now + DELAY_MAX);
	else
		REQUIRE(!read->reason ==
			(read->status == PHONEWALL_TFTP_COMPLETE));
	if (read->status == PHONEWALL_TFTP_COMPLETE)
		REQUIRE(!read->has_size || read->size == read->length);
	if (packet->length == 4)
		REQUIRE((uint16_t)(packet->bytes[2] << 8 | packet->bytes[3]) ==
			(uint16_t)(read->block - 1));
}

/* Whoever is not the server changes nothing. */
static void require_unchanged(const struct phonewall_tftp_read *read,
			      const struct phonewall_tftp_read *before)
{
	REQUIRE(read->status == before->status &&
		read->length == before->length &&
		read->block == before->block && read->sends == before->sends &&
		read->deadline == before->deadline &&
		read->server.port == before->server.port &&
		read->block_size == before->block_size);
}

static void take(struct phonewall_tftp_read *read, enum happening happening,
		 const uint8_t *bytes, size_t length,
		 struct phonewall_tftp_packet *packet)
{
	const struct phonewall_tftp_peer from = peer_of(happening);
	struct phonewall_tftp_read before = *read;

	REQUIRE(phonewall_tftp_read_take(read, &from, bytes, length, now,
					 packet) == read->status);
	if (happening == FROM_OTHER_ADDRESS ||
	    (before.has_answered && from.port != before.server.port))
		require_unchanged(read, &before);
}

static size_t step(struct phonewall_tftp_read *read, const uint8_t *data,
		   size_t size)
{
	struct phonewall_tftp_packet packet;
	enum happening happening = data[0] & 3;
	size_t given = data[0] >> 2, length = (data[1] << 8 | data[2]);
	uint8_t *bytes;

	if (given > size - 3)
		given = size - 3;
	length %= LENGTH_MAX;
	bytes = phonewall_memory_resize(NULL, length + 1, 1);
	memset(bytes, 0, length);
	memcpy(bytes, data + 3, given < length ? given : length);
	bytes = phonewall_memory_resize(bytes, length ? length : 1, 1);
	if (happening == NOTHING) {
		now = read->deadline;
		phonewall_tftp_read_expire(read, now, &packet);
	} else {
		take(read, happening, bytes, length, &packet);
	}
	require_sane(read, &packet);
	free(bytes);
	return 3 + given;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct phonewall_tftp_packet packet;
	struct phonewall_tftp_read read;
	size_t place = 2;

	if (size < 2)
		return 0;
	now = 0;
	phonewall_tftp_read_begin(&read, &server, "/cfg.xml",
				  (size_t)data[1] * LIMIT_UNIT, data[0] & 1,
				  now, &packet);
	require_sane(&read, &packet);
	while (read.status == PHONEWALL_TFTP_RUNNING && place + 3 <= size)
		place += step(&read, data + place, size - place);
	phonewall_tftp_read_clear(&read);
	return 0;
}
