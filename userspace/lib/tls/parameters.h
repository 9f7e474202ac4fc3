/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_PARAMETERS_H
#define PHONEWALL_TLS_PARAMETERS_H

#include "config/parameter.h"

/**
 * enum phonewall_tls_parameter - the parameters of cfg.xml that TLS uses: the rows
 *	of phonewall_tls_parameters
 *
 * Each is named as in the file and has one instance, but for TLS_Name_Validate_n_,
 * which each line has.
 */
enum phonewall_tls_parameter {
	PHONEWALL_PARAMETER_TLS_CIPHER_LIST,
	PHONEWALL_PARAMETER_TLS_CLIENT_MIN_VERSION,
	PHONEWALL_PARAMETER_TLS_SERVER_MIN_VERSION,
	PHONEWALL_PARAMETER_TLS_NAME_VALIDATE,
};

extern const struct phonewall_parameter_table phonewall_tls_parameters;

#endif /* PHONEWALL_TLS_PARAMETERS_H */
