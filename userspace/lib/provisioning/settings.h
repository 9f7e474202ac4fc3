/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISIONING_SETTINGS_H
#define PHONEWALL_PROVISIONING_SETTINGS_H

#include <stdbool.h>

#include "config/system.h"
#include "provisioning/delays.h"
#include "provisioning/dhcp_order.h"
#include "provisioning/domains.h"
#include "provisioning/parameters.h"
#include "provisioning/resync.h"
#include "provisioning/rule.h"
#include "provisioning/trigger.h"

/* Profile_Rule, _B, _C and _D. */
#define PHONEWALL_PROFILE_RULES	4

/**
 * enum phonewall_log_message - a message for Syslog_Server
 * @PHONEWALL_LOG_REQUEST: Log_Request_Msg
 * @PHONEWALL_LOG_SUCCESS: Log_Success_Msg
 * @PHONEWALL_LOG_FAILURE: Log_Failure_Msg
 * @PHONEWALL_LOG_UPGRADE_REQUEST: Log_Upgrade_Request_Msg
 * @PHONEWALL_LOG_UPGRADE_SUCCESS: Log_Upgrade_Success_Msg
 * @PHONEWALL_LOG_UPGRADE_FAILURE: Log_Upgrade_Failure_Msg
 * @PHONEWALL_LOG_MESSAGES: how many there are
 */
enum phonewall_log_message {
	PHONEWALL_LOG_REQUEST,
	PHONEWALL_LOG_SUCCESS,
	PHONEWALL_LOG_FAILURE,
	PHONEWALL_LOG_UPGRADE_REQUEST,
	PHONEWALL_LOG_UPGRADE_SUCCESS,
	PHONEWALL_LOG_UPGRADE_FAILURE,
	PHONEWALL_LOG_MESSAGES,
};

/**
 * struct phonewall_provisioning_settings - what cfg.xml says of provisioning
 * @resync: when the phone asks for its profile
 * @triggers: Resync_Trigger_1 and _2
 * @profile_rules: Profile_Rule, _B, _C and _D
 * @is_upgrade_enabled: Upgrade_Enable
 * @upgrade_rule: Upgrade_Rule
 * @upgrade_error_retry: Upgrade_Error_Retry_Delay
 * @report_rule: Report_Rule
 * @custom_ca_rule: Custom_CA_Rule
 * @domains: Restricted_Access_Domains
 * @dhcp_order: DHCP_Option_To_Use
 * @dhcpv6_order: DHCPv6_Option_To_Use
 * @log_messages: the messages, for phonewall_template_show()
 * @syslog_server: Syslog_Server, never NULL once read
 * @content_key: IKM_HTTP_Encrypt_Content, a secret, never NULL once read
 * @gpps: GPP_A to GPP_P and GPP_SA to GPP_SD, never NULL once read; see
 *	phonewall_provisioning_settings_set_macros()
 *
 * Zero-initialise it; release it with phonewall_provisioning_settings_clear().
 */
struct phonewall_provisioning_settings {
	struct phonewall_resync_settings resync;
	struct phonewall_trigger triggers[PHONEWALL_TRIGGERS];
	struct phonewall_rule profile_rules[PHONEWALL_PROFILE_RULES];
	bool is_upgrade_enabled;
	struct phonewall_rule upgrade_rule;
	struct phonewall_delays upgrade_error_retry;
	struct phonewall_rule report_rule;
	struct phonewall_rule custom_ca_rule;
	struct phonewall_domains domains;
	struct phonewall_dhcp_order dhcp_order;
	struct phonewall_dhcp_order dhcpv6_order;
	struct phonewall_template log_messages[PHONEWALL_LOG_MESSAGES];
	char *syslog_server;
	char *content_key;
	char *gpps[PHONEWALL_GPPS];
};

/**
 * phonewall_provisioning_settings_read - what the parameters say
 * @reading: the values of phonewall_provisioning_parameters; every rule, list
 *	or message that is wrong is a fault, and stays empty, except that a list
 *	of delays has its default then, and domains that are wrong allow none
 * @section: struct phonewall_provisioning_settings; set whole
 *
 * A Resync_At__HHmm_ that is no time is ignored, with the warning
 * "ignored-time", as the vendor's phones do.
 */
void
phonewall_provisioning_settings_read(const struct phonewall_reading *reading,
				     void *section);

/**
 * phonewall_provisioning_settings_set_macros - set the macros of the parameters
 * @settings: the settings, which the values belong to
 * @values: $A to $P and $SA to $SD are set; those that a rule has in --key or
 *	--pwd are marked as secret
 */
void phonewall_provisioning_settings_set_macros(
	const struct phonewall_provisioning_settings *settings,
	struct phonewall_macro_values *values);

/**
 * phonewall_provisioning_settings_clear - release the settings
 * @section: struct phonewall_provisioning_settings; emptied, and its secrets
 *	overwritten
 */
void phonewall_provisioning_settings_clear(void *section);

#endif /* PHONEWALL_PROVISIONING_SETTINGS_H */
