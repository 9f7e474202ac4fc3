// SPDX-License-Identifier: MIT
#include "provisioning/settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

#define TIME_DIGITS	4
#define DAY_MINUTES	1440

#define RULE_DEFAULT	"/$PSN.xml"
#define PERIOD_DEFAULT	"3600"
#define RETRY_DEFAULT	"60,120,240,480,960,1920,3840,7680,15360,30720,61440,86400"
#define LOG_PREFIX	"$PN $MAC -- "
#define LOG_URL		"$SCHEME://$SERVIP:$PORT$PATH"

static const char *const log_defaults[PHONEWALL_LOG_MESSAGES] = {
	[PHONEWALL_LOG_REQUEST] = LOG_PREFIX "Requesting resync " LOG_URL,
	[PHONEWALL_LOG_SUCCESS] = LOG_PREFIX "Successful resync " LOG_URL,
	[PHONEWALL_LOG_FAILURE] = LOG_PREFIX "Resync failed: $ERR",
	[PHONEWALL_LOG_UPGRADE_REQUEST] =
		LOG_PREFIX "Requesting upgrade " LOG_URL,
	[PHONEWALL_LOG_UPGRADE_SUCCESS] =
		LOG_PREFIX "Successful upgrade " LOG_URL " -- $ERR",
	[PHONEWALL_LOG_UPGRADE_FAILURE] = LOG_PREFIX "Upgrade failed: $ERR",
};

static const struct phonewall_parameter *
instance(const struct phonewall_reading *reading, size_t row, size_t number)
{
	return &reading->parameters->list[row][number];
}

static uint32_t number(const struct phonewall_reading *reading, size_t row)
{
	return instance(reading, row, 0)->number;
}

/* A string's default is not in the table. */
static const char *text(const struct phonewall_reading *reading, size_t row,
			const char *initial)
{
	const struct phonewall_parameter *parameter = instance(reading, row, 0);

	return parameter->is_default ? initial : parameter->text;
}

static void read_rule(const struct phonewall_reading *reading, size_t row,
		      const char *initial, enum phonewall_rule_kind kind,
		      struct phonewall_rule *rule)
{
	const struct phonewall_parameter *parameter = instance(reading, row, 0);

	phonewall_rule_parse(kind, text(reading, row, initial), parameter->name,
			     parameter->line, rule, reading->faults);
}

static void read_rules(const struct phonewall_reading *reading,
		       struct phonewall_provisioning_settings *settings)
{
	read_rule(reading, PHONEWALL_PARAMETER_PROFILE_RULE, RULE_DEFAULT,
		  PHONEWALL_RULE_PROFILE, &settings->profile_rules[0]);
	for (size_t i = 1; i < PHONEWALL_PROFILE_RULES; i++)
		read_rule(reading, PHONEWALL_PARAMETER_PROFILE_RULE + i, "",
			  PHONEWALL_RULE_PROFILE, &settings->profile_rules[i]);
	read_rule(reading, PHONEWALL_PARAMETER_UPGRADE_RULE, "",
		  PHONEWALL_RULE_UPGRADE, &settings->upgrade_rule);
	read_rule(reading, PHONEWALL_PARAMETER_REPORT_RULE, "",
		  PHONEWALL_RULE_REPORT, &settings->report_rule);
	read_rule(reading, PHONEWALL_PARAMETER_CUSTOM_CA_RULE, "",
		  PHONEWALL_RULE_CUSTOM_CA, &settings->custom_ca_rule);
}

static void read_delays(const struct phonewall_reading *reading, size_t row,
			const char *initial, struct phonewall_delays *delays)
{
	const struct phonewall_parameter *parameter = instance(reading, row, 0);

	struct phonewall_faults none = { 0 };

	/* A list that is wrong must not keep the phone from its profile. */
	if (phonewall_delays_parse(text(reading, row, initial),
				   parameter->name, parameter->line, delays,
				   reading->faults))
		phonewall_delays_parse(initial, parameter->name, 0, delays,
				       &none);
}

