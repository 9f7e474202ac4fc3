// SPDX-License-Identifier: MIT
#include "download.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/agent_tls.h"
#include "base/log.h"
#include "base/memory.h"
#include "transfer/lookup.h"
#include "transfer/tftp.h"

/*
 * @failed: tells of @error, what failed at once. @name: of the file, @port,
 * @any_port, @size_limit: for TFTP.
 */
struct phonewall_download {
	struct event_base *base;
	void (*done)(const struct phonewall_downloaded *file, void *argument);
	void *argument;
	struct phonewall_transfer *transfer;
	struct phonewall_lookup *lookup;
	struct phonewall_tftp *tftp;
	struct event *failed;
	char *error;
	char *name;
	uint16_t port;
	bool any_port;
	size_t size_limit;
};

static void note(const char *text, void *argument)
{
	(void)argument;
	phonewall_log(LOG_INFO, "%s", text);
}

static void give(struct phonewall_download *download,
		 const struct phonewall_downloaded *file)
{
	download->done(file, download->argument);
}

static void on_failed(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_download *download = argument;
	const struct phonewall_downloaded file = {
		.outcome = PHONEWALL_TRANSFER_FAILURE,
		.error = download->error,
	};

	(void)descriptor;
	(void)what;
	give(download, &file);
}

/* Takes @error over. */
static void fail_later(struct phonewall_download *download, char *error)
{
	static const struct timeval now;

	download->error = error;
	evtimer_add(download->failed, &now);
}

/* HTTP */

static void on_transferred(struct phonewall_transfer_result *result,
			   void *argument)
{
	struct phonewall_download *download = argument;
	const struct phonewall_downloaded file = {
		.outcome = result->outcome,
		.is_proxy_down = result->is_proxy_down,
		.bytes = result->body,
		.length = result->body_length,
		.content_encoding = result->content_encoding,
		.etag = result->etag,
		.last_modified = result->last_modified,
		.server = result->server,
		.error = result->error,
	};

	download->transfer = NULL;
	give(download, &file);
}

static void begin_http(struct phonewall_download *download,
		       const struct phonewall_download_request *request)
{
	struct phonewall_tls_policy *policy =
		phonewall_agent_tls_load(request->run_directory);
	const struct phonewall_transfer_request wanted = {
		.url = request->url,
		.user = request->user,
		.password = request->password,
		.user_agent = request->user_agent,
		.etag = request->etag,
		.last_modified = request->last_modified,
		.domains = request->domains,
		.tls = policy,
		.application = PHONEWALL_TLS_PROVISIONING,
		.authorities = request->authorities,
		.more_authorities = request->more_authorities,
		.certificate = request->certificate,
		.key = request->key,
		.proxy = request->proxy,
		.size_limit = request->size_limit,
		.time_limit = request->time_limit,
		.note = note,
	};

	if (!policy) {
		fail_later(download, phonewall_memory_print("the TLS policy of phonewalld cannot be read: %s; restart phonewalld",
							    strerror(errno)));
		return;
	}
	download->transfer = phonewall_transfer_begin(download->base, &wanted,
						      on_transferred, download);
	phonewall_tls_policy_free(policy);
}

/* TFTP */

static void on_tftp(const struct phonewall_tftp_result *result, void *context)
{
	struct phonewall_download *download = context;
	struct phonewall_downloaded file = {
		.outcome = PHONEWALL_TRANSFER_FAILURE,
		.bytes = result->bytes,
		.length = result->length,
		.server = result->address,
		.error = result->reason,
	};

	if (result->status == PHONEWALL_TFTP_COMPLETE)
		file.outcome = PHONEWALL_TRANSFER_SUCCESS;
	else if (result->status == PHONEWALL_TFTP_NOT_FOUND)
		file.outcome = PHONEWALL_TRANSFER_NOT_FOUND;
	download->tftp = NULL;
	give(download, &file);
}

static void ask_tftp(struct phonewall_download *download,
		     const struct phonewall_address *addresses, size_t count)
{
	const struct phonewall_tftp_request wanted = {
		.addresses = addresses,
		.address_count = count,
		.port = download->port,
		.name = download->name,
		.limit = download->size_limit,
		.any_port = download->any_port,
	};

	download->tftp = phonewall_tftp_start(download->base, &wanted, on_tftp,
					      download);
}

static void on_looked_up(const struct phonewall_addresses *addresses,
			 const char *fault, void *argument)
{
	struct phonewall_download *download = argument;

	download->lookup = NULL;
	if (fault)
		fail_later(download, phonewall_memory_print("%s", fault));
	else
		ask_tftp(download, addresses->list, addresses->count);
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

static void begin_tftp(struct phonewall_download *download,
		       const struct phonewall_download_request *request)
{
	const struct phonewall_server_url *url = request->url;
	struct phonewall_address address;
	bool has_port;
	uint16_t port;

	download->name = decode(url->path);
	download->port = url->port ?: phonewall_scheme_port(url->scheme);
	download->any_port = request->any_tftp_port;
	download->size_limit = request->size_limit;
	if (!phonewall_domains_allow(request->domains, url->host))
		fail_later(download, phonewall_memory_print("Restricted_Access_Domains does not allow this server; add it there, or use another"));
	else if (!*download->name ||
		 strlen(download->name) > PHONEWALL_TFTP_NAME_MAX)
		fail_later(download, phonewall_memory_print("the file's name must have 1 to %d bytes; shorten it",
							    PHONEWALL_TFTP_NAME_MAX));
	else if (request->address_count)
		ask_tftp(download, request->addresses, request->address_count);
	else if (phonewall_address_parse(url->host, &address, &port, &has_port))
		ask_tftp(download, &address, 1);
	else
		download->lookup = phonewall_lookup_begin(download->base,
					url->host, NULL, on_looked_up,
					download);
}

/* Beginning and end */

struct phonewall_download *
phonewall_download_begin(struct event_base *base,
			 const struct phonewall_download_request *request,
			 void (*done)(const struct phonewall_downloaded *file,
				      void *argument),
			 void *argument)
{
	struct phonewall_download *download;

	download = phonewall_memory_resize(NULL, 1, sizeof(*download));
	*download = (struct phonewall_download){
		.base = base,
		.done = done,
		.argument = argument,
		.failed = evtimer_new(base, on_failed, download),
	};
	if (!download->failed)
		phonewall_memory_exhausted();
	if (request->url->scheme == PHONEWALL_SCHEME_TFTP)
		begin_tftp(download, request);
	else
		begin_http(download, request);
	return download;
}

void phonewall_download_free(struct phonewall_download *download)
{
	if (!download)
		return;
	phonewall_transfer_cancel(download->transfer);
	phonewall_tftp_cancel(download->tftp);
	phonewall_lookup_cancel(download->lookup);
	event_free(download->failed);
	free(download->error);
	free(download->name);
	free(download);
}
