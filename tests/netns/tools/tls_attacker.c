// SPDX-License-Identifier: MIT
/*
 * tls_attacker - a man in the middle who ends or stalls a connection at a byte
 */
#include <arpa/inet.h>
#include <err.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char usage[] =
	"Usage: tls_attacker pass|fin|rst|stall in|out FIRST STEP PORT TARGET\n"
	"\n"
	"Passes connections to PORT on to port TARGET of this host, one at a time. \"fin\"\n"
	"and \"rst\" end connection N on both sides before byte FIRST + N * STEP, counted\n"
	"from 0, of what the client (\"out\") or the server (\"in\") has sent; \"stall\"\n"
	"passes nothing on from that byte. Prints for each connection how many bytes each\n"
	"side got.\n";

enum action { PASS, FIN, RST, STALL };

/* The ends of a connection, and the bytes that were passed on to each. */
enum end { CLIENT, SERVER };

struct attack {
	enum action action;
	enum end victim;
	long limit;
};

static struct sockaddr_in local(const char *port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(atoi(port)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

static int open_socket(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		err(1, "socket");
	return fd;
}

static int listen_at(const char *port)
{
	struct sockaddr_in own = local(port);
	int fd = open_socket(), yes = 1;

	own.sin_addr.s_addr = htonl(INADDR_ANY);
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) ||
	    bind(fd, (struct sockaddr *)&own, sizeof(own)) || listen(fd, 64))
		err(1, "listen at port %s", port);
	return fd;
}

static int connect_to(const char *port)
{
	struct sockaddr_in peer = local(port);
	int fd = open_socket();

	if (connect(fd, (struct sockaddr *)&peer, sizeof(peer)))
		err(1, "connect to port %s", port);
	return fd;
}

/* Passes on what one end has sent. Return: false if the connection has ended. */
static bool pass(const int fds[2], long passed[2], enum end from,
		 const struct attack *attack)
{
	enum end to = from == CLIENT ? SERVER : CLIENT;
	char bytes[4096];
	long room = sizeof(bytes);
	ssize_t length;

	if (attack->action != PASS && to == attack->victim &&
	    attack->limit - passed[to] < room)
		room = attack->limit - passed[to];
	length = recv(fds[from], bytes, sizeof(bytes), 0);
	if (length <= 0)
		return false;
	if (length < room)
		room = length;
	if (room && send(fds[to], bytes, room, MSG_NOSIGNAL) != room)
		return false;
	passed[to] += room;
	return room == length || attack->action == STALL;
}

static void reset(int fd)
{
	struct linger linger = { .l_onoff = 1 };

	if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)))
		err(1, "linger");
}

static void attack_connection(const int fds[2], const struct attack *attack)
{
	struct pollfd wait[] = {
		[CLIENT] = { .fd = fds[CLIENT], .events = POLLIN },
		[SERVER] = { .fd = fds[SERVER], .events = POLLIN },
	};
	long passed[2] = { 0 };
	bool is_open = true;

	while (is_open && poll(wait, 2, -1) > 0) {
		if (wait[CLIENT].revents)
			is_open = pass(fds, passed, CLIENT, attack);
		if (is_open && wait[SERVER].revents)
			is_open = pass(fds, passed, SERVER, attack);
	}
	printf("%ld bytes to the client, %ld to the server\n", passed[CLIENT],
	       passed[SERVER]);
	if (attack->action == RST) {
		reset(fds[CLIENT]);
		reset(fds[SERVER]);
	}
}

static enum action parse_action(const char *text)
{
	static const char *const names[] = {
		[PASS] = "pass", [FIN] = "fin", [RST] = "rst",
		[STALL] = "stall",
	};
	int i;

	for (i = 0; i < 4; i++) {
		if (!strcmp(text, names[i]))
			return i;
	}
	errx(2, "%s", usage);
}

int main(int argc, char **argv)
{
	struct attack attack;
	int listener, fds[2];
	long step;

	if (argc != 7)
		errx(2, "%s", usage);
	attack.action = parse_action(argv[1]);
	attack.victim = strcmp(argv[2], "in") ? SERVER : CLIENT;
	attack.limit = atol(argv[3]);
	step = atol(argv[4]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	listener = listen_at(argv[5]);
	while ((fds[CLIENT] = accept(listener, NULL, NULL)) >= 0) {
		fds[SERVER] = connect_to(argv[6]);
		attack_connection(fds, &attack);
		close(fds[CLIENT]);
		close(fds[SERVER]);
		attack.limit += step;
	}
	err(1, "accept");
}
