// SPDX-License-Identifier: MIT
#include "transfer/transfer.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "transfer/attempt.h"
#include "transfer/location.h"
#include "transfer/lookup.h"
#include "transfer/request.h"
#include "transfer/trust.h"

/* Look-ups of the certificate's name for an address: servers may rotate. */
#define CONFIRMATIONS	3

/**
 * struct phonewall_transfer - a transfer
 * @base: the event loop
 * @request: a copy
 * @url: where the file is, after the redirects so far
 * @redirects: how many
 * @deadline: milliseconds of the monotonic clock
 * @trust: the certificates, once they are needed
 * @start: begins it from the event loop
 * @clock: ends it at the deadline
 * @lookup: the look-up that runs, or NULL
 * @attempt: the attempt that runs, or NULL
 * @candidates: addresses of the server, or the proxy
 * @next: the first of them that has not been tried
 * @named: the last answer to a fresh look-up of the certificate's name
 * @confirmations: look-ups for the address that is tried
 * @result: what is known so far
 * @done: called at the end
 * @argument: handed to it
 */
struct phonewall_transfer {
	struct event_base *base;
	struct phonewall_transfer_request request;
	struct phonewall_server_url url;
	unsigned int redirects;
	int64_t deadline;
	SSL_CTX *trust;
	struct event *start;
	struct event *clock;
	struct phonewall_lookup *lookup;
	struct phonewall_attempt *attempt;
	struct phonewall_addresses candidates;
	size_t next;
	struct phonewall_addresses named;
	unsigned int confirmations;
	struct phonewall_transfer_result result;
	phonewall_transfer_done done;
	void *argument;
};

static void begin_url(struct phonewall_transfer *transfer);
static void try_next(struct phonewall_transfer *transfer);

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * INT64_C(1000) + time.tv_nsec / 1000000;
}

static void clear_result(struct phonewall_transfer_result *result)
{
	free(result->error);
	phonewall_server_url_clear(&result->url);
	free(result->content_encoding);
	free(result->etag);
	free(result->last_modified);
	free(result->body);
	*result = (struct phonewall_transfer_result){ 0 };
}

void phonewall_transfer_cancel(struct phonewall_transfer *transfer)
{
	if (!transfer)
		return;
	phonewall_lookup_cancel(transfer->lookup);
	phonewall_attempt_end(transfer->attempt);
	event_free(transfer->start);
	event_free(transfer->clock);
	SSL_CTX_free(transfer->trust);
	clear_result(&transfer->result);
	phonewall_server_url_clear(&transfer->url);
	phonewall_transfer_request_clear(&transfer->request);
	free(transfer);
}

/* The transfer is gone afterwards. */
static void finish(struct phonewall_transfer *transfer,
		   enum phonewall_transfer_outcome outcome)
{
	struct phonewall_transfer_result result = transfer->result;
	phonewall_transfer_done done = transfer->done;
	void *argument = transfer->argument;

	transfer->result = (struct phonewall_transfer_result){ 0 };
	result.outcome = outcome;
	result.url = transfer->url;
	transfer->url = (struct phonewall_server_url){ 0 };
	if (outcome == PHONEWALL_TRANSFER_SUCCESS ||
	    outcome == PHONEWALL_TRANSFER_NOT_MODIFIED) {
		free(result.error);
		result.error = NULL;
	}
	phonewall_transfer_cancel(transfer);
	done(&result, argument);
	clear_result(&result);
}

/* The place of an error: the URL without its query. */
static char *place_of(const struct phonewall_transfer *transfer)
{
	char address[PHONEWALL_ADDRESS_TEXT];
	char *url = phonewall_location_text(&transfer->url,
					    transfer->url.shown_path ?: "");
	char *place;

	if (!transfer->result.server.family)
		return url;
	place = phonewall_memory_print("%s%s at %s", url,
			transfer->request.proxy ? " by the proxy" : "",
			phonewall_address_print(&transfer->result.server,
						address));
	free(url);
	return place;
}

/* Takes @what over. */
static void set_error(struct phonewall_transfer *transfer, char *what)
{
	char *place = place_of(transfer);

	free(transfer->result.error);
	transfer->result.error = phonewall_memory_print("%s: %s", place, what);
	free(place);
	free(what);
}

static void fail(struct phonewall_transfer *transfer, char *what)
{
	set_error(transfer, what);
	finish(transfer, PHONEWALL_TRANSFER_FAILURE);
}

