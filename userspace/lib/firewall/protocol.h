/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROTOCOL_H
#define PHONEWALL_PROTOCOL_H

#include <stdbool.h>
#include <stdint.h>

/* Room for a number, a message type's name or a list of TCP flags, and NUL. */
#define PHONEWALL_PROTOCOL_TEXT	40

/*
 * The names of protocols, of the message types of ICMP, ICMPv6 and IGMP, and of
 * TCP flags, as IANA lists them, in lower case with hyphens.
 */

/**
 * phonewall_protocol_parse() - parse a protocol
 * @text: udp, tcp, icmp, icmpv6, igmp in any case, or a number to 255
 * @protocol: set to IPPROTO_*
 *
 * Return: true if @text is a protocol.
 */
bool phonewall_protocol_parse(const char *text, uint8_t *protocol);

/**
 * phonewall_protocol_print() - name a protocol
 * @protocol: IPPROTO_*
 * @text: set to its name, or its number if it has no name here
 *
 * Return: @text.
 */
const char *phonewall_protocol_print(uint8_t protocol,
				     char text[PHONEWALL_PROTOCOL_TEXT]);

/**
 * phonewall_protocol_parse_type() - parse a message type
 * @protocol: IPPROTO_ICMP, IPPROTO_ICMPV6 or IPPROTO_IGMP
 * @text: a name in any case, such as echo-request, or a number to 255
 * @type: set to the type
 *
 * Return: true if @text is a message type.
 */
bool phonewall_protocol_parse_type(uint8_t protocol, const char *text,
				   uint8_t *type);

/**
 * phonewall_protocol_print_type() - name a message type
 * @protocol: IPPROTO_ICMP, IPPROTO_ICMPV6 or IPPROTO_IGMP
 * @type: the type
 * @text: set to its name, or its number if it has no name here
 *
 * Return: @text.
 */
const char *phonewall_protocol_print_type(uint8_t protocol, uint8_t type,
					  char text[PHONEWALL_PROTOCOL_TEXT]);

/**
 * phonewall_protocol_parse_flags() - parse TCP flags
 * @text: names in any case, separated by commas, as SYN,ACK; or none
 * @flags: set to the flag byte of the TCP header (RFC 9293 3.1)
 *
 * Return: true if @text is such a list.
 */
bool phonewall_protocol_parse_flags(const char *text, uint8_t *flags);

/**
 * phonewall_protocol_print_flags() - name TCP flags
 * @flags: the flag byte of the TCP header
 * @text: set to their names, separated by commas, or to none
 *
 * Return: @text.
 */
const char *phonewall_protocol_print_flags(uint8_t flags,
					   char text[PHONEWALL_PROTOCOL_TEXT]);

#endif /* PHONEWALL_PROTOCOL_H */
