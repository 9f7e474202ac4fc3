/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TFTP_READ_H
#define PHONEWALL_TFTP_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

/*
 * A read request of TFTP without its socket: packets in, packets out. RFC 1350
 * with the options blksize (RFC 2348) and tsize (RFC 2349).
 */

/* Bytes of a file's name at most: a request has 512 (RFC 2347). */
#define PHONEWALL_TFTP_NAME_MAX		255
/*
 * Bytes of a block: without the option, and those that are asked for, which make
 * no fragments by IPv6 and through a tunnel either.
 */
#define PHONEWALL_TFTP_BLOCK_DEFAULT	512
#define PHONEWALL_TFTP_BLOCK_MAX	1428
/* Bytes of a packet at most. */
#define PHONEWALL_TFTP_PACKET_MAX	(4 + PHONEWALL_TFTP_BLOCK_MAX)
/* How often a packet is sent if there is no answer, 1 s, 2 s, 4 s... apart. */
#define PHONEWALL_TFTP_SENDS_MAX	4
/* How many packets from elsewhere are answered. */
#define PHONEWALL_TFTP_STRANGERS_MAX	16

/**
 * enum phonewall_tftp_status - how far a transfer is
 * @PHONEWALL_TFTP_RUNNING: under way
 * @PHONEWALL_TFTP_COMPLETE: the whole file has come
 * @PHONEWALL_TFTP_NOT_FOUND: the server does not have the file (its error 1)
 * @PHONEWALL_TFTP_FORBIDDEN: the file may not be read, or is too large
 * @PHONEWALL_TFTP_NO_OPTIONS: the server refuses a request with options: ask
 *	again without
 * @PHONEWALL_TFTP_FAILED: anything else, so that another server may do better
 */
enum phonewall_tftp_status {
	PHONEWALL_TFTP_RUNNING,
	PHONEWALL_TFTP_COMPLETE,
	PHONEWALL_TFTP_NOT_FOUND,
	PHONEWALL_TFTP_FORBIDDEN,
	PHONEWALL_TFTP_NO_OPTIONS,
	PHONEWALL_TFTP_FAILED,
};

/**
 * struct phonewall_tftp_peer - one end of UDP
 * @address: its address
 * @port: host byte order; in a transfer, its transfer identifier
 */
struct phonewall_tftp_peer {
	struct phonewall_address address;
	uint16_t port;
};

/**
 * struct phonewall_tftp_packet - a packet that is to be sent
 * @to: where to
 * @length: bytes of @bytes, 0 if there is no packet
 * @bytes: the packet
 */
struct phonewall_tftp_packet {
	struct phonewall_tftp_peer to;
	size_t length;
	uint8_t bytes[512];
};

/**
 * struct phonewall_tftp_read - the state of a read request
 * @status: how far it is
 * @reason: what has happened and what to do, if it has failed; else NULL
 * @bytes: what has come of the file
 * @length: bytes of @bytes
 * @deadline: when phonewall_tftp_read_expire() is due, in milliseconds of the
 *	caller's clock
 * @limit: bytes of the file at most
 * @server: the server; from its first answer on with the port that the answer
 *	came from
 * @last: the packet that is sent again if there is no answer
 * @sends: how often it was sent
 * @has_answered: whether the server has answered
 * @asks_options: whether the request has options
 * @has_block_size: whether the server has told the size of blocks
 * @has_size: whether it has told the file's size
 * @block: number of the block that is awaited
 * @block_size: bytes of each block but the last
 * @room: bytes that @bytes has room for
 * @size: the file's size, if it was told
 * @strangers: how many packets from elsewhere were answered
 *
 * To be released with phonewall_tftp_read_clear(). The first four are for the
 * caller to read.
 */
struct phonewall_tftp_read {
	enum phonewall_tftp_status status;
	char *reason;
	uint8_t *bytes;
	size_t length;
	uint64_t deadline;
	size_t limit;
	struct phonewall_tftp_peer server;
	struct phonewall_tftp_packet last;
	unsigned int sends;
	bool has_answered;
	bool asks_options;
	bool has_block_size;
	bool has_size;
	uint16_t block;
	size_t block_size;
	size_t room;
	size_t size;
	unsigned int strangers;
};

/**
 * phonewall_tftp_read_begin() - ask for a file
 * @read: set
 * @server: the server and the port for requests
 * @name: the file's name, 1 to PHONEWALL_TFTP_NAME_MAX bytes
 * @limit: bytes of the file at most
 * @asks_options: whether to ask for options
 * @now: the time in milliseconds of a clock that is never set
 * @packet: set to the request
 */
void phonewall_tftp_read_begin(struct phonewall_tftp_read *read,
			       const struct phonewall_tftp_peer *server,
			       const char *name, size_t limit,
			       bool asks_options, uint64_t now,
			       struct phonewall_tftp_packet *packet);

/**
 * phonewall_tftp_read_take() - take a packet
 * @read: a request under way
 * @from: where it has come from
 * @bytes: the packet
 * @length: bytes of @bytes
 * @now: the time
 * @packet: set to what is to be sent, if anything
 *
 * The first answer from the server's address fixes the port that all others
 * come from: an error, the options, or the first block. A packet from elsewhere,
 * or of an earlier transfer, changes nothing and gets error 5, unless it is an
 * error or there were many. A block that has come before is not
 * acknowledged again, but after a while by phonewall_tftp_read_expire(), so that
 * no packet is doubled for ever, whatever the server does (RFC 1123, section
 * 4.2.3.1).
 *
 * Return: the status.
 */
enum phonewall_tftp_status
phonewall_tftp_read_take(struct phonewall_tftp_read *read,
			 const struct phonewall_tftp_peer *from,
			 const uint8_t *bytes, size_t length, uint64_t now,
			 struct phonewall_tftp_packet *packet);

/**
 * phonewall_tftp_read_expire() - send again, or give up
 * @read: a request under way, whose deadline has passed
 * @now: the time
 * @packet: set to what is to be sent, if anything
 *
 * Return: the status.
 */
enum phonewall_tftp_status
phonewall_tftp_read_expire(struct phonewall_tftp_read *read, uint64_t now,
			   struct phonewall_tftp_packet *packet);

/**
 * phonewall_tftp_read_clear() - release a request
 * @read: emptied; what has come of the file is overwritten
 */
void phonewall_tftp_read_clear(struct phonewall_tftp_read *read);

#endif /* PHONEWALL_TFTP_READ_H */
