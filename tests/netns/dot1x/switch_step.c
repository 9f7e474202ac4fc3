// SPDX-License-Identifier: MIT
#include "dot1x/switch_step.h"

#include <stdio.h>
#include <stdlib.h>

#include "judge/random_packet.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define SCRIPT_MAX	20
#define PAUSE_MS	6000	/* longer than hostapd remembers a PC */
#define LONG_PAUSE_MS	31500	/* after this a silent PC may be displaced */
#define LONG_PAUSE_EVERY	64

/* Each is chosen as often as it is listed. */
static const enum step_kind extras[] = {
	STEP_LOGOFF, STEP_LOGOFF, STEP_LOGOFF, STEP_LOGOFF, STEP_LOGOFF,
	STEP_FORGED, STEP_FORGED, STEP_FORGED, STEP_FORGED,
	STEP_REPEATED, STEP_REPEATED, STEP_STARTS, STEP_RESPONSES,
	STEP_START, STEP_START, STEP_ANSWER, STEP_ANSWER, STEP_ANSWER,
	STEP_OTHER, STEP_PLAYS_SWITCH,
};

static const enum step_kind events[] = {
	STEP_PC_FLAP, STEP_SWITCH_FLAP, STEP_DOWN_UP, STEP_DISABLED,
	STEP_LIMIT, STEP_LIMIT, STEP_HOLD,
};

static bool one_in(unsigned int times)
{
	return !random_below(times);
}

static uint8_t random_version(void)
{
	return one_in(8) ? random_below(256) : 1 + random_below(3);
}

static void deviate(struct step *step)
{
	switch (random_below(6)) {
	case 0:
	case 1:
		step->to = random_below(STEP_TOS);
		break;
	case 2:
		step->from = random_below(STEP_FROMS);
		break;
	case 3:
		step->tags = random_below(STEP_TAGS);
		break;
	case 4:
		step->shape = random_below(STEP_SHAPES);
		break;
	default:
		step->version = random_below(256);
	}
}

static unsigned int random_number(enum step_kind kind)
{
	static const uint8_t types[] = { 3, 4, 5, 6, 7, 8, 9, 200, 255 };

	switch (kind) {
	case STEP_OTHER:
		return types[random_below(COUNT(types))];
	case STEP_PLAYS_SWITCH:
	case STEP_FORGED:
		return one_in(4) ? EAP_REQUEST : EAP_SUCCESS + random_below(2);
	case STEP_STARTS:
	case STEP_RESPONSES:
		return 1 + random_below(one_in(4) ? 70 : 12);
	case STEP_LIMIT:
		return 1 + random_below(PHONEWALL_SESSION_LIMIT_MAX);
	case STEP_HOLD:
		return random_below(2) * (20 + random_below(80));
	default:
		return 0;
	}
}

static struct step make_step(enum step_kind kind, unsigned int pc,
			     uint8_t version)
{
	return (struct step){
		.kind = kind,
		.pc = pc,
		.version = version,
		.number = random_number(kind),
		.times = 1,
	};
}

/* Half of them deviate in one thing, some in two. */
static struct step make_extra(unsigned int pc, uint8_t version)
{
	struct step step = make_step(extras[random_below(COUNT(extras))], pc,
				     version);

	step.answer = random_below(STEP_ANSWERS);
	step.is_rash = one_in(4);
	if (step.kind == STEP_FORGED || step.kind == STEP_PLAYS_SWITCH)
		step.to = one_in(2) ? TO_PC : TO_PAE_GROUP;
	if (one_in(8))
		step.times = 2 + random_below(3);
	if (one_in(2))
		deviate(&step);
	if (one_in(8))
		deviate(&step);
	return step;
}

static void insert(struct step *script, unsigned int *count,
		   const struct step *step)
{
	unsigned int place = random_below(*count + 1);

	memmove(script + place + 1, script + place,
		(*count - place) * sizeof(*script));
	script[place] = *step;
	(*count)++;
}

/* Most PCs have a complete authentication, with other steps in between. */
static unsigned int make_script(struct step *script, unsigned int pc)
{
	uint8_t version = random_version();
	unsigned int count = 0, more = random_below(5);
	struct step step;

	if (one_in(6)) {
		more += 3;
	} else {
		script[count++] = make_step(one_in(8) ? STEP_OTHER : STEP_START,
					    pc, version);
		script[count++] = make_step(STEP_ANSWER, pc, version);
		script[count++] = make_step(STEP_ANSWER, pc, version);
	}
	if (one_in(4))
		more = 0;
	for (unsigned int i = 0; i < more; i++) {
		step = make_extra(pc, version);
		insert(script, &count, &step);
	}
	return count;
}

/* Takes the next step of any PC that has one left. */
static void merge(struct round *round,
		  struct step scripts[ROUND_PCS][SCRIPT_MAX],
		  const unsigned int *counts)
{
	unsigned int done[ROUND_PCS] = { 0 }, left = 0, pc;

	for (pc = 0; pc < round->pcs; pc++)
		left += counts[pc];
	while (left) {
		pc = random_below(round->pcs);
		if (done[pc] == counts[pc])
			continue;
		round->steps[round->count++] = scripts[pc][done[pc]++];
		left--;
	}
}

static void add_events(struct round *round)
{
	unsigned int count = one_in(2) ? 1 + random_below(2) : 0;
	struct step step;

	for (unsigned int i = 0; i < count; i++) {
		step = make_step(events[random_below(COUNT(events))], 0, 0);
		insert(round->steps, &round->count, &step);
	}
	if (!one_in(12) && round->seed % LONG_PAUSE_EVERY)
		return;
	step = make_step(STEP_PAUSE, 0, 0);
	step.number = round->seed % LONG_PAUSE_EVERY ? PAUSE_MS :
						       LONG_PAUSE_MS;
	insert(round->steps, &round->count, &step);
}

