// SPDX-License-Identifier: MIT
#include "firewall/parameters.h"

#include "config/settings.h"

const char *const phonewall_transport_choices[] = {
	[PHONEWALL_TRANSPORT_UDP] = "UDP",
	[PHONEWALL_TRANSPORT_TCP] = "TCP",
	[PHONEWALL_TRANSPORT_TLS] = "TLS",
	[PHONEWALL_TRANSPORT_AUTO] = "Auto",
	NULL
};

static const struct phonewall_parameter_row rows[] = {
	[PHONEWALL_PARAMETER_FIREWALL] = {
		.prefix = "Firewall",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_disabled_enabled,
		.initial = 1,
	},
	[PHONEWALL_PARAMETER_FIREWALL_CONFIG] = {
		.prefix = "Firewall_Config",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_LINE_ENABLE] = {
		.prefix = "Line_Enable_",
		.suffix = "_",
		.instances = PHONEWALL_LINES_MAX,
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 1,
	},
	[PHONEWALL_PARAMETER_SIP_TRANSPORT] = {
		.prefix = "SIP_Transport_",
		.suffix = "_",
		.instances = PHONEWALL_LINES_MAX,
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_transport_choices,
		.initial = PHONEWALL_TRANSPORT_UDP,
		.is_conditional = true,
		.condition = PHONEWALL_PARAMETER_LINE_ENABLE,
	},
	[PHONEWALL_PARAMETER_SIP_PORT] = {
		.prefix = "SIP_Port_",
		.suffix = "_",
		.instances = PHONEWALL_LINES_MAX,
		.kind = PHONEWALL_PARAMETER_NUMBER,
		.max = UINT16_MAX,
		.usable_min = 1,
		.usable_max = UINT16_MAX,
		.initial = 5060,
		.step = 1,
		.is_conditional = true,
		.condition = PHONEWALL_PARAMETER_LINE_ENABLE,
	},
	/* A number that is no port makes an invalid range, which falls back. */
	[PHONEWALL_PARAMETER_RTP_PORT_MIN] = {
		.prefix = "RTP_Port_Min",
		.kind = PHONEWALL_PARAMETER_NUMBER,
		.max = UINT32_MAX,
		.usable_min = PHONEWALL_RTP_PORT_LEAST,
		.usable_max = PHONEWALL_RTP_PORT_GREATEST,
		.initial = 16384,
	},
	[PHONEWALL_PARAMETER_RTP_PORT_MAX] = {
		.prefix = "RTP_Port_Max",
		.kind = PHONEWALL_PARAMETER_NUMBER,
		.max = UINT32_MAX,
		.usable_min = PHONEWALL_RTP_PORT_LEAST,
		.usable_max = PHONEWALL_RTP_PORT_GREATEST,
		.initial = 16482,
	},
	[PHONEWALL_PARAMETER_UPGRADE_ENABLE] = {
		.prefix = "Upgrade_Enable",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 1,
	},
	[PHONEWALL_PARAMETER_PEER_FIRMWARE_SHARING] = {
		.prefix = "Peer_Firmware_Sharing",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 1,
	},
	[PHONEWALL_PARAMETER_ENABLE_TR069] = {
		.prefix = "Enable_TR-069",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 0,
	},
	[PHONEWALL_PARAMETER_CWMP_V12_SUPPORT] = {
		.prefix = "CWMP_V1.2_Support",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 1,
	},
	[PHONEWALL_PARAMETER_CONNECTION_REQUEST_URL] = {
		.prefix = "Connection_Request_URL",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_ENABLE_WEB_SERVER] = {
		.prefix = "Enable_Web_Server",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 1,
	},
	[PHONEWALL_PARAMETER_WEB_SERVER_PORT] = {
		.prefix = "Web_Server_Port",
		.kind = PHONEWALL_PARAMETER_NUMBER,
		.max = UINT16_MAX,
		.usable_min = 1,
		.usable_max = UINT16_MAX,
		.initial = 80,
		.is_conditional = true,
		.condition = PHONEWALL_PARAMETER_ENABLE_WEB_SERVER,
	},
	[PHONEWALL_PARAMETER_BROADCAST_ECHO] = {
		.prefix = "Broadcast_Echo",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_disabled_enabled,
		.initial = 0,
	},
	[PHONEWALL_PARAMETER_GROUP_PAGING_SCRIPT] = {
		.prefix = "Group_Paging_Script",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_GROUP_N_PAGING_SCRIPT] = {
		.prefix = "Group_",
		.suffix = "_Paging_Script",
		.instances = PHONEWALL_PAGING_GROUPS_MAX,
		.kind = PHONEWALL_PARAMETER_STRING,
	},
};

const struct phonewall_parameter_table phonewall_firewall_parameters = {
	.rows = rows,
	.count = sizeof(rows) / sizeof(rows[0]),
};
