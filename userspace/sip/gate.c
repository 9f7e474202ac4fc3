// SPDX-License-Identifier: MIT
#include "gate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/memory.h"
#include "sip/dialogs.h"
#include "sip/value.h"

/* INVITEs that were let in, and how long they may be sent again: 64 times T1. */
#define ACCEPTED_MAX	64
#define ACCEPTED_MS	32000

struct accepted {
	char mark[PHONEWALL_SIP_MARK];
	uint64_t until;
};

/* @budget: answers that may be sent, in thousandths, as of @counted. */
struct allowance {
	uint64_t budget;
	uint64_t counted;
};

/* @can_accept: whether there is a password. */
struct phonewall_gate {
	bool challenges;
	bool is_closed;
	bool can_accept;
	uint8_t key[PHONEWALL_SIP_KEY];
	struct phonewall_sip_challenger challenger;
	struct phonewall_sip_dialogs dialogs;
	struct accepted accepted[ACCEPTED_MAX];
	size_t next;
	struct allowance of_proxy;
	struct allowance of_others;
};

struct phonewall_gate *
phonewall_gate_new(const struct phonewall_gate_options *options)
{
	struct phonewall_gate *gate =
		phonewall_memory_resize(NULL, 1, sizeof(*gate));
	uint8_t secret[PHONEWALL_SIP_SECRET];

	*gate = (struct phonewall_gate){
		.challenges = options->challenges,
		.is_closed = options->is_closed,
		.of_proxy.budget = PHONEWALL_GATE_BURST * 1000,
		.of_others.budget = PHONEWALL_GATE_BURST * 1000,
	};
	memcpy(gate->key, options->key, sizeof(gate->key));
	gate->can_accept =
		getrandom(secret, sizeof(secret), 0) == sizeof(secret) &&
		!phonewall_sip_challenger_init(&gate->challenger,
					       options->user, options->realm,
					       options->password,
					       options->has_rfc8760, secret);
	explicit_bzero(secret, sizeof(secret));
	return gate;
}

bool phonewall_gate_is_closed(const struct phonewall_gate *gate)
{
	return gate->is_closed;
}

void phonewall_gate_tag(const struct phonewall_gate *gate,
			const struct phonewall_sip_message *request,
			char tag[PHONEWALL_SIP_MARK])
{
	const struct phonewall_sip_text texts[] = {
		phonewall_sip_text_of("tag"), request->call_id,
		request->from_tag };

	phonewall_sip_mark(gate->key, texts, sizeof(texts) / sizeof(texts[0]),
			   tag);
}

bool phonewall_gate_is_own_ack(const struct phonewall_gate *gate,
			       const struct phonewall_sip_message *request)
{
	char tag[PHONEWALL_SIP_MARK];

	if (!phonewall_sip_message_is(request, "ACK"))
		return false;
	phonewall_gate_tag(gate, request, tag);
	return phonewall_sip_text_is_same(request->to_tag,
					  phonewall_sip_text_of(tag));
}

/* Return: whether one more answer may be sent. */
static bool spend(struct allowance *allowance, uint64_t now)
{
	const uint64_t most = PHONEWALL_GATE_BURST * 1000;
	uint64_t earned = (now - allowance->counted) * PHONEWALL_GATE_RATE;

	allowance->counted = now;
	allowance->budget = earned > most - allowance->budget ? most :
			    allowance->budget + earned;
	if (allowance->budget < 1000)
		return false;
	allowance->budget -= 1000;
	return true;
}

/* A transaction by its first Via (RFC 3261 section 17.2.3). */
static bool mark_transaction(const struct phonewall_gate *gate,
			     const struct phonewall_sip_message *request,
			     char mark[PHONEWALL_SIP_MARK])
{
	const struct phonewall_sip_header *via = phonewall_sip_header_next(
		request, PHONEWALL_SIP_HEADER_VIA, NULL);
	const struct phonewall_sip_header *credentials = NULL;
	struct phonewall_sip_text texts[] = {
		phonewall_sip_text_of("accepted"), { 0 }, request->call_id,
		request->from_tag, { 0 }, request->uri };

	credentials = phonewall_sip_header_next(request,
			PHONEWALL_SIP_HEADER_AUTHORIZATION, NULL);
	if (!via || !credentials)
		return false;
	texts[1] = via->value;
	texts[4] = credentials->value;
	phonewall_sip_mark(gate->key, texts, sizeof(texts) / sizeof(texts[0]),
			   mark);
	return true;
}