static uint32_t random_limit(void)
{
	return one_in(2) ? PHONEWALL_SESSION_LIMIT_DEFAULT :
			   1 + random_below(PHONEWALL_SESSION_LIMIT_MAX);
}

void round_make(struct round *round, unsigned int seed)
{
	struct step scripts[ROUND_PCS][SCRIPT_MAX];
	unsigned int counts[ROUND_PCS];

	random_packet_seed(seed);
	round->seed = seed;
	round->switch_kind = random_below(AUTHENTICATORS);
	round->limit = random_limit();
	round->hold_time = one_in(4) ? 20 + random_below(80) : 0;
	round->end = one_in(2) ? END_UNPLUGGED : random_below(ROUND_ENDS);
	round->pcs = 1 + random_below(ROUND_PCS);
	round->count = 0;
	for (unsigned int pc = 0; pc < round->pcs; pc++)
		counts[pc] = make_script(scripts[pc], pc);
	merge(round, scripts, counts);
	add_events(round);
}

/* Printing */

static const char *const kind_words[] = {
	[STEP_START] = "Start",
	[STEP_ANSWER] = "answer",
	[STEP_LOGOFF] = "Logoff",
	[STEP_OTHER] = "EAPOL of type",
	[STEP_PLAYS_SWITCH] = "plays the switch, code",
	[STEP_STARTS] = "neighbours' Starts,",
	[STEP_RESPONSES] = "neighbours' Responses,",
	[STEP_REPEATED] = "a neighbour repeats the answer",
	[STEP_FORGED] = "a stranger forges code",
	[STEP_PC_FLAP] = "the hub's link goes and comes",
	[STEP_SWITCH_FLAP] = "the switch port's link goes and comes",
	[STEP_DOWN_UP] = "the PC port is set down and up",
	[STEP_DISABLED] = "the PC port is disabled and enabled",
	[STEP_LIMIT] = "session limit",
	[STEP_HOLD] = "hold time, ms",
	[STEP_PAUSE] = "pause, ms",
};

static const char *const to_words[] = {
	[TO_PAE_GROUP] = "",
	[TO_SWITCH] = ", to the switch",
	[TO_NOBODY] = ", to nobody",
	[TO_STRANGER] = ", to the stranger",
	[TO_EVERYBODY] = ", to everybody",
	[TO_LLDP_GROUP] = ", to the LLDP group",
	[TO_BRIDGE_GROUP] = ", to the bridge group",
	[TO_IP_GROUP] = ", to an IP group",
	[TO_PHONE] = ", to the phone",
	[TO_PC] = ", to the PC",
};

static const char *const from_words[] = {
	[FROM_SELF] = "",
	[FROM_NEIGHBOUR] = ", in a neighbour's name",
	[FROM_SWITCH] = ", in the switch's name",
	[FROM_PHONE] = ", in the phone's name",
	[FROM_PC_PORT] = ", in the PC port's name",
	[FROM_GROUP] = ", from a group",
};

static const char *const tag_words[] = {
	[TAGS_NONE] = "",
	[TAGS_PRIORITY] = ", priority tag",
	[TAGS_VLAN] = ", VLAN 5",
	[TAGS_TWO_PRIORITY] = ", two priority tags",
	[TAGS_SERVICE] = ", service tag",
};

static const char *const shape_words[] = {
	[SHAPE_PADDED] = "",
	[SHAPE_EXACT] = ", not padded",
	[SHAPE_TOO_LONG] = ", too long",
	[SHAPE_TRUNCATED] = ", truncated",
	[SHAPE_CUT] = ", cut",
};

static const char *const answer_words[] = {
	[ANSWER_RIGHT] = "",
	[ANSWER_WRONG_SECRET] = ", wrong secret / identifier before",
	[ANSWER_WRONG_IDENTIFIER] = ", wrong / any identifier",
	[ANSWER_STRANGE_USER] = ", strange user / next identifier",
};

static const char *const end_words[] = {
	[END_UNPLUGGED] = "unplugged",
	[END_DOWN] = "PC port set down",
	[END_DISABLED] = "PC port disabled",
	[END_WITHOUT_SWITCH_LINK] = "unplugged without a switch link",
};

static bool has_number(enum step_kind kind)
{
	return kind >= STEP_LIMIT || kind == STEP_OTHER ||
	       kind == STEP_PLAYS_SWITCH || kind == STEP_STARTS || kind == STEP_RESPONSES ||
	       kind == STEP_FORGED;
}

static void print_step(const struct step *step)
{
	printf("#   ");
	if (step->kind < STEP_PC_FLAP)
		printf("PC %u: ", step->pc);
	printf("%s", kind_words[step->kind]);
	if (has_number(step->kind))
		printf(" %u", step->number);
	if (step->kind < STEP_PC_FLAP)
		printf("%s%s%s%s%s, version %u, %u times%s",
		       to_words[step->to], from_words[step->from],
		       tag_words[step->tags], shape_words[step->shape],
		       answer_words[step->answer], step->version, step->times,
		       step->is_rash ? ", and no wait" : "");
	printf("\n");
}

void round_print(const struct round *round)
{
	printf("# round %u: switch %d, limit %u, hold time %u ms, %u PCs,"
	       " %u steps; at the end: %s\n", round->seed, round->switch_kind,
	       round->limit, round->hold_time, round->pcs, round->count,
	       end_words[round->end]);
	for (unsigned int i = 0; i < round->count; i++)
		print_step(&round->steps[i]);
}
