/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_VALUE_H
#define PHONEWALL_SIP_VALUE_H

#include "sip/text.h"

/**
 * enum phonewall_sip_scheme - the scheme of a URI
 * @PHONEWALL_SIP_SCHEME_OTHER: any other; nothing else of the URI is known
 * @PHONEWALL_SIP_SCHEME_SIP: "sip"
 * @PHONEWALL_SIP_SCHEME_SIPS: "sips"
 */
enum phonewall_sip_scheme {
	PHONEWALL_SIP_SCHEME_OTHER,
	PHONEWALL_SIP_SCHEME_SIP,
	PHONEWALL_SIP_SCHEME_SIPS,
};

/**
 * struct phonewall_sip_uri - a URI (RFC 3261 section 19.1)
 * @scheme: which
 * @user: before "@", with its password, as it is escaped; missing if there is no
 *	"@"
 * @host: a name, an IPv4 address, or an IPv6 address with its square brackets.
 *	It is what a certificate must name (RFC 5922 section 7.2)
 * @port: host byte order; 0 if there is none
 * @parameters: from the first ";" on, for phonewall_sip_parameter_next()
 * @headers: behind "?"; missing if there is none
 */
struct phonewall_sip_uri {
	enum phonewall_sip_scheme scheme;
	struct phonewall_sip_text user;
	struct phonewall_sip_text host;
	uint16_t port;
	struct phonewall_sip_text parameters;
	struct phonewall_sip_text headers;
};

/**
 * struct phonewall_sip_address - the value of From, To, Contact, Route and the
 *	like
 * @display: the display name, in quotes if it is; may be empty
 * @uri: the URI, without "<" and ">"
 * @parameters: of the header, from the first ";" on
 */
struct phonewall_sip_address {
	struct phonewall_sip_text display;
	struct phonewall_sip_text uri;
	struct phonewall_sip_text parameters;
};

/**
 * struct phonewall_sip_via - a value of Via
 * @transport: as "UDP"; may be one that nobody knows
 * @host: as in struct phonewall_sip_uri
 * @port: host byte order; 0 if there is none
 * @parameters: from the first ";" on
 * @branch: the parameter; missing if there is none
 */
struct phonewall_sip_via {
	struct phonewall_sip_text transport;
	struct phonewall_sip_text host;
	uint16_t port;
	struct phonewall_sip_text parameters;
	struct phonewall_sip_text branch;
};

/**
 * phonewall_sip_element_next() - take the next element of a list
 * @rest: the value of a header; set to what follows the element
 * @element: set to the element, without white space around it
 *
 * Elements are separated by commas, but not by those in quoted strings and
 * between "<" and ">".
 *
 * Return: 1 if there was an element, 0 if @rest was blank; -EINVAL if a quote or
 * "<" is not closed, or an element is empty.
 */
int phonewall_sip_element_next(struct phonewall_sip_text *rest,
			       struct phonewall_sip_text *element);

/**
 * phonewall_sip_parameter_next() - take the next parameter
 * @rest: ";name=value;name" and so on, with white space anywhere; set to what
 *	follows the parameter
 * @name: set to its name
 * @value: set to its value, with the quotes if it is quoted; missing if it has
 *	none
 *
 * Return: 1 if there was a parameter, 0 if @rest was blank; -EINVAL if it is
 * malformed.
 */
int phonewall_sip_parameter_next(struct phonewall_sip_text *rest,
				 struct phonewall_sip_text *name,
				 struct phonewall_sip_text *value);

/**
 * phonewall_sip_parameter_find() - find a parameter by its name
 * @parameters: as for phonewall_sip_parameter_next()
 * @name: in any case
 * @value: set to the value of the first such parameter; missing if it has none
 *
 * Return: true if there is one, and what is before it is well-formed.
 */
bool phonewall_sip_parameter_find(struct phonewall_sip_text parameters,
				  const char *name,
				  struct phonewall_sip_text *value);

/**
 * phonewall_sip_uri_parse() - parse a URI
 * @text: the URI, without "<" and ">"
 * @uri: set whole
 *
 * Return: 0, or -EINVAL if it is malformed.
 */
int phonewall_sip_uri_parse(struct phonewall_sip_text text,
			    struct phonewall_sip_uri *uri);

/**
 * phonewall_sip_address_parse() - parse an address with its parameters
 * @text: an element of the header
 * @address: set whole
 *
 * A URI without "<" and ">" has no parameters of its own, so they are the
 * header's (RFC 3261 section 20). Without quotes, a display name may have bytes
 * that are no token's, but no comma, semicolon or quote, which another element
 * could take for the end of the address.
 *
 * Return: 0, or -EINVAL if it is malformed; the parameters are checked, the URI
 * is not parsed.
 */
int phonewall_sip_address_parse(struct phonewall_sip_text text,
				struct phonewall_sip_address *address);

/**
 * phonewall_sip_via_parse() - parse a value of Via
 * @text: an element of the header
 * @via: set whole
 *
 * Return: 0, or -EINVAL if it is malformed, or one of its parameters is.
 */
int phonewall_sip_via_parse(struct phonewall_sip_text text,
			    struct phonewall_sip_via *via);

#endif /* PHONEWALL_SIP_VALUE_H */
