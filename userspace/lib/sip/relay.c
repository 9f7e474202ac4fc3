// SPDX-License-Identifier: MIT
#include "sip/relay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "sip/value.h"

/* In front of a path: whether the stack's Via had "rport". */
#define HAD_RPORT	'r'
#define HAD_NO_RPORT	'n'

#define VIA_PARAMETERS	1024

static struct phonewall_sip_text between(const char *start, const char *end)
{
	return (struct phonewall_sip_text){ start, (size_t)(end - start) };
}

static const char *end_of(struct phonewall_sip_text text)
{
	return text.start + text.length;
}

bool phonewall_sip_is_loopback(struct phonewall_sip_text host)
{
	char text[INET_ADDRSTRLEN];
	struct in_addr address;

	if (phonewall_sip_text_is(host, "localhost") ||
	    phonewall_sip_text_is(host, "[::1]"))
		return true;
	if (!host.length || host.length >= sizeof(text))
		return false;
	memcpy(text, host.start, host.length);
	text[host.length] = '\0';
	return inet_pton(AF_INET, text, &address) == 1 &&
	       ntohl(address.s_addr) >> IN_CLASSA_NSHIFT == IN_LOOPBACKNET;
}

static struct phonewall_sip_text
host_port_of(const struct phonewall_sip_uri *uri)
{
	return between(uri->host.start, uri->parameters.start);
}

/* Without a port it is not any of ours. */
static bool is_at(const struct phonewall_sip_uri *uri,
		  const struct phonewall_sip_place *place)
{
	return uri->host.start && *place->host_port &&
	       phonewall_sip_text_is(host_port_of(uri), place->host_port);
}

bool phonewall_sip_relay_is_edge(const struct phonewall_sip_relay *relay,
				 const struct phonewall_sip_uri *uri)
{
	const char *port = strrchr(relay->edge.host_port, ':');
	char text[8];

	snprintf(text, sizeof(text), ":%u", uri->port);
	return uri->host.start && phonewall_sip_is_loopback(uri->host) &&
	       port && !strcmp(port, text);
}

/* The parameter "transport", from its ";" on. */
static bool find_transport(struct phonewall_sip_text parameters,
			   struct phonewall_sip_text *whole,
			   struct phonewall_sip_text *value)
{
	struct phonewall_sip_text name;

	while (phonewall_sip_parameter_next(&parameters, &name, value) == 1) {
		if (!phonewall_sip_text_is(name, "transport"))
			continue;
		/* Parameters of a URI have no white space. */
		*whole = between(name.start - 1, parameters.start);
		return true;
	}
	return false;
}

static void replace_transport(const struct phonewall_sip_message *message,
			      const struct phonewall_sip_uri *uri,
			      bool is_bare, const char *transport,
			      struct phonewall_sip_edits *edits)
{
	struct phonewall_sip_text whole, value;

	if (!find_transport(is_bare ? (struct phonewall_sip_text){ 0 } :
			    uri->parameters, &whole, &value))
		whole = between(end_of(uri->parameters),
				end_of(uri->parameters));
	if (*transport)
		phonewall_sip_edit_print(edits, message, whole,
					 ";transport=%s", transport);
	else
		phonewall_sip_edit_replace(edits, message, whole,
					   (struct phonewall_sip_text){ 0 });
}

/*
 * UDP is what a URI without the parameter means. One that is not between "<" and
 * ">" would make it a parameter of the header.
 */
static void replace_place(const struct phonewall_sip_message *message,
			  const struct phonewall_sip_uri *uri,
			  struct phonewall_sip_text text, bool is_bare,
			  const struct phonewall_sip_place *place,
			  struct phonewall_sip_edits *edits)
{
	const char *transport = !strcasecmp(place->transport, "TCP") ? "tcp" :
				!strcasecmp(place->transport, "TLS") ? "tls" :
				"";

	if (is_bare)
		phonewall_sip_edit_print(edits, message,
					 between(text.start, text.start), "<");
	phonewall_sip_edit_print(edits, message, host_port_of(uri), "%s",
				 place->host_port);
	replace_transport(message, uri, is_bare, transport, edits);
	if (is_bare)
		phonewall_sip_edit_print(edits, message,
					 between(end_of(text), end_of(text)),
					 ">");
}

