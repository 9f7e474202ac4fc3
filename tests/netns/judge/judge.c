// SPDX-License-Identifier: MIT
#include "judge/judge.h"

#include <inttypes.h>
#include <stdio.h>

#include "firewall/packet_spec.h"
#include "harness/assertion.h"
#include "harness/packet_facts.h"
#include "judge/difference.h"
#include "judge/random_packet.h"

#define ANSWERS_MAX	16
#define PIECES_MAX	4
#define FLAG_MIXES	256

/**
 * struct count - what became of some of the packets
 * @passed: both let them in
 * @blocked: both blocked them
 * @differed: as difference.h says
 */
struct count {
	unsigned long passed;
	unsigned long blocked;
	unsigned long differed;
};

/**
 * struct answers - what a twin has sent that is compared
 * @count: how many packets
 * @kinds: what each is
 */
struct answers {
	unsigned int count;
	uint64_t kinds[ANSWERS_MAX];
};

enum group { GROUP_TCP, GROUP_UDP, GROUP_ICMP, GROUP_ICMPV6, GROUP_OTHER,
	     GROUPS };

static const char *const groups[GROUPS] = {
	"TCP", "UDP", "ICMP", "ICMPv6", "other protocols or unreadable",
};

static const char *const kinds[JUDGE_KINDS] = {
	"segments of connections", "errors about connections",
	"answers to the phones", "answers with one thing wrong",
	"errors about what the phones sent", "packets of strangers",
	"answers after a pause",
};

static unsigned int seed;
static unsigned long judged;
static unsigned long sent;
static unsigned long fragments;
static struct count by_kind[JUDGE_KINDS];
static struct count by_group[GROUPS];
static unsigned long differences[DIFFERENCES];
static bool flag_mixes[FLAG_MIXES];

void judge_begin(unsigned int number)
{
	seed = number;
	judged = sent = fragments = 0;
	memset(by_kind, 0, sizeof(by_kind));
	memset(by_group, 0, sizeof(by_group));
	memset(differences, 0, sizeof(differences));
	memset(flag_mixes, 0, sizeof(flag_mixes));
}

unsigned long judge_count(void)
{
	return judged;
}

/*
 * Of TCP resets only: a connection's other segments depend on timers. Nothing
 * that the stack sends by itself: group reports, and time exceeded in
 * reassembly.
 */
static bool is_compared(const struct phonewall_packet *facts)
{
	if (facts->protocol == IPPROTO_TCP)
		return facts->tcp_flags & TCP_RST;
	if (facts->protocol == IPPROTO_ICMP)
		return facts->icmp_type != ICMP_TIME_EXCEEDED;
	if (facts->protocol == IPPROTO_ICMPV6)
		return facts->icmp_type <= ICMPV6_ECHO_REPLY &&
		       facts->icmp_type != ICMPV6_TIME_EXCEED;
	return facts->protocol != IPPROTO_IGMP;
}

static uint64_t kind_of(const struct phonewall_packet *facts)
{
	return (uint64_t)facts->protocol << 48 |
	       (uint64_t)facts->icmp_type << 40 |
	       (uint64_t)facts->icmp_code << 32 |
	       (uint64_t)facts->source_port << 16 | facts->destination_port;
}

static struct answers take_answers(enum twin twin)
{
	struct phonewall_packet facts, quoted;
	struct answers answers = { 0 };
	struct raw_packet packet;

	while (twin_take(twin, &packet)) {
		if (!packet_facts_read(&packet, &facts, &quoted))
			continue;
		if (facts.protocol == IPPROTO_TCP)
			twin_connection_sent(twin, &packet, &facts);
		if (!is_compared(&facts))
			continue;
		assert_true(answers.count < ANSWERS_MAX);
		answers.kinds[answers.count++] = kind_of(&facts);
	}
	return answers;
}

static bool answers_are_equal(const struct answers *one,
			      const struct answers *other)
{
	return one->count == other->count &&
	       !memcmp(one->kinds, other->kinds,
		       one->count * sizeof(one->kinds[0]));
}

void judge_sent(void)
{
	struct answers one = take_answers(TWIN_PHONEWALL);
	struct answers other = take_answers(TWIN_NFTABLES);

	sent += one.count;
	if (!answers_are_equal(&one, &other))
		fail_msg("seed %u, after packet %lu: one has sent %u packets,"
			 " the other %u, or others", seed, judged, one.count,
			 other.count);
}

static const char *verdict(bool passed)
{
	return passed ? "lets it in" : "blocks it";
}

static void fail_with(const struct judgement *judgement, const char *what)
{
	const struct raw_packet *packet = judgement->packet;
	struct phonewall_packet_spec description;

	printf("# seed %u, packet %lu: ", seed, judged);
	if (phonewall_packet_spec_read(PHONEWALL_IN, packet->bytes,
				       packet->length, &description))
		phonewall_packet_spec_print(&description, stdout);
	printf("\n#");
	for (size_t i = 0; i < packet->length; i++)
		printf(" %02x", packet->bytes[i]);
	printf("\n");
	if (judgement->connection)
		printf("# of an %sorderly connection, now in state %u and %u\n",
		       judgement->connection->orderly ? "" : "un",
		       twin_connection_state(judgement->connection,
					     TWIN_PHONEWALL),
		       twin_connection_state(judgement->connection,
					     TWIN_NFTABLES));
	fail_msg("%s: phonewall %s, nftables %s", what,
		 verdict(judgement->passed[TWIN_PHONEWALL]),
		 verdict(judgement->passed[TWIN_NFTABLES]));
}

