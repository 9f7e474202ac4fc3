/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_EDIT_H
#define PHONEWALL_SIP_EDIT_H

#include "sip/message.h"

/* Changes to a message, and bytes of the text that is printed for them. */
#define PHONEWALL_SIP_EDITS_MAX		64
#define PHONEWALL_SIP_EDIT_TEXT_MAX	8192

/**
 * struct phonewall_sip_edit - a change
 * @place: where, in the message's @whole
 * @removed: bytes that are removed there
 * @inserted: bytes that come in their place
 */
struct phonewall_sip_edit {
	size_t place;
	size_t removed;
	struct phonewall_sip_text inserted;
};

/**
 * struct phonewall_sip_edits - changes to one message
 * @list: the changes, sorted by @place
 * @count: how many
 * @text: what was printed
 * @used: bytes of @text
 * @has_failed: a change did not fit, or overlaps another
 *
 * What no change covers leaves as it arrived, byte for byte. Zero-initialise it;
 * it takes about 11 KiB and owns nothing.
 */
struct phonewall_sip_edits {
	struct phonewall_sip_edit list[PHONEWALL_SIP_EDITS_MAX];
	size_t count;
	char text[PHONEWALL_SIP_EDIT_TEXT_MAX];
	size_t used;
	bool has_failed;
};

/**
 * phonewall_sip_edit_replace() - replace a part of the message by a text
 * @edits: the changes
 * @message: the message
 * @part: a part of it; an empty one only inserts
 * @text: what comes there; used as long as @edits
 *
 * Texts that are inserted at one place keep the order of the calls.
 */
void phonewall_sip_edit_replace(struct phonewall_sip_edits *edits,
				const struct phonewall_sip_message *message,
				struct phonewall_sip_text part,
				struct phonewall_sip_text text);

/**
 * phonewall_sip_edit_print() - replace a part of the message by printed text
 * @edits: the changes
 * @message: the message
 * @part: a part of it; an empty one only inserts
 * @format: printf format
 */
void phonewall_sip_edit_print(struct phonewall_sip_edits *edits,
			      const struct phonewall_sip_message *message,
			      struct phonewall_sip_text part,
			      const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/**
 * phonewall_sip_edit_add_header() - add a header behind the others
 * @edits: the changes
 * @message: the message
 * @name: its name
 * @value: its value, which must not contain a line end but a fold; copied
 */
void phonewall_sip_edit_add_header(struct phonewall_sip_edits *edits,
				   const struct phonewall_sip_message *message,
				   const char *name,
				   struct phonewall_sip_text value);

/**
 * phonewall_sip_edits_apply() - write the changed message
 * @edits: the changes; those of the body change Content-Length too
 * @message: the message
 * @bytes: set to the changed message
 * @size: room there
 *
 * If the body changes and the message has a Content-Length, it is corrected.
 *
 * Return: bytes written; 0 if a change failed or there is no room, and the
 * message must not be sent.
 */
size_t phonewall_sip_edits_apply(struct phonewall_sip_edits *edits,
				 const struct phonewall_sip_message *message,
				 char *bytes, size_t size);

#endif /* PHONEWALL_SIP_EDIT_H */