/* An element of a list of addresses; -EINVAL if it cannot be read. */
static int parse_element(struct phonewall_sip_text element,
			 struct phonewall_sip_address *address,
			 struct phonewall_sip_uri *uri, bool *is_bare)
{
	if (phonewall_sip_address_parse(element, address) ||
	    phonewall_sip_uri_parse(address->uri, uri))
		return -EINVAL;
	*is_bare = address->uri.start == element.start ||
		   address->uri.start[-1] != '<';
	return 0;
}

static bool is_of_stack(const struct phonewall_sip_relay *relay,
			const struct phonewall_sip_uri *uri)
{
	return uri->host.start &&
	       (phonewall_sip_is_loopback(uri->host) ||
		is_at(uri, &relay->stack));
}

/* "*" in Contact stays. */
static bool is_star(struct phonewall_sip_text element)
{
	return element.length == 1 && *element.start == '*';
}

/* From the stack's place, or from the outside one, to the other. */
static int replace_contacts(const struct phonewall_sip_relay *relay,
			    const struct phonewall_sip_message *message,
			    bool is_out, struct phonewall_sip_edits *edits)
{
	const struct phonewall_sip_header *header = NULL;
	struct phonewall_sip_text rest, element;
	struct phonewall_sip_address address;
	struct phonewall_sip_uri uri;
	bool is_bare;
	int result;

	while ((header = phonewall_sip_header_next(message,
			PHONEWALL_SIP_HEADER_CONTACT, header))) {
		rest = header->value;
		while ((result = phonewall_sip_element_next(&rest,
							    &element)) == 1) {
			if (is_star(element))
				continue;
			if (parse_element(element, &address, &uri, &is_bare))
				return -EINVAL;
			if (is_out ? is_of_stack(relay, &uri) :
				     is_at(&uri, &relay->outside))
				replace_place(message, &uri, address.uri,
					      is_bare, is_out ?
					      &relay->outside : &relay->stack,
					      edits);
		}
		if (result)
			return -EINVAL;
	}
	return 0;
}

void phonewall_sip_relay_learn(struct phonewall_sip_relay *relay,
			       const struct phonewall_sip_message *message)
{
	const struct phonewall_sip_header *header = phonewall_sip_header_next(
		message, PHONEWALL_SIP_HEADER_CONTACT, NULL);
	struct phonewall_sip_text rest, element, whole, value = { 0 };
	struct phonewall_sip_address address;
	struct phonewall_sip_uri uri;
	bool is_bare;

	if (!header)
		return;
	rest = header->value;
	if (phonewall_sip_element_next(&rest, &element) != 1 ||
	    parse_element(element, &address, &uri, &is_bare) ||
	    !phonewall_sip_is_loopback(uri.host) ||
	    host_port_of(&uri).length >= sizeof(relay->stack.host_port))
		return;
	if (!is_bare)
		find_transport(uri.parameters, &whole, &value);
	if (value.length >= sizeof(relay->stack.transport))
		return;
	snprintf(relay->stack.host_port, sizeof(relay->stack.host_port),
		 "%.*s", (int)host_port_of(&uri).length, uri.host.start);
	snprintf(relay->stack.transport, sizeof(relay->stack.transport),
		 "%.*s", (int)value.length, value.length ? value.start : "");
}

/* The first element of the first Via, and the header that it is in. */
static const struct phonewall_sip_header *
top_via(const struct phonewall_sip_message *message,
	struct phonewall_sip_text *element, struct phonewall_sip_text *rest,
	struct phonewall_sip_via *via)
{
	const struct phonewall_sip_header *header = phonewall_sip_header_next(
		message, PHONEWALL_SIP_HEADER_VIA, NULL);

	if (!header)
		return NULL;
	*rest = header->value;
	return phonewall_sip_element_next(rest, element) == 1 &&
	       !phonewall_sip_via_parse(*element, via) ? header : NULL;
}

