/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_PARAMETERS_H
#define PHONEWALL_SIP_PARAMETERS_H

#include "config/parameter.h"

/**
 * enum phonewall_sip_parameter - the parameters of cfg.xml that SIP uses: the
 *	rows of phonewall_sip_parameters
 *
 * Each is named as in the file, and has one instance for each of
 * PHONEWALL_LINES_MAX lines, but for Block_Nonproxy_SIP, which has one. The
 * firewall uses Line_Enable_n_, SIP_Transport_n_ and SIP_Port_n_ too, and TLS
 * has TLS_Name_Validate_n_.
 */
enum phonewall_sip_parameter {
	PHONEWALL_PARAMETER_SIP_LINE_ENABLE,
	PHONEWALL_PARAMETER_SIP_LINE_TRANSPORT,
	PHONEWALL_PARAMETER_BLOCK_NONPROXY_SIP,
	PHONEWALL_PARAMETER_SIP_LINE_PORT,
	PHONEWALL_PARAMETER_PROXY,
	PHONEWALL_PARAMETER_OUTBOUND_PROXY,
	PHONEWALL_PARAMETER_USE_DNS_SRV,
	PHONEWALL_PARAMETER_DNS_SRV_AUTO_PREFIX,
	PHONEWALL_PARAMETER_USER_ID,
	PHONEWALL_PARAMETER_AUTH_ID,
	PHONEWALL_PARAMETER_PASSWORD,
	PHONEWALL_PARAMETER_AUTH_INVITE,
	PHONEWALL_PARAMETER_AUTH_SUPPORT_RFC8760,
	PHONEWALL_PARAMETER_MEDIASEC_REQUEST,
	PHONEWALL_PARAMETER_MEDIASEC_OVER_TLS_ONLY,
	PHONEWALL_PARAMETER_SECURE_CALL_OPTION,
};

/* The number of each choice of Secure_Call_Option_n_. */
enum phonewall_secure_call {
	PHONEWALL_SECURE_CALL_OPTIONAL,
	PHONEWALL_SECURE_CALL_REQUIRED,
	PHONEWALL_SECURE_CALL_STRICT,
};

extern const struct phonewall_parameter_table phonewall_sip_parameters;

#endif /* PHONEWALL_SIP_PARAMETERS_H */
