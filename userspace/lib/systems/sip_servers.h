/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SYSTEMS_SIP_SERVERS_H
#define PHONEWALL_SYSTEMS_SIP_SERVERS_H

#include "systems/systems.h"

/**
 * phonewall_sip_servers_warn - warn of lines that are not served
 * @systems: what was read
 * @warnings: a "blocked-server" is added for each line whose server
 *	Restricted_Access_Domains does not allow; may be NULL
 *
 * A list that cannot be read has a warning of its own, and gets none here.
 */
void phonewall_sip_servers_warn(const struct phonewall_systems *systems,
				struct phonewall_faults *warnings);

#endif /* PHONEWALL_SYSTEMS_SIP_SERVERS_H */
