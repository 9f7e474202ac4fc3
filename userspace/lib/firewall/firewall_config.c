// SPDX-License-Identifier: MIT
#include "firewall/firewall_config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"

#define PARAMETER "Firewall_Config"

/**
 * struct reader - what the parse works on
 * @config: the outcome
 * @line: line of the file
 * @faults: what is wrong
 */
struct reader {
	struct phonewall_firewall_config *config;
	unsigned int line;
	struct phonewall_faults *faults;
};

static void add_fault(struct reader *reader, const char *token,
		      const char *message)
{
	phonewall_fault_add(reader->faults, reader->line, PARAMETER, token,
			    "%s", message);
}

static bool parse_port(const char *text, uint16_t *port)
{
	uint32_t number;

	if (!phonewall_text_number(text, 10, UINT16_MAX, &number) || !number)
		return false;
	*port = number;
	return true;
}

/* Whether it is written as FIRST-LAST. */
static bool has_hyphen(const char *ports)
{
	size_t first = strspn(ports, "0123456789");
	const char *last = ports + first + 1;

	return first && ports[first] == '-' && *last &&
	       !last[strspn(last, "0123456789")];
}

/*
 * Splits what follows "UDP:" or "TCP:".
 * Return: NULL, or what is wrong with it.
 */
static const char *parse_range(char *ports, struct phonewall_port_range *range)
{
	const char *first = strsep(&ports, ":");
	const char *last = strsep(&ports, ":");

	if (last && !*first)
		return "leaves out the first port; write one port, as UDP:8000, or the first and last of a range, as UDP:8000:8010";
	if (!first || !*first)
		return "names no port; write one port, as UDP:8000, or the first and last of a range, as UDP:8000:8010";
	if (last && !*last)
		return "leaves out the last port; write one port, as UDP:8000, or the first and last of a range, as UDP:8000:8010";
	if (has_hyphen(first))
		return "writes a range with a hyphen; write it with a colon, as UDP:8000:8010";
	if (ports)
		return "names more than two ports; write one port, as UDP:8000, or the first and last of a range, as UDP:8000:8010";
	if (!parse_port(first, &range->first) ||
	    !parse_port(last ? last : first, &range->last))
		return "is not a valid port or range; a port is a decimal number from 1 to 65535";
	if (range->first > range->last)
		return "is a reversed range; write the lower port first";
	return NULL;
}

static bool holds_option(const struct phonewall_port_options *options,
			 const struct phonewall_port_range *range)
{
	for (size_t i = 0; i < options->count; i++)
		if (options->list[i].first == range->first &&
		    options->list[i].last == range->last)
			return true;
	return false;
}

static void read_port_option(struct reader *reader, const char *token,
			     char *ports,
			     struct phonewall_port_options *options)
{
	struct phonewall_port_range range;
	const char *wrong = parse_range(ports, &range);

	if (wrong)
		add_fault(reader, token, wrong);
	else if (holds_option(options, &range))
		return;
	else if (options->count == PHONEWALL_PORT_OPTIONS_MAX)
		phonewall_fault_add(reader->faults, reader->line, PARAMETER,
				    token,
				    "is one port option too many for this protocol; at most %d are allowed, and a range counts as one",
				    PHONEWALL_PORT_OPTIONS_MAX);
	else
		options->list[options->count++] = range;
}

static bool set_flag(struct phonewall_firewall_config *config,
		     const char *keyword)
{
	if (!strcasecmp(keyword, "NO_ICMP_PING"))
		config->flags |= PHONEWALL_FLAG_NO_ICMP_PING;
	else if (!strcasecmp(keyword, "NO_ICMP_UNREACHABLE"))
		config->flags |= PHONEWALL_FLAG_NO_ICMP_UNREACHABLE;
	else if (!strcasecmp(keyword, "NO_CISCO_TFTP"))
		config->no_cisco_tftp = true;
	else
		return false;
	return true;
}

static bool has_space_beside_colon(const char *token)
{
	for (const char *c = token + 1; *c; c++)
		if ((c[-1] == ':' && strchr(" \t", *c)) ||
		    (*c == ':' && strchr(" \t", c[-1])))
			return true;
	return false;
}

/* @values is what follows the first colon, NULL if there is none. */
static void read_plain_keyword(struct reader *reader, const char *token,
			       const char *keyword, const char *values)
{
	struct phonewall_firewall_config changed = *reader->config;

	if (!set_flag(&changed, keyword))
		add_fault(reader, token,
			  "is not an option; allowed are NO_ICMP_PING, NO_ICMP_UNREACHABLE, NO_CISCO_TFTP, UDP:port, UDP:first:last, TCP:port and TCP:first:last, separated by commas");
	else if (values)
		add_fault(reader, token,
			  "gives a value to a keyword that takes none; write the keyword alone");
	else
		*reader->config = changed;
}

static void read_keyword(struct reader *reader, const char *token,
			 const char *keyword, char *values)
{
	if (!strcasecmp(keyword, "UDP"))
		read_port_option(reader, token, values, &reader->config->udp);
	else if (!strcasecmp(keyword, "TCP"))
		read_port_option(reader, token, values, &reader->config->tcp);
	else
		read_plain_keyword(reader, token, keyword, values);
}

static void read_token(struct reader *reader, const char *token)
{
	char *copy = phonewall_memory_copy(token, strlen(token));
	char *values = copy;
	const char *keyword = strsep(&values, ":");

	if (has_space_beside_colon(token))
		add_fault(reader, token,
			  "contains a space beside a colon; write it without, as UDP:8000:8010");
	else
		read_keyword(reader, token, keyword, values);
	free(copy);
}

void phonewall_firewall_config_parse(const char *value, unsigned int line,
				     struct phonewall_firewall_config *config,
				     struct phonewall_faults *faults)
{
	struct reader reader = {
		.config = config,
		.line = line,
		.faults = faults,
	};
	char *copy = phonewall_memory_copy(value, strlen(value));
	char *rest = copy;
	char *token;

	*config = (struct phonewall_firewall_config){ 0 };
	while ((token = strsep(&rest, ","))) {
		token = phonewall_text_trim(token);
		if (*token)
			read_token(&reader, token);
	}
	free(copy);
}
