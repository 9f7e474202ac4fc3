/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_FLOW_H
#define PHONEWALL_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/address.h"

/**
 * struct phonewall_flow - a live flow of the module's table
 * @protocol: IPPROTO_*
 * @local: the phone's address
 * @remote: the peer's address; unspecified if any host on @link may answer
 * @local_port: host byte order; of an echo flow the identifier
 * @remote_port: host byte order; 0 in an expectation
 * @replied: true if an answer was received
 * @expectation: true if it is for an expected answer, of TFTP or to a query to
 *	a group
 * @link: interface index of a query to a group, and of a flow with a link-local
 *	IPv6 address; else 0
 * @expires_ms: milliseconds until it expires
 */
struct phonewall_flow {
	uint8_t protocol;
	struct phonewall_address local;
	struct phonewall_address remote;
	uint16_t local_port;
	uint16_t remote_port;
	bool replied;
	bool expectation;
	uint32_t link;
	uint32_t expires_ms;
};

#endif /* PHONEWALL_FLOW_H */
