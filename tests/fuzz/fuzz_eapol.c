// SPDX-License-Identifier: GPL-2.0
/*
 * The EAPOL parser and the session machine, fed with frames of both ports.
 *
 * The input is a row of steps, each of
 *
 *   1 byte	what happens: enum step, modulo STEPS
 *   1 byte	minutes since the step before
 *   2 bytes	how long the PDU is in the frame, where it is longer than the
 *		bytes that are here, as of a packet that is not linear
 *   1 byte	how many bytes follow
 *   bytes	an Ethernet frame, from the destination address on
 */
#include <string.h>

#include "fuzzer.h"
#include "session.h"

#define STEP_HEADER	5
#define FRAME_HEADER	14
#define LIMIT		4
#define MINUTE		60000

enum step {
	FROM_PC,
	FROM_SWITCH,
	LOG_OFF,
	EXPIRE,
	STEPS,
};

static struct phonewall_sessions sessions;
static uint64_t now;

static unsigned int count(const uint8_t *address)
{
	unsigned int found = 0;

	for (unsigned int i = 0; i < sessions.count; i++)
		if (!memcmp(sessions.list[i].address, address,
			    PHONEWALL_ETHERNET_ADDRESS))
			found++;
	return found;
}

static void check_sessions(void)
{
	REQUIRE(sessions.count <= sessions.limit);
	for (unsigned int i = 0; i < sessions.count; i++) {
		const struct phonewall_session *session = &sessions.list[i];

		REQUIRE(session->state <= PHONEWALL_SESSION_MAX);
		REQUIRE(session->heard_time <= now);
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

/* What is built for a PC reads as its Logoff. */
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

static void note_pc(const uint8_t *source, const struct phonewall_eapol *eapol)
{
	struct phonewall_session *session;
	enum phonewall_noted noted;

	noted = phonewall_session_note_pc(&sessions, source, eapol, now,
					  &session);
	REQUIRE(!session == (noted == PHONEWALL_NOTED_REFUSAL));
	REQUIRE(!session || !memcmp(session->address, source,
				    PHONEWALL_ETHERNET_ADDRESS));
}

/* Only Success makes a session authenticated, and only for one that asked. */
static void note_switch(const uint8_t *destination,
			const struct phonewall_eapol *eapol)
{
	struct phonewall_session *session;
	enum phonewall_noted noted;

	noted = phonewall_session_note_switch(&sessions, destination, eapol,
					      &session);
	REQUIRE(noted == PHONEWALL_NOTED || noted == PHONEWALL_NOTED_CHANGE);
	if (noted == PHONEWALL_NOTED_CHANGE)
		REQUIRE(session->state ==
			(eapol->eap_code == PHONEWALL_EAP_SUCCESS ?
			 PHONEWALL_SESSION_AUTHENTICATED :
			 PHONEWALL_SESSION_HELD));
}

static void log_off(void)
{
	struct phonewall_session session;
	unsigned int sent = 0;

	while (phonewall_session_log_off(&sessions, PHONEWALL_LOGOFF_CARRIER,
					 true, now, &session)) {
		check_logoff(&session);
		REQUIRE(++sent <= sessions.count);
	}
}

/* @pdu is in memory of its own, for the sanitizer to see what is beyond. */
static void take_pdu(enum step step, const uint8_t *frame, const uint8_t *pdu,
		     size_t available, size_t length)
{
	struct phonewall_eapol eapol;

	if (!phonewall_eapol_parse(pdu, available, length, &eapol))
		return;
	check_facts(&eapol, pdu, length);
	if (step == FROM_PC)
		note_pc(frame + PHONEWALL_ETHERNET_ADDRESS, &eapol);
	else
		note_switch(frame, &eapol);
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
	if (step == LOG_OFF)
		log_off();
	else if (step == EXPIRE)
		phonewall_session_expire(&sessions, now);
	else if (size >= FRAME_HEADER)
		take_frame(step, frame, size, header[2] << 8 | header[3]);
	check_sessions();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	memset(&sessions, 0, sizeof(sessions));
	sessions.limit = LIMIT;
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
