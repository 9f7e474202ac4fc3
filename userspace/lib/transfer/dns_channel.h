/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DNS_CHANNEL_H
#define PHONEWALL_DNS_CHANNEL_H

#include <ares.h>
#include <event2/event.h>

/**
 * struct phonewall_dns_channel - a channel of c-ares in an event loop
 * @ares: for c-ares; NULL if it could not be opened
 * @base: the event loop
 * @watched: the sockets of c-ares
 * @timer: when c-ares wants to be called next
 *
 * It must stay at its place between open and close.
 */
struct phonewall_dns_channel {
	ares_channel ares;
	struct event_base *base;
	struct phonewall_dns_socket *watched;
	struct event *timer;
};

/**
 * phonewall_dns_channel_open() - begin to use c-ares
 * @channel: set whole; to be closed even if this fails
 * @base: the event loop
 * @servers: DNS servers, as "127.0.0.1:5353,[::1]:53"; NULL for those of
 *	resolv.conf(5)
 *
 * Each question is asked three times, after 1.5 s and another 3 s.
 *
 * Return: NULL, or why it failed, static text.
 */
const char *phonewall_dns_channel_open(struct phonewall_dns_channel *channel,
				       struct event_base *base,
				       const char *servers);

/**
 * phonewall_dns_channel_begun() - wait for the answers to questions
 * @channel: the channel, after c-ares was asked something new
 */
void phonewall_dns_channel_begun(struct phonewall_dns_channel *channel);

/**
 * phonewall_dns_channel_close() - end it
 * @channel: the channel. What c-ares was asked ends with ARES_EDESTRUCTION
 *	before this returns
 */
void phonewall_dns_channel_close(struct phonewall_dns_channel *channel);

#endif /* PHONEWALL_DNS_CHANNEL_H */
