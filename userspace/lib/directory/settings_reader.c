// SPDX-License-Identifier: MIT
#include "directory/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "directory/filter.h"

static const struct phonewall_parameter *
parameter(const struct phonewall_reading *reading,
	  enum phonewall_directory_parameter row)
{
	return &reading->parameters->list[row][0];
}

/* The directory cannot be used: the first reason is kept. */
static void refuse(const struct phonewall_reading *reading,
		   enum phonewall_directory_parameter row, const char *why,
		   struct phonewall_directory_settings *directory)
{
	const struct phonewall_parameter *refused = parameter(reading, row);
	bool is_text = refused->text && *refused->text;

	phonewall_warning_add(reading->warnings, "no-directory", refused->line,
			      refused->name, is_text ? refused->text : NULL,
			      "%s; until then the directory is off", why);
	if (!directory->fault)
		directory->fault = phonewall_memory_print("%s %s",
							  refused->name, why);
}

static void read_server(const struct phonewall_reading *reading,
			struct phonewall_directory_settings *directory)
{
	const char *url =
		parameter(reading, PHONEWALL_PARAMETER_LDAP_SERVER)->text;
	const char *fault;

	if (*url)
		fault = phonewall_directory_server_parse(url,
							 &directory->server);
	else
		fault = "is empty; set it to ldaps://host";
	if (fault)
		refuse(reading, PHONEWALL_PARAMETER_LDAP_SERVER, fault,
		       directory);
}

/* LDAP_StartTLS_Enable is not looked at if TLS begins with the connection. */
static void read_starttls(const struct phonewall_reading *reading,
			  struct phonewall_directory_settings *directory)
{
	if (directory->server.is_tls)
		directory->starttls = PHONEWALL_STARTTLS_NO;
	else if (reading->settings->directory.starttls_required)
		directory->starttls = PHONEWALL_STARTTLS_REQUIRED;
	else if (parameter(reading,
			   PHONEWALL_PARAMETER_LDAP_STARTTLS_ENABLE)->number)
		directory->starttls = PHONEWALL_STARTTLS_OPTIONAL;
}

static char *read_text(const struct phonewall_reading *reading,
		       enum phonewall_directory_parameter row,
		       struct phonewall_directory_settings *directory)
{
	const char *text = parameter(reading, row)->text;

	if (strlen(text) <= PHONEWALL_DIRECTORY_TEXT_MAX)
		return phonewall_memory_print("%s", text);
	refuse(reading, row, "is longer than 1024 bytes; shorten it",
	       directory);
	return phonewall_memory_print("%s", "");
}

/*
 * The vendor's phones bind anonymously if the name or the password is missing.
 * A name without a password would be an unauthenticated bind, which many
 * servers take for a successful one (RFC 4513 section 5.1.2).
 */
static void read_credentials(const struct phonewall_reading *reading,
			     struct phonewall_directory_settings *directory)
{
	const struct phonewall_parameter *auth =
		parameter(reading, PHONEWALL_PARAMETER_LDAP_AUTH_METHOD);

	if (auth->number == PHONEWALL_LDAP_AUTH_DIGEST_MD5)
		refuse(reading, PHONEWALL_PARAMETER_LDAP_AUTH_METHOD,
		       "DIGEST-MD5 is not supported (RFC 6331: historic); set Simple, with ldaps://",
		       directory);
	if (auth->number != PHONEWALL_LDAP_AUTH_SIMPLE)
		return;
	directory->name = read_text(reading,
				    PHONEWALL_PARAMETER_LDAP_CLIENT_DN,
				    directory);
	directory->password = read_text(reading,
					PHONEWALL_PARAMETER_LDAP_PASSWORD,
					directory);
	if (*directory->name && *directory->password)
		return;
	explicit_bzero(directory->password, strlen(directory->password));
	free(directory->password);
	free(directory->name);
	directory->name = NULL;
	directory->password = NULL;
	phonewall_warning_add(reading->warnings, "anonymous-bind", auth->line,
			      auth->name, auth->text,
			      "is anonymous, since LDAP_Client_DN or LDAP_Password is empty; set both, or set None");
}

