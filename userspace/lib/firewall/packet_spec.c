// SPDX-License-Identifier: MIT
#include "firewall/packet_spec.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"
#include "core/packet.h"
#include "firewall/protocol.h"

#define HOP_LIMIT_DEFAULT	64

/* Offset of the flag byte in the TCP header (RFC 9293 3.1). */
#define TCP_FLAGS_BYTE		13

/* The words that are not yet read, and where faults go. */
struct reader {
	char *const *words;
	char *const *end;
	unsigned int line;
	struct phonewall_faults *faults;
};

static bool has_ports(const struct phonewall_datagram *datagram)
{
	return datagram->protocol == IPPROTO_UDP ||
	       datagram->protocol == IPPROTO_TCP;
}

static bool is_ipv4(const struct phonewall_datagram *datagram)
{
	return datagram->source.family == AF_INET;
}

static struct phonewall_packet facts_of(const struct phonewall_datagram *datagram)
{
	return (struct phonewall_packet){
		.family = datagram->source.family,
		.protocol = datagram->protocol,
		.icmp_type = datagram->icmp_type,
	};
}

static bool is_icmp(const struct phonewall_datagram *datagram)
{
	struct phonewall_packet facts = facts_of(datagram);

	return phonewall_packet_is_icmp(&facts);
}

static bool is_icmp_error(const struct phonewall_datagram *datagram)
{
	struct phonewall_packet facts = facts_of(datagram);

	return phonewall_packet_is_icmp_error(&facts);
}

static bool is_echo(const struct phonewall_datagram *datagram)
{
	struct phonewall_packet facts = facts_of(datagram);

	return phonewall_packet_is_echo_request(&facts) ||
	       phonewall_packet_is_echo_reply(&facts);
}

static bool has_type(const struct phonewall_datagram *datagram)
{
	return is_icmp(datagram) || (is_ipv4(datagram) &&
				     datagram->protocol == IPPROTO_IGMP);
}

/* Of the other family by its name: to this one it is a mere number. */
static bool is_foreign(const struct phonewall_datagram *datagram)
{
	if (is_ipv4(datagram))
		return datagram->protocol == IPPROTO_ICMPV6;
	return datagram->protocol == IPPROTO_ICMP ||
	       datagram->protocol == IPPROTO_IGMP;
}

static bool is_tcp(const struct phonewall_datagram *datagram)
{
	return datagram->protocol == IPPROTO_TCP;
}

static bool is_any(const struct phonewall_datagram *datagram)
{
	(void)datagram;
	return true;
}

static int fault(struct reader *reader, const char *parameter,
		 const char *token, const char *message)
{
	phonewall_fault_add(reader->faults, reader->line, parameter, token,
			    "%s", message);
	return -1;
}

static const char *next_word(struct reader *reader)
{
	return reader->words < reader->end ? *reader->words++ : NULL;
}

static int read_number(struct reader *reader, const char *option,
		       const char *word, uint32_t max, uint32_t *number)
{
	if (phonewall_text_number(word, 10, max, number))
		return 0;
	return fault(reader, option, word, max == UINT8_MAX ?
		     "is not a number from 0 to 255" :
		     "is not a number from 0 to 65535");
}

static const char *example_type(const struct phonewall_datagram *datagram)
{
	return datagram->protocol == IPPROTO_IGMP ? "membership-query" :
						    "echo-request";
}

static int read_type(struct reader *reader, const char *word,
		     struct phonewall_datagram *datagram)
{
	char protocol[PHONEWALL_PROTOCOL_TEXT];

	if (phonewall_protocol_parse_type(datagram->protocol, word,
					  &datagram->icmp_type))
		return 0;
	phonewall_protocol_print(datagram->protocol, protocol);
	phonewall_fault_add(reader->faults, reader->line, "type", word,
			    "is not a message type of %s; give a name, as %s, or a number from 0 to 255",
			    protocol, example_type(datagram));
	return -1;
}

static int read_code(struct reader *reader, const char *word,
		     struct phonewall_datagram *datagram)
{
	uint32_t number;

	if (read_number(reader, "code", word, UINT8_MAX, &number))
		return -1;
	datagram->icmp_code = number;
	return 0;
}

