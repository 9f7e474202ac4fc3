// SPDX-License-Identifier: MIT
#include "proxy/parameters.h"

static const char *const modes[] = {
	[PHONEWALL_PROXY_MODE_OFF] = "Off",
	[PHONEWALL_PROXY_MODE_MANUAL] = "Manual",
	[PHONEWALL_PROXY_MODE_AUTO] = "Auto",
	NULL
};

/* A wrong value refuses the file only if there is a proxy. */
#define IF_ON \
	.is_conditional = true, \
	.condition = PHONEWALL_PARAMETER_PROXY_MODE

static const struct phonewall_parameter_row rows[] = {
	[PHONEWALL_PARAMETER_PROXY_MODE] = {
		.prefix = "Proxy_Mode",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = modes,
	},
	[PHONEWALL_PARAMETER_USE_AUTO_DISCOVERY_WPAD] = {
		.prefix = "Use_Auto_Discovery__WPAD_",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 1,
		IF_ON,
	},
	[PHONEWALL_PARAMETER_USE_AUTO_DISCOVERY_WPAD_AS_DOCUMENTED] = {
		.prefix = "Use_Auto_Discovery_WPAD_",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 1,
		IF_ON,
	},
	[PHONEWALL_PARAMETER_PAC_URL] = {
		.prefix = "PAC_URL",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_PROXY_HOST] = {
		.prefix = "Proxy_Host",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_PROXY_PORT] = {
		.prefix = "Proxy_Port",
		.kind = PHONEWALL_PARAMETER_NUMBER,
		.max = 65535,
		.usable_min = 1,
		.usable_max = 65535,
		.initial = 3128,
		IF_ON,
	},
	[PHONEWALL_PARAMETER_PROXY_SERVER_REQUIRES_AUTHENTICATION] = {
		.prefix = "Proxy_Server_Requires_Authentication",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		IF_ON,
	},
	[PHONEWALL_PARAMETER_PROXY_USERNAME] = {
		.prefix = "Proxy_Username",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_PROXY_PASSWORD] = {
		.prefix = "Proxy_Password",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
};

const struct phonewall_parameter_table phonewall_proxy_parameters = {
	.rows = rows,
	.count = sizeof(rows) / sizeof(rows[0]),
};
