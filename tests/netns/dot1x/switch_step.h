/* SPDX-License-Identifier: MIT */
#ifndef SWITCH_STEP_H
#define SWITCH_STEP_H

#include "harness/hub.h"

/* PCs with a conversation of their own in a round, and their neighbours. */
#define ROUND_PCS	16
#define ROUND_STEPS	400

/**
 * enum step_kind - what happens in a step
 * @STEP_START: EAPOL-Start
 * @STEP_ANSWER: an answer to what the switch asked last
 * @STEP_LOGOFF: EAPOL-Logoff
 * @STEP_OTHER: EAPOL of another type: Key, MKA, unknown
 * @STEP_PLAYS_SWITCH: EAP-Request, -Success or -Failure from the PC port
 * @STEP_STARTS: Starts of many neighbours
 * @STEP_RESPONSES: Responses of many neighbours
 * @STEP_REPEATED: a neighbour repeats the last answer
 * @STEP_FORGED: EAP-Request, -Success or -Failure of a stranger on the LAN
 * @STEP_PC_FLAP: the hub loses its link and gets it back
 * @STEP_SWITCH_FLAP: the switch port loses its link and gets it back
 * @STEP_DOWN_UP: the PC port is set down and up
 * @STEP_DISABLED: the PC port is disabled and enabled
 * @STEP_LIMIT: another limit of sessions
 * @STEP_HOLD: another hold time
 * @STEP_PAUSE: nothing happens for a while
 * @STEP_KINDS: how many there are
 */
enum step_kind {
	STEP_START,
	STEP_ANSWER,
	STEP_LOGOFF,
	STEP_OTHER,
	STEP_PLAYS_SWITCH,
	STEP_STARTS,
	STEP_RESPONSES,
	STEP_REPEATED,
	STEP_FORGED,
	STEP_PC_FLAP,
	STEP_SWITCH_FLAP,
	STEP_DOWN_UP,
	STEP_DISABLED,
	STEP_LIMIT,
	STEP_HOLD,
	STEP_PAUSE,
	STEP_KINDS,
};

/**
 * enum step_to - the destination of a frame
 */
enum step_to {
	TO_PAE_GROUP,
	TO_SWITCH,
	TO_NOBODY,
	TO_STRANGER,
	TO_EVERYBODY,
	TO_LLDP_GROUP,
	TO_BRIDGE_GROUP,
	TO_IP_GROUP,
	TO_PHONE,
	TO_PC,
	STEP_TOS,
};

/**
 * enum step_from - the source address of a frame
 * @FROM_SELF: its PC, or the stranger
 * @FROM_NEIGHBOUR: another PC of the round
 * @FROM_SWITCH: the switch
 * @FROM_PHONE: the phone's switch port
 * @FROM_PC_PORT: the phone's PC port
 * @FROM_GROUP: a group address
 */
enum step_from {
	FROM_SELF,
	FROM_NEIGHBOUR,
	FROM_SWITCH,
	FROM_PHONE,
	FROM_PC_PORT,
	FROM_GROUP,
	STEP_FROMS,
};

/**
 * enum step_tags - the tags of a frame
 */
enum step_tags {
	TAGS_NONE,
	TAGS_PRIORITY,
	TAGS_VLAN,
	TAGS_TWO_PRIORITY,
	TAGS_SERVICE,
	STEP_TAGS,
};

/**
 * enum step_shape - how long a frame is
 * @SHAPE_PADDED: at least 60 bytes
 * @SHAPE_EXACT: no padding
 * @SHAPE_TOO_LONG: padded beyond what the switch port sends
 * @SHAPE_TRUNCATED: shorter than its EAPOL header says
 * @SHAPE_CUT: without the whole EAPOL header
 */
enum step_shape {
	SHAPE_PADDED,
	SHAPE_EXACT,
	SHAPE_TOO_LONG,
	SHAPE_TRUNCATED,
	SHAPE_CUT,
	STEP_SHAPES,
};

/**
 * enum step_answer - how a PC answers, or which identifier a frame has
 * @ANSWER_RIGHT: as it should; the identifier of the PC's last Response
 * @ANSWER_WRONG_SECRET: with a wrong password; the one before
 * @ANSWER_WRONG_IDENTIFIER: with another identifier; any
 * @ANSWER_STRANGE_USER: as an unknown user; the next one
 */
enum step_answer {
	ANSWER_RIGHT,
	ANSWER_WRONG_SECRET,
	ANSWER_WRONG_IDENTIFIER,
	ANSWER_STRANGE_USER,
	STEP_ANSWERS,
};

/**
 * struct step - one step of a round
 * @kind: what happens
 * @pc: whose conversation it belongs to
 * @to: of a frame, as are the next ones
 * @from: from whom
 * @tags: its tags
 * @shape: its length
 * @answer: of an answer, or of an identifier
 * @version: EAPOL version
 * @number: EAP code, EAPOL type, limit, milliseconds, or how many
 * @times: how often it is sent
 * @is_rash: whether the next step waits for no answer
 */
struct step {
	enum step_kind kind;
	unsigned int pc;
	enum step_to to;
	enum step_from from;
	enum step_tags tags;
	enum step_shape shape;
	enum step_answer answer;
	uint8_t version;
	unsigned int number;
	unsigned int times;
	bool is_rash;
};

/**
 * enum round_end - how the PCs leave
 */
enum round_end {
	END_UNPLUGGED,
	END_DOWN,
	END_DISABLED,
	END_WITHOUT_SWITCH_LINK,
	ROUND_ENDS,
};

/**
 * struct round - conversations of several PCs, until all are unplugged
 * @seed: what it was made from
 * @switch_kind: the switch
 * @limit: sessions held at most
 * @hold_time: milliseconds
 * @end: how it ends
 * @pcs: PCs with a conversation
 * @count: how many steps there are
 * @steps: the steps
 */
struct round {
	unsigned int seed;
	enum authenticator switch_kind;
	uint32_t limit;
	uint32_t hold_time;
	enum round_end end;
	unsigned int pcs;
	unsigned int count;
	struct step steps[ROUND_STEPS];
};

/* Make a round; the same seed makes the same round. */
void round_make(struct round *round, unsigned int seed);

/* Print a round for a person to read. */
void round_print(const struct round *round);

#endif /* SWITCH_STEP_H */