static int read_id(struct reader *reader, const char *word,
		   struct phonewall_datagram *datagram)
{
	uint32_t number;

	if (read_number(reader, "id", word, UINT16_MAX, &number))
		return -1;
	datagram->icmp_id = number;
	return 0;
}

static int read_hop_limit(struct reader *reader, const char *word,
			  struct phonewall_datagram *datagram)
{
	uint32_t number;

	if (read_number(reader, "hop-limit", word, UINT8_MAX, &number))
		return -1;
	datagram->hop_limit = number;
	return 0;
}

static int read_flags(struct reader *reader, const char *word,
		      struct phonewall_datagram *datagram)
{
	if (phonewall_protocol_parse_flags(word, &datagram->tcp_flags))
		return 0;
	return fault(reader, "flags", word, "is not a list of TCP flags; give "
		     "FIN, SYN, RST, PSH, ACK, URG, ECE and CWR, separated by "
		     "commas, or none");
}

static const struct option {
	const char *name;
	bool (*applies)(const struct phonewall_datagram *datagram);
	const char *use;
	int (*read)(struct reader *reader, const char *word,
		    struct phonewall_datagram *datagram);
} options[] = {
	{ "type", has_type, "goes with icmp and igmp over IPv4 and with icmpv6 "
	  "over IPv6; leave it out", read_type },
	{ "code", is_icmp, "goes with icmp over IPv4 and with icmpv6 over "
	  "IPv6; leave it out", read_code },
	{ "id", is_echo, "goes with type echo-request and echo-reply; put the "
	  "type before it, or leave it out", read_id },
	{ "hop-limit", is_any, "", read_hop_limit },
	{ "flags", is_tcp, "goes with tcp; leave it out", read_flags },
};

static const struct option *find_option(const char *name)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (!strcmp(options[i].name, name))
			return &options[i];
	return NULL;
}

static int read_option(struct reader *reader, const char *name,
		       struct phonewall_datagram *datagram)
{
	const struct option *option = find_option(name);
	const char *word = next_word(reader);

	if (!option)
		return fault(reader, NULL, name, "is not part of a description; "
			     "after the destination come type, code, id, "
			     "hop-limit, flags and quoting");
	if (!option->applies(datagram))
		return fault(reader, name, NULL, option->use);
	if (!word)
		return fault(reader, name, NULL,
			     "has no value; put one after it");
	return option->read(reader, word, datagram);
}

static int read_protocol(struct reader *reader,
			 struct phonewall_datagram *datagram)
{
	const char *word = next_word(reader);

	if (!word)
		return fault(reader, "protocol", NULL, "is missing; give udp, "
			     "tcp, icmp, icmpv6, igmp or a number from 0 to "
			     "255");
	if (!phonewall_protocol_parse(word, &datagram->protocol))
		return fault(reader, "protocol", word, "is not a protocol; give "
			     "udp, tcp, icmp, icmpv6, igmp or a number from 0 "
			     "to 255");
	return 0;
}

/* Whether it is an address, with what is no port behind its last colon. */
static bool has_bad_port(const char *word)
{
	const char *colon = strrchr(word, ':');
	struct phonewall_address address;
	bool has_port;
	uint16_t port;
	uint32_t number;
	char *before;
	bool parsed;

	if (!colon || phonewall_text_number(colon + 1, 10, UINT16_MAX, &number))
		return false;
	before = phonewall_memory_copy(word, colon - word);
	parsed = phonewall_address_parse(before, &address, &port, &has_port);
	free(before);
	return parsed && !has_port &&
	       (address.family == AF_INET || *word == '[');
}

static int read_address(struct reader *reader, const char *end,
			const struct phonewall_datagram *datagram,
			struct phonewall_address *address, uint16_t *port)
{
	const char *word = next_word(reader);
	bool has_port;