static bool was_accepted(const struct phonewall_gate *gate, const char *mark,
			 uint64_t now)
{
	for (size_t i = 0; i < ACCEPTED_MAX; i++)
		if (gate->accepted[i].until > now &&
		    !strcmp(gate->accepted[i].mark, mark))
			return true;
	return false;
}

static void remember(struct phonewall_gate *gate, const char *mark,
		     uint64_t now)
{
	struct accepted *accepted = &gate->accepted[gate->next];

	gate->next = (gate->next + 1) % ACCEPTED_MAX;
	memcpy(accepted->mark, mark, PHONEWALL_SIP_MARK);
	accepted->until = now + ACCEPTED_MS;
}

static enum phonewall_gate_answer
refuse(struct phonewall_gate *gate, struct allowance *allowance,
       enum phonewall_sip_verdict verdict, uint64_t now,
       char headers[PHONEWALL_SIP_CHALLENGE_TEXT])
{
	bool is_stale = verdict == PHONEWALL_SIP_STALE_NONCE ||
			verdict == PHONEWALL_SIP_REPLAYED;

	if (!spend(allowance, now))
		return PHONEWALL_GATE_TOO_MANY;
	if (!gate->can_accept ||
	    phonewall_sip_challenger_print(&gate->challenger, is_stale,
					   now / 1000, headers))
		return PHONEWALL_GATE_FORBID;
	return PHONEWALL_GATE_CHALLENGE;
}

static enum phonewall_gate_answer
judge_caller(struct phonewall_gate *gate, struct allowance *allowance,
	     const struct phonewall_sip_message *request, uint64_t now,
	     char headers[PHONEWALL_SIP_CHALLENGE_TEXT])
{
	enum phonewall_sip_verdict verdict = PHONEWALL_SIP_NO_CREDENTIALS;
	char mark[PHONEWALL_SIP_MARK];

	if (gate->can_accept && mark_transaction(gate, request, mark)) {
		if (was_accepted(gate, mark, now))
			return PHONEWALL_GATE_PASS;
		verdict = phonewall_sip_challenger_check(&gate->challenger,
							 request, now / 1000);
		if (verdict == PHONEWALL_SIP_ACCEPTED) {
			remember(gate, mark, now);
			return PHONEWALL_GATE_PASS;
		}
	}
	return refuse(gate, allowance, verdict, now, headers);
}

enum phonewall_gate_answer
phonewall_gate_judge(struct phonewall_gate *gate,
		     const struct phonewall_sip_message *request, bool is_proxy,
		     uint64_t now, char headers[PHONEWALL_SIP_CHALLENGE_TEXT])
{
	struct allowance *allowance = is_proxy ? &gate->of_proxy :
						 &gate->of_others;

	if (phonewall_gate_is_own_ack(gate, request))
		return PHONEWALL_GATE_ABSORB;
	if (!gate->challenges || !phonewall_sip_message_is(request, "INVITE"))
		return PHONEWALL_GATE_PASS;
	/*
	 * A call that is not known may have begun before a restart. 401 does not
	 * end it (RFC 3261 section 12.2.1.2), and the password proves it.
	 */
	if (!phonewall_sip_is_challenged(request) &&
	    phonewall_sip_dialogs_have(&gate->dialogs, gate->key, request))
		return PHONEWALL_GATE_PASS;
	return judge_caller(gate, allowance, request, now, headers);
}

void phonewall_gate_note(struct phonewall_gate *gate,
			 const struct phonewall_sip_message *response)
{
	phonewall_sip_dialogs_note(&gate->dialogs, gate->key, response);
}

void phonewall_gate_free(struct phonewall_gate *gate)
{
	if (!gate)
		return;
	phonewall_sip_challenger_clear(&gate->challenger);
	explicit_bzero(gate, sizeof(*gate));
	free(gate);
}
