// SPDX-License-Identifier: MIT
#include "directory/parameters.h"

static const char *const auth_methods[] = {
	[PHONEWALL_LDAP_AUTH_NONE] = "None",
	[PHONEWALL_LDAP_AUTH_SIMPLE] = "Simple",
	[PHONEWALL_LDAP_AUTH_DIGEST_MD5] = "DIGEST-MD5",
	NULL
};

/* A wrong value refuses the file only if the directory is used. */
#define IF_ENABLED \
	.is_conditional = true, \
	.condition = PHONEWALL_PARAMETER_LDAP_DIR_ENABLE

static const struct phonewall_parameter_row rows[] = {
	[PHONEWALL_PARAMETER_LDAP_DIR_ENABLE] = {
		.prefix = "LDAP_Dir_Enable",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
	},
	[PHONEWALL_PARAMETER_LDAP_SERVER] = {
		.prefix = "LDAP_Server",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_LDAP_STARTTLS_ENABLE] = {
		.prefix = "LDAP_StartTLS_Enable",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = phonewall_parameter_no_yes,
		IF_ENABLED,
	},
	[PHONEWALL_PARAMETER_LDAP_AUTH_METHOD] = {
		.prefix = "LDAP_Auth_Method",
		.kind = PHONEWALL_PARAMETER_CHOICE,
		.choices = auth_methods,
		IF_ENABLED,
	},
	[PHONEWALL_PARAMETER_LDAP_CLIENT_DN] = {
		.prefix = "LDAP_Client_DN",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_LDAP_PASSWORD] = {
		.prefix = "LDAP_Password",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_LDAP_SEARCH_BASE] = {
		.prefix = "LDAP_Search_Base",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_LDAP_LAST_NAME_FILTER] = {
		.prefix = "LDAP_Last_Name_Filter",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_LDAP_FIRST_NAME_FILTER] = {
		.prefix = "LDAP_First_Name_Filter",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_LDAP_ITEM_3_FILTER] = {
		.prefix = "LDAP_Item_3_Filter",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_LDAP_ITEM_4_FILTER] = {
		.prefix = "LDAP_Item_4_Filter",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
	[PHONEWALL_PARAMETER_LDAP_DISPLAY_ATTRS] = {
		.prefix = "LDAP_Display_Attrs",
		.kind = PHONEWALL_PARAMETER_STRING,
	},
};

const struct phonewall_parameter_table phonewall_directory_parameters = {
	.rows = rows,
	.count = sizeof(rows) / sizeof(rows[0]),
};
