/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DOT1X_PARAMETERS_H
#define PHONEWALL_DOT1X_PARAMETERS_H

#include "config/parameter.h"

/**
 * enum phonewall_dot1x_parameter - the parameters of cfg.xml that 802.1X and the
 *	PC port use: the rows of phonewall_dot1x_parameters
 *
 * Each is named as in the file and has one instance.
 */
enum phonewall_dot1x_parameter {
	PHONEWALL_PARAMETER_ENABLE_AUTHENTICATION,
	PHONEWALL_PARAMETER_CERTIFICATE_SELECT,
	PHONEWALL_PARAMETER_PC_PORT_ENABLE,
};

/**
 * enum phonewall_certificate_choice - the choices of Certificate_Select
 * @PHONEWALL_CERTIFICATE_MANUFACTURING: the one that the manufacturer installed
 * @PHONEWALL_CERTIFICATE_CUSTOM: the one that the site installed
 */
enum phonewall_certificate_choice {
	PHONEWALL_CERTIFICATE_MANUFACTURING,
	PHONEWALL_CERTIFICATE_CUSTOM,
};

extern const struct phonewall_parameter_table phonewall_dot1x_parameters;

#endif /* PHONEWALL_DOT1X_PARAMETERS_H */