/* HHmm, from 0000 to 2400, which is the same as 0000. */
static bool parse_time(const char *value, uint32_t *seconds)
{
	uint32_t hhmm, minutes;

	if (strlen(value) != TIME_DIGITS ||
	    !phonewall_text_number(value, 10, 2400, &hhmm) || hhmm % 100 > 59)
		return false;
	minutes = hhmm / 100 * 60 + hhmm % 100;
	*seconds = minutes % DAY_MINUTES * 60;
	return true;
}

static void read_time(const struct phonewall_reading *reading,
		      struct phonewall_resync_settings *resync)
{
	const struct phonewall_parameter *parameter =
		instance(reading, PHONEWALL_PARAMETER_RESYNC_AT, 0);

	if (!*parameter->text)
		return;
	resync->has_time = parse_time(parameter->text, &resync->time);
	if (!resync->has_time)
		phonewall_warning_add(reading->warnings, "ignored-time",
				      parameter->line, parameter->name,
				      parameter->text,
				      "is no time, so it is ignored; write four digits from 0000 to 2400");
}

static void read_resync(const struct phonewall_reading *reading,
			struct phonewall_resync_settings *resync)
{
	resync->is_enabled =
		number(reading, PHONEWALL_PARAMETER_PROVISION_ENABLE);
	resync->on_reset = number(reading, PHONEWALL_PARAMETER_RESYNC_ON_RESET);
	resync->random_delay =
		number(reading, PHONEWALL_PARAMETER_RESYNC_RANDOM_DELAY);
	resync->time_random_delay =
		number(reading, PHONEWALL_PARAMETER_RESYNC_AT_RANDOM_DELAY);
	resync->forced_delay =
		number(reading, PHONEWALL_PARAMETER_FORCED_RESYNC_DELAY);
	resync->from_sip = number(reading, PHONEWALL_PARAMETER_RESYNC_FROM_SIP);
	resync->after_upgrade = number(reading,
		PHONEWALL_PARAMETER_RESYNC_AFTER_UPGRADE_ATTEMPT);
	resync->fails_on_not_found =
		number(reading, PHONEWALL_PARAMETER_RESYNC_FAILS_ON_FNF);
	read_time(reading, resync);
	read_delays(reading, PHONEWALL_PARAMETER_RESYNC_PERIODIC,
		    PERIOD_DEFAULT, &resync->periodic);
	read_delays(reading, PHONEWALL_PARAMETER_RESYNC_ERROR_RETRY_DELAY,
		    RETRY_DEFAULT, &resync->error_retry);
}

static void read_triggers(const struct phonewall_reading *reading,
			  struct phonewall_trigger *triggers)
{
	for (size_t i = 0; i < PHONEWALL_TRIGGERS; i++) {
		const struct phonewall_parameter *parameter =
			instance(reading, PHONEWALL_PARAMETER_RESYNC_TRIGGER,
				 i);

		phonewall_trigger_parse(parameter->text, parameter->name,
					parameter->line, &triggers[i],
					reading->faults);
	}
}

static void read_order(const struct phonewall_reading *reading, size_t row,
		       bool is_ipv6, struct phonewall_dhcp_order *order)
{
	const struct phonewall_parameter *parameter = instance(reading, row, 0);
	const char *value = text(reading, row,
				 phonewall_dhcp_order_default(is_ipv6));

	/* An order that is set to be empty uses no option. */
	if (*value)
		phonewall_dhcp_order_parse(value, is_ipv6, parameter->name,
					   parameter->line, order,
					   reading->faults);
}

static void read_message(const struct phonewall_reading *reading, size_t number,
			 struct phonewall_template *message)
{
	size_t row = PHONEWALL_PARAMETER_LOG_REQUEST_MSG + number;
	const struct phonewall_parameter *parameter = instance(reading, row, 0);
	int error = phonewall_template_parse(text(reading, row,
						  log_defaults[number]),
					     message);

