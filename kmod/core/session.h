/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_SESSION_H
#define PHONEWALL_SESSION_H

#include "core/eapol.h"

/*
 * Milliseconds of silence after which a PC that may be authorised can be displaced
 * by another one: one that is authenticated, which need not speak to stay so, and
 * any other. A PC that cannot be authorised is forgotten after the first, too.
 */
#define PHONEWALL_SESSION_AGE		3600000
#define PHONEWALL_SESSION_PATIENCE	30000

/* Milliseconds for which a Logoff that could not be sent is tried again. */
#define PHONEWALL_LOGOFF_PATIENCE	60000

/**
 * struct phonewall_session - the 802.1X session of a PC
 * @address: its MAC address
 * @version: the EAPOL Protocol Version of a Logoff for it: the one that it spoke
 *	last, or the nearest that there is
 * @state: enum phonewall_session_state
 * @responded: whether it has sent an EAP-Response, or EAP-Initiate, since it
 *	was logged off: without one the switch cannot hold it authorised
 * @unanswered: whether the last one has had no Success, Failure or Finish yet
 * @identifier: of the last one
 * @logoff_due: whether a Logoff is due for it that has not been sent; a PC that
 *	speaks again is back, and none is due
 * @logoff_tried: whether that Logoff was tried before
 * @logoff_sent: whether a Logoff was sent for it
 * @logoff: why it was or is due, enum phonewall_logoff
 * @frame: number of the last frame that it sent, so that one that comes in while
 *	a Logoff is being sent is noticed
 * @logoff_time: when the Logoff was sent or became due, milliseconds
 * @last_seen: when it last spoke, milliseconds
 */
struct phonewall_session {
	__u8 address[PHONEWALL_ETHERNET_ADDRESS];
	__u8 version;
	__u8 state;
	bool responded;
	bool unanswered;
	__u8 identifier;
	bool logoff_due;
	bool logoff_tried;
	bool logoff_sent;
	__u8 logoff;
	__u32 frame;
	__u64 logoff_time;
	__u64 last_seen;
};

/**
 * struct phonewall_sessions - the sessions of the PCs behind the PC port
 * @limit: sessions held at most, 1 to PHONEWALL_SESSION_LIMIT_MAX
 * @count: sessions held now
 * @frames: frames that PCs have sent, of all of them
 * @list: the first @count of them are
 */
struct phonewall_sessions {
	unsigned int limit;
	unsigned int count;
	__u32 frames;
	struct phonewall_session list[PHONEWALL_SESSION_LIMIT_MAX];
};

/**
 * enum phonewall_learned - what a frame did to the sessions
 * @PHONEWALL_LEARNED_NOTHING: no session is in another state than before
 * @PHONEWALL_LEARNED_CHANGE: a session is new or in another state
 * @PHONEWALL_LEARNED_EVICTION: the same, and another one was forgotten for it
 * @PHONEWALL_LEARNED_REFUSAL: there was no room
 */
enum phonewall_learned {
	PHONEWALL_LEARNED_NOTHING,
	PHONEWALL_LEARNED_CHANGE,
	PHONEWALL_LEARNED_EVICTION,
	PHONEWALL_LEARNED_REFUSAL,
};

/**
 * phonewall_session_learn_pc - learn from a frame from the PC port
 * @sessions: the sessions; the caller locks
 * @source: the source address of the frame: a station's
 * @eapol: what is in it
 * @now: milliseconds, of a clock that does not go back
 * @session: set to the PC's session, NULL if it was refused
 *
 * Start, EAP-Response and EAP-Initiate begin an authentication, which a PC that is
 * authenticated keeps until it fails: the switch port stays authorised while
 * it is done again (IEEE 802.1X-2020 8.4). After a Logoff only Start does: a
 * switch asks anew, and there are supplicants that answer although they have
 * left; a Success for such an answer makes the session authenticated. A Logoff
 * changes nothing until phonewall_session_learn_logoff().
 *
 * If there are @sessions->limit, one that the switch cannot hold authorised makes
 * room: the one that was silent for longest.
 *
 * Context: any; pure.
 * Return: what it did. After PHONEWALL_LEARNED_REFUSAL the frame must not reach the
 * switch.
 */
enum phonewall_learned
phonewall_session_learn_pc(struct phonewall_sessions *sessions,
			   const __u8 *source,
			   const struct phonewall_eapol *eapol, __u64 now,
			   struct phonewall_session **session);

