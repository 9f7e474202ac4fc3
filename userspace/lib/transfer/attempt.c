// SPDX-License-Identifier: MIT
#include "transfer/attempt.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/memory.h"
#include "tls/context.h"
#include "transfer/location.h"
#include "transfer/multi.h"
#include "transfer/trust.h"

/* Milliseconds for TCP, a proxy's tunnel and TLS. */
#define CONNECT_TIME	5000

/* Seconds for which an answer may be slower than the speed limit. */
#define SLOW_TIME	10

/* Bytes of all headers of an attempt at most. */
#define HEADERS_MAX	(64 * 1024)

/* Bytes of one header that is handed on. */
#define HEADER_MAX	256

/* Answers to 401 and 407 at most. */
#define RETRIES		2

static void set_fault(struct phonewall_attempt *attempt, bool is_final,
		      char *fault)
{
	free(attempt->fault);
	attempt->fault = fault;
	attempt->is_final = is_final;
}

static bool is_https(const struct phonewall_attempt *attempt)
{
	return attempt->plan.url->scheme == PHONEWALL_SCHEME_HTTPS;
}

static bool has_https_proxy(const struct phonewall_attempt *attempt)
{
	const struct phonewall_transfer_proxy *proxy =
		attempt->plan.request->proxy;

	return proxy && proxy->is_https;
}

/* TLS */

/* The proxy's handshake is the first one of a connection, the server's the last. */
bool phonewall_attempt_is_at_proxy(const struct phonewall_attempt *attempt)
{
	return has_https_proxy(attempt) && attempt->handshakes == 1;
}

static const char *tls_host(const struct phonewall_attempt *attempt)
{
	return phonewall_attempt_is_at_proxy(attempt) ?
	       attempt->plan.request->proxy->host : attempt->plan.url->host;
}

static unsigned int handshakes_of(const struct phonewall_attempt *attempt)
{
	return is_https(attempt) + has_https_proxy(attempt);
}

/* libcurl loses it if the alert goes out through the proxy's connection. */
static void take_verification(const SSL *tls, int where, int value)
{
	struct phonewall_attempt *attempt =
		SSL_CTX_get_app_data(SSL_get_SSL_CTX(tls));

	if (where == SSL_CB_CONNECT_EXIT && value <= 0)
		attempt->verification = SSL_get_verify_result(tls);
}

/* libcurl does not tell whose connection the context is for. */
static CURLcode set_tls(CURL *easy, void *context, void *argument)
{
	struct phonewall_attempt *attempt = argument;
	const struct phonewall_attempt_plan *plan = &attempt->plan;

	(void)easy;
	attempt->handshakes++;
	attempt->verification = X509_V_OK;
	SSL_CTX_set_app_data(context, attempt);
	SSL_CTX_set_info_callback(context, take_verification);
	phonewall_trust_set_authorities(plan->trust, context);
	if (attempt->handshakes > handshakes_of(attempt) ||
	    (!phonewall_attempt_is_at_proxy(attempt) &&
	     !phonewall_trust_set_certificate(plan->trust, context)) ||
	    phonewall_tls_client_apply(context, plan->request->tls,
				       plan->request->application,
				       tls_host(attempt)))
		return CURLE_SSL_CONNECT_ERROR;
	return CURLE_OK;
}

/* NULL if the connection has none, or none that we know. */
static const SSL *tls_of(CURL *easy)
{
	const struct curl_tlssessioninfo *session = NULL;

	if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) ||
	    !session || session->backend != CURLSSLBACKEND_OPENSSL)
		return NULL;
	return session->internals;
}

static bool names_peer(const struct phonewall_addresses *named,
		       const char *peer)
{
	struct phonewall_address address;
	uint16_t port;
	bool has_port;

	return peer && phonewall_address_parse(peer, &address, &port,
					       &has_port) &&
	       phonewall_addresses_hold(named, &address);
}

/*
 * Nothing has been sent yet but the handshake. What libcurl was told to do is not
 * taken for done.
 */
