// SPDX-License-Identifier: MIT
#include "judge/difference.h"

#include "harness/assertion.h"

#define TCP_URG		0x20
/* Without the push flag and those of congestion notification. */
#define TCP_SIGNIFICANT	(TCP_FIN | TCP_SYN | TCP_RST | TCP_ACK | TCP_URG)

static bool is_spoilt(const struct judgement *judgement)
{
	return judgement->spoilt;
}

static bool is_short(const struct judgement *judgement)
{
	return !judgement->facts.family;
}

/* The packet that this one, or an error, is about, as it would come in. */
static struct phonewall_packet subject(const struct judgement *judgement)
{
	const struct phonewall_packet *quoted = judgement->facts.quoted;
	struct phonewall_packet facts;

	if (!quoted)
		return judgement->facts;
	facts = *quoted;
	facts.source = quoted->destination;
	facts.destination = quoted->source;
	facts.source_port = quoted->destination_port;
	facts.destination_port = quoted->source_port;
	return facts;
}

/* The state at the twin that has not received the packet. */
static unsigned int connection_state(const struct judgement *judgement)
{
	if (!judgement->connection)
		return CONNECTION_CLOSE;
	return twin_connection_state(judgement->connection,
				     judgement->passed[TWIN_PHONEWALL] ?
				     TWIN_NFTABLES : TWIN_PHONEWALL);
}

static bool is_alive(const struct judgement *judgement)
{
	return connection_state(judgement) != CONNECTION_CLOSE;
}

static bool is_segment(const struct judgement *judgement)
{
	return judgement->facts.protocol == IPPROTO_TCP;
}

static bool is_segment_to_open_port(const struct judgement *judgement)
{
	return is_segment(judgement) && !is_alive(judgement) &&
	       judgement->facts.destination_port == TCP_OPEN;
}

static bool has_odd_flags(const struct judgement *judgement)
{
	static const uint8_t usual[] = {
		TCP_SYN, TCP_SYN | TCP_ACK, TCP_RST, TCP_RST | TCP_ACK,
		TCP_FIN | TCP_ACK, TCP_ACK, TCP_SYN | TCP_URG,
		TCP_FIN | TCP_ACK | TCP_URG, TCP_ACK | TCP_URG,
	};
	uint8_t flags = judgement->facts.tcp_flags & TCP_SIGNIFICANT;

	return is_segment(judgement) && is_alive(judgement) &&
	       !memchr(usual, flags, sizeof(usual));
}

static bool is_of_disorderly_connection(const struct judgement *judgement)
{
	return is_alive(judgement) && !judgement->connection->orderly;
}

static bool is_ignored_segment(const struct judgement *judgement)
{
	return is_segment(judgement) &&
	       is_of_disorderly_connection(judgement) &&
	       twin_connection_agrees(judgement->connection);
}

/* TIME_WAIT accepts no SYN that would begin another connection. */
static bool is_of_connection_that_is_over(const struct judgement *judgement)
{
	unsigned int state = connection_state(judgement);

	if (!judgement->connection)
		return false;
	return state == CONNECTION_CLOSE ||
	       (state == CONNECTION_TIME_WAIT &&
		(judgement->facts.tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN);
}

static bool is_to_connected_socket(const struct judgement *judgement)
{
	const struct phonewall_packet facts = subject(judgement);
	const struct conversation *conversation;

	conversation = conversation_find(&facts, false);
	return conversation && conversation->connected &&
	       conversation->fd[TWIN_PHONEWALL] >= 0;
}

static bool is_error_of_open_port(const struct judgement *judgement)
{
	const struct phonewall_packet *quoted = judgement->facts.quoted;

	return quoted && quoted->protocol == IPPROTO_UDP &&
	       (quoted->source_port == UDP_OPEN ||
		quoted->source_port == CONTROL_PORT ||
		(quoted->source_port >= RTP_FIRST &&
		 quoted->source_port <= RTP_LAST));
}

/* From the port that answers a request first, and from no later one. */
static bool is_tftp_answer(const struct judgement *judgement)
{
	struct conversation *conversation;

	conversation = conversation_find(&judgement->facts, true);
	return judgement->facts.protocol == IPPROTO_UDP && conversation &&
	       conversation_is_server(conversation,
				      judgement->facts.source_port);
}

static bool is_without_ports(const struct judgement *judgement)
{
	static const uint8_t protocols[] = {
		IPPROTO_GRE, IPPROTO_SCTP, IPPROTO_UDPLITE,
	};
	const struct phonewall_packet facts = subject(judgement);
	const struct conversation *conversation;

	conversation = conversation_find(&facts, false);
	return conversation && conversation->sent &&
	       memchr(protocols, facts.protocol, sizeof(protocols));
}

static const struct {
	const char *name;
	bool phonewall_passes;
	bool (*is)(const struct judgement *judgement);
} differences[DIFFERENCES] = {
	[DIFFERENCE_SPOILT] = {
		"phonewall leaves bad checksums and lengths to the protocol",
		true, is_spoilt,
	},
	[DIFFERENCE_SHORT] = {
		"nftables lets in what ends within its header",
		false, is_short,
	},
	[DIFFERENCE_OPEN_TCP] = {
		"phonewall lets TCP answer every segment to an open port",
		true, is_segment_to_open_port,
	},
	[DIFFERENCE_FLAGS] = {
		"phonewall lets a live connection see odd flags",
		true, has_odd_flags,
	},
	[DIFFERENCE_WINDOW] = {
		"phonewall lets a socket ignore a segment by itself",
		true, is_ignored_segment,
	},
	[DIFFERENCE_LOST] = {
		"conntrack loses a live connection to odd segments",
		true, is_of_disorderly_connection,
	},
	[DIFFERENCE_OVER] = {
		"conntrack keeps a connection that is over",
		false, is_of_connection_that_is_over,
	},
	[DIFFERENCE_UDP_SOCKET] = {
		"phonewall knows whom a UDP socket is connected to",
		true, is_to_connected_socket,
	},
	[DIFFERENCE_OPEN_UDP] = {
		"phonewall lets in errors about an open UDP port",
		true, is_error_of_open_port,
	},
	[DIFFERENCE_TFTP] = {
		"phonewall knows TFTP", true, is_tftp_answer,
	},
	[DIFFERENCE_NO_PORTS] = {
		"phonewall reads no header of GRE, SCTP and UDP-Lite",
		true, is_without_ports,
	},
	[DIFFERENCE_UNREACHABLE] = {
		.name = "nftables finds no port behind options in a quote",
	},
};

enum difference difference_of_verdicts(const struct judgement *judgement)
{
	enum difference i;

	for (i = DIFFERENCE_NONE + 1; i < DIFFERENCES; i++) {
		if (differences[i].is &&
		    differences[i].phonewall_passes ==
		    judgement->passed[TWIN_PHONEWALL] &&
		    differences[i].is(judgement))
			return i;
	}
	return DIFFERENCE_NONE;
}

enum difference difference_of_answers(const struct judgement *judgement)
{
	uint16_t port = judgement->facts.destination_port;

	if (judgement->facts.protocol == IPPROTO_UDP &&
	    judgement->has_options && port >= RTP_FIRST && port <= RTP_LAST &&
	    twins_flags() & PHONEWALL_FLAG_NO_ICMP_UNREACHABLE)
		return DIFFERENCE_UNREACHABLE;
	return DIFFERENCE_NONE;
}

const char *difference_name(enum difference difference)
{
	return differences[difference].name;
}
