// SPDX-License-Identifier: MIT
#include "provisioning/delays.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

static bool parse_delay(char *text, struct phonewall_delay *delay)
{
	char *random = strchr(text, '+');

	*delay = (struct phonewall_delay){ 0 };
	if (random) {
		*random++ = '\0';
		if (!phonewall_text_number(phonewall_text_trim(random), 10,
					   PHONEWALL_DELAY_MAX, &delay->random))
			return false;
	}
	return phonewall_text_number(phonewall_text_trim(text), 10,
				     PHONEWALL_DELAY_MAX, &delay->seconds);
}

/* Return: NULL; else what is wrong. */
static const char *parse_delays(char *rest, struct phonewall_delays *delays)
{
	char *entry;

	while ((entry = strsep(&rest, ","))) {
		struct phonewall_delay *delay = &delays->list[delays->count];

		if (delays->count == PHONEWALL_DELAYS_MAX)
			return "has more than 32 delays; remove some";
		if (!parse_delay(entry, delay))
			return "must be seconds from 0 to 2147483647, or SECONDS+RANDOM, or a list of them with commas";
		if (!delay->seconds && (rest || delay->random))
			return "has a 0 that is not the last delay; 0 stands for never";
		delays->count++;
	}
	return NULL;
}

int phonewall_delays_parse(const char *text, const char *parameter,
			   unsigned int line, struct phonewall_delays *delays,
			   struct phonewall_faults *faults)
{
	const char *reason;
	char *copy;

	*delays = (struct phonewall_delays){ 0 };
	if (phonewall_text_is_blank(text, strlen(text)))
		return 0;
	copy = phonewall_memory_print("%s", text);
	reason = parse_delays(copy, delays);
	free(copy);
	if (!reason)
		return 0;
	phonewall_fault_add(faults, line, parameter, text, "%s", reason);
	*delays = (struct phonewall_delays){ 0 };
	return -1;
}

uint32_t phonewall_delay_scale(uint32_t random, uint32_t max)
{
	return (uint64_t)random * ((uint64_t)max + 1) >> 32;
}

bool phonewall_delays_get(const struct phonewall_delays *delays, size_t number,
			  uint32_t random, uint64_t *seconds)
{
	const struct phonewall_delay *delay;

	if (!delays->count)
		return false;
	if (number >= delays->count)
		number = delays->count - 1;
	delay = &delays->list[number];
	if (!delay->seconds)
		return false;
	*seconds = (uint64_t)delay->seconds +
		   phonewall_delay_scale(random, delay->random);
	return true;
}
