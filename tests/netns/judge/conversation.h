/* SPDX-License-Identifier: MIT */
#ifndef CONVERSATION_H
#define CONVERSATION_H

#include "judge/twin.h"

struct phonewall_packet;

#define CONVERSATION_SERVERS_MAX	64

/**
 * struct conversation - what both twins may send to a peer, except TCP
 * @protocol: IPPROTO_* or any other number
 * @path: from the phone to the peer; the ports of an echo are its identifier
 *	and 0, those of other protocols without ports are 0
 * @fd: each twin's socket; -1 if they send raw packets
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

/*
 * Return the address of a peer, @number below 16. Each round has peers of its
 * own.
 */
struct phonewall_address conversation_peer(sa_family_t family,
					   unsigned int round,
					   unsigned int number);

/*
 * Make new conversations, in which nothing has been sent, with the peers of a
 * round.
 */
void conversations_begin(unsigned int round);

/* Close the sockets. */
void conversations_end(void);

/* Return all conversations; @count is set to how many. */
struct conversation *conversations_all(size_t *count);

/* Make both twins send to the peer. */
void conversation_speak(struct conversation *conversation);

/* Make a packet of the peer. */
void conversation_answer(const struct conversation *conversation,
			 struct raw_packet *packet);

/* Make a packet of the peer with one thing wrong. */
void conversation_answer_oddly(const struct conversation *conversation,
			       struct raw_packet *packet);

/* Make a packet like one that the phone has sent. */
void conversation_make_sent(const struct conversation *conversation,
			    struct raw_packet *packet);

/*
 * Make an ICMP error about @quoted, from a peer to its sender or, at random, to
 * a group.
 */
void conversation_make_error(const struct twin_packet *quoted,
			     struct twin_packet *packet);

/*
 * Make a packet that belongs to no conversation: any protocol, from any peer to
 * any port of the phone.
 */
void conversation_make_strange(struct raw_packet *packet);

/*
 * Return the conversation that a packet to the phone answers, or NULL; one in
 * which the twins have sent comes first. @any_port ignores the peer's port.
 */
struct conversation *conversation_find(const struct phonewall_packet *facts,
				       bool any_port);

/*
 * Return whether a TFTP server may answer from @port: it has answered from
 * there before, or this is the first answer to the last request, which is
 * recorded.
 */
bool conversation_is_server(struct conversation *conversation, uint16_t port);

#endif /* CONVERSATION_H */
