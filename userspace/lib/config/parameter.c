// SPDX-License-Identifier: MIT
#include "config/parameter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"

#define VLAN_ID_MAX	4095

static const char *const no_yes[] = { "No", "Yes", NULL };
static const char *const disabled_enabled[] = { "Disabled", "Enabled", NULL };
static const char *const transports[] = {
	[PHONEWALL_TRANSPORT_UDP] = "UDP",
	[PHONEWALL_TRANSPORT_TCP] = "TCP",
	[PHONEWALL_TRANSPORT_TLS] = "TLS",
	[PHONEWALL_TRANSPORT_AUTO] = "Auto",
	NULL
};
static const char *const certificates[] = {
	"Manufacturing installed", "Custom installed", NULL
};

/**
 * struct definition - what a parameter is
 * @prefix: its name, or what stands before the number of its instance
 * @suffix: what stands after the number, or NULL where it has no number
 * @instances: how many there are where they are numbered, from 1
 * @choices: the values allowed, NULL where it is a number or a string
 * @max: the largest number allowed, 0 where it is not a number
 * @standard: the default of the first instance, as a number or choice; that of
 *	a string is empty
 * @is_ruled: whether the value is used only while a switch is on
 * @ruler: that switch, of the same instance
 * @step: how much the default grows from one instance to the next
 */
struct definition {
	const char *prefix;
	const char *suffix;
	unsigned int instances;
	const char *const *choices;
	uint32_t max;
	uint32_t standard;
	uint32_t step;
	bool is_ruled;
	enum phonewall_parameter_id ruler;
};