static void note(const struct phonewall_transfer *transfer, const char *text)
{
	if (transfer->request.note)
		transfer->request.note(text, transfer->argument);
}

/* Judging an answer */

static const char *describe_status(const struct phonewall_transfer *transfer,
				   unsigned int code)
{
	const struct phonewall_transfer_request *request = &transfer->request;

	switch (code) {
	case 304:
		return "the server takes the file for known, which it is not; correct the server";
	case 401:
		if (!request->user)
			return "the server asks for a user and a password; configure them";
		if (transfer->redirects)
			return "the server that it was redirected to asks for a user and a password, which it does not get; give its URL instead";
		return "the server refuses user and password; correct them";
	case 403:
		return "the server forbids it; check the phone's certificate, or the server's rights";
	case 404:
		return "the server has no such file; correct the path, or add the file";
	case 407:
		return "the proxy refuses user and password; correct them";
	default:
		return code / 100 == 5 ?
		       "the server has failed; ask its administrator" :
		       "the server refuses; check the URL, or ask its administrator";
	}
}

/* Tries the next address; the error of the last one stays. */
static void try_another(struct phonewall_transfer *transfer)
{
	note(transfer, transfer->result.error);
	phonewall_attempt_end(transfer->attempt);
	transfer->attempt = NULL;
	try_next(transfer);
}

static void follow(struct phonewall_transfer *transfer)
{
	struct phonewall_server_url url = { 0 };
	const char *fault;

	if (transfer->request.method != PHONEWALL_TRANSFER_GET)
		return fail(transfer, phonewall_memory_print("redirects what is sent to it; give the URL that it redirects to"));
	if (transfer->redirects >= PHONEWALL_TRANSFER_REDIRECTS)
		return fail(transfer, phonewall_memory_print("redirects more than %u times; correct the server",
							     PHONEWALL_TRANSFER_REDIRECTS));
	fault = phonewall_location_read(
			phonewall_attempt_location(transfer->attempt),
			&transfer->url, &url);
	if (fault)
		return fail(transfer, phonewall_memory_copy(fault,
							    strlen(fault)));
	transfer->redirects++;
	phonewall_attempt_end(transfer->attempt);
	transfer->attempt = NULL;
	phonewall_server_url_clear(&transfer->url);
	transfer->url = url;
	begin_url(transfer);
}

static void take_headers(struct phonewall_transfer *transfer)
{
	const struct phonewall_attempt *attempt = transfer->attempt;
	struct phonewall_transfer_result *result = &transfer->result;

	result->content_encoding =
		phonewall_attempt_header(attempt, "Content-Encoding");
	result->etag = phonewall_attempt_header(attempt, "ETag");
	result->last_modified =
		phonewall_attempt_header(attempt, "Last-Modified");
}

static void take_body(struct phonewall_transfer *transfer)
{
	struct phonewall_attempt *attempt = transfer->attempt;
	struct phonewall_transfer_result *result = &transfer->result;

	result->body_length = attempt->length;
	if (transfer->request.reader)
		return;
	result->body = attempt->body ?: phonewall_memory_copy("", 0);
	result->body[result->body_length] = '\0';
	attempt->body = NULL;
}

static bool is_known(const struct phonewall_transfer *transfer)
{
	return transfer->request.etag || transfer->request.last_modified;
}

static void judge_status(struct phonewall_transfer *transfer, unsigned int code)
{
	if (code == 301 || code == 302)
		return follow(transfer);
	if (code / 100 == 2 && code != 206) {
		take_headers(transfer);
		take_body(transfer);
		return finish(transfer, PHONEWALL_TRANSFER_SUCCESS);
	}
	if (code == 304 && is_known(transfer)) {
		take_headers(transfer);
		return finish(transfer, PHONEWALL_TRANSFER_NOT_MODIFIED);
	}
	set_error(transfer, phonewall_memory_print("answers %u: %s", code,
				describe_status(transfer, code)));
	if (code / 100 == 5)
		return try_another(transfer);
	finish(transfer, code == 404 ? PHONEWALL_TRANSFER_NOT_FOUND :
				       PHONEWALL_TRANSFER_FAILURE);
}

/* A status other than 2xx says all, whether its body came whole or not. */
static bool has_answered(const struct phonewall_attempt *attempt)
{
	return !attempt->fault && attempt->code >= 200 &&
	       (attempt->error == CURLE_OK || attempt->is_enough ||
		(attempt->code >= 300 &&
		 attempt->error == CURLE_FILESIZE_EXCEEDED));
}

