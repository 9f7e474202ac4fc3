// SPDX-License-Identifier: MIT
#include "tls_application_output.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tls/context.h"
#include "tls/policy_file.h"

enum column {
	COLUMN_NAME,
	COLUMN_TITLE,
	COLUMN_ROLE,
	COLUMN_VERSIONS,
	COLUMN_SUITES,
	COLUMN_LIST,
};

static const struct phonewall_column columns[] = {
	[COLUMN_NAME] = { .heading = "APPLICATION" },
	[COLUMN_TITLE] = { .heading = "TITLE" },
	[COLUMN_ROLE] = { .heading = "ROLE" },
	[COLUMN_VERSIONS] = { .heading = "VERSIONS" },
	[COLUMN_SUITES] = { .heading = "SUITES", .is_number = true },
	[COLUMN_LIST] = { .heading = "CIPHER LIST" },
};

static const struct phonewall_table table = {
	.columns = columns,
	.count = sizeof(columns) / sizeof(columns[0]),
};

enum suite_column {
	COLUMN_ID,
	COLUMN_SUITE,
	COLUMN_STANDARD_NAME,
};

static const struct phonewall_column suite_columns[] = {
	[COLUMN_ID] = { 0 },
	[COLUMN_SUITE] = { 0 },
	[COLUMN_STANDARD_NAME] = { 0 },
};

static const struct phonewall_table suite_table = {
	.columns = suite_columns,
	.count = sizeof(suite_columns) / sizeof(suite_columns[0]),
	.indent = 4,
};

static const char *const rule_names[] = {
	[PHONEWALL_NAME_RFC6125] = "rfc6125",
	[PHONEWALL_NAME_RFC5922] = "rfc5922",
	[PHONEWALL_NAME_PROVISIONING] = "provisioning",
};

static const char *const rule_texts[] = {
	[PHONEWALL_NAME_RFC6125] =
		"  server's name: a DNS name or IP address in the subjectAltName, '*' as the left-most label; without any, the Common Name (RFC 6125)",
	[PHONEWALL_NAME_RFC5922] =
		"  server's name: 'sip:DOMAIN' in a URI of the subjectAltName, else a DNS name; without a subjectAltName, the Common Name; no '*' (RFC 5922)",
	[PHONEWALL_NAME_PROVISIONING] =
		"  server's name: a DNS name or IP address in the subjectAltName, '*' as the left-most label; without any, the Common Name, whole or up to its first '/' (RFC 6125)",
};

/**
 * struct offer - what an application offers
 * @application: the application
 * @is_server: whether the phone is the server
 * @min_version: the lowest version
 * @cipher_list: the list in force
 * @suites: the suites in order
 * @missing: an array of the words of the list that select none, because this
 *	OpenSSL has no such suite
 */
struct offer {
	enum phonewall_tls_application application;
	bool is_server;
	int min_version;
	const char *cipher_list;
	STACK_OF(SSL_CIPHER) *suites;
	struct json_object *missing;
};

static SSL_CTX *context_of(const struct phonewall_tls_policy *policy,
			   enum phonewall_tls_application application,
			   bool is_server)
{
	return is_server ? phonewall_tls_server_new(policy, application) :
			   phonewall_tls_client_new(policy, application);
}

/* @offer is to be released with clear_offer(). */
static void read_offer(struct offer *offer,
		       const struct phonewall_tls_view *view,
		       enum phonewall_tls_application application)
{
	const struct phonewall_tls_policy *policy = view->policy;
	bool is_server = phonewall_tls_application_is_server(application);
	SSL_CTX *context = context_of(policy, application, is_server);
	SSL *connection = context ? SSL_new(context) : NULL;

	*offer = (struct offer){
		.application = application,
		.is_server = is_server,
		.min_version = phonewall_tls_policy_min_version(policy,
								is_server),
		.cipher_list = phonewall_tls_policy_cipher_list(policy,
								application),
		.suites = connection ? SSL_get1_supported_ciphers(connection) :
				       NULL,
		.missing = phonewall_tls_view_missing(view, application),
	};
	SSL_free(connection);
	SSL_CTX_free(context);
	if (!offer->suites)
		phonewall_memory_exhausted();
}

