// SPDX-License-Identifier: MIT
#include "sip/sequence.h"

#include <errno.h>
#include <string.h>

#define NUMBER_MAX	INT32_MAX

void phonewall_sip_sequence_mark(const uint8_t key[PHONEWALL_SIP_KEY],
				 const struct phonewall_sip_message *message,
				 char mark[PHONEWALL_SIP_MARK])
{
	bool is_registration = phonewall_sip_text_is_same(message->method,
					phonewall_sip_text_of("REGISTER"));
	const struct phonewall_sip_text texts[] = {
		phonewall_sip_text_of("sequence"), message->call_id,
		is_registration ? (struct phonewall_sip_text){ 0 } :
				  message->from_tag };

	phonewall_sip_mark(key, texts, sizeof(texts) / sizeof(texts[0]), mark);
}

/* Return: the place; PHONEWALL_SIP_SEQUENCES_MAX if it is not known. */
static size_t find(const struct phonewall_sip_sequences *sequences,
		   const char *mark)
{
	size_t i = 0;

	while (i < PHONEWALL_SIP_SEQUENCES_MAX &&
	       (!sequences->list[i].count ||
		strcmp(sequences->list[i].mark, mark)))
		i++;
	return i;
}

uint32_t
phonewall_sip_sequence_difference(const struct phonewall_sip_sequences *sequences,
				  const char mark[PHONEWALL_SIP_MARK],
				  uint32_t cseq)
{
	const struct phonewall_sip_sequence *sequence;
	size_t place = find(sequences, mark);
	uint32_t difference = 0;

	if (place == PHONEWALL_SIP_SEQUENCES_MAX)
		return 0;
	sequence = &sequences->list[place];
	for (unsigned int i = 0; i < sequence->count; i++)
		if (sequence->from[i] <= cseq)
			difference = sequence->difference[i];
	return difference;
}

/* Those before it come one behind; the last falls off if there is no room. */
static struct phonewall_sip_sequence *
put_first(struct phonewall_sip_sequences *sequences, const char *mark)
{
	size_t place = find(sequences, mark);
	struct phonewall_sip_sequence first = { .count = 0 };

	if (place < PHONEWALL_SIP_SEQUENCES_MAX)
		first = sequences->list[place];
	else
		place--;
	memmove(&sequences->list[1], &sequences->list[0],
		place * sizeof(sequences->list[0]));
	memcpy(first.mark, mark, sizeof(first.mark));
	sequences->list[0] = first;
	return &sequences->list[0];
}

static void add_step(struct phonewall_sip_sequence *sequence, uint32_t from,
		     uint32_t difference)
{
	unsigned int last = PHONEWALL_SIP_SEQUENCE_STEPS - 1;

	while (sequence->count && sequence->from[sequence->count - 1] >= from)
		sequence->count--;
	if (sequence->count > last) {
		memmove(sequence->from, sequence->from + 1,
			last * sizeof(sequence->from[0]));
		memmove(sequence->difference, sequence->difference + 1,
			last * sizeof(sequence->difference[0]));
		sequence->count = last;
	}
	sequence->from[sequence->count] = from;
	sequence->difference[sequence->count++] = difference;
}

bool phonewall_sip_sequence_raise(struct phonewall_sip_sequences *sequences,
				  const char mark[PHONEWALL_SIP_MARK],
				  uint32_t cseq)
{
	uint32_t difference = phonewall_sip_sequence_difference(sequences, mark,
								cseq);

	if (cseq > NUMBER_MAX || difference >= NUMBER_MAX - cseq)
		return false;
	add_step(put_first(sequences, mark), cseq, difference + 1);
	return true;
}

/* The digits that a text begins with, which are then taken from it. */
static struct phonewall_sip_text take_digits(struct phonewall_sip_text *text)
{
	struct phonewall_sip_text digits = { text->start, 0 };

	while (text->length && *text->start >= '0' && *text->start <= '9') {
		text->start++;
		text->length--;
		digits.length++;
	}
	return digits;
}

static const struct phonewall_sip_header *
find_cseq(const struct phonewall_sip_message *message)
{
	return phonewall_sip_header_next(message, PHONEWALL_SIP_HEADER_CSEQ,
					 NULL);
}

void phonewall_sip_sequence_add(const struct phonewall_sip_message *request,
				uint32_t difference,
				struct phonewall_sip_edits *edits)
{
	struct phonewall_sip_text value = find_cseq(request)->value;

	if (difference)
		phonewall_sip_edit_print(edits, request, take_digits(&value),
					 "%u", request->cseq + difference);
}

/* RAck: response-num CSeq-num method. The second is the number of an INVITE. */
static int change_rack(const struct phonewall_sip_sequences *sequences,
		       const char *mark,
		       const struct phonewall_sip_message *request,
		       const struct phonewall_sip_header *header,
		       struct phonewall_sip_edits *edits)
{
	struct phonewall_sip_text rest = header->value, digits;
	uint32_t number, difference;

	take_digits(&rest);
	rest = phonewall_sip_text_trim(rest);
	digits = take_digits(&rest);
	if (!phonewall_sip_text_number(digits, NUMBER_MAX, &number))
		return -EINVAL;
	difference = phonewall_sip_sequence_difference(sequences, mark, number);
	if (difference > NUMBER_MAX - number)
		return -ERANGE;
	if (difference)
		phonewall_sip_edit_print(edits, request, digits, "%u",
					 number + difference);
	return 0;
}

int phonewall_sip_sequence_out(const struct phonewall_sip_sequences *sequences,
			       const char mark[PHONEWALL_SIP_MARK],
			       const struct phonewall_sip_message *request,
			       struct phonewall_sip_edits *edits,
			       uint32_t *difference)
{
	int error = 0;

	*difference = phonewall_sip_sequence_difference(sequences, mark,
							request->cseq);
	if (find(sequences, mark) == PHONEWALL_SIP_SEQUENCES_MAX)
		return 0;
	if (request->cseq > NUMBER_MAX ||
	    *difference > NUMBER_MAX - request->cseq)
		return -ERANGE;
	phonewall_sip_sequence_add(request, *difference, edits);
	for (size_t i = 0; i < request->header_count && !error; i++)
		if (phonewall_sip_text_is(request->headers[i].name, "RAck"))
			error = change_rack(sequences, mark, request,
					    &request->headers[i], edits);
	return error;
}

void phonewall_sip_sequence_in(const struct phonewall_sip_message *response,
			       uint32_t difference,
			       struct phonewall_sip_edits *edits)
{
	struct phonewall_sip_text value = find_cseq(response)->value;

	if (difference)
		phonewall_sip_edit_print(edits, response, take_digits(&value),
					 "%u", response->cseq - difference);
}
