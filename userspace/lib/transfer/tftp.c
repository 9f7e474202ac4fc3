// SPDX-License-Identifier: MIT
#include "transfer/tftp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/memory.h"

#define CLIENT_PORTS							\
	(PHONEWALL_TFTP_CLIENT_LAST - PHONEWALL_TFTP_CLIENT_FIRST + 1)
/* Packets that are taken before the loop serves others. */
#define PACKETS_AT_ONCE		16

/**
 * struct phonewall_tftp - a transfer that is under way
 * @addresses: the server's addresses
 * @address_count: how many
 * @current: which of them is asked
 * @port: the server's port
 * @name: the file's name
 * @limit: bytes of the file at most
 * @any_port: whether the kernel chooses the port
 * @asks_options: whether to ask for options
 * @end: when the whole must have ended, by now()
 * @socket: its socket, or -1
 * @base: the event loop
 * @readable: the event of @socket, or NULL
 * @timer: the event of time
 * @read: the request, while there is a socket
 * @reason: what has happened with the servers that were asked; NULL if nothing
 * @finished: called at the end
 * @context: for @finished
 */
struct phonewall_tftp {
	struct phonewall_address addresses[PHONEWALL_TFTP_ADDRESSES_MAX];
	size_t address_count;
	size_t current;
	uint16_t port;
	char *name;
	size_t limit;
	bool any_port;
	bool asks_options;
	uint64_t end;
	int socket;
	struct event_base *base;
	struct event *readable;
	struct event *timer;
	struct phonewall_tftp_read read;
	char *reason;
	void (*finished)(const struct phonewall_tftp_result *result,
			 void *context);
	void *context;
};

/* Milliseconds. */
static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static void set_timer(struct phonewall_tftp *tftp, uint64_t deadline)
{
	uint64_t time = now(), delay = deadline > time ? deadline - time : 0;
	const struct timeval interval = {
		.tv_sec = (time_t)(delay / 1000),
		.tv_usec = (suseconds_t)(delay % 1000 * 1000),
	};

	event_add(tftp->timer, &interval);
}

static void set_deadline(struct phonewall_tftp *tftp)
{
	uint64_t deadline = tftp->read.deadline;

	set_timer(tftp, deadline < tftp->end ? deadline : tftp->end);
}

/* Addresses */

static socklen_t write_peer(const struct phonewall_tftp_peer *peer,
			    struct sockaddr_storage *storage)
{
	struct sockaddr_in *ipv4 = (struct sockaddr_in *)storage;
	struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)storage;

	memset(storage, 0, sizeof(*storage));
	storage->ss_family = peer->address.family;
	if (peer->address.family == AF_INET) {
		ipv4->sin_port = htons(peer->port);
		memcpy(&ipv4->sin_addr, peer->address.bytes,
		       sizeof(ipv4->sin_addr));
		return sizeof(*ipv4);
	}
	ipv6->sin6_port = htons(peer->port);
	memcpy(&ipv6->sin6_addr, peer->address.bytes, sizeof(ipv6->sin6_addr));
	return sizeof(*ipv6);
}

static void read_peer(const struct sockaddr_storage *storage,
		      struct phonewall_tftp_peer *peer)
{
	const struct sockaddr_in *ipv4 = (const struct sockaddr_in *)storage;
	const struct sockaddr_in6 *ipv6 = (const struct sockaddr_in6 *)storage;

	*peer = (struct phonewall_tftp_peer){
		.address.family = storage->ss_family,
	};
	if (storage->ss_family == AF_INET) {
		peer->port = ntohs(ipv4->sin_port);
		memcpy(peer->address.bytes, &ipv4->sin_addr,
		       sizeof(ipv4->sin_addr));
	} else {
		peer->port = ntohs(ipv6->sin6_port);
		memcpy(peer->address.bytes, &ipv6->sin6_addr,
		       sizeof(ipv6->sin6_addr));
	}
}

/* The socket */

static bool bind_port(int socket, sa_family_t family, uint16_t port)
{
	const struct phonewall_tftp_peer own = {
		.address.family = family,
		.port = port,
	};
	struct sockaddr_storage storage;
	socklen_t length = write_peer(&own, &storage);

	return !bind(socket, (struct sockaddr *)&storage, length);
}

/*
 * From a random one on, so that what an earlier transfer still sends does not
 * find this one (RFC 1350, section 4).
 */