static int before_request(void *argument, char *peer, char *own, int peer_port,
			  int own_port)
{
	struct phonewall_attempt *attempt = argument;
	const struct phonewall_attempt_plan *plan = &attempt->plan;
	const SSL *tls;

	(void)own;
	(void)peer_port;
	(void)own_port;
	if (!handshakes_of(attempt))
		return CURL_PREREQFUNC_OK;
	tls = tls_of(attempt->easy);
	if (!tls || phonewall_tls_check_host(tls, is_https(attempt) ?
					     plan->url->host :
					     plan->request->proxy->host)) {
		set_fault(attempt, false, phonewall_memory_print("its certificate has not been verified; report this as a fault of phonewall"));
		return CURL_PREREQFUNC_ABORT;
	}
	if (plan->named && !names_peer(plan->named, peer)) {
		set_fault(attempt, false, phonewall_memory_print("its certificate is for %s, but DNS gives that name other addresses; correct its A records, or the server",
								 plan->url->host));
		return CURL_PREREQFUNC_ABORT;
	}
	return CURL_PREREQFUNC_OK;
}

/* The connection */

static bool is_peer(const struct phonewall_address *peer,
		    const struct curl_sockaddr *other)
{
	const void *bytes;

	if (peer->family != other->family)
		return false;
	if (other->family == AF_INET)
		bytes = &((const struct sockaddr_in *)&other->addr)->sin_addr;
	else
		bytes = &((const struct sockaddr_in6 *)&other->addr)->sin6_addr;
	return !memcmp(bytes, peer->bytes, other->family == AF_INET ? 4 : 16);
}

/* No other address than the plan's gets as much as a SYN. */
static curl_socket_t open_socket(void *argument, curlsocktype purpose,
				 struct curl_sockaddr *address)
{
	struct phonewall_attempt *attempt = argument;

	(void)purpose;
	attempt->handshakes = 0;
	if (is_peer(&attempt->plan.peer, address))
		return socket(address->family, address->socktype | SOCK_CLOEXEC,
			      address->protocol);
	set_fault(attempt, true, phonewall_memory_print("libcurl was about to connect to another address; report this as a fault of phonewall"));
	return CURL_SOCKET_BAD;
}

/* The answer */

static size_t take_header(char *text, size_t size, size_t count, void *argument)
{
	struct phonewall_attempt *attempt = argument;
	size_t length = size * count;
	unsigned int code;

	attempt->header_length += length;
	if (attempt->header_length > HEADERS_MAX) {
		set_fault(attempt, false, phonewall_memory_print("its headers are longer than %u KiB; correct the server",
								 HEADERS_MAX / 1024));
		return 0;
	}
	if (length > 12 && length < 256 && !memcmp(text, "HTTP/", 5) &&
	    sscanf(text, "HTTP/%*3s %3u", &code) == 1 &&
	    (code == 401 || code == 407) && attempt->challenges++ > RETRIES) {
		set_fault(attempt, true, phonewall_memory_print("it asks for user and password again and again; correct them, or the server"));
		return 0;
	}
	return length;
}

static bool has_room(struct phonewall_attempt *attempt, size_t length)
{
	size_t limit = attempt->plan.request->size_limit;

	if (length <= limit && attempt->length <= limit - length)
		return true;
	set_fault(attempt, true, phonewall_memory_print("the file is longer than %zu bytes; make it shorter",
							limit));
	return false;
}

static void begin_body(struct phonewall_attempt *attempt)
{
	const struct phonewall_transfer_reader *reader =
		attempt->plan.request->reader;

	if (!attempt->has_begun && reader)
		reader->begin(attempt->argument);
	attempt->has_begun = true;
}

static bool keep(struct phonewall_attempt *attempt, const char *bytes,
		 size_t length)
{
	const struct phonewall_transfer_reader *reader =
		attempt->plan.request->reader;

	if (reader) {
		if (reader->take(bytes, length, attempt->argument))
			return true;
		set_fault(attempt, true, phonewall_memory_print("the file cannot be stored; see the message before"));
		return false;
	}
	attempt->body = phonewall_memory_resize(attempt->body,
						attempt->length + length + 1, 1);
	memcpy(attempt->body + attempt->length, bytes, length);
	return true;
}

