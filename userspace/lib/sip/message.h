/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_MESSAGE_H
#define PHONEWALL_SIP_MESSAGE_H

#include "sip/text.h"

/* Bytes and headers of a message at most. */
#define PHONEWALL_SIP_MESSAGE_MAX	65535
#define PHONEWALL_SIP_HEADERS_MAX	128

/**
 * enum phonewall_sip_header_id - the headers that are told apart, whether in
 *	their long or their compact form
 *
 * Any other header is PHONEWALL_SIP_HEADER_OTHER.
 */
enum phonewall_sip_header_id {
	PHONEWALL_SIP_HEADER_OTHER,
	PHONEWALL_SIP_HEADER_AUTHORIZATION,
	PHONEWALL_SIP_HEADER_CALL_ID,
	PHONEWALL_SIP_HEADER_CONTACT,
	PHONEWALL_SIP_HEADER_CONTENT_LENGTH,
	PHONEWALL_SIP_HEADER_CONTENT_TYPE,
	PHONEWALL_SIP_HEADER_CSEQ,
	PHONEWALL_SIP_HEADER_FROM,
	PHONEWALL_SIP_HEADER_MAX_FORWARDS,
	PHONEWALL_SIP_HEADER_PROXY_AUTHENTICATE,
	PHONEWALL_SIP_HEADER_PROXY_AUTHORIZATION,
	PHONEWALL_SIP_HEADER_PROXY_REQUIRE,
	PHONEWALL_SIP_HEADER_RECORD_ROUTE,
	PHONEWALL_SIP_HEADER_REQUIRE,
	PHONEWALL_SIP_HEADER_ROUTE,
	PHONEWALL_SIP_HEADER_SECURITY_CLIENT,
	PHONEWALL_SIP_HEADER_SECURITY_SERVER,
	PHONEWALL_SIP_HEADER_SECURITY_VERIFY,
	PHONEWALL_SIP_HEADER_TO,
	PHONEWALL_SIP_HEADER_UNSUPPORTED,
	PHONEWALL_SIP_HEADER_VIA,
	PHONEWALL_SIP_HEADER_WWW_AUTHENTICATE,
};

/**
 * enum phonewall_sip_fault - why a message cannot be used
 *
 * phonewall_sip_fault_text() says what each means.
 */
enum phonewall_sip_fault {
	PHONEWALL_SIP_FAULT_NONE,
	PHONEWALL_SIP_FAULT_START_LINE,
	PHONEWALL_SIP_FAULT_VERSION,
	PHONEWALL_SIP_FAULT_STATUS,
	PHONEWALL_SIP_FAULT_REQUEST_URI,
	PHONEWALL_SIP_FAULT_LINE_END,
	PHONEWALL_SIP_FAULT_HEADER,
	PHONEWALL_SIP_FAULT_TOO_MANY_HEADERS,
	PHONEWALL_SIP_FAULT_TOO_LONG,
	PHONEWALL_SIP_FAULT_NO_END,
	PHONEWALL_SIP_FAULT_MISSING,
	PHONEWALL_SIP_FAULT_REPEATED,
	PHONEWALL_SIP_FAULT_CONTENT_LENGTH,
	PHONEWALL_SIP_FAULT_CUT_OFF,
	PHONEWALL_SIP_FAULT_CSEQ,
	PHONEWALL_SIP_FAULT_MAX_FORWARDS,
	PHONEWALL_SIP_FAULT_VIA,
	PHONEWALL_SIP_FAULT_ADDRESS,
};

/**
 * struct phonewall_sip_header - a header
 * @id: which
 * @name: its name as it is written
 * @value: its value without white space around it; line ends are those of a
 *	folded header
 * @whole: all of it, with the line end
 */
struct phonewall_sip_header {
	enum phonewall_sip_header_id id;
	struct phonewall_sip_text name;
	struct phonewall_sip_text value;
	struct phonewall_sip_text whole;
};