/* Host and port without white space, which Via may have. */
static bool print_sent_by(const struct phonewall_sip_via *via,
			  char text[PHONEWALL_SIP_PLACE_TEXT])
{
	int length = snprintf(text, PHONEWALL_SIP_PLACE_TEXT,
			      via->port ? "%.*s:%u" : "%.*s",
			      (int)via->host.length, via->host.start,
			      via->port);

	return length > 0 && length < PHONEWALL_SIP_PLACE_TEXT;
}

/* The parameters that the edge does not set itself. */
static bool keep_parameters(const struct phonewall_sip_via *via,
			    char kept[VIA_PARAMETERS], bool *has_rport)
{
	struct phonewall_sip_text rest = via->parameters, name, value;
	size_t used = 0;
	int length, result;

	*kept = '\0';
	*has_rport = false;
	while ((result = phonewall_sip_parameter_next(&rest, &name,
						      &value)) == 1) {
		*has_rport = *has_rport || phonewall_sip_text_is(name, "rport");
		if (phonewall_sip_text_is(name, "branch") ||
		    phonewall_sip_text_is(name, "rport") ||
		    phonewall_sip_text_is(name, "received"))
			continue;
		/* What is kept is a string, which would end there. */
		if (value.length && memchr(value.start, '\0', value.length))
			return false;
		length = snprintf(kept + used, VIA_PARAMETERS - used,
				  ";%.*s%s%.*s", (int)name.length, name.start,
				  value.start ? "=" : "", (int)value.length,
				  value.start ?: "");
		if (length < 0 || (size_t)length >= VIA_PARAMETERS - used)
			return false;
		used += (size_t)length;
	}
	return !result;
}

/* The server sees a user agent that has one Via (RFC 3329 section 2.3.1). */
static int replace_via(const struct phonewall_sip_relay *relay,
		       const struct phonewall_sip_message *request,
		       const char *path, struct phonewall_sip_edits *edits)
{
	struct phonewall_sip_branch branch = { .path = "" };
	char text[PHONEWALL_SIP_BRANCH_TEXT], kept[VIA_PARAMETERS];
	struct phonewall_sip_text element, rest;
	struct phonewall_sip_via via;
	bool has_rport;

	if (!top_via(request, &element, &rest, &via) || !via.branch.length ||
	    via.branch.length >= sizeof(branch.branch) ||
	    !print_sent_by(&via, branch.sent_by) ||
	    !keep_parameters(&via, kept, &has_rport))
		return -EINVAL;
	snprintf(branch.path, sizeof(branch.path), "%c%s",
		 has_rport ? HAD_RPORT : HAD_NO_RPORT, path);
	memcpy(branch.branch, via.branch.start, via.branch.length);
	if (!phonewall_sip_branch_print(relay->key, &branch, text))
		return -EINVAL;
	phonewall_sip_edit_print(edits, request, element,
				 "SIP/2.0/%s %s;branch=%s;rport%s",
				 relay->outside.transport,
				 relay->outside.host_port, text, kept);
	return 0;
}

/* An element of a list, with the comma that it needs no more. */
static void remove_element(const struct phonewall_sip_message *message,
			   const struct phonewall_sip_header *header,
			   struct phonewall_sip_text element,
			   struct phonewall_sip_text rest,
			   const char *previous_end,
			   struct phonewall_sip_edits *edits)
{
	struct phonewall_sip_text part;

	rest = phonewall_sip_text_trim(rest);
	if (rest.length)
		part = between(element.start, rest.start);
	else if (previous_end)
		part = between(previous_end, end_of(element));
	else
		part = header->whole;
	phonewall_sip_edit_replace(edits, message, part,
				   (struct phonewall_sip_text){ 0 });
}

static bool is_own_route(const struct phonewall_sip_relay *relay,
			 struct phonewall_sip_text element)
{
	struct phonewall_sip_address address;
	struct phonewall_sip_uri uri;
	bool is_bare;

	return !parse_element(element, &address, &uri, &is_bare) &&
	       phonewall_sip_relay_is_edge(relay, &uri);
}

