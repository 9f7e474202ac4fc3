// SPDX-License-Identifier: MIT
#include "fetch.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/memory.h"
#include "download.h"
#include "provisioning/unpack.h"
#include "proxy_search.h"
#include "transfer/location.h"
#include "transfer/request.h"

/*
 * @url, @user and @password: of the file. @text: the URL as validators know it.
 * @addresses: for TFTP alone, which begins at once.
 * @proxies: belong to @search; @next of them is tried next. @deadline: in seconds,
 * for all of them.
 */
struct phonewall_fetch {
	struct event_base *base;
	struct phonewall_fetch_request request;
	void (*done)(const struct phonewall_sequence_fetched *file,
		     void *argument);
	void *argument;
	struct phonewall_server_url url;
	char *user;
	char *password;
	char *text;
	struct phonewall_validator known;
	const struct phonewall_address *addresses;
	size_t address_count;
	struct phonewall_proxy_search *search;
	const struct phonewall_proxies *proxies;
	size_t next;
	time_t deadline;
	struct phonewall_download *download;
};

static void try_next(struct phonewall_fetch *fetch);

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

static enum phonewall_resync_result
result_of(enum phonewall_transfer_outcome outcome)
{
	if (outcome == PHONEWALL_TRANSFER_SUCCESS ||
	    outcome == PHONEWALL_TRANSFER_NOT_MODIFIED)
		return PHONEWALL_RESYNC_SUCCESS;
	if (outcome == PHONEWALL_TRANSFER_NOT_FOUND)
		return PHONEWALL_RESYNC_NOT_FOUND;
	return PHONEWALL_RESYNC_FAILURE;
}

static void fail(struct phonewall_fetch *fetch, const char *error)
{
	const struct phonewall_sequence_fetched file = {
		.result = PHONEWALL_RESYNC_FAILURE,
		.error = error,
	};

	fetch->done(&file, fetch->argument);
}

static void give(struct phonewall_fetch *fetch,
		 const struct phonewall_downloaded *file)
{
	const struct phonewall_validator validator = {
		.etag = file->etag, .last_modified = file->last_modified,
	};
	const struct phonewall_sequence_fetched fetched = {
		.result = result_of(file->outcome),
		.is_known = file->outcome == PHONEWALL_TRANSFER_NOT_MODIFIED,
		.bytes = file->bytes,
		.length = file->length,
		.is_aes128gcm = file->content_encoding &&
			!strcasecmp(file->content_encoding, "aes128gcm"),
		.server = file->server,
		.error = file->error ?: "the server sent no file",
	};

	if (file->outcome == PHONEWALL_TRANSFER_SUCCESS)
		phonewall_validators_offer(fetch->request.validators,
					   fetch->text, &validator);
	fetch->done(&fetched, fetch->argument);
}

static bool may_try_next(const struct phonewall_fetch *fetch)
{
	return fetch->proxies &&
	       fetch->next < fetch->proxies->result.count &&
	       now() < fetch->deadline;
}

static void on_downloaded(const struct phonewall_downloaded *file,
			  void *argument)
{
	struct phonewall_fetch *fetch = argument;
	struct phonewall_download *download = fetch->download;

	fetch->download = NULL;
	if (file->is_proxy_down && may_try_next(fetch)) {
		phonewall_log(LOG_INFO, "%s; the next proxy is tried",
			      file->error);
		try_next(fetch);
	} else {
		give(fetch, file);
	}
	phonewall_download_free(download);
}

static void download(struct phonewall_fetch *fetch,
		     const struct phonewall_transfer_proxy *proxy)
{
	char *const *facts = fetch->request.device->facts;
	char *agent = phonewall_device_user_agent(fetch->request.device);
	const struct phonewall_download_request request = {
		.url = &fetch->url,
		.user = fetch->user,
		.password = fetch->password,
		.user_agent = agent,
		.etag = fetch->known.etag,
		.last_modified = fetch->known.last_modified,
		.domains = fetch->request.domains,
		.authorities = facts[PHONEWALL_DEVICE_AUTHORITIES],
		.more_authorities = fetch->request.more_authorities,
		.certificate = facts[PHONEWALL_DEVICE_CERTIFICATE],
		.key = facts[PHONEWALL_DEVICE_KEY],
		.run_directory = fetch->request.run_directory,
		.proxy = proxy,
		.addresses = fetch->addresses,
		.address_count = fetch->address_count,
		.any_tftp_port = fetch->request.any_tftp_port,
		.size_limit = PHONEWALL_PACKED_SIZE_MAX,
		.time_limit = fetch->deadline - now(),
	};

	fetch->download = phonewall_download_begin(fetch->base, &request,
						   on_downloaded, fetch);
	free(agent);
}

static void try_next(struct phonewall_fetch *fetch)
{
	struct phonewall_transfer_proxy proxy;
	bool is_proxy = phonewall_proxies_get(fetch->proxies, fetch->next++,
					      &proxy);

	download(fetch, is_proxy ? &proxy : NULL);
}

static void on_proxies(const struct phonewall_proxies *proxies, void *argument)
{
	struct phonewall_fetch *fetch = argument;

	if (proxies->fault) {
		fail(fetch, proxies->fault);
		return;
	}
	fetch->proxies = proxies;
	fetch->deadline = now() + PHONEWALL_TRANSFER_TIME;
	try_next(fetch);
}

static void search(struct phonewall_fetch *fetch)
{
	const struct phonewall_fetch_request *request = &fetch->request;
	const struct phonewall_proxy_query query = {
		.url = &fetch->url,
		.kept = request->kept,
		.domains = request->domains,
		.device = request->device,
		.agent_directory = request->run_directory,
		.lease_directory = request->lease_directory,
		.any_tftp_port = request->any_tftp_port,
	};

	fetch->search = phonewall_proxy_search_begin(fetch->base, &query,
						     on_proxies, fetch);
}

static void find_validator(struct phonewall_fetch *fetch)
{
	struct phonewall_validator validator;

	fetch->text = phonewall_location_text(&fetch->url, fetch->url.path);
	phonewall_validators_find(fetch->request.validators, fetch->text,
				  &validator);
	if (fetch->request.file->may_be_known)
		fetch->known = validator;
}

static char *copy_of(const char *text)
{
	return text ? phonewall_memory_print("%s", text) : NULL;
}

static void wipe(char *secret)
{
	if (secret)
		explicit_bzero(secret, strlen(secret));
	free(secret);
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
		.request = *request,
		.done = done,
		.argument = argument,
		.user = copy_of(request->file->user),
		.password = copy_of(request->file->password),
		.deadline = now() + PHONEWALL_TRANSFER_TIME,
	};
	phonewall_transfer_url_copy(request->file->url, &fetch->url);
	find_validator(fetch);
	fetch->addresses = request->file->addresses;
	fetch->address_count = request->file->address_count;
	fetch->request.file = NULL;
	if (fetch->url.scheme == PHONEWALL_SCHEME_TFTP)
		download(fetch, NULL);
	else
		search(fetch);
	fetch->addresses = NULL;
	return fetch;
}

void phonewall_fetch_free(struct phonewall_fetch *fetch)
{
	if (!fetch)
		return;
	phonewall_download_free(fetch->download);
	phonewall_proxy_search_free(fetch->search);
	phonewall_server_url_clear(&fetch->url);
	free(fetch->user);
	wipe(fetch->password);
	wipe(fetch->text);
	free(fetch);
}
