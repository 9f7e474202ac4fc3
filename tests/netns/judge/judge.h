/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_H
#define JUDGE_H

#include "judge/twin.h"

/**
 * enum judge_kind - how packets are counted
 * @JUDGE_SEGMENT: segments of the phones' connections
 * @JUDGE_SEGMENT_ERROR: errors that quote what the phones sent in them
 * @JUDGE_ANSWER: answers to what the phones sent, or did not
 * @JUDGE_ODD_ANSWER: the same with one thing wrong
 * @JUDGE_ERROR: errors that quote what the phones sent, or did not
 * @JUDGE_STRANGE: packets of strangers
 * @JUDGE_AFTER_PAUSE: answers when half of the flows have aged out
 * @JUDGE_KINDS: how many there are
 */
enum judge_kind {
	JUDGE_SEGMENT,
	JUDGE_SEGMENT_ERROR,
	JUDGE_ANSWER,
	JUDGE_ODD_ANSWER,
	JUDGE_ERROR,
	JUDGE_STRANGE,
	JUDGE_AFTER_PAUSE,
	JUDGE_KINDS,
};

/* Begin to count. A failure prints @seed. */
void judge_begin(unsigned int seed);

/*
 * Deliver a packet to both twins, which must do the same. At random the packet
 * is changed first: its checksum is damaged, it is cut, gets options or is sent
 * in fragments. If both let it in or reject it, they must answer alike. The
 * differences of difference.h are counted; any other one fails the test.
 */
void judge(struct twin_packet *packet, enum judge_kind kind);

/*
 * Do the same with a packet that is the same for both; @packet is filled from
 * its first.
 */
void judge_same(struct twin_packet *packet, enum judge_kind kind);

/*
 * Assert that both twins have sent the same. Call it after anything that makes
 * them send by themselves.
 */
void judge_sent(void);

/* Return how many packets have been delivered to each twin. */
unsigned long judge_count(void);

/* Print the counts and assert that each of them means something. */
void judge_print(void);

#endif /* JUDGE_H */