/**
 * struct phonewall_sip_message - where the parts of a message are
 * @whole: the message, without octets that follow its body in a datagram
 * @method: of a request; of a response, of its CSeq
 * @uri: the Request-URI; missing in a response
 * @status: 100 to 699; 0 in a request
 * @headers: in their order
 * @header_count: how many
 * @headers_end: place in @whole of the empty line behind the headers
 * @body: the body, which may be empty
 * @cseq: the number in CSeq
 * @from_tag: missing if From has none
 * @to_tag: missing if To has none: outside of a dialog
 * @call_id: value of Call-ID
 *
 * It takes about 7 KiB, owns nothing, and is valid as long as the bytes that
 * were parsed.
 */
struct phonewall_sip_message {
	struct phonewall_sip_text whole;
	struct phonewall_sip_text method;
	struct phonewall_sip_text uri;
	unsigned int status;
	struct phonewall_sip_header headers[PHONEWALL_SIP_HEADERS_MAX];
	size_t header_count;
	size_t headers_end;
	struct phonewall_sip_text body;
	uint32_t cseq;
	struct phonewall_sip_text from_tag;
	struct phonewall_sip_text to_tag;
	struct phonewall_sip_text call_id;
};

/**
 * phonewall_sip_message_parse() - find the parts of a message
 * @bytes: a datagram, or a message that phonewall_sip_framer_next() found
 * @length: bytes
 * @message: set whole if there is no fault; after a fault in the value of a
 *	header, or if one is missing, its headers are set, so that a response can
 *	be made. So are they if nothing but the first line of a request is wrong,
 *	and its method can be read
 *
 * What is checked is what every element must understand: the start line, the
 * form of the headers, and From, To, Call-ID, CSeq, Via, Max-Forwards and
 * Content-Length. Of other headers, only the form "name: value" is.
 * A line must end in CRLF; a bare CR or LF, which some take for a line end and
 * others do not, is a fault.
 *
 * Return: PHONEWALL_SIP_FAULT_NONE or what is wrong.
 */
enum phonewall_sip_fault
phonewall_sip_message_parse(const char *bytes, size_t length,
			    struct phonewall_sip_message *message);

/**
 * phonewall_sip_fault_text() - say what a fault is
 * @fault: the fault
 *
 * Return: text in English, which is never NULL.
 */
const char *phonewall_sip_fault_text(enum phonewall_sip_fault fault);

/**
 * phonewall_sip_fault_status() - which response a request with a fault gets
 * @fault: the fault
 *
 * Return: 400, 505 or 513. A response with a fault, and an ACK, are dropped.
 */
unsigned int phonewall_sip_fault_status(enum phonewall_sip_fault fault);

/**
 * phonewall_sip_header_id() - which header a name is of
 * @name: a name or a compact form, in any case
 *
 * Return: the header.
 */
enum phonewall_sip_header_id
phonewall_sip_header_id(struct phonewall_sip_text name);

/**
 * phonewall_sip_header_next() - find a header
 * @message: the message
 * @id: which header
 * @previous: NULL for the first; else the one before
 *
 * Return: the header, or NULL if there are no more.
 */
const struct phonewall_sip_header *
phonewall_sip_header_next(const struct phonewall_sip_message *message,
			  enum phonewall_sip_header_id id,
			  const struct phonewall_sip_header *previous);

/**
 * phonewall_sip_header_has() - whether a list of words has one
 * @message: the message
 * @id: the header, as PHONEWALL_SIP_HEADER_REQUIRE; any number of them
 * @word: in any case
 *
 * Return: true if one of the elements is the word.
 */
bool phonewall_sip_header_has(const struct phonewall_sip_message *message,
			      enum phonewall_sip_header_id id,
			      const char *word);

/**
 * phonewall_sip_message_is() - compare the method
 * @message: the message
 * @method: in upper case; methods are case-sensitive (RFC 3261 section 7.1)
 *
 * Return: true if the message is a request of this method.
 */
bool phonewall_sip_message_is(const struct phonewall_sip_message *message,
			      const char *method);

#endif /* PHONEWALL_SIP_MESSAGE_H */
