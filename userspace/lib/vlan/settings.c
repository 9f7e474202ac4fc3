// SPDX-License-Identifier: MIT
#include "vlan/settings.h"

static const struct phonewall_parameter *
parameter(const struct phonewall_reading *reading,
	  enum phonewall_vlan_parameter row)
{
	return &reading->parameters->list[row][0];
}

static uint32_t number(const struct phonewall_reading *reading,
		       enum phonewall_vlan_parameter row)
{
	return parameter(reading, row)->number;
}

/* The parameter's range includes the reserved VLAN, which no frame can have. */
static void require_vlan(const struct phonewall_reading *reading,
			 enum phonewall_vlan_parameter row)
{
	const struct phonewall_parameter *vlan = parameter(reading, row);

	if (vlan->number == PHONEWALL_VLAN_RESERVED)
		phonewall_fault_add(reading->faults, vlan->line, vlan->name,
				    "4095",
				    "is reserved by IEEE 802.1Q; set a VLAN from 0 to 4094, or set Enable_VLAN to No");
}

void phonewall_vlan_settings_read(const struct phonewall_reading *reading,
				  void *section)
{
	struct phonewall_vlan_settings *vlan = section;

	*vlan = (struct phonewall_vlan_settings){
		.enabled = number(reading, PHONEWALL_PARAMETER_ENABLE_VLAN),
		.vlan_id = number(reading, PHONEWALL_PARAMETER_VLAN_ID),
		.pc_port_vlan_id =
			number(reading, PHONEWALL_PARAMETER_PC_PORT_VLAN_ID),
		.cdp = number(reading, PHONEWALL_PARAMETER_ENABLE_CDP),
		.lldp_med =
			number(reading, PHONEWALL_PARAMETER_ENABLE_LLDP_MED),
	};
	if (!vlan->enabled)
		return;
	require_vlan(reading, PHONEWALL_PARAMETER_VLAN_ID);
	require_vlan(reading, PHONEWALL_PARAMETER_PC_PORT_VLAN_ID);
}
