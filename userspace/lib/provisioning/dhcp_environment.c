// SPDX-License-Identifier: MIT
#include "provisioning/dhcp_environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/device_name.h"
#include "base/memory.h"
#include "base/text.h"

#define WPAD		252
#define NAME_SIZE	32

/* What udhcpc writes in place of a name that is no host's. */
#define BAD_NAME	"bad"

/* What is told of a lease, by the word that tells it. */
struct word {
	const char *text;
	enum phonewall_dhcp_change change;
};

/* The first argument of udhcpc's script. */
static const struct word actions[] = {
	{ "bound", PHONEWALL_DHCP_LEASED },
	{ "renew", PHONEWALL_DHCP_LEASED },
	{ "deconfig", PHONEWALL_DHCP_ENDED },
	{ "leasefail", PHONEWALL_DHCP_ENDED },
	{ "nak", PHONEWALL_DHCP_ENDED },
	{ NULL, PHONEWALL_DHCP_NO_CHANGE }
};

/*
 * dhclient-script(8) and dhcpcd-run-hooks(8), which append "6" for DHCPv6.
 * TIMEOUT is a lease of before that may still be used.
 */
static const struct word reasons[] = {
	{ "BOUND", PHONEWALL_DHCP_LEASED },
	{ "INFORM", PHONEWALL_DHCP_LEASED },
	{ "REBIND", PHONEWALL_DHCP_LEASED },
	{ "REBOOT", PHONEWALL_DHCP_LEASED },
	{ "RENEW", PHONEWALL_DHCP_LEASED },
	{ "TIMEOUT", PHONEWALL_DHCP_LEASED },
	{ "EXPIRE", PHONEWALL_DHCP_ENDED },
	{ "FAIL", PHONEWALL_DHCP_ENDED },
	{ "NAK", PHONEWALL_DHCP_ENDED },
	{ "RELEASE", PHONEWALL_DHCP_ENDED },
	{ "STOP", PHONEWALL_DHCP_ENDED },
	{ NULL, PHONEWALL_DHCP_NO_CHANGE }
};

static const uint16_t ipv4_codes[] = {
	PHONEWALL_DHCP_VENDOR_SPECIFIC, PHONEWALL_DHCP_VENDOR_CLASS,
	PHONEWALL_DHCP_TFTP_SERVER_NAME, PHONEWALL_DHCP_VENDOR_IDENTIFYING,
	PHONEWALL_DHCP_TFTP_SERVER_ADDRESS, PHONEWALL_DHCP_SERVER,
	PHONEWALL_DHCP_URL, WPAD, 0
};

static const uint16_t ipv6_codes[] = {
	PHONEWALL_DHCP_VENDOR_OPTIONS, PHONEWALL_DHCP_SERVER,
	PHONEWALL_DHCP_URL, 0
};

_Static_assert(sizeof(ipv4_codes) / sizeof(ipv4_codes[0]) - 1 <=
	       PHONEWALL_DHCP_TAKEN_MAX, "every option may be left out");
_Static_assert(PHONEWALL_DHCP_TAKEN_MAX * PHONEWALL_DHCP_OPTION_MAX <=
	       PHONEWALL_LEASE_BYTES_MAX, "every option has room");

/**
 * struct names - the variables of a client
 * @addresses: the leased address, in any of these
 * @domain: the domain name, or a list of them
 * @dns: the name servers
 * @seconds: how long the lease is, in any of these
 * @option: what the number of an option is appended to
 * @add_option: adds the option with such a value
 */
struct names {
	const char *addresses[2];
	const char *domain;
	const char *dns;
	const char *seconds[2];
	const char *option;
	const char *(*add_option)(struct phonewall_lease_record *record,
				  uint16_t code, const char *value);
};

static const char *get(const char *const *variables, const char *name)
{
	size_t length = strlen(name);

	for (; *variables; variables++)
		if (!strncmp(*variables, name, length) &&
		    (*variables)[length] == '=')
			return *variables + length + 1;
	return NULL;
}