static const struct definition definitions[PHONEWALL_PARAMETER_COUNT] = {
	[PHONEWALL_PARAMETER_FIREWALL] = {
		.prefix = "Firewall",
		.choices = disabled_enabled,
		.standard = 1,
	},
	[PHONEWALL_PARAMETER_FIREWALL_CONFIG] = {
		.prefix = "Firewall_Config",
	},
	[PHONEWALL_PARAMETER_LINE_ENABLE] = {
		.prefix = "Line_Enable_",
		.suffix = "_",
		.instances = PHONEWALL_LINES_MAX,
		.choices = no_yes,
		.standard = 1,
	},
	[PHONEWALL_PARAMETER_SIP_TRANSPORT] = {
		.prefix = "SIP_Transport_",
		.suffix = "_",
		.instances = PHONEWALL_LINES_MAX,
		.choices = transports,
		.standard = PHONEWALL_TRANSPORT_UDP,
		.is_ruled = true,
		.ruler = PHONEWALL_PARAMETER_LINE_ENABLE,
	},
	[PHONEWALL_PARAMETER_SIP_PORT] = {
		.prefix = "SIP_Port_",
		.suffix = "_",
		.instances = PHONEWALL_LINES_MAX,
		.max = UINT16_MAX,
		.standard = 5060,
		.step = 1,
		.is_ruled = true,
		.ruler = PHONEWALL_PARAMETER_LINE_ENABLE,
	},
	/* A number that is no port makes an invalid range, which falls back. */
	[PHONEWALL_PARAMETER_RTP_PORT_MIN] = {
		.prefix = "RTP_Port_Min",
		.max = UINT32_MAX,
		.standard = 16384,
	},
	[PHONEWALL_PARAMETER_RTP_PORT_MAX] = {
		.prefix = "RTP_Port_Max",
		.max = UINT32_MAX,
		.standard = 16482,
	},
	[PHONEWALL_PARAMETER_UPGRADE_ENABLE] = {
		.prefix = "Upgrade_Enable",
		.choices = no_yes,
		.standard = 1,
	},
	[PHONEWALL_PARAMETER_PEER_FIRMWARE_SHARING] = {
		.prefix = "Peer_Firmware_Sharing",
		.choices = no_yes,
		.standard = 1,
	},
	[PHONEWALL_PARAMETER_ENABLE_TR069] = {
		.prefix = "Enable_TR-069",
		.choices = no_yes,
		.standard = 0,
	},
	[PHONEWALL_PARAMETER_CWMP_V12_SUPPORT] = {
		.prefix = "CWMP_V1.2_Support",
		.choices = no_yes,
		.standard = 1,
	},
	[PHONEWALL_PARAMETER_CONNECTION_REQUEST_URL] = {
		.prefix = "Connection_Request_URL",
	},
	[PHONEWALL_PARAMETER_ENABLE_WEB_SERVER] = {
		.prefix = "Enable_Web_Server",
		.choices = no_yes,
		.standard = 1,
	},
	[PHONEWALL_PARAMETER_WEB_SERVER_PORT] = {
		.prefix = "Web_Server_Port",
		.max = UINT16_MAX,
		.standard = 80,
		.is_ruled = true,
		.ruler = PHONEWALL_PARAMETER_ENABLE_WEB_SERVER,
	},
	[PHONEWALL_PARAMETER_BROADCAST_ECHO] = {
		.prefix = "Broadcast_Echo",
		.choices = disabled_enabled,
		.standard = 0,
	},
	[PHONEWALL_PARAMETER_GROUP_PAGING_SCRIPT] = {
		.prefix = "Group_Paging_Script",
	},
	[PHONEWALL_PARAMETER_GROUP_N_PAGING_SCRIPT] = {
		.prefix = "Group_",
		.suffix = "_Paging_Script",
		.instances = PHONEWALL_PAGING_GROUPS_MAX,
	},
	[PHONEWALL_PARAMETER_ENABLE_AUTHENTICATION] = {
		.prefix = "Enable_802.1X_Authentication",
		.choices = no_yes,
		.standard = 0,
	},
	[PHONEWALL_PARAMETER_CERTIFICATE_SELECT] = {
		.prefix = "Certificate_Select",
		.choices = certificates,
		.standard = 0,
	},
	[PHONEWALL_PARAMETER_PC_PORT_ENABLE] = {
		.prefix = "PC_PORT_Enable",
		.choices = no_yes,
		.standard = 1,
	},
	[PHONEWALL_PARAMETER_ENABLE_VLAN] = {
		.prefix = "Enable_VLAN",
		.choices = no_yes,
		.standard = 0,
	},
	[PHONEWALL_PARAMETER_VLAN_ID] = {
		.prefix = "VLAN_ID",
		.max = VLAN_ID_MAX,
		.standard = 1,
	},
	[PHONEWALL_PARAMETER_PC_PORT_VLAN_ID] = {
		.prefix = "PC_Port_VLAN_ID",
		.max = VLAN_ID_MAX,
		.standard = 1,
	},
	[PHONEWALL_PARAMETER_ENABLE_CDP] = {
		.prefix = "Enable_CDP",
		.choices = no_yes,
		.standard = 1,
	},
	[PHONEWALL_PARAMETER_ENABLE_LLDP_MED] = {
		.prefix = "Enable_LLDP-MED",
		.choices = no_yes,
		.standard = 1,
	},
};

/* How like a name is to one that differs only in upper and lower case. */
#define LIKENESS_CASE	5

/**
 * struct guess - the known name that an unknown one is most like
 * @name: that name
 * @likeness: how like it is, up to LIKENESS_CASE; 0 if none is
 */
struct guess {
	char name[PHONEWALL_PARAMETER_NAME_MAX + 1];
	unsigned int likeness;
};

static unsigned int instance_count(const struct definition *definition)
{
	return definition->suffix ? definition->instances : 1;
}

static void print_name(const struct definition *definition,
		       unsigned int instance, char *name)
{
	size_t size = PHONEWALL_PARAMETER_NAME_MAX + 1;

	if (definition->suffix)
		snprintf(name, size, "%s%u%s", definition->prefix,
			 instance + 1, definition->suffix);
	else
		snprintf(name, size, "%s", definition->prefix);
}

