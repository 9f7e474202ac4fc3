// SPDX-License-Identifier: MIT
/*
 * The EAPOL parser and the session machine, fed with frames of both ports.
 *
 * The input is a row of steps, each of
 *
 *   1 byte	what happens: enum step, modulo STEPS
 *   1 byte	minutes since the step before
 *   2 bytes	how long the PDU is in the frame, if it is longer than the
 *		bytes that are here, as of a packet that is not linear
 *   1 byte	how many bytes follow
 *   bytes	an Ethernet frame, from the destination address on
 */
#include <string.h>

#include "core/session.h"
#include "fuzzer.h"

#define STEP_HEADER	5
#define FRAME_HEADER	14
#define LIMIT		4
#define MINUTE		60000

enum step {
	FROM_PC,
	FROM_SWITCH,
	LOG_OFF,
	LOG_OFF_IN_VAIN,
	DISPLACE,
	EXPIRE,
	STEPS,
};

#define AT_RISK_MAX	LIMIT

static struct phonewall_sessions sessions;
static uint64_t now;

/*
 * PCs that a switch may have authorized: those that sent a Response that was
 * forwarded, and no Logoff since. None of them may be forgotten.
 */
static uint8_t at_risk[AT_RISK_MAX][PHONEWALL_ETHERNET_ADDRESS];
static unsigned int at_risk_count;

static unsigned int count(const uint8_t *address)
{
	unsigned int found = 0;

	for (unsigned int i = 0; i < sessions.count; i++)
		if (!memcmp(sessions.list[i].address, address,
			    PHONEWALL_ETHERNET_ADDRESS))
			found++;
	return found;
}

static void forget_risk(const uint8_t *address)
{
	for (unsigned int i = 0; i < at_risk_count; i++)
		if (!memcmp(at_risk[i], address, PHONEWALL_ETHERNET_ADDRESS))
			memmove(at_risk[i--], at_risk[--at_risk_count],
				PHONEWALL_ETHERNET_ADDRESS);
}

static void note_risk(const uint8_t *address)
{
	forget_risk(address);
	REQUIRE(at_risk_count < AT_RISK_MAX);
	memcpy(at_risk[at_risk_count++], address, PHONEWALL_ETHERNET_ADDRESS);
}

static void check_sessions(void)
{
	for (unsigned int i = 0; i < at_risk_count; i++)
		REQUIRE(count(at_risk[i]) == 1);
	REQUIRE(sessions.count <= sessions.limit);
	for (unsigned int i = 0; i < sessions.count; i++) {
		const struct phonewall_session *session = &sessions.list[i];

		REQUIRE(session->state <= PHONEWALL_SESSION_MAX);
		REQUIRE(session->last_seen <= now);
		REQUIRE(session->logoff_time <= now);
		REQUIRE(count(session->address) == 1);
	}
}

static void check_facts(const struct phonewall_eapol *eapol,
			const uint8_t *pdu, size_t length)
{
	REQUIRE(length >= 4u + (pdu[2] << 8 | pdu[3]));
	REQUIRE(eapol->version == pdu[0]);
	REQUIRE(eapol->type == pdu[1]);
	REQUIRE(eapol->type == PHONEWALL_EAPOL_EAP || !eapol->eap_code);
}

/* The Logoff built for a PC is parsed as its Logoff. */
static void check_logoff(const struct phonewall_session *session)
{
	uint8_t frame[PHONEWALL_ETHERNET_MINIMUM];
	struct phonewall_eapol eapol;

	phonewall_eapol_build_logoff(frame, session->address, session->version);
	REQUIRE(phonewall_eapol_parse(frame + FRAME_HEADER,
				      sizeof(frame) - FRAME_HEADER,
				      sizeof(frame) - FRAME_HEADER, &eapol));
	REQUIRE(eapol.type == PHONEWALL_EAPOL_LOGOFF);
	REQUIRE(eapol.version == session->version);
}

