/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_NETWORK_ACCESS_H
#define PHONEWALL_NETWORK_ACCESS_H

#include <stdbool.h>

#include "config/system.h"
#include "dot1x/parameters.h"

/* The name and the text of a warning that check and phonewalld have in common. */
#define PHONEWALL_NO_SERVER_NAME	"no-server-name"
#define PHONEWALL_NO_SERVER_NAME_TEXT	\
	"set server_name in phonewall.conf, or any device of the CA can pose as the server"

/**
 * struct phonewall_network_access - how the phone and its PC reach the network
 * @authentication: Enable_802.1X_Authentication: the phone authenticates itself
 * @certificate: Certificate_Select: what EAP-TLS shows
 * @pc_port_enabled: PC_PORT_Enable; without it nothing crosses the PC port
 */
struct phonewall_network_access {
	bool authentication;
	enum phonewall_certificate_choice certificate;
	bool pc_port_enabled;
};

/**
 * phonewall_network_access_read - what the parameters say of network access
 * @reading: the values of phonewall_dot1x_parameters; no-server-name is warned
 *	of if the phone authenticates itself by an authority to a server of any
 *	name
 * @section: struct phonewall_network_access; set whole
 */
void phonewall_network_access_read(const struct phonewall_reading *reading,
				   void *section);

#endif /* PHONEWALL_NETWORK_ACCESS_H */