static bool find_instance(const struct definition *definition,
			  const char *name, unsigned int *instance)
{
	char candidate[PHONEWALL_PARAMETER_NAME_MAX + 1];

	if (strncmp(name, definition->prefix, strlen(definition->prefix)))
		return false;
	for (unsigned int i = 0; i < instance_count(definition); i++) {
		print_name(definition, i, candidate);
		if (strcmp(candidate, name))
			continue;
		*instance = i;
		return true;
	}
	return false;
}

static const struct definition *find_definition(const char *name,
						unsigned int *instance)
{
	for (size_t id = 0; id < PHONEWALL_PARAMETER_COUNT; id++)
		if (find_instance(&definitions[id], name, instance))
			return &definitions[id];
	return NULL;
}

bool phonewall_parameter_is_used(const char *name)
{
	unsigned int instance;

	return find_definition(name, &instance);
}

/* Whether one letter more, less or other makes one name of the other. */
static bool is_one_edit_away(const char *a, const char *b)
{
	size_t of_a = strlen(a), of_b = strlen(b);
	size_t same = 0;

	while (a[same] && a[same] == b[same])
		same++;
	if (of_a == of_b)
		return !strcmp(a + same + 1, b + same + 1);
	if (of_a == of_b + 1)
		return !strcmp(a + same + 1, b + same);
	return of_b == of_a + 1 && !strcmp(a + same, b + same + 1);
}

/* The number is of another line or group than there is. */
static bool has_other_instance(const struct definition *definition,
			       const char *name)
{
	size_t length = strlen(definition->prefix);
	size_t digits;

	if (!definition->suffix || strncmp(name, definition->prefix, length))
		return false;
	digits = strspn(name + length, "0123456789");
	return digits && !strcmp(name + length + digits, definition->suffix);
}

/* No name is printed that cannot be the one, since files may be long. */
static bool may_resemble(const struct definition *definition, size_t length)
{
	size_t least = strlen(definition->prefix);
	size_t most = least;

	if (definition->suffix) {
		least += strlen(definition->suffix) + 1;
		most = least + 1;
	}
	return length + 1 >= least && length <= most + 1;
}

/* Whether both have the same digits in the same order. */
static bool has_same_digits(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	for (;; a++, b++) {
		a += strcspn(a, digits);
		b += strcspn(b, digits);
		if (*a != *b)
			return false;
		if (!*a)
			return true;
	}
}

/*
 * Another number would be another line or group. A character left out is more
 * likely than one that is wrong.
 */
static unsigned int likeness(const char *known, const char *name)
{
	if (!strcasecmp(known, name))
		return LIKENESS_CASE;
	if (!is_one_edit_away(known, name))
		return 0;
	return 1 + (strlen(known) > strlen(name)) +
	       2 * has_same_digits(known, name);
}

static void find_likest(const struct definition *definition, const char *name,
			struct guess *guess)
{
	char known[PHONEWALL_PARAMETER_NAME_MAX + 1];

	for (unsigned int i = 0; i < instance_count(definition); i++) {
		unsigned int found;

		print_name(definition, i, known);
		found = likeness(known, name);
		if (found <= guess->likeness)
			continue;
		guess->likeness = found;
		strcpy(guess->name, known);
	}
}

static void warn_of_likest(const char *name, unsigned int line,
			   struct phonewall_faults *warnings)
{
	size_t length = strlen(name);
	struct guess guess = { 0 };

	for (size_t id = 0; id < PHONEWALL_PARAMETER_COUNT; id++)
		if (may_resemble(&definitions[id], length))
			find_likest(&definitions[id], name, &guess);
	if (guess.likeness)
		phonewall_warning_add(warnings,
				      guess.likeness == LIKENESS_CASE ?
				      "wrong-case" : "misspelt-name", line,
				      name, NULL,
				      "is unknown, so it is ignored; write %s if that is meant",
				      guess.name);
}