static unsigned int code_of(const struct phonewall_attempt *attempt)
{
	long code = 0;

	curl_easy_getinfo(attempt->easy, CURLINFO_RESPONSE_CODE, &code);
	return code;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *argument)
{
	struct phonewall_attempt *attempt = argument;
	unsigned int code = code_of(attempt);
	size_t length = size * count;

	/* What a server says beside an error is not read. */
	if (code < 200 || code > 299) {
		attempt->is_enough = true;
		return 0;
	}
	begin_body(attempt);
	if (!has_room(attempt, length) || !keep(attempt, bytes, length))
		return 0;
	attempt->length += length;
	return length;
}

char *phonewall_attempt_header(const struct phonewall_attempt *attempt,
			       const char *name)
{
	struct curl_header *header;
	char *all = NULL, *joined;
	const char *at;
	size_t i = 0;

	do {
		if (curl_easy_header(attempt->easy, name, i, CURLH_HEADER, -1,
				     &header))
			break;
		joined = phonewall_memory_print("%s%s%.*s", all ?: "",
						all ? ", " : "",
						HEADER_MAX + 1, header->value);
		free(all);
		all = joined;
	} while (++i < header->amount && strlen(all) <= HEADER_MAX);
	for (at = all; at && *at; at++) {
		if (*at < ' ' || *at > '~' || at - all >= HEADER_MAX) {
			free(all);
			return NULL;
		}
	}
	return all;
}

/* CURLINFO_REDIRECT_URL is not set if the body is not read. */
const char *phonewall_attempt_location(const struct phonewall_attempt *attempt)
{
	struct curl_header *header;

	if (curl_easy_header(attempt->easy, "Location", 0, CURLH_HEADER, -1,
			     &header) || header->amount != 1)
		return NULL;
	return header->value;
}

/* libcurl's options */

static bool set_url(struct phonewall_attempt *attempt)
{
	const struct phonewall_server_url *url = attempt->plan.url;
	CURL *easy = attempt->easy;

	attempt->text = phonewall_location_text(url, url->path);
	return !curl_easy_setopt(easy, CURLOPT_URL, attempt->text) &&
	       !curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L) &&
	       !curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") &&
	       !curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) &&
	       !curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
				 (long)CURL_HTTP_VERSION_1_1);
}

/* The name that libcurl would look up stands for the plan's address alone. */
static bool set_peer(struct phonewall_attempt *attempt)
{
	const struct phonewall_attempt_plan *plan = &attempt->plan;
	const struct phonewall_transfer_proxy *proxy = plan->request->proxy;
	const char *host = proxy ? proxy->host : plan->url->host;
	unsigned int port = proxy ? proxy->port : plan->url->port ?:
			    phonewall_scheme_port(plan->url->scheme);
	char address[PHONEWALL_ADDRESS_TEXT], *entry;

	if (!strchr(host, ':')) {
		phonewall_address_print(&plan->peer, address);
		entry = phonewall_memory_print(plan->peer.family == AF_INET6 ?
					       "%s:%u:[%s]" : "%s:%u:%s",
					       host, port, address);
		attempt->addresses = curl_slist_append(NULL, entry);
		free(entry);
	}
	return !curl_easy_setopt(attempt->easy, CURLOPT_RESOLVE,
				 attempt->addresses) &&
	       !curl_easy_setopt(attempt->easy, CURLOPT_OPENSOCKETFUNCTION,
				 open_socket) &&
	       !curl_easy_setopt(attempt->easy, CURLOPT_OPENSOCKETDATA,
				 attempt) &&
	       !curl_easy_setopt(attempt->easy, CURLOPT_FRESH_CONNECT, 1L);
}

