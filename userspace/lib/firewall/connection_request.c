// SPDX-License-Identifier: MIT
#include "firewall/connection_request.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "config/state.h"

/* A port, a line end, and room to see that there is more. */
#define FILE_MAX 16

static unsigned int openings_of(uint16_t port,
				const struct phonewall_translation *translation)
{
	const struct phonewall_opening *opening;
	unsigned int count = 0;

	for (size_t i = 0; i < translation->opening_count; i++) {
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

static int parse(struct phonewall_file *file, uint16_t *port)
{
	uint32_t number;

	if (file->length > FILE_MAX)
		return -EBADMSG;
	if (file->length && file->text[file->length - 1] == '\n')
		file->text[--file->length] = '\0';
	if (strlen(file->text) != file->length ||
	    !phonewall_text_number(file->text, 10,
				   PHONEWALL_CONNECTION_REQUEST_LAST,
				   &number) ||
	    number < PHONEWALL_CONNECTION_REQUEST_FIRST)
		return -EBADMSG;
	*port = number;
	return 0;
}

int phonewall_connection_request_read(const char *directory, uint16_t *port)
{
	struct phonewall_file file = { 0 };
	int error;

	error = phonewall_state_read(directory, PHONEWALL_STATE_PORT, &file);
	if (error == -EFBIG)
		return -EBADMSG;
	if (error)
		return error;
	error = parse(&file, port);
	phonewall_file_clear(&file);
	return error;
}

struct phonewall_file phonewall_connection_request_file(uint16_t port)
{
	struct phonewall_file file = { .mode = 0644 };

	file.text = phonewall_memory_print("%u\n", port);
	file.length = strlen(file.text);
	return file;
}
