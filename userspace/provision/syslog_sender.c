// SPDX-License-Identifier: MIT
#include "syslog_sender.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "provisioning/syslog_message.h"
#include "transfer/lookup.h"

/* @has_failed: whether it was logged that messages are lost. */
struct phonewall_syslog {
	struct event_base *base;
	struct phonewall_syslog_server server;
	struct phonewall_lookup *lookup;
	char *waiting[PHONEWALL_SYSLOG_WAITING];
	size_t count;
	bool has_failed;
};

struct phonewall_syslog *phonewall_syslog_open(struct event_base *base)
{
	struct phonewall_syslog *sender;

	sender = phonewall_memory_resize(NULL, 1, sizeof(*sender));
	*sender = (struct phonewall_syslog){ .base = base };
	return sender;
}

static void drop_waiting(struct phonewall_syslog *sender)
{
	while (sender->count)
		free(sender->waiting[--sender->count]);
	phonewall_lookup_cancel(sender->lookup);
	sender->lookup = NULL;
}

void phonewall_syslog_set_server(struct phonewall_syslog *sender,
				 const char *text)
{
	struct phonewall_syslog_server server;
	const char *fault = phonewall_syslog_server_parse(text, &server);

	if (fault)
		phonewall_log(LOG_WARNING, "Syslog_Server %s; until it is corrected no message is sent",
			      fault);
	if (!strcmp(server.host, sender->server.host) &&
	    server.port == sender->server.port)
		return;
	drop_waiting(sender);
	sender->server = server;
	sender->has_failed = false;
}

static void report_loss(struct phonewall_syslog *sender, const char *why)
{
	if (!sender->has_failed)
		phonewall_log(LOG_WARNING, "no message reaches Syslog_Server %s: %s; check its name and the network",
			      sender->server.host, why);
	sender->has_failed = true;
}

static socklen_t make_peer(const struct phonewall_address *address,
			   uint16_t port, struct sockaddr_storage *peer)
{
	struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)peer;
	struct sockaddr_in *ipv4 = (struct sockaddr_in *)peer;

	*peer = (struct sockaddr_storage){ .ss_family = address->family };
	if (address->family == AF_INET) {
		ipv4->sin_port = htons(port);
		memcpy(&ipv4->sin_addr, address->bytes, sizeof(ipv4->sin_addr));
		return sizeof(*ipv4);
	}
	ipv6->sin6_port = htons(port);
	memcpy(&ipv6->sin6_addr, address->bytes, sizeof(ipv6->sin6_addr));
	return sizeof(*ipv6);
}

/* Return: 0, or a positive errno. */
static int send_to(const struct phonewall_syslog *sender,
		   const struct phonewall_address *address, const char *message)
{
	int sock = socket(address->family,
			  SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_storage peer;
	socklen_t length = make_peer(address, sender->server.port, &peer);
	int error = 0;

	if (sock < 0)
		return errno;
	if (sendto(sock, message, strlen(message), 0,
		   (struct sockaddr *)&peer, length) < 0)
		error = errno;
	close(sock);
	return error;
}

/* UDP tells of no loss: the first address to which there is a way is used. */
static void send_waiting(struct phonewall_syslog *sender,
			 const struct phonewall_addresses *addresses)
{
	int error = EHOSTUNREACH;

	for (size_t i = 0; i < sender->count; i++) {
		for (size_t j = 0; j < addresses->count; j++) {
			error = send_to(sender, &addresses->list[j],
					sender->waiting[i]);
			if (!error)
				break;
		}
	}
	if (error)
		report_loss(sender, strerror(error));
	else
		sender->has_failed = false;
	drop_waiting(sender);
}

static void on_looked_up(const struct phonewall_addresses *addresses,
			 const char *fault, void *argument)
{
	struct phonewall_syslog *sender = argument;

	sender->lookup = NULL;
	if (!addresses->count) {
		report_loss(sender, fault);
		drop_waiting(sender);
	} else {
		send_waiting(sender, addresses);
	}
}

void phonewall_syslog_send(struct phonewall_syslog *sender, int severity,
			   const char *host, const char *text)
{
	struct phonewall_addresses addresses = { .count = 1 };
	char message[PHONEWALL_SYSLOG_MESSAGE_MAX + 1];
	bool has_port;
	uint16_t port;

	if (!*sender->server.host)
		return;
	if (sender->count == PHONEWALL_SYSLOG_WAITING) {
		report_loss(sender, "too many wait for the look-up of its name");
		return;
	}
	phonewall_syslog_message_print(severity, time(NULL), host, text,
				       message);
	sender->waiting[sender->count++] = phonewall_memory_print("%s",
								  message);
	if (phonewall_address_parse(sender->server.host, addresses.list, &port,
				    &has_port))
		send_waiting(sender, &addresses);
	else if (!sender->lookup)
		sender->lookup = phonewall_lookup_begin(sender->base,
							sender->server.host,
							NULL, on_looked_up,
							sender);
}

void phonewall_syslog_close(struct phonewall_syslog *sender)
{
	if (!sender)
		return;
	drop_waiting(sender);
	free(sender);
}
