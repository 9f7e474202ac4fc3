// SPDX-License-Identifier: MIT
#include "transfer/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

#define SPEED		100
#define BODY_TYPE	"application/octet-stream"

static char *copy_of(const char *text)
{
	return text ? phonewall_memory_copy(text, strlen(text)) : NULL;
}

/* The visible part of ASCII, and spaces (RFC 9110 section 5.5). */
static char *header_copy_of(const char *text)
{
	const char *at;

	for (at = text; at && *at; at++) {
		if (*at < ' ' || *at > '~')
			return NULL;
	}
	return copy_of(text);
}

static void wipe(const char *secret)
{
	if (secret)
		explicit_bzero((char *)secret, strlen(secret));
	free((char *)secret);
}

void phonewall_transfer_url_copy(const struct phonewall_server_url *from,
				 struct phonewall_server_url *copy)
{
	*copy = *from;
	copy->host = copy_of(from->host);
	copy->path = copy_of(from->path);
	copy->shown_path = copy_of(from->shown_path);
}

static const struct phonewall_server_url *
new_url(const struct phonewall_server_url *from)
{
	struct phonewall_server_url *url =
		phonewall_memory_resize(NULL, 1, sizeof(*url));

	phonewall_transfer_url_copy(from, url);
	return url;
}

static const struct phonewall_transfer_proxy *
new_proxy(const struct phonewall_transfer_proxy *from)
{
	struct phonewall_transfer_proxy *proxy;

	if (!from)
		return NULL;
	proxy = phonewall_memory_resize(NULL, 1, sizeof(*proxy));
	*proxy = *from;
	proxy->host = copy_of(from->host);
	proxy->user = copy_of(from->user);
	proxy->password = copy_of(from->password);
	return proxy;
}

static void free_proxy(const struct phonewall_transfer_proxy *proxy)
{
	if (!proxy)
		return;
	free((char *)proxy->host);
	free((char *)proxy->user);
	wipe(proxy->password);
	free((void *)proxy);
}

void phonewall_transfer_request_copy(
	const struct phonewall_transfer_request *from,
	struct phonewall_transfer_request *copy)
{
	*copy = *from;
	copy->url = new_url(from->url);
	copy->body_type = header_copy_of(from->body_type ?: BODY_TYPE) ?:
			  copy_of(BODY_TYPE);
	copy->user = copy_of(from->user);
	copy->password = copy_of(from->password);
	copy->user_agent = from->user_agent ?
			   phonewall_text_escape(from->user_agent) : NULL;
	copy->etag = header_copy_of(from->etag);
	copy->last_modified = header_copy_of(from->last_modified);
	if (from->tls)
		copy->tls = phonewall_tls_policy_up_ref(
			(struct phonewall_tls_policy *)from->tls);
	copy->authorities = copy_of(from->authorities);
	copy->more_authorities = copy_of(from->more_authorities);
	copy->certificate = copy_of(from->certificate);
	copy->key = copy_of(from->key);
	copy->proxy = new_proxy(from->proxy);
	copy->dns_servers = copy_of(from->dns_servers);
	copy->size_limit = from->size_limit ?: PHONEWALL_TRANSFER_SIZE;
	copy->time_limit = from->time_limit ?: PHONEWALL_TRANSFER_TIME;
	copy->speed_limit = from->speed_limit ?: SPEED;
}

void phonewall_transfer_request_clear(struct phonewall_transfer_request *copy)
{
	phonewall_server_url_clear((struct phonewall_server_url *)copy->url);
	free((void *)copy->url);
	free((char *)copy->body_type);
	free((char *)copy->user);
	wipe(copy->password);
	free((char *)copy->user_agent);
	free((char *)copy->etag);
	free((char *)copy->last_modified);
	phonewall_tls_policy_free((struct phonewall_tls_policy *)copy->tls);
	free((char *)copy->authorities);
	free((char *)copy->more_authorities);
	free((char *)copy->certificate);
	free((char *)copy->key);
	free_proxy(copy->proxy);
	free((char *)copy->dns_servers);
}
