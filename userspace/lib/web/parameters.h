/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WEB_PARAMETERS_H
#define PHONEWALL_WEB_PARAMETERS_H

#include "config/parameter.h"

/**
 * enum phonewall_web_parameter - the parameters of cfg.xml that the web page uses:
 *	the rows of phonewall_web_parameters
 *
 * Each is named as in the file and has one instance. The firewall has the first
 * two as well.
 */
enum phonewall_web_parameter {
	PHONEWALL_PARAMETER_WEB_ENABLE,
	PHONEWALL_PARAMETER_WEB_PORT,
	PHONEWALL_PARAMETER_ENABLE_PROTOCOL,
	PHONEWALL_PARAMETER_ENABLE_WEB_ADMIN_ACCESS,
	PHONEWALL_PARAMETER_ADMIN_PASSWORD,
	PHONEWALL_PARAMETER_USER_PASSWORD,
};

/* The number of each choice of Enable_Protocol. */
enum phonewall_web_protocol {
	PHONEWALL_WEB_HTTP,
	PHONEWALL_WEB_HTTPS,
};

extern const struct phonewall_parameter_table phonewall_web_parameters;

#endif /* PHONEWALL_WEB_PARAMETERS_H */