	if (!word)
		return fault(reader, end, NULL, "is missing; give an IPv4 or "
			     "IPv6 address");
	if (has_bad_port(word))
		return fault(reader, end, word, "has an invalid port; a port "
			     "is a number from 0 to 65535");
	if (!phonewall_address_parse(word, address, port, &has_port))
		return fault(reader, end, word, "is not an address; give one as "
			     "192.0.2.1, 192.0.2.1:5060, 2001:db8::1 or "
			     "[2001:db8::1]:5060");
	if (has_port && !has_ports(datagram))
		return fault(reader, end, word, "has a port, which only udp "
			     "and tcp have; leave it out");
	if (!has_port && has_ports(datagram))
		return fault(reader, end, word, "has no port, which udp and "
			     "tcp need; add one, as 192.0.2.1:5060 or "
			     "[2001:db8::1]:5060");
	return 0;
}

static bool is_extension_header(uint8_t protocol)
{
	return protocol == IPPROTO_HOPOPTS || protocol == IPPROTO_ROUTING ||
	       protocol == IPPROTO_FRAGMENT || protocol == IPPROTO_DSTOPTS;
}

/* Whether the protocol, which was given as @word, and the family go together. */
static int check_family(struct reader *reader, const char *word,
			const struct phonewall_datagram *datagram)
{
	bool named = !isdigit((unsigned char)*word);

	if (datagram->source.family != datagram->destination.family)
		return fault(reader, "destination", NULL, "is of another "
			     "family than the source; give two IPv4 or two "
			     "IPv6 addresses");
	if (named && is_foreign(datagram) && is_ipv4(datagram))
		return fault(reader, "protocol", "icmpv6", "goes with IPv6 "
			     "addresses; use icmp, or IPv6 addresses");
	if (named && is_foreign(datagram))
		return fault(reader, "protocol", NULL, "icmp and igmp go with "
			     "IPv4 addresses; use icmpv6, or IPv4 addresses");
	if (is_ipv4(datagram))
		return 0;
	if (is_extension_header(datagram->protocol))
		return fault(reader, "protocol", NULL, "is an IPv6 extension "
			     "header; give the protocol that it leads to");
	return 0;
}

static int missing_type(struct reader *reader,
			const struct phonewall_datagram *datagram)
{
	char protocol[PHONEWALL_PROTOCOL_TEXT];

	phonewall_protocol_print(datagram->protocol, protocol);
	phonewall_fault_add(reader->faults, reader->line, "type", NULL,
			    "is missing; %s needs a message type, as type %s",
			    protocol, example_type(datagram));
	return -1;
}

/* Reads all of a packet up to "quoting" or the last word. */
static int read_datagram(struct reader *reader,
			 struct phonewall_datagram *datagram)
{
	const char *protocol = reader->words < reader->end ?
			       *reader->words : "";
	bool typed = false;

	datagram->hop_limit = HOP_LIMIT_DEFAULT;
	if (read_protocol(reader, datagram) ||
	    read_address(reader, "source", datagram, &datagram->source,
			 &datagram->source_port) ||
	    read_address(reader, "destination", datagram,
			 &datagram->destination, &datagram->destination_port) ||
	    check_family(reader, protocol, datagram))
		return -1;
	if (is_tcp(datagram))
		datagram->tcp_flags = PHONEWALL_TCP_SYN;
	while (reader->words < reader->end &&
	       strcmp(*reader->words, "quoting")) {
		const char *name = next_word(reader);

		typed |= !strcmp(name, "type");
		if (read_option(reader, name, datagram))
			return -1;
	}
	if (has_type(datagram) && !typed)
		return missing_type(reader, datagram);
	return 0;
}

static int read_quoted(struct reader *reader,
		       struct phonewall_packet_spec *spec)
{
	if (!next_word(reader))
		return 0;
	if (!is_icmp_error(&spec->packet))
		return fault(reader, "quoting", NULL,
			     is_ipv4(&spec->packet) ?
			     "goes with ICMP errors only; these are destination-unreachable, time-exceeded and parameter-problem" :
			     "goes with ICMPv6 errors only; these are destination-unreachable, packet-too-big, time-exceeded and parameter-problem");
	spec->quotes = true;
	if (read_datagram(reader, &spec->quoted))
		return -1;
	if (spec->quoted.source.family != spec->packet.source.family)
		return fault(reader, "quoting", NULL, "the quoted packet must "
			     "have the address family of the ICMP error; give both "
			     "IPv4 or both IPv6 addresses");
	if (reader->words < reader->end)
		return fault(reader, "quoting", NULL, "is given twice; a quoted "
			     "packet cannot quote another");
	return 0;
}