static void warn_of_instance(const struct definition *definition,
			     const char *name, unsigned int line,
			     struct phonewall_faults *warnings)
{
	const char *digits = name + strlen(definition->prefix);
	unsigned long number = strtoul(digits, NULL, 10);

	if (*digits == '0' && number && number <= definition->instances)
		phonewall_warning_add(warnings, "no-such-instance", line, name,
				      NULL, "is not read; write its number without a leading zero, as %s%lu%s",
				      definition->prefix, number,
				      definition->suffix);
	else
		phonewall_warning_add(warnings, "no-such-instance", line, name,
				      NULL, "is not read; the numbers go from 1 to %u",
				      definition->instances);
}

void phonewall_parameter_warn(const char *name, unsigned int line,
			      struct phonewall_faults *warnings)
{
	for (size_t id = 0; id < PHONEWALL_PARAMETER_COUNT; id++) {
		if (!has_other_instance(&definitions[id], name))
			continue;
		warn_of_instance(&definitions[id], name, line, warnings);
		return;
	}
	warn_of_likest(name, line, warnings);
}

static void set_default(const struct definition *definition,
			unsigned int instance,
			struct phonewall_parameter *parameter)
{
	*parameter = (struct phonewall_parameter){
		.is_default = true,
		.number = definition->standard + instance * definition->step,
	};
	print_name(definition, instance, parameter->name);
	if (definition->choices)
		parameter->text = definition->choices[definition->standard];
	else if (!definition->max)
		parameter->text = "";
}

static char *list_choices(const char *const *choices)
{
	char *list = phonewall_memory_print("%s", choices[0]);

	for (size_t i = 1; choices[i]; i++) {
		const char *separator = choices[i + 1] ? ", " : " or ";
		char *longer = phonewall_memory_print("%s%s%s", list, separator,
						      choices[i]);

		free(list);
		list = longer;
	}
	return list;
}

static void read_choice(const struct phonewall_profile_element *element,
			const char *const *choices,
			struct phonewall_parameter *parameter,
			struct phonewall_faults *faults)
{
	char *allowed;

	for (size_t i = 0; choices[i]; i++) {
		if (strcasecmp(element->value, choices[i]))
			continue;
		parameter->number = i;
		parameter->text = choices[i];
		parameter->is_default = false;
		return;
	}
	allowed = list_choices(choices);
	phonewall_fault_add(faults, element->line, element->name,
			    element->value, "must be %s", allowed);
	free(allowed);
}

static bool parse_number(const char *text, uint32_t max, uint32_t *number)
{
	if (!strncasecmp(text, "0x", 2))
		return phonewall_text_number(text + 2, 16, max, number);
	return phonewall_text_number(text, 10, max, number);
}

/* Told are the numbers that can be used: 0 is no port, and no VLAN is 4095. */
static void read_number(const struct phonewall_profile_element *element,
			uint32_t max, struct phonewall_parameter *parameter,
			struct phonewall_faults *faults)
{
	if (parse_number(element->value, max, &parameter->number))
		parameter->is_default = false;
	else if (max == UINT32_MAX)
		phonewall_fault_add(faults, element->line, element->name,
				    element->value,
				    "must be a port number from %u to %u, decimal or hexadecimal with 0x",
				    PHONEWALL_RTP_PORT_LEAST,
				    PHONEWALL_RTP_PORT_GREATEST);
	else
		phonewall_fault_add(faults, element->line, element->name,
				    element->value,
				    "must be a whole number from %u to %u, decimal or hexadecimal with 0x",
				    max == UINT16_MAX ? 1 : 0,
				    max == VLAN_ID_MAX ? max - 1 : max);
}