/* The edge's own element of Route or Record-Route. */
static void remove_own(const struct phonewall_sip_relay *relay,
		       const struct phonewall_sip_message *message,
		       enum phonewall_sip_header_id id,
		       struct phonewall_sip_edits *edits)
{
	const struct phonewall_sip_header *header = NULL;
	struct phonewall_sip_text rest, element;

	while ((header = phonewall_sip_header_next(message, id, header))) {
		const char *previous_end = NULL;

		rest = header->value;
		while (phonewall_sip_element_next(&rest, &element) == 1) {
			if (is_own_route(relay, element)) {
				remove_element(message, header, element, rest,
					       previous_end, edits);
				return;
			}
			previous_end = end_of(element);
		}
	}
}

static void remove_headers(const struct phonewall_sip_message *message,
			   enum phonewall_sip_header_id id,
			   struct phonewall_sip_edits *edits)
{
	const struct phonewall_sip_header *header = NULL;

	while ((header = phonewall_sip_header_next(message, id, header)))
		phonewall_sip_edit_replace(edits, message, header->whole,
					   (struct phonewall_sip_text){ 0 });
}

static bool has_sdp(const struct phonewall_sip_message *message)
{
	const struct phonewall_sip_header *header = phonewall_sip_header_next(
		message, PHONEWALL_SIP_HEADER_CONTENT_TYPE, NULL);

	return header &&
	       ((header->value.length >= 15 &&
		 !strncasecmp(header->value.start, "application/sdp", 15)) ||
		(header->value.length >= 10 &&
		 !strncasecmp(header->value.start, "multipart/", 10)));
}

static bool begins_with(struct phonewall_sip_text line, const char *start)
{
	return line.length >= strlen(start) &&
	       !memcmp(line.start, start, strlen(start));
}

/* The address of "o=", "c=" or "a=rtcp:", from its type on, as "IP4 127.0.0.1". */
static bool find_loopback(struct phonewall_sip_text line,
			  struct phonewall_sip_text *found)
{
	const char *place = line.length ? memmem(line.start, line.length,
						 "IN IP", 5) : NULL;
	const char *end = end_of(line);
	struct phonewall_sip_text host;

	if ((!begins_with(line, "o=") && !begins_with(line, "c=") &&
	     !begins_with(line, "a=rtcp:")) || !place || end - place < 8)
		return false;
	host = between(place + 7, place + 7);
	while (host.start + host.length < end &&
	       !strchr(" \r/", host.start[host.length]))
		host.length++;
	*found = between(place + 3, end_of(host));
	return phonewall_sip_is_loopback(host) ||
	       phonewall_sip_text_is(host, "::1");
}

static void replace_media(const struct phonewall_sip_relay *relay,
			  const struct phonewall_sip_message *message,
			  struct phonewall_sip_edits *edits)
{
	const char *place = message->body.start;
	const char *end = end_of(message->body);

	if (!message->body.length || !*relay->media || !has_sdp(message))
		return;
	while (place < end) {
		const char *line_end = memchr(place, '\n',
					      (size_t)(end - place)) ?: end;
		struct phonewall_sip_text found;

		if (find_loopback(between(place, line_end), &found))
			phonewall_sip_edit_replace(edits, message, found,
				phonewall_sip_text_of(relay->media));
		place = line_end + 1;
	}
}

/*
 * A stream needs what a datagram may leave out (RFC 3261 section 18.3). A body
 * without it may change its length, so such a message is refused.
 */
static int add_length(const struct phonewall_sip_message *message,
		      struct phonewall_sip_edits *edits)
{
	if (phonewall_sip_header_next(message,
			PHONEWALL_SIP_HEADER_CONTENT_LENGTH, NULL))
		return 0;
	if (message->body.length)
		return -EINVAL;
	phonewall_sip_edit_add_header(edits, message, "Content-Length",
				      phonewall_sip_text_of("0"));
	return 0;
}

