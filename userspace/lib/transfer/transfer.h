/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TRANSFER_H
#define PHONEWALL_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>

#include "base/address.h"
#include "provisioning/domains.h"
#include "provisioning/server_url.h"
#include "tls/application.h"
#include "tls/policy.h"

/* Bytes of an answer's body, unless the request has another bound. */
#define PHONEWALL_TRANSFER_SIZE	(1024 * 1024)

/* Seconds for all of a transfer, unless the request has another bound. */
#define PHONEWALL_TRANSFER_TIME	60

/* Addresses of a server that are tried at most. */
#define PHONEWALL_TRANSFER_ADDRESSES	8

/* Redirects that are followed at most. */
#define PHONEWALL_TRANSFER_REDIRECTS	5

/**
 * enum phonewall_transfer_method - what is done with the file
 * @PHONEWALL_TRANSFER_GET: fetch it
 * @PHONEWALL_TRANSFER_PUT: send it, with HTTP's PUT
 * @PHONEWALL_TRANSFER_POST: send it, with HTTP's POST
 */
enum phonewall_transfer_method {
	PHONEWALL_TRANSFER_GET,
	PHONEWALL_TRANSFER_PUT,
	PHONEWALL_TRANSFER_POST,
};

/**
 * struct phonewall_transfer_proxy - an HTTP proxy
 * @is_https: whether it is spoken to in TLS
 * @host: its name or address, without square brackets
 * @port: host byte order, from 1
 * @user: user name, or NULL if it asks for none
 * @password: password; NULL with @user
 */
struct phonewall_transfer_proxy {
	bool is_https;
	const char *host;
	uint16_t port;
	const char *user;
	const char *password;
};

/**
 * struct phonewall_transfer_reader - who takes the body of an answer
 * @begin: called before the first byte of each body, also if it has none: what
 *	was taken before is void, since the server that sent it failed
 * @take: gets the next bytes. Return: false to end the transfer as a failure
 *
 * Neither may call phonewall_transfer_cancel(), nor may @note of the request.
 */
struct phonewall_transfer_reader {
	void (*begin)(void *argument);
	bool (*take)(const void *bytes, size_t length, void *argument);
};

/**
 * struct phonewall_transfer_request - a file to fetch or to send
 * @url: where it is; it has a host, since whoever asks knows DHCP's
 * @method: what to do. By TFTP a file can only be fetched
 * @body: for PUT and POST the bytes to send; may be NULL if @body_length is 0
 * @body_length: bytes of @body
 * @body_type: its media type, for Content-Type; NULL for
 *	"application/octet-stream"
 * @user: user name for the server, or NULL for none
 * @password: password; NULL with @user
 * @user_agent: for User-Agent, or NULL for none; a tunnel's proxy does not get it
 * @etag: ETag of the answer that the caller has, for If-None-Match; or NULL
 * @last_modified: its Last-Modified, for If-Modified-Since; or NULL
 * @domains: the servers that may be used, also by a redirect; not NULL: a zeroed
 *	one is no limit. The proxy may always be used
 * @tls: the TLS policy; NULL if no HTTPS is spoken, also after a redirect or to
 *	the proxy
 * @application: whose cipher list and rule for names holds
 * @authorities: PEM file of the authorities that may have issued the server's
 *	certificate, and the proxy's; NULL for those of the system
 * @more_authorities: PEM file of others that may have too, or NULL; if it
 *	cannot be used, nobody is trusted by way of it
 * @certificate: PEM file of the phone's own certificate and the intermediate ones,
 *	or NULL for none; the proxy does not get it
 * @key: PEM file of its key; NULL with @certificate
 * @proxy: the proxy, or NULL for none: the environment does not count
 * @dns_servers: as "127.0.0.1:5353,[::1]:53", or NULL for those of
 *	resolv.conf(5)
 * @size_limit: bytes of a body at most; 0 for PHONEWALL_TRANSFER_SIZE
 * @time_limit: seconds at most for all of it, with every address, redirect and
 *	look-up; 0 for PHONEWALL_TRANSFER_TIME
 * @speed_limit: bytes per second; an answer that is slower for ten seconds ends; 0
 *	for 100
 * @reader: takes the body of an answer of 2xx, as the server sent it, with its
 *	Content-Encoding; NULL for the result to have it
 * @note: called with a line for the log, without secrets: why an address failed,
 *	and why the certificate's name was not looked up; or NULL
 */
struct phonewall_transfer_request {
	const struct phonewall_server_url *url;
	enum phonewall_transfer_method method;
	const void *body;
	size_t body_length;
	const char *body_type;
	const char *user;
	const char *password;
	const char *user_agent;
	const char *etag;
	const char *last_modified;
	const struct phonewall_domains *domains;
	const struct phonewall_tls_policy *tls;
	enum phonewall_tls_application application;
	const char *authorities;
	const char *more_authorities;
	const char *certificate;
	const char *key;
	const struct phonewall_transfer_proxy *proxy;
	const char *dns_servers;
	size_t size_limit;
	unsigned int time_limit;
	unsigned int speed_limit;
	const struct phonewall_transfer_reader *reader;
	void (*note)(const char *text, void *argument);
};

