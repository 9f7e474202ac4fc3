// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "core/session.h"

#define VERSION_FIRST	1	/* IEEE 802.1X-2001 */
#define VERSION_LAST	3	/* IEEE 802.1X-2010, 802.1X-2020 */

static struct phonewall_session *
session_find(struct phonewall_sessions *sessions, const __u8 *address)
{
	unsigned int i;

	for (i = 0; i < sessions->count; i++) {
		if (!memcmp(sessions->list[i].address, address,
			    PHONEWALL_ETHERNET_ADDRESS))
			return &sessions->list[i];
	}
	return NULL;
}

static void session_remove(struct phonewall_sessions *sessions,
			   struct phonewall_session *session)
{
	*session = sessions->list[--sessions->count];
}

static bool may_be_displaced(const struct phonewall_session *session, __u64 now)
{
	__u64 idle = now - session->last_seen;

	if (session->logoff_due)
		return true;
	return idle >= (session->state == PHONEWALL_SESSION_AUTHENTICATED ?
			PHONEWALL_SESSION_AGE : PHONEWALL_SESSION_PATIENCE);
}

static void keep_longest_idle(struct phonewall_session **oldest,
			      struct phonewall_session *session)
{
	if (!*oldest || session->last_seen < (*oldest)->last_seen)
		*oldest = session;
}

static struct phonewall_session *
find_evictable(struct phonewall_sessions *sessions)
{
	struct phonewall_session *oldest = NULL;
	unsigned int i;

	for (i = 0; i < sessions->count; i++) {
		if (!sessions->list[i].responded)
			keep_longest_idle(&oldest, &sessions->list[i]);
	}
	return oldest;
}

static enum phonewall_learned session_add(struct phonewall_sessions *sessions,
					  const __u8 *address, __u64 now,
					  struct phonewall_session **session)
{
	enum phonewall_learned learned = PHONEWALL_LEARNED_CHANGE;
	struct phonewall_session *spare;

	*session = NULL;
	phonewall_session_expire(sessions, now);
	if (sessions->count >= sessions->limit) {
		spare = find_evictable(sessions);
		if (!spare)
			return PHONEWALL_LEARNED_REFUSAL;
		session_remove(sessions, spare);
		learned = PHONEWALL_LEARNED_EVICTION;
	}
	*session = &sessions->list[sessions->count++];
	memset(*session, 0, sizeof(**session));
	memcpy((*session)->address, address, PHONEWALL_ETHERNET_ADDRESS);
	(*session)->state = PHONEWALL_SESSION_SEEN;
	return learned;
}

static enum phonewall_learned
session_set_state(struct phonewall_session *session,
		  enum phonewall_session_state state)
{
	if (session->state == state)
		return PHONEWALL_LEARNED_NOTHING;
	session->state = state;
	return PHONEWALL_LEARNED_CHANGE;
}

static enum phonewall_learned session_begin(struct phonewall_session *session)
{
	if (session->state == PHONEWALL_SESSION_AUTHENTICATED)
		return PHONEWALL_LEARNED_NOTHING;
	return session_set_state(session, PHONEWALL_SESSION_AUTHENTICATING);
}

/*
 * A Response, or an Initiate, which a Finish answers. The switch may authorise
 * on a code that is not known here, too.
 */
static bool may_authorise(const struct phonewall_eapol *eapol)
{
	return eapol->eap_code == PHONEWALL_EAP_RESPONSE ||
	       eapol->eap_code >= PHONEWALL_EAP_INITIATE;
}

static enum phonewall_learned
session_update(struct phonewall_session *session,
	       const struct phonewall_eapol *eapol)
{
	if (eapol->type == PHONEWALL_EAPOL_START)
		return session_begin(session);
	if (!may_authorise(eapol))
		return PHONEWALL_LEARNED_NOTHING;
	session->responded = true;
	session->unanswered = true;
	session->identifier = eapol->eap_identifier;
	/*
	 * The authenticator restarts EAP after a Logoff, and some supplicants
	 * answer while leaving.
	 */
	if (session->state == PHONEWALL_SESSION_LOGGED_OFF)
		return PHONEWALL_LEARNED_NOTHING;
	return session_begin(session);
}

/*
 * The switch must accept the Logoff, even if another host on the same hub sends
 * frames with the PC's address and an unknown version.
 */
static __u8 version_for_logoff(__u8 version)
{
	if (version < VERSION_FIRST)
		return VERSION_FIRST;
	return version > VERSION_LAST ? VERSION_LAST : version;
}

enum phonewall_learned
phonewall_session_learn_pc(struct phonewall_sessions *sessions,
			   const __u8 *source,
			   const struct phonewall_eapol *eapol, __u64 now,
			   struct phonewall_session **session)
{
	enum phonewall_learned learned = PHONEWALL_LEARNED_NOTHING;
	enum phonewall_learned updated;

	*session = session_find(sessions, source);
	if (!*session)
		learned = session_add(sessions, source, now, session);
	if (learned == PHONEWALL_LEARNED_REFUSAL)
		return learned;
	(*session)->version = version_for_logoff(eapol->version);
	(*session)->last_seen = now;
	(*session)->frame = ++sessions->frames;
	(*session)->logoff_due = false;
	updated = session_update(*session, eapol);
	return learned == PHONEWALL_LEARNED_NOTHING ? updated : learned;
}

