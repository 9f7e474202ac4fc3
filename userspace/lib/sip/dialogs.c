// SPDX-License-Identifier: MIT
#include "sip/dialogs.h"

#include <string.h>

/* The tags in one order, whoever has sent the message. */
static void mark_dialog(const uint8_t key[PHONEWALL_SIP_KEY],
			const struct phonewall_sip_message *message,
			char mark[PHONEWALL_SIP_MARK])
{
	const struct phonewall_sip_text *from = &message->from_tag;
	const struct phonewall_sip_text *to = &message->to_tag;
	size_t shorter = from->length < to->length ? from->length : to->length;
	int order = shorter ? memcmp(from->start, to->start, shorter) : 0;
	bool is_first = order < 0 || (!order && from->length < to->length);
	const struct phonewall_sip_text texts[] = {
		phonewall_sip_text_of("dialog"), message->call_id,
		is_first ? *from : *to, is_first ? *to : *from };

	phonewall_sip_mark(key, texts, sizeof(texts) / sizeof(texts[0]), mark);
}

static size_t find(const struct phonewall_sip_dialogs *dialogs,
		   const char *mark)
{
	size_t i = 0;

	while (i < PHONEWALL_SIP_DIALOGS_MAX && *dialogs->marks[i] &&
	       strcmp(dialogs->marks[i], mark))
		i++;
	return i;
}

static bool is_known(const struct phonewall_sip_dialogs *dialogs, size_t place)
{
	return place < PHONEWALL_SIP_DIALOGS_MAX && *dialogs->marks[place];
}

/* Those before @place come one behind; the last one falls off if it is full. */
static void put_first(struct phonewall_sip_dialogs *dialogs, size_t place,
		      const char *mark)
{
	if (place == PHONEWALL_SIP_DIALOGS_MAX)
		place--;
	memmove(dialogs->marks[1], dialogs->marks[0],
		place * sizeof(dialogs->marks[0]));
	memcpy(dialogs->marks[0], mark, PHONEWALL_SIP_MARK);
}

static void forget(struct phonewall_sip_dialogs *dialogs, size_t place)
{
	size_t last = PHONEWALL_SIP_DIALOGS_MAX - 1;

	memmove(dialogs->marks[place], dialogs->marks[place + 1],
		(last - place) * sizeof(dialogs->marks[0]));
	*dialogs->marks[last] = '\0';
}

static bool is_response_to(const struct phonewall_sip_message *response,
			   const char *method)
{
	return phonewall_sip_text_is_same(response->method,
					  phonewall_sip_text_of(method));
}

void phonewall_sip_dialogs_note(struct phonewall_sip_dialogs *dialogs,
				const uint8_t key[PHONEWALL_SIP_KEY],
				const struct phonewall_sip_message *response)
{
	unsigned int status = response->status;
	bool begins = is_response_to(response, "INVITE") && status > 100 &&
		      status < 300;
	bool ends = is_response_to(response, "BYE") && status >= 200 &&
		    status != 401 && status != 407;
	char mark[PHONEWALL_SIP_MARK];
	size_t place;

	if (!response->to_tag.start || (!begins && !ends))
		return;
	mark_dialog(key, response, mark);
	place = find(dialogs, mark);
	if (begins)
		put_first(dialogs, place, mark);
	else if (is_known(dialogs, place))
		forget(dialogs, place);
}

bool phonewall_sip_dialogs_have(struct phonewall_sip_dialogs *dialogs,
				const uint8_t key[PHONEWALL_SIP_KEY],
				const struct phonewall_sip_message *request)
{
	char mark[PHONEWALL_SIP_MARK];
	size_t place;

	if (!request->to_tag.start)
		return false;
	mark_dialog(key, request, mark);
	place = find(dialogs, mark);
	if (!is_known(dialogs, place))
		return false;
	put_first(dialogs, place, mark);
	return true;
}
