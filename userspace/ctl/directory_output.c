// SPDX-License-Identifier: MIT
#include "directory_output.h"

#include <stdlib.h>

#include "base/memory.h"
#include "directory/configuration.h"

/* What protects a search. */
static const char *
describe_security(const struct phonewall_directory_settings *directory)
{
	if (directory->server.is_tls)
		return "by TLS, whatever LDAP_StartTLS_Enable says; the server's name is verified";
	switch (directory->starttls) {
	case PHONEWALL_STARTTLS_REQUIRED:
		return "by StartTLS alone; the server's name is verified";
	case PHONEWALL_STARTTLS_OPTIONAL:
		return "by StartTLS, which verifies the server's name, or in plaintext if the server does not know it or somebody removes it";
	default:
		return "in plaintext, so no name is verified";
	}
}

static void write_text(struct phonewall_writer *writer,
		       const struct phonewall_directory_settings *directory,
		       const char *server)
{
	char *text;

	if (directory->fault)
		text = phonewall_memory_print("  directory: off, because %s",
					      directory->fault);
	else
		text = phonewall_memory_print("  directory: %s %s; %s",
			server, describe_security(directory), directory->name ?
			"with LDAP_Client_DN and LDAP_Password" : "anonymous");
	phonewall_write_sentence(writer, directory->fault ?
				 PHONEWALL_COLOUR_BAD : PHONEWALL_COLOUR_NONE,
				 text);
	free(text);
}

void phonewall_directory_output_write(
	struct phonewall_writer *writer,
	const struct phonewall_directory_settings *directory)
{
	bool is_usable = !directory->fault;
	char *server;

	if (!directory->enabled) {
		phonewall_write_null(writer, "directory");
		return;
	}
	server = is_usable ?
		 phonewall_directory_server_print(&directory->server) : NULL;
	write_text(writer, directory, server);
	phonewall_write_begin_object(writer, "directory");
	phonewall_write_string(writer, "server", NULL, server);
	phonewall_write_string(writer, "starttls", NULL, is_usable ?
		phonewall_directory_starttls_name(directory->starttls) : NULL);
	phonewall_write_boolean(writer, "sends_password",
				is_usable && directory->password, NULL, NULL);
	phonewall_write_string(writer, "error", NULL, directory->fault);
	phonewall_write_end_object(writer);
	free(server);
}
