/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_SETTINGS_H
#define PHONEWALL_DIRECTORY_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "config/system.h"
#include "directory/columns.h"
#include "directory/parameters.h"
#include "directory/server.h"

#define PHONEWALL_DIRECTORY_FILTERS_MAX	4

/* Bytes of a name, a password or a base at most. */
#define PHONEWALL_DIRECTORY_TEXT_MAX	1024

/**
 * enum phonewall_directory_starttls - whether StartTLS is asked for
 * @PHONEWALL_STARTTLS_NO: no; always if the server's URL is ldaps://
 * @PHONEWALL_STARTTLS_OPTIONAL: yes; a server that does not know it is spoken
 *	to in plaintext
 * @PHONEWALL_STARTTLS_REQUIRED: yes; such a server is not used
 */
enum phonewall_directory_starttls {
	PHONEWALL_STARTTLS_NO,
	PHONEWALL_STARTTLS_OPTIONAL,
	PHONEWALL_STARTTLS_REQUIRED,
};

/**
 * struct phonewall_directory_settings - what cfg.xml and phonewall.conf say of
 * the
 *	LDAP directory
 * @enabled: LDAP_Dir_Enable; if it is false all else is empty
 * @fault: why the directory cannot be used, in one line; NULL if it can. Then
 *	@server, @filters and @columns are set too
 * @server: LDAP_Server
 * @starttls: whether StartTLS is asked for
 * @name: LDAP_Client_DN, to bind with; NULL to bind anonymously
 * @password: LDAP_Password; NULL with @name
 * @base: LDAP_Search_Base; "" if it is not set
 * @filters: the filters of a search, as phonewall_directory_filter_read() gives
 *	them
 * @filter_count: how many, 1 to PHONEWALL_DIRECTORY_FILTERS_MAX
 * @columns: LDAP_Display_Attrs
 * @authorities: PEM file of the authorities that the server's certificate is
 *	verified against; NULL for those of OpenSSL's own configuration
 *
 * Zero-initialise it; release it with phonewall_directory_settings_clear().
 */
struct phonewall_directory_settings {
	bool enabled;
	char *fault;
	struct phonewall_directory_server server;
	enum phonewall_directory_starttls starttls;
	char *name;
	char *password;
	char *base;
	char *filters[PHONEWALL_DIRECTORY_FILTERS_MAX];
	size_t filter_count;
	struct phonewall_directory_columns columns;
	char *authorities;
};

/**
 * phonewall_directory_settings_read - what the parameters say of the directory
 * @reading: the values of phonewall_directory_parameters. What cannot be used
 *	is warned about and turns the directory off, since the firewall must not
 *	depend on it
 * @section: struct phonewall_directory_settings; set whole
 */
void phonewall_directory_settings_read(const struct phonewall_reading *reading,
				       void *section);

/**
 * phonewall_directory_settings_clear - release the settings
 * @section: struct phonewall_directory_settings; emptied, the password
 *	overwritten
 */
void phonewall_directory_settings_clear(void *section);

#endif /* PHONEWALL_DIRECTORY_SETTINGS_H */
