/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_LINE_STATUS_H
#define PHONEWALL_SIP_LINE_STATUS_H

#include <json-c/json_types.h>

#include "sip/mediasec.h"

/**
 * struct phonewall_line_counts - messages of a line
 * @out: sent for the stack
 * @in: sent to the stack
 * @refused: from outside, and not passed on
 * @lost: that the stack did not take
 */
struct phonewall_line_counts {
	uint64_t out;
	uint64_t in;
	uint64_t refused;
	uint64_t lost;
};

/**
 * struct phonewall_line_facts - what the status of a line tells
 * @number: the line, from 1
 * @state: a word
 * @transport: "UDP", "TCP" or "TLS"
 * @server: as Proxy_n_ or Outbound_Proxy_n_ names it
 * @address: its address and port; "" if there is none
 * @certificate: the subject of its certificate; "" if there is none
 * @fault: why the line does not work; NULL if it does
 * @mediasec: how far the negotiation is
 * @refusal: what was refused last, and of whom; "" if nothing
 * @counts: the messages
 */
struct phonewall_line_facts {
	unsigned int number;
	const char *state;
	const char *transport;
	const char *server;
	const char *address;
	const char *certificate;
	const char *fault;
	const struct phonewall_sip_mediasec *mediasec;
	const char *refusal;
	const struct phonewall_line_counts *counts;
};

/**
 * phonewall_line_status_make() - describe a line
 * @facts: what is told
 *
 * Return: an object, to be released with json_object_put().
 */
struct json_object *
phonewall_line_status_make(const struct phonewall_line_facts *facts);

#endif /* PHONEWALL_SIP_LINE_STATUS_H */
