/* SPDX-License-Identifier: MIT */
#ifndef SIP_PARTS_H
#define SIP_PARTS_H

#include <stdio.h>
#include <string.h>

#include "sip/message.h"

/* The lines of a request that are the same in most tests. */
#define SIP_VIA		"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\r\n"
#define SIP_FROM	"From: <sip:alice@example.org>;tag=a\r\n"
#define SIP_TO		"To: <sip:bob@example.org>\r\n"
#define SIP_CALL	"Call-ID: 1@192.0.2.1\r\n"
#define SIP_INVITE	"INVITE sip:bob@example.org SIP/2.0\r\n"
#define SIP_REGISTER	"REGISTER sip:example.org SIP/2.0\r\n"
#define SIP_PARTS	SIP_VIA SIP_FROM SIP_TO SIP_CALL
#define SIP_INVITE_ALL	SIP_INVITE SIP_PARTS "CSeq: 1 INVITE\r\n"
#define SIP_REGISTER_ALL SIP_REGISTER SIP_PARTS "CSeq: 1 REGISTER\r\n"

/* The message is parsed in a copy without a NUL, so that sanitizers see its end. */
static inline enum phonewall_sip_fault
sip_parse(const char *text, char *copy, struct phonewall_sip_message *message)
{
	memcpy(copy, text, strlen(text));
	return phonewall_sip_message_parse(copy, strlen(text), message);
}

#define assert_text(text, expected)					\
	do {								\
		struct phonewall_sip_text found = (text);		\
									\
		assert_int_equal(found.length, strlen(expected));	\
		assert_memory_equal(found.start, expected,		\
				    found.length);			\
	} while (0)

#endif /* SIP_PARTS_H */