/* A Success that was in flight when the Logoff was sent changes nothing. */
static void session_log_off(struct phonewall_session *session)
{
	session->responded = false;
	session->unanswered = false;
	session->logoff_due = false;
	session->state = PHONEWALL_SESSION_LOGGED_OFF;
}

static struct phonewall_session *
find_unchanged(struct phonewall_sessions *sessions,
	       const struct phonewall_session *copy)
{
	struct phonewall_session *session;

	session = session_find(sessions, copy->address);
	return session && session->frame == copy->frame ? session : NULL;
}

bool phonewall_session_learn_logoff(struct phonewall_sessions *sessions,
				    struct phonewall_session *copy)
{
	struct phonewall_session *session = find_unchanged(sessions, copy);

	if (!session)
		return false;
	session_log_off(session);
	*copy = *session;
	return true;
}

static bool is_answered(const struct phonewall_session *session,
			const __u8 *destination, __u8 identifier)
{
	return session->unanswered && session->identifier == identifier &&
	       (destination[0] & 1 || !memcmp(session->address, destination,
					      PHONEWALL_ETHERNET_ADDRESS));
}

static struct phonewall_session *
find_answered(struct phonewall_sessions *sessions, const __u8 *destination,
	      __u8 identifier)
{
	unsigned int i;

	for (i = 0; i < sessions->count; i++) {
		if (is_answered(&sessions->list[i], destination, identifier))
			return &sessions->list[i];
	}
	return NULL;
}

bool phonewall_session_learn_result(struct phonewall_sessions *sessions,
				    const __u8 *destination,
				    const struct phonewall_eapol *eapol,
				    struct phonewall_session *copy,
				    enum phonewall_learned *learned)
{
	struct phonewall_session *session;

	if (eapol->eap_code != PHONEWALL_EAP_FAILURE &&
	    !phonewall_eapol_admits(eapol))
		return false;
	session = find_answered(sessions, destination, eapol->eap_identifier);
	if (!session)
		return false;
	/* Later answers to the phone itself may have the same Identifier. */
	session->unanswered = false;
	*learned = session_set_state(session, phonewall_eapol_admits(eapol) ?
					      PHONEWALL_SESSION_AUTHENTICATED :
					      PHONEWALL_SESSION_HELD);
	*copy = *session;
	return true;
}

bool phonewall_session_is_known(struct phonewall_sessions *sessions,
				const __u8 *address)
{
	return session_find(sessions, address);
}

bool phonewall_session_find_displaceable(struct phonewall_sessions *sessions,
					 __u64 now,
					 struct phonewall_session *copy)
{
	struct phonewall_session *oldest = NULL;
	unsigned int i;

	for (i = 0; i < sessions->count; i++) {
		if (sessions->list[i].responded &&
		    may_be_displaced(&sessions->list[i], now))
			keep_longest_idle(&oldest, &sessions->list[i]);
	}
	if (!oldest)
		return false;
	*copy = *oldest;
	return true;
}

/* A Start alone authorises nobody, but the switch has begun to ask. */
static bool may_be_authorised(const struct phonewall_session *session)
{
	return session->responded ||
	       session->state == PHONEWALL_SESSION_AUTHENTICATING;
}

static bool is_logoff_pending(const struct phonewall_session *session,
			      __u64 now)
{
	return session->logoff_due &&
	       now - session->logoff_time < PHONEWALL_LOGOFF_PATIENCE;
}

void phonewall_session_end(struct phonewall_sessions *sessions,
			   enum phonewall_logoff reason, __u64 now)
{
	struct phonewall_session *session;
	unsigned int i;

	for (i = 0; i < sessions->count; i++) {
		session = &sessions->list[i];
		if (!may_be_authorised(session) ||
		    is_logoff_pending(session, now))
			continue;
		session->logoff_due = true;
		session->logoff_tried = false;
		session->logoff_sent = false;
		session->logoff = reason;
		session->logoff_time = now;
	}
}

bool phonewall_session_next_due(struct phonewall_sessions *sessions, __u64 now,
				unsigned int *position,
				struct phonewall_session *copy)
{
	struct phonewall_session *session;

	while (*position < sessions->count) {
		session = &sessions->list[(*position)++];
		if (!is_logoff_pending(session, now))
			continue;
		*copy = *session;
		session->logoff_tried = true;
		return true;
	}
	return false;
}

bool phonewall_session_sent_logoff(struct phonewall_sessions *sessions,
				   enum phonewall_logoff reason, __u64 now,
				   struct phonewall_session *copy)
{
	struct phonewall_session *session = find_unchanged(sessions, copy);

	if (!session)
		return false;
	session_log_off(session);
	session->logoff_sent = true;
	session->logoff = reason;
	session->logoff_time = now;
	*copy = *session;
	return true;
}

void phonewall_session_expire(struct phonewall_sessions *sessions, __u64 now)
{
	struct phonewall_session *session;
	unsigned int i = 0;

	while (i < sessions->count) {
		session = &sessions->list[i];
		if (!session->responded &&
		    now - session->last_seen >= PHONEWALL_SESSION_AGE)
			session_remove(sessions, session);
		else
			i++;
	}
}
