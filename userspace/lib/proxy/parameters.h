/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROXY_PARAMETERS_H
#define PHONEWALL_PROXY_PARAMETERS_H

#include "config/parameter.h"

/**
 * enum phonewall_proxy_parameter - the parameters of cfg.xml that the HTTP proxy
 *	uses: the rows of phonewall_proxy_parameters
 *
 * Each is named as in the file and has one instance. The phones' own files have
 * Use_Auto_Discovery__WPAD_; the documentation has it with one underscore less,
 * which is PHONEWALL_PARAMETER_USE_AUTO_DISCOVERY_WPAD_AS_DOCUMENTED.
 */
enum phonewall_proxy_parameter {
	PHONEWALL_PARAMETER_PROXY_MODE,
	PHONEWALL_PARAMETER_USE_AUTO_DISCOVERY_WPAD,
	PHONEWALL_PARAMETER_USE_AUTO_DISCOVERY_WPAD_AS_DOCUMENTED,
	PHONEWALL_PARAMETER_PAC_URL,
	PHONEWALL_PARAMETER_PROXY_HOST,
	PHONEWALL_PARAMETER_PROXY_PORT,
	PHONEWALL_PARAMETER_PROXY_SERVER_REQUIRES_AUTHENTICATION,
	PHONEWALL_PARAMETER_PROXY_USERNAME,
	PHONEWALL_PARAMETER_PROXY_PASSWORD,
};

/* The number of each choice of Proxy_Mode. */
enum phonewall_proxy_mode {
	PHONEWALL_PROXY_MODE_OFF,
	PHONEWALL_PROXY_MODE_MANUAL,
	PHONEWALL_PROXY_MODE_AUTO,
};

extern const struct phonewall_parameter_table phonewall_proxy_parameters;

#endif /* PHONEWALL_PROXY_PARAMETERS_H */
