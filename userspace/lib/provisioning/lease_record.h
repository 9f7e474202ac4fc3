/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LEASE_RECORD_H
#define PHONEWALL_LEASE_RECORD_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/host_name.h"
#include "provisioning/dhcp_choice.h"

/* Where phonewall-dhcp writes the records, for phonewall-provision. */
#define PHONEWALL_LEASE_DIRECTORY	"/run/phonewall-dhcp/leases"

/*
 * Bytes of a record's text; options, bytes of all of them, and name servers. What
 * keeps the others keeps the first too.
 */
#define PHONEWALL_LEASE_TEXT_MAX	65536
#define PHONEWALL_LEASE_OPTIONS_MAX	64
#define PHONEWALL_LEASE_BYTES_MAX	24576
#define PHONEWALL_LEASE_DNS_MAX		8

/* Room for "INTERFACE-v4.lease" and the NUL. */
#define PHONEWALL_LEASE_NAME_SIZE	(IF_NAMESIZE + sizeof("-v4.lease"))

/**
 * struct phonewall_lease_record - what a DHCP client has told of a lease
 * @is_ipv6: DHCPv6, else DHCP for IPv4
 * @interface: the network device
 * @address: the address that is leased; its family is 0 if none is
 * @expires: when it ends, seconds of CLOCK_BOOTTIME; 0 if never
 * @domain: the domain name, or empty
 * @dns: the name servers, in the server's order
 * @dns_count: how many
 * @options: the options, each code once; their bytes are in @bytes
 * @option_count: how many
 * @bytes: the options' bytes
 * @length: how many
 *
 * Zero-initialise it. It must not be copied, since it points into itself.
 */
struct phonewall_lease_record {
	bool is_ipv6;
	char interface[IF_NAMESIZE];
	struct phonewall_address address;
	uint32_t expires;
	char domain[PHONEWALL_HOST_NAME_MAX + 1];
	struct phonewall_address dns[PHONEWALL_LEASE_DNS_MAX];
	size_t dns_count;
	struct phonewall_dhcp_option options[PHONEWALL_LEASE_OPTIONS_MAX];
	size_t option_count;
	uint8_t bytes[PHONEWALL_LEASE_BYTES_MAX];
	size_t length;
};

/**
 * phonewall_lease_record_add_option - add an option
 * @record: the record
 * @code: the option's code
 * @bytes: its bytes, which are copied
 * @length: how many, PHONEWALL_DHCP_OPTION_MAX at most
 *
 * Return: NULL; else why it was not added: a predicate whose subject is the
 * option.
 */
const char *
phonewall_lease_record_add_option(struct phonewall_lease_record *record,
				  uint16_t code, const uint8_t *bytes,
				  size_t length);

/**
 * phonewall_lease_record_add_hexadecimal - the same for bytes in hexadecimal
 * @record: the record
 * @code: the option's code
 * @text: two digits for each byte, in upper or lower case, and nothing else
 *
 * Return: NULL; else why it was not added.
 */
const char *
phonewall_lease_record_add_hexadecimal(struct phonewall_lease_record *record,
				       uint16_t code, const char *text);

/**
 * phonewall_lease_record_add_dns - add a name server
 * @record: the record
 * @text: its address
 *
 * Return: true; false if it is no address, or one too many.
 */
bool phonewall_lease_record_add_dns(struct phonewall_lease_record *record,
				    const char *text);

/**
 * phonewall_lease_record_get_lease - what phonewall_dhcp_choose() takes
 * @record: the record; the result is valid as long as it is
 *
 * Return: its options.
 */
struct phonewall_dhcp_lease
phonewall_lease_record_get_lease(const struct phonewall_lease_record *record);

/**
 * phonewall_lease_record_print - print a record
 * @record: the record, with a valid interface
 *
 * Return: the text, which phonewall-dhcp(8) describes, of
 * PHONEWALL_LEASE_TEXT_MAX bytes at most, to be released with free().
 */
char *phonewall_lease_record_print(const struct phonewall_lease_record *record);

/**
 * phonewall_lease_record_parse - parse a record
 * @text: a text of phonewall_lease_record_print(), or any other bytes
 * @length: how many
 * @record: set whole, or left empty
 *
 * Return: 0, or -1 if the text is not a valid record.
 */
int phonewall_lease_record_parse(const char *text, size_t length,
				 struct phonewall_lease_record *record);

/**
 * phonewall_lease_record_get_name - the name of a record's file
 * @record: the record, with a valid interface
 * @name: set to "INTERFACE-v4.lease" or "INTERFACE-v6.lease"
 */
void phonewall_lease_record_get_name(const struct phonewall_lease_record *record,
				     char name[PHONEWALL_LEASE_NAME_SIZE]);

#endif /* PHONEWALL_LEASE_RECORD_H */