static void learn_pc(const uint8_t *source, const struct phonewall_eapol *eapol)
{
	struct phonewall_session *session;
	struct phonewall_session copy;
	enum phonewall_learned learned;

	learned = phonewall_session_learn_pc(&sessions, source, eapol, now,
					     &session);
	REQUIRE(!session == (learned == PHONEWALL_LEARNED_REFUSAL));
	if (!session)
		return;
	REQUIRE(!memcmp(session->address, source, PHONEWALL_ETHERNET_ADDRESS));
	if (eapol->eap_code == PHONEWALL_EAP_RESPONSE || eapol->eap_code > 4)
		note_risk(source);
	if (eapol->type != PHONEWALL_EAPOL_LOGOFF)
		return;
	copy = *session;
	REQUIRE(phonewall_session_learn_logoff(&sessions, &copy));
	REQUIRE(copy.state == PHONEWALL_SESSION_LOGGED_OFF);
	forget_risk(source);
}

/* Nobody who did not respond is authenticated, and nobody is forgotten. */
static void learn_result(const uint8_t *destination,
			 const struct phonewall_eapol *eapol)
{
	struct phonewall_session session;
	enum phonewall_learned learned;
	unsigned int answered = 0;

	while (phonewall_session_learn_result(&sessions, destination, eapol,
					      &session, &learned)) {
		REQUIRE(++answered <= sessions.count);
		REQUIRE(session.responded);
		REQUIRE(session.identifier == eapol->eap_identifier);
		REQUIRE(session.state ==
			(eapol->eap_code == PHONEWALL_EAP_FAILURE ?
			 PHONEWALL_SESSION_HELD :
			 PHONEWALL_SESSION_AUTHENTICATED));
	}
}

static void send_logoff(struct phonewall_session *session)
{
	check_logoff(session);
	REQUIRE(phonewall_session_sent_logoff(&sessions,
					      PHONEWALL_LOGOFF_CARRIER, now,
					      session));
	forget_risk(session->address);
}

static void log_off(bool is_sent)
{
	struct phonewall_session session;
	unsigned int position = 0;

	phonewall_session_end(&sessions, PHONEWALL_LOGOFF_CARRIER, now);
	while (phonewall_session_next_due(&sessions, now, &position,
					  &session)) {
		REQUIRE(position <= sessions.count);
		if (is_sent)
			send_logoff(&session);
	}
	REQUIRE(!is_sent || !at_risk_count);
}

static void displace(void)
{
	struct phonewall_session session;

	if (phonewall_session_find_displaceable(&sessions, now, &session))
		send_logoff(&session);
}

/* @pdu is in memory of its own, so that the sanitizer sees a read beyond it. */
static void take_pdu(enum step step, const uint8_t *frame, const uint8_t *pdu,
		     size_t available, size_t length)
{
	struct phonewall_eapol eapol;

	if (!phonewall_eapol_parse(pdu, available, length, &eapol))
		return;
	check_facts(&eapol, pdu, length);
	if (step == FROM_PC)
		learn_pc(frame + PHONEWALL_ETHERNET_ADDRESS, &eapol);
	else
		learn_result(frame, &eapol);
}

static void take_frame(enum step step, const uint8_t *frame, size_t size,
		       size_t length)
{
	size_t available = size - FRAME_HEADER;
	uint8_t *pdu;

	pdu = malloc(available);
	REQUIRE(pdu || !available);
	if (available)
		memcpy(pdu, frame + FRAME_HEADER, available);
	take_pdu(step, frame, pdu, available,
		 length > available ? length : available);
	free(pdu);
}

static void take_step(const uint8_t *header, const uint8_t *frame, size_t size)
{
	enum step step = header[0] % STEPS;

	now += (uint64_t)header[1] * MINUTE;
	switch (step) {
	case LOG_OFF:
	case LOG_OFF_IN_VAIN:
		log_off(step == LOG_OFF);
		break;
	case DISPLACE:
		displace();
		break;
	case EXPIRE:
		phonewall_session_expire(&sessions, now);
		break;
	default:
		if (size >= FRAME_HEADER)
			take_frame(step, frame, size,
				   header[2] << 8 | header[3]);
	}
	check_sessions();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	memset(&sessions, 0, sizeof(sessions));
	sessions.limit = LIMIT;
	at_risk_count = 0;
	now = PHONEWALL_SESSION_AGE;
	while (size >= STEP_HEADER) {
		const uint8_t *frame = data + STEP_HEADER;
		size_t length = data[4];

		if (length > size - STEP_HEADER)
			length = size - STEP_HEADER;
		take_step(data, frame, length);
		data = frame + length;
		size -= STEP_HEADER + length;
	}
	return 0;
}