static bool bind_client_port(int socket, sa_family_t family)
{
	unsigned int first = 0;

	if (getrandom(&first, sizeof(first), GRND_NONBLOCK) < 0)
		first = (unsigned int)now();
	for (unsigned int i = 0; i < CLIENT_PORTS; i++)
		if (bind_port(socket, family,
			      PHONEWALL_TFTP_CLIENT_FIRST +
			      (first % CLIENT_PORTS + i) % CLIENT_PORTS))
			return true;
	return false;
}

static int open_socket(sa_family_t family, bool any_port)
{
	int handle, on = 1;

	handle = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (handle < 0)
		return -errno;
	if ((family == AF_INET ||
	     !setsockopt(handle, IPPROTO_IPV6, IPV6_V6ONLY, &on,
			 sizeof(on))) &&
	    (any_port ? bind_port(handle, family, 0) :
			bind_client_port(handle, family)))
		return handle;
	on = errno;
	close(handle);
	return -on;
}

static void close_socket(struct phonewall_tftp *tftp)
{
	if (tftp->readable)
		event_free(tftp->readable);
	tftp->readable = NULL;
	if (tftp->socket >= 0)
		close(tftp->socket);
	tftp->socket = -1;
	phonewall_tftp_read_clear(&tftp->read);
}

/*
 * Not connected, because the server answers from another port. A packet that the
 * kernel has no room for is one that was lost. Return: 0 or a negative errno.
 */
static int send_packet(const struct phonewall_tftp *tftp,
		       const struct phonewall_tftp_packet *packet)
{
	struct sockaddr_storage storage;
	socklen_t length = write_peer(&packet->to, &storage);

	if (!packet->length ||
	    sendto(tftp->socket, packet->bytes, packet->length, 0,
		   (struct sockaddr *)&storage, length) >= 0 ||
	    errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM)
		return 0;
	return -errno;
}

/* The end */

static void release(struct phonewall_tftp *tftp)
{
	close_socket(tftp);
	event_free(tftp->timer);
	free(tftp->name);
	free(tftp->reason);
	free(tftp);
}

static void finish(struct phonewall_tftp *tftp,
		   enum phonewall_tftp_status status)
{
	bool is_complete = status == PHONEWALL_TFTP_COMPLETE;
	size_t last = tftp->address_count - 1;
	const struct phonewall_tftp_result result = {
		.status = status,
		.address = tftp->addresses[tftp->current < last ?
					   tftp->current : last],
		.bytes = is_complete ? tftp->read.bytes : NULL,
		.length = is_complete ? tftp->read.length : 0,
		.reason = is_complete ? NULL : tftp->reason,
	};

	tftp->finished(&result, tftp->context);
	release(tftp);
}

/* Notes what has happened with the server that is asked. */
static void note(struct phonewall_tftp *tftp, const char *reason)
{
	char text[PHONEWALL_ADDRESS_TEXT];

	phonewall_address_print(&tftp->addresses[tftp->current], text);
	phonewall_memory_append(&tftp->reason,
				phonewall_memory_print("%s: %s", text,
						       reason));
}

/* Asking */

static void note_socket(struct phonewall_tftp *tftp, int error)
{
	char *reason;

	if (error == -EADDRINUSE) {
		reason = phonewall_memory_print("UDP ports %d to %d are all in use; wait for the other transfers to end",
						PHONEWALL_TFTP_CLIENT_FIRST,
						PHONEWALL_TFTP_CLIENT_LAST);
	} else {
		reason = phonewall_memory_print("%s; see that the phone has an address and a route",
						strerror(-error));
	}
	note(tftp, reason);
	free(reason);
}

static void take_packets(evutil_socket_t socket, short what, void *context);

/* Asks the current server. Return: true if it was asked. */
static bool ask(struct phonewall_tftp *tftp)
{
	const struct phonewall_tftp_peer server = {
		.address = tftp->addresses[tftp->current],
		.port = tftp->port,
	};
	struct phonewall_tftp_packet packet;
	int error;

	close_socket(tftp);
	error = open_socket(server.address.family, tftp->any_port);
	if (error >= 0) {
		tftp->socket = error;
		phonewall_tftp_read_begin(&tftp->read, &server, tftp->name,
					  tftp->limit, tftp->asks_options,
					  now(), &packet);
		error = send_packet(tftp, &packet);
	}
	if (error < 0) {
		note_socket(tftp, error);
		return false;
	}
	tftp->readable = event_new(tftp->base, tftp->socket,
				   EV_READ | EV_PERSIST, take_packets, tftp);
	if (!tftp->readable)
		phonewall_memory_exhausted();
	event_add(tftp->readable, NULL);
	set_deadline(tftp);
	return true;
}