static void clear_offer(struct offer *offer)
{
	sk_SSL_CIPHER_free(offer->suites);
	json_object_put(offer->missing);
}

static bool is_tls13(const SSL_CIPHER *suite)
{
	return !strcmp(SSL_CIPHER_get_version(suite), "TLSv1.3");
}

/* How many suites of TLS 1.2 and below, which the list governs. */
static unsigned int count_governed(const struct offer *offer)
{
	unsigned int count = 0;

	for (int i = 0; i < sk_SSL_CIPHER_num(offer->suites); i++)
		count += !is_tls13(sk_SSL_CIPHER_value(offer->suites, i));
	return count;
}

static void write_suite(struct phonewall_writer *writer,
			const SSL_CIPHER *suite)
{
	char id[sizeof("0xffff")];

	snprintf(id, sizeof(id), "0x%04x", SSL_CIPHER_get_protocol_id(suite));
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_column(writer, COLUMN_ID);
	phonewall_write_string(writer, "id", "%s", id);
	phonewall_write_column(writer, COLUMN_SUITE);
	phonewall_write_string(writer, "name", "%s", SSL_CIPHER_get_name(suite));
	phonewall_write_column(writer, COLUMN_STANDARD_NAME);
	phonewall_write_string(writer, "standard_name", "%s",
			       SSL_CIPHER_standard_name(suite));
	phonewall_write_end_line(writer);
	phonewall_write_end_object(writer);
}

static void write_suites(struct phonewall_writer *writer, const char *name,
			 const struct offer *offer, bool of_tls13)
{
	phonewall_write_begin_array(writer, name);
	for (int i = 0; i < sk_SSL_CIPHER_num(offer->suites); i++) {
		const SSL_CIPHER *suite = sk_SSL_CIPHER_value(offer->suites, i);

		if (is_tls13(suite) == of_tls13)
			write_suite(writer, suite);
	}
	phonewall_write_end_array(writer);
}

/* In text as "TLS 1.2, TLS 1.3". */
static void write_versions(struct phonewall_writer *writer,
			   const struct offer *offer)
{
	phonewall_write_begin_array(writer, "versions");
	for (int i = offer->min_version; i <= TLS1_3_VERSION; i++)
		phonewall_write_string(writer, NULL, i == offer->min_version ?
				       "%s" : ", %s",
				       phonewall_tls_version_name(i));
	phonewall_write_end_array(writer);
}

static void write_name_rule(struct phonewall_writer *writer,
			    const struct offer *offer)
{
	phonewall_write_string(writer, "name_rule", NULL, offer->is_server ?
		NULL : rule_names[phonewall_tls_application_name_rule(
					offer->application)]);
}

static void write_row(struct phonewall_writer *writer,
		      const struct phonewall_tls_view *view,
		      const struct offer *offer)
{
	bool is_default = !phonewall_tls_policy_is_configured(view->policy);

	phonewall_write_begin_object(writer, NULL);
	phonewall_write_column(writer, COLUMN_NAME);
	phonewall_write_string(writer, "name", "%s",
		phonewall_tls_application_name(offer->application));
	phonewall_write_column(writer, COLUMN_TITLE);
	phonewall_write_string(writer, "title", "%s",
		phonewall_tls_application_title(offer->application));
	phonewall_write_column(writer, COLUMN_ROLE);
	phonewall_write_string(writer, "role", "%s",
			       offer->is_server ? "server" : "client");
	phonewall_write_column(writer, COLUMN_VERSIONS);
	write_versions(writer, offer);
	phonewall_write_column(writer, COLUMN_SUITES);
	phonewall_write_text(writer, "%u", count_governed(offer));
	phonewall_write_column(writer, COLUMN_LIST);
	phonewall_write_string(writer, "cipher_list",
			       is_default ? "%s" : "TLS_Cipher_List",
			       offer->cipher_list);
	phonewall_write_end_line(writer);
	phonewall_write_hide(writer);
	phonewall_write_json(writer, "missing", offer->missing);
	write_name_rule(writer, offer);
	write_suites(writer, "tls13_suites", offer, true);
	write_suites(writer, "suites", offer, false);
	phonewall_write_show(writer);
	phonewall_write_end_object(writer);
}

