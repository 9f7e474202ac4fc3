/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VLAN_SETTINGS_H
#define PHONEWALL_VLAN_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "config/system.h"
#include "vlan/parameters.h"

/**
 * struct phonewall_vlan_settings - what cfg.xml says of the VLANs
 * @enabled: Enable_VLAN: the two VLANs below are to be used
 * @vlan_id: VLAN_ID, 0 to 4095, below PHONEWALL_VLAN_RESERVED if @enabled;
 *	PHONEWALL_VLAN_UNTAGGED: do not tag
 * @pc_port_vlan_id: PC_Port_VLAN_ID, with which the PC's untagged frames are
 *	tagged, 0 to 4095, in the same way
 * @cdp: Enable_CDP
 * @lldp_med: Enable_LLDP-MED
 */
struct phonewall_vlan_settings {
	bool enabled;
	uint16_t vlan_id;
	uint16_t pc_port_vlan_id;
	bool cdp;
	bool lldp_med;
};

/**
 * phonewall_vlan_settings_read - what the parameters say of the VLANs
 * @reading: the values of phonewall_vlan_parameters; every VLAN that is to be
 *	used and cannot be is a fault
 * @section: struct phonewall_vlan_settings; set whole
 */
void phonewall_vlan_settings_read(const struct phonewall_reading *reading,
				  void *section);

#endif /* PHONEWALL_VLAN_SETTINGS_H */
