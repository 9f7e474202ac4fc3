// SPDX-License-Identifier: MIT
#include "provisioning/dhcp_server.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define IPV4_LENGTH	4

/* Return: how many bytes are left without NUL and white space at the end. */
static size_t trim(const uint8_t *bytes, size_t length)
{
	while (length && (!bytes[length - 1] ||
			  strchr(" \t\r\n", bytes[length - 1])))
		length--;
	return length;
}

/* An option is one line of printable ASCII. */
static bool is_text(const uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] <= ' ' || bytes[i] > '~')
			return false;
	return true;
}

static bool is_of_phone(enum phonewall_macro macro)
{
	switch (macro) {
	case PHONEWALL_MACRO_MA:
	case PHONEWALL_MACRO_MAU:
	case PHONEWALL_MACRO_MAC:
	case PHONEWALL_MACRO_PN:
	case PHONEWALL_MACRO_PSN:
	case PHONEWALL_MACRO_SN:
	case PHONEWALL_MACRO_SWVER:
	case PHONEWALL_MACRO_HWVER:
	case PHONEWALL_MACRO_IP:
		return true;
	default:
		return false;
	}
}

static bool has_only_macros_of_phone(const struct phonewall_template *template)
{
	for (size_t i = 0; i < template->count; i++)
		if (template->list[i].kind == PHONEWALL_SYMBOL_MACRO &&
		    !is_of_phone(template->list[i].macro))
			return false;
	return true;
}

/* Whether a path follows the server. */
static bool has_path(const char *text)
{
	const char *scheme = strstr(text, "://");

	return strchr(scheme ? scheme + strlen("://") : text, '/');
}

/* A server alone is read with the path "/", which is then removed. */
static const char *resolve(const char *text,
			   const struct phonewall_macro_values *values,
			   struct phonewall_server_url *url)
{
	bool is_server = !has_path(text);
	char *whole = phonewall_memory_print("%s%s", text, is_server ? "/" : "");
	struct phonewall_template template;
	const char *reason = "has an escape that stands for no character";
	bool names_server;

	if (!phonewall_template_parse(whole, &template)) {
		reason = has_only_macros_of_phone(&template) ?
			 phonewall_server_url_check(&template, &names_server) :
			 "has a macro that is not of the phone itself";
		if (!reason && !names_server)
			reason = "names no server";
		if (!reason)
			reason = phonewall_server_url_resolve(&template, values,
							      url);
		free((void *)template.list);
	}
	free(whole);
	if (!reason && is_server) {
		phonewall_memory_replace(&url->path, NULL);
		phonewall_memory_replace(&url->shown_path, NULL);
	}
	return reason;
}

const char *
phonewall_dhcp_server_parse_text(const uint8_t *bytes, size_t length,
				 const struct phonewall_macro_values *values,
				 struct phonewall_dhcp_server *server)
{
	const char *reason;
	char *text;

	*server = (struct phonewall_dhcp_server){ 0 };
	length = trim(bytes, length);
	if (!length)
		return "is empty";
	if (length > PHONEWALL_DHCP_TEXT_MAX)
		return "is too long";
	if (!is_text(bytes, length))
		return "has a character that is not printable ASCII";
	text = phonewall_memory_copy((const char *)bytes, length);
	reason = resolve(text, values, &server->url);
	free(text);
	return reason;
}

/* RFC 1122, section 3.2.1.3, and RFC 1112: no address of one other host. */
static bool is_usable(const uint8_t *address)
{
	return address[0] != 0 && address[0] != 127 && address[0] < 224;
}

const char *
phonewall_dhcp_server_parse_addresses(const uint8_t *bytes, size_t length,
				      struct phonewall_dhcp_server *server)
{
	*server = (struct phonewall_dhcp_server){ 0 };
	if (!length)
		return "is empty";
	if (length % IPV4_LENGTH)
		return "has a length that is not a multiple of 4";
	for (size_t i = 0; i < length; i += IPV4_LENGTH)
		if (!is_usable(bytes + i))
			return "has an address that is not of a host";
	for (; length && server->address_count < PHONEWALL_DHCP_ADDRESSES_MAX;
	     length -= IPV4_LENGTH, bytes += IPV4_LENGTH) {
		struct phonewall_address *address =
			&server->addresses[server->address_count++];

		address->family = AF_INET;
		memcpy(address->bytes, bytes, IPV4_LENGTH);
	}
	return NULL;
}

const char *
phonewall_dhcp_server_parse_either(const uint8_t *bytes, size_t length,
				   const struct phonewall_macro_values *values,
				   struct phonewall_dhcp_server *server)
{
	if (length == IPV4_LENGTH && !is_text(bytes, trim(bytes, length)))
		return phonewall_dhcp_server_parse_addresses(bytes, length,
							     server);
	return phonewall_dhcp_server_parse_text(bytes, length, values, server);
}

void phonewall_dhcp_server_clear(struct phonewall_dhcp_server *server)
{
	phonewall_server_url_clear(&server->url);
	*server = (struct phonewall_dhcp_server){ 0 };
}