/* Asks the current server, or one of those after it. */
static void ask_any(struct phonewall_tftp *tftp)
{
	for (; tftp->current < tftp->address_count; tftp->current++)
		if (ask(tftp))
			return;
	finish(tftp, PHONEWALL_TFTP_FAILED);
}

static void go_on(struct phonewall_tftp *tftp)
{
	enum phonewall_tftp_status status = tftp->read.status;

	if (status == PHONEWALL_TFTP_RUNNING) {
		set_deadline(tftp);
		return;
	}
	if (status == PHONEWALL_TFTP_NO_OPTIONS) {
		tftp->asks_options = false;
		ask_any(tftp);
		return;
	}
	if (tftp->read.reason)
		note(tftp, tftp->read.reason);
	if (status != PHONEWALL_TFTP_FAILED) {
		finish(tftp, status);
		return;
	}
	tftp->current++;
	tftp->asks_options = true;
	ask_any(tftp);
}

/* Return: true if there was a packet. */
static bool take_packet(struct phonewall_tftp *tftp)
{
	/* One byte more tells that a packet is too long. */
	uint8_t bytes[PHONEWALL_TFTP_PACKET_MAX + 1];
	struct phonewall_tftp_packet packet;
	struct sockaddr_storage storage;
	socklen_t length = sizeof(storage);
	struct phonewall_tftp_peer from;
	ssize_t taken;

	taken = recvfrom(tftp->socket, bytes, sizeof(bytes), 0,
			 (struct sockaddr *)&storage, &length);
	if (taken < 0)
		return false;
	read_peer(&storage, &from);
	phonewall_tftp_read_take(&tftp->read, &from, bytes, (size_t)taken,
				 now(), &packet);
	explicit_bzero(bytes, (size_t)taken);
	send_packet(tftp, &packet);
	return true;
}

static void take_packets(evutil_socket_t socket, short what, void *context)
{
	struct phonewall_tftp *tftp = context;

	(void)socket;
	(void)what;
	for (int i = 0; i < PACKETS_AT_ONCE; i++)
		if (!take_packet(tftp) ||
		    tftp->read.status != PHONEWALL_TFTP_RUNNING)
			break;
	go_on(tftp);
}

static void begin(struct phonewall_tftp *tftp)
{
	size_t length = strlen(tftp->name);

	if (length && length <= PHONEWALL_TFTP_NAME_MAX) {
		ask_any(tftp);
		return;
	}
	note(tftp, length ? "the path is longer than 255 bytes; shorten it" :
		   "the path is empty; name a file");
	finish(tftp, PHONEWALL_TFTP_FORBIDDEN);
}

static void take_time(evutil_socket_t socket, short what, void *context)
{
	struct phonewall_tftp *tftp = context;
	struct phonewall_tftp_packet packet;
	uint64_t time = now();

	(void)socket;
	(void)what;
	if (tftp->socket < 0) {
		begin(tftp);
	} else if (time >= tftp->end) {
		note(tftp, "the transfer takes longer than three minutes; see the server and the network");
		finish(tftp, PHONEWALL_TFTP_FAILED);
	} else if (time < tftp->read.deadline) {
		set_deadline(tftp);
	} else {
		phonewall_tftp_read_expire(&tftp->read, time, &packet);
		send_packet(tftp, &packet);
		go_on(tftp);
	}
}

struct phonewall_tftp *
phonewall_tftp_start(struct event_base *base,
		     const struct phonewall_tftp_request *request,
		     void (*finished)(const struct phonewall_tftp_result *result,
				      void *context),
		     void *context)
{
	struct phonewall_tftp *tftp =
		phonewall_memory_resize(NULL, 1, sizeof(*tftp));
	size_t count = request->address_count;

	if (count > PHONEWALL_TFTP_ADDRESSES_MAX)
		count = PHONEWALL_TFTP_ADDRESSES_MAX;
	*tftp = (struct phonewall_tftp){
		.address_count = count,
		.port = request->port,
		.name = phonewall_memory_print("%s", request->name),
		.limit = request->limit,
		.any_port = request->any_port,
		.asks_options = true,
		.end = now() + PHONEWALL_TFTP_SECONDS_MAX * 1000,
		.socket = -1,
		.base = base,
		.finished = finished,
		.context = context,
	};
	memcpy(tftp->addresses, request->addresses,
	       count * sizeof(*request->addresses));
	tftp->timer = evtimer_new(base, take_time, tftp);
	if (!tftp->timer)
		phonewall_memory_exhausted();
	set_timer(tftp, 0);
	return tftp;
}

void phonewall_tftp_cancel(struct phonewall_tftp *tftp)
{
	if (tftp)
		release(tftp);
}
