// SPDX-License-Identifier: MIT
#include "fetch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "provisioning/unpack.h"
#include "tls/policy_file.h"
#include "transfer/lookup.h"
#include "transfer/tftp.h"
#include "transfer/transfer.h"

/* @name: of the file, for TFTP; @failed: tells of what failed at once. */
struct phonewall_fetch {
	struct event_base *base;
	void (*done)(const struct phonewall_sequence_fetched *file,
		     void *argument);
	void *argument;
	struct phonewall_transfer *transfer;
	struct phonewall_lookup *lookup;
	struct phonewall_tftp *tftp;
	struct event *failed;
	char *error;
	char *name;
	uint16_t port;
};

static void note(const char *text, void *argument)
{
	(void)argument;
	phonewall_log(LOG_INFO, "%s", text);
}

static void give(struct phonewall_fetch *fetch,
		 const struct phonewall_sequence_fetched *fetched)
{
	fetch->done(fetched, fetch->argument);
}

static void on_failed(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_fetch *fetch = argument;
	const struct phonewall_sequence_fetched fetched = {
		.result = PHONEWALL_RESYNC_FAILURE,
		.error = fetch->error,
	};

	(void)descriptor;
	(void)what;
	give(fetch, &fetched);
}

static void fail_later(struct phonewall_fetch *fetch, char *error)
{
	static const struct timeval now;

	fetch->error = error;
	evtimer_add(fetch->failed, &now);
}

static enum phonewall_resync_result
result_of(enum phonewall_transfer_outcome outcome)
{
	if (outcome == PHONEWALL_TRANSFER_SUCCESS)
		return PHONEWALL_RESYNC_SUCCESS;
	if (outcome == PHONEWALL_TRANSFER_NOT_FOUND)
		return PHONEWALL_RESYNC_NOT_FOUND;
	return PHONEWALL_RESYNC_FAILURE;
}

static void on_transferred(struct phonewall_transfer_result *result,
			   void *argument)
{
	struct phonewall_fetch *fetch = argument;
	const struct phonewall_sequence_fetched fetched = {
		.result = result_of(result->outcome),
		.bytes = result->body,
		.length = result->body_length,
		.is_aes128gcm = result->content_encoding &&
			!strcasecmp(result->content_encoding, "aes128gcm"),
		.server = result->server,
		.error = result->error ?: "the server sent no file",
	};

	fetch->transfer = NULL;
	give(fetch, &fetched);
}

/* Return: the policy in force, or NULL with errno set. */
static struct phonewall_tls_policy *load_policy(const char *run_directory)
{
	static const struct phonewall_tls_settings defaults;
	char *path = phonewall_memory_print("%s/tls.conf", run_directory);
	struct phonewall_tls_policy *policy = phonewall_tls_policy_load(path);

	if (!policy && errno == ENOENT)
		policy = phonewall_tls_policy_new(&defaults);
	free(path);
	return policy;
}

static void fetch_by_http(struct phonewall_fetch *fetch,
			  const struct phonewall_fetch_request *request)
{
	char *const *facts = request->device->facts;
	struct phonewall_tls_policy *policy =
		load_policy(request->run_directory);
	const struct phonewall_transfer_request wanted = {
		.url = request->file->url,
		.user = request->file->user,
		.password = request->file->password,
		.domains = request->domains,
		.tls = policy,
		.application = PHONEWALL_TLS_PROVISIONING,
		.authorities = facts[PHONEWALL_DEVICE_AUTHORITIES],
		.more_authorities = request->more_authorities,
		.certificate = facts[PHONEWALL_DEVICE_CERTIFICATE],
		.key = facts[PHONEWALL_DEVICE_KEY],
		.size_limit = PHONEWALL_PACKED_SIZE_MAX,
		.note = note,
	};

	if (!policy) {
		fail_later(fetch, phonewall_memory_print("the TLS policy of phonewalld cannot be read: %s; restart phonewalld",
							 strerror(errno)));
		return;
	}
	fetch->transfer = phonewall_transfer_begin(fetch->base, &wanted,
						   on_transferred, fetch);
	phonewall_tls_policy_free(policy);
}

