// SPDX-License-Identifier: MIT
#include "web/parameters.h"

static const char *const protocols[] = {
	[PHONEWALL_WEB_HTTP] = "Http",
	[PHONEWALL_WEB_HTTPS] = "Https",
	NULL
};

static const struct phonewall_parameter_row rows[] = {
	[PHONEWALL_PARAMETER_WEB_ENABLE] = {
		.prefix = "Enable_Web_Server",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 1,
	},
	[PHONEWALL_PARAMETER_WEB_PORT] = {
		.prefix = "Web_Server_Port",
		.kind = PHONEWALL_PARAMETER_NUMBER,
		.max = UINT16_MAX,
		.usable_min = 1,
		.usable_max = UINT16_MAX,
		.initial = 80,
		.is_conditional = true,
		.condition = PHONEWALL_PARAMETER_WEB_ENABLE,
	},
	[PHONEWALL_PARAMETER_ENABLE_PROTOCOL] = {
		.prefix = "Enable_Protocol",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = protocols,
		.is_conditional = true,
		.condition = PHONEWALL_PARAMETER_WEB_ENABLE,
	},
	[PHONEWALL_PARAMETER_ENABLE_WEB_ADMIN_ACCESS] = {
		.prefix = "Enable_Web_Admin_Access",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 1,
		.is_conditional = true,
		.condition = PHONEWALL_PARAMETER_WEB_ENABLE,
	},
	[PHONEWALL_PARAMETER_ADMIN_PASSWORD] = {
		.prefix = "Admin_Password",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_USER_PASSWORD] = {
		.prefix = "User_Password",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
};

const struct phonewall_parameter_table phonewall_web_parameters = {
	.rows = rows,
	.count = sizeof(rows) / sizeof(rows[0]),
};
