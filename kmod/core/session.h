/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef PHONEWALL_SESSION_H
#define PHONEWALL_SESSION_H

#include "core/eapol.h"

/*
 * Milliseconds without a frame after which another PC may displace one that may
 * be authorised: AGE if it is authenticated, as it need not send anything to
 * stay so, PATIENCE if not. A PC that cannot be authorised is forgotten after
 * AGE.
 */
#define PHONEWALL_SESSION_AGE		3600000
#define PHONEWALL_SESSION_PATIENCE	30000

/* Milliseconds for which a Logoff that could not be sent is retried. */
#define PHONEWALL_LOGOFF_PATIENCE	60000

/**
 * struct phonewall_session - the 802.1X session of a PC
 * @address: its MAC address
 * @version: the EAPOL Protocol Version of a Logoff for it: that of its last
 *	frame, or the nearest known one
 * @state: enum phonewall_session_state
 * @responded: it has sent an EAP-Response or EAP-Initiate since it was logged
 *	off: without one the switch cannot hold it authorised
 * @unanswered: no Success, Failure or Finish has answered the last one yet
 * @identifier: of the last one
 * @logoff_due: a Logoff is due for it and has not been sent; the next frame
 *	from the PC cancels it
 * @logoff_tried: that Logoff was tried before
 * @logoff_sent: a Logoff was sent for it
 * @logoff: why it was or is due, enum phonewall_logoff
 * @frame: number of the last frame that it sent; shows a frame that comes in
 *	while a Logoff is being sent
 * @logoff_time: when the Logoff was sent or became due, milliseconds
 * @last_seen: when it last sent a frame, milliseconds
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
 * @frames: frames that all PCs have sent
 * @list: the sessions are the first @count of these
 */
struct phonewall_sessions {
	unsigned int limit;
	unsigned int count;
	__u32 frames;
	struct phonewall_session list[PHONEWALL_SESSION_LIMIT_MAX];
};

/**
 * enum phonewall_learned - what a frame did to the sessions
 * @PHONEWALL_LEARNED_NOTHING: no session changed its state
 * @PHONEWALL_LEARNED_CHANGE: a session is new or changed its state
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
 * @eapol: the facts about it
 * @now: milliseconds, of a monotonic clock
 * @session: set to the PC's session, or to NULL if it was refused
 *
 * Start, EAP-Response and EAP-Initiate begin an authentication. A PC that is
 * authenticated stays so until reauthentication fails, as its switch port does
 * (IEEE 802.1X-2020 8.4). After a Logoff only Start begins one: the
 * authenticator restarts EAP, and some supplicants answer while leaving; a
 * Success for such an answer makes the session authenticated. A Logoff changes
 * nothing until phonewall_session_learn_logoff().
 *
 * If there are @sessions->limit sessions, the longest idle one that the switch
 * cannot hold authorised makes room.
 *
 * Context: any; pure.
 * Return: what the frame did. After PHONEWALL_LEARNED_REFUSAL it must not reach
 * the switch.
 */
enum phonewall_learned
phonewall_session_learn_pc(struct phonewall_sessions *sessions,
			   const __u8 *source,
			   const struct phonewall_eapol *eapol, __u64 now,
			   struct phonewall_session **session);

/**
 * phonewall_session_learn_logoff - learn that a PC's own Logoff was forwarded
 * @sessions: the sessions; the caller locks
 * @copy: the session as phonewall_session_learn_pc() left it for the Logoff;
 *	updated if true is returned
 *
 * Only for a Logoff that the switch receives and accepts.
 *
 * Context: any; pure.
 * Return: true if the session was changed, false if the PC has sent another
 * frame since.
 */
bool phonewall_session_learn_logoff(struct phonewall_sessions *sessions,
				    struct phonewall_session *copy);

/**
 * phonewall_session_learn_result - learn from a frame from the switch port
 * @sessions: the sessions; the caller locks
 * @destination: the destination address of the frame, a station's or a group's
 * @eapol: the facts about it
 * @copy: set to the session that it is for, as it is now
 * @learned: set to PHONEWALL_LEARNED_NOTHING or PHONEWALL_LEARNED_CHANGE
 *
 * Only EAP-Success, -Finish and -Failure change a session, and only if their
 * Identifier is that of its last Response or Initiate (RFC 3748 4.2). Those to
 * a group address are for every PC whose last one had it.
 *
 * Context: any; pure.
 * Return: true if there was such a session: call it again for the next.
 */
bool phonewall_session_learn_result(struct phonewall_sessions *sessions,
				    const __u8 *destination,
				    const struct phonewall_eapol *eapol,
				    struct phonewall_session *copy,
				    enum phonewall_learned *learned);

/**
 * phonewall_session_is_known - whether a PC has a session
 * @sessions: the sessions; the caller locks
 * @address: its address
 *
 * Context: any; pure.
 * Return: true if it has one, in whatever state.
 */
bool phonewall_session_is_known(struct phonewall_sessions *sessions,
				const __u8 *address);

/**
 * phonewall_session_find_displaceable - find a PC to make room for another
 * @sessions: the sessions; the caller locks
 * @now: milliseconds
 * @copy: set to its session
 *
 * Once it is logged off, phonewall_session_learn_pc() finds the room. A PC that
 * has just sent a frame keeps its place, so that a flood of addresses takes no
 * session away.
 *
 * Context: any; pure.
 * Return: true if there is one.
 */
bool phonewall_session_find_displaceable(struct phonewall_sessions *sessions,
					 __u64 now,
					 struct phonewall_session *copy);

/**
 * phonewall_session_end - make a Logoff due for the PCs
 * @sessions: the sessions; the caller locks
 * @reason: why
 * @now: milliseconds
 *
 * For each PC that may be authorised or has begun to authenticate, even after a
 * Failure, which anybody may have sent.
 *
 * Context: any; pure.
 */
void phonewall_session_end(struct phonewall_sessions *sessions,
			   enum phonewall_logoff reason, __u64 now);

/**
 * phonewall_session_next_due - the next session for which a Logoff is due
 * @sessions: the sessions; the caller locks
 * @now: milliseconds
 * @position: 0 for the first; moved past the one that is found
 * @copy: set to the session
 *
 * Skips those that have been due for PHONEWALL_LOGOFF_PATIENCE.
 *
 * Context: any; pure.
 * Return: true if there was one.
 */
bool phonewall_session_next_due(struct phonewall_sessions *sessions, __u64 now,
				unsigned int *position,
				struct phonewall_session *copy);

/**
 * phonewall_session_sent_logoff - record that a Logoff was sent for a PC
 * @sessions: the sessions; the caller locks
 * @reason: why
 * @now: milliseconds
 * @copy: the session that it was sent for; updated if true is returned
 *
 * Context: any; pure.
 * Return: true if the session was changed, false if the PC has sent another
 * frame since.
 */
bool phonewall_session_sent_logoff(struct phonewall_sessions *sessions,
				   enum phonewall_logoff reason, __u64 now,
				   struct phonewall_session *copy);

/**
 * phonewall_session_expire - forget the PCs that have been idle for long
 * @sessions: the sessions; the caller locks
 * @now: milliseconds
 *
 * Keeps those that the switch may hold authorised.
 *
 * Context: any; pure.
 */
void phonewall_session_expire(struct phonewall_sessions *sessions, __u64 now);

#endif /* PHONEWALL_SESSION_H */
