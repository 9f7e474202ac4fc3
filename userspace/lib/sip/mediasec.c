// SPDX-License-Identifier: MIT
#include "sip/mediasec.h"

#include <errno.h>
#include <string.h>

#include "sip/sdp.h"
#include "sip/value.h"

#define ATTEMPTS_MAX	3
#define MECHANISM	"sdes-srtp"
#define PARAMETER	"mediasec"

static const char *const tags[] = { "mediasec", "sec-agree" };

void phonewall_sip_mediasec_init(struct phonewall_sip_mediasec *mediasec,
				 bool is_requested, bool is_over_tls_only,
				 bool is_tls)
{
	*mediasec = (struct phonewall_sip_mediasec){
		.is_requested = is_requested,
		.is_over_tls_only = is_over_tls_only,
		.is_tls = is_tls,
		.state = is_over_tls_only && !is_tls ?
			 PHONEWALL_SIP_MEDIASEC_OFF :
			 PHONEWALL_SIP_MEDIASEC_IDLE,
	};
}

const char *
phonewall_sip_mediasec_tag(const struct phonewall_sip_mediasec *mediasec)
{
	return tags[mediasec->is_tls == mediasec->uses_other_tag];
}

static bool is_over(const struct phonewall_sip_mediasec *mediasec)
{
	return mediasec->state == PHONEWALL_SIP_MEDIASEC_OFF ||
	       mediasec->state == PHONEWALL_SIP_MEDIASEC_UNSUPPORTED;
}

static bool has(const struct phonewall_sip_message *message,
		enum phonewall_sip_header_id id)
{
	return phonewall_sip_header_next(message, id, NULL);
}

/* Whether the request is one that the negotiation is part of. */
static bool is_part(const struct phonewall_sip_message *request)
{
	return !request->status && !phonewall_sip_message_is(request, "ACK") &&
	       !phonewall_sip_message_is(request, "CANCEL") &&
	       !has(request, PHONEWALL_SIP_HEADER_SECURITY_CLIENT) &&
	       !has(request, PHONEWALL_SIP_HEADER_SECURITY_VERIFY);
}

/* Security-Client begins a registration (draft section 6.1), each time. */
static bool adds_client(const struct phonewall_sip_mediasec *mediasec,
			const struct phonewall_sip_message *request)
{
	return mediasec->is_requested && !mediasec->omits_client &&
	       phonewall_sip_message_is(request, "REGISTER");
}

static void add_tag(const struct phonewall_sip_message *request,
		    enum phonewall_sip_header_id id, const char *name,
		    const char *tag, struct phonewall_sip_edits *edits)
{
	if (!phonewall_sip_header_has(request, id, tag))
		phonewall_sip_edit_add_header(edits, request, name,
					      phonewall_sip_text_of(tag));
}

static void add_verify(const struct phonewall_sip_mediasec *mediasec,
		       const struct phonewall_sip_message *request,
		       struct phonewall_sip_edits *edits)
{
	size_t start = 0;

	for (size_t i = 0; i < mediasec->count; i++) {
		const struct phonewall_sip_text value = {
			mediasec->values + start, mediasec->ends[i] - start };

		phonewall_sip_edit_add_header(edits, request,
					      "Security-Verify", value);
		start = mediasec->ends[i];
	}
}

int phonewall_sip_mediasec_request(const struct phonewall_sip_mediasec *mediasec,
				   const struct phonewall_sip_message *request,
				   struct phonewall_sip_edits *edits)
{
	const char *tag = phonewall_sip_mediasec_tag(mediasec);
	int count;

	if (is_over(mediasec) || !is_part(request))
		return 0;
	if (!mediasec->count && !adds_client(mediasec, request))
		return 0;
	if (adds_client(mediasec, request))
		phonewall_sip_edit_add_header(edits, request, "Security-Client",
			phonewall_sip_text_of(MECHANISM ";" PARAMETER));
	add_verify(mediasec, request, edits);
	add_tag(request, PHONEWALL_SIP_HEADER_REQUIRE, "Require", tag, edits);
	add_tag(request, PHONEWALL_SIP_HEADER_PROXY_REQUIRE, "Proxy-Require",
		tag, edits);
	if (mediasec->state != PHONEWALL_SIP_MEDIASEC_AGREED)
		return 0;
	count = phonewall_sip_sdp_request(request, edits);
	return count < 0 ? count : 0;
}

static bool is_tag(struct phonewall_sip_text element)
{
	return phonewall_sip_text_is(element, tags[0]) ||
	       phonewall_sip_text_is(element, tags[1]);
}

static void cut(const struct phonewall_sip_message *request, const char *start,
		const char *end, struct phonewall_sip_edits *edits)
{
	phonewall_sip_edit_replace(edits, request,
		(struct phonewall_sip_text){ start, (size_t)(end - start) },
		(struct phonewall_sip_text){ 0 });
}

/* With the commas that the others need no more. */
static void remove_tags(const struct phonewall_sip_message *request,
			const struct phonewall_sip_header *header,
			struct phonewall_sip_edits *edits)
{
	const struct phonewall_sip_text value = header->value;
	struct phonewall_sip_text rest = value, element;
	const char *start = NULL, *kept = NULL;

