// SPDX-License-Identifier: MIT
#include "tls_settings_output.h"

#include <stdlib.h>

#include "base/memory.h"
#include "config/settings.h"
#include "tls/configuration.h"
#include "tls/policy_file.h"

struct phonewall_tls_policy *
phonewall_tls_settings_policy(const struct phonewall_tls_settings *settings)
{
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(settings);

	if (!policy)
		phonewall_memory_exhausted();
	return policy;
}

static char *describe_fault(const struct phonewall_tls_settings *settings,
			    const struct phonewall_cipher_list_fault *fault)
{
	const char *text = phonewall_cipher_list_error_text(fault->error);
	char *word = phonewall_tls_configuration_word(settings->cipher_list,
						      fault);
	char *whole;

	if (word)
		whole = phonewall_memory_print("column %zu, '%s': %s",
					       fault->column, word, text);
	else if (fault->column)
		whole = phonewall_memory_print("column %zu: %s", fault->column,
					       text);
	else
		whole = phonewall_memory_print("%s", text);
	free(word);
	return whole;
}

/* The parameter, with its line if it is known. */
static char *parameter(const struct phonewall_tls_settings *settings)
{
	if (!settings->cipher_list_line)
		return phonewall_memory_print("TLS_Cipher_List");
	return phonewall_memory_print("TLS_Cipher_List (line %u)",
				      settings->cipher_list_line);
}

char *
phonewall_tls_settings_origin(const struct phonewall_tls_settings *settings,
			      const struct phonewall_tls_policy *policy)
{
	const struct phonewall_cipher_list_fault *fault =
		phonewall_tls_policy_fault(policy);
	char *name = parameter(settings);
	char *reason, *origin;

	if (phonewall_tls_policy_is_configured(policy))
		return name;
	if (fault) {
		reason = describe_fault(settings, fault);
		origin = phonewall_memory_print("default, because %s is invalid: %s",
						name, reason);
		free(reason);
	} else {
		origin = phonewall_memory_print("default, because %s is empty",
						name);
	}
	free(name);
	return origin;
}

static bool has_any_name(const struct phonewall_tls_settings *settings,
			 unsigned int line)
{
	return settings->any_name_lines >> (line - 1) & 1;
}

char *
phonewall_tls_settings_lines(const struct phonewall_tls_settings *settings)
{
	char *lines = NULL;

	for (unsigned int i = 1; i <= PHONEWALL_LINES_MAX; i++) {
		char *longer;

		if (!has_any_name(settings, i))
			continue;
		longer = lines ? phonewall_memory_print("%s, %u", lines, i) :
				 phonewall_memory_print("line%s %u",
			settings->any_name_lines >> i ? "s" : "", i);
		free(lines);
		lines = longer;
	}
	return lines;
}

static void write_fault(struct phonewall_writer *writer,
			const struct phonewall_tls_settings *settings,
			const struct phonewall_cipher_list_fault *fault)
{
	char *word;

	if (!fault) {
		phonewall_write_null(writer, "fault");
		return;
	}
	word = phonewall_tls_configuration_word(settings->cipher_list, fault);
	phonewall_write_begin_object(writer, "fault");
	if (fault->column)
		phonewall_write_number(writer, "column", NULL, fault->column);
	else
		phonewall_write_null(writer, "column");
	phonewall_write_string(writer, "word", NULL, word);
	phonewall_write_string(writer, "message", NULL,
			       phonewall_cipher_list_error_text(fault->error));
	phonewall_write_end_object(writer);
	free(word);
}

static void write_cipher_list(struct phonewall_writer *writer,
			      const struct phonewall_tls_settings *settings,
			      const struct phonewall_tls_policy *policy)
{
	const struct phonewall_cipher_list_fault *fault =
		phonewall_tls_policy_fault(policy);

	phonewall_write_begin_object(writer, "cipher_list");
	phonewall_write_string(writer, "value", NULL,
			       fault ? NULL : settings->cipher_list);
	if (settings->cipher_list_line)
		phonewall_write_number(writer, "line", NULL,
				       settings->cipher_list_line);
	else
		phonewall_write_null(writer, "line");
	phonewall_write_string(writer, "state", NULL,
			       fault ? "invalid" :
			       phonewall_tls_policy_is_configured(policy) ?
			       "configured" : "empty");
	write_fault(writer, settings, fault);
	phonewall_write_end_object(writer);
}

static void write_lines(struct phonewall_writer *writer,
			const struct phonewall_tls_settings *settings)
{
	phonewall_write_begin_array(writer, "unverified_lines");
	for (unsigned int i = 1; i <= PHONEWALL_LINES_MAX; i++)
		if (has_any_name(settings, i))
			phonewall_write_number(writer, NULL, NULL, i);
	phonewall_write_end_array(writer);
}

static void write_versions(struct phonewall_writer *writer,
			   const struct phonewall_tls_policy *policy)
{
	int client = phonewall_tls_policy_min_version(policy, false);
	int server = phonewall_tls_policy_min_version(policy, true);

	phonewall_write_string(writer, "client_min_version",
			       "; clients from %s",
			       phonewall_tls_version_name(client));
	phonewall_write_string(writer, "server_min_version",
			       ", servers from %s",
			       phonewall_tls_version_name(server));
}

/* How the list is chosen, in text. */
static void write_choice(struct phonewall_writer *writer,
			 const struct phonewall_tls_policy *policy)
{
	STACK_OF(SSL_CIPHER) *suites;

	phonewall_write_text(writer, "  TLS: ");
	if (!phonewall_tls_policy_is_configured(policy)) {
		phonewall_write_text(writer, "each application's default suites%s",
				     phonewall_tls_policy_fault(policy) ?
				     ", because TLS_Cipher_List is invalid" : "");
		return;
	}
	suites = phonewall_cipher_list_suites(
		phonewall_tls_policy_cipher_list(policy, PHONEWALL_TLS_SIP));
	if (!suites)
		phonewall_memory_exhausted();
	phonewall_write_text(writer, "TLS_Cipher_List, %d suite%s below TLS 1.3",
			     sk_SSL_CIPHER_num(suites),
			     sk_SSL_CIPHER_num(suites) == 1 ? "" : "s");
	sk_SSL_CIPHER_free(suites);
}

void phonewall_tls_settings_write(struct phonewall_writer *writer,
				  const struct phonewall_tls_settings *settings,
				  const struct phonewall_tls_policy *policy)
{
	char *lines = phonewall_tls_settings_lines(settings);

	write_choice(writer, policy);
	phonewall_write_begin_object(writer, "tls");
	write_cipher_list(writer, settings, policy);
	write_versions(writer, policy);
	write_lines(writer, settings);
	phonewall_write_string(writer, "legacy_servers",
			       "; weak certificates of %s are accepted",
			       settings->legacy_servers);
	phonewall_write_end_object(writer);
	if (lines)
		phonewall_write_text(writer, "; the server's name of %s is not verified",
				     lines);
	phonewall_write_end_line(writer);
	free(lines);
}