static int read_direction(struct reader *reader,
			  struct phonewall_packet_spec *spec)
{
	const char *word = next_word(reader);

	if (!word)
		return fault(reader, "direction", NULL,
			     "is missing; give in or out");
	if (strcmp(word, "in") && strcmp(word, "out"))
		return fault(reader, "direction", word, "is neither in nor "
			     "out; give one of them");
	spec->direction = word[0] == 'i' ? PHONEWALL_IN : PHONEWALL_OUT;
	return 0;
}

int phonewall_packet_spec_parse(char *const *words, size_t count,
				unsigned int line,
				struct phonewall_packet_spec *spec,
				struct phonewall_faults *faults)
{
	struct reader reader = { words, words + count, line, faults };

	memset(spec, 0, sizeof(*spec));
	if (read_direction(&reader, spec) ||
	    read_datagram(&reader, &spec->packet) || read_quoted(&reader, spec))
		return -1;
	return 0;
}

static size_t build_upper(const struct phonewall_datagram *datagram,
			  uint8_t *bytes)
{
	struct udphdr udp = {
		.source = htons(datagram->source_port),
		.dest = htons(datagram->destination_port),
		.len = htons(sizeof(udp)),
	};
	struct tcphdr tcp = {
		.source = htons(datagram->source_port),
		.dest = htons(datagram->destination_port),
		.doff = sizeof(tcp) / 4,
	};
	struct icmphdr icmp = {
		.type = datagram->icmp_type,
		.code = datagram->icmp_code,
		.un.echo.id = htons(datagram->icmp_id),
	};

	if (datagram->protocol == IPPROTO_UDP) {
		memcpy(bytes, &udp, sizeof(udp));
		return sizeof(udp);
	}
	if (is_tcp(datagram)) {
		memcpy(bytes, &tcp, sizeof(tcp));
		bytes[TCP_FLAGS_BYTE] = datagram->tcp_flags;
		return sizeof(tcp);
	}
	/* ICMPv6 and IGMP begin as ICMP does, and are as long. */
	if (!has_type(datagram))
		return 0;
	memcpy(bytes, &icmp, sizeof(icmp));
	return sizeof(icmp);
}

static size_t build_ipv4(const struct phonewall_datagram *datagram,
			 size_t payload, uint8_t *bytes)
{
	struct iphdr header = {
		.version = 4,
		.ihl = sizeof(header) / 4,
		.tot_len = htons(sizeof(header) + payload),
		.ttl = datagram->hop_limit,
		.protocol = datagram->protocol,
	};

	memcpy(&header.saddr, datagram->source.bytes, sizeof(header.saddr));
	memcpy(&header.daddr, datagram->destination.bytes,
	       sizeof(header.daddr));
	memcpy(bytes, &header, sizeof(header));
	return sizeof(header);
}

static size_t build_ipv6(const struct phonewall_datagram *datagram,
			 size_t payload, uint8_t *bytes)
{
	struct ipv6hdr header = {
		.version = 6,
		.payload_len = htons(payload),
		.nexthdr = datagram->protocol,
		.hop_limit = datagram->hop_limit,
	};

	memcpy(&header.saddr, datagram->source.bytes, sizeof(header.saddr));
	memcpy(&header.daddr, datagram->destination.bytes,
	       sizeof(header.daddr));
	memcpy(bytes, &header, sizeof(header));
	return sizeof(header);
}

/* @data bytes lie behind the upper layer's header already. */
static size_t build_datagram(const struct phonewall_datagram *datagram,
			     size_t data, uint8_t *bytes)
{
	size_t header = is_ipv4(datagram) ? sizeof(struct iphdr) :
					    sizeof(struct ipv6hdr);
	size_t payload = build_upper(datagram, bytes + header) + data;

	return payload + (is_ipv4(datagram) ?
			  build_ipv4(datagram, payload, bytes) :
			  build_ipv6(datagram, payload, bytes));
}

