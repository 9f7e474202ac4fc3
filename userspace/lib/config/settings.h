/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SETTINGS_H
#define PHONEWALL_SETTINGS_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

#define PHONEWALL_LINES_MAX	16

/* Maximum bytes of RADIUS's User-Name attribute: RFC 2865, section 5.1. */
#define PHONEWALL_IDENTITY_MAX	253

#define PHONEWALL_SERVER_NAMES_MAX	8

/**
 * struct phonewall_limits - limits of the module's flow table
 * @flows: maximum number of flows, 1 to PHONEWALL_FLOW_LIMIT_MAX
 * @timeout_udp: seconds that an unanswered UDP flow lives, 1 to
 *	PHONEWALL_TIMEOUT_MAX, as all timeouts here
 * @timeout_udp_replied: seconds that an answered UDP flow lives
 * @timeout_echo: seconds that an echo flow lives
 * @timeout_other: seconds that a flow of any other protocol lives
 */
struct phonewall_limits {
	uint32_t flows;
	uint32_t timeout_udp;
	uint32_t timeout_udp_replied;
	uint32_t timeout_echo;
	uint32_t timeout_other;
};

/**
 * enum phonewall_eap_method - how the phone authenticates itself
 * @PHONEWALL_EAP_METHOD_TLS: EAP-TLS: RFC 5216
 * @PHONEWALL_EAP_METHOD_FAST: EAP-FAST: RFC 4851
 */
enum phonewall_eap_method {
	PHONEWALL_EAP_METHOD_TLS,
	PHONEWALL_EAP_METHOD_FAST,
};

/**
 * struct phonewall_dot1x_settings - the two ports and the phone's credentials
 * @pc_port: device name of the port that the PC is at; "" if there is none
 * @switch_port: device name of the port that the LAN switch is at; "" only if
 *	@pc_port is
 * @hold_time: milliseconds that the PC port's carrier must be gone before a
 *	Logoff is sent, at most PHONEWALL_HOLD_TIME_MAX
 * @session_limit: maximum number of PCs, 1 to PHONEWALL_SESSION_LIMIT_MAX
 * @eap_method: how the phone authenticates itself
 * @identity: the EAP identity, 1 to PHONEWALL_IDENTITY_MAX bytes without
 *	control characters and quotation marks; NULL if it is not set, as all
 *	strings here
 * @ca_certificate: file of the certificates that the server's is verified
 *	against; this and all files below are absolute paths, without control
 *	characters and quotation marks
 * @manufacturing_certificate: file of the certificate that the manufacturer
 *	installed
 * @manufacturing_key: file of its key
 * @custom_certificate: file of the certificate that the site installed
 * @custom_key: file of its key
 * @password_file: file of the password for EAP-FAST
 * @pac_file: file of the EAP-FAST protected access credentials
 * @server_name: the host names that the server's certificate may be for, 1 to
 *	PHONEWALL_SERVER_NAMES_MAX, as phonewall_host_names_read() gives them
 */
struct phonewall_dot1x_settings {
	char pc_port[IFNAMSIZ];
	char switch_port[IFNAMSIZ];
	uint32_t hold_time;
	uint32_t session_limit;
	enum phonewall_eap_method eap_method;
	char *identity;
	char *ca_certificate;
	char *manufacturing_certificate;
	char *manufacturing_key;
	char *custom_certificate;
	char *custom_key;
	char *password_file;
	char *pac_file;
	char *server_name;
};

/**
 * struct phonewall_directory_facts - how the LDAP directory may be reached
 * @starttls_required: whether an ldap:// server is spoken to in TLS only,
 *	whatever LDAP_StartTLS_Enable says
 * @ca_certificate: file of the certificates that the server's is verified
 *	against, an absolute path; NULL if it is not set
 */
struct phonewall_directory_facts {
	bool starttls_required;
	char *ca_certificate;
};

/**
 * struct phonewall_settings - the agent's own settings: facts about the device
 *	that cfg.xml does not hold
 * @lines: lines that the device has, 1 to PHONEWALL_LINES_MAX; 0 if that is not
 *	known
 * @connection_request_port: the TR-069 TCP port to open if
 *	Connection_Request_URL is empty, 8000 to 9999; 0 if none was picked
 * @limits: limits of the flow table
 * @dot1x: 802.1X: the ports and the phone's credentials
 * @legacy_servers: the names of the hosts whose certificates may be weak, 1 to
 *	PHONEWALL_SERVER_NAMES_MAX, as phonewall_host_names_read() gives them; NULL
 *	for none
 * @directory: the LDAP directory
 *
 * Release it with phonewall_settings_clear().
 */
struct phonewall_settings {
	unsigned int lines;
	uint16_t connection_request_port;
	struct phonewall_limits limits;
	struct phonewall_dot1x_settings dot1x;
	char *legacy_servers;
	struct phonewall_directory_facts directory;
};

/**
 * phonewall_settings_default() - set the defaults
 * @settings: filled in
 */
void phonewall_settings_default(struct phonewall_settings *settings);

/**
 * phonewall_settings_parse() - parse the text of phonewall.conf
 * @text: "name = value" lines; "#" begins a comment if it begins the line or
 *	follows white space
 * @length: bytes of @text
 * @settings: filled in; what @text does not set has its default. To be released
 *	also if there is a fault
 * @faults: every fault is added here
 *
 * phonewall.conf(5) lists the names. An unknown one is a fault.
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_settings_parse(const char *text, size_t length,
			     struct phonewall_settings *settings,
			     struct phonewall_faults *faults);

/**
 * phonewall_settings_parse_file() - parse phonewall.conf as it is on a disk
 * @text: the file's content
 * @length: bytes of @text
 * @settings: as for phonewall_settings_parse(), to be released likewise
 * @faults: every fault is added here
 *
 * A file that is truncated, by a power cut or because it is being written, is a
 * fault too: one that is blank, and one whose last line does not end. A
 * truncation at the end of a line cannot be detected.
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_settings_parse_file(const char *text, size_t length,
				  struct phonewall_settings *settings,
				  struct phonewall_faults *faults);

/**
 * phonewall_settings_clear() - release settings
 * @settings: set to the default
 */
void phonewall_settings_clear(struct phonewall_settings *settings);

/**
 * phonewall_dot1x_settings_copy() - copy settings of 802.1X with their strings
 * @settings: the settings
 *
 * Return: the copy, to be released with phonewall_dot1x_settings_free().
 */
struct phonewall_dot1x_settings *
phonewall_dot1x_settings_copy(const struct phonewall_dot1x_settings *settings);

/**
 * phonewall_dot1x_settings_free() - release such a copy
 * @settings: the copy; may be NULL
 */
void phonewall_dot1x_settings_free(struct phonewall_dot1x_settings *settings);

#endif /* PHONEWALL_SETTINGS_H */
