// SPDX-License-Identifier: MIT
#include "pending.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct request {
	char *bytes;
	size_t length;
	struct phonewall_stack_path path;
};

struct phonewall_pending {
	struct request list[PHONEWALL_PENDING_MAX];
	size_t count;
};

struct phonewall_pending *phonewall_pending_new(void)
{
	struct phonewall_pending *pending =
		phonewall_memory_resize(NULL, 1, sizeof(*pending));

	pending->count = 0;
	return pending;
}

bool phonewall_pending_add(struct phonewall_pending *pending,
			   const struct phonewall_sip_message *request,
			   const struct phonewall_stack_path *path)
{
	const struct phonewall_sip_text whole = request->whole;

	for (size_t i = 0; i < pending->count; i++)
		if (pending->list[i].length == whole.length &&
		    !memcmp(pending->list[i].bytes, whole.start, whole.length))
			return true;
	if (pending->count == PHONEWALL_PENDING_MAX)
		return false;
	pending->list[pending->count++] = (struct request){
		.bytes = phonewall_memory_copy(whole.start, whole.length),
		.length = whole.length,
		.path = *path,
	};
	return true;
}

void phonewall_pending_end(struct phonewall_pending *pending,
	void (*call)(const struct phonewall_sip_message *request,
		     const struct phonewall_stack_path *path, void *argument),
	void *argument)
{
	struct phonewall_sip_message message;

	for (size_t i = 0; i < pending->count; i++) {
		struct request *request = &pending->list[i];

		if (!phonewall_sip_message_parse(request->bytes,
						 request->length, &message))
			call(&message, &request->path, argument);
		/* It may hold a digest. */
		explicit_bzero(request->bytes, request->length);
		free(request->bytes);
	}
	pending->count = 0;
}

static void forget(const struct phonewall_sip_message *request,
		   const struct phonewall_stack_path *path, void *argument)
{
	(void)request;
	(void)path;
	(void)argument;
}

void phonewall_pending_free(struct phonewall_pending *pending)
{
	if (!pending)
		return;
	phonewall_pending_end(pending, forget, NULL);
	free(pending);
}
