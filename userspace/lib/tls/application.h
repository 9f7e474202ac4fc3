/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_APPLICATION_H
#define PHONEWALL_TLS_APPLICATION_H

#include "tls/name_check.h"

/**
 * enum phonewall_tls_application - what on the phone speaks TLS
 *
 * The applications of the parameter TLS_Cipher_List, the web server and XMPP.
 * New ones come last, so that names and values stay.
 */
enum phonewall_tls_application {
	PHONEWALL_TLS_CUSTOMER_CA,
	PHONEWALL_TLS_E911,
	PHONEWALL_TLS_UPGRADE,
	PHONEWALL_TLS_LDAPS,
	PHONEWALL_TLS_LDAP_STARTTLS,
	PHONEWALL_TLS_PICTURE,
	PHONEWALL_TLS_LOGO,
	PHONEWALL_TLS_DICTIONARY,
	PHONEWALL_TLS_PROVISIONING,
	PHONEWALL_TLS_REPORT,
	PHONEWALL_TLS_PRT,
	PHONEWALL_TLS_SIP,
	PHONEWALL_TLS_TR069,
	PHONEWALL_TLS_WEBSOCKET,
	PHONEWALL_TLS_XML,
	PHONEWALL_TLS_XSI,
	PHONEWALL_TLS_WEB_SERVER,
	PHONEWALL_TLS_XMPP,
	PHONEWALL_TLS_APPLICATIONS,
};

/**
 * phonewall_tls_application_name() - get the name for commands and files
 * @application: the application
 *
 * Return: a word such as "sip" or "web-server".
 */
const char *
phonewall_tls_application_name(enum phonewall_tls_application application);

/**
 * phonewall_tls_application_title() - get the name that people read
 * @application: the application
 *
 * Return: as the vendor's documents call it, such as "SIP over TLS".
 */
const char *
phonewall_tls_application_title(enum phonewall_tls_application application);

/**
 * phonewall_tls_application_is_server() - ask whether the phone is the server
 * @application: the application
 *
 * Return: 1 if others connect to the phone; 0 if the phone connects to them.
 */
int phonewall_tls_application_is_server(
	enum phonewall_tls_application application);

/**
 * phonewall_tls_application_find() - find an application by its name
 * @name: the name, as of phonewall_tls_application_name()
 *
 * Return: the application, or PHONEWALL_TLS_APPLICATIONS if none has that name.
 */
enum phonewall_tls_application phonewall_tls_application_find(const char *name);

/**
 * phonewall_tls_application_default_list() - get the suites if none are configured
 * @application: the application
 *
 * Return: the cipher list that holds if TLS_Cipher_List is blank or invalid.
 */
const char *phonewall_tls_application_default_list(
	enum phonewall_tls_application application);

/**
 * phonewall_tls_application_name_rule() - get which names of a server count
 * @application: the application
 *
 * Return: the rule for phonewall_name_check().
 */
enum phonewall_name_rule phonewall_tls_application_name_rule(
	enum phonewall_tls_application application);

#endif /* PHONEWALL_TLS_APPLICATION_H */
