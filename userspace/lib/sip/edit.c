// SPDX-License-Identifier: MIT
#include "sip/edit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Where a change belongs among the others; SIZE_MAX if it overlaps one. */
static size_t find_slot(const struct phonewall_sip_edits *edits, size_t place,
			size_t removed)
{
	size_t slot = edits->count;

	while (slot && edits->list[slot - 1].place > place)
		slot--;
	if (slot && edits->list[slot - 1].place +
	    edits->list[slot - 1].removed > place)
		return SIZE_MAX;
	if (slot < edits->count && place + removed > edits->list[slot].place)
		return SIZE_MAX;
	return slot;
}

void phonewall_sip_edit_replace(struct phonewall_sip_edits *edits,
				const struct phonewall_sip_message *message,
				struct phonewall_sip_text part,
				struct phonewall_sip_text text)
{
	size_t place = (size_t)(part.start - message->whole.start);
	size_t slot;

	if (edits->count == PHONEWALL_SIP_EDITS_MAX ||
	    place > message->whole.length ||
	    part.length > message->whole.length - place) {
		edits->has_failed = true;
		return;
	}
	slot = find_slot(edits, place, part.length);
	if (slot == SIZE_MAX) {
		edits->has_failed = true;
		return;
	}
	memmove(&edits->list[slot + 1], &edits->list[slot],
		(edits->count - slot) * sizeof(edits->list[0]));
	edits->list[slot] = (struct phonewall_sip_edit){ place, part.length,
							 text };
	edits->count++;
}

void phonewall_sip_edit_print(struct phonewall_sip_edits *edits,
			      const struct phonewall_sip_message *message,
			      struct phonewall_sip_text part,
			      const char *format, ...)
{
	char *start = edits->text + edits->used;
	size_t room = sizeof(edits->text) - edits->used;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(start, room, format, arguments);
	va_end(arguments);
	if (length < 0 || (size_t)length >= room) {
		edits->has_failed = true;
		return;
	}
	edits->used += (size_t)length;
	phonewall_sip_edit_replace(edits, message, part,
				   (struct phonewall_sip_text){
					   start, (size_t)length });
}

/* What is printed for one place follows each other. */
static void append(struct phonewall_sip_edits *edits,
		   const struct phonewall_sip_message *message,
		   struct phonewall_sip_text part, const char *text,
		   size_t length)
{
	char *start = edits->text + edits->used;

	if (length > sizeof(edits->text) - edits->used) {
		edits->has_failed = true;
		return;
	}
	memcpy(start, text, length);
	edits->used += length;
	phonewall_sip_edit_replace(edits, message, part,
				   (struct phonewall_sip_text){ start,
								length });
}

void phonewall_sip_edit_add_header(struct phonewall_sip_edits *edits,
				   const struct phonewall_sip_message *message,
				   const char *name,
				   struct phonewall_sip_text value)
{
	const struct phonewall_sip_text end = {
		message->whole.start + message->headers_end, 0 };

	phonewall_sip_edit_print(edits, message, end, "%s: ", name);
	if (value.length)
		append(edits, message, end, value.start, value.length);
	append(edits, message, end, "\r\n", 2);
}

/* By how many bytes the body grows. */
static long body_growth(const struct phonewall_sip_edits *edits,
			const struct phonewall_sip_message *message)
{
	size_t body = (size_t)(message->body.start - message->whole.start);
	long growth = 0;

	for (size_t i = 0; i < edits->count; i++)
		if (edits->list[i].place >= body)
			growth += (long)edits->list[i].inserted.length -
				  (long)edits->list[i].removed;
	return growth;
}

static void correct_length(struct phonewall_sip_edits *edits,
			   const struct phonewall_sip_message *message)
{
	const struct phonewall_sip_header *header = phonewall_sip_header_next(
		message, PHONEWALL_SIP_HEADER_CONTENT_LENGTH, NULL);
	long growth = body_growth(edits, message);

	if (header && growth)
		phonewall_sip_edit_print(edits, message, header->value, "%ld",
					 (long)message->body.length + growth);
}

static bool put(char *bytes, size_t size, size_t *used, const char *text,
		size_t length)
{
	if (length > size - *used)
		return false;
	if (length)
		memcpy(bytes + *used, text, length);
	*used += length;
	return true;
}

size_t phonewall_sip_edits_apply(struct phonewall_sip_edits *edits,
				 const struct phonewall_sip_message *message,
				 char *bytes, size_t size)
{
	size_t done = 0, used = 0;

	correct_length(edits, message);
	if (edits->has_failed)
		return 0;
	for (size_t i = 0; i < edits->count; i++) {
		const struct phonewall_sip_edit *edit = &edits->list[i];

		if (!put(bytes, size, &used, message->whole.start + done,
			 edit->place - done) ||
		    !put(bytes, size, &used, edit->inserted.start,
			 edit->inserted.length))
			return 0;
		done = edit->place + edit->removed;
	}
	return put(bytes, size, &used, message->whole.start + done,
		   message->whole.length - done) ? used : 0;
}
