/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_H
#define JUDGE_H

#include "judge/twin.h"

/**
 * enum judge_kind - what packets are counted as
 * @JUDGE_SEGMENT: segments of the phones' connections
 * @JUDGE_SEGMENT_ERROR: errors that quote what the phones sent in them
 * @JUDGE_ANSWER: answers to what the phones sent, or did not
 * @JUDGE_ODD_ANSWER: such with one thing wrong
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

/**
 * judge_begin - begin to count
 * @seed: what a failure prints
 */
void judge_begin(unsigned int seed);

/**
 * judge - have a packet come in at both twins, who must do the same
 * @packet: the packet; changed: at random its checksum is spoilt, it is cut or
 *	gets options
 * @kind: what it is counted as
 *
 * At random it comes in fragments. What both let in, or reject, they answer
 * alike. The differences of difference.h are counted; any other one fails.
 */
void judge(struct twin_packet *packet, enum judge_kind kind);

/**
 * judge_same - the same, of a packet that is the same for both
 * @packet: set whole from its first
 * @kind: what it is counted as
 */
void judge_same(struct twin_packet *packet, enum judge_kind kind);

/**
 * judge_sent - assert that both twins have sent the same
 *
 * To be called after whatever makes them send by themselves.
 */
void judge_sent(void);

/**
 * judge_count - how many packets have come in, each at both twins
 */
unsigned long judge_count(void);

/**
 * judge_print - print the counts, and assert that each says something
 */
void judge_print(void);

#endif /* JUDGE_H */
