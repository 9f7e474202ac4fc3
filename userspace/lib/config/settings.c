// SPDX-License-Identifier: MIT
#include "config/settings.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <linux/phonewall.h>

#include "base/device_name.h"
#include "base/host_name.h"
#include "base/memory.h"
#include "base/text.h"

/**
 * enum kind - what the value of a setting is
 * @NUMBER: a whole number
 * @DEVICE: name of a network device
 * @METHOD: enum phonewall_eap_method
 * @IDENTITY: EAP identity
 * @PATH: absolute path of a file
 * @HOSTS: names of hosts, with commas between them
 * @STARTTLS: whether StartTLS is required
 */
enum kind {
	NUMBER,
	DEVICE,
	METHOD,
	IDENTITY,
	PATH,
	HOSTS,
	STARTTLS,
};

/**
 * struct definition - a setting of phonewall.conf
 * @name: its name
 * @offset: where struct phonewall_settings holds it: a number as 32 bits, a
 *	device's name as an array, whether StartTLS is required as a bool, all
 *	others as a pointer
 * @kind: what its value is
 * @min: the smallest number allowed
 * @max: the largest
 */
struct definition {
	const char *name;
	size_t offset;
	enum kind kind;
	uint32_t min;
	uint32_t max;
};

#define AT(member)	offsetof(struct phonewall_settings, member)

static const struct definition definitions[] = {
	{ "lines", AT(lines), NUMBER, 1, PHONEWALL_LINES_MAX },
	{ "flow_limit", AT(limits.flows), NUMBER, 1, PHONEWALL_FLOW_LIMIT_MAX },
	{ "timeout_udp", AT(limits.timeout_udp), NUMBER, 1,
	  PHONEWALL_TIMEOUT_MAX },
	{ "timeout_udp_replied", AT(limits.timeout_udp_replied), NUMBER, 1,
	  PHONEWALL_TIMEOUT_MAX },
	{ "timeout_echo", AT(limits.timeout_echo), NUMBER, 1,
	  PHONEWALL_TIMEOUT_MAX },
	{ "timeout_other", AT(limits.timeout_other), NUMBER, 1,
	  PHONEWALL_TIMEOUT_MAX },
	{ "pc_port", AT(dot1x.pc_port), DEVICE, 0, 0 },
	{ "switch_port", AT(dot1x.switch_port), DEVICE, 0, 0 },
	{ "hold_time", AT(dot1x.hold_time), NUMBER, 0,
	  PHONEWALL_HOLD_TIME_MAX },
	{ "session_limit", AT(dot1x.session_limit), NUMBER, 1,
	  PHONEWALL_SESSION_LIMIT_MAX },
	{ "eap_method", AT(dot1x.eap_method), METHOD, 0, 0 },
	{ "identity", AT(dot1x.identity), IDENTITY, 0, 0 },
	{ "ca_certificate", AT(dot1x.ca_certificate), PATH, 0, 0 },
	{ "manufacturing_certificate", AT(dot1x.manufacturing_certificate),
	  PATH, 0, 0 },
	{ "manufacturing_key", AT(dot1x.manufacturing_key), PATH, 0, 0 },
	{ "custom_certificate", AT(dot1x.custom_certificate), PATH, 0, 0 },
	{ "custom_key", AT(dot1x.custom_key), PATH, 0, 0 },
	{ "password_file", AT(dot1x.password_file), PATH, 0, 0 },
	{ "pac_file", AT(dot1x.pac_file), PATH, 0, 0 },
	{ "server_name", AT(dot1x.server_name), HOSTS, 1,
	  PHONEWALL_SERVER_NAMES_MAX },
	{ "legacy_servers", AT(legacy_servers), HOSTS, 1,
	  PHONEWALL_SERVER_NAMES_MAX },
	{ "starttls", AT(directory.starttls_required), STARTTLS, 0, 0 },
	{ "ldap_ca_certificate", AT(directory.ca_certificate), PATH, 0, 0 },
};

