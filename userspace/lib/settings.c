// SPDX-License-Identifier: GPL-2.0
#include "settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <linux/phonewall.h>

#include "memory.h"
#include "text.h"

/**
 * struct definition - a setting of phonewall.conf: a whole number from 1
 * @name: its name
 * @max: the largest number allowed
 * @offset: where struct phonewall_settings holds it, as 32 bits
 */
struct definition {
	const char *name;
	uint32_t max;
	size_t offset;
};

static const struct definition definitions[] = {
	{ "lines", PHONEWALL_LINES_MAX,
	  offsetof(struct phonewall_settings, lines) },
	{ "flow_limit", PHONEWALL_FLOW_LIMIT_MAX,
	  offsetof(struct phonewall_settings, limits.flows) },
	{ "timeout_udp", PHONEWALL_TIMEOUT_MAX,
	  offsetof(struct phonewall_settings, limits.timeout_udp) },
	{ "timeout_udp_replied", PHONEWALL_TIMEOUT_MAX,
	  offsetof(struct phonewall_settings, limits.timeout_udp_replied) },
	{ "timeout_echo", PHONEWALL_TIMEOUT_MAX,
	  offsetof(struct phonewall_settings, limits.timeout_echo) },
	{ "timeout_other", PHONEWALL_TIMEOUT_MAX,
	  offsetof(struct phonewall_settings, limits.timeout_other) },
};

#define DEFINITION_COUNT (sizeof(definitions) / sizeof(definitions[0]))

void phonewall_settings_default(struct phonewall_settings *settings)
{
	*settings = (struct phonewall_settings){
		.limits = {
			.flows = PHONEWALL_FLOW_LIMIT_DEFAULT,
			.timeout_udp = PHONEWALL_TIMEOUT_UDP,
			.timeout_udp_replied = PHONEWALL_TIMEOUT_UDP_REPLIED,
			.timeout_echo = PHONEWALL_TIMEOUT_ECHO,
			.timeout_other = PHONEWALL_TIMEOUT_OTHER,
		},
	};
}

static const struct definition *find_definition(const char *name)
{
	for (size_t i = 0; i < DEFINITION_COUNT; i++)
		if (!strcmp(definitions[i].name, name))
			return &definitions[i];
	return NULL;
}

static void set_number(struct phonewall_settings *settings, size_t offset,
		       uint32_t number)
{
	memcpy((char *)settings + offset, &number, sizeof(number));
}

static void read_setting(const char *name, const char *value, unsigned int line,
			 struct phonewall_settings *settings,
			 struct phonewall_faults *faults)
{
	const struct definition *definition = find_definition(name);
	uint32_t number;

	if (!definition)
		phonewall_fault_add(faults, line, name, NULL,
				    "is not a setting; allowed are lines, flow_limit, timeout_udp, timeout_udp_replied, timeout_echo and timeout_other");
	else if (!phonewall_text_number(value, 10, definition->max, &number) ||
		 !number)
		phonewall_fault_add(faults, line, name, value,
				    "must be a whole number from 1 to %u",
				    definition->max);
	else
		set_number(settings, definition->offset, number);
}

static void read_line(char *text, unsigned int line,
		      struct phonewall_settings *settings,
		      struct phonewall_faults *faults)
{
	char *value = strchr(text, '=');

	if (!*text)
		return;
	if (!value) {
		phonewall_fault_add(faults, line, NULL, text,
				    "is not of the form \"name = value\"; a comment begins with #");
		return;
	}
	*value++ = '\0';
	read_setting(phonewall_text_trim(text), phonewall_text_trim(value),
		     line, settings, faults);
}

static void read_lines(char *text, struct phonewall_settings *settings,
		       struct phonewall_faults *faults)
{
	unsigned int number = 0;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		number++;
		line[strcspn(line, "#")] = '\0';
		read_line(phonewall_text_trim(line), number, settings, faults);
	}
}

int phonewall_settings_parse(const char *text, size_t length,
			     struct phonewall_settings *settings,
			     struct phonewall_faults *faults)
{
	size_t before = faults->count;
	char *copy;

	phonewall_settings_default(settings);
	if (length && memchr(text, '\0', length)) {
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "the file holds NUL bytes, so it is not text; write it anew as \"name = value\" lines");
		return -1;
	}
	copy = phonewall_memory_copy(text, length);
	read_lines(copy, settings, faults);
	free(copy);
	return faults->count == before ? 0 : -1;
}
