// SPDX-License-Identifier: MIT
#include "firewall/paging.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"
#include "firewall/endpoint.h"

/**
 * struct reader - what the parse works on
 * @parameter: name of the parameter
 * @line: line of the file
 * @translation: where endpoints go
 * @faults: what is wrong
 * @warnings: what is hardly meant; may be NULL
 * @in_group: whether a pggrp= was met
 * @endpoint: that of the group that is being read, its family AF_UNSPEC if
 *	it was at fault
 * @listens: whether that group is heard
 */
struct reader {
	const char *parameter;
	unsigned int line;
	struct phonewall_translation *translation;
	struct phonewall_faults *faults;
	struct phonewall_faults *warnings;
	bool in_group;
	struct phonewall_endpoint endpoint;
	bool listens;
};

static void add_fault(struct reader *reader, const char *token,
		      const char *message)
{
	phonewall_fault_add(reader->faults, reader->line, reader->parameter,
			    token, "%s", message);
}

static bool is_held(const struct phonewall_translation *translation,
		    const struct phonewall_endpoint *endpoint)
{
	for (size_t i = 0; i < translation->endpoint_count; i++)
		if (phonewall_endpoint_equal(&translation->endpoints[i],
					     endpoint))
			return true;
	return false;
}

static void add_endpoint(struct reader *reader)
{
	struct phonewall_translation *translation = reader->translation;
	size_t count = translation->endpoint_count;

	if (is_held(translation, &reader->endpoint))
		return;
	if (count == PHONEWALL_ENDPOINTS_MAX) {
		phonewall_fault_add(reader->faults, reader->line,
				    reader->parameter, NULL,
				    "listens to more paging groups than the %d allowed in all; set listen=no for some",
				    PHONEWALL_ENDPOINTS_MAX);
		return;
	}
	reader->endpoint.reason =
		phonewall_memory_print("%s with listen=yes", reader->parameter);
	translation->endpoints =
		phonewall_memory_resize(translation->endpoints, count + 1,
					sizeof(*translation->endpoints));
	translation->endpoints[count] = reader->endpoint;
	translation->endpoint_count++;
}

static void end_group(struct reader *reader)
{
	if (reader->listens && reader->endpoint.family != AF_UNSPEC)
		add_endpoint(reader);
	reader->endpoint = (struct phonewall_endpoint){ 0 };
	reader->listens = false;
}

/* Whether the port is written as FIRST-LAST. */
static bool has_port_range(const char *value)
{
	const char *port = strrchr(value, ':');

	return port && port[1 + strspn(port + 1, "0123456789")] == '-';
}

static const char *group_fault(const char *value)
{
	if (strchr(value, ','))
		return "separates fields by a comma; separate them by semicolons, as pggrp=239.1.2.3:34560;num=800;listen=yes";
	if (has_port_range(value))
		return "names a range of ports; name one port for each group, as pggrp=239.1.2.3:34560";
	return "does not name a multicast group and port; write pggrp=239.1.2.3:34560 or pggrp=[ff15::1]:34560";
}

static void start_group(struct reader *reader, const char *field,
			const char *value)
{
	end_group(reader);
	reader->in_group = true;
	if (!phonewall_endpoint_parse(value, &reader->endpoint))
		add_fault(reader, field, group_fault(value));
}

static void read_listen(struct reader *reader, const char *field,
			const char *value)
{
	if (!strcasecmp(value, "yes"))
		reader->listens = true;
	else if (!strcasecmp(value, "no"))
		reader->listens = false;
	else
		add_fault(reader, field, "must be listen=yes or listen=no");
}

static bool is_other_field(const char *name)
{
	return !strcasecmp(name, "name") || !strcasecmp(name, "num") ||
	       !strcasecmp(name, "pri") || !strcasecmp(name, "codec");
}

static bool is_field(const char *name)
{
	return !strcasecmp(name, "pggrp") || !strcasecmp(name, "listen") ||
	       is_other_field(name);
}

/* Whether another field follows behind a comma, as in "800,listen=yes". */
static bool holds_field(const char *value)
{
	char *copy = phonewall_memory_copy(value, strlen(value));
	char *rest = copy;
	bool found = false;

	strsep(&rest, ",");
	while (rest && !found) {
		char *part = strsep(&rest, ",");
		char *name = strsep(&part, "=");

		found = part && is_field(phonewall_text_trim(name));
	}
	free(copy);
	return found;
}

/* The value does not matter, but what was meant to be another field does. */
static void check_other_field(struct reader *reader, const char *field,
			      const char *name, const char *value)
{
	if (!holds_field(value))
		return;
	phonewall_warning_add(reader->warnings, "comma-in-paging-group",
			      reader->line, reader->parameter, field,
			      "what follows the comma counts as a part of %s; separate fields by semicolons, as num=800;listen=yes",
			      name);
}

/* @value is what follows the equals sign, NULL if there is none. */
static void read_named_field(struct reader *reader, const char *field,
			     const char *name, const char *value)
{
	if (!value)
		add_fault(reader, field,
			  "is not of the form name=value; separate fields by semicolons, as pggrp=239.1.2.3:34560;num=800;listen=yes");
	else if (!strcasecmp(name, "pggrp"))
		start_group(reader, field, value);
	else if (!reader->in_group)
		add_fault(reader, field,
			  "is before any group; begin each group with pggrp=ADDRESS:PORT");
	else if (!strcasecmp(name, "listen"))
		read_listen(reader, field, value);
	else if (is_other_field(name))
		check_other_field(reader, field, name, value);
	else
		add_fault(reader, field,
			  "is not a field of a paging group; allowed are pggrp, name, num, listen, pri and codec");
}

static void read_field(struct reader *reader, const char *field)
{
	char *copy = phonewall_memory_copy(field, strlen(field));
	char *value = copy;
	const char *name = phonewall_text_trim(strsep(&value, "="));

	if (value)
		value = phonewall_text_trim(value);
	read_named_field(reader, field, name, value);
	free(copy);
}

void phonewall_paging_parse(const char *parameter, const char *value,
			    unsigned int line,
			    struct phonewall_translation *translation,
			    struct phonewall_faults *faults,
			    struct phonewall_faults *warnings)
{
	struct reader reader = {
		.parameter = parameter,
		.line = line,
		.translation = translation,
		.faults = faults,
		.warnings = warnings,
	};
	char *copy = phonewall_memory_copy(value, strlen(value));
	char *rest = copy;
	char *field;

	while ((field = strsep(&rest, ";"))) {
		field = phonewall_text_trim(field);
		if (*field)
			read_field(&reader, field);
	}
	end_group(&reader);
	free(copy);
}