/**
 * enum phonewall_transfer_outcome - how a transfer ended
 * @PHONEWALL_TRANSFER_SUCCESS: the file was transferred whole
 * @PHONEWALL_TRANSFER_NOT_MODIFIED: the file is the one that the caller has
 * @PHONEWALL_TRANSFER_NOT_FOUND: the server has no such file
 * @PHONEWALL_TRANSFER_FAILURE: anything else
 */
enum phonewall_transfer_outcome {
	PHONEWALL_TRANSFER_SUCCESS,
	PHONEWALL_TRANSFER_NOT_MODIFIED,
	PHONEWALL_TRANSFER_NOT_FOUND,
	PHONEWALL_TRANSFER_FAILURE,
};

/**
 * struct phonewall_transfer_result - what became of a transfer
 * @outcome: how it ended
 * @code: the last HTTP status; 0 if no answer came, or by TFTP
 * @error: what is wrong, where, and what to do, without secrets; NULL after a
 *	success or if not modified
 * @is_proxy_down: whether it failed since the proxy has no address, could not be
 *	reached, has not the right certificate, gave no answer, or said that it
 *	cannot connect; not if it refuses
 * @server: the last address that was tried, the proxy's if there is one; family
 *	0 if there was none
 * @url: where the last answer came from, after redirects
 * @content_encoding: the answer's Content-Encoding, or NULL
 * @etag: the answer's ETag, or NULL; after "not modified" too
 * @last_modified: the answer's Last-Modified, or NULL; likewise
 * @body: after a success without a reader the body, with a NUL behind it
 * @body_length: bytes of the body, also those that a reader took
 *
 * Valid while the callback runs. The callback may take @body over by setting it to
 * NULL.
 */
struct phonewall_transfer_result {
	enum phonewall_transfer_outcome outcome;
	unsigned int code;
	char *error;
	bool is_proxy_down;
	struct phonewall_address server;
	struct phonewall_server_url url;
	char *content_encoding;
	char *etag;
	char *last_modified;
	char *body;
	size_t body_length;
};

struct phonewall_transfer;

/**
 * typedef phonewall_transfer_done - called once when a transfer has ended
 * @result: what became of it
 * @argument: as given to phonewall_transfer_begin()
 *
 * The handle is void when this is called.
 */
typedef void (*phonewall_transfer_done)(
	struct phonewall_transfer_result *result, void *argument);

/**
 * phonewall_transfer_begin() - begin to fetch or to send a file
 * @base: the event loop; nothing here blocks it, but for reading the files of
 *	certificates
 * @request: copied with all that it points to, but for @body, @domains and
 *	@reader, which stay valid until the end
 * @done: called from the event loop, never from within this call
 * @argument: handed to @done and to the request's callbacks
 *
 * The host's addresses (A and AAAA records) are tried in the order of the DNS
 * answer, IPv4 first, each by a connection of its own. The next one follows after a
 * failure of TCP or TLS, a certificate that is not verified or has another name, an
 * answer that is cut short or slow, and a status of 5xx. Any other answer is final.
 *
 * Before the first byte of a request over TLS the certificate is compared with
 * the host once more, and the name that it shares with the URL is looked up
 * afresh: unless the peer's address is in that answer, the next address follows.
 * That is left out, with a line to @note, if the URL has an address in place of a
 * name, or a proxy hides the server's.
 *
 * The certificate of a proxy that is spoken to in TLS is verified by the same
 * policy, with the proxy's own host.
 *
 * 301 and 302 are followed, PHONEWALL_TRANSFER_REDIRECTS times at most, if the
 * request's domains allow the new server, never from HTTPS to HTTP, and without
 * user and password; with GET alone. 401 and 407 are answered with Basic or Digest
 * (RFC 7616, RFC 7617), twice at most, Digest first. Any other status of 3xx or
 * 4xx is a failure but 304 and 404.
 *
 * No environment variable, .netrc, cookie or cache has any part in it.
 *
 * Return: the handle, to be given to phonewall_transfer_cancel() or to be
 * forgotten when @done is called. A request that cannot be made at all ends by
 * @done too.
 */
struct phonewall_transfer *
phonewall_transfer_begin(struct event_base *base,
			 const struct phonewall_transfer_request *request,
			 phonewall_transfer_done done, void *argument);

/**
 * phonewall_transfer_cancel() - end a transfer early
 * @transfer: the handle, released; @done is not called any more. NULL for none
 */
void phonewall_transfer_cancel(struct phonewall_transfer *transfer);

#endif /* PHONEWALL_TRANSFER_H */
