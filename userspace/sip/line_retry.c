// SPDX-License-Identifier: MIT
#include "line_retry.h"

#include <limits.h>

#include "base/clock.h"
#include "line_out.h"
#include "sip/acknowledgement.h"

/* 64 times T1: until then the stack waits for a response. */
#define WANTED_MS	32000

static bool print_with(struct phonewall_line *line,
		       const struct phonewall_sip_message *request,
		       const struct phonewall_line_path *path,
		       struct phonewall_sip_edits *edits)
{
	struct phonewall_sip_origin origin = { .port = 0 };

	phonewall_line_path_print(path, origin.path);
	return !phonewall_sip_relay_request_out(&line->relay, request, &origin,
						!path->is_direct, edits) &&
	       (path->is_direct ||
		!phonewall_sip_mediasec_request(&line->mediasec, request,
						edits));
}

size_t phonewall_line_print_request(struct phonewall_line *line,
				    const struct phonewall_sip_message *request,
				    struct phonewall_line_path *path,
				    struct phonewall_sip_edits *edits)
{
	char mark[PHONEWALL_SIP_MARK];

	phonewall_sip_sequence_mark(line->relay.key, request, mark);
	if (phonewall_sip_sequence_out(&line->sequences, mark, request, edits,
				       &path->difference) ||
	    !print_with(line, request, path, edits))
		return 0;
	return phonewall_sip_edits_apply(edits, request, line->out,
					 sizeof(line->out));
}

/*
 * The server itself answers these soon. To others, the one behind it may take its
 * time, without a provisional response (RFC 4320).
 */
static void expect_answer(struct phonewall_line *line,
			  const struct phonewall_sip_message *request)
{
	if (phonewall_sip_message_is(request, "REGISTER") ||
	    phonewall_sip_message_is(request, "INVITE"))
		phonewall_peer_expect(line->peer);
}

void phonewall_line_keep(struct phonewall_line *line,
			 const struct phonewall_sip_message *request,
			 const struct phonewall_stack_path *path)
{
	phonewall_sent_add(&line->sent, request, path,
			   phonewall_clock_elapsed());
	expect_answer(line, request);
}

/* The INVITE that is in line->out gets the ACK of its failure. */
static void acknowledge(struct phonewall_line *line, size_t length,
			const struct phonewall_sip_message *response)
{
	static char bytes[PHONEWALL_SIP_MESSAGE_MAX];
	struct phonewall_sip_edits edits = { .count = 0 };
	struct phonewall_sip_message invite;

	if (!length ||
	    phonewall_sip_message_parse(line->out, length, &invite))
		return;
	phonewall_sip_acknowledgement(&invite, response, &edits);
	length = phonewall_sip_edits_apply(&edits, &invite, bytes,
					   sizeof(bytes));
	if (length)
		phonewall_peer_send(line->peer, bytes, length);
}

/* The ACK of an INVITE that failed has the number and the branch of its attempt. */
static void end_attempt(struct phonewall_line *line,
			const struct phonewall_sent_request *kept,
			const struct phonewall_sip_message *response,
			uint32_t difference)
{
	struct phonewall_sip_edits edits = { .count = 0 };
	struct phonewall_line_path path = { .stack = kept->path,
					    .difference = difference };
	struct phonewall_sip_message request;

	if (response->status < 200 ||
	    phonewall_sip_message_parse(kept->bytes, kept->length, &request) ||
	    !phonewall_sip_message_is(&request, "INVITE"))
		return;
	phonewall_line_set_edge(line, &kept->path);
	phonewall_sip_sequence_add(&request, difference, &edits);
	if (print_with(line, &request, &path, &edits))
		acknowledge(line, phonewall_sip_edits_apply(&edits, &request,
					line->out, sizeof(line->out)),
			    response);
}

static bool send_again(struct phonewall_line *line,
		       struct phonewall_sent_request *kept)
{
	struct phonewall_sip_edits edits = { .count = 0 };
	struct phonewall_line_path path = { .stack = kept->path };
	struct phonewall_sip_message request;
	size_t length;

	if (phonewall_sip_message_parse(kept->bytes, kept->length, &request))
		return false;
	phonewall_line_set_edge(line, &kept->path);
	length = phonewall_line_print_request(line, &request, &path, &edits);
	if (!length || !phonewall_peer_send(line->peer, line->out, length))
		return false;
	expect_answer(line, &request);
	line->counts.out++;
	return true;
}

void phonewall_line_resend(struct phonewall_line *line)
{
	uint64_t now = phonewall_clock_elapsed();

	for (size_t i = line->sent.count; i--;) {
		struct phonewall_sent_request *kept = &line->sent.list[i];

		if (!kept->is_answered && now - kept->since < WANTED_MS)
			send_again(line, kept);
	}
}

/* Return: whether the request of a failure was sent again as a new one. */
static bool begin_attempt(struct phonewall_line *line,
			  struct phonewall_sent_request *kept,
			  const struct phonewall_sip_message *response,
			  uint32_t difference)
{
	if (!phonewall_line_is_ready(line) ||
	    !phonewall_sent_is_last(&line->sent, kept) ||
	    !phonewall_sip_sequence_raise(&line->sequences, kept->sequence,
					  kept->cseq))
		return false;
	end_attempt(line, kept, response, difference);
	kept->attempts++;
	return send_again(line, kept);
}

static bool is_of_cancel(const struct phonewall_sip_message *response)
{
	return phonewall_sip_text_is_same(response->method,
					  phonewall_sip_text_of("CANCEL"));
}

/* Of an attempt before: the stack waits for the response to the one after it. */
static bool is_old(const struct phonewall_line *line,
		   const struct phonewall_sent_request *kept,
		   const struct phonewall_sip_message *response,
		   const struct phonewall_line_path *path)
{
	return kept && !is_of_cancel(response) &&
	       path->difference < phonewall_sip_sequence_difference(
			&line->sequences, kept->sequence, kept->cseq);
}

bool phonewall_line_absorb(struct phonewall_line *line,
			   const struct phonewall_sip_message *response,
			   const struct phonewall_sip_branch *branch,
			   const struct phonewall_line_path *path)
{
	struct phonewall_sent_request *kept =
		phonewall_sent_find(&line->sent, response, branch);

	if (is_old(line, kept, response, path)) {
		end_attempt(line, kept, response, path->difference);
		return true;
	}
	if (kept)
		kept->is_answered = true;
	if (phonewall_sip_mediasec_response(&line->mediasec, response,
			kept ? kept->attempts : UINT_MAX) ==
		    PHONEWALL_SIP_MEDIASEC_RETRY &&
	    begin_attempt(line, kept, response, path->difference))
		return true;
	if (response->status >= 200)
		phonewall_sent_forget(&line->sent, kept);
	return false;
}