static bool agrees(const struct judgement *judgement)
{
	return judgement->passed[TWIN_PHONEWALL] ==
	       judgement->passed[TWIN_NFTABLES];
}

static void print_answers(const char *whose, const struct answers *answers)
{
	printf("# %s answers, protocol, ICMP type and code, ports:", whose);
	for (unsigned int i = 0; i < answers->count; i++)
		printf(" %" PRIx64, answers->kinds[i]);
	printf("\n");
}

/* No twin answers a damaged packet, whatever the verdicts are. */
static void compare_answers(const struct judgement *judgement)
{
	struct answers one = take_answers(TWIN_PHONEWALL);
	struct answers other = take_answers(TWIN_NFTABLES);
	enum difference difference;

	if (!agrees(judgement)) {
		if (judgement->spoilt && one.count)
			fail_with(judgement, "a damaged packet is answered");
		return;
	}
	if (answers_are_equal(&one, &other))
		return;
	difference = difference_of_answers(judgement);
	if (difference == DIFFERENCE_NONE) {
		print_answers("phonewall's", &one);
		print_answers("nftables'", &other);
		fail_with(judgement, "the answers differ");
	}
	differences[difference]++;
}

static enum group group_of(const struct phonewall_packet *facts)
{
	switch (facts->protocol) {
	case IPPROTO_TCP:
		return GROUP_TCP;
	case IPPROTO_UDP:
		return GROUP_UDP;
	case IPPROTO_ICMP:
		return GROUP_ICMP;
	case IPPROTO_ICMPV6:
		return GROUP_ICMPV6;
	default:
		return GROUP_OTHER;
	}
}

static void add(struct count *count, const struct judgement *judgement)
{
	if (!agrees(judgement))
		count->differed++;
	else if (judgement->passed[TWIN_PHONEWALL])
		count->passed++;
	else
		count->blocked++;
}

static void compare_verdicts(const struct judgement *judgement,
			     enum judge_kind kind)
{
	enum difference difference;

	judged++;
	add(&by_kind[kind], judgement);
	add(&by_group[group_of(&judgement->facts)], judgement);
	if (judgement->facts.protocol == IPPROTO_TCP)
		flag_mixes[judgement->facts.tcp_flags] = true;
	if (agrees(judgement))
		return;
	difference = difference_of_verdicts(judgement);
	if (difference == DIFFERENCE_NONE)
		fail_with(judgement, "the verdicts differ");
	differences[difference]++;
}

static void deliver(struct judgement *judgement,
		    const struct twin_packet *packet, enum judge_kind kind)
{
	for (enum twin twin = 0; twin < TWINS; twin++)
		judgement->passed[twin] = twin_deliver(twin, &packet->of[twin]);
	compare_verdicts(judgement, kind);
	compare_answers(judgement);
}

/* Cut at random multiples of 8; sometimes two pieces overlap. */
static unsigned int cut_to_pieces(const struct raw_packet *whole,
				  struct fragment pieces[PIECES_MAX])
{
	static uint16_t id;
	size_t length = whole->length - whole->upper, offset = 0, step;
	unsigned int count = 0;

	id++;
	while (offset < length && count < PIECES_MAX) {
		step = 8 * (1 + random_below(length / 8));
		if (count == PIECES_MAX - 1 || offset + step >= length)
			step = length - offset;
		pieces[count++] = (struct fragment){
			.id = id,
			.offset = offset,
			.length = step,
			.more = offset + step < length,
		};
		offset += step;
		if (offset < length && !random_below(30))
			offset -= 8;
	}
	return count;
}

/*
 * In any order. The verdict is on the fragment that completes the packet. It
 * need not be the last one sent: a fragment may be the whole packet and overlap
 * another.
 */
static void deliver_in_pieces(struct judgement *judgement,
			      const struct twin_packet *packet,
			      enum judge_kind kind)
{
	static struct twin_packet fragment;
	struct fragment pieces[PIECES_MAX], piece;
	bool passed[TWINS] = { false };
	unsigned int count, other, i;

	count = cut_to_pieces(&packet->of[TWIN_PHONEWALL], pieces);
	for (i = 0; i < count; i++) {
		other = i + random_below(count - i);
		piece = pieces[other];
		pieces[other] = pieces[i];
		for (enum twin twin = 0; twin < TWINS; twin++)
			raw_packet_make_fragment(&fragment.of[twin],
						 &packet->of[twin], &piece);
		fragments++;
		deliver(judgement, &fragment, kind);
		for (enum twin twin = 0; twin < TWINS; twin++)
			passed[twin] |= judgement->passed[twin];
	}
	memcpy(judgement->passed, passed, sizeof(passed));
}

