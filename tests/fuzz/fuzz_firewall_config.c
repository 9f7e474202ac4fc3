// SPDX-License-Identifier: MIT
/*
 * The value of Firewall_Config, compared with a second parser of the same
 * grammar, and as an element of cfg.xml.
 */
#include <regex.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"
#include "config/profile.h"
#include "fault_list.h"
#include "firewall/firewall_config.h"
#include "fuzzer.h"
#include "systems/systems.h"

#define FLAGS	(PHONEWALL_FLAG_NO_ICMP_PING | PHONEWALL_FLAG_NO_ICMP_UNREACHABLE)

#define SPACE		"[ \t\r\n]*"
#define OPTION		"NO_ICMP_PING|NO_ICMP_UNREACHABLE|NO_CISCO_TFTP|" \
			"(UDP|TCP):[0-9]+(:[0-9]+)?"

static bool matches(const char *pattern, const char *text)
{
	static regex_t expression;
	static const char *compiled;

	if (compiled != pattern) {
		REQUIRE(!regcomp(&expression, pattern, REG_EXTENDED |
				 REG_ICASE | REG_NOSUB));
		compiled = pattern;
	}
	return !regexec(&expression, text, 0, NULL, 0);
}

static bool holds(const struct phonewall_port_options *options,
		  unsigned long first, unsigned long last)
{
	for (size_t i = 0; i < options->count; i++)
		if (options->list[i].first == first &&
		    options->list[i].last == last)
			return true;
	return false;
}

static bool is_keyword(const char *token, const char *keyword)
{
	return !strcasecmp(token, keyword);
}

/* A token that @config was read from must have had its effect. */
static void require_effect(const char *token,
			   const struct phonewall_firewall_config *config)
{
	char *end;
	unsigned long first, last;

	if (is_keyword(token, "NO_ICMP_PING")) {
		REQUIRE(config->flags & PHONEWALL_FLAG_NO_ICMP_PING);
	} else if (is_keyword(token, "NO_ICMP_UNREACHABLE")) {
		REQUIRE(config->flags & PHONEWALL_FLAG_NO_ICMP_UNREACHABLE);
	} else if (is_keyword(token, "NO_CISCO_TFTP")) {
		REQUIRE(config->no_cisco_tftp);
	} else if (*token) {
		first = strtoul(token + strlen("UDP:"), &end, 10);
		last = *end ? strtoul(end + 1, NULL, 10) : first;
		REQUIRE(holds(strncasecmp(token, "UDP", 3) ? &config->tcp :
							     &config->udp,
			      first, last));
	}
}

/* Everything in the text must have had its effect. */
static void require_all(const char *value,
			const struct phonewall_firewall_config *config)
{
	char *copy = phonewall_memory_copy(value, strlen(value));
	char *rest = copy;
	char *token;

	while ((token = strsep(&rest, ",")))
		require_effect(phonewall_text_trim(token), config);
	free(copy);
}

static void require_options(const struct phonewall_port_options *options)
{
	REQUIRE(options->count <= PHONEWALL_PORT_OPTIONS_MAX);
	for (size_t i = 0; i < options->count; i++)
		REQUIRE(options->list[i].first &&
			options->list[i].first <= options->list[i].last);
}

static void print_options(const struct phonewall_port_options *options,
			  const char *keyword, FILE *stream)
{
	for (size_t i = 0; i < options->count; i++)
		fprintf(stream, "%s:%u:%u,", keyword, options->list[i].first,
			options->list[i].last);
}

/* The caller releases it with free(). */
static char *print(const struct phonewall_firewall_config *config)
{
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	REQUIRE(stream);
	if (config->flags & PHONEWALL_FLAG_NO_ICMP_PING)
		fputs("no_icmp_ping,", stream);
	if (config->flags & PHONEWALL_FLAG_NO_ICMP_UNREACHABLE)
		fputs("no_icmp_unreachable,", stream);
	if (config->no_cisco_tftp)
		fputs("no_cisco_tftp,", stream);
	print_options(&config->udp, "udp", stream);
	print_options(&config->tcp, "tcp", stream);
	REQUIRE(!fclose(stream));
	return text;
}

/*
 * The printed form of what was read is read as the same, so it contains nothing
 * more.
 */
static void require_round_trip(const struct phonewall_firewall_config *config)
{
	struct phonewall_firewall_config again;
	struct phonewall_faults faults = { 0 };
	char *text = print(config);
	char *text_again;

	phonewall_firewall_config_parse(text, 1, &again, &faults);
	REQUIRE(!faults.count);
	text_again = print(&again);
	REQUIRE(!strcmp(text, text_again));
	free(text);
	free(text_again);
}

/* Whether XML keeps every byte of it, and the whole value. */
static bool can_be_element(const char *value)
{
	size_t length = strlen(value);

	if (length > PHONEWALL_PROFILE_VALUE_MAX)
		return false;
	for (; *value; value++)
		if (*value < ' ' || *value > '~' || strchr("<&>\"", *value))
			return false;
	return true;
}

static void require_openings(const struct phonewall_translation *translation,
			     const struct phonewall_firewall_config *config)
{
	size_t custom = 0;
	bool tftp = false;

	for (size_t i = 0; i < translation->opening_count; i++) {
		const struct phonewall_opening *opening =
			&translation->openings[i];

		tftp |= !strcmp(opening->purpose, "TFTP client");
		if (strcmp(opening->purpose, "custom application"))
			continue;
		custom++;
		REQUIRE(holds(opening->protocol == IPPROTO_UDP ? &config->udp :
								 &config->tcp,
			      opening->range.first, opening->range.last));
	}
	REQUIRE(custom == config->udp.count + config->tcp.count);
	REQUIRE(tftp == !config->no_cisco_tftp);
	REQUIRE(translation->flags == config->flags);
}

/* A value with a fault makes no policy; one without opens what it names. */
static void require_translation(const char *value,
				const struct phonewall_firewall_config *config,
				size_t fault_count)
{
	struct phonewall_settings settings;
	struct phonewall_systems systems;
	struct phonewall_faults faults = { 0 };
	char *text;

	text = phonewall_memory_print("<flat-profile><Firewall_Config>%s</Firewall_Config></flat-profile>",
				      value);
	phonewall_settings_default(&settings);
	REQUIRE(phonewall_systems_read(text, strlen(text), &settings, &systems,
				       &faults, NULL) ==
		(fault_count ? -1 : 0));
	REQUIRE(phonewall_faults_total(&faults) == fault_count);
	if (fault_count)
		REQUIRE(!systems.firewall.enabled &&
			!systems.firewall.opening_count);
	else
		require_openings(&systems.firewall, config);
	phonewall_systems_clear(&systems);
	phonewall_faults_clear(&faults);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char grammar[] = "^" SPACE "(" OPTION ")?" SPACE
				      "(," SPACE "(" OPTION ")?" SPACE ")*$";
	char *value = phonewall_memory_copy((const char *)data, size);
	struct phonewall_firewall_config config;
	struct phonewall_faults faults = { 0 };

	phonewall_firewall_config_parse(value, 1, &config, &faults);
	require_faults(&faults);
	require_options(&config.udp);
	require_options(&config.tcp);
	REQUIRE(!(config.flags & ~FLAGS));
	require_round_trip(&config);
	if (!faults.count) {
		REQUIRE(matches(grammar, value));
		require_all(value, &config);
	}
	if (can_be_element(value))
		require_translation(value, &config,
				    phonewall_faults_total(&faults));
	phonewall_faults_clear(&faults);
	free(value);
	return 0;
}