/* "104 116 116 112": dhclient's array of unsigned integer 8. */
static const char *add_numbers(struct phonewall_lease_record *record,
			       uint16_t code, const char *value)
{
	char *copy = phonewall_memory_copy(value, strlen(value));
	uint8_t bytes[PHONEWALL_DHCP_OPTION_MAX];
	const char *reason = NULL;
	size_t length = 0;
	char *rest = copy;
	uint32_t number;

	while (rest && *copy && !reason) {
		if (length == sizeof(bytes))
			reason = "is too long";
		else if (phonewall_text_number(strsep(&rest, " "), 10,
					       UINT8_MAX, &number))
			bytes[length++] = number;
		else
			reason = "is not numbers; define it as \"array of unsigned integer 8\" in dhclient.conf";
	}
	free(copy);
	return reason ? reason :
	       phonewall_lease_record_add_option(record, code, bytes, length);
}

/* dhcpcd's binhex. */
static const char *add_binhex(struct phonewall_lease_record *record,
			      uint16_t code, const char *value)
{
	const char *reason =
		phonewall_lease_record_add_hexadecimal(record, code, value);

	return reason && !strcmp(reason, "is not hexadecimal") ?
	       "is not hexadecimal; define it as \"binhex\" in dhcpcd.conf" :
	       reason;
}

static const struct names udhcpc_names = {
	.addresses = { "ip" },
	.domain = "domain",
	.dns = "dns",
	.seconds = { "lease" },
	.option = "opt",
	.add_option = phonewall_lease_record_add_hexadecimal,
};

static const struct names ipv4_names = {
	.addresses = { "new_ip_address" },
	.domain = "new_domain_name",
	.dns = "new_domain_name_servers",
	.seconds = { "new_dhcp_lease_time" },
	.option = "new_phonewall_",
};

static const struct names ipv6_names = {
	.addresses = { "new_ip6_address", "new_dhcp6_ia_na1_ia_addr1" },
	.domain = "new_dhcp6_domain_search",
	.dns = "new_dhcp6_name_servers",
	.seconds = { "new_max_life", "new_dhcp6_ia_na1_ia_addr1_vltime" },
	.option = "new_dhcp6_phonewall_",
};

/* The options that udhcpc has a name for, as text that ends at a NUL. */
static const char *add_named(const char *const *variables,
			     struct phonewall_lease_record *record,
			     uint16_t code)
{
	const char *value = NULL;

	if (code == PHONEWALL_DHCP_TFTP_SERVER_NAME)
		value = get(variables, "tftp");
	else if (code == PHONEWALL_DHCP_VENDOR_CLASS)
		value = get(variables, "vendor");
	else if (code == WPAD)
		value = get(variables, "wpad");
	if (!value)
		return NULL;
	if (code == PHONEWALL_DHCP_TFTP_SERVER_NAME && !strcmp(value, BAD_NAME))
		return "is not passed on by udhcpc; build it without FEATURE_UDHCPC_SANITIZEOPT, or use option 160";
	return phonewall_lease_record_add_option(record, code,
						 (const uint8_t *)value,
						 strlen(value));
}

static void take_option(const char *const *variables,
			const struct names *names, uint16_t code,
			struct phonewall_dhcp_event *event)
{
	char name[NAME_SIZE];
	const char *reason;
	const char *value;

	snprintf(name, sizeof(name), "%s%u", names->option, code);
	value = get(variables, name);
	if (value)
		reason = names->add_option(&event->record, code, value);
	else if (names->option == udhcpc_names.option)
		reason = add_named(variables, &event->record, code);
	else
		return;
	if (reason)
		event->skips[event->skip_count++] =
			(struct phonewall_dhcp_skip){ code, reason };
}

static const char *get_first(const char *const *variables,
			     const char *const names[2])
{
	const char *value = NULL;

	for (size_t i = 0; i < 2 && names[i] && !value; i++)
		value = get(variables, names[i]);
	return value;
}

static uint32_t read_seconds(const char *const *variables,
			     const struct names *names)
{
	const char *value = get_first(variables, names->seconds);
	uint32_t seconds;

	return value && phonewall_text_number(value, 10, UINT32_MAX, &seconds) ?
	       seconds : PHONEWALL_DHCP_FOREVER;
}

static void take_address(const char *const *variables,
			 const struct names *names,
			 struct phonewall_lease_record *record)
{
	sa_family_t family = record->is_ipv6 ? AF_INET6 : AF_INET;
	struct phonewall_address address;
	const char *value = get_first(variables, names->addresses);
	bool has_port;
	uint16_t port;

