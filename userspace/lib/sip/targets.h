/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_TARGETS_H
#define PHONEWALL_SIP_TARGETS_H

#include "base/address.h"
#include "firewall/parameters.h"
#include "sip/dns.h"

/* Servers of a domain, addresses of each for each family, and both together. */
#define PHONEWALL_SIP_HOSTS_MAX		8
#define PHONEWALL_SIP_FAMILY_ADDRESSES	4
#define PHONEWALL_SIP_ENDPOINTS_MAX	\
	(PHONEWALL_SIP_HOSTS_MAX * 2 * PHONEWALL_SIP_FAMILY_ADDRESSES)

/*
 * Milliseconds for which an endpoint that failed is passed over: at first, and at
 * most. Each further failure doubles them.
 */
#define PHONEWALL_SIP_DOWN_MIN		30000
#define PHONEWALL_SIP_DOWN_MAX		960000

/**
 * struct phonewall_sip_endpoint - where requests may be sent to
 * @address: its address
 * @port: host byte order
 * @host: place in struct phonewall_sip_targets' @hosts
 * @failures: how often it failed since it last worked
 * @down_until: milliseconds, by the caller's clock; it is passed over until then
 */
struct phonewall_sip_endpoint {
	struct phonewall_address address;
	uint16_t port;
	uint8_t host;
	uint8_t failures;
	uint64_t down_until;
};

/**
 * struct phonewall_sip_targets - where the requests of a line may be sent to
 * @certificate_name: what the server's certificate must name if the transport is
 *	TLS (RFC 5922): the domain that was looked up, in lower case, or the
 *	address that Proxy is. Never a name that DNS gave
 * @transport: UDP, TCP or TLS, for all endpoints
 * @hosts: the servers' names, as SRV records gave them, or @certificate_name;
 *	for people, and for Restricted_Access_Domains
 * @endpoints: the best is the first
 * @count: how many
 * @ttl: seconds until the domain should be looked up anew
 *
 * It takes about 5 KiB and owns nothing.
 */
struct phonewall_sip_targets {
	char certificate_name[PHONEWALL_SIP_DNS_NAME];
	enum phonewall_transport transport;
	char hosts[PHONEWALL_SIP_HOSTS_MAX][PHONEWALL_SIP_DNS_NAME];
	struct phonewall_sip_endpoint endpoints[PHONEWALL_SIP_ENDPOINTS_MAX];
	size_t count;
	uint32_t ttl;
};

/**
 * phonewall_sip_targets_add() - add an endpoint behind the others
 * @targets: those; unchanged if they hold it, or there is no room
 * @address: its address
 * @port: host byte order
 * @host: place in @hosts
 */
void phonewall_sip_targets_add(struct phonewall_sip_targets *targets,
			       const struct phonewall_address *address,
			       uint16_t port, uint8_t host);

/**
 * phonewall_sip_targets_choose() - choose where to send to
 * @targets: the targets
 * @now: milliseconds by a clock that does not jump
 *
 * As soon as the time of a better one is over, it is chosen again. A caller who
 * has a connection to another one should try it first and keep the connection
 * until it works.
 *
 * Return: the first endpoint that is not down; if all are, the one whose time is
 * over first; NULL if there is none.
 */
struct phonewall_sip_endpoint *
phonewall_sip_targets_choose(struct phonewall_sip_targets *targets,
			     uint64_t now);

/**
 * phonewall_sip_endpoint_failed() - note that an endpoint does not answer
 * @endpoint: the endpoint
 * @now: as for phonewall_sip_targets_choose()
 */
void phonewall_sip_endpoint_failed(struct phonewall_sip_endpoint *endpoint,
				   uint64_t now);

/**
 * phonewall_sip_endpoint_worked() - note that an endpoint answers
 * @endpoint: the endpoint
 */
void phonewall_sip_endpoint_worked(struct phonewall_sip_endpoint *endpoint);

/**
 * phonewall_sip_targets_inherit() - take over what is known of the endpoints
 * @targets: those of a new look-up
 * @old: those of the one before; what it knows of an endpoint that @targets has
 *	too, with the same transport, is taken over
 */
void phonewall_sip_targets_inherit(struct phonewall_sip_targets *targets,
				   const struct phonewall_sip_targets *old);

#endif /* PHONEWALL_SIP_TARGETS_H */