/* Which list all applications have, or why each has its own. */
static void write_origin(struct phonewall_writer *writer,
			 const struct phonewall_tls_view *view)
{
	bool is_configured = phonewall_tls_policy_is_configured(view->policy);
	char *origin = phonewall_tls_view_origin(view);
	char *text = phonewall_memory_print("  cipher list: %s%s%s", origin,
			is_configured ? ": " : "", is_configured ?
			phonewall_tls_policy_cipher_list(view->policy,
							 PHONEWALL_TLS_SIP) :
			"");

	phonewall_write_sentence(writer, PHONEWALL_COLOUR_NONE, text);
	free(text);
	free(origin);
}

/* Of all clients: which application connects to a server is not known. */
static void write_legacy_servers(struct phonewall_writer *writer,
				 const struct phonewall_tls_view *view)
{
	const char *servers =
		phonewall_tls_policy_legacy_servers(view->policy);
	char *text;

	if (!*servers)
		return;
	text = phonewall_memory_print("  weak certificates of %s are accepted, by legacy_servers of phonewall.conf",
				      servers);
	phonewall_write_sentence(writer, PHONEWALL_COLOUR_BAD, text);
	free(text);
}

/* @whose: what has the list. Nothing is written if this OpenSSL has it all. */
static void write_missing(struct phonewall_writer *writer, const char *whose,
			  const struct offer *offer)
{
	size_t count = json_object_array_length(offer->missing);
	char *text = NULL;

	for (size_t i = 0; i < count; i++) {
		const char *word = json_object_get_string(
			json_object_array_get_idx(offer->missing, i));
		char *longer = text ?
			phonewall_memory_print("%s, %s", text, word) :
			phonewall_memory_print("  in %s, but not in this OpenSSL: %s",
					       whose, word);

		free(text);
		text = longer;
	}
	if (text)
		phonewall_write_sentence(writer, PHONEWALL_COLOUR_NONE, text);
	free(text);
}

/* One list is told of once. */
static void write_all_missing(struct phonewall_writer *writer,
			      const struct phonewall_tls_view *view,
			      const struct offer *offers)
{
	if (phonewall_tls_policy_is_configured(view->policy)) {
		write_missing(writer, "TLS_Cipher_List", &offers[0]);
		return;
	}
	for (int i = 0; i < PHONEWALL_TLS_APPLICATIONS; i++) {
		char *whose = phonewall_memory_print("the list of %s",
					phonewall_tls_application_name(i));

		write_missing(writer, whose, &offers[i]);
		free(whose);
	}
}

static void write_table(struct phonewall_writer *writer,
			const struct phonewall_tls_view *view,
			const struct offer *offers)
{
	phonewall_write_begin_table(writer, &table);
	phonewall_write_begin_array(writer, "applications");
	for (int i = 0; i < PHONEWALL_TLS_APPLICATIONS; i++)
		write_row(writer, view, &offers[i]);
	phonewall_write_end_array(writer);
	phonewall_write_end_table(writer);
}