	if (value && phonewall_address_parse(value, &address, &port,
					     &has_port) &&
	    !has_port && address.family == family)
		record->address = address;
}

/* The first name of a list; without the root's dot, which dhclient writes. */
static void take_domain(const char *value,
			struct phonewall_lease_record *record)
{
	size_t length = value ? strcspn(value, " ") : 0;
	char *copy;

	if (!length)
		return;
	copy = phonewall_memory_copy(value, length);
	if (copy[length - 1] == '.')
		copy[length - 1] = '\0';
	if (phonewall_host_name_is_valid(copy) && strcmp(copy, BAD_NAME))
		strcpy(record->domain, copy);
	free(copy);
}

static void take_dns(const char *value, struct phonewall_lease_record *record)
{
	char *copy = phonewall_memory_copy(value, strlen(value));
	char *rest = copy;
	char *entry;

	while ((entry = strsep(&rest, " ")))
		phonewall_lease_record_add_dns(record, entry);
	free(copy);
}

static void take_lease(const char *const *variables, const struct names *names,
		       struct phonewall_dhcp_event *event)
{
	struct phonewall_lease_record *record = &event->record;
	const uint16_t *code = record->is_ipv6 ? ipv6_codes : ipv4_codes;
	const char *dns = get(variables, names->dns);

	event->seconds = read_seconds(variables, names);
	take_address(variables, names, record);
	take_domain(get(variables, names->domain), record);
	if (dns)
		take_dns(dns, record);
	for (; *code; code++)
		take_option(variables, names, *code, event);
}

/* Return: what the word, of so many bytes, tells. */
static enum phonewall_dhcp_change find_change(const struct word *words,
					      const char *text, size_t length)
{
	for (; words->text; words++)
		if (strlen(words->text) == length &&
		    !strncmp(words->text, text, length))
			break;
	return words->change;
}

static struct names get_names(const char *const *variables, bool is_ipv6)
{
	struct names names = is_ipv6 ? ipv6_names : ipv4_names;

	names.add_option = get(variables, "protocol") ? add_binhex :
							add_numbers;
	return names;
}

/* An event of dhcpcd or of dhclient. */
static void read_reason(const char *const *variables, const char *reason,
			struct phonewall_dhcp_event *event)
{
	size_t length = strlen(reason);
	struct names names;

	event->record.is_ipv6 = length && reason[length - 1] == '6';
	names = get_names(variables, event->record.is_ipv6);
	event->change = find_change(reasons, reason,
				    length - event->record.is_ipv6);
	if (event->change == PHONEWALL_DHCP_LEASED)
		take_lease(variables, &names, event);
}

static void read_action(const char *const *variables, const char *action,
			struct phonewall_dhcp_event *event)
{
	event->change = find_change(actions, action, strlen(action));
	if (event->change == PHONEWALL_DHCP_LEASED)
		take_lease(variables, &udhcpc_names, event);
}

/* An IPv4 lease has an address; TIMEOUT may be told without any lease. */
static bool is_lease(const struct phonewall_lease_record *record)
{
	return record->is_ipv6 || record->address.family;
}

const char *
phonewall_dhcp_environment_read(const char *const *variables,
				const char *action,
				struct phonewall_dhcp_event *event)
{
	const char *interface = get(variables, "interface");
	const char *reason = get(variables, "reason");

	memset(event, 0, sizeof(*event));
	if (!reason && !action)
		return "no DHCP client has called this; call it from a hook, as in examples/dhcp";
	if (!interface || !phonewall_device_name_is_valid(interface))
		return "\"interface\" in the environment is not a network device; call this from the hook of a DHCP client";
	if (reason)
		read_reason(variables, reason, event);
	else
		read_action(variables, action, event);
	if (event->change == PHONEWALL_DHCP_LEASED && !is_lease(&event->record))
		event->change = PHONEWALL_DHCP_NO_CHANGE;
	if (event->change == PHONEWALL_DHCP_NO_CHANGE)
		memset(event, 0, sizeof(*event));
	else
		strcpy(event->record.interface, interface);
	return NULL;
}
