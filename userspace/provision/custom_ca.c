// SPDX-License-Identifier: MIT
#include "custom_ca.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "errand_transfer.h"
#include "resync_clock.h"
#include "tls/certificate.h"

#define RULE		"Custom_CA_Rule"
#define CANDIDATE	"custom-ca.candidate"

struct phonewall_custom_ca {
	struct phonewall_errand errand;
	struct phonewall_errand_transfer *transfer;
};

struct phonewall_custom_ca *phonewall_custom_ca_new(void)
{
	struct phonewall_custom_ca *custom_ca;

	custom_ca = phonewall_memory_resize(NULL, 1, sizeof(*custom_ca));
	*custom_ca = (struct phonewall_custom_ca){ 0 };
	return custom_ca;
}

static void fail(const char *why)
{
	phonewall_log(LOG_WARNING, RULE ": %s", why);
}

/* Return: NULL; else why none of the file's authorities can be used. */
static char *verify(const char *path)
{
	const struct phonewall_certificate_files files = {
		.authorities = path,
	};
	time_t now = time(NULL);
	struct phonewall_certificate_verification outcome = { 0 };
	char *fault = NULL;

	if (phonewall_certificate_verify(&files, now < PHONEWALL_TIME_FLOOR ?
					 PHONEWALL_CERTIFICATE_ANY_TIME : now,
					 &outcome))
		fault = phonewall_memory_print("the file's authorities cannot be used: %s",
				outcome.authorities.count ?
				outcome.authorities.list[0].message :
				"see openssl-x509(1)");
	phonewall_certificate_verification_clear(&outcome);
	return fault;
}

static bool is_installed(const char *path, const char *bytes, size_t length)
{
	struct phonewall_file file = { 0 };
	bool is_same;

	if (phonewall_file_read(path, PHONEWALL_CUSTOM_CA_MAX, &file))
		return false;
	is_same = file.length == length && !memcmp(file.text, bytes, length);
	phonewall_file_clear(&file);
	return is_same;
}

static void install(const char *path, const char *candidate, const char *bytes,
		    size_t length)
{
	int error = phonewall_file_replace_for_this_boot(candidate, bytes,
							 length, 0644);
	char *fault = error ? NULL : verify(candidate);

	if (!error && !fault)
		error = phonewall_file_replace(path, bytes, length, 0644);
	unlink(candidate);
	if (fault)
		fail(fault);
	else if (error)
		phonewall_log(LOG_WARNING, RULE ": cannot write %s: %s; make room",
			      path, strerror(-error));
	else
		phonewall_log(LOG_NOTICE, RULE ": %s has new authorities",
			      path);
	free(fault);
}

static void on_transferred(struct phonewall_transfer_result *result,
			   void *argument)
{
	struct phonewall_custom_ca *custom_ca = argument;
	const char *directory = custom_ca->errand.state_directory;
	char *path = phonewall_memory_print("%s/" PHONEWALL_CUSTOM_CA_FILE,
					    directory);
	char *candidate = phonewall_memory_print("%s/" CANDIDATE, directory);

	custom_ca->transfer = NULL;
	if (result->outcome != PHONEWALL_TRANSFER_SUCCESS)
		fail(result->error ?: "the server sent no file");
	else if (!is_installed(path, result->body, result->body_length))
		install(path, candidate, result->body, result->body_length);
	free(candidate);
	free(path);
}

static char *begin(struct phonewall_custom_ca *custom_ca,
		   const struct phonewall_target *target)
{
	struct phonewall_server_url url = { 0 };
	const struct phonewall_transfer_request request = {
		.url = &url,
		.size_limit = PHONEWALL_CUSTOM_CA_MAX,
	};
	char *fault = phonewall_errand_resolve(&custom_ca->errand, target,
					       &url);

	if (!fault)
		custom_ca->transfer = phonewall_errand_transfer_begin(
			&custom_ca->errand, &request, on_transferred,
			custom_ca);
	phonewall_server_url_clear(&url);
	return fault;
}

void phonewall_custom_ca_follow(struct phonewall_custom_ca *custom_ca,
				const struct phonewall_errand *errand)
{
	const struct phonewall_alternative *alternative;
	char *fault;

	phonewall_custom_ca_cancel(custom_ca);
	custom_ca->errand = *errand;
	fault = phonewall_errand_choose(errand,
					&errand->settings->custom_ca_rule, RULE,
					&alternative);
	if (alternative && alternative->target_count)
		fault = begin(custom_ca, &alternative->targets[0]);
	if (fault)
		fail(fault);
	free(fault);
}

static bool is_wrong(const struct phonewall_faults *faults)
{
	for (size_t i = 0; i < faults->count; i++)
		if (!strcmp(faults->list[i].parameter, RULE))
			return true;
	return false;
}

void
phonewall_custom_ca_withdraw(const struct phonewall_provisioning_settings *settings,
			     const struct phonewall_faults *faults,
			     const char *state_directory)
{
	char *path;

	if (settings->custom_ca_rule.count || is_wrong(faults))
		return;
	path = phonewall_memory_print("%s/" PHONEWALL_CUSTOM_CA_FILE,
				      state_directory);
	if (!unlink(path))
		phonewall_log(LOG_NOTICE, RULE " is empty: the authorities of %s are not trusted any more",
			      path);
	else if (errno != ENOENT)
		phonewall_log(LOG_ERR, RULE " is empty, but %s cannot be removed: %s; remove it",
			      path, strerror(errno));
	free(path);
}

void phonewall_custom_ca_cancel(struct phonewall_custom_ca *custom_ca)
{
	phonewall_errand_transfer_cancel(custom_ca->transfer);
	custom_ca->transfer = NULL;
}

void phonewall_custom_ca_free(struct phonewall_custom_ca *custom_ca)
{
	if (!custom_ca)
		return;
	phonewall_custom_ca_cancel(custom_ca);
	free(custom_ca);
}
