/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_LOCATE_H
#define PHONEWALL_SIP_LOCATE_H

#include "sip/dns.h"
#include "sip/targets.h"

/* Questions at a time: two for each server. No more than 20 are asked in all. */
#define PHONEWALL_SIP_QUESTIONS_MAX	(2 * PHONEWALL_SIP_HOSTS_MAX)

/* Bounds of the seconds until a domain is looked up anew. */
#define PHONEWALL_SIP_TTL_MIN		30
#define PHONEWALL_SIP_TTL_MAX		86400

/**
 * struct phonewall_sip_goal - whom to find, as cfg.xml says
 * @proxy: Proxy_n_ or the like: a name or an address, and perhaps a port. An IPv6
 *	address with a port has square brackets. The name may begin with the
 *	labels of an SRV record, as "_sip._udp."
 * @transport: SIP_Transport_n_
 * @demands_tls: the line demands secure media, so nothing below TLS will do
 * @uses_srv: Use_DNS_SRV_n_
 * @adds_srv_prefix: DNS_SRV_Auto_Prefix_n_; if it is false, the SRV record that
 *	is looked up is that of the name as it is written
 * @random: a number that nobody can foresee. It chooses among the servers of an
 *	SRV priority; with the same number, the same records give the same order.
 *	A caller who keeps it does not move from server to server whenever a TTL
 *	ends
 */
struct phonewall_sip_goal {
	const char *proxy;
	enum phonewall_transport transport;
	bool demands_tls;
	bool uses_srv;
	bool adds_srv_prefix;
	uint64_t random;
};

/**
 * struct phonewall_sip_question - what to ask DNS
 * @name: the name, fully qualified, without the last dot
 * @type: the type
 */
struct phonewall_sip_question {
	char name[PHONEWALL_SIP_DNS_NAME];
	enum phonewall_sip_dns_type type;
};

/**
 * struct phonewall_sip_service - an SRV record to look up
 * @transport: the transport that its servers use
 * @name: of the record
 */
struct phonewall_sip_service {
	enum phonewall_transport transport;
	char name[PHONEWALL_SIP_DNS_NAME];
};

/**
 * struct phonewall_sip_locator - a search for a domain's servers (RFC 3263)
 * @questions: what to ask now
 * @question_count: how many; 0 once the search has ended
 * @targets: what was found
 * @fault: once the search has ended: why nothing was found, static text with its
 *	remedy; NULL if @targets has at least one endpoint
 * @goal: a copy; @proxy is unset
 * @domain: the domain
 * @services: SRV records to look up, in this order
 * @service_count: how many
 * @service: the one that is being looked up
 * @is_named: NAPTR records named the services
 * @ports: of the hosts in @targets
 * @host_count: how many
 * @found: the addresses that answer each of @questions
 * @waiting: how many have not arrived
 * @has_refused: an SRV record says that there is no such service
 * @has_lied: a record could not be true
 * @is_unanswered: a question got no answer
 *
 * It takes about 12 KiB and owns nothing.
 */
struct phonewall_sip_locator {
	struct phonewall_sip_question questions[PHONEWALL_SIP_QUESTIONS_MAX];
	size_t question_count;
	struct phonewall_sip_targets targets;
	const char *fault;

	struct phonewall_sip_goal goal;
	char domain[PHONEWALL_SIP_DNS_NAME];
	struct phonewall_sip_service services[PHONEWALL_TRANSPORT_AUTO];
	size_t service_count;
	size_t service;
	bool is_named;
	uint16_t ports[PHONEWALL_SIP_HOSTS_MAX];
	size_t host_count;
	struct {
		struct phonewall_address list[PHONEWALL_SIP_FAMILY_ADDRESSES];
		size_t count;
	} found[PHONEWALL_SIP_QUESTIONS_MAX];
	size_t waiting;
	bool has_refused;
	bool has_lied;
	bool is_unanswered;
};

/**
 * phonewall_sip_locate_begin() - begin a search
 * @locator: set whole; ask its @questions, if there are any
 * @goal: whom to find; @proxy is not needed any more
 *
 * An address needs no questions. With a port there are those for addresses
 * alone (RFC 3263 section 4.2). Auto asks for NAPTR; of the records with known
 * services, the lowest order, then the lowest preference is taken, and UDP, TCP,
 * TLS decides between equals. Without such records, and for the other
 * transports, Use_DNS_SRV decides whether SRV is asked for. Without SRV records
 * there are the addresses of the domain itself, on port 5060, or 5061 for TLS.
 * Auto is then UDP, or TLS if the line demands it. The transport is one for all
 * endpoints, so a server that is down never leads to a weaker one.
 *
 * What DNS can do to it:
 *
 * - No answer is not "there is none": it ends the search with a fault, or, if it
 *   concerns one of several servers, leaves that one out. Who can merely keep
 *   answers back gets no line onto UDP.
 * - Below TLS, nothing is taken if the line demands it; UDP or TCP as
 *   SIP_Transport are then a fault.
 * - An SRV target "." means that there is no such service: its addresses are not
 *   asked for. NAPTR records without flag "s", with a regular expression, or of
 *   other services are ignored, as are SRV targets that are no names of hosts, and
 *   port 0.
 * - An IPv4 address of 0/8, loopback, multicast or 240/4 is nobody's server, nor
 *   is an IPv6 one that is multicast, link-local or of ::/8, unless it begins with
 *   64:ff9b (NAT64); it is ignored. An address that Proxy itself is may
 *   be a loopback one.
 * - At most PHONEWALL_SIP_HOSTS_MAX servers with PHONEWALL_SIP_FAMILY_ADDRESSES
 *   addresses of each family are taken, those of the lowest priority first.
 * - The TTL is between PHONEWALL_SIP_TTL_MIN and PHONEWALL_SIP_TTL_MAX.
 * - Whatever it says, the certificate must name the domain.
 */
void phonewall_sip_locate_begin(struct phonewall_sip_locator *locator,
				const struct phonewall_sip_goal *goal);

/**
 * phonewall_sip_locate_answer() - give the answer to a question
 * @locator: the search
 * @number: place of the question in @questions; each must be answered once
 * @answer: the answer; its outcome is PHONEWALL_SIP_DNS_NOTHING if none arrives
 *
 * Return: true if it was the last one: @questions are new ones, or
 * @question_count is 0 and the search has ended.
 */
bool phonewall_sip_locate_answer(struct phonewall_sip_locator *locator,
				 size_t number,
				 const struct phonewall_sip_dns_answer *answer);

#endif /* PHONEWALL_SIP_LOCATE_H */