/* Without the environment, which libcurl reads if these are NULL. */
static bool set_proxy(struct phonewall_attempt *attempt)
{
	const struct phonewall_transfer_proxy *proxy =
		attempt->plan.request->proxy;
	CURL *easy = attempt->easy;
	bool is_ipv6;
	char *text;
	bool done;

	if (curl_easy_setopt(easy, CURLOPT_NOPROXY, ""))
		return false;
	if (!proxy)
		return !curl_easy_setopt(easy, CURLOPT_PROXY, "");
	is_ipv6 = strchr(proxy->host, ':');
	text = phonewall_memory_print("http%s://%s%s%s:%u",
				      proxy->is_https ? "s" : "",
				      is_ipv6 ? "[" : "", proxy->host,
				      is_ipv6 ? "]" : "", proxy->port);
	done = !curl_easy_setopt(easy, CURLOPT_PROXY, text) &&
	       !curl_easy_setopt(easy, CURLOPT_PROXYAUTH,
				 CURLAUTH_BASIC | CURLAUTH_DIGEST);
	free(text);
	if (!proxy->user)
		return done;
	return done &&
	       !curl_easy_setopt(easy, CURLOPT_PROXYUSERNAME, proxy->user) &&
	       !curl_easy_setopt(easy, CURLOPT_PROXYPASSWORD,
				 proxy->password ?: "");
}

/* MAXREDIRS bounds libcurl's answers to 401 and 407 too. */
static bool set_credentials(struct phonewall_attempt *attempt)
{
	const struct phonewall_transfer_request *request =
		attempt->plan.request;
	CURL *easy = attempt->easy;

	if (curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) ||
	    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)RETRIES))
		return false;
	if (!attempt->plan.has_credentials || !request->user)
		return true;
	return !curl_easy_setopt(easy, CURLOPT_HTTPAUTH,
				 CURLAUTH_BASIC | CURLAUTH_DIGEST) &&
	       !curl_easy_setopt(easy, CURLOPT_USERNAME, request->user) &&
	       !curl_easy_setopt(easy, CURLOPT_PASSWORD,
				 request->password ?: "");
}

/*
 * set_tls() verifies chain and name. libcurl's own check of the name would refuse
 * the slash form; that ours has been made is checked in before_request().
 */
static bool set_verification(struct phonewall_attempt *attempt)
{
	CURL *easy = attempt->easy;

	return !curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION,
				 before_request) &&
	       !curl_easy_setopt(easy, CURLOPT_PREREQDATA, attempt) &&
	       !curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, set_tls) &&
	       !curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, attempt) &&
	       !curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) &&
	       !curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L) &&
	       !curl_easy_setopt(easy, CURLOPT_CAINFO, NULL) &&
	       !curl_easy_setopt(easy, CURLOPT_CAPATH, NULL) &&
	       !curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
}

/*
 * set_tls() is called for the proxy too. libcurl checks the proxy's name as well:
 * before_request() sees the server's connection, and not the one that carries it.
 */
static bool set_proxy_verification(struct phonewall_attempt *attempt)
{
	CURL *easy = attempt->easy;

	return !curl_easy_setopt(easy, CURLOPT_PROXY_SSL_VERIFYPEER, 1L) &&
	       !curl_easy_setopt(easy, CURLOPT_PROXY_SSL_VERIFYHOST, 2L) &&
	       !curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, NULL) &&
	       !curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, NULL);
}

static void add_header(struct phonewall_attempt *attempt, const char *name,
		       const char *value)
{
	char *line = phonewall_memory_print("%s:%s%s", name,
					    *value ? " " : "", value);

	attempt->headers = curl_slist_append(attempt->headers, line);
	if (!attempt->headers)
		phonewall_memory_exhausted();
	free(line);
}

static bool set_headers(struct phonewall_attempt *attempt)
{
	const struct phonewall_transfer_request *request =
		attempt->plan.request;
	CURL *easy = attempt->easy;

	if (request->etag)
		add_header(attempt, "If-None-Match", request->etag);
	if (request->last_modified)
		add_header(attempt, "If-Modified-Since",
			   request->last_modified);
	if (request->method != PHONEWALL_TRANSFER_GET)
		add_header(attempt, "Content-Type", request->body_type);
	/* By CURLOPT_USERAGENT a proxy's CONNECT would have it too. */
	if (request->user_agent)
		add_header(attempt, "User-Agent", request->user_agent);
	/* Which many servers never answer. */
	add_header(attempt, "Expect", "");
	return !curl_easy_setopt(easy, CURLOPT_HTTPHEADER, attempt->headers) &&
	       !curl_easy_setopt(easy, CURLOPT_HEADEROPT,
				 (long)CURLHEADER_SEPARATE);
}

