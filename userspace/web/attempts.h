/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WEB_ATTEMPTS_H
#define PHONEWALL_WEB_ATTEMPTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/* Hosts that are remembered; the one that was seen least lately is forgotten. */
#define PHONEWALL_ATTEMPT_HOSTS		64
/* Attempts without a wait, and milliseconds that a host then waits at most. */
#define PHONEWALL_ATTEMPTS_FREE		3
#define PHONEWALL_ATTEMPT_WAIT_MAX_MS	60000

/**
 * struct phonewall_attempt_host - a host whose log-in has failed
 * @address: an IPv4 address, or the first 64 bits of an IPv6 address
 * @failures: how often in a row
 * @seen: when it was last, in milliseconds
 */
struct phonewall_attempt_host {
	uint8_t address[8];
	unsigned int failures;
	uint64_t seen;
};

/**
 * struct phonewall_attempts - hosts whose log-in has failed
 * @hosts: the hosts; a place with no failures is free
 */
struct phonewall_attempts {
	struct phonewall_attempt_host hosts[PHONEWALL_ATTEMPT_HOSTS];
};

/**
 * phonewall_attempts_host() - tell hosts apart
 * @address: the address of a connection, IPv4 or IPv6
 * @host: set to what is the same for all addresses that one host may take: 8 bytes
 */
void phonewall_attempts_host(const struct sockaddr *address, uint8_t *host);

/**
 * phonewall_attempts_wait() - how long a host must wait for its next attempt
 * @attempts: the hosts
 * @host: the host, 8 bytes
 * @now: milliseconds of a clock that is never set
 *
 * Return: milliseconds; 0 if it may try now.
 */
unsigned int phonewall_attempts_wait(const struct phonewall_attempts *attempts,
				     const uint8_t *host, uint64_t now);

/**
 * phonewall_attempts_note() - note what became of an attempt
 * @attempts: the hosts
 * @host: the host, 8 bytes
 * @now: milliseconds of a clock that is never set
 * @is_right: whether the password was right, which forgets all failures
 */
void phonewall_attempts_note(struct phonewall_attempts *attempts,
			     const uint8_t *host, uint64_t now, bool is_right);

#endif /* PHONEWALL_WEB_ATTEMPTS_H */
