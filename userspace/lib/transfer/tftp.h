/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TFTP_H
#define PHONEWALL_TFTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "transfer/tftp_read.h"

struct event_base;

/*
 * The ports that a client has, which are open in the firewall unless
 * Firewall_Config has NO_CISCO_TFTP ("TFTP clients" of the default open ports).
 */
#define PHONEWALL_TFTP_CLIENT_FIRST	53240
#define PHONEWALL_TFTP_CLIENT_LAST	53245

/* Addresses of a server at most. */
#define PHONEWALL_TFTP_ADDRESSES_MAX	8
/* Seconds that a transfer takes at most, over all addresses. */
#define PHONEWALL_TFTP_SECONDS_MAX	180

/**
 * struct phonewall_tftp_request - a file that is to be fetched
 * @addresses: the server's addresses, to be tried in this order
 * @address_count: how many, at least 1; no more than
 *	PHONEWALL_TFTP_ADDRESSES_MAX are tried
 * @port: the server's port, host byte order
 * @name: the file's name, as the server is to read it: not percent-encoded. If
 *	it does not have 1 to PHONEWALL_TFTP_NAME_MAX bytes the transfer fails
 * @limit: bytes of the file at most
 * @any_port: use a port that the kernel chooses, as with NO_CISCO_TFTP, instead
 *	of one of PHONEWALL_TFTP_CLIENT_FIRST to _LAST
 */
struct phonewall_tftp_request {
	const struct phonewall_address *addresses;
	size_t address_count;
	uint16_t port;
	const char *name;
	size_t limit;
	bool any_port;
};

/**
 * struct phonewall_tftp_result - how a transfer has ended
 * @status: PHONEWALL_TFTP_COMPLETE, _NOT_FOUND, _FORBIDDEN or _FAILED
 * @address: the server that was asked last
 * @bytes: the file if it is complete, else NULL
 * @length: bytes of @bytes
 * @reason: NULL if it is complete; else for each server that was asked what has
 *	happened and what to do. It has printable bytes of the servers
 */
struct phonewall_tftp_result {
	enum phonewall_tftp_status status;
	struct phonewall_address address;
	const uint8_t *bytes;
	size_t length;
	const char *reason;
};

/**
 * struct phonewall_tftp - a transfer that is under way
 */
struct phonewall_tftp;

/**
 * phonewall_tftp_start() - fetch a file by TFTP (RFC 1350)
 * @base: the event loop
 * @request: what to fetch; copied
 * @finished: called once from the loop, never by this function. What @result
 *	points to, and the transfer, are released when it returns
 * @context: for @finished
 *
 * The next address is asked if one does not answer, cannot be reached, or
 * refuses for another reason than that the file does not exist or may not be
 * read. From the client's ports the first free one is taken.
 *
 * Return: the transfer. It ends with the call of @finished, or with
 * phonewall_tftp_cancel().
 */
struct phonewall_tftp *
phonewall_tftp_start(struct event_base *base,
		     const struct phonewall_tftp_request *request,
		     void (*finished)(const struct phonewall_tftp_result *result,
				      void *context),
		     void *context);

/**
 * phonewall_tftp_cancel() - give up a transfer without calling anyone
 * @tftp: the transfer, released; may be NULL. Not to be called from its
 *	@finished
 */
void phonewall_tftp_cancel(struct phonewall_tftp *tftp);

#endif /* PHONEWALL_TFTP_H */
