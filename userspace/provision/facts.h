/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_FACTS_H
#define PHONEWALL_PROVISION_FACTS_H

#include <net/if.h>
#include <netinet/in.h>

#include "base/mac_address.h"
#include "provisioning/device.h"
#include "provisioning/macro.h"

/**
 * struct phonewall_facts - what macros tell of the phone, as it is now
 * @mac: $MAC
 * @ma: $MA
 * @mau: $MAU
 * @ip: $IP
 */
struct phonewall_facts {
	char mac[PHONEWALL_MAC_ADDRESS_TEXT];
	char ma[PHONEWALL_MAC_ADDRESS_TEXT];
	char mau[PHONEWALL_MAC_ADDRESS_TEXT];
	char ip[INET_ADDRSTRLEN];
};

/**
 * phonewall_facts_read - find out what the phone is
 * @device: what provision.conf tells
 * @facts: set; what is not known is empty
 * @values: the macros of the phone are set: what they point to belongs to
 *	@device and @facts
 *
 * $CCERT is "Installed" if the certificate and its key can be read.
 */
void phonewall_facts_read(const struct phonewall_device *device,
			  struct phonewall_facts *facts,
			  struct phonewall_macro_values *values);

#endif /* PHONEWALL_PROVISION_FACTS_H */
