/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_PARAMETERS_H
#define PHONEWALL_DIRECTORY_PARAMETERS_H

#include "config/parameter.h"

/**
 * enum phonewall_directory_parameter - the parameters of cfg.xml that the LDAP
 *	directory uses: the rows of phonewall_directory_parameters
 *
 * Each is named as in the file and has one instance.
 */
enum phonewall_directory_parameter {
	PHONEWALL_PARAMETER_LDAP_DIR_ENABLE,
	PHONEWALL_PARAMETER_LDAP_SERVER,
	PHONEWALL_PARAMETER_LDAP_STARTTLS_ENABLE,
	PHONEWALL_PARAMETER_LDAP_AUTH_METHOD,
	PHONEWALL_PARAMETER_LDAP_CLIENT_DN,
	PHONEWALL_PARAMETER_LDAP_PASSWORD,
	PHONEWALL_PARAMETER_LDAP_SEARCH_BASE,
	PHONEWALL_PARAMETER_LDAP_LAST_NAME_FILTER,
	PHONEWALL_PARAMETER_LDAP_FIRST_NAME_FILTER,
	PHONEWALL_PARAMETER_LDAP_ITEM_3_FILTER,
	PHONEWALL_PARAMETER_LDAP_ITEM_4_FILTER,
	PHONEWALL_PARAMETER_LDAP_DISPLAY_ATTRS,
};

/* The number of each choice of LDAP_Auth_Method. */
enum phonewall_directory_auth_method {
	PHONEWALL_LDAP_AUTH_NONE,
	PHONEWALL_LDAP_AUTH_SIMPLE,
	PHONEWALL_LDAP_AUTH_DIGEST_MD5,
};

extern const struct phonewall_parameter_table phonewall_directory_parameters;

#endif /* PHONEWALL_DIRECTORY_PARAMETERS_H */