	while (phonewall_sip_element_next(&rest, &element) == 1) {
		if (is_tag(element)) {
			start = start ?: element.start;
			continue;
		}
		if (start)
			cut(request, start, element.start, edits);
		start = NULL;
		kept = element.start + element.length;
	}
	if (start && kept)
		cut(request, kept, value.start + value.length, edits);
	else if (start)
		cut(request, header->whole.start,
		    header->whole.start + header->whole.length, edits);
}

void phonewall_sip_mediasec_request_in(const struct phonewall_sip_mediasec *mediasec,
				       const struct phonewall_sip_message *request,
				       struct phonewall_sip_edits *edits)
{
	const struct phonewall_sip_header *header;

	if (mediasec->state == PHONEWALL_SIP_MEDIASEC_OFF || request->status)
		return;
	for (size_t i = 0; i < request->header_count; i++) {
		header = &request->headers[i];
		if (header->id == PHONEWALL_SIP_HEADER_REQUIRE ||
		    header->id == PHONEWALL_SIP_HEADER_PROXY_REQUIRE)
			remove_tags(request, header, edits);
		else if (header->id == PHONEWALL_SIP_HEADER_SECURITY_VERIFY ||
			 header->id == PHONEWALL_SIP_HEADER_SECURITY_CLIENT)
			cut(request, header->whole.start,
			    header->whole.start + header->whole.length, edits);
	}
}

/* sdes-srtp;mediasec, with white space anywhere and other parameters. */
static int read_mechanism(struct phonewall_sip_text element, bool *is_srtp)
{
	const char *semicolon = memchr(element.start, ';', element.length);
	struct phonewall_sip_text name = element, parameters = { 0 }, rest;
	struct phonewall_sip_text found, value;
	int result;

	if (semicolon) {
		name.length = (size_t)(semicolon - element.start);
		parameters = (struct phonewall_sip_text){
			semicolon, element.length - name.length };
	}
	name = phonewall_sip_text_trim(name);
	if (!phonewall_sip_text_is_token(name))
		return -EINVAL;
	rest = parameters;
	do
		result = phonewall_sip_parameter_next(&rest, &found, &value);
	while (result == 1);
	*is_srtp = *is_srtp ||
		   (phonewall_sip_text_is(name, MECHANISM) &&
		    phonewall_sip_parameter_find(parameters, PARAMETER,
						 &value));
	return result;
}

static int read_value(struct phonewall_sip_text value, bool *is_srtp)
{
	struct phonewall_sip_text element;
	int result;

	while ((result = phonewall_sip_element_next(&value, &element)) == 1)
		if (read_mechanism(element, is_srtp))
			return -EINVAL;
	return result;
}

/* Judges the whole list before it takes any of it. */
static bool take_list(struct phonewall_sip_mediasec *mediasec,
		      const struct phonewall_sip_message *response)
{
	const enum phonewall_sip_header_id id =
		PHONEWALL_SIP_HEADER_SECURITY_SERVER;
	const struct phonewall_sip_header *header = NULL;
	size_t count = 0, length = 0;
	bool is_srtp = false;

	while ((header = phonewall_sip_header_next(response, id, header))) {
		count++;
		length += header->value.length;
		if (count > PHONEWALL_SIP_MECHANISMS_MAX ||
		    length > PHONEWALL_SIP_MECHANISMS_TEXT ||
		    !header->value.length ||
		    read_value(header->value, &is_srtp))
			return false;
	}
	if (!count)
		return false;
	mediasec->count = 0;
	length = 0;
	while ((header = phonewall_sip_header_next(response, id, header))) {
		memcpy(mediasec->values + length, header->value.start,
		       header->value.length);
		length += header->value.length;
		mediasec->ends[mediasec->count++] = length;
	}
	mediasec->state = is_srtp ? PHONEWALL_SIP_MEDIASEC_AGREED :
			  PHONEWALL_SIP_MEDIASEC_NO_SRTP;
	return true;
}

/* 420: the other tag, once; then the server has no such extension. */
static void refuse_tag(struct phonewall_sip_mediasec *mediasec)
{
	if (mediasec->is_refused) {
		mediasec->state = PHONEWALL_SIP_MEDIASEC_UNSUPPORTED;
		mediasec->count = 0;
		return;
	}
	mediasec->is_refused = true;
	mediasec->uses_other_tag = true;
}

enum phonewall_sip_mediasec_action
phonewall_sip_mediasec_response(struct phonewall_sip_mediasec *mediasec,
				const struct phonewall_sip_message *response,
				unsigned int attempt)
{
	bool is_again = false;

	if (is_over(mediasec))
		return PHONEWALL_SIP_MEDIASEC_PASS;
	if (response->status == 401 || response->status == 407) {
		if (take_list(mediasec, response))
			mediasec->omits_client = false;
	} else if (response->status == 494) {
		is_again = take_list(mediasec, response);
		mediasec->omits_client = mediasec->omits_client || is_again;
	} else if (response->status == 421) {
		is_again = take_list(mediasec, response);
	} else if (response->status == 420 &&
		   phonewall_sip_header_has(response,
				PHONEWALL_SIP_HEADER_UNSUPPORTED,
				phonewall_sip_mediasec_tag(mediasec))) {
		refuse_tag(mediasec);
		is_again = true;
	}
	return is_again && attempt < ATTEMPTS_MAX ?
	       PHONEWALL_SIP_MEDIASEC_RETRY : PHONEWALL_SIP_MEDIASEC_PASS;
}
