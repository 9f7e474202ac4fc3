/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_DNS_H
#define PHONEWALL_SIP_DNS_H

#include "base/address.h"
#include "base/host_name.h"

/* Records of an answer that are kept, and CNAME records that are followed. */
#define PHONEWALL_SIP_DNS_RECORDS	16
#define PHONEWALL_SIP_DNS_ALIASES	8

/* Bytes of a message at most: room for ten times that many records. */
#define PHONEWALL_SIP_DNS_MESSAGE	8192

/* Bytes of a name, and of the flags and services of a NAPTR record, with NUL. */
#define PHONEWALL_SIP_DNS_NAME		(PHONEWALL_HOST_NAME_MAX + 1)
#define PHONEWALL_SIP_DNS_WORD		32

/* The types of records, by their numbers on the wire. */
enum phonewall_sip_dns_type {
	PHONEWALL_SIP_DNS_A = 1,
	PHONEWALL_SIP_DNS_AAAA = 28,
	PHONEWALL_SIP_DNS_SRV = 33,
	PHONEWALL_SIP_DNS_NAPTR = 35,
};

/**
 * struct phonewall_sip_dns_record - a record
 * @address: of A and AAAA
 * @order: order of NAPTR, priority of SRV
 * @preference: preference of NAPTR, weight of SRV
 * @port: of SRV, host byte order
 * @flags: of NAPTR, lower case; "?" if they are longer than fits, or have other
 *	bytes than printable ones of ASCII
 * @service: of NAPTR, likewise
 * @has_regexp: NAPTR has a regular expression
 * @name: target of SRV, replacement of NAPTR, lower case, without the last dot;
 *	"" is the root, and "?" a name that cannot be written so
 */
struct phonewall_sip_dns_record {
	struct phonewall_address address;
	uint16_t order;
	uint16_t preference;
	uint16_t port;
	char flags[PHONEWALL_SIP_DNS_WORD];
	char service[PHONEWALL_SIP_DNS_WORD];
	bool has_regexp;
	char name[PHONEWALL_SIP_DNS_NAME];
};

/**
 * enum phonewall_sip_dns_outcome - what an answer tells
 * @PHONEWALL_SIP_DNS_NOTHING: nothing: there is no answer, or a malformed one,
 *	or an error of the server. It never means that there is no record
 * @PHONEWALL_SIP_DNS_NONE: there is no such record
 * @PHONEWALL_SIP_DNS_SOME: there are records
 */
enum phonewall_sip_dns_outcome {
	PHONEWALL_SIP_DNS_NOTHING,
	PHONEWALL_SIP_DNS_NONE,
	PHONEWALL_SIP_DNS_SOME,
};

/**
 * struct phonewall_sip_dns_answer - an answer
 * @outcome: what it tells
 * @records: the first PHONEWALL_SIP_DNS_RECORDS records, in their order
 * @count: how many; 0 unless @outcome is PHONEWALL_SIP_DNS_SOME
 * @ttl: seconds for which it holds: the shortest TTL of the records that were
 *	used; one with its highest bit set is 0 (RFC 2181 section 8)
 */
struct phonewall_sip_dns_answer {
	enum phonewall_sip_dns_outcome outcome;
	struct phonewall_sip_dns_record records[PHONEWALL_SIP_DNS_RECORDS];
	size_t count;
	uint32_t ttl;
};

/**
 * phonewall_sip_dns_read() - read the answer to a question
 * @bytes: a DNS message (RFC 1035 section 4), or NULL if none has arrived
 * @length: its bytes
 * @name: the name that was asked for
 * @type: the type that was asked for
 * @answer: set whole
 *
 * Only the answer section counts, and in it only records of the name itself, or
 * of the name to which CNAME records lead. The additional section, which says
 * what nobody asked for, is ignored. An answer to another question, a CNAME loop,
 * a name that points forward, and a message of more than
 * PHONEWALL_SIP_DNS_MESSAGE bytes are malformed, which makes the outcome
 * PHONEWALL_SIP_DNS_NOTHING.
 */
void phonewall_sip_dns_read(const uint8_t *bytes, size_t length,
			    const char *name, enum phonewall_sip_dns_type type,
			    struct phonewall_sip_dns_answer *answer);

#endif /* PHONEWALL_SIP_DNS_H */
