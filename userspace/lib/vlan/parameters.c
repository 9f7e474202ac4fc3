// SPDX-License-Identifier: MIT
#include "vlan/parameters.h"

static const struct phonewall_parameter_row rows[] = {
	[PHONEWALL_PARAMETER_ENABLE_VLAN] = {
		.prefix = "Enable_VLAN",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 0,
	},
	[PHONEWALL_PARAMETER_VLAN_ID] = {
		.prefix = "VLAN_ID",
		.kind = PHONEWALL_PARAMETER_NUMBER,
		.max = PHONEWALL_VLAN_RESERVED,
		.usable_max = PHONEWALL_VLAN_RESERVED - 1,
		.initial = PHONEWALL_VLAN_UNTAGGED,
	},
	[PHONEWALL_PARAMETER_PC_PORT_VLAN_ID] = {
		.prefix = "PC_Port_VLAN_ID",
		.kind = PHONEWALL_PARAMETER_NUMBER,
		.max = PHONEWALL_VLAN_RESERVED,
		.usable_max = PHONEWALL_VLAN_RESERVED - 1,
		.initial = PHONEWALL_VLAN_UNTAGGED,
	},
	[PHONEWALL_PARAMETER_ENABLE_CDP] = {
		.prefix = "Enable_CDP",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 1,
	},
	[PHONEWALL_PARAMETER_ENABLE_LLDP_MED] = {
		.prefix = "Enable_LLDP-MED",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 1,
	},
};

const struct phonewall_parameter_table phonewall_vlan_parameters = {
	.rows = rows,
	.count = sizeof(rows) / sizeof(rows[0]),
};
