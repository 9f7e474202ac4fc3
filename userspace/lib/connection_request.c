// SPDX-License-Identifier: GPL-2.0
#include "connection_request.h"

static unsigned int openings_of(uint16_t port,
				const struct phonewall_translation *translation)
{
	const struct phonewall_opening *opening;
	unsigned int count = 0;
	size_t i;

	for (i = 0; i < translation->opening_count; i++) {
		opening = &translation->openings[i];
		if (opening->protocol == IPPROTO_TCP &&
		    port >= opening->range.first && port <= opening->range.last)
			count++;
	}
	return count;
}

bool phonewall_connection_request_collides(uint16_t port,
		const struct phonewall_translation *translation)
{
	return openings_of(port, translation) > 1;
}

uint16_t phonewall_connection_request_pick(uint32_t random,
		const struct phonewall_translation *translation)
{
	uint16_t candidates[PHONEWALL_CONNECTION_REQUEST_LAST -
			    PHONEWALL_CONNECTION_REQUEST_FIRST + 1];
	unsigned int count = 0;
	uint16_t port;

	for (port = PHONEWALL_CONNECTION_REQUEST_FIRST;
	     port <= PHONEWALL_CONNECTION_REQUEST_LAST; port++) {
		if (!openings_of(port, translation))
			candidates[count++] = port;
	}
	return count ? candidates[random % count] : 0;
}
