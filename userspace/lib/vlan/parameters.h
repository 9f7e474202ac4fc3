/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VLAN_PARAMETERS_H
#define PHONEWALL_VLAN_PARAMETERS_H

#include "config/parameter.h"

#define PHONEWALL_VLAN_UNTAGGED	1
#define PHONEWALL_VLAN_RESERVED	4095

/**
 * enum phonewall_vlan_parameter - the parameters of cfg.xml that the VLANs use:
 *	the rows of phonewall_vlan_parameters
 *
 * Each is named as in the file and has one instance.
 */
enum phonewall_vlan_parameter {
	PHONEWALL_PARAMETER_ENABLE_VLAN,
	PHONEWALL_PARAMETER_VLAN_ID,
	PHONEWALL_PARAMETER_PC_PORT_VLAN_ID,
	PHONEWALL_PARAMETER_ENABLE_CDP,
	PHONEWALL_PARAMETER_ENABLE_LLDP_MED,
};

extern const struct phonewall_parameter_table phonewall_vlan_parameters;

#endif /* PHONEWALL_VLAN_PARAMETERS_H */
