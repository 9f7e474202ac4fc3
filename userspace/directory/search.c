// SPDX-License-Identifier: MIT
#include "search.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "directory/configuration.h"
#include "directory/search.h"
#include "output/message.h"
#include "result_output.h"
#include "tls/policy_file.h"

/* The name of PHONEWALL_TLS_POLICY_FILE in its directory. */
#define TLS_FILE	"tls.conf"

/* Takes @message over, which may have any bytes of a server. */
static void report(char *message)
{
	char *shown = phonewall_text_printable(message);

	phonewall_output_message("%s", shown);
	phonewall_output_error(shown);
	free(shown);
	free(message);
}

static char *describe_unreadable(const char *path, int error)
{
	switch (error) {
	case -ENOENT:
		return phonewall_memory_print("phonewalld has not written '%s'; start phonewalld",
					      path);
	case -EACCES:
		return phonewall_memory_print("you may not read '%s'; become a member of the group " PHONEWALL_DIRECTORY_GROUP,
					      path);
	default:
		return phonewall_memory_print("cannot read '%s': %s; restart phonewalld",
					      path, strerror(-error));
	}
}

/* Return: NULL, or why the directory cannot be searched. */
static char *load_settings(const char *path,
			   struct phonewall_directory_settings *directory)
{
	struct phonewall_file file = { 0 };
	int error = phonewall_file_read(path, PHONEWALL_DIRECTORY_FILE_MAX,
					&file);

	if (error)
		return describe_unreadable(path, error);
	error = phonewall_directory_configuration_parse(file.text, directory);
	phonewall_file_wipe(&file);
	if (error)
		return phonewall_memory_print("'%s' is damaged, or of another version; restart phonewalld",
					      path);
	if (!directory->enabled)
		return phonewall_memory_print("the directory is off; set LDAP_Dir_Enable to Yes in cfg.xml");
	if (directory->fault)
		return phonewall_memory_print("the directory cannot be used: %s",
					      directory->fault);
	return NULL;
}

/* Also to the system's log, for whoever looks after the phone. */
static void tell_fallback(const struct phonewall_directory_settings *directory)
{
	const char *secret = directory->password ? ", with LDAP_Password" : "";

	phonewall_output_message("'%s' does not know StartTLS, or somebody on the way removes it, so the search went in plaintext%s; set LDAP_Server to ldaps://, or \"starttls = required\" in phonewall.conf",
				 directory->server.host, secret);
	syslog(LOG_WARNING, "'%s' does not know StartTLS, or somebody on the way removes it, so a search of the directory went in plaintext%s",
	       directory->server.host, secret);
}

static void tell_limits(const struct phonewall_directory_result *result)
{
	if (result->is_partial)
		phonewall_output_message("there is more than is shown; search for more letters");
	if (result->referrals)
		phonewall_output_message("the server has named other servers, which are not asked; search those by a configuration of their own");
}

/* Without the file the factory defaults hold; a policy that is not known may be
 * stricter. Return: NULL, or why there is no policy.
 */
static char *load_policy(const char *run_directory,
			 struct phonewall_tls_policy **policy)
{
	static const struct phonewall_tls_settings standard;
	char *path = phonewall_memory_print("%s/" TLS_FILE, run_directory);
	char *failure = NULL;

	*policy = phonewall_tls_policy_load(path);
	if (!*policy && errno == ENOENT)
		*policy = phonewall_tls_policy_new(&standard);
	if (!*policy)
		failure = phonewall_memory_print("cannot read '%s': %s; restart phonewalld",
						 path, strerror(errno));
	free(path);
	return failure;
}

static char *search(const struct phonewall_directory_settings *directory,
		    const struct phonewall_tls_policy *policy,
		    const char *const words[], size_t count,
		    struct phonewall_writer *writer)
{
	struct phonewall_directory_result result = { 0 };
	char *failure;

	failure = phonewall_directory_search(directory, policy, words, count,
					     &result);
	if (!failure)
		phonewall_result_output_write(writer, directory, &result);
	if (result.security == PHONEWALL_DIRECTORY_FALLBACK &&
	    directory->starttls == PHONEWALL_STARTTLS_OPTIONAL)
		tell_fallback(directory);
	if (!failure)
		tell_limits(&result);
	phonewall_directory_result_clear(&result);
	return failure;
}

bool phonewall_directory_command_search(const char *run_directory,
					const char *const words[], size_t count,
					struct phonewall_writer *writer)
{
	char *path = phonewall_memory_print("%s/" PHONEWALL_DIRECTORY_FILE,
					    run_directory);
	struct phonewall_directory_settings directory = { 0 };
	struct phonewall_tls_policy *policy = NULL;
	char *failure;

	failure = load_settings(path, &directory);
	if (!failure)
		failure = load_policy(run_directory, &policy);
	if (!failure)
		failure = search(&directory, policy, words, count, writer);
	phonewall_tls_policy_free(policy);
	phonewall_directory_settings_clear(&directory);
	free(path);
	if (!failure)
		return true;
	report(failure);
	return false;
}
