/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_SESSION_H
#define PHONEWALL_SESSION_H

#include "eapol.h"

/* Milliseconds of silence after which a PC that is not authenticated is
 * forgotten, and after which one that authenticates may make room.
 */
#define PHONEWALL_SESSION_AGE		3600000
#define PHONEWALL_SESSION_PATIENCE	30000

/**
 * struct phonewall_session - the 802.1X session of a PC
 * @address: its MAC address
 * @version: the EAPOL Protocol Version that it spoke last
 * @state: enum phonewall_session_state
 * @has_responded: whether it sent an EAP-Response that has had no Success or
 *	Failure yet
 * @identifier: of the last one
 * @was_logged_off: whether a Logoff was sent for it
 * @logoff: why, enum phonewall_logoff
 * @logoff_time: and when, milliseconds
 * @heard_time: when it last spoke, milliseconds
 */
struct phonewall_session {
	__u8 address[PHONEWALL_ETHERNET_ADDRESS];
	__u8 version;
	__u8 state;
	bool has_responded;
	__u8 identifier;
	bool was_logged_off;
	__u8 logoff;
	__u64 logoff_time;
	__u64 heard_time;
};

/**
 * struct phonewall_sessions - the sessions of the PCs behind the PC port
 * @limit: sessions held at most, 1 to PHONEWALL_SESSION_LIMIT_MAX
 * @count: sessions held now
 * @list: the first @count of them are
 */
struct phonewall_sessions {
	unsigned int limit;
	unsigned int count;
	struct phonewall_session list[PHONEWALL_SESSION_LIMIT_MAX];
};

/**
 * enum phonewall_noted - what a frame did to the sessions
 * @PHONEWALL_NOTED: no session is in another state than before
 * @PHONEWALL_NOTED_CHANGE: a session is new or in another state
 * @PHONEWALL_NOTED_EVICTION: the same, and another one was forgotten for it
 * @PHONEWALL_NOTED_REFUSAL: there was no room
 */
enum phonewall_noted {
	PHONEWALL_NOTED,
	PHONEWALL_NOTED_CHANGE,
	PHONEWALL_NOTED_EVICTION,
	PHONEWALL_NOTED_REFUSAL,
};

/**
 * phonewall_session_note_pc - note a frame from the PC port
 * @sessions: the sessions; the caller locks
 * @source: the source address of the frame: a station's
 * @eapol: what is in it
 * @now: milliseconds, of a clock that does not go back
 * @session: set to the PC's session, NULL where it was refused
 *
 * Start and EAP-Response begin an authentication, which a PC that is
 * authenticated keeps until it fails: the switch port stays authorised while
 * it is done again (IEEE 802.1X-2020 8.4). After a Logoff only Start does: a
 * switch asks anew, and there are supplicants that answer although they have
 * left; a Success for such an answer makes the session authenticated.
 *
 * Where there are @sessions->limit, the one that was silent for longest makes
 * room: one that is not authenticated and has not just begun, so that a flood of
 * addresses takes no session away.
 *
 * Context: any; pure.
 * Return: what it did.
 */
enum phonewall_noted
phonewall_session_note_pc(struct phonewall_sessions *sessions,
			  const __u8 *source,
			  const struct phonewall_eapol *eapol, __u64 now,
			  struct phonewall_session **session);

/**
 * phonewall_session_note_switch - note a frame from the switch port
 * @sessions: the sessions; the caller locks
 * @destination: the destination address of the frame, a station's or a group's
 * @eapol: what is in it
 * @session: set to the session that it is about, NULL where it is about none
 *
 * Only EAP-Success and EAP-Failure change a session. Sent to a group, they are
 * for the PC whose last Response has their Identifier (RFC 3748 4.2).
 *
 * Context: any; pure.
 * Return: PHONEWALL_NOTED or PHONEWALL_NOTED_CHANGE.
 */
enum phonewall_noted
phonewall_session_note_switch(struct phonewall_sessions *sessions,
			      const __u8 *destination,
			      const struct phonewall_eapol *eapol,
			      struct phonewall_session **session);

/**
 * phonewall_session_log_off - end a session for which a Logoff is due
 * @sessions: the sessions; the caller locks
 * @reason: why
 * @is_sent: whether the Logoff will be sent
 * @now: milliseconds
 * @session: set to it as it is now
 *
 * A Logoff is due for a PC that is authenticated or about to be.
 *
 * Context: any; pure.
 * Return: whether there was one: call it again for the next.
 */
bool phonewall_session_log_off(struct phonewall_sessions *sessions,
			       enum phonewall_logoff reason, bool is_sent,
			       __u64 now, struct phonewall_session *session);

/**
 * phonewall_session_expire - forget the PCs that have been silent for long
 * @sessions: the sessions; the caller locks
 * @now: milliseconds
 *
 * Not those that are authenticated: they need not speak to stay so.
 *
 * Context: any; pure.
 */
void phonewall_session_expire(struct phonewall_sessions *sessions, __u64 now);

#endif /* PHONEWALL_SESSION_H */
