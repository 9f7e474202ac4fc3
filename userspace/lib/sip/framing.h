/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_FRAMING_H
#define PHONEWALL_SIP_FRAMING_H

#include "sip/message.h"

/**
 * enum phonewall_sip_frame - what stands at the beginning of a stream
 * @PHONEWALL_SIP_FRAME_INCOMPLETE: not enough bytes yet
 * @PHONEWALL_SIP_FRAME_MESSAGE: a message
 * @PHONEWALL_SIP_FRAME_CRLF: a line end between messages; the answer to a ping,
 *	or the first half of one
 * @PHONEWALL_SIP_FRAME_PING: the second half of a ping (RFC 5626 section
 *	3.5.1): answer CRLF
 * @PHONEWALL_SIP_FRAME_BROKEN: nothing that follows can be read: close the
 *	connection
 */
enum phonewall_sip_frame {
	PHONEWALL_SIP_FRAME_INCOMPLETE,
	PHONEWALL_SIP_FRAME_MESSAGE,
	PHONEWALL_SIP_FRAME_CRLF,
	PHONEWALL_SIP_FRAME_PING,
	PHONEWALL_SIP_FRAME_BROKEN,
};

/**
 * struct phonewall_sip_framer - how far a stream has been read
 * @scanned: bytes of the message at the beginning that were looked at
 * @length: bytes of that message; 0 until its headers are complete
 * @had_crlf: whether the last frame was PHONEWALL_SIP_FRAME_CRLF
 * @fault: why the stream is broken
 *
 * One for each direction of a connection; zero-initialise it.
 */
struct phonewall_sip_framer {
	size_t scanned;
	size_t length;
	bool had_crlf;
	enum phonewall_sip_fault fault;
};

/**
 * phonewall_sip_framer_next() - find the next message of a TCP or TLS stream
 * @framer: of this stream
 * @bytes: all that was received and is not yet taken
 * @length: bytes of @bytes
 * @frame: set to the bytes of what was found, to be taken off @bytes; 0 if there
 *	is none
 *
 * A message ends by its Content-Length (RFC 3261 section 18.3). If that is
 * missing, malformed or repeated, or the message would be longer than
 * PHONEWALL_SIP_MESSAGE_MAX, the stream is broken: another reading of it could
 * find other messages. Each byte is looked at once, however it arrives.
 *
 * Return: what was found.
 */
enum phonewall_sip_frame
phonewall_sip_framer_next(struct phonewall_sip_framer *framer,
			  const char *bytes, size_t length, size_t *frame);

/**
 * phonewall_sip_is_keep_alive() - whether a datagram only keeps a binding alive
 * @bytes: the datagram
 * @length: its bytes
 *
 * Return: true if it has nothing but CR, LF and NUL bytes, or is empty.
 */
bool phonewall_sip_is_keep_alive(const char *bytes, size_t length);

#endif /* PHONEWALL_SIP_FRAMING_H */
