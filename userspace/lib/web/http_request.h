/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_HTTP_REQUEST_H
#define PHONEWALL_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a request's head, and of its body, at most. */
#define PHONEWALL_HTTP_HEAD_MAX	8192
#define PHONEWALL_HTTP_BODY_MAX	(128 * 1024)

/**
 * struct phonewall_http_request - the head of a request (RFC 9112)
 * @is_post: whether the method is POST; else it is GET or HEAD
 * @is_head: whether it is HEAD
 * @path: the path, which begins with "/"; it is not decoded, as none of the page's
 *	has anything to decode
 * @query: what is behind the "?"; NULL if there is none
 * @host: the field Host; NULL if there is none
 * @cookie: the field Cookie; NULL if there is none, as with the next three
 * @origin: the field Origin
 * @fetch_site: the field Sec-Fetch-Site
 * @content_type: the field Content-Type
 * @content_length: bytes of the body
 */
struct phonewall_http_request {
	bool is_post;
	bool is_head;
	const char *path;
	const char *query;
	const char *host;
	const char *cookie;
	const char *origin;
	const char *fetch_site;
	const char *content_type;
	size_t content_length;
};

/**
 * phonewall_http_head_length() - find the end of a request's head
 * @bytes: what has come
 * @length: how many bytes
 *
 * Return: bytes of the head with the empty line at its end; 0 if it is not whole.
 */
size_t phonewall_http_head_length(const char *bytes, size_t length);

/**
 * phonewall_http_request_read() - read the head of a request
 * @head: the head, as long as phonewall_http_head_length() says; changed, for the
 *	request points into it
 * @length: bytes of @head
 * @request: set if there is no fault
 *
 * Stricter than HTTP: a line that is continued, a second Host, Cookie, Origin or
 * Content-Length, a space before a colon and a control character are refused, so
 * that no two programs can read a request in two ways. A body has a length; it is
 * never chunked.
 *
 * Return: 0, or the status of the answer: 400, 405, 411, 413, 417, 501 or 505.
 */
int phonewall_http_request_read(char *head, size_t length,
				struct phonewall_http_request *request);

/**
 * phonewall_http_cookie_find() - find a cookie
 * @header: the field Cookie; may be NULL
 * @name: the cookie's name
 * @value: set to its value, with a NUL, if there is one
 * @size: bytes of @value; a value that does not fit is none
 *
 * Return: whether there is such a cookie.
 */
bool phonewall_http_cookie_find(const char *header, const char *name,
				char *value, size_t size);

/**
 * phonewall_http_host_is_own() - whether a request is meant for this phone
 * @host: the field Host; may be NULL
 * @name: the phone's own name
 *
 * A page of somebody else, whose name he makes resolve to the phone's address, has
 * that name in its requests: DNS rebinding. So any address is right, and of names
 * "localhost" and the phone's.
 *
 * Return: whether it is.
 */
bool phonewall_http_host_is_own(const char *host, const char *name);

#endif /* PHONEWALL_HTTP_REQUEST_H */
