// SPDX-License-Identifier: MIT
#include "provisioning/dhcp_choice.h"

#include <string.h>

#define TR069_CLASS	"dslforum.org"

/**
 * struct value - the bytes of an option, all parts together
 * @bytes: the bytes
 * @length: how many
 * @is_present: whether the lease has it
 * @is_too_long: whether it has more than PHONEWALL_DHCP_OPTION_MAX
 */
struct value {
	uint8_t bytes[PHONEWALL_DHCP_OPTION_MAX];
	size_t length;
	bool is_present;
	bool is_too_long;
};

static void append(struct value *value,
		   const struct phonewall_dhcp_option *option)
{
	value->is_present = true;
	if (option->length > sizeof(value->bytes) - value->length) {
		value->is_too_long = true;
		return;
	}
	if (option->length)
		memcpy(value->bytes + value->length, option->bytes,
		       option->length);
	value->length += option->length;
}

/* RFC 3396: parts of one option. In DHCPv6 there are none. */
static void join(const struct phonewall_dhcp_lease *lease, uint16_t code,
		 struct value *value)
{
	*value = (struct value){ 0 };
	for (size_t i = 0; i < lease->count; i++)
		if (lease->options[i].code == code)
			append(value, &lease->options[i]);
}

static bool is_tr069(const struct phonewall_dhcp_lease *lease)
{
	struct value value;

	join(lease, PHONEWALL_DHCP_VENDOR_CLASS, &value);
	return memmem(value.bytes, value.length, TR069_CLASS,
		      strlen(TR069_CLASS));
}

/* Sets the server, unless an option before has told one. */
static const char *use_server(uint16_t code, bool is_ipv6,
			      const struct value *value,
			      const struct phonewall_macro_values *values,
			      struct phonewall_dhcp_choice *choice)
{
	struct phonewall_dhcp_server server;
	const char *reason;

	if (code == PHONEWALL_DHCP_TFTP_SERVER_ADDRESS)
		reason = phonewall_dhcp_server_parse_addresses(value->bytes,
							value->length, &server);
	else if (code == PHONEWALL_DHCP_SERVER && !is_ipv6)
		reason = phonewall_dhcp_server_parse_either(value->bytes,
						value->length, values, &server);
	else
		reason = phonewall_dhcp_server_parse_text(value->bytes,
						value->length, values, &server);
	if (reason)
		return reason;
	if (choice->server_code) {
		phonewall_dhcp_server_clear(&server);
		return NULL;
	}
	choice->server_code = code;
	choice->server = server;
	return NULL;
}

static const char *parse_acs(uint16_t code, const struct value *value,
			     bool is_of_tr069, struct phonewall_dhcp_acs *acs)
{
	if (code == PHONEWALL_DHCP_VENDOR_IDENTIFYING)
		return phonewall_dhcp_acs_parse_125(value->bytes,
						    value->length, acs);
	if (code == PHONEWALL_DHCP_VENDOR_OPTIONS)
		return phonewall_dhcp_acs_parse_17(value->bytes, value->length,
						   acs);
	if (!is_of_tr069)
		return "is of another vendor: option 60 has no " TR069_CLASS;
	return phonewall_dhcp_acs_parse_43(value->bytes, value->length, acs);
}

static const char *use_acs(const struct phonewall_dhcp_lease *lease,
			   uint16_t code, const struct value *value,
			   struct phonewall_dhcp_choice *choice)
{
	struct phonewall_dhcp_acs acs;
	const char *reason = parse_acs(code, value, is_tr069(lease), &acs);

	if (reason || choice->acs_code)
		return reason;
	choice->acs_code = code;
	choice->acs = acs;
	return NULL;
}

static const char *use(const struct phonewall_dhcp_lease *lease, uint16_t code,
		       const struct value *value,
		       const struct phonewall_macro_values *values,
		       struct phonewall_dhcp_choice *choice)
{
	if (value->is_too_long)
		return "is too long";
	switch (code) {
	case PHONEWALL_DHCP_VENDOR_CLASS:
		return NULL;
	case PHONEWALL_DHCP_VENDOR_OPTIONS:
	case PHONEWALL_DHCP_VENDOR_SPECIFIC:
	case PHONEWALL_DHCP_VENDOR_IDENTIFYING:
		return use_acs(lease, code, value, choice);
	default:
		return use_server(code, lease->is_ipv6, value, values, choice);
	}
}

/*
 * In DHCPv6 each option stands for itself, and the first that is well-formed
 * counts: servers of several vendors may have sent option 17.
 */
static const char *use_each(const struct phonewall_dhcp_lease *lease,
			    uint16_t code,
			    const struct phonewall_macro_values *values,
			    struct phonewall_dhcp_choice *choice)
{
	const char *first = NULL;

	for (size_t i = 0; i < lease->count; i++) {
		struct value value = { 0 };
		const char *reason;

		if (lease->options[i].code != code)
			continue;
		append(&value, &lease->options[i]);
		reason = use(lease, code, &value, values, choice);
		if (!reason)
			return NULL;
		if (!first)
			first = reason;
	}
	return first;
}

static const char *use_joined(const struct phonewall_dhcp_lease *lease,
			      uint16_t code,
			      const struct phonewall_macro_values *values,
			      struct phonewall_dhcp_choice *choice)
{
	struct value value;

	join(lease, code, &value);
	return value.is_present ? use(lease, code, &value, values, choice) :
	       NULL;
}

void phonewall_dhcp_choose(const struct phonewall_dhcp_lease *lease,
			   const struct phonewall_dhcp_order *order,
			   const struct phonewall_macro_values *values,
			   struct phonewall_dhcp_choice *choice)
{
	*choice = (struct phonewall_dhcp_choice){ 0 };
	for (size_t i = 0; i < order->count; i++) {
		uint16_t code = order->codes[i];
		const char *reason = lease->is_ipv6 ?
			use_each(lease, code, values, choice) :
			use_joined(lease, code, values, choice);

		if (reason)
			choice->skips[choice->skip_count++] =
				(struct phonewall_dhcp_skip){ code, reason };
	}
}

void phonewall_dhcp_choice_clear(struct phonewall_dhcp_choice *choice)
{
	phonewall_dhcp_server_clear(&choice->server);
	*choice = (struct phonewall_dhcp_choice){ 0 };
}