static void spoil(struct twin_packet *packet)
{
	struct raw_packet *spoilt;

	for (enum twin twin = 0; twin < TWINS; twin++) {
		spoilt = &packet->of[twin];
		spoilt->bytes[spoilt->length - 1] ^= 0x55;
	}
}

static void cut(struct twin_packet *packet)
{
	const struct raw_packet *whole = &packet->of[TWIN_PHONEWALL];
	size_t length;

	length = whole->upper + random_below(whole->length - whole->upper);
	for (enum twin twin = 0; twin < TWINS; twin++)
		raw_packet_cut(&packet->of[twin], length);
}

/* No-operations (RFC 791 3.1), or headers of padding (RFC 8200 4.2). */
static void add_options(struct raw_packet *packet, unsigned int count)
{
	static const uint8_t padding[8] = { 0, 0, 1, 4 };
	uint8_t none[40];

	memset(none, 1, sizeof(none));
	if (packet->family == AF_INET)
		raw_packet_insert_options(packet, none, count * 4);
	while (packet->family == AF_INET6 && count--)
		raw_packet_insert(packet, IPPROTO_DSTOPTS, padding, 8);
}

/* A packet with nothing behind its IP header cannot be damaged. */
static void change(struct twin_packet *packet, struct judgement *judgement)
{
	unsigned int count = 1 + random_below(6);

	if (judgement->packet->length == judgement->packet->upper)
		return;
	switch (random_below(40)) {
	case 0:
		spoil(packet);
		judgement->spoilt = true;
		break;
	case 1:
		cut(packet);
		judgement->spoilt = true;
		break;
	case 2:
	case 3:
		for (enum twin twin = 0; twin < TWINS; twin++)
			add_options(&packet->of[twin], count);
		judgement->has_options = true;
		break;
	}
}

/*
 * Behind other IPv6 extension headers a socket does not always receive what the
 * firewall lets in, so no verdict shows.
 */
static bool may_come_in_pieces(const struct judgement *judgement)
{
	const struct raw_packet *packet = judgement->packet;

	return packet->length >= packet->upper + 16 &&
	       !(packet->family == AF_INET6 && judgement->has_options);
}

/* If only one socket accepts a segment, the two differ from then on. */
static void follow_connection(const struct judgement *judgement,
			      const struct twin_packet *packet)
{
	struct twin_connection *connection = judgement->connection;

	if (!judgement->passed[TWIN_PHONEWALL] &&
	    !judgement->passed[TWIN_NFTABLES])
		return;
	if (judgement->facts.protocol == IPPROTO_TCP && !judgement->spoilt &&
	    judgement->passed[TWIN_PHONEWALL])
		twin_connection_arrived(connection, packet);
	if (twin_connection_agrees(connection))
		return;
	if (agrees(judgement))
		fail_with(judgement, "the states of a connection differ");
	twin_connection_abort(connection);
	take_answers(TWIN_PHONEWALL);
	take_answers(TWIN_NFTABLES);
}

void judge(struct twin_packet *packet, enum judge_kind kind)
{
	struct raw_packet *whole = &packet->of[TWIN_PHONEWALL];
	struct judgement judgement = { .packet = whole };

	change(packet, &judgement);
	if (!packet_facts_read(whole, &judgement.facts, &judgement.quoted))
		memset(&judgement.facts, 0, sizeof(judgement.facts));
	judgement.connection = twin_connection_find(judgement.facts.quoted ?
						    &judgement.quoted :
						    &judgement.facts);
	if (may_come_in_pieces(&judgement) && !random_below(15))
		deliver_in_pieces(&judgement, packet, kind);
	else
		deliver(&judgement, packet, kind);
	if (judgement.connection && judgement.connection->steps)
		follow_connection(&judgement, packet);
}

void judge_same(struct twin_packet *packet, enum judge_kind kind)
{
	packet->of[TWIN_NFTABLES] = packet->of[TWIN_PHONEWALL];
	judge(packet, kind);
}

static void print_count(const char *name, const struct count *count)
{
	printf("#   %s: both let in %lu, both blocked %lu, differed on %lu\n",
	       name, count->passed, count->blocked, count->differed);
	if (!count->passed || !count->blocked)
		fail_msg("nothing is shown by what was tried of: %s", name);
}

void judge_print(void)
{
	unsigned int mixes = 0, i;

	for (i = 0; i < FLAG_MIXES; i++)
		mixes += flag_mixes[i];
	printf("# seed %u: %lu packets to each phone, %lu of them fragments;"
	       " %lu from each; %u of 256 mixes of TCP flags\n", seed, judged,
	       fragments, sent, mixes);
	printf("# intended differences:\n");
	for (i = DIFFERENCE_NONE + 1; i < DIFFERENCES; i++)
		printf("#   %s: %lu\n", difference_name(i), differences[i]);
	printf("# by kind:\n");
	for (i = 0; i < JUDGE_KINDS; i++)
		print_count(kinds[i], &by_kind[i]);
	printf("# by protocol:\n");
	for (i = 0; i < GROUPS; i++)
		print_count(groups[i], &by_group[i]);
}
