/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_ATTEMPT_H
#define PHONEWALL_ATTEMPT_H

#include <curl/curl.h>
#include <openssl/ssl.h>

#include "transfer/lookup.h"
#include "transfer/transfer.h"

/**
 * struct phonewall_attempt_plan - one request to one address
 * @base: the event loop
 * @request: what is asked for
 * @url: where, instead of the request's
 * @peer: the address to connect to, the server's or the proxy's
 * @named: addresses of the host by a fresh look-up; NULL if none is asked for
 * @trust: from phonewall_trust_load(); NULL if no TLS is spoken
 * @has_credentials: whether the server may get the request's user and password
 * @milliseconds: for all of it
 *
 * All of it stays valid until the attempt is released.
 */
struct phonewall_attempt_plan {
	struct event_base *base;
	const struct phonewall_transfer_request *request;
	const struct phonewall_server_url *url;
	struct phonewall_address peer;
	const struct phonewall_addresses *named;
	SSL_CTX *trust;
	bool has_credentials;
	long milliseconds;
};

/**
 * struct phonewall_attempt - a request that runs, or has run
 * @plan: what is asked for
 * @easy: libcurl's handle
 * @error: libcurl's result, once it has ended
 * @code: HTTP status of the server; 0 if it has not answered
 * @fault: what we have refused and what to do, to be released with free(); or NULL
 * @is_final: whether the next address would do no better
 * @is_enough: whether we ended it, because the status says all
 * @body: what has been taken, if there is no reader
 * @length: bytes of the body
 * @multi: its own: the run of @easy
 * @headers: its own: of the request
 * @addresses: its own: what stands for the name that libcurl would look up
 * @text: its own: the URL
 * @header_length: its own: bytes of all headers so far
 * @challenges: its own: answers of 401 and 407 so far
 * @verification: why the certificate of the last handshake was refused, as
 *	X509_V_ERR_; X509_V_OK if it was not
 * @handshakes: its own: handshakes of TLS on this connection so far
 * @has_begun: its own: whether a body has begun
 * @message: its own: libcurl's words for an error
 * @done: its own: called at the end
 * @owner: its own: handed to @done
 * @argument: its own: for the callbacks of the request
 */
struct phonewall_attempt {
	struct phonewall_attempt_plan plan;
	CURL *easy;
	CURLcode error;
	unsigned int code;
	char *fault;
	bool is_final;
	bool is_enough;
	char *body;
	size_t length;
	struct phonewall_multi *multi;
	struct curl_slist *headers;
	struct curl_slist *addresses;
	char *text;
	size_t header_length;
	unsigned int challenges;
	long verification;
	unsigned int handshakes;
	bool has_begun;
	char message[CURL_ERROR_SIZE];
	void (*done)(struct phonewall_attempt *attempt, void *owner);
	void *owner;
	void *argument;
};

/**
 * phonewall_attempt_begin() - ask one address
 * @plan: what, where and how; copied
 * @done: called when the attempt has ended, from the event loop
 * @owner: handed to @done
 * @argument: for the callbacks of the plan's request
 *
 * Return: the attempt, to be released with phonewall_attempt_end() in any case.
 */
struct phonewall_attempt *
phonewall_attempt_begin(const struct phonewall_attempt_plan *plan,
			void (*done)(struct phonewall_attempt *attempt,
				     void *owner),
			void *owner, void *argument);

/**
 * phonewall_attempt_is_at_proxy() - ask whom the last handshake of TLS was with
 * @attempt: an attempt
 *
 * Return: true if it was the proxy, false if it was the server or there was none.
 */
bool phonewall_attempt_is_at_proxy(const struct phonewall_attempt *attempt);

/**
 * phonewall_attempt_header() - get a header of the last answer
 * @attempt: an attempt that has ended
 * @name: the header's name
 *
 * Return: its value, those of several joined with ", ", to be released with
 * free(); NULL if there is none, or if it is longer than 256 bytes or not
 * printable.
 */
char *phonewall_attempt_header(const struct phonewall_attempt *attempt,
			       const char *name);

/**
 * phonewall_attempt_location() - get where the last answer sends to
 * @attempt: an attempt that has ended
 *
 * Return: its Location, valid until the attempt is released; NULL if there is none,
 * or more than one.
 */
const char *phonewall_attempt_location(const struct phonewall_attempt *attempt);

/**
 * phonewall_attempt_describe() - say why an attempt brought no answer
 * @attempt: an attempt that has ended, with an error of libcurl or a fault
 *
 * Return: what happened and what to do, to be released with free().
 */
char *phonewall_attempt_describe(const struct phonewall_attempt *attempt);

/**
 * phonewall_attempt_end() - release an attempt, also one that runs
 * @attempt: the attempt, or NULL. Not to be called from the request's callbacks
 */
void phonewall_attempt_end(struct phonewall_attempt *attempt);

#endif /* PHONEWALL_ATTEMPT_H */