static bool is_final(const struct phonewall_attempt *attempt)
{
	long code = 0;

	curl_easy_getinfo(attempt->easy, CURLINFO_HTTP_CONNECTCODE, &code);
	return attempt->is_final || code / 100 == 4 ||
	       attempt->error == CURLE_TOO_MANY_REDIRECTS ||
	       attempt->error == CURLE_FILESIZE_EXCEEDED;
}

/* Neither the server nor the proxy has said anything but that it cannot. */
static bool is_proxy_down(const struct phonewall_attempt *attempt)
{
	long code = 0;

	if (!attempt->plan.request->proxy || attempt->fault || attempt->code)
		return false;
	curl_easy_getinfo(attempt->easy, CURLINFO_HTTP_CONNECTCODE, &code);
	return !code || code / 100 == 5;
}

static void on_attempt(struct phonewall_attempt *attempt, void *owner)
{
	struct phonewall_transfer *transfer = owner;

	transfer->result.code = attempt->code;
	transfer->result.is_proxy_down = is_proxy_down(attempt);
	if (has_answered(attempt))
		return judge_status(transfer, attempt->code);
	set_error(transfer, phonewall_attempt_describe(attempt));
	if (is_final(attempt))
		return finish(transfer, PHONEWALL_TRANSFER_FAILURE);
	try_another(transfer);
}

/* From address to address */

static bool read_address(const char *host, struct phonewall_address *address)
{
	uint16_t port;
	bool has_port;

	return phonewall_address_parse(host, address, &port, &has_port);
}

/* Whether the name in the server's certificate is compared with DNS. */
static bool is_confirmed(const struct phonewall_transfer *transfer)
{
	struct phonewall_address address;

	return transfer->url.scheme == PHONEWALL_SCHEME_HTTPS &&
	       !transfer->request.proxy &&
	       !read_address(transfer->url.host, &address);
}

static void ask(struct phonewall_transfer *transfer)
{
	int64_t left = transfer->deadline - now();
	const struct phonewall_attempt_plan plan = {
		.base = transfer->base,
		.request = &transfer->request,
		.url = &transfer->url,
		.peer = transfer->result.server,
		.named = is_confirmed(transfer) ? &transfer->named : NULL,
		.trust = transfer->trust,
		.has_credentials = !transfer->redirects,
		/* 0 would be no limit. */
		.milliseconds = left > 0 ? left : 1,
	};

	transfer->attempt = phonewall_attempt_begin(&plan, on_attempt, transfer,
						    transfer->argument);
}

static void confirm(struct phonewall_transfer *transfer);

/*
 * The name that the URL and the certificate will share is known beforehand, so
 * nothing has to wait between the handshake and the request.
 */
static void on_confirmation(const struct phonewall_addresses *addresses,
			    const char *fault, void *argument)
{
	struct phonewall_transfer *transfer = argument;
	size_t i;

	transfer->lookup = NULL;
	transfer->named = *addresses;
	for (i = 0; i < addresses->count; i++)
		phonewall_addresses_add(&transfer->candidates,
					&addresses->list[i]);
	if (fault || ++transfer->confirmations >= CONFIRMATIONS ||
	    phonewall_addresses_hold(addresses, &transfer->result.server))
		return ask(transfer);
	confirm(transfer);
}

static void confirm(struct phonewall_transfer *transfer)
{
	transfer->lookup = phonewall_lookup_begin(transfer->base,
			transfer->url.host, transfer->request.dns_servers,
			on_confirmation, transfer);
}

static void try_next(struct phonewall_transfer *transfer)
{
	if (transfer->next >= transfer->candidates.count)
		return finish(transfer, PHONEWALL_TRANSFER_FAILURE);
	transfer->result.server = transfer->candidates.list[transfer->next++];
	transfer->confirmations = 0;
	if (is_confirmed(transfer))
		return confirm(transfer);
	ask(transfer);
}

static void on_addresses(const struct phonewall_addresses *addresses,
			 const char *fault, void *argument)
{
	struct phonewall_transfer *transfer = argument;
	const struct phonewall_transfer_proxy *proxy = transfer->request.proxy;

	transfer->lookup = NULL;
	transfer->result.is_proxy_down = fault && proxy;
	if (fault)
		return fail(transfer, phonewall_memory_print("no address of %s: %s",
				proxy ? "the proxy" : "the host", fault));
	transfer->candidates = *addresses;
	try_next(transfer);
}

