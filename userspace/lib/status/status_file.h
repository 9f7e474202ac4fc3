/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STATUS_FILE_H
#define PHONEWALL_STATUS_FILE_H

/*
 * The names of the members of status.json, which phonewalld writes into its run
 * directory (PHONEWALL_RUN_STATUS) and other programs read. A member is always
 * there; it is null if there is nothing to tell. Times are as
 * "2026-11-24T03:00:00Z". phonewalld(8) tells what the values mean.
 */

/* The whole: cfg.xml, phonewall.conf and the module; one object a service. */
#define PHONEWALL_STATUS_PID			"pid"
#define PHONEWALL_STATUS_FILE			"file"
#define PHONEWALL_STATUS_STATE			"state"
#define PHONEWALL_STATUS_POLICY			"policy"
#define PHONEWALL_STATUS_SETTINGS_FILE		"settings_file"
#define PHONEWALL_STATUS_SETTINGS_STATE		"settings_state"
#define PHONEWALL_STATUS_SETTINGS		"settings"
#define PHONEWALL_STATUS_ENABLED		"enabled"
#define PHONEWALL_STATUS_MODULE			"module"
#define PHONEWALL_STATUS_MODULE_ERROR		"module_error"
#define PHONEWALL_STATUS_SINCE			"since"
#define PHONEWALL_STATUS_FAULTS			"faults"
#define PHONEWALL_STATUS_CONNECTION_REQUEST	"connection_request_port"
#define PHONEWALL_STATUS_LEGACY_SERVERS		"legacy_servers"
#define PHONEWALL_STATUS_KEEP_ERROR		"keep_error"
#define PHONEWALL_STATUS_STORE			"store"
#define PHONEWALL_STATUS_DOT1X			"dot1x"
#define PHONEWALL_STATUS_VLAN			"vlan"
#define PHONEWALL_STATUS_TLS			"tls"
#define PHONEWALL_STATUS_DIRECTORY		"directory"
#define PHONEWALL_STATUS_PROXY			"proxy"
#define PHONEWALL_STATUS_PROVISIONING		"provisioning"
#define PHONEWALL_STATUS_SIP			"sip"
#define PHONEWALL_STATUS_WEB			"web"

/* PHONEWALL_STATUS_STORE: what profiles and users have set. */
#define PHONEWALL_STATUS_STORE_PARAMETERS	"parameters"
#define PHONEWALL_STATUS_STORE_GENERATION	"generation"
#define PHONEWALL_STATUS_STORE_FAULT		"fault"

/* PHONEWALL_STATUS_FAULTS is an array as phonewall_faults_add_to_json() makes. */

/* PHONEWALL_STATUS_DOT1X: the phone's authentication, and the two ports. */
#define PHONEWALL_STATUS_DOT1X_STATUS		"status"
#define PHONEWALL_STATUS_DOT1X_REASON		"reason"
#define PHONEWALL_STATUS_DOT1X_PROTOCOL		"protocol"
#define PHONEWALL_STATUS_DOT1X_SINCE		"since"
#define PHONEWALL_STATUS_DOT1X_PORTS		"ports"
#define PHONEWALL_STATUS_DOT1X_PORTS_ERROR	"ports_error"
#define PHONEWALL_STATUS_DOT1X_CERTIFICATE	"certificate"
#define PHONEWALL_STATUS_DOT1X_CLOCK_ERROR	"clock_error"
#define PHONEWALL_STATUS_DOT1X_CREDENTIALS_ERROR "credentials_error"
#define PHONEWALL_STATUS_DOT1X_SERVER_NAME	"server_name"
#define PHONEWALL_STATUS_DOT1X_SERVER_WARNING	"server_warning"
#define PHONEWALL_STATUS_DOT1X_SWITCH_MUST	"switch_must_support"

/* PHONEWALL_STATUS_DOT1X_CERTIFICATE: the phone's own. */
#define PHONEWALL_STATUS_CERTIFICATE_FILE	"file"
#define PHONEWALL_STATUS_CERTIFICATE_EXPIRES	"expires"
#define PHONEWALL_STATUS_CERTIFICATE_WARNING	"warning"

/* PHONEWALL_STATUS_VLAN: the VLANs in force. */
#define PHONEWALL_STATUS_VLAN_SOURCE		"source"
#define PHONEWALL_STATUS_VLAN_VOICE		"voice"
#define PHONEWALL_STATUS_VLAN_PC		"pc"
#define PHONEWALL_STATUS_VLAN_DEVICE		"device"
#define PHONEWALL_STATUS_VLAN_ERROR		"error"
#define PHONEWALL_STATUS_VLAN_LIMITS		"limits"

/* PHONEWALL_STATUS_TLS: the policy of TLS in force. */
#define PHONEWALL_STATUS_TLS_CIPHER_LIST	"cipher_list"
#define PHONEWALL_STATUS_TLS_FAULT		"fault"
#define PHONEWALL_STATUS_TLS_CLIENT_MIN_VERSION	"client_min_version"
#define PHONEWALL_STATUS_TLS_SERVER_MIN_VERSION	"server_min_version"
#define PHONEWALL_STATUS_TLS_UNVERIFIED_LINES	"unverified_lines"

/* PHONEWALL_STATUS_TLS_FAULT: what is wrong with the configured list. */
#define PHONEWALL_STATUS_CIPHER_FAULT_COLUMN	"column"
#define PHONEWALL_STATUS_CIPHER_FAULT_WORD	"word"
#define PHONEWALL_STATUS_CIPHER_FAULT_MESSAGE	"message"

/* PHONEWALL_STATUS_DIRECTORY: the LDAP directory. */
#define PHONEWALL_STATUS_DIRECTORY_SERVER	"server"
#define PHONEWALL_STATUS_DIRECTORY_STARTTLS	"starttls"
#define PHONEWALL_STATUS_DIRECTORY_ERROR	"error"

/* PHONEWALL_STATUS_PROXY: what programs are told of the HTTP proxy. */
#define PHONEWALL_STATUS_PROXY_MODE		"mode"
#define PHONEWALL_STATUS_PROXY_ERROR		"error"

/* PHONEWALL_STATUS_PROVISIONING: what phonewall-provision is told. */
#define PHONEWALL_STATUS_PROVISIONING_GENERATION "generation"
#define PHONEWALL_STATUS_PROVISIONING_ERROR	"error"

/* PHONEWALL_STATUS_SIP: what phonewall-sip is told; null if no line has a proxy. */
#define PHONEWALL_STATUS_SIP_GENERATION		"generation"
#define PHONEWALL_STATUS_SIP_ERROR		"error"

/* PHONEWALL_STATUS_WEB: what phonewall-web is told; null if there is no page. */
#define PHONEWALL_STATUS_WEB_PROTOCOL		"protocol"
#define PHONEWALL_STATUS_WEB_PORT		"port"
#define PHONEWALL_STATUS_WEB_ERROR		"error"

#endif /* PHONEWALL_STATUS_FILE_H */