#define DEFINITION_COUNT (sizeof(definitions) / sizeof(definitions[0]))

/**
 * struct reader - what reading the text works on
 * @settings: the outcome
 * @faults: what is wrong
 * @pc_port_line: line that names the PC port, 0 if none does
 * @switch_port_line: the same for the switch port
 */
struct reader {
	struct phonewall_settings *settings;
	struct phonewall_faults *faults;
	unsigned int pc_port_line;
	unsigned int switch_port_line;
};

void phonewall_settings_default(struct phonewall_settings *settings)
{
	*settings = (struct phonewall_settings){
		.limits = {
			.flows = PHONEWALL_FLOW_LIMIT_DEFAULT,
			.timeout_udp = PHONEWALL_TIMEOUT_UDP,
			.timeout_udp_replied = PHONEWALL_TIMEOUT_UDP_REPLIED,
			.timeout_echo = PHONEWALL_TIMEOUT_ECHO,
			.timeout_other = PHONEWALL_TIMEOUT_OTHER,
		},
		.dot1x = {
			.session_limit = PHONEWALL_SESSION_LIMIT_DEFAULT,
			.eap_method = PHONEWALL_EAP_METHOD_TLS,
		},
	};
}

static const struct definition *find_definition(const char *name)
{
	for (size_t i = 0; i < DEFINITION_COUNT; i++)
		if (!strcmp(definitions[i].name, name))
			return &definitions[i];
	return NULL;
}

static void *member(struct phonewall_settings *settings,
		    const struct definition *definition)
{
	return (char *)settings + definition->offset;
}

static char *list_names(void)
{
	char *list = phonewall_memory_print("%s", definitions[0].name);

	for (size_t i = 1; i < DEFINITION_COUNT; i++) {
		const char *separator =
			i + 1 < DEFINITION_COUNT ? ", " : " and ";
		char *longer = phonewall_memory_print("%s%s%s", list, separator,
						      definitions[i].name);

		free(list);
		list = longer;
	}
	return list;
}

static void refuse_name(const char *name, unsigned int line,
			struct phonewall_faults *faults)
{
	char *names = list_names();

	phonewall_fault_add(faults, line, name, NULL,
			    "is not a setting; allowed are %s", names);
	free(names);
}

static void set_number(const struct definition *definition, const char *value,
		       unsigned int line, struct reader *reader)
{
	uint32_t number;

	if (!phonewall_text_number(value, 10, definition->max, &number) ||
	    number < definition->min)
		phonewall_fault_add(reader->faults, line, definition->name,
				    value,
				    "must be a whole number from %u to %u",
				    definition->min, definition->max);
	else
		memcpy(member(reader->settings, definition), &number,
		       sizeof(number));
}

static void set_device(const struct definition *definition, const char *value,
		       unsigned int line, struct reader *reader)
{
	if (definition->offset == AT(dot1x.pc_port))
		reader->pc_port_line = line;
	else
		reader->switch_port_line = line;
	if (phonewall_device_name_is_valid(value))
		strcpy(member(reader->settings, definition), value);
	else
		phonewall_fault_add(reader->faults, line, definition->name,
				    value,
				    "must be the name of a network device: 1 to %d characters without '/', ':' and white space",
				    IFNAMSIZ - 1);
}

static void set_method(const struct definition *definition, const char *value,
		       unsigned int line, struct reader *reader)
{
	if (!strcmp(value, "tls"))
		reader->settings->dot1x.eap_method = PHONEWALL_EAP_METHOD_TLS;
	else if (!strcmp(value, "fast"))
		reader->settings->dot1x.eap_method = PHONEWALL_EAP_METHOD_FAST;
	else
		phonewall_fault_add(reader->faults, line, definition->name,
				    value, "must be tls or fast");
}

/* A quotation mark would end the value where wpa_supplicant reads it. */
static bool is_printable(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f ||
		    *text == '"')
			return false;
	return true;
}

