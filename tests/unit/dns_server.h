/* SPDX-License-Identifier: MIT */
#ifndef DNS_SERVER_H
#define DNS_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DNS_SERVER_ANSWERS	8

/**
 * struct dns_server - a DNS server that gives any name the same A records
 * @answers: the addresses that it gives to the first question for A records, to
 *	the second and so on, separated by spaces; the last one is repeated. NULL
 *	first: there is no such name
 * @aaaa: the address that it gives to each question for AAAA records; or NULL
 * @fails: whether it says that it cannot tell (SERVFAIL)
 * @port: its port at 127.0.0.1, set by dns_server_start()
 * @questions: questions for A records that it had, once it has stopped
 */
struct dns_server {
	const char *answers[DNS_SERVER_ANSWERS];
	const char *aaaa;
	bool fails;
	uint16_t port;
	unsigned int questions;

	int socket;
	int stop[2];
	unsigned long thread;
};

/**
 * dns_server_start - begin to answer
 * @server: the server
 */
void dns_server_start(struct dns_server *server);

/**
 * dns_server_stop - end it
 * @server: the server
 */
void dns_server_stop(struct dns_server *server);

#endif /* DNS_SERVER_H */
