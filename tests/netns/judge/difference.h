/* SPDX-License-Identifier: MIT */
#ifndef DIFFERENCE_H
#define DIFFERENCE_H

#include "core/packet.h"
#include "harness/firewall.h"
#include "judge/conversation.h"
#include "judge/twin_connection.h"

/**
 * struct judgement - what became of a packet at both twins
 * @packet: the packet, as it came to TWIN_PHONEWALL; a whole one, if it came
 *	in fragments
 * @facts: what is in it; zeros if it cannot be parsed
 * @quoted: what it quotes, if facts.quoted says so
 * @spoilt: its checksum or a length in it is wrong
 * @has_options: it has IPv4 options or IPv6 extension headers
 * @connection: the connection that it belongs to or quotes, or NULL
 * @passed: whether it has passed the firewall
 */
struct judgement {
	const struct raw_packet *packet;
	struct phonewall_packet facts;
	struct phonewall_packet quoted;
	bool spoilt;
	bool has_options;
	struct twin_connection *connection;
	bool passed[TWINS];
};

/**
 * enum difference - why the twins may differ, each on purpose
 * @DIFFERENCE_NONE: they may not
 * @DIFFERENCE_SPOILT: phonewall leaves checksums and lengths to the protocol,
 *	which drops the packet without an answer; conntrack verifies them too
 * @DIFFERENCE_SHORT: phonewall blocks what ends within its header; a rule of
 *	nftables needs only the bytes that it reads
 * @DIFFERENCE_OPEN_TCP: an open TCP port is open for every segment, and TCP
 *	resets what belongs to no connection (RFC 9293 3.10.7.2); conntrack
 *	takes some for invalid
 * @DIFFERENCE_FLAGS: in a live connection TCP itself handles combinations of
 *	flags that are invalid for conntrack
 * @DIFFERENCE_WINDOW: conntrack, which guesses the window, takes a segment for
 *	invalid that comes to a live connection; the socket ignores it too
 * @DIFFERENCE_LOST: segments out of order have made conntrack lose a
 *	connection that lives at both twins: phonewall asks the socket
 * @DIFFERENCE_OVER: conntrack keeps a connection that has ended for its
 *	time-outs; phonewall lets nothing in for it any more
 * @DIFFERENCE_UDP_SOCKET: a UDP socket is connected to the sender, but has not
 *	sent anything yet, or not for long
 * @DIFFERENCE_OPEN_UDP: an error that quotes a datagram from an open port,
 *	for which phonewall keeps no state: see verdict_icmp_error()
 * @DIFFERENCE_TFTP: the first answer to a request, from a port of its own;
 *	conntrack would need a helper for it
 * @DIFFERENCE_NO_PORTS: GRE, SCTP and UDP-Lite between hosts that speak it;
 *	phonewall reads no header of theirs, conntrack does
 * @DIFFERENCE_UNREACHABLE: only in what is answered: nftables finds the port in
 *	what a Destination Unreachable quotes behind a plain header only
 * @DIFFERENCES: how many there are
 */
enum difference {
	DIFFERENCE_NONE,
	DIFFERENCE_SPOILT,
	DIFFERENCE_SHORT,
	DIFFERENCE_OPEN_TCP,
	DIFFERENCE_FLAGS,
	DIFFERENCE_WINDOW,
	DIFFERENCE_LOST,
	DIFFERENCE_OVER,
	DIFFERENCE_UDP_SOCKET,
	DIFFERENCE_OPEN_UDP,
	DIFFERENCE_TFTP,
	DIFFERENCE_NO_PORTS,
	DIFFERENCE_UNREACHABLE,
	DIFFERENCES,
};

/*
 * Return the reason for which the verdicts may differ on a packet that one twin
 * let in, or DIFFERENCE_NONE if they must not.
 */
enum difference difference_of_verdicts(const struct judgement *judgement);

/*
 * Return the reason for which the answers may differ on a packet that the twins
 * agree about, or DIFFERENCE_NONE.
 */
enum difference difference_of_answers(const struct judgement *judgement);

/* Return a few words about a difference other than DIFFERENCE_NONE. */
const char *difference_name(enum difference difference);

#endif /* DIFFERENCE_H */
