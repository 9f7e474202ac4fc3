/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISIONING_ADVICE_H
#define PHONEWALL_PROVISIONING_ADVICE_H

#include "config/system.h"
#include "provisioning/settings.h"

/**
 * phonewall_provisioning_advise - warn of rules that are hardly intended
 * @settings: the settings of the same file
 * @reading: the values of phonewall_provisioning_parameters. Its warnings get
 *	"unprotected-profile" for a rule that fetches by TFTP or HTTP without
 *	--key, and "blocked-server" for one whose server
 *	Restricted_Access_Domains does not have
 *
 * A server that is known only on a phone, as that of "$SN.example.com", is not
 * looked at.
 */
void
phonewall_provisioning_advise(const struct phonewall_provisioning_settings *settings,
			      const struct phonewall_reading *reading);

#endif /* PHONEWALL_PROVISIONING_ADVICE_H */
