// SPDX-License-Identifier: MIT
/*
 * stream - numbered messages to an echo server, so that a loss is noticed
 */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "harness/tool.h"

#define MESSAGE_SIZE	332	/* of an RTP packet with 40 ms of G.711 */
#define INTERVAL_MS	40
#define WAIT_MS		3000	/* for the last echoes */

struct message {
	uint32_t number;
	uint8_t padding[MESSAGE_SIZE - sizeof(uint32_t)];
};

struct stream {
	int fd;
	bool connected;
	struct sockaddr_storage peer;
	socklen_t peer_length;
	uint32_t sent;
	uint32_t received;
};

static volatile sig_atomic_t stopped;

static const char usage[] =
	"Usage: stream serve udp|tcp PORT\n"
	"       stream send [--from PORT] [--unconnected] udp|tcp ADDRESS PORT\n"
	"\n"
	"\"serve\" sends every message back. \"send\" sends one every 40 ms, prints\n"
	"\"echo N\" for each that comes back, and after SIGTERM how many it sent\n"
	"and received.\n";

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static struct addrinfo *resolve(const char *address, const char *port, int type,
				int family)
{
	struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV |
			    (address ? 0 : AI_PASSIVE),
		.ai_family = family,
		.ai_socktype = type,
	};
	struct addrinfo *info;
	int error = getaddrinfo(address, port, &hints, &info);

	if (error)
		errx(2, "%s port %s: %s", address ? address : "any", port,
		     gai_strerror(error));
	return info;
}

static int open_bound(const char *port, int type, int family)
{
	struct addrinfo *info = resolve(NULL, port, type, family);
	int fd = socket(family, type, 0);
	int yes = 1;

	if (fd < 0)
		err(1, "socket");
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) ||
	    bind(fd, info->ai_addr, info->ai_addrlen))
		err(1, "bind to port %s", port);
	freeaddrinfo(info);
	return fd;
}

static void echo_datagrams(int fd)
{
	struct sockaddr_storage peer;
	struct message message;
	socklen_t length;
	ssize_t size;

	for (;;) {
		length = sizeof(peer);
		size = recvfrom(fd, &message, sizeof(message), 0,
				(struct sockaddr *)&peer, &length);
		if (size > 0)
			sendto(fd, &message, size, 0, (struct sockaddr *)&peer,
			       length);
	}
}

static void echo_bytes(int fd)
{
	char bytes[4096];
	ssize_t size;

	while ((size = recv(fd, bytes, sizeof(bytes), 0)) > 0)
		if (send(fd, bytes, size, MSG_NOSIGNAL) != size)
			err(1, "send");
}

static void serve_connections(int fd)
{
	int connection;

	signal(SIGCHLD, SIG_IGN);
	if (listen(fd, 8))
		err(1, "listen");
	while ((connection = accept(fd, NULL, NULL)) >= 0) {
		if (!fork()) {
			close(fd);
			echo_bytes(connection);
			exit(0);
		}
		close(connection);
	}
	err(1, "accept");
}

static int serve(int argc, char **argv)
{
	int type;
	int fd;

	if (argc != 3)
		errx(2, "%s", usage);
	type = tool_parse_protocol(argv[1]);
	fd = open_bound(argv[2], type, AF_INET6);
	if (type == SOCK_STREAM)
		serve_connections(fd);
	echo_datagrams(fd);
	return 1;
}

static void open_stream(struct stream *stream, const char *from, int type,
			const char *address, const char *port)
{
	struct addrinfo *info = resolve(address, port, type, AF_UNSPEC);

	stream->fd = open_bound(from, type, info->ai_family);
	memcpy(&stream->peer, info->ai_addr, info->ai_addrlen);
	stream->peer_length = info->ai_addrlen;
	if (stream->connected && connect(stream->fd, info->ai_addr,
					 info->ai_addrlen))
		err(1, "connect to %s port %s", address, port);
	freeaddrinfo(info);
}

/* An error of a socket that is not connected is reported here once. */
static void send_message(struct stream *stream)
{
	struct message message = { .number = stream->sent++ };
	struct sockaddr *peer = NULL;
	socklen_t length = 0;

	if (!stream->connected) {
		peer = (struct sockaddr *)&stream->peer;
		length = stream->peer_length;
	}
	if (sendto(stream->fd, &message, sizeof(message), MSG_NOSIGNAL, peer,
		   length) != sizeof(message))
		warn("message %u", message.number);
}

static bool receive_echo(struct stream *stream)
{
	struct message message;
	ssize_t size = recv(stream->fd, &message, sizeof(message),
			    MSG_WAITALL);

	if (size != sizeof(message)) {
		if (size < 0)
			warn("echo");
		else
			warnx("an echo of %zd bytes", size);
		return size != 0;
	}
	printf("echo %u\n", message.number);
	stream->received++;
	return true;
}

static int open_timer(void)
{
	struct itimerspec interval = {
		.it_value.tv_nsec = INTERVAL_MS * 1000000,
		.it_interval.tv_nsec = INTERVAL_MS * 1000000,
	};
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);

	if (fd < 0 || timerfd_settime(fd, 0, &interval, NULL))
		err(1, "timer");
	return fd;
}

static void run(struct stream *stream)
{
	struct pollfd wait[] = {
		{ .fd = stream->fd, .events = POLLIN },
		{ .fd = open_timer(), .events = POLLIN },
	};
	uint64_t ticks;

	while (!stopped) {
		if (poll(wait, 2, -1) < 0)
			continue;
		if (wait[0].revents && !receive_echo(stream))
			return;
		if (wait[1].revents &&
		    read(wait[1].fd, &ticks, sizeof(ticks)) == sizeof(ticks))
			send_message(stream);
	}
}

static void drain(struct stream *stream)
{
	struct pollfd wait = { .fd = stream->fd, .events = POLLIN };

	while (stream->received < stream->sent && poll(&wait, 1, WAIT_MS) == 1)
		if (!receive_echo(stream))
			return;
}

static int send_stream(int argc, char **argv)
{
	static const struct option options[] = {
		{ "from", required_argument, NULL, 'f' },
		{ "unconnected", no_argument, NULL, 'u' },
		{ 0 }
	};
	struct stream stream = { .connected = true };
	const char *from = "0";
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'f')
			from = optarg;
		else if (option == 'u')
			stream.connected = false;
		else
			errx(2, "%s", usage);
	}
	if (argc - optind != 3)
		errx(2, "%s", usage);
	open_stream(&stream, from, tool_parse_protocol(argv[optind]),
		    argv[optind + 1], argv[optind + 2]);
	run(&stream);
	drain(&stream);
	printf("sent %u received %u\n", stream.sent, stream.received);
	return stream.sent != stream.received;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = stop };

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1 && !strcmp(argv[1], "serve"))
		return serve(argc - 1, argv + 1);
	sigaction(SIGTERM, &action, NULL);
	if (argc > 1 && !strcmp(argv[1], "send"))
		return send_stream(argc - 1, argv + 1);
	errx(2, "%s", usage);
}
