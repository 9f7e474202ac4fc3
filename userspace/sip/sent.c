// SPDX-License-Identifier: MIT
#include "sent.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sip/sequence.h"
#include "sip/value.h"

static void mark_request(const uint8_t *key, struct phonewall_sip_text branch,
			 struct phonewall_sip_text method,
			 char mark[PHONEWALL_SIP_MARK])
{
	const struct phonewall_sip_text texts[] = {
		phonewall_sip_text_of("sent"), branch, method };

	phonewall_sip_mark(key, texts, sizeof(texts) / sizeof(texts[0]), mark);
}

static bool find_branch(const struct phonewall_sip_message *request,
			struct phonewall_sip_text *branch)
{
	const struct phonewall_sip_header *header = phonewall_sip_header_next(
		request, PHONEWALL_SIP_HEADER_VIA, NULL);
	struct phonewall_sip_text rest = header->value, element;
	struct phonewall_sip_via via;

	if (phonewall_sip_element_next(&rest, &element) != 1 ||
	    phonewall_sip_via_parse(element, &via) || !via.branch.length)
		return false;
	*branch = via.branch;
	return true;
}

static struct phonewall_sent_request *find(struct phonewall_sent *sent,
					   const char *mark)
{
	for (size_t i = 0; i < sent->count; i++)
		if (!strcmp(sent->list[i].mark, mark))
			return &sent->list[i];
	return NULL;
}

void phonewall_sent_forget(struct phonewall_sent *sent,
			   struct phonewall_sent_request *request)
{
	size_t place;

	if (!request)
		return;
	place = (size_t)(request - sent->list);
	/* It may hold a digest. */
	explicit_bzero(request->bytes, request->length);
	free(request->bytes);
	sent->count--;
	memmove(request, request + 1,
		(sent->count - place) * sizeof(*request));
}

void phonewall_sent_add(struct phonewall_sent *sent,
			const struct phonewall_sip_message *request,
			const struct phonewall_stack_path *path, uint64_t now)
{
	bool is_cancel = phonewall_sip_message_is(request, "CANCEL");
	struct phonewall_sent_request added = {
		.cseq = request->cseq,
		.length = request->whole.length,
		.path = *path,
		.since = now,
	};
	struct phonewall_sip_text branch;

	if (phonewall_sip_message_is(request, "ACK") ||
	    !find_branch(request, &branch))
		return;
	mark_request(sent->key, branch, is_cancel ?
		     phonewall_sip_text_of("INVITE") : request->method,
		     added.mark);
	if (is_cancel)
		phonewall_sent_forget(sent, find(sent, added.mark));
	if (is_cancel || find(sent, added.mark) ||
	    added.length > PHONEWALL_SENT_MESSAGE_MAX)
		return;
	phonewall_sip_sequence_mark(sent->key, request, added.sequence);
	added.bytes = phonewall_memory_copy(request->whole.start,
					    added.length);
	if (sent->count == PHONEWALL_SENT_MAX)
		phonewall_sent_forget(sent, &sent->list[sent->count - 1]);
	memmove(&sent->list[1], &sent->list[0],
		sent->count * sizeof(sent->list[0]));
	sent->list[0] = added;
	sent->count++;
}

struct phonewall_sent_request *
phonewall_sent_find(struct phonewall_sent *sent,
		    const struct phonewall_sip_message *response,
		    const struct phonewall_sip_branch *branch)
{
	char mark[PHONEWALL_SIP_MARK];

	mark_request(sent->key, phonewall_sip_text_of(branch->branch),
		     response->method, mark);
	return find(sent, mark);
}

bool phonewall_sent_is_last(const struct phonewall_sent *sent,
			    const struct phonewall_sent_request *request)
{
	for (size_t i = 0; i < sent->count; i++)
		if (sent->list[i].cseq > request->cseq &&
		    !strcmp(sent->list[i].sequence, request->sequence))
			return false;
	return true;
}

void phonewall_sent_clear(struct phonewall_sent *sent)
{
	while (sent->count)
		phonewall_sent_forget(sent, &sent->list[sent->count - 1]);
}
