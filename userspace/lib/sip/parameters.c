// SPDX-License-Identifier: MIT
#include "sip/parameters.h"

#include "config/settings.h"
#include "firewall/parameters.h"

static const char *const secure_calls[] = {
	[PHONEWALL_SECURE_CALL_OPTIONAL] = "Optional",
	[PHONEWALL_SECURE_CALL_REQUIRED] = "Required",
	[PHONEWALL_SECURE_CALL_STRICT] = "Strict",
	NULL
};

/* A wrong value refuses the file only if the line is used. */
#define IF_ENABLED \
	.is_conditional = true, \
	.condition = PHONEWALL_PARAMETER_SIP_LINE_ENABLE

#define OF_LINE(name) \
	.prefix = name "_", \
	.suffix = "_", \
	.instances = PHONEWALL_LINES_MAX

#define SWITCH(name) { \
	OF_LINE(name), \
	.kind = PHONEWALL_PARAMETER_CHOICE, \
	.choices = phonewall_parameter_no_yes, \
	IF_ENABLED, \
}

#define TEXT(name) { \
	OF_LINE(name), \
	.kind = PHONEWALL_PARAMETER_STRING, \
}

static const struct phonewall_parameter_row rows[] = {
	[PHONEWALL_PARAMETER_SIP_LINE_ENABLE] = {
		OF_LINE("Line_Enable"),
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		.initial = 1,
	},
	[PHONEWALL_PARAMETER_SIP_LINE_TRANSPORT] = {
		OF_LINE("SIP_Transport"),
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_transport_choices,
		.initial = PHONEWALL_TRANSPORT_UDP,
		IF_ENABLED,
	},
	[PHONEWALL_PARAMETER_BLOCK_NONPROXY_SIP] = {
		.prefix = "Block_Nonproxy_SIP",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
	},
	[PHONEWALL_PARAMETER_SIP_LINE_PORT] = {
		OF_LINE("SIP_Port"),
		.kind = PHONEWALL_PARAMETER_NUMBER,
		.max = UINT16_MAX,
		.usable_min = 1,
		.usable_max = UINT16_MAX,
		.initial = 5060,
		.step = 1,
		IF_ENABLED,
	},
	[PHONEWALL_PARAMETER_PROXY] = TEXT("Proxy"),
	[PHONEWALL_PARAMETER_OUTBOUND_PROXY] = TEXT("Outbound_Proxy"),
	[PHONEWALL_PARAMETER_USE_DNS_SRV] = SWITCH("Use_DNS_SRV"),
	[PHONEWALL_PARAMETER_DNS_SRV_AUTO_PREFIX] =
		SWITCH("DNS_SRV_Auto_Prefix"),
	[PHONEWALL_PARAMETER_USER_ID] = TEXT("User_ID"),
	[PHONEWALL_PARAMETER_AUTH_ID] = TEXT("Auth_ID"),
	[PHONEWALL_PARAMETER_PASSWORD] = TEXT("Password"),
	[PHONEWALL_PARAMETER_AUTH_INVITE] = SWITCH("Auth_INVITE"),
	[PHONEWALL_PARAMETER_AUTH_SUPPORT_RFC8760] =
		SWITCH("Auth_Support_RFC8760"),
	[PHONEWALL_PARAMETER_MEDIASEC_REQUEST] = SWITCH("MediaSec_Request"),
	[PHONEWALL_PARAMETER_MEDIASEC_OVER_TLS_ONLY] =
		SWITCH("MediaSec_Over_TLS_Only"),
	[PHONEWALL_PARAMETER_SECURE_CALL_OPTION] = {
		OF_LINE("Secure_Call_Option"),
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = secure_calls,
		IF_ENABLED,
	},
};

const struct phonewall_parameter_table phonewall_sip_parameters = {
	.rows = rows,
	.count = sizeof(rows) / sizeof(rows[0]),
};
