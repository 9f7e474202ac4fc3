/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SYSLOG_SENDER_H
#define PHONEWALL_SYSLOG_SENDER_H

#include <event2/event.h>

/* Messages that wait for a look-up at most; more are dropped. */
#define PHONEWALL_SYSLOG_WAITING	16

/**
 * struct phonewall_syslog - sends messages to Syslog_Server by UDP
 */
struct phonewall_syslog;

/**
 * phonewall_syslog_open - prepare to send
 * @base: the event loop
 *
 * Return: a sender without a server, to be released with
 * phonewall_syslog_close().
 */
struct phonewall_syslog *phonewall_syslog_open(struct event_base *base);

/**
 * phonewall_syslog_set_server - set the server
 * @sender: the sender
 * @text: Syslog_Server; one that is wrong is logged, and is none. Messages that
 *	wait for another server are dropped
 */
void phonewall_syslog_set_server(struct phonewall_syslog *sender,
				 const char *text);

/**
 * phonewall_syslog_send - send a message
 * @sender: the sender
 * @severity: as LOG_ERR of syslog(3)
 * @host: the phone's address; may be NULL
 * @text: the message, without secrets and without a line end
 *
 * Does not wait: the server's name is looked up in the event loop, for each batch
 * of messages once. Nobody is told if it does not arrive but the program's own log,
 * once until the next one is sent.
 */
void phonewall_syslog_send(struct phonewall_syslog *sender, int severity,
			   const char *host, const char *text);

/**
 * phonewall_syslog_close - release it; messages that wait are dropped
 * @sender: may be NULL
 */
void phonewall_syslog_close(struct phonewall_syslog *sender);

#endif /* PHONEWALL_SYSLOG_SENDER_H */