int phonewall_sip_relay_request_out(const struct phonewall_sip_relay *relay,
				    const struct phonewall_sip_message *request,
				    const struct phonewall_sip_origin *origin,
				    bool has_credentials,
				    struct phonewall_sip_edits *edits)
{
	if (replace_via(relay, request, origin->path, edits) ||
	    replace_contacts(relay, request, true, edits))
		return -EINVAL;
	remove_own(relay, request, PHONEWALL_SIP_HEADER_ROUTE, edits);
	if (!has_credentials) {
		remove_headers(request, PHONEWALL_SIP_HEADER_AUTHORIZATION,
			       edits);
		remove_headers(request,
			       PHONEWALL_SIP_HEADER_PROXY_AUTHORIZATION, edits);
	}
	replace_media(relay, request, edits);
	return add_length(request, edits);
}

int phonewall_sip_relay_response_out(const struct phonewall_sip_relay *relay,
				     const struct phonewall_sip_message *response,
				     struct phonewall_sip_edits *edits,
				     struct phonewall_sip_branch *branch)
{
	const struct phonewall_sip_header *header;
	struct phonewall_sip_text element, rest;
	struct phonewall_sip_via via;

	header = top_via(response, &element, &rest, &via);
	if (!header ||
	    !phonewall_sip_branch_parse(relay->key, via.branch, branch) ||
	    replace_contacts(relay, response, true, edits))
		return -EINVAL;
	remove_element(response, header, element, rest, NULL, edits);
	remove_own(relay, response, PHONEWALL_SIP_HEADER_RECORD_ROUTE, edits);
	replace_media(relay, response, edits);
	return add_length(response, edits);
}

static struct phonewall_sip_text
without_brackets(struct phonewall_sip_text host)
{
	if (host.length > 2 && *host.start == '[')
		return between(host.start + 1, end_of(host) - 1);
	return host;
}

/* RFC 3581 section 4; "received" as RFC 3261 section 18.2.1 asks. */
static void note_source(const struct phonewall_sip_message *request,
			struct phonewall_sip_text element,
			const struct phonewall_sip_via *via,
			const struct phonewall_sip_origin *origin,
			struct phonewall_sip_edits *edits)
{
	struct phonewall_sip_text rest = via->parameters, name, value;

	while (phonewall_sip_parameter_next(&rest, &name, &value) == 1)
		if (phonewall_sip_text_is(name, "rport") && !value.start)
			phonewall_sip_edit_print(edits, request, name,
						 "rport=%u", origin->port);
	if (!phonewall_sip_text_is(without_brackets(via->host), origin->host))
		phonewall_sip_edit_print(edits, request,
				between(end_of(element), end_of(element)),
				";received=%s", origin->host);
}

/* INVITE, its CANCEL and its ACK after a failure have the same first Via. */
static bool make_branch_in(const struct phonewall_sip_relay *relay,
			   const struct phonewall_sip_message *request,
			   const struct phonewall_sip_via *via,
			   const struct phonewall_sip_origin *origin,
			   char text[PHONEWALL_SIP_BRANCH_TEXT])
{
	struct phonewall_sip_branch branch = { .path = "" };
	const struct phonewall_sip_text texts[] = {
		phonewall_sip_text_of("via"), via->host, via->branch,
		request->call_id };

	snprintf(branch.path, sizeof(branch.path), "%s", origin->path);
	phonewall_sip_mark(relay->key, texts, sizeof(texts) / sizeof(texts[0]),
			   branch.branch);
	return phonewall_sip_branch_print(relay->key, &branch, text);
}

static void add_record_route(const struct phonewall_sip_relay *relay,
			     const struct phonewall_sip_message *message,
			     struct phonewall_sip_text place,
			     struct phonewall_sip_edits *edits)
{
	phonewall_sip_edit_print(edits, message, place,
				 "Record-Route: <sip:%s%s;lr>\r\n",
				 relay->edge.host_port,
				 strcmp(relay->edge.transport, "TCP") ? "" :
				 ";transport=tcp");
}

int phonewall_sip_relay_request_in(const struct phonewall_sip_relay *relay,
				   const struct phonewall_sip_message *request,
				   const struct phonewall_sip_origin *origin,
				   struct phonewall_sip_edits *edits)
{
	struct phonewall_sip_text element, rest, first;
	char text[PHONEWALL_SIP_BRANCH_TEXT];
	struct phonewall_sip_uri uri;
	struct phonewall_sip_via via;

