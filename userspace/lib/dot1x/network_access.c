// SPDX-License-Identifier: MIT
#include "dot1x/network_access.h"

static const struct phonewall_parameter *
parameter(const struct phonewall_parameters *parameters,
	  enum phonewall_parameter_id id)
{
	return &parameters->list[id][0];
}

static uint32_t number(const struct phonewall_parameters *parameters,
		       enum phonewall_parameter_id id)
{
	return parameter(parameters, id)->number;
}

/* The parameter's own range has the reserved VLAN in it; no frame can. */
static void require_vlan(const struct phonewall_parameter *vlan,
			 struct phonewall_faults *faults)
{
	if (vlan->number == PHONEWALL_VLAN_RESERVED)
		phonewall_fault_add(faults, vlan->line, vlan->name, "4095",
				    "is reserved by IEEE 802.1Q; set a VLAN from 0 to 4094, or set Enable_VLAN to No");
}

void phonewall_network_access_read(const struct phonewall_parameters *parameters,
				   struct phonewall_network_access *access,
				   struct phonewall_faults *faults)
{
	*access = (struct phonewall_network_access){
		.authentication =
			number(parameters,
			       PHONEWALL_PARAMETER_ENABLE_AUTHENTICATION),
		.certificate = number(parameters,
				      PHONEWALL_PARAMETER_CERTIFICATE_SELECT),
		.pc_port_enabled = number(parameters,
					  PHONEWALL_PARAMETER_PC_PORT_ENABLE),
		.vlan_enabled = number(parameters,
				       PHONEWALL_PARAMETER_ENABLE_VLAN),
		.vlan_id = number(parameters, PHONEWALL_PARAMETER_VLAN_ID),
		.pc_port_vlan_id = number(parameters,
					  PHONEWALL_PARAMETER_PC_PORT_VLAN_ID),
		.cdp = number(parameters, PHONEWALL_PARAMETER_ENABLE_CDP),
		.lldp_med = number(parameters,
				   PHONEWALL_PARAMETER_ENABLE_LLDP_MED),
	};
	if (!access->vlan_enabled)
		return;
	require_vlan(parameter(parameters, PHONEWALL_PARAMETER_VLAN_ID),
		     faults);
	require_vlan(parameter(parameters, PHONEWALL_PARAMETER_PC_PORT_VLAN_ID),
		     faults);
}

void phonewall_network_access_warn(const struct phonewall_parameters *parameters,
				   const struct phonewall_dot1x_settings *settings,
				   struct phonewall_faults *warnings)
{
	const struct phonewall_parameter *authentication =
		parameter(parameters, PHONEWALL_PARAMETER_ENABLE_AUTHENTICATION);

	if (authentication->number && settings->ca_certificate &&
	    !settings->server_name)
		phonewall_warning_add(warnings, PHONEWALL_NO_SERVER_NAME,
				      authentication->line,
				      authentication->name, NULL,
				      PHONEWALL_NO_SERVER_NAME_TEXT);
}
