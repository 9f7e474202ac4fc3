// SPDX-License-Identifier: MIT
#include "facts.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <ifaddrs.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

static void set_mac(const char *text, struct phonewall_facts *facts)
{
	size_t length = 0;

	for (size_t i = 0; i < sizeof(facts->mac) - 1 && text[i]; i++) {
		facts->mac[i] = tolower((unsigned char)text[i]);
		if (text[i] == ':')
			continue;
		facts->ma[length] = facts->mac[i];
		facts->mau[length++] = toupper((unsigned char)text[i]);
	}
}

static void read_mac(const char *interface, struct phonewall_facts *facts)
{
	char *path = phonewall_memory_print("/sys/class/net/%s/address",
					    interface);
	struct phonewall_file file = { 0 };

	if (!phonewall_file_read(path, 4096, &file) &&
	    file.length >= sizeof(facts->mac) - 1)
		set_mac(file.text, facts);
	phonewall_file_clear(&file);
	free(path);
}

static void read_ip(const char *interface, struct phonewall_facts *facts)
{
	struct ifaddrs *list;

	if (getifaddrs(&list))
		return;
	for (struct ifaddrs *at = list; at; at = at->ifa_next) {
		const struct sockaddr_in *address = (void *)at->ifa_addr;

		if (!address || address->sin_family != AF_INET ||
		    strcmp(at->ifa_name, interface))
			continue;
		inet_ntop(AF_INET, &address->sin_addr, facts->ip,
			  sizeof(facts->ip));
		break;
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
	if (known[PHONEWALL_DEVICE_INTERFACE]) {
		read_mac(known[PHONEWALL_DEVICE_INTERFACE], facts);
		read_ip(known[PHONEWALL_DEVICE_INTERFACE], facts);
	}
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
