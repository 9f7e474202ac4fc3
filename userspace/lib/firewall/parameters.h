/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_FIREWALL_PARAMETERS_H
#define PHONEWALL_FIREWALL_PARAMETERS_H

#include "config/parameter.h"

#define PHONEWALL_PAGING_GROUPS_MAX	10

/* Any other RTP_Port_Min and RTP_Port_Max give way to the fall-back. */
#define PHONEWALL_RTP_PORT_LEAST	2048
#define PHONEWALL_RTP_PORT_GREATEST	49151

/**
 * enum phonewall_firewall_parameter - the parameters of cfg.xml that the firewall
 *	uses: the rows of phonewall_firewall_parameters
 *
 * Each is named as in the file. Those of a line have one instance for each of
 * PHONEWALL_LINES_MAX lines, Group_n_Paging_Script for each of
 * PHONEWALL_PAGING_GROUPS_MAX groups, the others just one.
 */
enum phonewall_firewall_parameter {
	PHONEWALL_PARAMETER_FIREWALL,
	PHONEWALL_PARAMETER_FIREWALL_CONFIG,
	PHONEWALL_PARAMETER_LINE_ENABLE,
	PHONEWALL_PARAMETER_SIP_TRANSPORT,
	PHONEWALL_PARAMETER_SIP_PORT,
	PHONEWALL_PARAMETER_RTP_PORT_MIN,
	PHONEWALL_PARAMETER_RTP_PORT_MAX,
	PHONEWALL_PARAMETER_UPGRADE_ENABLE,
	PHONEWALL_PARAMETER_PEER_FIRMWARE_SHARING,
	PHONEWALL_PARAMETER_ENABLE_TR069,
	PHONEWALL_PARAMETER_CWMP_V12_SUPPORT,
	PHONEWALL_PARAMETER_CONNECTION_REQUEST_URL,
	PHONEWALL_PARAMETER_ENABLE_WEB_SERVER,
	PHONEWALL_PARAMETER_WEB_SERVER_PORT,
	PHONEWALL_PARAMETER_BROADCAST_ECHO,
	PHONEWALL_PARAMETER_GROUP_PAGING_SCRIPT,
	PHONEWALL_PARAMETER_GROUP_N_PAGING_SCRIPT,
};

/**
 * enum phonewall_transport - the choices of SIP_Transport_n_
 * @PHONEWALL_TRANSPORT_UDP: UDP
 * @PHONEWALL_TRANSPORT_TCP: TCP
 * @PHONEWALL_TRANSPORT_TLS: TLS
 * @PHONEWALL_TRANSPORT_AUTO: whichever of them the proxy's DNS records offer
 */
enum phonewall_transport {
	PHONEWALL_TRANSPORT_UDP,
	PHONEWALL_TRANSPORT_TCP,
	PHONEWALL_TRANSPORT_TLS,
	PHONEWALL_TRANSPORT_AUTO,
};

/* The choices of SIP_Transport_n_, ended by NULL. */
extern const char *const phonewall_transport_choices[];

extern const struct phonewall_parameter_table phonewall_firewall_parameters;

#endif /* PHONEWALL_FIREWALL_PARAMETERS_H */