static void set_text(const struct definition *definition, const char *value,
		     struct reader *reader)
{
	char **text = member(reader->settings, definition);

	free(*text);
	*text = phonewall_memory_print("%s", value);
}

static void set_identity(const struct definition *definition, const char *value,
			 unsigned int line, struct reader *reader)
{
	if (*value && strlen(value) <= PHONEWALL_IDENTITY_MAX &&
	    is_printable(value))
		set_text(definition, value, reader);
	else
		phonewall_fault_add(reader->faults, line, definition->name,
				    value,
				    "must be 1 to %d bytes without control characters and quotation marks",
				    PHONEWALL_IDENTITY_MAX);
}

static void set_path(const struct definition *definition, const char *value,
		     unsigned int line, struct reader *reader)
{
	if (*value != '/' || !is_printable(value))
		phonewall_fault_add(reader->faults, line, definition->name,
				    value,
				    "must be the absolute path of a file, without control characters and quotation marks");
	else if (strlen(value) >= PATH_MAX)
		phonewall_fault_add(reader->faults, line, definition->name,
				    value,
				    "is longer than %d bytes, the longest path there is; put the file elsewhere",
				    PATH_MAX - 1);
	else
		set_text(definition, value, reader);
}

static void set_hosts(const struct definition *definition, const char *value,
		      unsigned int line, struct reader *reader)
{
	char *hosts = phonewall_host_names_read(value, definition->max);

	if (hosts)
		set_text(definition, hosts, reader);
	else
		phonewall_fault_add(reader->faults, line, definition->name,
				    value,
				    "must be 1 to %u host names separated by commas; write them as radius1.example.com, radius2.example.com, without wildcards or addresses",
				    definition->max);
	free(hosts);
}

static void set_starttls(const struct definition *definition, const char *value,
			 unsigned int line, struct reader *reader)
{
	if (!strcmp(value, "required"))
		reader->settings->directory.starttls_required = true;
	else if (!strcmp(value, "optional"))
		reader->settings->directory.starttls_required = false;
	else
		phonewall_fault_add(reader->faults, line, definition->name,
				    value, "must be required or optional");
}

static void read_setting(const char *name, const char *value, unsigned int line,
			 struct reader *reader)
{
	static void (*const set[])(const struct definition *definition,
				   const char *value, unsigned int line,
				   struct reader *reader) = {
		[NUMBER] = set_number,
		[DEVICE] = set_device,
		[METHOD] = set_method,
		[IDENTITY] = set_identity,
		[PATH] = set_path,
		[HOSTS] = set_hosts,
		[STARTTLS] = set_starttls,
	};
	const struct definition *definition = find_definition(name);

	if (definition)
		set[definition->kind](definition, value, line, reader);
	else
		refuse_name(name, line, reader->faults);
}

/* What begins with no setting's name may be a password that went astray. */
static bool begins_with_name(const char *text)
{
	size_t length = strcspn(text, " \t:");
	char *word = phonewall_memory_copy(text, length);
	bool known = find_definition(word);

	free(word);
	return known;
}

static void read_line(char *text, unsigned int line, struct reader *reader)
{
	char *value = strchr(text, '=');

	if (!*text)
		return;
	if (!value) {
		phonewall_fault_add(reader->faults, line, NULL,
				    begins_with_name(text) ? text : NULL,
				    "is not of the form \"name = value\"; a comment begins with #");
		return;
	}
	*value++ = '\0';
	text = phonewall_text_trim(text);
	if (*text)
		read_setting(text, phonewall_text_trim(value), line, reader);
	else
		phonewall_fault_add(reader->faults, line, NULL, NULL,
				    "has no name before the equals sign; write name = value, as lines = 4");
}

/* A value may hold "#", but not behind white space. */
static void strip_comment(char *line)
{
	for (char *mark = strchr(line, '#'); mark; mark = strchr(mark + 1, '#'))
		if (mark == line || strchr(" \t", mark[-1])) {
			*mark = '\0';
			return;
		}
}

