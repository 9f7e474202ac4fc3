/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_NETWORK_ACCESS_H
#define PHONEWALL_NETWORK_ACCESS_H

#include <stdbool.h>

#include "config/system.h"
#include "dot1x/parameters.h"

/* Name and text of a warning of both phonewallctl check and phonewalld. */
#define PHONEWALL_NO_SERVER_NAME	"no-server-name"
#define PHONEWALL_NO_SERVER_NAME_TEXT	\
	"set server_name in phonewall.conf, or any device of the CA can pose as the server"

/**
 * struct phonewall_network_access - how the phone and its PC reach the network
 * @authentication: Enable_802.1X_Authentication: the phone authenticates itself
 * @certificate: Certificate_Select: the certificate for EAP-TLS
 * @pc_port_enabled: PC_PORT_Enable; if false, nothing crosses the PC port
 * @legacy_server: legacy_servers of phonewall.conf names every name of server_name,
 *	so the server's certificate may be weak
 */
struct phonewall_network_access {
	bool authentication;
	enum phonewall_certificate_choice certificate;
	bool pc_port_enabled;
	bool legacy_server;
};

/**
 * phonewall_network_access_read() - read the parameters of network access
 * @reading: the values of phonewall_dot1x_parameters; no-server-name is added
 *	to the warnings if the phone authenticates itself and ca_certificate is
 *	set, but no server_name
 * @section: struct phonewall_network_access; filled in
 */
void phonewall_network_access_read(const struct phonewall_reading *reading,
				   void *section);

#endif /* PHONEWALL_NETWORK_ACCESS_H */
