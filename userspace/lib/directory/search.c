// SPDX-License-Identifier: MIT
#include "directory/search.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "directory/configuration.h"
#include "directory/request.h"
#include "tls/policy_file.h"

#define RUN_DIRECTORY	"/run/phonewall"

/* The name of PHONEWALL_TLS_POLICY_FILE in its directory. */
#define TLS_FILE	"tls.conf"

/**
 * struct phonewall_directory - the LDAP directory that cfg.xml names
 * @settings: enabled and without a fault
 * @policy: which suites and versions TLS is spoken with
 */
struct phonewall_directory {
	struct phonewall_directory_settings settings;
	struct phonewall_tls_policy *policy;
};

/* Takes @message over, which may have any bytes of a server, or be NULL. */
static char *printable(char *message)
{
	char *shown = message ? phonewall_text_printable(message) : NULL;

	free(message);
	return shown;
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

static char *load_settings(const char *run_directory,
			   struct phonewall_directory_settings *settings)
{
	char *path = phonewall_memory_print("%s/" PHONEWALL_DIRECTORY_FILE,
					    run_directory);
	struct phonewall_file file = { 0 };
	char *failure = NULL;
	int error = phonewall_file_read(path, PHONEWALL_DIRECTORY_FILE_MAX,
					&file);

	if (error)
		failure = describe_unreadable(path, error);
	else if (phonewall_directory_configuration_parse(file.text, settings))
		failure = phonewall_memory_print("'%s' is damaged, or of another version; restart phonewalld",
						 path);
	if (!error)
		phonewall_file_wipe(&file);
	free(path);
	return failure;
}

static char *judge(const struct phonewall_directory_settings *settings)
{
	if (!settings->enabled)
		return phonewall_memory_print("the directory is off; set LDAP_Dir_Enable to Yes in cfg.xml");
	if (settings->fault)
		return phonewall_memory_print("the directory cannot be used: %s",
					      settings->fault);
	return NULL;
}

/*
 * Without the file the factory defaults hold; a policy that is not known may be
 * stricter.
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

char *phonewall_directory_open(const char *run_directory,
			       struct phonewall_directory **directory)
{
	const char *from = run_directory ?: RUN_DIRECTORY;
	struct phonewall_directory *opened =
		phonewall_memory_resize(NULL, 1, sizeof(*opened));
	char *failure;

	*opened = (struct phonewall_directory){ 0 };
	*directory = NULL;
	failure = load_settings(from, &opened->settings);
	if (!failure)
		failure = judge(&opened->settings);
	if (!failure)
		failure = load_policy(from, &opened->policy);
	if (failure)
		phonewall_directory_close(opened);
	else
		*directory = opened;
	return printable(failure);
}

void phonewall_directory_close(struct phonewall_directory *directory)
{
	if (!directory)
		return;
	phonewall_tls_policy_free(directory->policy);
	phonewall_directory_settings_clear(&directory->settings);
	free(directory);
}

char *phonewall_directory_url(const struct phonewall_directory *directory)
{
	return phonewall_directory_server_print(&directory->settings.server);
}

const struct phonewall_directory_columns *
phonewall_directory_get_columns(const struct phonewall_directory *directory)
{
	return &directory->settings.columns;
}

static bool are_valid(const char *const words[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!*words[i] ||
		    strlen(words[i]) > PHONEWALL_DIRECTORY_WORD_MAX)
			return false;
	return count;
}

static char *search(const struct phonewall_directory *directory,
		    const char *const words[], size_t count,
		    struct phonewall_directory_result *result)
{
	const struct phonewall_directory_settings *settings =
		&directory->settings;
	struct phonewall_directory_connection connection;
	char *failure;

	failure = phonewall_directory_connection_open(settings,
						      directory->policy,
						      &connection);
	result->security = connection.security;
	result->sends_password = settings->password;
	if (!failure)
		failure = phonewall_directory_request(&connection, settings,
						      words, count, result);
	phonewall_directory_connection_close(&connection);
	return failure;
}

/* Return: whether there was one for this thread before. */
static bool block_sigpipe(const sigset_t *pipe_signal, sigset_t *mask)
{
	sigset_t pending;

	sigpending(&pending);
	pthread_sigmask(SIG_BLOCK, pipe_signal, mask);
	return sigismember(&pending, SIGPIPE);
}

static void take_sigpipe(const sigset_t *pipe_signal)
{
	static const struct timespec no_time;

	while (sigtimedwait(pipe_signal, NULL, &no_time) < 0 && errno == EINTR)
		;
}

/*
 * OpenSSL writes without MSG_NOSIGNAL to what the server may have closed. The
 * signal is for the thread that writes.
 */
char *phonewall_directory_search(const struct phonewall_directory *directory,
				 const char *const words[], size_t count,
				 struct phonewall_directory_result *result)
{
	sigset_t pipe_signal, mask;
	bool was_pending;
	char *failure;

	if (count > PHONEWALL_DIRECTORY_WORDS_MAX || !are_valid(words, count))
		return phonewall_memory_print("a search has 1 to %d words of 1 to %d bytes; search for such",
					      PHONEWALL_DIRECTORY_WORDS_MAX,
					      PHONEWALL_DIRECTORY_WORD_MAX);
	sigemptyset(&pipe_signal);
	sigaddset(&pipe_signal, SIGPIPE);
	was_pending = block_sigpipe(&pipe_signal, &mask);
	failure = search(directory, words, count, result);
	if (!was_pending)
		take_sigpipe(&pipe_signal);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	return printable(failure);
}

static void clear_entry(struct phonewall_directory_entry *entry)
{
	for (size_t i = 0; i < PHONEWALL_DIRECTORY_COLUMNS_MAX; i++)
		for (size_t j = 0; j < entry->columns[i].count; j++)
			free(entry->columns[i].list[j]);
}

void phonewall_directory_result_clear(
	struct phonewall_directory_result *result)
{
	for (size_t i = 0; i < result->count; i++)
		clear_entry(&result->entries[i]);
	free(result->entries);
	*result = (struct phonewall_directory_result){ 0 };
}
