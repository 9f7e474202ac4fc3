// SPDX-License-Identifier: MIT
#include "errand_transfer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/agent_tls.h"
#include "base/log.h"
#include "base/memory.h"
#include "proxy_search.h"
#include "transfer/request.h"

/*
 * @request: with copies of @url, @user and @password. @proxies: belong to @search;
 * @next of them is tried next. @deadline: in seconds, for all of them.
 */
struct phonewall_errand_transfer {
	const struct phonewall_errand *errand;
	struct phonewall_transfer_request request;
	struct phonewall_server_url url;
	char *user;
	char *password;
	phonewall_transfer_done done;
	void *argument;
	struct phonewall_proxy_search *search;
	const struct phonewall_proxies *proxies;
	size_t next;
	time_t deadline;
	struct phonewall_transfer *transfer;
};

static void try_next(struct phonewall_errand_transfer *transfer);

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

static void note(const char *text, void *argument)
{
	(void)argument;
	phonewall_log(LOG_INFO, "%s", text);
}

static void end(struct phonewall_errand_transfer *transfer,
		struct phonewall_transfer_result *result)
{
	transfer->done(result, transfer->argument);
	phonewall_errand_transfer_cancel(transfer);
}

/* Takes @error over. */
static void fail(struct phonewall_errand_transfer *transfer, char *error)
{
	struct phonewall_transfer_result result = {
		.outcome = PHONEWALL_TRANSFER_FAILURE,
		.error = error,
	};

	end(transfer, &result);
	free(error);
}

static void on_transferred(struct phonewall_transfer_result *result,
			   void *argument)
{
	struct phonewall_errand_transfer *transfer = argument;

	transfer->transfer = NULL;
	if (result->is_proxy_down && now() < transfer->deadline &&
	    transfer->next < transfer->proxies->result.count) {
		phonewall_log(LOG_INFO, "%s; the next proxy is tried",
			      result->error);
		try_next(transfer);
	} else {
		end(transfer, result);
	}
}

/* The callbacks of the request have the argument of whoever asked. */
static void begin_body(void *argument)
{
	struct phonewall_errand_transfer *transfer = argument;

	transfer->request.reader->begin(transfer->argument);
}

static bool take_body(const void *bytes, size_t length, void *argument)
{
	struct phonewall_errand_transfer *transfer = argument;

	return transfer->request.reader->take(bytes, length,
					      transfer->argument);
}

static void begin(struct phonewall_errand_transfer *transfer,
		  const struct phonewall_transfer_proxy *proxy,
		  const struct phonewall_tls_policy *policy)
{
	static const struct phonewall_transfer_reader reader = {
		.begin = begin_body,
		.take = take_body,
	};
	const struct phonewall_errand *errand = transfer->errand;
	char *const *facts = errand->device->facts;
	char *custom = phonewall_memory_print("%s/" PHONEWALL_CUSTOM_CA_FILE,
					      errand->state_directory);
	char *agent = phonewall_device_user_agent(errand->device);
	struct phonewall_transfer_request request = transfer->request;

	request.user_agent = agent;
	request.domains = &errand->settings->domains;
	request.tls = policy;
	request.application = PHONEWALL_TLS_PROVISIONING;
	request.authorities = facts[PHONEWALL_DEVICE_AUTHORITIES];
	request.more_authorities = access(custom, F_OK) ? NULL : custom;
	request.certificate = facts[PHONEWALL_DEVICE_CERTIFICATE];
	request.key = facts[PHONEWALL_DEVICE_KEY];
	request.proxy = proxy;
	request.time_limit = transfer->deadline - now();
	if (request.reader)
		request.reader = &reader;
	request.note = note;
	transfer->transfer = phonewall_transfer_begin(errand->base, &request,
						      on_transferred, transfer);
	free(custom);
	free(agent);
}

static void try_next(struct phonewall_errand_transfer *transfer)
{
	struct phonewall_tls_policy *policy;
	struct phonewall_transfer_proxy proxy;
	bool is_proxy = phonewall_proxies_get(transfer->proxies,
					      transfer->next++, &proxy);

	policy = phonewall_agent_tls_load(transfer->errand->agent_directory);
	if (!policy) {
		fail(transfer, phonewall_memory_print("the TLS policy of phonewalld cannot be read: %s; restart phonewalld",
						      strerror(errno)));
		return;
	}
	begin(transfer, is_proxy ? &proxy : NULL, policy);
	phonewall_tls_policy_free(policy);
}

static void on_proxies(const struct phonewall_proxies *proxies, void *argument)
{
	struct phonewall_errand_transfer *transfer = argument;

	if (proxies->fault) {
		fail(transfer, phonewall_memory_print("%s", proxies->fault));
		return;
	}
	transfer->proxies = proxies;
	transfer->deadline = now() + (transfer->request.time_limit ?:
				      PHONEWALL_TRANSFER_TIME);
	try_next(transfer);
}

static char *copy_of(const char *text)
{
	return text ? phonewall_memory_print("%s", text) : NULL;
}

struct phonewall_errand_transfer *
phonewall_errand_transfer_begin(const struct phonewall_errand *errand,
				const struct phonewall_transfer_request *request,
				phonewall_transfer_done done, void *argument)
{
	struct phonewall_errand_transfer *transfer;
	struct phonewall_proxy_query query = {
		.kept = errand->kept_pac,
		.domains = &errand->settings->domains,
		.device = errand->device,
		.agent_directory = errand->agent_directory,
		.lease_directory = errand->lease_directory,
		.any_tftp_port = errand->any_tftp_port,
	};

	transfer = phonewall_memory_resize(NULL, 1, sizeof(*transfer));
	*transfer = (struct phonewall_errand_transfer){
		.errand = errand,
		.request = *request,
		.user = copy_of(request->user),
		.password = copy_of(request->password),
		.done = done,
		.argument = argument,
	};
	phonewall_transfer_url_copy(request->url, &transfer->url);
	transfer->request.url = &transfer->url;
	transfer->request.user = transfer->user;
	transfer->request.password = transfer->password;
	query.url = &transfer->url;
	transfer->search = phonewall_proxy_search_begin(errand->base, &query,
							on_proxies, transfer);
	return transfer;
}

void phonewall_errand_transfer_cancel(struct phonewall_errand_transfer *transfer)
{
	if (!transfer)
		return;
	phonewall_transfer_cancel(transfer->transfer);
	phonewall_proxy_search_free(transfer->search);
	phonewall_server_url_clear(&transfer->url);
	free(transfer->user);
	if (transfer->password)
		explicit_bzero(transfer->password, strlen(transfer->password));
	free(transfer->password);
	free(transfer);
}