	if (error == -E2BIG)
		phonewall_fault_add(reading->faults, parameter->line,
				    parameter->name, NULL,
				    "has more than %d characters; shorten it",
				    PHONEWALL_TEMPLATE_MAX);
	else if (error)
		phonewall_fault_add(reading->faults, parameter->line,
				    parameter->name, NULL,
				    "has an escape that stands for no character; write one from \\001 to \\377");
}

void
phonewall_provisioning_settings_read(const struct phonewall_reading *reading,
				     void *section)
{
	struct phonewall_provisioning_settings *settings = section;
	const struct phonewall_parameter *domains =
		instance(reading, PHONEWALL_PARAMETER_RESTRICTED_ACCESS_DOMAINS,
			 0);

	*settings = (struct phonewall_provisioning_settings){
		.is_upgrade_enabled =
			number(reading,
			       PHONEWALL_PARAMETER_PROVISIONING_UPGRADE_ENABLE),
	};
	read_resync(reading, &settings->resync);
	read_triggers(reading, settings->triggers);
	read_rules(reading, settings);
	read_delays(reading, PHONEWALL_PARAMETER_UPGRADE_ERROR_RETRY_DELAY,
		    PERIOD_DEFAULT, &settings->upgrade_error_retry);
	phonewall_domains_parse(domains->text, domains->name, domains->line,
				&settings->domains, reading->faults);
	read_order(reading, PHONEWALL_PARAMETER_DHCP_OPTION_TO_USE, false,
		   &settings->dhcp_order);
	read_order(reading, PHONEWALL_PARAMETER_DHCPV6_OPTION_TO_USE, true,
		   &settings->dhcpv6_order);
	for (size_t i = 0; i < PHONEWALL_LOG_MESSAGES; i++)
		read_message(reading, i, &settings->log_messages[i]);
	settings->syslog_server = phonewall_memory_print("%s",
		text(reading, PHONEWALL_PARAMETER_SYSLOG_SERVER, ""));
	settings->content_key = phonewall_memory_print("%s",
		text(reading, PHONEWALL_PARAMETER_IKM_HTTP_ENCRYPT_CONTENT,
		     ""));
	for (size_t i = 0; i < PHONEWALL_GPPS; i++)
		settings->gpps[i] = phonewall_memory_print("%s",
			text(reading, PHONEWALL_PARAMETER_GPP + i, ""));
}

void phonewall_provisioning_settings_set_macros(
	const struct phonewall_provisioning_settings *settings,
	struct phonewall_macro_values *values)
{
	for (size_t i = 0; i < PHONEWALL_GPPS; i++)
		values->text[PHONEWALL_MACRO_A + i] = settings->gpps[i];
	for (size_t i = 0; i < PHONEWALL_PROFILE_RULES; i++)
		phonewall_rule_mark_secrets(&settings->profile_rules[i],
					    values);
	phonewall_rule_mark_secrets(&settings->report_rule, values);
}

static void clear_rules(struct phonewall_provisioning_settings *settings)
{
	for (size_t i = 0; i < PHONEWALL_PROFILE_RULES; i++)
		phonewall_rule_clear(&settings->profile_rules[i]);
	phonewall_rule_clear(&settings->upgrade_rule);
	phonewall_rule_clear(&settings->report_rule);
	phonewall_rule_clear(&settings->custom_ca_rule);
}

static void wipe(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	free(text);
}

void phonewall_provisioning_settings_clear(void *section)
{
	struct phonewall_provisioning_settings *settings = section;

	for (size_t i = 0; i < PHONEWALL_TRIGGERS; i++)
		phonewall_trigger_clear(&settings->triggers[i]);
	clear_rules(settings);
	phonewall_domains_clear(&settings->domains);
	for (size_t i = 0; i < PHONEWALL_LOG_MESSAGES; i++)
		free((void *)settings->log_messages[i].list);
	free(settings->syslog_server);
	wipe(settings->content_key);
	for (size_t i = 0; i < PHONEWALL_GPPS; i++)
		wipe(settings->gpps[i]);
	*settings = (struct phonewall_provisioning_settings){ 0 };
}
