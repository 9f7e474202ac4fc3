// SPDX-License-Identifier: MIT
#include "search.h"

#include <stdlib.h>
#include <syslog.h>

#include "directory/search.h"
#include "output/message.h"
#include "result_output.h"

/* Takes @message over. */
static void report(char *message)
{
	phonewall_output_failure("%s", message);
	free(message);
}

/* Also to the system's log, for whoever looks after the phone. */
static void tell_fallback(const struct phonewall_directory *directory,
			  const struct phonewall_directory_result *result)
{
	const char *secret = result->sends_password ? ", with LDAP_Password" :
						      "";
	char *url = phonewall_directory_url(directory);

	phonewall_output_message("%s does not know StartTLS, or somebody on the way removes it, so the search went in plaintext%s; set LDAP_Server to ldaps://, or \"starttls = required\" in phonewall.conf",
				 url, secret);
	syslog(LOG_WARNING, "%s does not know StartTLS, or somebody on the way removes it, so a search of the directory went in plaintext%s",
	       url, secret);
	free(url);
}

static void tell_limits(const struct phonewall_directory_result *result)
{
	if (result->is_partial)
		phonewall_output_message("there is more than is shown; search for more letters");
	if (result->referrals)
		phonewall_output_message("the server has named other servers, which are not asked; search those by a configuration of their own");
}

static char *search(const struct phonewall_directory *directory,
		    const char *const words[], size_t count,
		    struct phonewall_writer *writer)
{
	struct phonewall_directory_result result = { 0 };
	char *failure;

	failure = phonewall_directory_search(directory, words, count, &result);
	if (!failure)
		phonewall_result_output_write(writer, directory, &result);
	if (result.security == PHONEWALL_DIRECTORY_FALLBACK)
		tell_fallback(directory, &result);
	if (!failure)
		tell_limits(&result);
	phonewall_directory_result_clear(&result);
	return failure;
}

bool phonewall_directory_command_search(const char *run_directory,
					const char *const words[], size_t count,
					struct phonewall_writer *writer)
{
	struct phonewall_directory *directory;
	char *failure = phonewall_directory_open(run_directory, &directory);

	if (!failure)
		failure = search(directory, words, count, writer);
	phonewall_directory_close(directory);
	if (!failure)
		return true;
	report(failure);
	return false;
}
