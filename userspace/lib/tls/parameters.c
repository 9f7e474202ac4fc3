// SPDX-License-Identifier: MIT
#include "tls/parameters.h"

#include "config/settings.h"

static const char *const client_versions[] = {
	"TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3", NULL,
};

static const char *const server_versions[] = {
	"TLS 1.1", "TLS 1.2", "TLS 1.3", NULL,
};

static const struct phonewall_parameter_row rows[] = {
	[PHONEWALL_PARAMETER_TLS_CIPHER_LIST] = {
		.prefix = "TLS_Cipher_List",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_TLS_CLIENT_MIN_VERSION] = {
		.prefix = "TLS_Client_Min_Version",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = client_versions,
		.initial = 2,
	},
	[PHONEWALL_PARAMETER_TLS_SERVER_MIN_VERSION] = {
		.prefix = "TLS_Server_Min_Version",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = server_versions,
		.initial = 1,
	},
	[PHONEWALL_PARAMETER_TLS_NAME_VALIDATE] = {
		.prefix = "TLS_Name_Validate_",
		.suffix = "_",
		.instances = PHONEWALL_LINES_MAX,
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 1,
	},
};

const struct phonewall_parameter_table phonewall_tls_parameters = {
	.rows = rows,
	.count = sizeof(rows) / sizeof(rows[0]),
};
