// SPDX-License-Identifier: MIT
#include "tls_settings_output.h"

#include <stdlib.h>

#include "base/memory.h"
#include "config/settings.h"
#include "tls/policy_file.h"

static void write_fault(struct phonewall_writer *writer,
			const struct phonewall_tls_view *view)
{
	if (!view->is_invalid) {
		phonewall_write_null(writer, "fault");
		return;
	}
	phonewall_write_begin_object(writer, "fault");
	if (view->column)
		phonewall_write_number(writer, "column", NULL, view->column);
	else
		phonewall_write_null(writer, "column");
	phonewall_write_string(writer, "word", NULL, view->word);
	phonewall_write_string(writer, "message", NULL, view->message);
	phonewall_write_end_object(writer);
}

static void write_cipher_list(struct phonewall_writer *writer,
			      const struct phonewall_tls_view *view)
{
	bool is_configured = phonewall_tls_policy_is_configured(view->policy);

	phonewall_write_begin_object(writer, "cipher_list");
	phonewall_write_string(writer, "value", NULL, is_configured ?
		phonewall_tls_policy_cipher_list(view->policy,
						 PHONEWALL_TLS_SIP) : NULL);
	if (view->line)
		phonewall_write_number(writer, "line", NULL, view->line);
	else
		phonewall_write_null(writer, "line");
	phonewall_write_string(writer, "state", NULL, view->is_unexplained ?
			       NULL : view->is_invalid ? "invalid" :
			       is_configured ? "configured" : "empty");
	write_fault(writer, view);
	phonewall_write_end_object(writer);
}

static void write_lines(struct phonewall_writer *writer,
			const struct phonewall_tls_policy *policy)
{
	phonewall_write_begin_array(writer, "unverified_lines");
	for (unsigned int i = 1; i <= PHONEWALL_LINES_MAX; i++)
		if (phonewall_tls_policy_name_flags(policy, i))
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
			 const struct phonewall_tls_view *view)
{
	const struct phonewall_tls_policy *policy = view->policy;
	STACK_OF(SSL_CIPHER) *suites;

	phonewall_write_text(writer, "  TLS: ");
	if (!phonewall_tls_policy_is_configured(policy)) {
		phonewall_write_text(writer, "each application's default suites%s",
				     view->is_invalid ?
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
				  const struct phonewall_tls_view *view)
{
	const char *legacy = phonewall_tls_policy_legacy_servers(view->policy);
	char *lines = phonewall_tls_view_lines(view);

	write_choice(writer, view);
	phonewall_write_begin_object(writer, "tls");
	write_cipher_list(writer, view);
	write_versions(writer, view->policy);
	write_lines(writer, view->policy);
	phonewall_write_string(writer, "legacy_servers",
			       "; weak certificates of %s are accepted",
			       *legacy ? legacy : NULL);
	phonewall_write_end_object(writer);
	if (lines)
		phonewall_write_text(writer, "; the server's name of %s is not verified",
				     lines);
	phonewall_write_end_line(writer);
	free(lines);
}