/* From URL to URL */

static void note_unconfirmed(const struct phonewall_transfer *transfer)
{
	char *place, *text;

	if (transfer->url.scheme != PHONEWALL_SCHEME_HTTPS ||
	    is_confirmed(transfer))
		return;
	place = place_of(transfer);
	text = phonewall_memory_print("%s: the name in the certificate is not compared with DNS, since %s",
				      place, transfer->request.proxy ?
				      "a proxy hides the server's address" :
				      "the URL has an address in place of a name");
	note(transfer, text);
	free(place);
	free(text);
}

static bool needs_tls(const struct phonewall_transfer *transfer)
{
	const struct phonewall_transfer_proxy *proxy = transfer->request.proxy;

	return transfer->url.scheme == PHONEWALL_SCHEME_HTTPS ||
	       (proxy && proxy->is_https);
}

/* Return: NULL, or why no TLS can be spoken. */
static char *load_trust(struct phonewall_transfer *transfer)
{
	char *failure = NULL;

	if (!transfer->request.tls)
		return phonewall_memory_print("HTTPS is not spoken here; use http://");
	if (!transfer->trust)
		transfer->trust = phonewall_trust_load(&transfer->request,
						       &failure);
	return failure;
}

/* Return: NULL, or why the URL is not asked for. */
static char *refuse(struct phonewall_transfer *transfer)
{
	const struct phonewall_server_url *url = &transfer->url;

	if (!phonewall_location_is_normal(url->host))
		return phonewall_memory_print("the host is neither a name nor an address; correct it");
	if (!phonewall_domains_allow(transfer->request.domains, url->host))
		return phonewall_memory_print("Restricted_Access_Domains does not allow this server; add it there, or use another");
	if (url->scheme == PHONEWALL_SCHEME_TFTP)
		return phonewall_memory_print("TFTP is not spoken here; use http:// or https://");
	return needs_tls(transfer) ? load_trust(transfer) : NULL;
}

static void begin_url(struct phonewall_transfer *transfer)
{
	const struct phonewall_transfer_proxy *proxy = transfer->request.proxy;
	const char *host = proxy ? proxy->host : transfer->url.host;
	struct phonewall_address address;
	char *refusal;

	transfer->result.server.family = 0;
	transfer->candidates.count = 0;
	transfer->next = 0;
	refusal = refuse(transfer);
	if (refusal)
		return fail(transfer, refusal);
	note_unconfirmed(transfer);
	if (read_address(host, &address)) {
		phonewall_addresses_add(&transfer->candidates, &address);
		return try_next(transfer);
	}
	transfer->lookup = phonewall_lookup_begin(transfer->base, host,
			transfer->request.dns_servers, on_addresses, transfer);
}

/* Beginning and end */

static void on_start(evutil_socket_t none, short what, void *argument)
{
	(void)none;
	(void)what;
	begin_url(argument);
}

static void on_deadline(evutil_socket_t none, short what, void *argument)
{
	struct phonewall_transfer *transfer = argument;

	(void)none;
	(void)what;
	fail(transfer, phonewall_memory_print("not done within %u seconds; check the server and the network",
					      transfer->request.time_limit));
}

static void init_libcurl(void)
{
	static bool is_ready;

	if (!is_ready && curl_global_init(CURL_GLOBAL_DEFAULT))
		phonewall_memory_exhausted();
	is_ready = true;
}

struct phonewall_transfer *
phonewall_transfer_begin(struct event_base *base,
			 const struct phonewall_transfer_request *request,
			 phonewall_transfer_done done, void *argument)
{
	struct phonewall_transfer *transfer =
		phonewall_memory_resize(NULL, 1, sizeof(*transfer));
	struct timeval limit = { 0 };

	init_libcurl();
	*transfer = (struct phonewall_transfer){ .base = base, .done = done,
						 .argument = argument };
	phonewall_transfer_request_copy(request, &transfer->request);
	phonewall_transfer_url_copy(request->url, &transfer->url);
	limit.tv_sec = transfer->request.time_limit;
	transfer->deadline = now() + limit.tv_sec * INT64_C(1000);
	transfer->start = evtimer_new(base, on_start, transfer);
	transfer->clock = evtimer_new(base, on_deadline, transfer);
	if (!transfer->start || !transfer->clock ||
	    evtimer_add(transfer->clock, &limit))
		phonewall_memory_exhausted();
	event_active(transfer->start, 0, 0);
	return transfer;
}
