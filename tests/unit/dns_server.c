// SPDX-License-Identifier: MIT
#include "dns_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* RFC 1035 section 4.1. */
#define HEADER		12
#define MESSAGE_MAX	512
#define TYPE_A		1
#define TYPE_AAAA	28

/* RFC 1035 section 4.1.1. */
#define NO_ERROR	0x80
#define SERVER_FAILURE	0x82
#define NO_SUCH_NAME	0x83

/* Bytes of the header and the question, whose type is set; 0 if there is none. */
static size_t question_end(const unsigned char *message, size_t length,
			   unsigned int *type)
{
	size_t at = HEADER;

	while (at < length && message[at])
		at += message[at] + 1;
	if (at + 5 > length)
		return 0;
	*type = message[at + 1] << 8 | message[at + 2];
	return at + 5;
}

/* A record with a pointer to the question's name. */
static size_t add_record(unsigned char *at, const char *text)
{
	bool is_ipv6 = strchr(text, ':');
	const unsigned char length = is_ipv6 ? 16 : 4;
	const unsigned char start[] = {
		0xc0, HEADER, 0, is_ipv6 ? TYPE_AAAA : TYPE_A, 0, 1,
		0, 0, 0, 60, 0, length,
	};

	memcpy(at, start, sizeof(start));
	inet_pton(is_ipv6 ? AF_INET6 : AF_INET, text, at + sizeof(start));
	return sizeof(start) + length;
}

static size_t add_records(unsigned char *message, size_t length,
			  const char *addresses)
{
	char *copy = strdup(addresses), *rest = copy, *one;

	while ((one = strsep(&rest, " "))) {
		length += add_record(message + length, one);
		message[7]++;
	}
	free(copy);
	return length;
}

static const char *answer_of(struct dns_server *server)
{
	size_t i = server->questions++;

	while (i && (i >= DNS_SERVER_ANSWERS || !server->answers[i]))
		i--;
	return server->answers[i];
}

static unsigned char code_of(const struct dns_server *server)
{
	if (server->fails)
		return SERVER_FAILURE;
	return server->answers[0] || server->aaaa ? NO_ERROR : NO_SUCH_NAME;
}

static void answer(struct dns_server *server)
{
	unsigned char message[MESSAGE_MAX];
	struct sockaddr_in from;
	socklen_t size = sizeof(from);
	ssize_t got = recvfrom(server->socket, message, sizeof(message), 0,
			       (struct sockaddr *)&from, &size);
	const char *addresses = NULL;
	unsigned int type = 0;
	size_t length = got > HEADER ? question_end(message, got, &type) : 0;

	if (!length)
		return;
	if (type == TYPE_A)
		addresses = answer_of(server);
	else if (type == TYPE_AAAA)
		addresses = server->aaaa;
	message[2] = 0x81;
	message[3] = code_of(server);
	memset(message + 6, 0, HEADER - 6);
	if (addresses)
		length = add_records(message, length, addresses);
	sendto(server->socket, message, length, 0, (struct sockaddr *)&from,
	       size);
}

static void *run(void *argument)
{
	struct dns_server *server = argument;
	struct pollfd wanted[2] = {
		{ .fd = server->socket, .events = POLLIN },
		{ .fd = server->stop[0], .events = POLLIN },
	};

	while (poll(wanted, 2, -1) >= 0 && !wanted[1].revents)
		answer(server);
	return NULL;
}

void dns_server_start(struct dns_server *server)
{
	struct sockaddr_in name = { .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(name);

	server->questions = 0;
	server->socket = socket(AF_INET, SOCK_DGRAM, 0);
	if (bind(server->socket, (struct sockaddr *)&name, sizeof(name)) ||
	    getsockname(server->socket, (struct sockaddr *)&name, &length) ||
	    pipe(server->stop))
		abort();
	server->port = ntohs(name.sin_port);
	if (pthread_create(&server->thread, NULL, run, server))
		abort();
}

void dns_server_stop(struct dns_server *server)
{
	close(server->stop[1]);
	pthread_join(server->thread, NULL);
	close(server->stop[0]);
	close(server->socket);
}
