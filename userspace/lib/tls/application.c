// SPDX-License-Identifier: MIT
#include "tls/application.h"

#include <string.h>

#define WEB_SERVER_LIST	"ECDHE-RSA-AES256-GCM-SHA384:" \
			"ECDHE-RSA-AES128-GCM-SHA256:" \
			"AES256-SHA:AES128-SHA:DES-CBC3-SHA"
#define XMPP_LIST	"HIGH:MEDIUM:AES:@STRENGTH"

/* A default list of NULL is OpenSSL's own, a rule of 0 that of RFC 6125. */
static const struct {
	const char *name;
	const char *title;
	const char *default_list;
	enum phonewall_name_rule rule;
} applications[] = {
	[PHONEWALL_TLS_CUSTOMER_CA] = {
		.name = "customer-ca", .title = "Customer CA Provisioning" },
	[PHONEWALL_TLS_E911] = {
		.name = "e911", .title = "E911 Geolocation" },
	[PHONEWALL_TLS_UPGRADE] = {
		.name = "upgrade", .title = "Firmware and Headset Upgrade" },
	[PHONEWALL_TLS_LDAPS] = {
		.name = "ldaps", .title = "LDAPS" },
	[PHONEWALL_TLS_LDAP_STARTTLS] = {
		.name = "ldap-starttls", .title = "LDAP (StartTLS)" },
	[PHONEWALL_TLS_PICTURE] = {
		.name = "picture", .title = "Picture Download" },
	[PHONEWALL_TLS_LOGO] = {
		.name = "logo", .title = "Logo Download" },
	[PHONEWALL_TLS_DICTIONARY] = {
		.name = "dictionary", .title = "Dictionary Download" },
	[PHONEWALL_TLS_PROVISIONING] = {
		.name = "provisioning", .title = "Provisioning",
		.rule = PHONEWALL_NAME_PROVISIONING },
	[PHONEWALL_TLS_REPORT] = {
		.name = "report", .title = "Report Upload" },
	[PHONEWALL_TLS_PRT] = {
		.name = "prt", .title = "PRT Upload" },
	[PHONEWALL_TLS_SIP] = {
		.name = "sip", .title = "SIP over TLS",
		.rule = PHONEWALL_NAME_RFC5922 },
	[PHONEWALL_TLS_TR069] = {
		.name = "tr069", .title = "TR-069" },
	[PHONEWALL_TLS_WEBSOCKET] = {
		.name = "websocket", .title = "WebSocket API" },
	[PHONEWALL_TLS_XML] = {
		.name = "xml", .title = "XML Services" },
	[PHONEWALL_TLS_XSI] = {
		.name = "xsi", .title = "XSI Services" },
	[PHONEWALL_TLS_WEB_SERVER] = {
		.name = "web-server", .title = "Web Server",
		.default_list = WEB_SERVER_LIST },
	[PHONEWALL_TLS_XMPP] = {
		.name = "xmpp", .title = "XMPP", .default_list = XMPP_LIST },
};

const char *
phonewall_tls_application_name(enum phonewall_tls_application application)
{
	return applications[application].name;
}

const char *
phonewall_tls_application_title(enum phonewall_tls_application application)
{
	return applications[application].title;
}

/* Connection requests of TR-069 are never HTTPS (TR-069 section 3.2.2). */
int phonewall_tls_application_is_server(
	enum phonewall_tls_application application)
{
	return application == PHONEWALL_TLS_WEB_SERVER;
}

enum phonewall_tls_application phonewall_tls_application_find(const char *name)
{
	int i;

	for (i = 0; i < PHONEWALL_TLS_APPLICATIONS; i++) {
		if (!strcmp(applications[i].name, name))
			break;
	}
	return i;
}

const char *phonewall_tls_application_default_list(
	enum phonewall_tls_application application)
{
	const char *list = applications[application].default_list;

	return list ? list : "DEFAULT";
}

enum phonewall_name_rule phonewall_tls_application_name_rule(
	enum phonewall_tls_application application)
{
	return applications[application].rule;
}
