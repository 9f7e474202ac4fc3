/* SPDX-License-Identifier: MIT */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/ssl.h>

#define HTTP_SERVER_ANSWERS	8

/**
 * struct http_server - a server of HTTP whose answers are written beforehand
 * @address: where it listens, in 127.0.0.0/8
 * @port: its port; chosen by http_server_start() if 0
 * @tls: its context, or NULL for none
 * @answers: what it answers to the first request, to the second and so on, as it
 *	is; the last one is repeated
 * @repeat: what follows the last answer for ever; or NULL
 * @pause: microseconds before each byte that is repeated
 * @closes: whether it closes the connection after an answer
 * @connections: how many it had
 * @requests: how many it had
 * @log: the requests, one behind the other; at most 64 KiB
 *
 * The last three may be read once it has stopped.
 */
struct http_server {
	const char *address;
	uint16_t port;
	SSL_CTX *tls;
	const char *answers[HTTP_SERVER_ANSWERS];
	const char *repeat;
	unsigned int pause;
	bool closes;
	unsigned int connections;
	unsigned int requests;
	char log[64 * 1024];

	int listener;
	int stop[2];
	unsigned long thread;
};

/**
 * http_server_start - begin to serve
 * @server: the server
 */
void http_server_start(struct http_server *server);

/**
 * http_server_stop - end it
 * @server: the server
 */
void http_server_stop(struct http_server *server);

#endif /* HTTP_SERVER_H */