static void read_lines(char *text, struct reader *reader)
{
	unsigned int number = 0;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		number++;
		strip_comment(line);
		read_line(phonewall_text_trim(line), number, reader);
	}
}

static void check_ports(const struct reader *reader)
{
	const struct phonewall_dot1x_settings *dot1x =
		&reader->settings->dot1x;

	if (reader->pc_port_line && !reader->switch_port_line)
		phonewall_fault_add(reader->faults, reader->pc_port_line,
				    "pc_port", NULL,
				    "requires switch_port; set that too");
	else if (*dot1x->pc_port && !strcmp(dot1x->pc_port, dot1x->switch_port))
		phonewall_fault_add(reader->faults, reader->switch_port_line,
				    "switch_port", dot1x->switch_port,
				    "is the same as pc_port; name two devices");
}

int phonewall_settings_parse(const char *text, size_t length,
			     struct phonewall_settings *settings,
			     struct phonewall_faults *faults)
{
	struct reader reader = { .settings = settings, .faults = faults };
	size_t before = phonewall_faults_total(faults);
	char *copy;

	phonewall_settings_default(settings);
	if (length && memchr(text, '\0', length)) {
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "the file holds NUL bytes, so it is not text; write it again as \"name = value\" lines");
		return -1;
	}
	if (phonewall_text_begins_with(text, length, "\xef\xbb\xbf")) {
		phonewall_fault_add(faults, 1, NULL, NULL,
				    "begins with a byte order mark; save the file as UTF-8 without one");
		return -1;
	}
	copy = phonewall_memory_copy(text, length);
	read_lines(copy, &reader);
	free(copy);
	check_ports(&reader);
	return phonewall_faults_total(faults) == before ? 0 : -1;
}

static unsigned int last_line(const char *text, size_t length)
{
	unsigned int line = 1;

	while (length--)
		line += *text++ == '\n';
	return line;
}

int phonewall_settings_parse_file(const char *text, size_t length,
				  struct phonewall_settings *settings,
				  struct phonewall_faults *faults)
{
	int error = phonewall_settings_parse(text, length, settings, faults);

	if (error)
		return error;
	if (phonewall_text_is_blank(text, length)) {
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "is empty, as after a power cut; for the default settings write a comment there: # default");
		return -1;
	}
	if (text[length - 1] != '\n') {
		phonewall_fault_add(faults, last_line(text, length), NULL, NULL,
				    "the last line has no line end, so the file may be cut short; complete it, and end the line");
		return -1;
	}
	return 0;
}

static bool has_memory(const struct definition *definition)
{
	return definition->kind == IDENTITY || definition->kind == PATH ||
	       definition->kind == HOSTS;
}

static void free_strings(struct phonewall_settings *settings)
{
	for (size_t i = 0; i < DEFINITION_COUNT; i++)
		if (has_memory(&definitions[i]))
			free(*(char **)member(settings, &definitions[i]));
}

void phonewall_settings_clear(struct phonewall_settings *settings)
{
	free_strings(settings);
	phonewall_settings_default(settings);
}

/* Strings of the settings that are not of 802.1X are NULL in the copy. */
struct phonewall_dot1x_settings *
phonewall_dot1x_settings_copy(const struct phonewall_dot1x_settings *settings)
{
	struct phonewall_settings copy = { .dot1x = *settings };
	struct phonewall_dot1x_settings *result;

	for (size_t i = 0; i < DEFINITION_COUNT; i++) {
		char **text = member(&copy, &definitions[i]);

		if (has_memory(&definitions[i]) && *text)
			*text = phonewall_memory_print("%s", *text);
	}
	result = phonewall_memory_resize(NULL, 1, sizeof(*result));
	*result = copy.dot1x;
	return result;
}

void phonewall_dot1x_settings_free(struct phonewall_dot1x_settings *settings)
{
	struct phonewall_settings whole = { 0 };

	if (!settings)
		return;
	whole.dot1x = *settings;
	free_strings(&whole);
	free(settings);
}
