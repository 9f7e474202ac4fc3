/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_SETTINGS_H
#define PHONEWALL_SIP_SETTINGS_H

#include <stdbool.h>

#include "config/settings.h"
#include "config/system.h"
#include "firewall/parameters.h"
#include "sip/parameters.h"

/* Bytes of a user name or a password of a line at most. */
#define PHONEWALL_SIP_LINE_TEXT_MAX	255

/**
 * struct phonewall_sip_line - what cfg.xml says of a line
 * @is_enabled: Line_Enable_n_; if it is false all else is unset
 * @transport: SIP_Transport_n_
 * @port: SIP_Port_n_; 0 if the file has none that can be used
 * @proxy: Proxy_n_: name or address, and perhaps a port; "" if it is not set
 * @outbound_proxy: Outbound_Proxy_n_, likewise: where requests are sent instead
 * @uses_srv: Use_DNS_SRV_n_
 * @adds_srv_prefix: DNS_SRV_Auto_Prefix_n_
 * @user: Auth_ID_n_, else User_ID_n_: whom a caller must authenticate himself
 *	as; "" if neither is set
 * @password: Password_n_; "" if it is not set
 * @challenges: Auth_INVITE_n_
 * @has_rfc8760: Auth_Support_RFC8760_n_
 * @requests_mediasec: MediaSec_Request_n_
 * @is_mediasec_over_tls_only: MediaSec_Over_TLS_Only_n_
 * @secure_call: Secure_Call_Option_n_
 */
struct phonewall_sip_line {
	bool is_enabled;
	enum phonewall_transport transport;
	uint16_t port;
	char *proxy;
	char *outbound_proxy;
	bool uses_srv;
	bool adds_srv_prefix;
	char *user;
	char *password;
	bool challenges;
	bool has_rfc8760;
	bool requests_mediasec;
	bool is_mediasec_over_tls_only;
	enum phonewall_secure_call secure_call;
};

/**
 * struct phonewall_sip_settings - what cfg.xml says of SIP
 * @blocks_nonproxy: Block_Nonproxy_SIP
 * @lines: line 1 is the first
 *
 * Zero-initialise it; release it with phonewall_sip_settings_clear().
 */
struct phonewall_sip_settings {
	bool blocks_nonproxy;
	struct phonewall_sip_line lines[PHONEWALL_LINES_MAX];
};

/**
 * phonewall_sip_settings_read - what the parameters say of SIP
 * @reading: the values of phonewall_sip_parameters. What protects nothing
 *	although it was asked for is warned about: challenge-without-password,
 *	mediasec-off, readable-keys, no-effect
 * @section: struct phonewall_sip_settings; set whole
 */
void phonewall_sip_settings_read(const struct phonewall_reading *reading,
				 void *section);

/**
 * phonewall_sip_settings_clear - release the settings
 * @section: struct phonewall_sip_settings; emptied, the passwords overwritten
 */
void phonewall_sip_settings_clear(void *section);

#endif /* PHONEWALL_SIP_SETTINGS_H */
