/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PARAMETER_H
#define PHONEWALL_PARAMETER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "config/profile.h"
#include "config/settings.h"

#define PHONEWALL_PAGING_GROUPS_MAX	10

/* Any other RTP_Port_Min and RTP_Port_Max give way to the fall-back. */
#define PHONEWALL_RTP_PORT_LEAST	2048
#define PHONEWALL_RTP_PORT_GREATEST	49151

#define PHONEWALL_PARAMETER_INSTANCES_MAX	PHONEWALL_LINES_MAX
#define PHONEWALL_PARAMETER_NAME_MAX		31

/**
 * enum phonewall_parameter_id - the parameters of cfg.xml that phonewall uses
 *
 * Each is named as in the file. Those of a line have one instance for each of
 * PHONEWALL_LINES_MAX lines, Group_n_Paging_Script for each of
 * PHONEWALL_PAGING_GROUPS_MAX groups, the others just one.
 */
enum phonewall_parameter_id {
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
	PHONEWALL_PARAMETER_ENABLE_AUTHENTICATION,
	PHONEWALL_PARAMETER_CERTIFICATE_SELECT,
	PHONEWALL_PARAMETER_PC_PORT_ENABLE,
	PHONEWALL_PARAMETER_ENABLE_VLAN,
	PHONEWALL_PARAMETER_VLAN_ID,
	PHONEWALL_PARAMETER_PC_PORT_VLAN_ID,
	PHONEWALL_PARAMETER_ENABLE_CDP,
	PHONEWALL_PARAMETER_ENABLE_LLDP_MED,
	PHONEWALL_PARAMETER_COUNT,
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

/**
 * struct phonewall_parameter - a parameter and its value in force
 * @name: its name in the file
 * @line: line of the file, 0 where the file does not name it
 * @is_default: whether the value is the default, since the file does not name
 *	the parameter or leaves it empty or wrong
 * @number: a number as it is; of No|Yes and Disabled|Enabled 0 or 1; of
 *	SIP_Transport_n_ enum phonewall_transport; of Certificate_Select enum
 *	phonewall_certificate_choice
 * @text: a choice in the spelling of the documentation, or a string, which
 *	lives as long as the profile; NULL where the value is a number
 */
struct phonewall_parameter {
	char name[PHONEWALL_PARAMETER_NAME_MAX + 1];
	unsigned int line;
	bool is_default;
	uint32_t number;
	const char *text;
};

/**
 * struct phonewall_parameters - every parameter that phonewall uses
 * @list: by enum phonewall_parameter_id and instance, from 0; instance 0 is
 *	line 1 or group 1
 */
struct phonewall_parameters {
	struct phonewall_parameter list[PHONEWALL_PARAMETER_COUNT]
				       [PHONEWALL_PARAMETER_INSTANCES_MAX];
};

/**
 * phonewall_parameter_is_used - whether phonewall uses a parameter
 * @name: an element's name; case counts
 */
bool phonewall_parameter_is_used(const char *name);

/**
 * phonewall_parameter_warn - warn of a name that is nearly that of a parameter
 * @name: an element's name, which phonewall does not use
 * @line: line of the file
 * @warnings: the warning is added here: wrong-case, misspelt-name or
 *	no-such-instance; none if the name resembles none that is used
 */
void phonewall_parameter_warn(const char *name, unsigned int line,
			      struct phonewall_faults *warnings);

/**
 * phonewall_parameters_read - read the value of every parameter
 * @profile: what the file gives
 * @parameters: set whole: defaults for what the file does not name, leaves
 *	empty or has wrong
 * @faults: every value of a wrong type is added here, in the file's order
 *
 * Choices are read in any case. Ports are decimal, or hexadecimal with 0x.
 */
void phonewall_parameters_read(const struct phonewall_profile *profile,
			       struct phonewall_parameters *parameters,
			       struct phonewall_faults *faults);

/**
 * phonewall_parameters_check - the same, with warnings
 * @profile: what the file gives
 * @parameters: set whole, as by phonewall_parameters_read()
 * @faults: every value of a wrong type is added here, in the file's order,
 *	unless a switch that is off leaves it without use
 * @warnings: these are added here; may be NULL
 */
void phonewall_parameters_check(const struct phonewall_profile *profile,
				struct phonewall_parameters *parameters,
				struct phonewall_faults *faults,
				struct phonewall_faults *warnings);

/**
 * phonewall_parameter_describe - show a parameter as a reason names it
 * @parameter: the parameter
 *
 * Secrets in it are not shown: phonewall_text_redact().
 *
 * Return: as "Line_Enable_1_=Yes (default)", to be released with free().
 */
char *phonewall_parameter_describe(const struct phonewall_parameter *parameter);

#endif /* PHONEWALL_PARAMETER_H */