/* A string that is to be empty, where empty would mean the default, is "". */
static void read_string(const struct phonewall_profile_element *element,
			struct phonewall_parameter *parameter)
{
	parameter->text = strcmp(element->value, "\"\"") ? element->value : "";
	parameter->is_default = false;
}

static void read_value(const struct phonewall_profile_element *element,
		       const struct definition *definition,
		       struct phonewall_parameter *parameter,
		       struct phonewall_faults *faults)
{
	parameter->line = element->line;
	if (!*element->value)
		return;
	if (definition->choices)
		read_choice(element, definition->choices, parameter, faults);
	else if (definition->max)
		read_number(element, definition->max, parameter, faults);
	else
		read_string(element, parameter);
}

/* Where the switch is off, what rests on it refuses nothing. */
static void read_unused(const struct phonewall_profile_element *element,
			const struct definition *definition,
			const struct phonewall_parameter *ruler,
			struct phonewall_parameter *parameter,
			struct phonewall_faults *warnings)
{
	struct phonewall_faults faults = { 0 };

	read_value(element, definition, parameter, &faults);
	if (faults.count)
		phonewall_warning_add(warnings, "unused-value", element->line,
				      element->name, element->value,
				      "is wrong, and not used while %s is No; %s",
				      ruler->name, faults.list[0].message);
	phonewall_faults_clear(&faults);
}

/* @switches: whether what is read now is the switches, or what rests on them. */
static void read_element(const struct phonewall_profile_element *element,
			 struct phonewall_parameters *parameters, bool switches,
			 struct phonewall_faults *faults,
			 struct phonewall_faults *warnings)
{
	const struct definition *definition;
	struct phonewall_parameter *parameter;
	const struct phonewall_parameter *ruler;
	unsigned int instance;

	definition = find_definition(element->name, &instance);
	if (!definition || (switches && definition->is_ruled))
		return;
	parameter = &parameters->list[definition - definitions][instance];
	ruler = &parameters->list[definition->ruler][instance];
	if (definition->is_ruled && !ruler->number)
		read_unused(element, definition, ruler, parameter, warnings);
	else
		read_value(element, definition, parameter, faults);
}

static void set_defaults(struct phonewall_parameters *parameters)
{
	memset(parameters, 0, sizeof(*parameters));
	for (size_t id = 0; id < PHONEWALL_PARAMETER_COUNT; id++) {
		const struct definition *definition = &definitions[id];

		for (unsigned int i = 0; i < instance_count(definition); i++)
			set_default(definition, i, &parameters->list[id][i]);
	}
}

/* Twice, since a switch may stand behind what rests on it. */
void phonewall_parameters_check(const struct phonewall_profile *profile,
				struct phonewall_parameters *parameters,
				struct phonewall_faults *faults,
				struct phonewall_faults *warnings)
{
	struct phonewall_faults of_switches = { 0 };

	set_defaults(parameters);
	for (size_t i = 0; i < profile->count; i++)
		read_element(&profile->list[i], parameters, true, &of_switches,
			     NULL);
	for (size_t i = 0; i < profile->count; i++)
		read_element(&profile->list[i], parameters, false, faults,
			     warnings);
	phonewall_faults_clear(&of_switches);
}

void phonewall_parameters_read(const struct phonewall_profile *profile,
			       struct phonewall_parameters *parameters,
			       struct phonewall_faults *faults)
{
	phonewall_parameters_check(profile, parameters, faults, NULL);
}

char *phonewall_parameter_describe(const struct phonewall_parameter *parameter)
{
	const char *suffix = parameter->is_default ? " (default)" : "";
	const char *text = parameter->text;
	char *shown, *description;

	if (!text)
		return phonewall_memory_print("%s=%u%s", parameter->name,
					      parameter->number, suffix);
	shown = phonewall_text_redact(parameter->name, *text ? text : "\"\"");
	description = phonewall_memory_print("%s=%s%s", parameter->name, shown,
					     suffix);
	free(shown);
	return description;
}