static size_t data_offset(const struct phonewall_datagram *error)
{
	return sizeof(struct icmphdr) + (is_ipv4(error) ?
					 sizeof(struct iphdr) :
					 sizeof(struct ipv6hdr));
}

size_t phonewall_packet_spec_build(const struct phonewall_packet_spec *spec,
				   uint8_t bytes[PHONEWALL_PACKET_MAX])
{
	size_t data = 0;

	if (spec->quotes)
		data = build_datagram(&spec->quoted, 0,
				      bytes + data_offset(&spec->packet));
	return build_datagram(&spec->packet, data, bytes);
}

static void describe(const struct phonewall_packet *facts,
		     struct phonewall_datagram *datagram)
{
	size_t length = facts->family == AF_INET ? 4 : 16;

	memset(datagram, 0, sizeof(*datagram));
	datagram->protocol = facts->protocol;
	datagram->source.family = facts->family;
	memcpy(datagram->source.bytes, facts->source, length);
	datagram->destination.family = facts->family;
	memcpy(datagram->destination.bytes, facts->destination, length);
	datagram->source_port = facts->source_port;
	datagram->destination_port = facts->destination_port;
	datagram->tcp_flags = facts->tcp_flags;
	datagram->icmp_type = facts->icmp_type;
	datagram->icmp_code = facts->icmp_code;
	datagram->icmp_id = facts->icmp_id;
	datagram->hop_limit = facts->hop_limit;
}

bool phonewall_packet_spec_read(enum phonewall_direction direction,
				const uint8_t *bytes, size_t length,
				struct phonewall_packet_spec *spec)
{
	struct phonewall_packet packet;
	struct phonewall_packet quoted;
	enum phonewall_parsed parsed;

	if (!length)
		return false;
	parsed = bytes[0] >> 4 == 4 ?
		 phonewall_packet_parse_ipv4(bytes, length, &packet) :
		 phonewall_packet_parse_ipv6(bytes, length, &packet);
	if (parsed != PHONEWALL_PARSED)
		return false;
	memset(spec, 0, sizeof(*spec));
	spec->direction = direction;
	describe(&packet, &spec->packet);
	spec->quotes = packet.quoted_offset &&
		phonewall_packet_parse_quoted(bytes, length, &packet,
					      &quoted) == PHONEWALL_PARSED;
	if (spec->quotes)
		describe(&quoted, &spec->quoted);
	return true;
}

static void print_end(const struct phonewall_datagram *datagram,
		      const struct phonewall_address *address, uint16_t port,
		      FILE *stream)
{
	char text[PHONEWALL_ADDRESS_TEXT];

	fprintf(stream, " %s", has_ports(datagram) ?
		phonewall_address_print_port(address, port, text) :
		phonewall_address_print(address, text));
}

static void print_datagram(const struct phonewall_datagram *datagram,
			   FILE *stream)
{
	char text[PHONEWALL_PROTOCOL_TEXT];

	if (is_foreign(datagram))
		fprintf(stream, "%u", datagram->protocol);
	else
		fputs(phonewall_protocol_print(datagram->protocol, text),
		      stream);
	print_end(datagram, &datagram->source, datagram->source_port, stream);
	print_end(datagram, &datagram->destination, datagram->destination_port,
		  stream);
	if (has_type(datagram))
		fprintf(stream, " type %s",
			phonewall_protocol_print_type(datagram->protocol,
						      datagram->icmp_type,
						      text));
	if (is_icmp(datagram) && datagram->icmp_code)
		fprintf(stream, " code %u", datagram->icmp_code);
	if (is_echo(datagram))
		fprintf(stream, " id %u", datagram->icmp_id);
	if (is_tcp(datagram))
		fprintf(stream, " flags %s",
			phonewall_protocol_print_flags(datagram->tcp_flags,
						       text));
	fprintf(stream, " hop-limit %u", datagram->hop_limit);
}

void phonewall_packet_spec_print(const struct phonewall_packet_spec *spec,
				 FILE *stream)
{
	fputs(spec->direction == PHONEWALL_IN ? "in " : "out ", stream);
	print_datagram(&spec->packet, stream);
	if (!spec->quotes)
		return;
	fputs(" quoting ", stream);
	print_datagram(&spec->quoted, stream);
}
