/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_NETWORK_ACCESS_H
#define PHONEWALL_NETWORK_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "config/parameter.h"
#include "config/settings.h"

/* The name and the text of a warning that check and phonewalld have in common. */
#define PHONEWALL_NO_SERVER_NAME	"no-server-name"
#define PHONEWALL_NO_SERVER_NAME_TEXT	\
	"set server_name in phonewall.conf, or any device of the CA can pose as the server"

#define PHONEWALL_VLAN_UNTAGGED	1
#define PHONEWALL_VLAN_RESERVED	4095

/**
 * enum phonewall_certificate_choice - the choices of Certificate_Select
 * @PHONEWALL_CERTIFICATE_MANUFACTURING: the one that the phone came with
 * @PHONEWALL_CERTIFICATE_CUSTOM: the one that the site installed
 */
enum phonewall_certificate_choice {
	PHONEWALL_CERTIFICATE_MANUFACTURING,
	PHONEWALL_CERTIFICATE_CUSTOM,
};

/**
 * struct phonewall_network_access - how the phone and its PC reach the network
 * @authentication: Enable_802.1X_Authentication: the phone authenticates itself
 * @certificate: Certificate_Select: what EAP-TLS shows
 * @pc_port_enabled: PC_PORT_Enable; without it nothing crosses the PC port
 * @vlan_enabled: Enable_VLAN: the VLANs below are to be used
 * @vlan_id: VLAN_ID, 0 to 4095, below PHONEWALL_VLAN_RESERVED where
 *	@vlan_enabled; PHONEWALL_VLAN_UNTAGGED: do not tag
 * @pc_port_vlan_id: PC_Port_VLAN_ID, with which the PC's untagged frames are
 *	tagged, 0 to 4095, in the same way
 * @cdp: Enable_CDP
 * @lldp_med: Enable_LLDP-MED
 */
struct phonewall_network_access {
	bool authentication;
	enum phonewall_certificate_choice certificate;
	bool pc_port_enabled;
	bool vlan_enabled;
	uint16_t vlan_id;
	uint16_t pc_port_vlan_id;
	bool cdp;
	bool lldp_med;
};

/**
 * phonewall_network_access_read - what the parameters say of network access
 * @parameters: what the file says
 * @access: set whole
 * @faults: every VLAN that is to be used and cannot be is added here
 */
void phonewall_network_access_read(const struct phonewall_parameters *parameters,
				   struct phonewall_network_access *access,
				   struct phonewall_faults *faults);

/**
 * phonewall_network_access_warn - warn of what network access lacks
 * @parameters: what the file says
 * @settings: the settings beside it
 * @warnings: no-server-name is added here if the phone authenticates itself by
 *	an authority to a server of any name; may be NULL
 */
void phonewall_network_access_warn(const struct phonewall_parameters *parameters,
				   const struct phonewall_dot1x_settings *settings,
				   struct phonewall_faults *warnings);

#endif /* PHONEWALL_NETWORK_ACCESS_H */