static void on_tftp(const struct phonewall_tftp_result *result, void *context)
{
	struct phonewall_fetch *fetch = context;
	struct phonewall_sequence_fetched fetched = {
		.result = PHONEWALL_RESYNC_FAILURE,
		.bytes = result->bytes,
		.length = result->length,
		.server = result->address,
		.error = result->reason,
	};

	if (result->status == PHONEWALL_TFTP_COMPLETE)
		fetched.result = PHONEWALL_RESYNC_SUCCESS;
	else if (result->status == PHONEWALL_TFTP_NOT_FOUND)
		fetched.result = PHONEWALL_RESYNC_NOT_FOUND;
	fetch->tftp = NULL;
	give(fetch, &fetched);
}

static void ask_tftp(struct phonewall_fetch *fetch,
		     const struct phonewall_address *addresses, size_t count)
{
	const struct phonewall_tftp_request wanted = {
		.addresses = addresses,
		.address_count = count,
		.port = fetch->port,
		.name = fetch->name,
		.limit = PHONEWALL_PACKED_SIZE_MAX,
	};

	fetch->tftp = phonewall_tftp_start(fetch->base, &wanted, on_tftp,
					   fetch);
}

static void on_looked_up(const struct phonewall_addresses *addresses,
			 const char *fault, void *argument)
{
	struct phonewall_fetch *fetch = argument;

	fetch->lookup = NULL;
	if (fault || !addresses->count)
		fail_later(fetch, phonewall_memory_print("%s", fault ?:
				"the server's name has no address; check it"));
	else
		ask_tftp(fetch, addresses->list, addresses->count);
}

/* Percent-encoding is of URLs: TFTP has names (RFC 1350). */
static char *decode(const char *path)
{
	char *name = phonewall_memory_print("%s", path);
	char *to = name;

	for (const char *from = name; *from; to++) {
		char digits[3] = { 0 };

		*to = *from++;
		if (*to != '%' || !from[0] || !from[1])
			continue;
		memcpy(digits, from, 2);
		*to = strtoul(digits, NULL, 16);
		from += 2;
	}
	*to = '\0';
	return name;
}

static void fetch_by_tftp(struct phonewall_fetch *fetch,
			  const struct phonewall_sequence_fetch *file)
{
	const struct phonewall_server_url *url = file->url;
	struct phonewall_address address;
	bool has_port;
	uint16_t port;

	fetch->name = decode(url->path);
	fetch->port = url->port ?: phonewall_scheme_port(url->scheme);
	if (!*fetch->name || strlen(fetch->name) > PHONEWALL_TFTP_NAME_MAX)
		fail_later(fetch, phonewall_memory_print("the file's name must have 1 to %d bytes; shorten it",
							 PHONEWALL_TFTP_NAME_MAX));
	else if (file->address_count)
		ask_tftp(fetch, file->addresses, file->address_count);
	else if (phonewall_address_parse(url->host, &address, &port, &has_port))
		ask_tftp(fetch, &address, 1);
	else
		fetch->lookup = phonewall_lookup_begin(fetch->base, url->host,
						       NULL, on_looked_up,
						       fetch);
}

struct phonewall_fetch *
phonewall_fetch_begin(struct event_base *base,
		      const struct phonewall_fetch_request *request,
		      void (*done)(const struct phonewall_sequence_fetched *file,
				   void *argument),
		      void *argument)
{
	struct phonewall_fetch *fetch;

	fetch = phonewall_memory_resize(NULL, 1, sizeof(*fetch));
	*fetch = (struct phonewall_fetch){
		.base = base,
		.done = done,
		.argument = argument,
		.failed = evtimer_new(base, on_failed, fetch),
	};
	if (!fetch->failed)
		phonewall_memory_exhausted();
	if (request->file->url->scheme == PHONEWALL_SCHEME_TFTP)
		fetch_by_tftp(fetch, request->file);
	else
		fetch_by_http(fetch, request);
	return fetch;
}

void phonewall_fetch_free(struct phonewall_fetch *fetch)
{
	if (!fetch)
		return;
	phonewall_transfer_cancel(fetch->transfer);
	phonewall_tftp_cancel(fetch->tftp);
	phonewall_lookup_cancel(fetch->lookup);
	event_free(fetch->failed);
	free(fetch->error);
	free(fetch->name);
	free(fetch);
}