void phonewall_tls_application_write_list(
		struct phonewall_writer *writer,
		const struct phonewall_tls_view *view)
{
	struct offer offers[PHONEWALL_TLS_APPLICATIONS];
	char *lines = phonewall_tls_view_lines(view);

	for (int i = 0; i < PHONEWALL_TLS_APPLICATIONS; i++)
		read_offer(&offers[i], view, i);
	write_origin(writer, view);
	write_table(writer, view, offers);
	phonewall_write_sentence(writer, PHONEWALL_COLOUR_NONE,
		"no cipher list governs the suites of TLS 1.3, which are not counted here; 'phonewallctl tls APPLICATION' shows them");
	if (lines)
		phonewall_write_text(writer, "SIP over TLS does not verify the server's name for %s",
				     lines);
	phonewall_write_end_line(writer);
	write_all_missing(writer, view, offers);
	write_legacy_servers(writer, view);
	free(lines);
	for (int i = 0; i < PHONEWALL_TLS_APPLICATIONS; i++)
		clear_offer(&offers[i]);
}

static void write_cipher_list(struct phonewall_writer *writer,
			      const struct phonewall_tls_view *view,
			      const struct offer *offer)
{
	char *origin = phonewall_tls_view_origin(view);
	char *text = phonewall_memory_print("  its origin: %s", origin);

	phonewall_write_string(writer, "cipher_list", "  cipher list: %s",
			       offer->cipher_list);
	phonewall_write_end_line(writer);
	phonewall_write_sentence(writer, PHONEWALL_COLOUR_NONE, text);
	write_missing(writer, "the list", offer);
	phonewall_write_json(writer, "missing", offer->missing);
	free(text);
	free(origin);
}

static void write_names(struct phonewall_writer *writer,
			const struct phonewall_tls_view *view,
			const struct offer *offer)
{
	char *lines;

	write_name_rule(writer, offer);
	if (offer->is_server)
		return;
	phonewall_write_sentence(writer, PHONEWALL_COLOUR_NONE, rule_texts[
		phonewall_tls_application_name_rule(offer->application)]);
	write_legacy_servers(writer, view);
	if (offer->application != PHONEWALL_TLS_SIP)
		return;
	lines = phonewall_tls_view_lines(view);
	if (lines)
		phonewall_write_text(writer, "  name not verified: %s, by TLS_Name_Validate_n_; the rest of the certificate is",
				     lines);
	phonewall_write_end_line(writer);
	free(lines);
}

static void write_suite_tables(struct phonewall_writer *writer,
			       const struct offer *offer)
{
	phonewall_write_text(writer, "  suites of TLS 1.3, which no cipher list governs:");
	phonewall_write_end_line(writer);
	phonewall_write_begin_table(writer, &suite_table);
	write_suites(writer, "tls13_suites", offer, true);
	phonewall_write_end_table(writer);
	phonewall_write_text(writer, "  suites of TLS 1.2 and below, the preferred first:%s",
			     count_governed(offer) ? "" :
			     " none, because the lowest version is TLS 1.3");
	phonewall_write_end_line(writer);
	phonewall_write_begin_table(writer, &suite_table);
	write_suites(writer, "suites", offer, false);
	phonewall_write_end_table(writer);
}

void phonewall_tls_application_write(
		struct phonewall_writer *writer,
		const struct phonewall_tls_view *view,
		enum phonewall_tls_application application)
{
	struct offer offer;

	read_offer(&offer, view, application);
	phonewall_write_begin_array(writer, "applications");
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_string(writer, "title", "%s",
			       phonewall_tls_application_title(application));
	phonewall_write_string(writer, "name", " (%s)",
			       phonewall_tls_application_name(application));
	phonewall_write_string(writer, "role", ": the phone is the %s",
			       offer.is_server ? "server" : "client");
	phonewall_write_end_line(writer);
	phonewall_write_text(writer, "  versions: ");
	write_versions(writer, &offer);
	phonewall_write_text(writer, ", by TLS_%s_Min_Version",
			     offer.is_server ? "Server" : "Client");
	phonewall_write_end_line(writer);
	write_names(writer, view, &offer);
	write_cipher_list(writer, view, &offer);
	write_suite_tables(writer, &offer);
	phonewall_write_end_object(writer);
	phonewall_write_end_array(writer);
	clear_offer(&offer);
}
