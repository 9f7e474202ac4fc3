// SPDX-License-Identifier: MIT
/*
 * The text of phonewall.conf.
 */
#include <limits.h>
#include <string.h>

#include <linux/phonewall.h>

#include "base/host_name.h"
#include "base/memory.h"
#include "config/settings.h"
#include "fault_list.h"
#include "fuzzer.h"

static bool is_within(uint32_t number, uint32_t least, uint32_t most)
{
	return number >= least && number <= most;
}

static bool is_timeout(uint32_t number)
{
	return is_within(number, 1, PHONEWALL_TIMEOUT_MAX);
}

/* No byte that would end the value in a file of another program. */
static bool is_plain(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f || *text == '"')
			return false;
	return true;
}

static void require_path(const char *path)
{
	REQUIRE(!path || (*path == '/' && strlen(path) < PATH_MAX &&
			  is_plain(path)));
}

static void require_device(const char *name)
{
	REQUIRE(strnlen(name, IFNAMSIZ) < IFNAMSIZ);
	REQUIRE(strcmp(name, ".") && strcmp(name, "..") &&
		!strpbrk(name, "/: \t\n"));
}

static void require_hosts(const char *hosts)
{
	char *again = hosts ? phonewall_host_names_read(
		hosts, PHONEWALL_SERVER_NAMES_MAX) : NULL;

	REQUIRE(!hosts || (again && !strcmp(hosts, again)));
	free(again);
}

static void require_dot1x(const struct phonewall_dot1x_settings *dot1x)
{
	require_device(dot1x->pc_port);
	require_device(dot1x->switch_port);
	REQUIRE(is_within(dot1x->hold_time, 0, PHONEWALL_HOLD_TIME_MAX));
	REQUIRE(is_within(dot1x->session_limit, 1,
			  PHONEWALL_SESSION_LIMIT_MAX));
	REQUIRE(dot1x->eap_method == PHONEWALL_EAP_METHOD_TLS ||
		dot1x->eap_method == PHONEWALL_EAP_METHOD_FAST);
	REQUIRE(!dot1x->identity ||
		(is_within(strlen(dot1x->identity), 1,
			   PHONEWALL_IDENTITY_MAX) &&
		 is_plain(dot1x->identity)));
	require_path(dot1x->ca_certificate);
	require_path(dot1x->manufacturing_certificate);
	require_path(dot1x->manufacturing_key);
	require_path(dot1x->custom_certificate);
	require_path(dot1x->custom_key);
	require_path(dot1x->password_file);
	require_path(dot1x->pac_file);
	require_hosts(dot1x->server_name);
}

/* Values are within their bounds even if there is a fault. */
static void require_settings(const struct phonewall_settings *settings)
{
	REQUIRE(is_within(settings->lines, 0, PHONEWALL_LINES_MAX));
	REQUIRE(!settings->connection_request_port);
	REQUIRE(is_within(settings->limits.flows, 1, PHONEWALL_FLOW_LIMIT_MAX));
	REQUIRE(is_timeout(settings->limits.timeout_udp) &&
		is_timeout(settings->limits.timeout_udp_replied) &&
		is_timeout(settings->limits.timeout_echo) &&
		is_timeout(settings->limits.timeout_other));
	require_dot1x(&settings->dot1x);
	require_hosts(settings->legacy_servers);
	require_path(settings->directory.ca_certificate);
}

static void print_text(FILE *stream, const char *name, const char *value)
{
	if (value && *value)
		fprintf(stream, "%s=%s\n", name, value);
}

static void print(const struct phonewall_settings *settings, FILE *stream)
{
	const struct phonewall_limits *limits = &settings->limits;
	const struct phonewall_dot1x_settings *dot1x = &settings->dot1x;

	if (settings->lines)
		fprintf(stream, "lines=%u\n", settings->lines);
	fprintf(stream, "flow_limit=%u\ntimeout_udp=%u\n"
		"timeout_udp_replied=%u\ntimeout_echo=%u\ntimeout_other=%u\n"
		"hold_time=%u\nsession_limit=%u\neap_method=%s\n",
		limits->flows, limits->timeout_udp, limits->timeout_udp_replied,
		limits->timeout_echo, limits->timeout_other, dot1x->hold_time,
		dot1x->session_limit,
		dot1x->eap_method == PHONEWALL_EAP_METHOD_TLS ? "tls" : "fast");
	print_text(stream, "pc_port", dot1x->pc_port);
	print_text(stream, "switch_port", dot1x->switch_port);
	print_text(stream, "identity", dot1x->identity);
	print_text(stream, "ca_certificate", dot1x->ca_certificate);
	print_text(stream, "manufacturing_certificate",
		   dot1x->manufacturing_certificate);
	print_text(stream, "manufacturing_key", dot1x->manufacturing_key);
	print_text(stream, "custom_certificate", dot1x->custom_certificate);
	print_text(stream, "custom_key", dot1x->custom_key);
	print_text(stream, "password_file", dot1x->password_file);
	print_text(stream, "pac_file", dot1x->pac_file);
	print_text(stream, "server_name", dot1x->server_name);
	print_text(stream, "legacy_servers", settings->legacy_servers);
	print_text(stream, "starttls", settings->directory.starttls_required ?
		   "required" : "optional");
	print_text(stream, "ldap_ca_certificate",
		   settings->directory.ca_certificate);
}

/* The caller releases it with free(). */
static char *text_of(const struct phonewall_settings *settings)
{
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	REQUIRE(stream);
	print(settings, stream);
	REQUIRE(!fclose(stream));
	return text;
}

/* The printed form of accepted settings is read as the same. */
static void require_round_trip(const struct phonewall_settings *settings)
{
	struct phonewall_settings again;
	struct phonewall_faults faults = { 0 };
	char *text = text_of(settings);
	char *text_again;

	REQUIRE(!phonewall_settings_parse(text, strlen(text), &again, &faults));
	text_again = text_of(&again);
	REQUIRE(!strcmp(text, text_again));
	phonewall_settings_clear(&again);
	free(text);
	free(text_again);
}

static void require_same_again(const char *text, size_t length, int error,
			       const struct phonewall_settings *settings,
			       const struct phonewall_faults *faults)
{
	struct phonewall_settings again;
	struct phonewall_faults faults_again = { 0 };
	char *print_before = text_of(settings);
	char *print_again;

	REQUIRE(phonewall_settings_parse(text, length, &again,
					 &faults_again) == error);
	print_again = text_of(&again);
	REQUIRE(!strcmp(print_before, print_again));
	require_same_faults(faults, &faults_again);
	phonewall_faults_clear(&faults_again);
	phonewall_settings_clear(&again);
	free(print_before);
	free(print_again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct phonewall_settings settings;
	struct phonewall_faults faults = { 0 };
	int error;

	error = phonewall_settings_parse(text, size, &settings, &faults);
	REQUIRE(error == (faults.count ? -1 : 0));
	require_faults(&faults);
	require_settings(&settings);
	if (!error) {
		REQUIRE(!*settings.dot1x.pc_port ||
			*settings.dot1x.switch_port);
		require_round_trip(&settings);
	}
	require_same_again(text, size, error, &settings, &faults);
	phonewall_faults_clear(&faults);
	phonewall_settings_clear(&settings);
	return 0;
}