static void add_filter(const char *filter,
		       struct phonewall_directory_settings *directory)
{
	directory->filters[directory->filter_count++] =
		phonewall_memory_print("%s", filter);
}

static void read_filter(const struct phonewall_reading *reading,
			enum phonewall_directory_parameter row,
			struct phonewall_directory_settings *directory)
{
	const struct phonewall_parameter *value = parameter(reading, row);
	const char *fault;
	char *filter;

	if (!*value->text)
		return;
	filter = phonewall_directory_filter_read(value->text, &fault);
	if (!filter)
		refuse(reading, row, fault, directory);
	else
		add_filter(filter, directory);
	if (filter && !strstr(filter, PHONEWALL_DIRECTORY_FILTER_VALUE))
		phonewall_warning_add(reading->warnings, "constant-filter",
				      value->line, value->name, value->text,
				      "finds the same, whatever is searched for; write $VALUE in it, as sn:(sn=$VALUE*)");
	free(filter);
}

static void read_filters(const struct phonewall_reading *reading,
			 struct phonewall_directory_settings *directory)
{
	read_filter(reading, PHONEWALL_PARAMETER_LDAP_LAST_NAME_FILTER,
		    directory);
	read_filter(reading, PHONEWALL_PARAMETER_LDAP_FIRST_NAME_FILTER,
		    directory);
	read_filter(reading, PHONEWALL_PARAMETER_LDAP_ITEM_3_FILTER, directory);
	read_filter(reading, PHONEWALL_PARAMETER_LDAP_ITEM_4_FILTER, directory);
	if (directory->filter_count)
		return;
	add_filter("(sn=*" PHONEWALL_DIRECTORY_FILTER_VALUE "*)", directory);
	add_filter("(cn=*" PHONEWALL_DIRECTORY_FILTER_VALUE "*)", directory);
}

static void read_columns(const struct phonewall_reading *reading,
			 struct phonewall_directory_settings *directory)
{
	const struct phonewall_parameter *value =
		parameter(reading, PHONEWALL_PARAMETER_LDAP_DISPLAY_ATTRS);
	const char *fault = phonewall_directory_columns_read(value->text,
							&directory->columns);

	if (fault)
		phonewall_warning_add(reading->warnings, "display-attributes",
				      value->line, value->name, value->text,
				      "%s; until then name and number are shown",
				      fault);
}

static void warn_of_plaintext(const struct phonewall_reading *reading,
			      const struct phonewall_directory_settings *directory)
{
	const struct phonewall_parameter *server =
		parameter(reading, PHONEWALL_PARAMETER_LDAP_SERVER);

	if (directory->server.is_tls || !directory->password)
		return;
	if (directory->starttls == PHONEWALL_STARTTLS_OPTIONAL)
		phonewall_warning_add(reading->warnings, "starttls-fallback",
				      server->line, server->name, server->text,
				      "gets LDAP_Password in plaintext if anybody on the way removes StartTLS; set ldaps://, or \"starttls = required\" in phonewall.conf");
	else if (directory->starttls == PHONEWALL_STARTTLS_NO)
		phonewall_warning_add(reading->warnings, "plaintext-password",
				      server->line, server->name, server->text,
				      "gets LDAP_Password in plaintext; set ldaps://");
}

void phonewall_directory_settings_read(const struct phonewall_reading *reading,
				       void *section)
{
	struct phonewall_directory_settings *directory = section;
	const char *authorities = reading->settings->directory.ca_certificate;

	*directory = (struct phonewall_directory_settings){
		.enabled = parameter(reading,
				PHONEWALL_PARAMETER_LDAP_DIR_ENABLE)->number,
	};
	if (!directory->enabled)
		return;
	read_server(reading, directory);
	read_starttls(reading, directory);
	read_credentials(reading, directory);
	directory->base = read_text(reading,
				    PHONEWALL_PARAMETER_LDAP_SEARCH_BASE,
				    directory);
	read_filters(reading, directory);
	read_columns(reading, directory);
	if (authorities)
		directory->authorities = phonewall_memory_print("%s",
								authorities);
	if (!directory->fault)
		warn_of_plaintext(reading, directory);
}
