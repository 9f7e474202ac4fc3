// SPDX-License-Identifier: MIT
#include "dot1x/parameters.h"

static const char *const certificates[] = {
	[PHONEWALL_CERTIFICATE_MANUFACTURING] = "Manufacturing installed",
	[PHONEWALL_CERTIFICATE_CUSTOM] = "Custom installed",
	NULL
};

static const struct phonewall_parameter_row rows[] = {
	[PHONEWALL_PARAMETER_ENABLE_AUTHENTICATION] = {
		.prefix = "Enable_802.1X_Authentication",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 0,
	},
	[PHONEWALL_PARAMETER_CERTIFICATE_SELECT] = {
		.prefix = "Certificate_Select",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = certificates,
		.initial = PHONEWALL_CERTIFICATE_MANUFACTURING,
	},
	[PHONEWALL_PARAMETER_PC_PORT_ENABLE] = {
		.prefix = "PC_PORT_Enable",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 1,
	},
};

const struct phonewall_parameter_table phonewall_dot1x_parameters = {
	.rows = rows,
	.count = sizeof(rows) / sizeof(rows[0]),
};