	if (!top_via(request, &element, &rest, &via) ||
	    !make_branch_in(relay, request, &via, origin, text))
		return -EINVAL;
	if (!phonewall_sip_uri_parse(request->uri, &uri) &&
	    is_at(&uri, &relay->outside))
		replace_place(request, &uri, request->uri, false,
			      &relay->stack, edits);
	first = between(request->headers[0].whole.start,
			request->headers[0].whole.start);
	phonewall_sip_edit_print(edits, request, first,
				 "Via: SIP/2.0/%s %s;branch=%s;rport\r\n",
				 relay->edge.transport, relay->edge.host_port,
				 text);
	if (phonewall_sip_header_next(request, PHONEWALL_SIP_HEADER_CONTACT,
				      NULL))
		add_record_route(relay, request, first, edits);
	note_source(request, element, &via, origin, edits);
	return add_length(request, edits);
}

bool phonewall_sip_relay_branch(const struct phonewall_sip_relay *relay,
				const struct phonewall_sip_message *response,
				struct phonewall_sip_branch *branch)
{
	struct phonewall_sip_text element, rest;
	struct phonewall_sip_via via;
	char had;

	if (!top_via(response, &element, &rest, &via) ||
	    !phonewall_sip_branch_parse(relay->key, via.branch, branch))
		return false;
	had = *branch->path;
	return had == HAD_RPORT || had == HAD_NO_RPORT;
}

static int restore_via(const struct phonewall_sip_message *response,
		       const struct phonewall_sip_branch *branch,
		       const char *transport, uint16_t port,
		       struct phonewall_sip_edits *edits)
{
	char kept[VIA_PARAMETERS], rport[16] = "";
	struct phonewall_sip_text element, rest;
	struct phonewall_sip_via via;
	bool has_rport;

	if (!top_via(response, &element, &rest, &via) ||
	    !keep_parameters(&via, kept, &has_rport))
		return -EINVAL;
	if (*branch->path == HAD_RPORT)
		snprintf(rport, sizeof(rport), ";rport=%u", port);
	phonewall_sip_edit_print(edits, response, element,
				 "SIP/2.0/%s %s;branch=%s%s%s", transport,
				 branch->sent_by, branch->branch, rport, kept);
	return 0;
}

/* Those of other realms. */
static void remove_challenges(const struct phonewall_sip_message *response,
			      enum phonewall_sip_header_id id,
			      const struct phonewall_sip_realms *realms,
			      struct phonewall_sip_edits *edits)
{
	const struct phonewall_sip_header *header = NULL;

	while ((header = phonewall_sip_header_next(response, id, header)))
		if (!realms || !phonewall_sip_realms_allow(realms,
							   header->value))
			phonewall_sip_edit_replace(edits, response,
				header->whole,
				(struct phonewall_sip_text){ 0 });
}

/* Behind all others: the caller's route is the reverse (RFC 3261 12.1.2). */
static void record_for_caller(const struct phonewall_sip_relay *relay,
			      const struct phonewall_sip_message *response,
			      struct phonewall_sip_edits *edits)
{
	const char *end = response->whole.start + response->headers_end;

	if (response->status > 100 && response->status < 300 &&
	    !phonewall_sip_text_is_same(response->method,
					phonewall_sip_text_of("REGISTER")))
		add_record_route(relay, response, between(end, end), edits);
}

int phonewall_sip_relay_response_in(const struct phonewall_sip_relay *relay,
				    const struct phonewall_sip_message *response,
				    const struct phonewall_sip_branch *branch,
				    const char *stack_transport,
				    uint16_t stack_port,
				    const struct phonewall_sip_realms *realms,
				    struct phonewall_sip_edits *edits)
{
	if (restore_via(response, branch, stack_transport, stack_port, edits) ||
	    replace_contacts(relay, response, false, edits))
		return -EINVAL;
	record_for_caller(relay, response, edits);
	remove_challenges(response, PHONEWALL_SIP_HEADER_WWW_AUTHENTICATE,
			  realms, edits);
	remove_challenges(response, PHONEWALL_SIP_HEADER_PROXY_AUTHENTICATE,
			  realms, edits);
	return add_length(response, edits);
}
