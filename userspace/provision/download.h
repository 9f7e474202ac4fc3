/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DOWNLOAD_H
#define PHONEWALL_DOWNLOAD_H

#include <event2/event.h>

#include "transfer/transfer.h"

/**
 * struct phonewall_download_request - a file of one server
 * @url: where it is; it has a host
 * @user: user name for HTTP, or NULL
 * @password: password; NULL with @user
 * @user_agent: for HTTP's User-Agent, or NULL
 * @etag: of the file that is known already, or NULL
 * @last_modified: likewise
 * @domains: the servers that are allowed, kept by the caller until the end
 * @authorities: PEM file of the authorities that may have issued the server's
 *	certificate; NULL for those of the system
 * @more_authorities: PEM file of others that may have too, or NULL
 * @certificate: PEM file of the phone's own certificate, or NULL for none
 * @key: PEM file of its key; NULL with @certificate
 * @run_directory: phonewalld's, with the TLS policy
 * @proxy: the HTTP proxy, or NULL for none
 * @addresses: for TFTP the servers in place of @url's host, to be tried in this
 *	order; not used if there are none
 * @address_count: how many
 * @any_tftp_port: whether TFTP is asked from a port that the kernel chooses
 * @size_limit: bytes of the file at most
 * @time_limit: seconds that HTTP may take at most; 0 for
 *	PHONEWALL_TRANSFER_TIME
 */
struct phonewall_download_request {
	const struct phonewall_server_url *url;
	const char *user;
	const char *password;
	const char *user_agent;
	const char *etag;
	const char *last_modified;
	const struct phonewall_domains *domains;
	const char *authorities;
	const char *more_authorities;
	const char *certificate;
	const char *key;
	const char *run_directory;
	const struct phonewall_transfer_proxy *proxy;
	const struct phonewall_address *addresses;
	size_t address_count;
	bool any_tftp_port;
	size_t size_limit;
	unsigned int time_limit;
};

/**
 * struct phonewall_downloaded - what became of it
 * @outcome: how it has ended
 * @is_proxy_down: whether it failed since the proxy does not work, so that
 *	another one may
 * @bytes: the file after a success
 * @length: bytes of @bytes
 * @content_encoding: of HTTP, or NULL
 * @etag: of HTTP, or NULL
 * @last_modified: of HTTP, or NULL
 * @server: the address that was asked last; its family is 0 if none was
 * @error: after a failure what is wrong and what to do; else NULL
 */
struct phonewall_downloaded {
	enum phonewall_transfer_outcome outcome;
	bool is_proxy_down;
	const void *bytes;
	size_t length;
	const char *content_encoding;
	const char *etag;
	const char *last_modified;
	struct phonewall_address server;
	const char *error;
};

/**
 * struct phonewall_download - a file that is being fetched
 */
struct phonewall_download;

/**
 * phonewall_download_begin - begin to fetch a file by HTTPS, HTTP or TFTP
 * @base: the event loop
 * @request: the file; copied but for what it says is kept
 * @done: called once from the event loop, not from within this call; the
 *	download may be released in it
 * @argument: handed to @done
 *
 * A TLS policy that is not known ends it: nothing is fetched by a weaker one.
 *
 * Return: the download, to be released with phonewall_download_free().
 */
struct phonewall_download *
phonewall_download_begin(struct event_base *base,
			 const struct phonewall_download_request *request,
			 void (*done)(const struct phonewall_downloaded *file,
				      void *argument),
			 void *argument);

/**
 * phonewall_download_free - release a download, also one that goes on
 * @download: may be NULL
 */
void phonewall_download_free(struct phonewall_download *download);

#endif /* PHONEWALL_DOWNLOAD_H */
