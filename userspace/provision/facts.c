// SPDX-License-Identifier: MIT
#include "facts.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <string.h>
#include <unistd.h>

#include "base/mac_address.h"

static void set_mac(const struct sockaddr_ll *address,
		    struct phonewall_facts *facts)
{
	size_t length = 0;

	if (address->sll_halen != ETH_ALEN)
		return;
	phonewall_mac_address_print(address->sll_addr, facts->mac);
	for (const char *at = facts->mac; *at; at++) {
		if (*at == ':')
			continue;
		facts->ma[length] = *at;
		facts->mau[length++] = toupper((unsigned char)*at);
	}
}

static void set_ip(const struct sockaddr_in *address,
		   struct phonewall_facts *facts)
{
	if (!facts->ip[0])
		inet_ntop(AF_INET, &address->sin_addr, facts->ip,
			  sizeof(facts->ip));
}

/* By netlink: /sys may be that of another network namespace. */
static void read_addresses(const char *interface, struct phonewall_facts *facts)
{
	struct ifaddrs *list;

	if (getifaddrs(&list))
		return;
	for (struct ifaddrs *at = list; at; at = at->ifa_next) {
		if (!at->ifa_addr || strcmp(at->ifa_name, interface))
			continue;
		if (at->ifa_addr->sa_family == AF_PACKET)
			set_mac((void *)at->ifa_addr, facts);
		else if (at->ifa_addr->sa_family == AF_INET)
			set_ip((void *)at->ifa_addr, facts);
	}
	freeifaddrs(list);
}

static bool has_certificate(const struct phonewall_device *device)
{
	const char *certificate = device->facts[PHONEWALL_DEVICE_CERTIFICATE];

	return certificate && !access(certificate, R_OK) &&
	       !access(device->facts[PHONEWALL_DEVICE_KEY], R_OK);
}

void phonewall_facts_read(const struct phonewall_device *device,
			  struct phonewall_facts *facts,
			  struct phonewall_macro_values *values)
{
	char *const *known = device->facts;

	*facts = (struct phonewall_facts){ 0 };
	if (known[PHONEWALL_DEVICE_INTERFACE])
		read_addresses(known[PHONEWALL_DEVICE_INTERFACE], facts);
	values->text[PHONEWALL_MACRO_PN] = known[PHONEWALL_DEVICE_PRODUCT];
	values->text[PHONEWALL_MACRO_PSN] = known[PHONEWALL_DEVICE_SERIES];
	values->text[PHONEWALL_MACRO_SN] = known[PHONEWALL_DEVICE_SERIAL];
	values->text[PHONEWALL_MACRO_SWVER] = known[PHONEWALL_DEVICE_FIRMWARE];
	values->text[PHONEWALL_MACRO_HWVER] = known[PHONEWALL_DEVICE_HARDWARE];
	values->text[PHONEWALL_MACRO_MAC] = facts->mac;
	values->text[PHONEWALL_MACRO_MA] = facts->ma;
	values->text[PHONEWALL_MACRO_MAU] = facts->mau;
	values->text[PHONEWALL_MACRO_IP] = facts->ip;
	values->text[PHONEWALL_MACRO_CCERT] = has_certificate(device) ?
		"Installed" : "Not Installed";
}
