// SPDX-License-Identifier: MIT
#include "firewall/protocol.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/* The last entry has no name. */
struct name {
	uint8_t number;
	const char *name;
};

static const struct name protocols[] = {
	{ IPPROTO_ICMP, "icmp" },
	{ IPPROTO_IGMP, "igmp" },
	{ IPPROTO_TCP, "tcp" },
	{ IPPROTO_UDP, "udp" },
	{ IPPROTO_ICMPV6, "icmpv6" },
	{ 0, NULL }
};

static const struct name icmp_types[] = {
	{ 0, "echo-reply" },
	{ 3, "destination-unreachable" },
	{ 4, "source-quench" },
	{ 5, "redirect" },
	{ 8, "echo-request" },
	{ 9, "router-advertisement" },
	{ 10, "router-solicitation" },
	{ 11, "time-exceeded" },
	{ 12, "parameter-problem" },
	{ 13, "timestamp-request" },
	{ 14, "timestamp-reply" },
	{ 17, "address-mask-request" },
	{ 18, "address-mask-reply" },
	{ 0, NULL }
};

static const struct name icmpv6_types[] = {
	{ 1, "destination-unreachable" },
	{ 2, "packet-too-big" },
	{ 3, "time-exceeded" },
	{ 4, "parameter-problem" },
	{ 128, "echo-request" },
	{ 129, "echo-reply" },
	{ 130, "multicast-listener-query" },
	{ 131, "multicast-listener-report" },
	{ 132, "multicast-listener-done" },
	{ 133, "router-solicitation" },
	{ 134, "router-advertisement" },
	{ 135, "neighbour-solicitation" },
	{ 136, "neighbour-advertisement" },
	{ 137, "redirect" },
	{ 143, "multicast-listener-report-v2" },
	{ 0, NULL }
};

static const struct name igmp_types[] = {
	{ 0x11, "membership-query" },
	{ 0x12, "membership-report-v1" },
	{ 0x16, "membership-report-v2" },
	{ 0x17, "leave-group" },
	{ 0x22, "membership-report-v3" },
	{ 0, NULL }
};

static const struct name flag_names[] = {
	{ 0x01, "FIN" },
	{ 0x02, "SYN" },
	{ 0x04, "RST" },
	{ 0x08, "PSH" },
	{ 0x10, "ACK" },
	{ 0x20, "URG" },
	{ 0x40, "ECE" },
	{ 0x80, "CWR" },
	{ 0, NULL }
};

static const struct name *type_names(uint8_t protocol)
{
	if (protocol == IPPROTO_ICMP)
		return icmp_types;
	return protocol == IPPROTO_ICMPV6 ? icmpv6_types : igmp_types;
}

static bool find_number(const struct name *names, const char *text,
			size_t length, uint8_t *number)
{
	for (; names->name; names++) {
		if (strlen(names->name) == length &&
		    !strncasecmp(names->name, text, length)) {
			*number = names->number;
			return true;
		}
	}
	return false;
}

static bool parse(const struct name *names, const char *text, uint8_t *number)
{
	uint32_t value;

	if (find_number(names, text, strlen(text), number))
		return true;
	if (!phonewall_text_number(text, 10, UINT8_MAX, &value))
		return false;
	*number = value;
	return true;
}

static const char *print(const struct name *names, uint8_t number,
			 char text[PHONEWALL_PROTOCOL_TEXT])
{
	while (names->name && names->number != number)
		names++;
	if (names->name)
		strcpy(text, names->name);
	else
		snprintf(text, PHONEWALL_PROTOCOL_TEXT, "%u", number);
	return text;
}

bool phonewall_protocol_parse(const char *text, uint8_t *protocol)
{
	return parse(protocols, text, protocol);
}

const char *phonewall_protocol_print(uint8_t protocol,
				     char text[PHONEWALL_PROTOCOL_TEXT])
{
	return print(protocols, protocol, text);
}

bool phonewall_protocol_parse_type(uint8_t protocol, const char *text,
				   uint8_t *type)
{
	return parse(type_names(protocol), text, type);
}

const char *phonewall_protocol_print_type(uint8_t protocol, uint8_t type,
					  char text[PHONEWALL_PROTOCOL_TEXT])
{
	return print(type_names(protocol), type, text);
}

bool phonewall_protocol_parse_flags(const char *text, uint8_t *flags)
{
	uint8_t sum = 0;
	uint8_t flag;
	size_t length;

	if (!strcasecmp(text, "none")) {
		*flags = 0;
		return true;
	}
	for (;; text += length + 1) {
		length = strcspn(text, ",");
		if (!find_number(flag_names, text, length, &flag))
			return false;
		sum |= flag;
		if (!text[length])
			break;
	}
	*flags = sum;
	return true;
}

const char *phonewall_protocol_print_flags(uint8_t flags,
					   char text[PHONEWALL_PROTOCOL_TEXT])
{
	const struct name *name;

	*text = '\0';
	for (name = flag_names; name->name; name++) {
		if (!(flags & name->number))
			continue;
		if (*text)
			strcat(text, ",");
		strcat(text, name->name);
	}
	return *text ? text : strcpy(text, "none");
}