static bool set_method(struct phonewall_attempt *attempt)
{
	const struct phonewall_transfer_request *request =
		attempt->plan.request;
	CURL *easy = attempt->easy;

	if (request->method == PHONEWALL_TRANSFER_GET)
		return !curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
	return !curl_easy_setopt(easy, CURLOPT_POST, 1L) &&
	       !curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)request->body_length) &&
	       !curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
				 request->body ?: "") &&
	       (request->method == PHONEWALL_TRANSFER_POST ||
		!curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "PUT"));
}

static bool set_answer(struct phonewall_attempt *attempt)
{
	CURL *easy = attempt->easy;

	return !curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body) &&
	       !curl_easy_setopt(easy, CURLOPT_WRITEDATA, attempt) &&
	       !curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header) &&
	       !curl_easy_setopt(easy, CURLOPT_HEADERDATA, attempt) &&
	       !curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, attempt->message) &&
	       !curl_easy_setopt(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
}

static bool set_limits(struct phonewall_attempt *attempt)
{
	const struct phonewall_attempt_plan *plan = &attempt->plan;
	CURL *easy = attempt->easy;

	return !curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
				 plan->milliseconds) &&
	       !curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
				 (long)CONNECT_TIME) &&
	       !curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT,
				 (long)plan->request->speed_limit) &&
	       !curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME,
				 (long)SLOW_TIME) &&
	       !curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE,
				 (curl_off_t)plan->request->size_limit);
}

static bool configure(struct phonewall_attempt *attempt)
{
	return set_url(attempt) && set_peer(attempt) && set_proxy(attempt) &&
	       set_credentials(attempt) &&
	       (!handshakes_of(attempt) || set_verification(attempt)) &&
	       (!has_https_proxy(attempt) ||
		set_proxy_verification(attempt)) &&
	       set_headers(attempt) && set_method(attempt) &&
	       set_answer(attempt) && set_limits(attempt);
}

/* Beginning and end */

static void on_end(CURLcode error, void *argument)
{
	struct phonewall_attempt *attempt = argument;

	attempt->error = error;
	attempt->code = code_of(attempt);
	if (!error && attempt->code >= 200 && attempt->code <= 299)
		begin_body(attempt);
	attempt->done(attempt, attempt->owner);
}

struct phonewall_attempt *
phonewall_attempt_begin(const struct phonewall_attempt_plan *plan,
			void (*done)(struct phonewall_attempt *attempt,
				     void *owner),
			void *owner, void *argument)
{
	struct phonewall_attempt *attempt =
		phonewall_memory_resize(NULL, 1, sizeof(*attempt));

	*attempt = (struct phonewall_attempt){ .plan = *plan, .done = done,
					       .owner = owner,
					       .argument = argument };
	attempt->easy = curl_easy_init();
	if (!attempt->easy)
		phonewall_memory_exhausted();
	if (!configure(attempt)) {
		/* libcurl then refuses the handle, which has no URL. */
		curl_easy_reset(attempt->easy);
		set_fault(attempt, true, phonewall_memory_print("this libcurl lacks an option; install libcurl 7.85 or newer, built with OpenSSL"));
	}
	attempt->multi = phonewall_multi_begin(plan->base, attempt->easy,
					       on_end, attempt);
	return attempt;
}

void phonewall_attempt_end(struct phonewall_attempt *attempt)
{
	if (!attempt)
		return;
	phonewall_multi_end(attempt->multi);
	curl_easy_cleanup(attempt->easy);
	curl_slist_free_all(attempt->headers);
	curl_slist_free_all(attempt->addresses);
	free(attempt->text);
	free(attempt->fault);
	free(attempt->body);
	free(attempt);
}