/**
 * phonewall_session_learn_logoff - learn that a PC's own Logoff was sent on
 * @sessions: the sessions; the caller locks
 * @copy: the session as phonewall_session_learn_pc() left it for the Logoff; set
 *	to it as it is now if true is returned
 *
 * Only for a Logoff that the switch gets and heeds.
 *
 * Context: any; pure.
 * Return: whether the session was changed: not if the PC has spoken since.
 */
bool phonewall_session_learn_logoff(struct phonewall_sessions *sessions,
				    struct phonewall_session *copy);

/**
 * phonewall_session_learn_result - learn from a frame from the switch port
 * @sessions: the sessions; the caller locks
 * @destination: the destination address of the frame, a station's or a group's
 * @eapol: what is in it
 * @copy: set to the session that it is about, as it is now
 * @learned: set to PHONEWALL_LEARNED_NOTHING or PHONEWALL_LEARNED_CHANGE
 *
 * Only EAP-Success, -Finish and -Failure change a session, and only if they answer
 * its last Response or Initiate, of which they have the Identifier (RFC 3748 4.2).
 * Sent to a group they are for every PC whose last one had it.
 *
 * Context: any; pure.
 * Return: whether there was such a session: call it again for the next.
 */
bool phonewall_session_learn_result(struct phonewall_sessions *sessions,
				    const __u8 *destination,
				    const struct phonewall_eapol *eapol,
				    struct phonewall_session *copy,
				    enum phonewall_learned *learned);

/**
 * phonewall_session_is_known - whether a PC has a session, in whatever state
 * @sessions: the sessions; the caller locks
 * @address: its address
 *
 * Context: any; pure.
 */
bool phonewall_session_is_known(struct phonewall_sessions *sessions,
				const __u8 *address);

/**
 * phonewall_session_find_displaceable - which PC may be displaced by another one
 * @sessions: the sessions; the caller locks
 * @now: milliseconds
 * @copy: set to its session
 *
 * Once it is logged off, phonewall_session_learn_pc() finds the room.
 *
 * Context: any; pure.
 * Return: whether there is one: those that have just spoken keep their place, so
 * that a flood of addresses takes no session away.
 */
bool phonewall_session_find_displaceable(struct phonewall_sessions *sessions,
					 __u64 now,
					 struct phonewall_session *copy);

/**
 * phonewall_session_end - a Logoff is due for every PC that has a session
 * @sessions: the sessions; the caller locks
 * @reason: why
 * @now: milliseconds
 *
 * For each that may be authorised or has begun to authenticate, whatever the
 * switch is said to have answered: a Failure may be anybody's.
 *
 * Context: any; pure.
 */
void phonewall_session_end(struct phonewall_sessions *sessions,
			   enum phonewall_logoff reason, __u64 now);

/**
 * phonewall_session_next_due - the next session for which a Logoff is due
 * @sessions: the sessions; the caller locks
 * @now: milliseconds
 * @position: 0 for the first; moved behind it
 * @copy: set to it
 *
 * Those that have been due for PHONEWALL_LOGOFF_PATIENCE are left out.
 *
 * Context: any; pure.
 * Return: whether there was one.
 */
bool phonewall_session_next_due(struct phonewall_sessions *sessions, __u64 now,
				unsigned int *position,
				struct phonewall_session *copy);

/**
 * phonewall_session_sent_logoff - note that a Logoff was sent for a PC
 * @sessions: the sessions; the caller locks
 * @reason: why
 * @now: milliseconds
 * @copy: the session that it was sent for; set to it as it is now if true is
 *	returned
 *
 * Context: any; pure.
 * Return: whether the session was changed: not if the PC has spoken since.
 */
bool phonewall_session_sent_logoff(struct phonewall_sessions *sessions,
				   enum phonewall_logoff reason, __u64 now,
				   struct phonewall_session *copy);

/**
 * phonewall_session_expire - forget the PCs that have been silent for long
 * @sessions: the sessions; the caller locks
 * @now: milliseconds
 *
 * Only those that the switch cannot hold authorised.
 *
 * Context: any; pure.
 */
void phonewall_session_expire(struct phonewall_sessions *sessions, __u64 now);

#endif /* PHONEWALL_SESSION_H */
