// SPDX-License-Identifier: MIT
#include "tls/published_policy.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "config/settings.h"
#include "status/status_file.h"
#include "tls/configuration.h"
#include "tls/policy_file.h"
#include "tls/policy_files.h"

/* A directory that is full is tried again after so many seconds. */
#define WRITE_SECONDS	5

/*
 * @word: of the list at fault, or NULL; @wrong_list: the list that was told to the
 * log, or NULL.
 */
struct phonewall_published_policy {
	struct event *again;
	void (*changed)(void *argument);
	void *argument;
	struct phonewall_tls_policy_files *files;
	struct phonewall_tls_policy *policy;
	char *word;
	char *wrong_list;
};

/* Return: as phonewall_tls_policy_files_write(). */
static bool write_files(struct phonewall_published_policy *published)
{
	static const struct timeval delay = { .tv_sec = WRITE_SECONDS };
	bool changed = phonewall_tls_policy_files_write(published->files);

	if (phonewall_tls_policy_files_faults(published->files))
		evtimer_add(published->again, &delay);
	return changed;
}

static void on_again(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_published_policy *published = argument;

	(void)descriptor;
	(void)what;
	if (write_files(published))
		published->changed(published->argument);
}

struct phonewall_published_policy *
phonewall_published_policy_open(struct event_base *base, const char *directory,
				void (*changed)(void *argument), void *argument)
{
	struct phonewall_published_policy *published;

	published = phonewall_memory_resize(NULL, 1, sizeof(*published));
	*published = (struct phonewall_published_policy){
		.again = evtimer_new(base, on_again, published),
		.changed = changed,
		.argument = argument,
		.files = phonewall_tls_policy_files_open(directory),
	};
	if (published->again)
		return published;
	phonewall_log(LOG_ERR, "cannot write the TLS policy: out of memory");
	phonewall_published_policy_close(published);
	return NULL;
}

/* Once for each list that is wrong. */
static void log_fault(struct phonewall_published_policy *published,
		      const struct phonewall_cipher_list_fault *fault,
		      const char *list)
{
	if (fault && (!published->wrong_list ||
		      strcmp(published->wrong_list, list)))
		phonewall_log(LOG_WARNING,
			      "TLS_Cipher_List%s%s%s: %s; each application uses its default suites",
			      published->word ? ": '" : "",
			      published->word ?: "",
			      published->word ? "'" : "",
			      phonewall_cipher_list_error_text(fault->error));
	phonewall_memory_replace(&published->wrong_list, fault ? list : NULL);
}

void phonewall_published_policy_apply(
	struct phonewall_published_policy *published,
	const struct phonewall_tls_settings *settings)
{
	const struct phonewall_cipher_list_fault *fault;

	phonewall_tls_policy_free(published->policy);
	published->policy = phonewall_tls_policy_new(settings);
	if (!published->policy)
		phonewall_memory_exhausted();
	fault = phonewall_tls_policy_fault(published->policy);
	free(published->word);
	published->word = fault ? phonewall_tls_configuration_word(
					settings->cipher_list, fault) : NULL;
	log_fault(published, fault, settings->cipher_list);
	phonewall_tls_policy_files_set(published->files, published->policy);
	write_files(published);
}

static struct json_object *
fault_to_json(const struct phonewall_published_policy *published)
{
	const struct phonewall_cipher_list_fault *fault =
		phonewall_tls_policy_fault(published->policy);
	struct json_object *object;

	if (!fault)
		return NULL;
	object = json_object_new_object();
	json_object_object_add(object, PHONEWALL_STATUS_CIPHER_FAULT_COLUMN,
			       fault->column ?
			       json_object_new_uint64(fault->column) : NULL);
	phonewall_json_add_text(object, PHONEWALL_STATUS_CIPHER_FAULT_WORD,
				published->word);
	phonewall_json_add_text(object, PHONEWALL_STATUS_CIPHER_FAULT_MESSAGE,
				phonewall_cipher_list_error_text(fault->error));
	return object;
}

static struct json_object *lines_to_json(const struct phonewall_tls_policy *policy)
{
	struct json_object *array = json_object_new_array();

	for (unsigned int line = 1; line <= PHONEWALL_LINES_MAX; line++)
		if (phonewall_tls_policy_name_flags(policy, line))
			json_object_array_add(array, json_object_new_int(line));
	return array;
}

static const char *version_name(const struct phonewall_tls_policy *policy,
				bool is_server)
{
	return phonewall_tls_version_name(
		phonewall_tls_policy_min_version(policy, is_server));
}

struct json_object *phonewall_published_policy_status(
	const struct phonewall_published_policy *published)
{
	const struct phonewall_tls_policy *policy = published->policy;
	struct json_object *root;

	if (!policy)
		return NULL;
	root = json_object_new_object();
	phonewall_json_add_text(root, PHONEWALL_STATUS_TLS_CIPHER_LIST,
		phonewall_tls_policy_is_configured(policy) ?
		phonewall_tls_policy_cipher_list(policy,
						 PHONEWALL_TLS_PROVISIONING) :
		NULL);
	json_object_object_add(root, PHONEWALL_STATUS_TLS_FAULT,
			       fault_to_json(published));
	phonewall_json_add_text(root, PHONEWALL_STATUS_TLS_CLIENT_MIN_VERSION,
				version_name(policy, false));
	phonewall_json_add_text(root, PHONEWALL_STATUS_TLS_SERVER_MIN_VERSION,
				version_name(policy, true));
	json_object_object_add(root, PHONEWALL_STATUS_TLS_UNVERIFIED_LINES,
			       lines_to_json(policy));
	return root;
}

struct json_object *phonewall_published_policy_faults(
	const struct phonewall_published_policy *published)
{
	return phonewall_tls_policy_files_faults(published->files);
}

void phonewall_published_policy_close(
	struct phonewall_published_policy *published)
{
	if (!published)
		return;
	if (published->again)
		event_free(published->again);
	phonewall_tls_policy_files_close(published->files);
	phonewall_tls_policy_free(published->policy);
	free(published->word);
	free(published->wrong_list);
	free(published);
}
