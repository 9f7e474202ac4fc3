// SPDX-License-Identifier: GPL-2.0
#include "session.h"

static struct phonewall_session *find(struct phonewall_sessions *sessions,
				      const __u8 *address)
{
	unsigned int i;

	for (i = 0; i < sessions->count; i++) {
		if (!memcmp(sessions->list[i].address, address,
			    PHONEWALL_ETHERNET_ADDRESS))
			return &sessions->list[i];
	}
	return NULL;
}

static void forget(struct phonewall_sessions *sessions,
		   struct phonewall_session *session)
{
	*session = sessions->list[--sessions->count];
}

static bool may_make_room(const struct phonewall_session *session, __u64 now)
{
	if (session->state == PHONEWALL_SESSION_AUTHENTICATED)
		return false;
	return session->state != PHONEWALL_SESSION_AUTHENTICATING ||
	       now - session->heard_time >= PHONEWALL_SESSION_PATIENCE;
}

static struct phonewall_session *
find_dispensable(struct phonewall_sessions *sessions, __u64 now)
{
	struct phonewall_session *oldest = NULL;
	struct phonewall_session *session;
	unsigned int i;

	for (i = 0; i < sessions->count; i++) {
		session = &sessions->list[i];
		if (may_make_room(session, now) &&
		    (!oldest || session->heard_time < oldest->heard_time))
			oldest = session;
	}
	return oldest;
}

static enum phonewall_noted add(struct phonewall_sessions *sessions,
				const __u8 *address, __u64 now,
				struct phonewall_session **session)
{
	enum phonewall_noted noted = PHONEWALL_NOTED_CHANGE;
	struct phonewall_session *oldest;

	*session = NULL;
	phonewall_session_expire(sessions, now);
	if (sessions->count >= sessions->limit) {
		oldest = find_dispensable(sessions, now);
		if (!oldest)
			return PHONEWALL_NOTED_REFUSAL;
		forget(sessions, oldest);
		noted = PHONEWALL_NOTED_EVICTION;
	}
	*session = &sessions->list[sessions->count++];
	memset(*session, 0, sizeof(**session));
	memcpy((*session)->address, address, PHONEWALL_ETHERNET_ADDRESS);
	(*session)->state = PHONEWALL_SESSION_SEEN;
	return noted;
}

static enum phonewall_noted set_state(struct phonewall_session *session,
				      enum phonewall_session_state state)
{
	if (session->state == state)
		return PHONEWALL_NOTED;
	session->state = state;
	return PHONEWALL_NOTED_CHANGE;
}

static enum phonewall_noted begin(struct phonewall_session *session)
{
	if (session->state == PHONEWALL_SESSION_AUTHENTICATED)
		return PHONEWALL_NOTED;
	return set_state(session, PHONEWALL_SESSION_AUTHENTICATING);
}

/* A Success that crosses the Logoff is for what was before it. */
static enum phonewall_noted log_off(struct phonewall_session *session)
{
	session->has_responded = false;
	return set_state(session, PHONEWALL_SESSION_LOGGED_OFF);
}

static enum phonewall_noted hear(struct phonewall_session *session,
				 const struct phonewall_eapol *eapol)
{
	if (eapol->type == PHONEWALL_EAPOL_LOGOFF)
		return log_off(session);
	if (eapol->type == PHONEWALL_EAPOL_START)
		return begin(session);
	if (eapol->eap_code != PHONEWALL_EAP_RESPONSE)
		return PHONEWALL_NOTED;
	session->has_responded = true;
	session->identifier = eapol->eap_identifier;
	/* A switch asks anew after a Logoff, and supplicants answer even so. */
	if (session->state == PHONEWALL_SESSION_LOGGED_OFF)
		return PHONEWALL_NOTED;
	return begin(session);
}

enum phonewall_noted
phonewall_session_note_pc(struct phonewall_sessions *sessions,
			  const __u8 *source,
			  const struct phonewall_eapol *eapol, __u64 now,
			  struct phonewall_session **session)
{
	enum phonewall_noted noted = PHONEWALL_NOTED;
	enum phonewall_noted heard;

	*session = find(sessions, source);
	if (!*session)
		noted = add(sessions, source, now, session);
	if (noted == PHONEWALL_NOTED_REFUSAL)
		return noted;
	(*session)->version = eapol->version;
	(*session)->heard_time = now;
	heard = hear(*session, eapol);
	return noted == PHONEWALL_NOTED ? heard : noted;
}

static bool is_open(const struct phonewall_session *session)
{
	return session->state == PHONEWALL_SESSION_AUTHENTICATING ||
	       session->state == PHONEWALL_SESSION_AUTHENTICATED;
}

/* One that was logged off may be back without a Start. */
static bool may_be_answered(const struct phonewall_session *session)
{
	return is_open(session) ||
	       (session->state == PHONEWALL_SESSION_LOGGED_OFF &&
		session->has_responded);
}

/* Of several, the one that was heard last. */
static struct phonewall_session *
find_answered(struct phonewall_sessions *sessions, __u8 identifier)
{
	struct phonewall_session *latest = NULL;
	struct phonewall_session *session;
	unsigned int i;

	for (i = 0; i < sessions->count; i++) {
		session = &sessions->list[i];
		if (may_be_answered(session) && session->has_responded &&
		    session->identifier == identifier &&
		    (!latest || session->heard_time > latest->heard_time))
			latest = session;
	}
	return latest;
}

enum phonewall_noted
phonewall_session_note_switch(struct phonewall_sessions *sessions,
			      const __u8 *destination,
			      const struct phonewall_eapol *eapol,
			      struct phonewall_session **session)
{
	*session = NULL;
	if (eapol->eap_code != PHONEWALL_EAP_SUCCESS &&
	    eapol->eap_code != PHONEWALL_EAP_FAILURE)
		return PHONEWALL_NOTED;
	if (destination[0] & 1)
		*session = find_answered(sessions, eapol->eap_identifier);
	else
		*session = find(sessions, destination);
	if (!*session || !may_be_answered(*session))
		return PHONEWALL_NOTED;
	/* The phone's own answers may have the same Identifier later. */
	(*session)->has_responded = false;
	return set_state(*session, eapol->eap_code == PHONEWALL_EAP_SUCCESS ?
			 PHONEWALL_SESSION_AUTHENTICATED :
			 PHONEWALL_SESSION_HELD);
}

bool phonewall_session_log_off(struct phonewall_sessions *sessions,
			       enum phonewall_logoff reason, bool is_sent,
			       __u64 now, struct phonewall_session *session)
{
	struct phonewall_session *open;
	unsigned int i;

	for (i = 0; i < sessions->count; i++) {
		open = &sessions->list[i];
		if (!is_open(open))
			continue;
		log_off(open);
		if (is_sent) {
			open->was_logged_off = true;
			open->logoff = reason;
			open->logoff_time = now;
		}
		*session = *open;
		return true;
	}
	return false;
}

void phonewall_session_expire(struct phonewall_sessions *sessions, __u64 now)
{
	struct phonewall_session *session;
	unsigned int i = 0;

	while (i < sessions->count) {
		session = &sessions->list[i];
		if (session->state != PHONEWALL_SESSION_AUTHENTICATED &&
		    now - session->heard_time >= PHONEWALL_SESSION_AGE)
			forget(sessions, session);
		else
			i++;
	}
}
