// SPDX-License-Identifier: MIT
#include "target.h"

#include <stdio.h>
#include <string.h>

#include "base/address.h"
#include "base/text.h"
#include "endpoint.h"
#include "sip/relay.h"
#include "sip/value.h"
#include "tls/name_check.h"

#define PORT	5060

bool phonewall_target_parse(const char *text, struct phonewall_target *target)
{
	const char *colon = strrchr(text, ':');
	struct phonewall_address address;
	uint32_t port = 0;
	bool has_port;

	*target = (struct phonewall_target){ .port = 0 };
	if (phonewall_address_parse(text, &address, &target->port, &has_port)) {
		phonewall_address_print(&address, target->host);
		return !has_port || target->port;
	}
	if (colon && (!phonewall_text_number(colon + 1, 10, UINT16_MAX,
					     &port) || !port))
		return false;
	target->port = port;
	if ((size_t)snprintf(target->host, sizeof(target->host), "%.*s",
			     (int)(colon ? colon - text : (long)strlen(text)),
			     text) >= sizeof(target->host))
		return false;
	return phonewall_name_is_host(target->host);
}

static bool is_at(const struct phonewall_sip_uri *uri, const char *place)
{
	return phonewall_sip_text_is((struct phonewall_sip_text){
		uri->host.start,
		(size_t)(uri->parameters.start - uri->host.start) }, place);
}

static bool is_udp(const struct phonewall_sip_uri *uri)
{
	struct phonewall_sip_text transport;

	return uri->scheme == PHONEWALL_SIP_SCHEME_SIP &&
	       (!phonewall_sip_parameter_find(uri->parameters, "transport",
					      &transport) ||
		phonewall_sip_text_is(transport, "udp"));
}

static bool read_address(const struct phonewall_sip_uri *uri,
			 struct sockaddr_storage *address)
{
	char text[PHONEWALL_ADDRESS_TEXT];
	struct phonewall_address parsed;
	struct phonewall_sip_text host = uri->host;
	bool has_port;
	uint16_t port;

	if (host.length > 2 && *host.start == '[') {
		host.start++;
		host.length -= 2;
	}
	if (host.length >= sizeof(text))
		return false;
	memcpy(text, host.start, host.length);
	text[host.length] = '\0';
	if (!phonewall_address_parse(text, &parsed, &port, &has_port) ||
	    phonewall_sip_is_loopback(uri->host))
		return false;
	phonewall_endpoint_make(&parsed, uri->port ?: PORT, address);
	return true;
}

/* Return: whether there is a Route to another than the edge. */
static bool find_route(const struct phonewall_sip_message *request,
		       const struct phonewall_sip_relay *relay,
		       struct phonewall_sip_uri *uri)
{
	const struct phonewall_sip_header *header = NULL;
	struct phonewall_sip_text rest, element;
	struct phonewall_sip_address address;

	while ((header = phonewall_sip_header_next(request,
			PHONEWALL_SIP_HEADER_ROUTE, header))) {
		rest = header->value;
		while (phonewall_sip_element_next(&rest, &element) == 1)
			if (phonewall_sip_address_parse(element, &address) ||
			    phonewall_sip_uri_parse(address.uri, uri) ||
			    !phonewall_sip_relay_is_edge(relay, uri))
				return true;
	}
	return false;
}

bool phonewall_target_of_dialog(const struct phonewall_sip_message *request,
				const struct phonewall_sip_relay *relay,
				struct sockaddr_storage *address)
{
	struct phonewall_sip_uri uri = { 0 };

	if (!find_route(request, relay, &uri) &&
	    phonewall_sip_uri_parse(request->uri, &uri))
		return false;
	return uri.host.start && !is_at(&uri, relay->outside.host_port) &&
	       is_udp(&uri) &&
	       read_address(&uri, address);
}

uint16_t
phonewall_target_response_port(const struct phonewall_sip_message *request,
			       uint16_t source_port)
{
	const struct phonewall_sip_header *header = phonewall_sip_header_next(
		request, PHONEWALL_SIP_HEADER_VIA, NULL);
	struct phonewall_sip_text rest, element, value;
	struct phonewall_sip_via via;

	if (!header)
		return source_port;
	rest = header->value;
	if (phonewall_sip_element_next(&rest, &element) != 1 ||
	    phonewall_sip_via_parse(element, &via) ||
	    phonewall_sip_parameter_find(via.parameters, "rport", &value))
		return source_port;
	return via.port ?: PORT;
}
