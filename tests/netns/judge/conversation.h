/* SPDX-License-Identifier: MIT */
#ifndef CONVERSATION_H
#define CONVERSATION_H

#include "judge/twin.h"

struct phonewall_packet;

#define CONVERSATION_SERVERS_MAX	64

/**
 * struct conversation - what both twins may say to a peer, other than by TCP
 * @protocol: IPPROTO_* or any other number
 * @path: from the phone to the peer; the ports of an echo are its identifier
 *	and 0, those of other protocols without ports are 0
 * @fd: each twin's socket; -1 where they send packets as they are
 * @connected: whether the sockets are connected to the peer
 * @sent: whether the twins have sent in it
 * @expects: of TFTP, whether the request that was sent last has no answer yet
 * @servers: of TFTP, how many ports have answered
 * @server_ports: which
 */
struct conversation {
	uint8_t protocol;
	struct path path;
	int fd[TWINS];
	bool connected;
	bool sent;
	bool expects;
	unsigned int servers;
	uint16_t server_ports[CONVERSATION_SERVERS_MAX];
};

/**
 * conversation_peer - the address of a peer
 * @family: AF_INET or AF_INET6
 * @round: those of one round are not those of another
 * @number: below 16
 */
struct phonewall_address conversation_peer(sa_family_t family,
					   unsigned int round,
					   unsigned int number);

/**
 * conversations_begin - make new ones, in which nobody has spoken
 * @round: says which peers there are
 */
void conversations_begin(unsigned int round);

/**
 * conversations_end - close the sockets
 */
void conversations_end(void);

/**
 * conversations_all - all of them
 * @count: set to how many
 */
struct conversation *conversations_all(size_t *count);

/**
 * conversation_speak - have both twins send to the peer
 * @conversation: the conversation
 */
void conversation_speak(struct conversation *conversation);

/**
 * conversation_answer - make a packet from the peer
 * @conversation: the conversation
 * @packet: set whole
 */
void conversation_answer(const struct conversation *conversation,
			 struct raw_packet *packet);

/**
 * conversation_answer_oddly - the same, were not one thing wrong
 * @conversation: the conversation
 * @packet: set whole
 */
void conversation_answer_oddly(const struct conversation *conversation,
			       struct raw_packet *packet);

/**
 * conversation_make_sent - make a packet as the phone has sent one
 * @conversation: the conversation
 * @packet: set whole
 */
void conversation_make_sent(const struct conversation *conversation,
			    struct raw_packet *packet);

/**
 * conversation_make_error - make an ICMP error
 * @quoted: what it quotes
 * @packet: set whole: from a peer to the sender of what is quoted, at random to a
 *	group
 */
void conversation_make_error(const struct twin_packet *quoted,
			     struct twin_packet *packet);

/**
 * conversation_make_strange - make a packet of nobody's
 * @packet: set whole: any protocol, from any peer to any port of the phone
 */
void conversation_make_strange(struct raw_packet *packet);

/**
 * conversation_find - find what a packet answers
 * @facts: what is in a packet to the phone
 * @any_port: whatever the peer's port is
 *
 * Return: the conversation, one in which the twins have sent before others; or
 * NULL.
 */
struct conversation *conversation_find(const struct phonewall_packet *facts,
				       bool any_port);

/**
 * conversation_is_server - whether a TFTP server may answer from a port
 * @conversation: the conversation
 * @port: the server's port, which has answered before, or is noted as that of
 *	the first answer to the last request
 */
bool conversation_is_server(struct conversation *conversation, uint16_t port);

#endif /* CONVERSATION_H */
